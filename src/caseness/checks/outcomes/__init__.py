"""What does “recovered” mean, and how robust is it?"""
