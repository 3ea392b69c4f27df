"""England's or a provider's months in a row, as a table for a small source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Printed = float | str


def month_names(count: int, first_year: int = 2022, first_month: int = 1) -> list[str]:
    """``2022-01``, ``2022-02``, …"""
    return [f"{first_year + (first_month - 1 + i) // 12}-{(first_month - 1 + i) % 12 + 1:02}" for i in range(count)]


def months(
    columns: Mapping[str, Sequence[Printed]], *, org: str = "", first_year: int = 2022, first_month: int = 1
) -> str:
    """A table of months from the first; each column is a measure with a value for each month."""
    count = len(next(iter(columns.values())))
    place = ["publication", "period", *(["org"] if org else []), *columns]
    rows = [
        ["monthly", name, *([org] if org else []), *(str(values[i]) for values in columns.values())]
        for i, name in enumerate(month_names(count, first_year, first_month))
    ]
    return "\n".join("  ".join(row) for row in [place, *rows])
