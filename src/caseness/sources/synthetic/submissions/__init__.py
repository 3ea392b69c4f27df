"""What is sent of it, and when: primary files, refreshes, and which rows go into which."""
