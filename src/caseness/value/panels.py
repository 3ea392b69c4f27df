"""Who pays and who gains: the health service, the exchequer and society, each on its own and never added up.

A benefit or a tax moves money from one to another: the exchequer counts it, society does not; society counts what is produced.
The effect on employment is known of people who finish a course of the service, so only the service is set beside usual care.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from caseness.value.cohort import alive
from caseness.value.model import finishing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from caseness.value.drawing import Values
    from caseness.value.model import Result

    Floats = NDArray[np.float64]


class Panel(StrEnum):
    """Whose money is counted."""

    HEALTH_SERVICE = "health_service"
    EXCHEQUER = "exchequer"
    SOCIETY = "society"

    @property
    def words(self) -> str:
        """Whose, in words."""
        return _WORDS[self]

    @property
    def counts(self) -> str:
        """What is counted, in words."""
        return _COUNTS[self]


_WORDS = {Panel.HEALTH_SERVICE: "Health service", Panel.EXCHEQUER: "Exchequer", Panel.SOCIETY: "Society"}
_COUNTS = {
    Panel.HEALTH_SERVICE: "treatment, less consultations saved",
    Panel.EXCHEQUER: "the same, less benefits saved and taxes gained",
    Panel.SOCIETY: "the same, less what is produced; benefits and taxes only change hands",
}
_GAINS = {Panel.EXCHEQUER: "fiscal_gain_a_month", Panel.SOCIETY: "output_a_month"}


@dataclass(frozen=True, slots=True)
class Account:
    """What the service adds to usual care for one payer, per person referred: one per draw."""

    panel: Panel
    costs: Floats
    qalys: Floats


def accounts(values: Values, result: Result, years: int) -> tuple[Account, ...]:
    """The three panels over the same horizon."""
    months_in_work = finishing(values) * values["effect_on_employment_held"] * alive(values, years)
    return tuple(
        Account(
            panel,
            result.added_costs - (months_in_work * values[_GAINS[panel]] if panel in _GAINS else 0),
            result.added_qalys,
        )
        for panel in Panel
    )
