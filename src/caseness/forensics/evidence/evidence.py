"""What all tables of evidence share: the units come first, and tables of units add up."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Counts = np.ndarray[tuple[Any, ...], np.dtype[np.integer[Any]]]
"""How many, as whole numbers; the first axis is that of units."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Arrays of counts whose first axis is that of units; an array that the source cannot give is None."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not speak of the same units: `ValueError`."""
        if len({len(array) for array in self._arrays().values()}) != 1:
            raise ValueError("arrays of evidence speak of different numbers of units")

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(next(iter(self._arrays().values())))

    def pooled(self) -> Self:
        """All units as one."""
        return self._with({name: array.sum(axis=0, keepdims=True) for name, array in self._arrays().items()})

    def followed_by(self, other: Self) -> Self:
        """The units of both, one after the other; an array that one lacks is left out."""
        own, more = self._arrays(), other._arrays()
        return self._with({name: np.concatenate([own[name], more[name]]) for name in own if name in more})

    def times(self, number: int) -> Self:
        """Each unit so many times."""
        return self._with({name: array * number for name, array in self._arrays().items()})

    def of(self, units: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Self:
        """Some of the units, by place or by mask."""
        return self._with({name: array[units] for name, array in self._arrays().items()})

    def _arrays(self) -> dict[str, Counts]:
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: array for name, array in given.items() if array is not None}

    def _with(self, arrays: dict[str, Counts]) -> Self:
        return type(self)(**{field.name: arrays.get(field.name) for field in fields(self)})
