"""Reliable recovery, improvement, deterioration and no change, year by year, by the official formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import (
    BREAK_NOTE,
    ENGLAND_CHANCE,
    annual_source,
    series_breaks,
    share,
    value_of,
    year_labels,
)
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Statistic
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.vocabulary.period import Period

_FINISHED, _NOT_CASES = "finished_course_treatment", "not_at_caseness"


@dataclass(frozen=True, slots=True)
class _Outcome:
    measure: str
    name: str
    cases_only: bool  # whether those not at caseness are taken out of the denominator


_OUTCOMES = (
    _Outcome("reliable_improvement", "Reliable improvement", cases_only=False),
    _Outcome("reliable_recovery", "Reliable recovery", cases_only=True),
    _Outcome("no_reliable_change", "No reliable change", cases_only=False),
    _Outcome("reliable_deterioration", "Reliable deterioration", cases_only=False),
)


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=30)
def outcomes_over_years(published: Published) -> Answer:
    """How many improve, recover reliably, stay as they were or get worse, and has that changed?"""
    measures = [o.measure for o in _OUTCOMES]
    counts = published.require_england(_FINISHED, _NOT_CASES, *measures, frequency=Frequency.YEAR)
    printed = published.england(*measures, frequency=Frequency.YEAR, statistic=Statistic.PERCENTAGE)
    first, last = next(iter(counts)), list(counts)[-1]
    if first == last:
        raise CannotRun("annual figures for one year only", settled_by="the official annual statistics of another year")
    now = {o.measure: _estimate(o, last, counts[last]) for o in _OUTCOMES}
    then = {o.measure: _estimate(o, first, counts[first]) for o in _OUTCOMES}
    improved, worse = now["reliable_improvement"], now["reliable_deterioration"]
    change = value_of(improved) - value_of(then["reliable_improvement"])
    finished = count(counts[last][_FINISHED])
    return Answer(
        short="Improved, unchanged, worse",
        answer=(
            f"Of {finished} finished courses in {last}, {percent(value_of(improved))} show reliable improvement, "
            f"{percent(value_of(now['no_reliable_change']))} no reliable change and {percent(value_of(worse))} reliable "
            f"deterioration. Improvement has moved by {points(change)} since {first}."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{first} to {last}, by the official formulas",
        estimates=(*now.values(), *then.values()),
        figures=tuple(
            FigureBlock(
                label=o.name,
                estimate=now[o.measure],
                of_whom=f"of {count(now[o.measure].denominator or 0)} "
                f"{'finished cases' if o.cases_only else 'finished courses'}, {last}",
                reference=Reference(value=value_of(then[o.measure]), label=str(first)),
            )
            for o in (_OUTCOMES[0], _OUTCOMES[1], _OUTCOMES[3])
        ),
        charts=(_chart(counts, printed),),
        caveats=(
            "Scores taken when people seek help tend to fall by themselves, as bad spells pass and extreme scores "
            "regress to the mean; there is no comparison group here.",
            "About one finished course in a hundred has no pair of scores. It stays in the denominator and counts as "
            "neither improved nor worse.",
            "The questionnaires changed in January 2021 (PTSD, internet therapy, unattended contacts), so years on "
            "either side are not fully comparable.",
        ),
        method=(
            "Reliable improvement, deterioration and no change ÷ finished courses; reliable recovery ÷ (finished − not at "
            "caseness). Improvement means a fall of at least 6 points on PHQ-9 or 4 on GAD-7 (or the measure for the "
            "problem), with no such rise on the other. " + ENGLAND_CHANCE
        ),
        sources=(annual_source(*counts),),
        tables=(_table(counts, printed),),
    )


def _estimate(outcome: _Outcome, year: Period, figures: dict[str, float]) -> Estimate:
    group = "cases who finished" if outcome.cases_only else "finished courses"
    return share(f"{outcome.name.lower()}, of {group}", figures[outcome.measure], _base(outcome, figures), year)


def _base(outcome: _Outcome, figures: dict[str, float]) -> float:
    return figures[_FINISHED] - (figures[_NOT_CASES] if outcome.cases_only else 0)


def _rate(
    outcome: _Outcome,
    year: Period,
    counts: dict[Period, dict[str, float]],
    printed: dict[Period, dict[str, float | None]],
) -> float | None:
    """From counts; where a year has only the printed percentage, from that."""
    if year in counts:
        return counts[year][outcome.measure] / _base(outcome, counts[year])
    value = printed.get(year, {}).get(outcome.measure)
    return None if value is None else value / 100


def _chart(counts: dict[Period, dict[str, float]], printed: dict[Period, dict[str, float | None]]) -> OverTime:
    periods = {str(period): period for period in sorted({*counts, *printed})}
    labels = year_labels(list(periods.values()))

    def values(outcome: _Outcome) -> tuple[float | None, ...]:
        return tuple(_rate(outcome, periods[x], counts, printed) if x in periods else None for x in labels)

    lines = [(o, values(o)) for o in _OUTCOMES]
    ends = {o.name: [v for v in v_ if v is not None] for o, v_ in lines}
    worse = ends["Reliable deterioration"]
    return OverTime(
        title=f"Reliable deterioration stays between {percent(min(worse))} and {percent(max(worse))}",
        subtitle="Share of finished courses (reliable recovery: of finished cases), England by year",
        alt="Lines by year. " + " ".join(f"{n}: {percent(v[0])}, then {percent(v[-1])}." for n, v in ends.items()),
        note=BREAK_NOTE + (" [x] figures not at hand." if any(None in v for _, v in lines) else ""),
        periods=tuple(labels),
        series=tuple(
            Series(
                name=o.name,
                role=Role.SUBJECT
                if o.measure == "reliable_recovery"
                else Role.NATION
                if o.measure == "reliable_improvement"
                else Role.OTHER,
                values=v,
            )
            for o, v in lines
        ),
        breaks=series_breaks(labels),
    )


def _table(counts: dict[Period, dict[str, float]], printed: dict[Period, dict[str, float | None]]) -> Table:
    def row(year: Period) -> tuple[Cell, ...]:
        finished = counts[year][_FINISHED] if year in counts else "[x]"
        rates = [_rate(o, year, counts, printed) for o in _OUTCOMES]
        return (str(year), finished, *("[x]" if rate is None else rate for rate in rates))

    return Table(
        name="outcomes-by-year",
        caption="Outcomes of finished courses, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            *(Column(key=o.measure, title=o.name, unit=Unit.PROPORTION) for o in _OUTCOMES),
        ),
        rows=tuple(row(year) for year in sorted({*counts, *printed})),
        note="Reliable recovery is a share of finished cases, the others of finished courses.",
    )
