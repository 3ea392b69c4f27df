"""Whether the scores show signs of having been altered, selected or stopped at a chosen moment: flags, never verdicts."""
