"""One small module per question of the audit, found by being there."""
