"""Value for money: what the service costs, what it adds to what would have happened anyway, and what that is worth."""
