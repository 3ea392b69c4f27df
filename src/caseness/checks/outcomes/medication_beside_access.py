"""Who takes psychotropic medication at the start and at the end of a finished course, year by year, beside referrals.

Two national series side by side. What stands beside another in time need have nothing to do with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import BREAK_NOTE, annual_source, series_breaks, share, tally, value_of, year_labels
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published.relation import Row

_PUBLICATION = "annual_medication"
_BREAKDOWN = "medication_status_at_start"
_END = "medication_status_end_"
_FIGURES = {
    "all": f"{_END}total",
    "taking": f"{_END}prescribed_and_taking",
    "not_stated": f"{_END}not_stated_not_known_invalid",
}
_TOTAL, _TAKING, _NOT_STATED = "Total", "Prescribed and taking", "Not stated/Not known/Invalid"
_ACCESS = "referrals_received"


@dataclass(frozen=True, slots=True)
class _Year:
    """Finished courses of one year by medication at the start (rows) and at the end."""

    period: Period
    finished: float
    not_stated_at_start: float
    not_stated_at_end: float
    taking_at_start: float
    taking_at_end: float
    known: float  # at both times
    known_taking_at_start: float
    known_taking_at_end: float

    @property
    def start(self) -> Estimate:
        return share("taking medication at the start", self.known_taking_at_start, self.known, self.period)

    @property
    def end(self) -> Estimate:
        return share("taking medication at the end", self.known_taking_at_end, self.known, self.period)

    @property
    def unknown(self) -> Estimate:
        return share("medication at the end not stated", self.not_stated_at_end, self.finished, self.period)

    @property
    def end_of_all(self) -> Estimate:
        """Limits for all finished courses: nobody, or everybody, not stated takes medication."""
        return Estimate(
            name="taking medication at the end, all finished courses",
            value=None,
            low=self.taking_at_end / self.finished,
            high=(self.taking_at_end + self.not_stated_at_end) / self.finished,
            interval=Interval.BOUNDS,
            unit=Unit.PROPORTION,
            denominator=self.finished,
            period_start=self.period.start,
            period_end=self.period.end,
            level=Level.ENGLAND,
        )


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=70)
def medication_beside_access(published: Published) -> Answer:
    """How many take psychotropic medication at the start and the end of a course, over the years?"""
    years = _years(published)
    referrals = {
        period: received
        for period, row in published.england(_ACCESS, frequency=Frequency.YEAR, publication="annual").items()
        if (received := row[_ACCESS]) is not None and years[0].period <= period <= years[-1].period
    }
    first, last = years[0], years[-1]
    return Answer(
        short="Medication beside access",
        answer=(
            f"Of finished courses whose status is known at both times, {percent(value_of(last.start))} take psychotropic "
            f"medication at the start and {percent(value_of(last.end))} at the end in {last.period}. In {first.period} it was "
            f"{percent(value_of(first.start))} and {percent(value_of(first.end))}." + _beside(referrals)
        ),
        verdict=Verdict.DESCRIBED,
        condition="series side by side; neither shows a cause",
        estimates=(
            *(e for year in years for e in (year.start, year.end, year.unknown, year.end_of_all)),
            *(tally("referrals received", received, period) for period, received in referrals.items()),
        ),
        figures=(
            FigureBlock(
                label="Take psychotropic medication at the end",
                estimate=last.end,
                of_whom=f"of {count(last.known)} finished courses with known status at both times, {last.period}; "
                f"{percent(value_of(last.start))} at the start",
            ),
            FigureBlock(
                label="The same, of all finished courses",
                estimate=last.end_of_all,
                of_whom=f"of {count(last.finished)} finished courses, {last.period}, whoever is not stated",
            ),
            FigureBlock(
                label="Status at the end not stated",
                estimate=last.unknown,
                of_whom=f"of {count(last.finished)} finished courses, {last.period}; {percent(value_of(first.unknown))} in "
                f"{first.period}",
            ),
        ),
        charts=(_chart(years), *_access_chart(years, referrals)),
        caveats=(
            "Two series over the same years say nothing of each other: many things changed, a pandemic among them.",
            "The status is as the patient or therapist reports it. It counts any psychotropic medication, not the dose.",
            "Courses whose status is not known at both times are left out of the shares; the limits let them be either.",
            "Those who finished are not all who came: medication of those who left early is not in these figures.",
            "Medication may be started, kept or ended for good reasons; more or less is not better or worse.",
        ),
        method=(
            "Prescribed and taking ÷ finished courses with a stated status at the start and at the end. Limits: all finished "
            "courses, those not stated counted as not taking, then as taking. The interval says what chance alone would move."
        ),
        sources=(f"{annual_source(first.period, last.period)}: use of psychotropic medication",),
        tables=(_table(years, referrals),),
    )


def _years(published: Published) -> list[_Year]:
    cells = published.cells(
        {name: (measure, Statistic.COUNT) for name, measure in _FIGURES.items()},
        frequency=Frequency.YEAR,
        breakdown=_BREAKDOWN,
        publication=_PUBLICATION,
    ).filter(*(_[name].notnull() for name in _FIGURES))
    by_period: dict[Period, dict[str, Row]] = {}
    for row in published.fetch(cells):
        by_period.setdefault(Period(row["period_start"], row["period_end"]), {})[row["category"]] = row
    years = [
        year
        for period, rows in sorted(by_period.items())
        if {_TOTAL, _TAKING, _NOT_STATED} <= rows.keys() and (year := _year(period, rows)).known
    ]
    if not years:
        raise lacking(tuple(_FIGURES.values()), Frequency.YEAR, Level.ENGLAND, _BREAKDOWN)
    return years


def _year(period: Period, rows: dict[str, Row]) -> _Year:
    stated = [row for status, row in rows.items() if status not in (_TOTAL, _NOT_STATED)]
    return _Year(
        period=period,
        finished=rows[_TOTAL]["all"],
        not_stated_at_start=rows[_NOT_STATED]["all"],
        not_stated_at_end=rows[_TOTAL]["not_stated"],
        taking_at_start=rows[_TAKING]["all"],
        taking_at_end=rows[_TOTAL]["taking"],
        known=sum(row["all"] - row["not_stated"] for row in stated),
        known_taking_at_start=rows[_TAKING]["all"] - rows[_TAKING]["not_stated"],
        known_taking_at_end=sum(row["taking"] for row in stated),
    )


def _beside(referrals: dict[Period, float]) -> str:
    if len(referrals) < 2:
        return ""
    (_first, before), *_between, (_last, after) = referrals.items()
    return f" Referrals received went from {count(before)} to {count(after)}; the two stand side by side, no more."


def _labels(years: Sequence[_Year]) -> list[str]:
    return year_labels([year.period for year in years])


def _chart(years: Sequence[_Year]) -> OverTime:
    labels = _labels(years)
    at = {str(year.period): year for year in years}
    first, last = years[0], years[-1]
    return OverTime(
        title=f"{percent(value_of(last.start))} at the start and {percent(value_of(last.end))} at the end take medication",
        subtitle="Take psychotropic medication, of finished courses with known status at both times, England. Axis from 30% to "
        "60%",
        alt=f"Two lines. At the start {percent(value_of(first.start))} in {first.period}, {percent(value_of(last.start))} in "
        f"{last.period}; at the end {percent(value_of(first.end))} and {percent(value_of(last.end))}.",
        note=BREAK_NOTE if series_breaks(labels) else "",
        periods=tuple(labels),
        series=(
            Series(
                name="at the end",
                role=Role.SUBJECT,
                values=tuple(value_of(at[label].end) if label in at else None for label in labels),
            ),
            Series(
                name="at the start",
                role=Role.NATION,
                values=tuple(value_of(at[label].start) if label in at else None for label in labels),
            ),
        ),
        domain=(0.3, 0.6),
        breaks=series_breaks(labels),
    )


def _access_chart(years: Sequence[_Year], referrals: dict[Period, float]) -> tuple[OverTime, ...]:
    if not referrals:
        return ()
    labels = _labels(years)
    values = {str(period): received / 1e6 for period, received in referrals.items()}
    received = list(referrals.values())
    before, after = received[0], received[-1]
    return (
        OverTime(
            title=f"Referrals received went from {count(before)} to {count(after)}",
            subtitle="Referrals received, England, in millions",
            alt=f"One line, from {count(before)} to {count(after)}. Missing: "
            f"{', '.join(label for label in labels if label not in values) or 'none'}.",
            note="[x] not at hand." if len(values) < len(labels) else "",
            periods=tuple(labels),
            series=(Series(name="referrals", role=Role.NATION, values=tuple(values.get(label) for label in labels)),),
            domain=(0.0, 2.0),
            unit="million",
        ),
    )


def _table(years: Sequence[_Year], referrals: dict[Period, float]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            str(year.period),
            year.finished,
            year.known,
            value_of(year.start),
            value_of(year.end),
            year.taking_at_start / year.finished,
            (year.taking_at_start + year.not_stated_at_start) / year.finished,
            year.end_of_all.low,
            year.end_of_all.high,
            value_of(year.unknown),
            referrals.get(year.period, "[x]"),
        )
        for year in years
    ]
    return Table(
        name="medication-beside-access",
        caption="Psychotropic medication at the start and at the end of finished courses, beside referrals, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="finished", title="Finished courses", unit=Unit.COUNT),
            Column(key="known", title="Known at both times", unit=Unit.COUNT),
            Column(key="start", title="Taking at the start, of known", unit=Unit.PROPORTION),
            Column(key="end", title="Taking at the end, of known", unit=Unit.PROPORTION),
            Column(key="start_low", title="At the start, of all, at least", unit=Unit.PROPORTION),
            Column(key="start_high", title="At most", unit=Unit.PROPORTION),
            Column(key="end_low", title="At the end, of all, at least", unit=Unit.PROPORTION),
            Column(key="end_high", title="At most", unit=Unit.PROPORTION),
            Column(key="not_stated", title="Not stated at the end", unit=Unit.PROPORTION),
            Column(key="referrals", title="Referrals received", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="[x] not at hand.",
    )
