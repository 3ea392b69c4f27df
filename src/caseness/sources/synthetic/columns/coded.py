"""A column of codes: few texts, and for each row which of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


OTHER = "other"  # the key of a number for all codes that have none of their own


@dataclass(frozen=True, slots=True)
class Coded:
    """Row ``i`` holds ``levels[index[i]]``, or nothing where the index is NONE."""

    index: NDArray[np.int16]
    levels: tuple[str, ...]

    @classmethod
    def of(cls, levels: Sequence[str], index: NDArray[np.integer]) -> Coded:
        """A column whose rows point into ``levels``."""
        return cls(index.astype(np.int16), tuple(levels))

    @classmethod
    def constant(cls, level: str, length: int) -> Coded:
        """A column with the same code in every row."""
        return cls(np.zeros(length, np.int16), (level,))

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, rows: NDArray[np.integer] | NDArray[np.bool_] | slice) -> Coded:
        return Coded(self.index[rows], self.levels)

    def is_in(self, *codes: str) -> NDArray[np.bool_]:
        """Whether each row holds one of ``codes``."""
        wanted = [number for number, level in enumerate(self.levels) if level in codes]
        return np.isin(self.index, np.array(wanted, np.int16))

    def valued(self, values: Mapping[str, float]) -> NDArray[np.float32]:
        """A number for each row by its code; that of `OTHER` for a code without one, that of a blank for none."""
        blank = values.get("", 0.0)
        by_level = [values.get(level, values.get(OTHER, 0.0)) if level else blank for level in self.levels]
        return np.array([*by_level, blank], np.float32)[self.index]

    def texts(self) -> NDArray[np.str_]:
        """The codes written out, blank where there is none."""
        return np.array([*self.levels, ""])[np.where(self.index == NONE, len(self.levels), self.index)]
