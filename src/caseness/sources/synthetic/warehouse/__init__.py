"""What the national warehouse derives from what it was sent, worked out apart from the code that audits it."""
