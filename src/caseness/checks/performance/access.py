"""How many enter treatment in a year, against the numbers that were planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import monthly_source, share, tally, value_of, year_labels
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.flow import financial_years
from caseness.checks.inputs import inputs, use
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count, listed, millions, percent

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate

_ENTERED, _FINISHED = "accessing_services", "finished_course_treatment"
_CITED = {year_of(2017): "entrants_2017"} | {year_of(start): f"entered_{start}" for start in (2018, 2019, 2020)}
_PLANNED = {year_of(start): f"access_planned_{start}" for start in (2014, 2020, 2023)}
_RATES = {year_of(start): f"access_rate_{start}" for start in (2017, 2018, 2019, 2020)}
_PREVALENCE, _LATER_PLAN = "access_prevalence", "finished_planned_2026"
_FINISHED_YEAR, _FINISHED_PLANNED = year_of(2024), "finished_planned_2024"


@dataclass(frozen=True, slots=True)
class _Year:
    """Who entered treatment in a year, and how many were planned; None where not at hand or not planned."""

    year: Period
    entered: float | None
    planned: float | None
    cited: bool
    threshold: float | None = None  # of the last quarter, four times over, as a share of prevalence

    @property
    def of_prevalence(self) -> float | None:
        """Entered as a share of the number the thresholds were set on."""
        return None if self.entered is None else self.entered / inputs()[_PREVALENCE].value

    def of_plan(self) -> Estimate:
        """Entered as a share of planned; both must be known."""
        name = f"entered treatment in {self.year}, of the number planned"
        return share(name, self.entered or 0, self.planned or 0, self.year, chance=False)


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=15)
def access(published: Published) -> Answer:
    """How many enter treatment in a year, and are the planned numbers met?"""
    years = _years(published)
    latest = next(y for y in reversed(years) if y.entered is not None)
    tested = [y for y in reversed(years) if y.entered is not None and y.planned is not None]
    finished = _finished(published)
    verdict, condition = _ruling(tested)
    return Answer(
        short="Access against the plan",
        answer=(
            f"{millions(latest.entered or 0)} referrals entered treatment in {latest.year}."
            + "".join(
                f" For {y.year} the plan was {millions(y.planned or 0)}; {millions(y.entered or 0)} entered, "
                f"{percent(value_of(y.of_plan()))} of it."
                for y in tested
            )
        ),
        verdict=verdict,
        condition=condition,
        estimates=(
            *(tally(f"entered treatment in {y.year}", y.entered, y.year) for y in years if y.entered is not None),
            *(tally(f"planned for {y.year}", y.planned, y.year) for y in years if y.planned is not None),
            *(y.of_plan() for y in tested),
            *finished,
        ),
        figures=tuple(_blocks(tested[:2], finished)),
        charts=(_chart(years),),
        caveats=(
            "The plans of 2016 and 2019 were made before the pandemic; since 2024 the plan counts courses finished instead.",
            "The plan speaks of people, the count is of referrals: someone who enters twice counts twice.",
            "Fewer therapists than planned, fewer people seeking help and longer courses would each lower it.",
            f"What is planned for 2026/27 is {count(inputs()[_LATER_PLAN].value)} finished courses.",
        ),
        method=(
            "Entered treatment (M031): referrals with a first treatment session in the month, England, twelve months "
            "summed; years without monthly files as cited. No plan for the years between was seen. The thresholds of "
            "2017/18 to 2020/21 were judged on the last quarter, as a share of prevalence estimated once; the table shows "
            "them beside the whole year, and they take no part in the verdict."
        ),
        sources=(
            *(monthly_source(y.year) for y in years if y.entered is not None and not y.cited),
            *(source.citation for source in use(*_PLANNED.values(), *_CITED.values(), *_RATES.values())),
            *(source.citation for source in use(_PREVALENCE, _FINISHED_PLANNED, _LATER_PLAN)),
        ),
        tables=(_table(years),),
        settles=("C33",),
    )


def _years(published: Published) -> list[_Year]:
    """Every year with a plan or a count, in order. Raises `CannotRun` where the source gives no year of its own."""
    counted = {year: row[_ENTERED] for year, row in financial_years(published, _ENTERED).items()}
    if not counted:
        raise lacking([_ENTERED], Frequency.MONTH, Level.ENGLAND)
    cited = {year: inputs()[identity].value for year, identity in _CITED.items()}
    planned = {year: inputs()[identity].value for year, identity in _PLANNED.items()}
    return [
        _Year(
            year,
            counted.get(year, cited.get(year)),
            planned.get(year),
            cited=year not in counted,
            threshold=inputs()[_RATES[year]].value if year in _RATES else None,
        )
        for year in sorted({*counted, *cited, *planned})
    ]


def _finished(published: Published) -> list[Estimate]:
    """Finished courses against the plan that replaced that for access; empty where the year is not at hand."""
    rows = published.england(_FINISHED, frequency=Frequency.YEAR)
    counted = rows.get(_FINISHED_YEAR, {}).get(_FINISHED)
    plan = inputs()[_FINISHED_PLANNED].value
    if counted is None:
        return []
    return [
        share(
            f"finished courses in {_FINISHED_YEAR}, of the number planned", counted, plan, _FINISHED_YEAR, chance=False
        )
    ]


def _ruling(tested: list[_Year]) -> tuple[Verdict, str]:
    """Whether each planned number was reached."""
    missed = [y for y in tested if value_of(y.of_plan()) < 1]
    if not missed:
        return Verdict.HOLDS, "every planned number with a count was reached"
    names = listed([str(y.year) for y in reversed(missed)])
    if len(missed) < len(tested):
        return Verdict.IN_PART, f"the planned number of {names} was not reached"
    return Verdict.DOES_NOT_HOLD, f"planned numbers not reached: {names}"


def _blocks(tested: list[_Year], finished: list[Estimate]) -> list[FigureBlock]:
    return [
        *(
            FigureBlock(
                label=f"Entered, of planned, {y.year}",
                estimate=y.of_plan(),
                of_whom=f"{count(y.entered or 0)} of {count(y.planned or 0)} planned",
            )
            for y in tested
        ),
        *(
            FigureBlock(
                label=f"Finished, of planned, {_FINISHED_YEAR}",
                estimate=e,
                of_whom=f"{count(e.numerator or 0)} of {count(e.denominator or 0)} planned; plan not seen at its source",
            )
            for e in finished
        ),
    ]


def _chart(years: list[_Year]) -> OverTime:
    labels = year_labels([y.year for y in years])
    by_label = {str(y.year): y for y in years}

    def values(entered: bool) -> tuple[float | None, ...]:
        found = [by_label.get(label) for label in labels]
        return tuple(None if y is None else y.entered if entered else y.planned for y in found)

    most = max([y.entered or 0 for y in years] + [y.planned or 0 for y in years])
    said = [y for y in years if y.entered is not None]
    return OverTime(
        title=f"Entered treatment: {millions(said[0].entered or 0)} in {said[0].year}, "
        f"{millions(said[-1].entered or 0)} in {said[-1].year}",
        subtitle=f"Referrals with a first treatment session in the year, England, {labels[0]} to {labels[-1]}",
        alt="Entered: "
        + "; ".join(f"{y.year} {count(y.entered or 0)}" for y in said)
        + ". Planned: "
        + "; ".join(f"{y.year} {count(y.planned)}" for y in years if y.planned is not None)
        + ".",
        note="Dots without a line: planned. [x] neither plan nor count at hand.",
        periods=tuple(labels),
        series=(
            Series(name="Planned", role=Role.NATION, values=values(entered=False)),
            Series(name="Entered treatment", role=Role.SUBJECT, values=values(entered=True)),
        ),
        domain=(0.0, -(-most // 500_000) * 500_000),
        unit="",
    )


def _table(years: list[_Year]) -> Table:
    def row(y: _Year) -> tuple[Cell, ...]:
        entered: Cell = "[x]" if y.entered is None else y.entered
        planned: Cell = "[z]" if y.planned is None else y.planned
        both = y.entered is not None and y.planned is not None
        source = "not at hand" if y.entered is None else "as cited" if y.cited else "twelve monthly files"
        threshold: Cell = "[z]" if y.threshold is None else y.threshold
        reached: Cell = "[z]" if y.threshold is None or y.of_prevalence is None else y.of_prevalence
        return (str(y.year), entered, planned, value_of(y.of_plan()) if both else "[z]", threshold, reached, source)

    return Table(
        name="access",
        caption="Referrals entering treatment and the number planned, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="entered", title="Entered", unit=Unit.COUNT),
            Column(key="planned", title="Planned", unit=Unit.COUNT),
            Column(key="of_plan", title="of planned", unit=Unit.PROPORTION),
            Column(key="threshold", title="Threshold, last quarter", unit=Unit.PROPORTION),
            Column(key="of_prevalence", title="Whole year, of 6.1 million", unit=Unit.PROPORTION),
            Column(key="count_from", title="Count from"),
        ),
        rows=tuple(row(y) for y in years),
    )
