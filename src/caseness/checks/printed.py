"""A printed count and the limits that its rounding or suppression leave it: sums and differences of such."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """A printed count, or a sum of such: ``value`` is None where it is suppressed, ``low`` and ``high`` are its limits."""

    value: float | None
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether it is printed as it is."""
        return self.low == self.high

    def __add__(self, other: Count) -> Count:
        value = None if self.value is None or other.value is None else self.value + other.value
        return Count(value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Count) -> Count:
        """Of a whole and its part, so never below nothing."""
        value = None if self.value is None or other.value is None else max(0.0, self.value - other.value)
        return Count(value, max(0.0, self.low - other.high), max(0.0, self.high - other.low))
