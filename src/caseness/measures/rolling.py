"""Adds up the finest cells, of period, provider and commissioner (and category), to every organisation of a level.

What the engine brings is a table of cells; here it stays in columns, as there are millions of them and a figure for each
measure, month and organisation in the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from caseness.measures.geography import Geography
    from caseness.vocabulary import Level

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]

_WHOLE = -1  # in place of a category, where nothing is broken down


@dataclass(frozen=True, slots=True)
class Rolled:
    """The organisations of a level by period and category, in that order, and ``of``: which of them each cell belongs to.

    ``periods`` and ``categories`` have their places; a category is -1 where nothing is broken down.
    """

    level: Level
    periods: Places
    org_codes: Sequence[str]
    categories: Places
    of: Places

    def total(self, column: Numbers) -> Numbers:
        """The sum of each organisation; a blank adds nothing."""
        return np.bincount(self.of, np.nan_to_num(column), len(self.org_codes)).astype(np.float64)

    def extreme(self, column: Numbers, *, greatest: bool) -> Numbers:
        """The greatest or least of each organisation; NaN where every cell is blank."""
        found = np.full(len(self.org_codes), np.nan)
        (np.fmax if greatest else np.fmin).at(found, self.of, column)
        return found

    def median(self, values: Numbers, rows: Numbers) -> Numbers:
        """The median of each organisation, of values and how many rows have each: between the middle two of an even number."""
        order = np.lexsort((values, self.of))
        in_order, reached = values[order], np.cumsum(rows[order])
        counted = self.total(rows)
        before = np.cumsum(counted) - counted
        low, high = (
            in_order[np.searchsorted(reached, before + middle, side="right")]
            for middle in ((counted - 1) // 2, counted // 2)
        )
        return (low + high) / 2


def rolled(cells: pa.Table, levels: Iterable[Level], geography: Geography) -> list[Rolled]:
    """Where each cell belongs, level by level."""
    commissioner, commissioners = _coded(cells, "commissioner")
    by, providers = _coded(cells, "provider")
    different, pair = np.unique(by * len(commissioners) + commissioner, return_inverse=True)
    pairs = [
        (providers[one // len(commissioners)], commissioners[one % len(commissioners)]) for one in different.tolist()
    ]
    period = _numbers(cells, "period")
    category = _numbers(cells, "category") if "category" in cells.column_names else np.full(cells.num_rows, _WHOLE)
    categories = int(category.max(initial=_WHOLE)) + 2
    found = []
    for level in levels:
        codes = [geography.at(level, *each) for each in pairs]
        org_codes, code = np.unique(np.array(codes, str), return_inverse=True)
        packed = (period * len(org_codes) + code[pair]) * categories + category + 1
        keys, of = np.unique(packed, return_inverse=True)
        organisations = keys // categories
        found.append(
            Rolled(
                level=level,
                periods=organisations // max(len(org_codes), 1),
                org_codes=org_codes[organisations % max(len(org_codes), 1)].tolist(),
                categories=keys % categories - 1,
                of=of,
            )
        )
    return found


def column(cells: pa.Table, name: str) -> Numbers:
    """A column of numbers; NaN where it is blank."""
    return np.asarray(cells[name].to_numpy(), np.float64)


def _numbers(cells: pa.Table, name: str) -> Places:
    return np.asarray(cells[name].to_numpy(), np.int64)


def _coded(cells: pa.Table, name: str) -> tuple[Places, list[str | None]]:
    """The place of each text of a column in the list of different ones, and that list."""
    coded = cells[name].combine_chunks().dictionary_encode(null_encoding="encode")
    return np.array(coded.indices, np.int64), coded.dictionary.to_pylist()
