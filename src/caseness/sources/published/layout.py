"""What a published layout is: columns that recognise it, and SQL that turns its rows into one common shape.

A layout turns the rows of one CSV (a table ``raw`` of text columns) into rows of `COMMON_COLUMNS`, still as text. What
those texts mean is decided once, for all layouts, in `reading`.

Tall layouts have one value to a row. Wide ones have one measure to a column and are unpivoted; where the columns carry
no period (the official annual archives), it is taken from the name of the file or archive, the only place that has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMON_COLUMNS = (
    "period_start",
    "period_end",
    "level",
    "org_code",
    "org_name",
    "parent_code",
    "breakdown",
    "category_a",
    "category_b",
    "official_id",
    "printed_name",
    "statistic",
    "value",
)


def normal(column: str) -> str:
    """A column name as layouts compare it: lower case, everything but letters and digits as one underscore."""
    return re.sub(r"[^0-9a-z]+", "_", column.strip().lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Layout:
    """One published layout.

    ``publication`` is a SQL expression. ``required`` columns (as `normal` writes them) recognise it; ``one_of`` names columns of which exactly the first
    present is used, as ``{0}``. ``select`` gives a SQL expression per common column. With ``wide`` every column that
    is not ``required`` or in ``ignored`` is a measure, and ``printed_name`` and ``value`` come from unpivoting.
    ``period_from_name`` says that the period is taken from the file's or archive's name.
    """

    name: str
    publication: str
    required: frozenset[str]
    select: dict[str, str]
    one_of: tuple[str, ...] = ()
    ignored: frozenset[str] = field(default_factory=frozenset)
    wide: bool = False
    period_from_name: bool = False

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether a file with these (normalised) columns has this layout."""
        present = set(columns)
        return self.required <= present and (not self.one_of or any(c in present for c in self.one_of))

    def value_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns that hold figures."""
        if self.wide:
            return [c for c in columns if c not in self.required and c not in self.ignored]
        return [next(c for c in (*self.one_of, "value") if c in columns)]


_UNLESS_ENGLAND = "CASE WHEN lower({0}) = 'england' THEN NULL ELSE {1} END"


def annual_columns(period: dict[str, str]) -> dict[str, str]:
    """The common columns of the annual layouts: organisation and up to two variables."""
    return {
        **period,
        "level": "org_type",
        "org_code": _UNLESS_ENGLAND.format("org_type", "org_code"),
        "org_name": _UNLESS_ENGLAND.format("org_type", "org_name"),
        "breakdown": "variable_type",
        "category_a": "variable_a",
        "category_b": "variable_b",
    }
