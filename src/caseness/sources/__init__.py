"""What people have: published statistics, read into one relation."""
