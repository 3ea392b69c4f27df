"""What a published layout is: columns that recognise it, and SQL that turns its rows into one common shape.

A layout turns the rows of one CSV (text columns) into rows of `COMMON_COLUMNS`, still as text. What those texts mean is
decided once, for all layouts, in `printing`.

Tall layouts have one value to a row. Wide ones have one measure to a column and are unpivoted; where the columns carry
no period (the official annual archives), it is taken from the name of the file or archive, the only place that has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    """One published layout. Column names are as `normal` writes them.

    ``required`` columns recognise it, together with at least one of the ``telling`` ones where several layouts share
    the columns that say whose figure it is. ``optional`` columns stand in some years' files and count as blank where
    missing. ``publication`` and ``select`` (one for each common column) are SQL expressions over the columns. With
    ``wide`` every column neither ``required`` nor ``optional`` is a measure, and ``value`` comes from unpivoting; so
    does ``as_printed``, the column's name as printed. ``period_from_name`` says that the period is taken from the
    file's or archive's name.
    """

    name: str
    publication: str
    required: frozenset[str]
    select: dict[str, str]
    telling: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    wide: bool = False
    period_from_name: bool = False

    def recognises(self, columns: Sequence[str]) -> bool:
        """Whether a file with these (normalised) columns has this layout."""
        present = set(columns)
        return self.required <= present and (not self.telling or not self.telling.isdisjoint(present))

    def measures(self, columns: Sequence[str]) -> list[str]:
        """The columns of a wide file that hold figures."""
        return [column for column in columns if column not in self.required | self.optional]


def names(columns: str) -> frozenset[str]:
    """Column names written out with spaces between."""
    return frozenset(columns.split())


def unless_england(level: str, column: str) -> str:
    """SQL for a column that says nothing ("All", "England") where the level is England."""
    return f"CASE WHEN lower({level}) = 'england' THEN NULL ELSE {column} END"


def annual_columns(**columns: str) -> dict[str, str]:
    """The common columns of the annual layouts: organisation and up to two variables."""
    return {
        "level": "org_type",
        "org_code": unless_england("org_type", "org_code"),
        "org_name": unless_england("org_type", "org_name"),
        "breakdown": "variable_type",
        "category_a": "variable_a",
        "category_b": "variable_b",
        **columns,
    }
