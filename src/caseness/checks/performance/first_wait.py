"""The wait to the first session against its standard: of those who finish, and of all who enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source, monthly_source, share, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.flow import latest_twelve_months
from caseness.checks.performance.waiting import waits_by_year
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.vocabulary.standards import EIGHTEEN_WEEKS, SIX_WEEKS, STANDARDS, WaitingStandard
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.checks.performance.waiting import YearOfWaits
    from caseness.vocabulary.period import Period

_FINISHED, _ENTERED = "finished_course_treatment", "accessing_services"
_WEEKS = {SIX_WEEKS: "6weeks", EIGHTEEN_WEEKS: "18weeks"}


@dataclass(frozen=True, slots=True)
class _Waits:
    """One group's shares within six and eighteen weeks."""

    group: str
    period: Period
    six: Estimate
    eighteen: Estimate

    def meets_both(self) -> bool:
        return value_of(self.six) >= SIX_WEEKS.share and value_of(self.eighteen) >= EIGHTEEN_WEEKS.share


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=20)
def first_wait(published: Published) -> Answer:
    """Is the standard for the first session met, among those who finish and among all who enter?"""
    years = waits_by_year(published)
    year, latest = list(years.items())[-1]
    finishers = _finishers(year, latest)
    entrants = _entrants(published)
    met = [finishers.meets_both(), entrants.meets_both()]
    verdict = Verdict.HOLDS if all(met) else Verdict.IN_PART if any(met) else Verdict.DOES_NOT_HOLD
    return Answer(
        short="Waits to the first session",
        answer=(
            f"Of those who finish, {percent(value_of(finishers.six))} had their first session within six weeks and "
            f"{percent(value_of(finishers.eighteen))} within 18 weeks of referral. Of all who entered treatment it was "
            f"{percent(value_of(entrants.six))} and {percent(value_of(entrants.eighteen))}. "
            f"The standards are {percent(SIX_WEEKS.share, decimals=0)} and {percent(EIGHTEEN_WEEKS.share, decimals=0)}."
        ),
        verdict=verdict,
        condition=_condition(met),
        estimates=(finishers.six, finishers.eighteen, entrants.six, entrants.eighteen),
        figures=(
            _block("First within six weeks, finished", finishers.six, finishers, SIX_WEEKS),
            _block("First within six weeks, entered", entrants.six, entrants, SIX_WEEKS),
            _block("First within 18 weeks, entered", entrants.eighteen, entrants, EIGHTEEN_WEEKS),
        ),
        charts=(_chart(finishers, entrants),),
        caveats=(
            "The clock stops at the first treatment session; a first session that is mostly assessment stops it as well.",
            "Those who leave while they wait are in neither group.",
            "Patients may ask for a later date; no pause is taken out of the wait.",
        ),
        method=(
            "Official: finished courses whose first treatment session came within 42 days, six weeks, of referral (126, "
            "18 weeks) ÷ finished courses, annual England counts. On all who entered: M036 (M037) ÷ M031, twelve months "
            "summed. The verdict compares each share with its standard. " + ENGLAND_CHANCE
        ),
        sources=(annual_source(year), monthly_source(entrants.period)),
        tables=(_table(years),),
        settles=("C27",),
    )


def _finishers(year: Period, waits: YearOfWaits) -> _Waits:
    def within(standard: WaitingStandard) -> Estimate:
        name = f"first session within {standard.days} days, of finished courses"
        return share(name, waits.first_within(standard.days), waits.finished, year)

    return _Waits("finished courses", year, within(SIX_WEEKS), within(EIGHTEEN_WEEKS))


def _entrants(published: Published) -> _Waits:
    measures = {standard: f"{_ENTERED}{weeks}" for standard, weeks in _WEEKS.items()}
    period, flow = latest_twelve_months(published, _ENTERED, *measures.values())

    def within(standard: WaitingStandard) -> Estimate:
        name = f"first session within {standard.days} days, of all who entered treatment"
        return share(name, flow[measures[standard]], flow[_ENTERED], period)

    return _Waits("who entered treatment", period, within(SIX_WEEKS), within(EIGHTEEN_WEEKS))


def _condition(met: list[bool]) -> str:
    if all(met):
        return "both standards met, of finishers and of entrants"
    if any(met):
        return f"met of {'finishers' if met[0] else 'entrants'} only"
    return "one or both standards missed in both groups"


def _block(label: str, estimate: Estimate, waits: _Waits, standard: WaitingStandard) -> FigureBlock:
    return FigureBlock(
        label=label,
        estimate=estimate,
        of_whom=f"of {count(estimate.denominator or 0)} {waits.group}, {waits.period}; "
        f"the standard is {percent(standard.share, decimals=0)}",
        reference=Reference(value=standard.share, label="standard"),
    )


def _chart(finishers: _Waits, entrants: _Waits) -> Dots:
    rows = [
        (f"Within {standard.days // 7} weeks, {group}", estimate, role)
        for standard, pair in (
            (SIX_WEEKS, (finishers.six, entrants.six)),
            (EIGHTEEN_WEEKS, (finishers.eighteen, entrants.eighteen)),
        )
        for estimate, group, role in zip(pair, ("finished", "entered"), (Role.NATION, Role.SUBJECT), strict=True)
    ]
    return Dots(
        title=f"Within six weeks: {percent(value_of(finishers.six))} of finishers, "
        f"{percent(value_of(entrants.six))} of all who entered",
        subtitle=f"Wait from referral to first session, England, {finishers.period}",
        alt="; ".join(f"{label} {percent(value_of(e))}" for label, e, _role in rows) + ".",
        note="; ".join(s.words for s in STANDARDS) + " of referral, measured on finished courses.",
        rows=tuple(
            Dot(label=label, value=e.value, low=e.low, high=e.high, text=percent(value_of(e)), role=role)
            for label, e, role in rows
        ),
        reference=(SIX_WEEKS.share, SIX_WEEKS.words),
    )


def _table(years: dict[Period, YearOfWaits]) -> Table:
    def row(year: Period, w: YearOfWaits) -> tuple[Cell, ...]:
        six, eighteen = w.first_within(42), w.first_within(126)
        return (str(year), w.finished, six, six / w.finished, eighteen, eighteen / w.finished)

    return Table(
        name="first-wait",
        caption="Wait to the first session of finished courses, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="within_6_weeks", title="Within 6 weeks", unit=Unit.COUNT),
            Column(key="share_6_weeks", title="share", unit=Unit.PROPORTION),
            Column(key="within_18_weeks", title="Within 18 weeks", unit=Unit.COUNT),
            Column(key="share_18_weeks", title="share", unit=Unit.PROPORTION),
        ),
        rows=tuple(row(year, w) for year, w in years.items()),
    )
