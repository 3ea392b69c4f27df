"""The model in one line: what the service adds to usual care, without following anybody month by month.

It is exact, as the same relapse, remission and death hold whatever was done: a difference in the share well fades by a factor
that does not depend on the difference. The page computes it in the reader's browser, by the same steps in ``value.js``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.statistics.cost_effectiveness import Increment
from caseness.value.cohort import MONTHS_A_YEAR, lasting
from caseness.value.model import changes, finishing, monthly_cost_of_a_case, treated_alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.value.comparisons import Comparison
    from caseness.value.drawing import Values
    from caseness.value.model import Utilities

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Added:
    """Pounds and QALYs that the service adds per person referred, one per draw."""

    cost: Floats
    qaly: Floats

    @property
    def increment(self) -> Increment:
        """At the mean of the draws."""
        return Increment(float(self.cost.mean()), float(self.qaly.mean()))


def added(
    values: Values, comparison: Comparison, utilities: Utilities, years: int, months: Floats | None = None
) -> Added:
    """What the service adds over the course and ``years`` after it.

    ``months`` is how long one more person well stays so after the course, in discounted months, where that is given rather
    than made of relapse and remission.
    """
    after = lasting(values, years) if months is None else months
    well_months = after + values["course_months"] / 2
    reached = treated_alike(values) * values["share_at_caseness"]
    better = reached * (values[comparison.treated] - values[comparison.untreated]) * well_months
    gain = better * (values[utilities.well] - values[utilities.case]) + reached * changes(values) * well_months
    saved = better * monthly_cost_of_a_case(values)
    return Added(np.asarray(values["cost_per_course"] * finishing(values) - saved), np.asarray(gain / MONTHS_A_YEAR))
