"""How counts of people are published: the smallest that is shown, and what the others are rounded to.

The rule of the national statistics for everything below England (guide to the data and publications, 2021 edition,
section 4.3), taken here for all that is made from records.
"""

from __future__ import annotations

LEAST_SHOWN = 5
"""The smallest count that is shown."""

ROUNDED_TO = 5
"""Other counts are rounded to the nearest multiple of this."""
