"""The decision model: who comes, finishes and gets better under each option, how long it lasts, what it is worth and costs.

A tree up to the end of the course, then a cohort by month (see `caseness.value.cohort`). All is per person referred, in pounds of
the year results are told in. Those who do not come, and those who leave early, are in it under every option.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from caseness.value.cohort import MONTHS_A_YEAR, Months, follow, lasting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.value.comparisons import Comparison
    from caseness.value.drawing import Values

    Floats = NDArray[np.float64]

HORIZONS = (1, 2, 5)


class Option(StrEnum):
    """What could be done for the same people."""

    SERVICE = "service"
    USUAL_CARE = "usual_care"
    SELF_HELP = "self_help"
    COUNSELLING = "counselling"

    @property
    def words(self) -> str:
        """The option in words."""
        return _WORDS[self]


_WORDS = {
    Option.SERVICE: "The service as delivered",
    Option.USUAL_CARE: "Usual care by a general practitioner",
    Option.SELF_HELP: "Guided self-help only",
    Option.COUNSELLING: "Counselling, as before the service",
}
OPTIONS = tuple(Option)
PAIR = (OPTIONS.index(Option.SERVICE), OPTIONS.index(Option.USUAL_CARE))
_COSTS = {
    Option.SERVICE: "cost_per_course",
    Option.SELF_HELP: "cost_per_self_help_course",
    Option.COUNSELLING: "cost_per_counselling_course",
}
_EFFECTS = {Option.SELF_HELP: "self_help_effect", Option.COUNSELLING: "counselling_effect"}


@dataclass(frozen=True, slots=True)
class Utilities:
    """One set of published utilities: the assumptions that say what it is to be well and to be a case.

    The two sets disagree in level and in slope; both are run, never averaged.
    """

    name: str
    well: str
    case: str


UTILITIES = (
    Utilities("Kolovos 2017", "utility_remission", "utility_moderate"),
    Utilities("Furukawa 2021", "utility_few_symptoms", "utility_more_symptoms"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """Pounds and quality-adjusted life-years per person referred: one row per option of `OPTIONS`, one column per draw."""

    costs: Floats
    qalys: Floats

    @property
    def pair(self) -> Result:
        """The service and usual care alone."""
        rows = list(PAIR)
        return Result(self.costs[rows], self.qalys[rows])

    @property
    def added_costs(self) -> Floats:
        """The service less usual care, one per draw."""
        return np.asarray(self.pair.costs[0] - self.pair.costs[1])

    @property
    def added_qalys(self) -> Floats:
        """The service less usual care, one per draw."""
        return np.asarray(self.pair.qalys[0] - self.pair.qalys[1])


def run(values: Values, comparison: Comparison, utilities: Utilities, years: int) -> Result:
    """Costs to the health service and QALYs of every option over the course and ``years`` after it."""
    return runs(values, comparison, (utilities,), (years,))[utilities.name, years]


def runs(
    values: Values,
    comparison: Comparison,
    utilities: Sequence[Utilities] = UTILITIES,
    horizons: Sequence[int] = HORIZONS,
) -> dict[tuple[str, int], Result]:
    """The same for several sets of utilities and horizons, in one walk through the months."""
    started, untreated = values["share_at_caseness"], values[comparison.untreated]
    added = treated_alike(values) * (shares(values, comparison) - untreated)
    well = 1 - started + started * (untreated + added)
    during = _during(values, well)
    found = {}
    for years, months in follow(values, well, horizons).items():
        costs, changed = _costs(values, months, during), _qalys_of_changes(values, years)
        for one in utilities:
            found[one.name, years] = Result(costs, _qalys(values, one, months, during) + changed)
    return found


def shares(values: Values, comparison: Comparison) -> Floats:
    """The share of finished cases that gets better, one row per option.

    The alternatives are usual care moved by their effect in standard deviations, and carried out as the service carries out
    treatment that does better in trials.
    """
    untreated = values[comparison.untreated]

    def share(option: Option) -> Floats:
        if option is Option.SERVICE:
            return values[comparison.treated]
        if option is Option.USUAL_CARE:
            return untreated
        in_trials = ndtr(ndtri(untreated) + values[_EFFECTS[option]])
        return np.asarray(untreated + values["effect_as_delivered"] * (in_trials - untreated))

    return np.stack([share(option) for option in OPTIONS])


def treated_alike(values: Values) -> Floats:
    """Of all referred, how many have the effect of a finished course: those who finish, and in part those who leave early."""
    finish = values["share_finishing"]
    return np.asarray(values["share_entering"] * (finish + (1 - finish) * values["effect_on_leavers"]))


def finishing(values: Values) -> Floats:
    """Of all referred, the share that finishes a course."""
    return np.asarray(values["share_entering"] * values["share_finishing"])


def changes(values: Values) -> Floats:
    """Utility that treatment adds to finished cases who do not recover: by improving more often, less by getting worse more."""
    improved = values["improved_not_recovered"] - values["improved_untreated"]
    worse = values["deteriorated"] - values["deteriorated_untreated"]
    return np.asarray(values["utility_of_improving"] * (improved - worse))


def _during(values: Values, well: Floats) -> Months:
    """Months during the course: people get better along a straight line, from none of the cases to those well at its end."""
    length = values["course_months"]
    mean = (1 - values["share_at_caseness"] + well) / 2
    return Months(length * mean, length * (1 - mean))


def _qalys(values: Values, utilities: Utilities, months: Months, during: Months) -> Floats:
    well, case = months.well + during.well, months.case + during.case
    return np.asarray((values[utilities.well] * well + values[utilities.case] * case) / MONTHS_A_YEAR)


def _qalys_of_changes(values: Values, years: int) -> Floats:
    """Of those who improve or get worse without crossing the line: it fades as recovery does. None in usual care."""
    months = lasting(values, years) + values["course_months"] / 2
    gain = treated_alike(values) * values["share_at_caseness"] * changes(values) * months / MONTHS_A_YEAR
    return np.stack([np.zeros_like(gain) if option is Option.USUAL_CARE else gain for option in OPTIONS])


def _costs(values: Values, months: Months, during: Months) -> Floats:
    courses = finishing(values)
    treatment = np.stack(
        [values[_COSTS[option]] * courses if option in _COSTS else np.zeros_like(courses) for option in OPTIONS]
    )
    return np.asarray(treatment + monthly_cost_of_a_case(values) * (months.case + during.case))


def monthly_cost_of_a_case(values: Values) -> Floats:
    """What a case costs the health service a month more than a person who is well."""
    return np.asarray(values["consultations_of_a_case"] * values["cost_of_consultation"])
