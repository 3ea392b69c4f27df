"""Whether the parts of England's monthly counts add up to their wholes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, title
from caseness.vocabulary.period import year_of
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class _Sum:
    """A whole and the parts that should make it up."""

    whole: str
    parts: tuple[str, ...]
    words: str


_SUMS = (
    _Sum(
        "ended_referrals",
        ("ended_before_treatment", "ended_treated_once", "finished_course_treatment"),
        "before treatment + treated once + finished, against ended",
    ),
    _Sum(
        "ended_before_treatment",
        ("ended_not_seen", "ended_seen_not_treated"),
        "not seen + seen but not treated, against before treatment",
    ),
    _Sum(
        "paired_phq_and_adsm_or_gad",
        ("reliable_improvement", "no_reliable_change", "reliable_deterioration"),
        "improved + no change + deteriorated, against paired scores",
    ),
)


@dataclass(frozen=True, slots=True)
class _Added:
    sum: _Sum
    months: dict[Period, tuple[float, float]]  # whole, parts added

    @property
    def whole(self) -> float:
        return sum(whole for whole, _parts in self.months.values())

    @property
    def difference(self) -> float:
        return sum(parts - whole for whole, parts in self.months.values())

    @property
    def unequal(self) -> int:
        return sum(whole != parts for whole, parts in self.months.values())


@check(chapter=Chapter.QUALITY, needs=[Published], order=30)
def ended_referrals_add_up(published: Published) -> Answer:
    """Do the parts of England’s monthly counts add up to their wholes?"""
    added = [a for s in _SUMS if (a := _add(published, s)).months]
    if not added:
        raise CannotRun("no month with a whole and all its parts", settled_by="one official monthly file")
    ended = added[0]
    first, last = min(ended.months), max(ended.months)
    year = _latest_year(ended)
    compared, unequal = sum(len(a.months) for a in added), sum(a.unequal for a in added)
    return Answer(
        short="Parts and wholes",
        answer=(
            f"Over {_months(len(ended.months))} the parts of {ended.sum.whole.replace('_', ' ')} come to "
            f"{_difference(ended.difference)} than the printed whole of {count(ended.whole)}. They differ in "
            f"{ended.unequal} of {_months(len(ended.months))}.{_said(year)}"
        ),
        verdict=Verdict.IN_PART if unequal else Verdict.HOLDS,
        condition=f"{unequal} of {compared} monthly sums are not exact",
        estimates=(
            tally("monthly sums compared", compared),
            tally("monthly sums that are not exact", unequal),
            *(e for a in added for e in _estimates(a)),
            *_of_year(year),
        ),
        figures=(
            FigureBlock(
                label="Parts less the whole",
                estimate=_estimates(ended)[1],
                of_whom=f"of {count(ended.whole)} referrals that ended, {first} to {last}",
            ),
        ),
        charts=(_chart(added),),
        caveats=(
            "A referral that is corrected between two tables of one release can be counted in one part and another whole.",
            "A difference of a few referrals in a million changes no rate.",
        ),
        method=(
            "England counts are printed exact. Each whole is subtracted from the sum of its parts, month by month: "
            + "; ".join(a.sum.words for a in added)
            + ". The difference is reported, whatever its size."
        ),
        sources=(monthly_source(first, last),),
        tables=(_table(added),),
    )


def _add(published: Published, sum_: _Sum) -> _Added:
    series = published.england(sum_.whole, *sum_.parts, frequency=Frequency.MONTH)
    months = {
        month: (figures[sum_.whole], sum(figures[part] or 0 for part in sum_.parts))
        for month, figures in series.items()
        if all(value is not None for value in figures.values())
    }
    return _Added(sum_, {month: (whole, parts) for month, (whole, parts) in months.items() if whole is not None})


def _latest_year(added: _Added) -> tuple[Period, float] | None:
    """The latest April to March with all twelve months, and its difference."""
    for start in sorted({month.start.year for month in added.months}, reverse=True):
        year = year_of(start)
        within = [parts - whole for m, (whole, parts) in added.months.items() if year.start <= m.start <= year.end]
        if len(within) == 12:
            return year, sum(within)
    return None


def _of_year(year: tuple[Period, float] | None) -> list[Estimate]:
    return [tally("ended referrals, parts less the whole, twelve months", year[1], year[0])] if year else []


def _said(year: tuple[Period, float] | None) -> str:
    return f" From {year[0].in_months} they come to {_difference(year[1])}." if year else ""


def _difference(value: float) -> str:
    return f"{count(abs(value))} {'more' if value >= 0 else 'fewer'}"


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


def _estimates(added: _Added) -> list[Estimate]:
    name = added.sum.whole.replace("_", " ")
    return [
        tally(f"{name}, printed whole over the months", added.whole),
        tally(f"{name}, parts less the whole", added.difference),
        tally(f"{name}, months in which they differ", added.unequal),
        tally(f"{name}, months compared", len(added.months)),
    ]


def _chart(added: list[_Added]) -> Dots:
    largest = max(abs(a.difference) for a in added)
    return Dots(
        title=f"The largest difference over all months is {count(largest)}",
        subtitle="Sum of the parts less the printed whole, England, all months at hand",
        alt="; ".join(f"{a.sum.words}: {count(a.difference)}" for a in added) + ".",
        note="Counts of referrals. Zero: the parts add up exactly.",
        rows=tuple(Dot(label=a.sum.words, value=a.difference, text=count(a.difference)) for a in added),
        domain=(min(0.0, *(a.difference for a in added)) - 1, max(0.0, *(a.difference for a in added)) + 1),
        unit="",
        reference=(0.0, "equal"),
    )


def _table(added: list[_Added]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (title(a.sum.whole), f"{month.start:%Y-%m}", whole, parts, parts - whole)
        for a in added
        for month, (whole, parts) in a.months.items()
        if whole != parts
    ]
    return Table(
        name="parts-and-wholes",
        caption="Months in which the parts and the whole differ, England",
        columns=(
            Column(key="whole", title="Whole"),
            Column(key="month", title="Month"),
            Column(key="printed", title="Printed", unit=Unit.COUNT),
            Column(key="parts", title="Parts added", unit=Unit.COUNT),
            Column(key="difference", title="Difference", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="Months that are not listed add up exactly.",
    )
