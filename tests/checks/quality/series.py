"""Long monthly series drawn in text, for checks that follow figures through the months."""

from __future__ import annotations

import numpy as np


def monthly(org: str, measure: str, values: list[object], start_year: int = 2021) -> str:
    """A table of one organisation's figures by one measure, a month to a row from January of ``start_year``."""
    rows = [
        f"monthly  {start_year + i // 12}-{i % 12 + 1:02}  {org}  {value}"
        for i, value in enumerate(values)
        if value != "."
    ]
    return "\n".join([f"publication  period  org  {measure}", *rows])


def steady(months: int, seed: int, level: float = 200) -> list[object]:
    """Counts about one level, as noisy as counting makes them, rounded to 5."""
    drawn = np.random.default_rng(seed).normal(level, level**0.5, months)
    return [int(5 * round(float(value) / 5)) for value in drawn]
