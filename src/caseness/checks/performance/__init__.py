"""Who gets in, who waits, who leaves, who finishes?"""
