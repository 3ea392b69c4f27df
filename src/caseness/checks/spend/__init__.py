"""What was achieved for the spend?"""
