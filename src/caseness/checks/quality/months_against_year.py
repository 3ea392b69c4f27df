"""Twelve months added up against the annual figure for the same year: two publications of one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import annual_source, monthly_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Level, title
from caseness.vocabulary.period import year_of
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.vocabulary.period import Period

_MEASURES = (
    "referrals_received",
    "finished_course_treatment",
    "not_at_caseness",
    "recovery",
    "reliable_recovery",
    "reliable_improvement",
    "reliable_deterioration",
)
_FINISHED = "finished_course_treatment"
_Pair = tuple[float, float]  # annual, sum of months


@check(chapter=Chapter.QUALITY, needs=[Published], order=50)
def months_against_year(published: Published) -> Answer:
    """Do twelve months add up to the annual figure?"""
    pairs = _pairs(published)
    year = max(y for y, row in pairs.items() if _FINISHED in row)
    relative = {measure: _relative(pair) for measure, pair in pairs[year].items()}
    finished = pairs[year][_FINISHED]
    largest = max((abs(_relative(pair)), measure, y) for y, row in pairs.items() for measure, pair in row.items())
    return Answer(
        short="Months and year",
        answer=(
            f"In {year} the annual statistics have {count(finished[0])} finished courses, the twelve months "
            f"{count(finished[1])}: {_compared(relative[_FINISHED])}. They are two publications, never mixed in one rate here."
        ),
        verdict=Verdict.IN_PART if largest[0] else Verdict.HOLDS,
        condition=f"largest difference {percent(largest[0])}, {largest[1].replace('_', ' ')}, {largest[2]}",
        estimates=(
            *(
                tally(f"{measure.replace('_', ' ')}, {what}", value, year)
                for measure, pair in pairs[year].items()
                for what, value in zip(("annual", "sum of months"), pair, strict=True)
            ),
            *(_estimate(measure, value, year) for measure, value in relative.items()),
            _estimate(largest[1], largest[0], largest[2]),
        ),
        figures=(
            FigureBlock(
                label="Finished: months less year",
                estimate=tally("finished courses, months less year", finished[1] - finished[0], year),
                of_whom=f"of {count(finished[0])} in the annual statistics, {year}",
            ),
        ),
        charts=(_chart(year, relative, pairs[year]),),
        caveats=(
            "The annual file is made later, from refreshed data, so late records and corrections are in it.",
            "A month is counted from the last submission for it; a year may place the same course in another month.",
        ),
        method=(
            "England counts, both exact as printed. Sum of the twelve monthly figures (April to March) less the annual "
            "figure, over the annual figure."
        ),
        sources=(annual_source(*sorted(pairs)), monthly_source(*sorted(pairs))),
        tables=(_table(pairs),),
    )


def _pairs(published: Published) -> dict[Period, dict[str, _Pair]]:
    annual = published.england(*_MEASURES, frequency=Frequency.YEAR)
    months = published.england(*_MEASURES, frequency=Frequency.MONTH)
    pairs: dict[Period, dict[str, _Pair]] = {}
    for year in annual:
        within = [row for month, row in months.items() if year.start <= month.start and month.end <= year.end]
        for measure in _MEASURES:
            values = [row[measure] for row in within]
            whole = annual[year][measure]
            if whole is not None and len(values) == 12 and None not in values:
                pairs.setdefault(year_of(year.start.year), {})[measure] = (
                    whole,
                    sum(v for v in values if v is not None),
                )
    if not any(_FINISHED in row for row in pairs.values()):
        raise CannotRun(
            "no year with both the annual figure and all twelve months",
            settled_by="an annual file and the twelve monthly files of its year",
        )
    return pairs


def _relative(pair: _Pair) -> float:
    return (pair[1] - pair[0]) / pair[0]


def _compared(relative: float) -> str:
    return f"{percent(abs(relative))} {'fewer' if relative < 0 else 'more'}" if relative else "as many"


def _estimate(measure: str, value: float, year: Period) -> Estimate:
    return Estimate(
        name=f"{measure.replace('_', ' ')}, months less year, relative",
        value=value,
        unit=Unit.PROPORTION,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
    )


def _chart(year: Period, relative: dict[str, float], pairs: dict[str, _Pair]) -> Dots:
    reach = max(0.01, *(abs(v) for v in relative.values())) * 1.2
    return Dots(
        title=f"{_title(list(relative.values()))} by up to {percent(max(abs(v) for v in relative.values()))}",
        subtitle=f"Sum of twelve months less the annual figure, over the annual figure, England {year}",
        alt="; ".join(f"{title(m)} {percent(v)}" for m, v in relative.items()) + ".",
        note="Zero: equal.",
        rows=tuple(
            Dot(label=title(m), value=v, text=f"{percent(v)} ({count(pairs[m][1] - pairs[m][0])})")
            for m, v in relative.items()
        ),
        domain=(-reach, reach),
        reference=(0.0, "equal"),
    )


def _title(relative: list[float]) -> str:
    if all(v <= 0 for v in relative):
        return "The months fall short of the year"
    return "Months and year differ"


def _table(pairs: dict[Period, dict[str, _Pair]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (str(year), title(measure), pair[0], pair[1], pair[1] - pair[0], _relative(pair))
        for year, row in sorted(pairs.items())
        for measure, pair in row.items()
    ]
    return Table(
        name="months-against-year",
        caption="Annual figures and sums of twelve months, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="measure", title="Measure"),
            Column(key="annual", title="Annual", unit=Unit.COUNT),
            Column(key="months", title="Sum of months", unit=Unit.COUNT),
            Column(key="difference", title="Difference", unit=Unit.COUNT),
            Column(key="relative", title="relative", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
    )
