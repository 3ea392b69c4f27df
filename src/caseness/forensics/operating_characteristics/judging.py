"""Whether tests keep their size: what they reject where they may not, against what they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.errors import ThresholdCrossed
from caseness.forensics.registry import forensic_tests

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.forensics.operating_characteristics.table import Rate
    from caseness.forensics.registry import ForensicTest

TOLERATED = 1.5
"""The most a test may reject where nothing is wrong, in multiples of its nominal size."""

_ERRORS = 2.0  # Monte Carlo standard errors allowed on top


@dataclass(frozen=True, slots=True)
class Judged:
    """The rates that are sizes, and those among them ``over`` what is tolerated by more than Monte Carlo error explains."""

    sizes: tuple[Rate, ...]
    over: tuple[Rate, ...]

    @property
    def words(self) -> str:
        """What came out, for a terminal."""
        if not self.over:
            return f"Every test keeps its size: {len(self.sizes)} rates in worlds it may not mistake."
        lines = (
            f"  {rate.test} in “{rate.world}” at {rate.cases} cases{', alone' if rate.alone else ''}: "
            f"{rate.rejected:.4f} (error {rate.error:.4f})"
            for rate in self.over
        )
        return "\n".join(["These tests reject too often where nothing is wrong:", *lines])

    def hold(self) -> None:
        """Raise `ThresholdCrossed` if a test rejects too often."""
        if self.over:
            raise ThresholdCrossed(
                f"{len(self.over)} of {len(self.sizes)} sizes are over {TOLERATED} times the nominal."
            )


def is_size(test: ForensicTest, rate: Rate) -> bool:
    """Whether a rate is one at which the test rejects what it may not."""
    return rate.nature not in {nature.value for nature in test.sees}


def judged(table: Iterable[Rate]) -> Judged:
    """The sizes in a table held against 1.5 × nominal, within two Monte Carlo errors."""
    tests = {test.id: test for test in forensic_tests()}
    sizes: list[Rate] = []
    over: list[Rate] = []
    for rate in table:
        if rate.test not in tests or rate.rejected is None or not is_size(tests[rate.test], rate):
            continue
        sizes.append(rate)
        if rate.rejected > TOLERATED * tests[rate.test].size + _ERRORS * (rate.error or 0):
            over.append(rate)
    return Judged(tuple(sizes), tuple(over))
