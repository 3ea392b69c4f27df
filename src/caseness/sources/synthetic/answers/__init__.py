"""What people answer: how ill they are, and what they tick because of it."""
