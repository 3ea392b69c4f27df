"""What each unit of the service costs by the counts of an extract, from an attended contact to a recovery that lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.spend.counted_in_records import counted_in, shown
from caseness.checks.spend.simulating import ONE, inputs_table
from caseness.checks.valuing import cost_range
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.value.independent import DRAWS
from caseness.value.prices import PRICES
from caseness.value.units import COST, DRAWN, LASTING, NET, NET_LASTING, unit_costs
from caseness.vocabulary.data_set import citations
from caseness.wording import count, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.value.units import CostRange, Counted

_LEAST = 100  # finished courses, below which nothing is shared among them
_CONTACT, _ENTRANT, _RECOVERY = "attended contact", "person entering treatment", "recorded recovery"
_PLAIN = {_CONTACT: "an attended contact cost", _ENTRANT: "a person entering", _RECOVERY: "a recorded recovery"}
_COUNTS = {
    _CONTACT: "contacts",
    "referral received": "referrals",
    _ENTRANT: "entrants",
    "finished course": "finished",
    "finished case": "cases",
    _RECOVERY: "recovered",
    "reliable recovery": "reliably",
}


@check(chapter=Chapter.SPEND, needs=[Records, Assumed], order=16)
def unit_costs_of_records(records: Records, assumed: Assumed) -> Answer:
    """What does each unit cost, by the counts of the extract?"""
    given = assumed.assumptions
    found = counted_in(records)
    counted = shown(found.all)
    if counted.finished < _LEAST:
        raise CannotRun(
            f"fewer than {_LEAST} finished courses to share what they cost", settled_by="an extract of more months"
        )
    costs = unit_costs(counted, given, seed=ONE)
    net, lasting, both = (costs[name] for name in (NET, LASTING, NET_LASTING))
    months = len(found.months)
    return Answer(
        short="Unit costs of the extract",
        answer=(
            f"At {pounds(given.amount(COST))} a finished course, {_plainly(costs)} One that would not have come anyway cost "
            f"{cost_range(net)}, one that lasts a year {cost_range(lasting)}. One that does both cost {cost_range(both)}."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="what would have come anyway, and what lasts, is not recorded",
        estimates=(
            tally("cost of a finished course, at the centre", given.amount(COST), unit=Unit.GBP, level=None),
            *(_estimate(f"cost per {name}", cost) for name, cost in costs.items()),
            *(
                tally(f"at least, cost per {name}", cost.low, unit=Unit.GBP, level=None)
                for name, cost in costs.items()
                if cost.high is None
            ),
            *(
                Estimate(name=f"draws without any gain, {name}", value=costs[name].none, unit=Unit.PROPORTION)
                for name in (NET, NET_LASTING)
            ),
            tally("months of the extract", months, unit=Unit.RATIO, level=None),
            tally("draws", DRAWS, unit=Unit.RATIO, level=None),
        ),
        figures=tuple(
            FigureBlock(label=f"Cost per {name}", estimate=_estimate(f"cost per {name}", costs[name]), of_whom=words)
            for name, words in (
                (_CONTACT, f"attended or unplanned appointments of {months} months, prices of {PRICES}"),
                (_RECOVERY, f"official rule, prices of {PRICES}"),
                (NET, f"official rule; 95% of draws, {percent(net.none, decimals=0)} without any gain"),
            )
            if name in costs
        ),
        caveats=(
            f"What a finished course cost is taken from: {given[COST].source}.",
            "Courses that began before the extract, and those that end after it, are in some units and not in others.",
            "What would have come anyway under the official rule is not known; it is taken from trials and moved to the rule.",
        ),
        method=(
            "Cost of a finished course × finished courses of the extract, over each unit it counts in the same months. Counts "
            "are rounded to the nearest 5 before. Net: C ÷ n(p − p₀), p recorded, p₀ drawn; lasting: C ÷ np(1 − relapse). A "
            "draw without gain has no cost limit; ranges are 95% of draws."
        ),
        sources=(*citations("MM2026"), *dict.fromkeys(given[key].source for key in DRAWN)),
        tables=(_table(costs, counted), inputs_table("unit-cost-inputs", DRAWN, given)),
        settles=("C94",),
    )


def _plainly(costs: Mapping[str, CostRange]) -> str:
    said = [
        f"{words} {pounds(cost.value)}"
        for name, words in _PLAIN.items()
        if (cost := costs.get(name)) and cost.value is not None
    ]
    return f"{', '.join(said)}."


def _estimate(name: str, cost: CostRange) -> Estimate:
    limited = cost.high is not None and cost.low != cost.high
    return Estimate(
        name=name,
        value=cost.value,
        low=cost.low if limited else None,
        high=cost.high if limited else None,
        interval=Interval.SIMULATION if limited else None,
        confidence=0.95 if limited else None,
        unit=Unit.GBP,
    )


def _table(costs: Mapping[str, CostRange], counted: Counted) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            f"{name[0].upper()}{name[1:]}",
            count(round(getattr(counted, _COUNTS[name]))) if name in _COUNTS else "[z]",
            cost.value,
            cost.low,
            "no limit" if cost.high is None else cost.high,
        )
        for name, cost in costs.items()
    ]
    return Table(
        name="unit-costs-of-records",
        caption=f"Pounds per unit, prices of {PRICES}",
        columns=(
            Column(key="unit", title="Per"),
            Column(key="units", title="Counted"),
            Column(key="cost", title="Centre", unit=Unit.GBP),
            Column(key="low", title="At least", unit=Unit.GBP),
            Column(key="high", title="At most", unit=Unit.GBP),
        ),
        rows=tuple(rows),
        note="Plain units: over the range of the cost of a course. Others: 95% of draws. [z] no count of the extract.",
    )
