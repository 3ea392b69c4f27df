"""Everything one run of the model tells: the base case, its uncertainty, what drives it, and what it would be worth to know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

from caseness.statistics.cost_effectiveness import (
    Increment,
    acceptability,
    best_on_average,
    increments,
    net_benefit,
    ratio_quantiles,
)
from caseness.statistics.value_of_information import explained, for_population, perfect_information
from caseness.value.assumptions import Assumptions, Distribution
from caseness.value.cohort import lasting
from caseness.value.comparisons import comparisons
from caseness.value.drawing import STAGES, Reading, central, draw
from caseness.value.effects import effects
from caseness.value.model import HORIZONS, OPTIONS, PAIR, UTILITIES, Option, Result, run, runs
from caseness.value.panels import Account, accounts
from caseness.value.prices import gdp_deflator
from caseness.value.reduced import added
from caseness.value.sensitivity import Heat, Setting, Swing, Turning, heat_map, tornado, turning_points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from caseness.statistics.value_of_information import Information
    from caseness.value.assumptions import Assumption
    from caseness.value.drawing import Values
    from caseness.value.effects import Effect

    Floats = NDArray[np.float64]

DRAWS, SEED, YEARS = 10_000, 1, 2
THRESHOLDS = tuple(range(0, 80_001, 2_000))
_ENDS = (0.025, 0.975)
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_MONTHS = (3.0, 6.0, 12.0, 18.0, 24.0, 36.0)
_TURNED = 8  # assumptions for which the turning point is told


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to count: the increment at the centres, its ends over the draws, and how often the service is worth its cost."""

    setting: Setting
    increment: Increment
    ends: tuple[float, float]
    worth: tuple[float, float]  # at the lower and the upper threshold


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option: means over the draws, and where it stands beside the next cheaper one worth having."""

    option: Option
    cost: float
    qaly: float
    beside: Increment | None


@dataclass(frozen=True, slots=True)
class Known:
    """What it would be worth to know one assumption, at a threshold, per person referred: to choose of all options and of two."""

    assumption: Assumption
    of_all: Information
    of_pair: Information


@dataclass(frozen=True, slots=True)
class Changed:
    """An assumption that a file or a source replaced, and what the change did.

    ``without`` is the increment with only that one as it was shipped, and ``ends`` its ratio's 95% of draws; None where the
    model of health does not read it. ``effects`` are those on other results.
    """

    now: Assumption
    before: Assumption
    without: Increment | None
    ends: tuple[float, float]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Analysis:
    """One run: ``assumptions``, number of ``draws``, their ``seed`` and the ``years`` after the course.

    Everything is computed when it is asked for, from the same draws, and kept.
    """

    assumptions: Assumptions
    draws: int = DRAWS
    seed: int = SEED
    years: int = YEARS

    @cached_property
    def setting(self) -> Setting:
        """The base case: the line of the trials, the first set of utilities. Raises `MixedDefinitions`."""
        return Setting(comparisons(self.assumptions)[0], UTILITIES[0], self.years)

    @cached_property
    def values(self) -> Values:
        """The draws."""
        return draw(self.assumptions, self.draws, self.seed)

    @cached_property
    def used(self) -> tuple[Assumption, ...]:
        """The assumptions that the model reads, in its order; others are for other questions."""
        seen = Reading(central(self.assumptions))
        for comparison in comparisons(self.assumptions):
            runs(seen, comparison)
        accounts(seen, self.result, self.years)
        read = seen.read | {
            "stages_go_together",
            "threshold_low",
            "threshold_high",
            "referrals_a_year",
            "years_of_decision",
        }
        return tuple(row for key, row in self.assumptions.items() if key in read)

    @property
    def not_seen(self) -> tuple[Assumption, ...]:
        """Those of them whose source was not seen, or that are assumptions of ours."""
        return tuple(row for row in self.used if not row.verified)

    @cached_property
    def result(self) -> Result:
        """The base case over the draws."""
        return run(self.values, self.setting.comparison, self.setting.utilities, self.years)

    @cached_property
    def thresholds(self) -> tuple[float, float]:
        """Pounds per QALY at which decisions are made, lower and upper."""
        return self.assumptions.amount("threshold_low"), self.assumptions.amount("threshold_high")

    @cached_property
    def base(self) -> Variant:
        """The base case."""
        return self._variant(self.setting, self.result)

    @property
    def months_lasting(self) -> float:
        """Discounted months that one more person well at the end of the course stays so, at the centres."""
        return float(lasting(central(self.assumptions), self.years)[0])

    @property
    def ratio_error(self) -> float | None:
        """Monte Carlo standard error of the ratio of the means (by its linear approximation); None without a ratio."""
        cost, qaly = self.result.added_costs, self.result.added_qalys
        mean = Increment(float(cost.mean()), float(qaly.mean()))
        if mean.ratio is None:
            return None
        return float((cost - mean.ratio * qaly).std(ddof=1) / sqrt(cost.size) / abs(mean.effect))

    @cached_property
    def mean(self) -> Increment:
        """The service beside usual care, at the mean of the draws."""
        return Increment(float(self.result.added_costs.mean()), float(self.result.added_qalys.mean()))

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Every way to count, both sets of utilities, every horizon."""
        return tuple(
            self._variant(Setting(comparison, utilities, years), found[utilities.name, years])
            for comparison in comparisons(self.assumptions)
            for found in [runs(self.values, comparison)]
            for utilities in UTILITIES
            for years in HORIZONS
        )

    @cached_property
    def options(self) -> tuple[OptionRow, ...]:
        """The four options, cheapest first."""
        costs, qalys = self.result.costs.mean(axis=1), self.result.qalys.mean(axis=1)
        beside = increments(costs, qalys)
        rows = [OptionRow(o, float(costs[i]), float(qalys[i]), beside[i]) for i, o in enumerate(OPTIONS)]
        return tuple(sorted(rows, key=lambda row: row.cost))

    @cached_property
    def acceptability(self) -> Floats:
        """The share of draws in which each option is best, by threshold of `THRESHOLDS`."""
        return acceptability(self.result.costs, self.result.qalys, THRESHOLDS)

    @cached_property
    def frontier(self) -> list[Option]:
        """The option with the highest mean net benefit at each threshold of `THRESHOLDS`."""
        return [OPTIONS[i] for i in best_on_average(self.result.costs, self.result.qalys, THRESHOLDS)]

    def everything(self, threshold: float) -> tuple[Information, Information]:
        """What perfect knowledge of everything would be worth per person referred: of all four options, and of two."""
        return perfect_information(self._benefit(self.result, threshold)), perfect_information(
            self._benefit(self.result.pair, threshold)
        )

    def each(self, threshold: float) -> list[Known]:
        """The same of each assumption alone, that worth most for the choice between the service and usual care first."""
        benefit = self._benefit(self.result, threshold)
        known = []
        for row in self.used:
            if row.distribution is not Distribution.FIXED:
                given = explained(benefit, self.values[row.id])
                known.append(Known(row, perfect_information(given), perfect_information(given[list(PAIR)])))
        return sorted(known, key=lambda k: (-k.of_pair.value, -k.of_all.value))

    def of_everyone(self, per_person: float) -> float:
        """A value per person referred, for all referrals for which the decision stands."""
        given = self.assumptions
        return for_population(
            per_person,
            given.amount("referrals_a_year"),
            int(given.amount("years_of_decision")),
            given.amount("discount_rate"),
        )

    @cached_property
    def tornado(self) -> list[Swing]:
        """What moves net benefit at the lower threshold, widest first."""
        return tornado(self.assumptions, self.setting, self.thresholds[0])

    @cached_property
    def turning_points(self) -> list[Turning]:
        """What would have to be true of each of the widest, alone, to meet the lower threshold."""
        widest = [swing.assumption for swing in self.tornado[:_TURNED]]
        return turning_points(self.assumptions, self.setting, self.thresholds[0], widest)

    @cached_property
    def heat(self) -> Heat:
        """The share better without the service by how long a recovery lasts."""
        return heat_map(self.assumptions, self.setting, _SHARES, _MONTHS)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """The three panels."""
        return accounts(self.values, self.result, self.years)

    @cached_property
    def changed(self) -> tuple[Changed, ...]:
        """What a file or a source changed, and what each change did."""
        read = {row.id for row in self.used}
        return tuple(self._changed(before, in_model=key in read) for key, before in self.assumptions.replaced.items())

    @cached_property
    def by_default(self) -> Increment:
        """The increment with nothing replaced."""
        rows = {**self.assumptions.rows, **self.assumptions.replaced}
        return self._increment(Assumptions(rows, {}).by(gdp_deflator()), self.setting)

    @cached_property
    def by_shipped_index(self) -> Increment | None:
        """The increment with the shipped index of prices, where another is given."""
        shipped = gdp_deflator()
        if self.assumptions.prices == shipped:
            return None
        return self._increment(self.assumptions.by(shipped), self.setting)

    def _changed(self, before: Assumption, *, in_model: bool) -> Changed:
        without = self.assumptions.having(replace(before, index=self.assumptions.prices))
        told = effects(before.id, self.assumptions, without)
        now = self.assumptions[before.id]
        if not in_model:
            return Changed(now, before, None, self.base.ends, told)
        redrawn = STAGES if before.id == "stages_go_together" else (before.id,)
        values = {**self.values, **draw(without, self.draws, self.seed, redrawn)}
        result = run(values, self.setting.comparison, self.setting.utilities, self.years)
        low, high = ratio_quantiles(result.added_costs, result.added_qalys, _ENDS)
        return Changed(now, before, self._increment(without, self.setting), (low, high), told)

    def _variant(self, setting: Setting, result: Result) -> Variant:
        low, high = ratio_quantiles(result.added_costs, result.added_qalys, _ENDS)
        worth = [
            float((self._benefit(result.pair, t)[0] > self._benefit(result.pair, t)[1]).mean()) for t in self.thresholds
        ]
        return Variant(setting, self._increment(self.assumptions, setting), (low, high), (worth[0], worth[1]))

    @staticmethod
    def _increment(assumptions: Assumptions, setting: Setting) -> Increment:
        return added(central(assumptions), setting.comparison, setting.utilities, setting.years).increment

    @staticmethod
    def _benefit(result: Result, threshold: float) -> Floats:
        return net_benefit(result.costs, result.qalys, threshold)
