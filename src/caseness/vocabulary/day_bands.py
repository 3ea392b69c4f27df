"""How many days the national measures of waiting and of silence count, band by band."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from caseness.vocabulary import table


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBand:
    """The days that a measure counts, both ends included; None where it is open at that end.

    ``group`` says which days: ``to_assessment``, ``to_treatment``, ``since_treatment`` …
    """

    measure: str
    group: str
    at_least: int | None
    at_most: int | None
    source: str

    @property
    def words(self) -> str:
        """``at most 28 days``, ``29 to 56 days`` or ``more than 90 days``."""
        if self.at_least is None:
            return f"at most {self.at_most} days"
        return (
            f"more than {self.at_least - 1} days" if self.at_most is None else f"{self.at_least} to {self.at_most} days"
        )


@cache
def day_bands(group: str) -> tuple[DayBand, ...]:
    """The bands of a group, in the order of the national measures. Raises `KeyError` for an unknown group."""
    found = tuple(_band(row) for row in table("day_bands") if row["group"] == group)
    if not found:
        raise KeyError(group)
    return found


def _band(row: dict[str, str]) -> DayBand:
    return DayBand(
        measure=row["measure"],
        group=row["group"],
        at_least=int(row["at_least"]) if row["at_least"] else None,
        at_most=int(row["at_most"]) if row["at_most"] else None,
        source=row["source"],
    )
