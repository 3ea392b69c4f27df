"""Which measures begin, stop, change their name or bear another's, and whether their values run on.

A monthly measure has an official id that stays and a printed name that may change. Ids are followed through the months:
when each is printed, under which names, and whether England's figure at a change of name moves more than it does from
month to month anyway.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published, lacking
from caseness.vocabulary import TOTAL, Frequency, Level, title
from caseness.vocabulary.period import Period, financial_year
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.sources.published.relation import Row

_UNUSUAL = 0.05  # a change of which fewer than this share of months have one as large


@dataclass(frozen=True, slots=True)
class _Printed:
    """One measure in one month: its name as printed and England's figure."""

    month: Period
    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class _Measure:
    """One official id through the months at hand."""

    id: str
    statistic: str
    printed: tuple[_Printed, ...]

    @property
    def first(self) -> Period:
        return self.printed[0].month

    @property
    def last(self) -> Period:
        return self.printed[-1].month

    @property
    def names(self) -> list[tuple[_Printed, ...]]:
        """The months in runs of the same name."""
        return [tuple(run) for _name, run in groupby(self.printed, key=lambda p: p.name)]


@dataclass(frozen=True, slots=True)
class _Renaming:
    """A change of name, with England's change at it and how many of the other months have one as large."""

    measure: _Measure
    before: _Printed
    after: _Printed
    temporary: bool  # the name of the run between two runs of another
    change: float | None
    usual: float | None
    as_large: float | None

    @property
    def runs_on(self) -> bool:
        return self.as_large is None or self.as_large >= _UNUSUAL


@check(chapter=Chapter.QUALITY, needs=[Published], order=65)
def measures_over_time(published: Published) -> Answer:
    """Which measures begin, stop or change their name, and do their values run on?"""
    if published.embedded:
        raise CannotRun(
            "the headline series is a selection of measures and months, so that none begins or stops in it",
            settled_by="the official monthly statistics for England, as published",
        )
    measures = _measures(published)
    months = sorted({p.month for m in measures for p in m.printed})
    begun = [m for m in measures if m.first > months[0]]
    stopped = [m for m in measures if m.last < months[-1]]
    renamings = [r for m in measures for r in _renamings(m)]
    borrowed = [r for r in renamings if r.temporary]
    renamed = {r.measure.id for r in renamings if not r.temporary} - {r.measure.id for r in borrowed}
    names_shared = _shared(measures)
    runs_on = sum(r.runs_on for r in renamings)
    span = Period(months[0].start, months[-1].end)
    whole = {
        "measures": len(measures),
        "begin": len(begun),
        "stop": len(stopped),
        "renamed": len(renamed),
        "borrowed": len({r.measure.id for r in borrowed}),
        "changes": len(renamings),
        "runs_on": runs_on,
    }
    return Answer(
        short="Measures over time",
        answer=(
            f"Of {whole['measures']} monthly measures, {whole['begin']} begin and {whole['stop']} stop within the months at "
            f"hand. {whole['renamed']} change their name for good; {whole['borrowed']} bear another name for a time. At "
            f"{runs_on} of {len(renamings)} changes of name the value moves no more than in other months."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{whole['borrowed']} measures labelled otherwise for a time",
        estimates=(
            *(
                tally(name, value, span)
                for name, value in (
                    ("measures printed", whole["measures"]),
                    ("measures that begin later than the first month at hand", whole["begin"]),
                    ("measures that stop before the last month at hand", whole["stop"]),
                    ("measures that change their name for good", whole["renamed"]),
                    ("measures that bear another name for a time", whole["borrowed"]),
                    ("changes of name", whole["changes"]),
                    ("changes of name at which the value runs on", whole["runs_on"]),
                    ("names printed under two ids in one month", len(names_shared)),
                )
            ),
            *(tally("measures printed in a month", _in_month(measures, m), m) for m in (months[0], months[-1])),
            *(
                tally("value under a name borne for a time, over the months beside", ratio, span, unit=Unit.RATIO)
                for ratio in _ends(borrowed)
            ),
        ),
        figures=(
            FigureBlock(
                label="Labelled otherwise for a time",
                estimate=tally("measures that bear another name for a time", whole["borrowed"], span),
                of_whom=f"of {whole['measures']} measures, England, {span.in_months}; the former name comes back",
            ),
            FigureBlock(
                label="Begin or stop",
                estimate=tally("measures that begin or stop", len({m.id for m in (*begun, *stopped)}), span),
                of_whom=f"of {whole['measures']} measures; {whole['begin']} begin, {whole['stop']} stop",
            ),
        ),
        charts=(_count_chart(measures, months), *_borrowed_chart(borrowed)),
        caveats=(
            "A new name can say the same thing better; a measure that stops may have been replaced.",
            "A change of the data set, as in April 2022, begins and stops measures at once.",
            "A wrong label harms who looks measures up by name. Looked up by id, the figures are the same.",
            "Measures may have begun or stopped in months that are not at hand.",
        ),
        method=(
            "England’s monthly figures by official id. For each change of name: England’s relative change from the month before, "
            "and the share of the measure’s other month-to-month changes that are as large. Below 5% the value is said to "
            "move. Labelled otherwise for a time: a name stands between two runs of another name."
        ),
        sources=(monthly_source(*months),),
        tables=(
            _renamings_table(renamings, names_shared),
            _timeline_table(measures, months),
            _annual_table(_annual(published)),
        ),
    )


def _measures(published: Published) -> list[_Measure]:
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level == Level.ENGLAND.value,
            _.breakdown == TOTAL,
            _.official_id.notnull(),
        )
        .select("official_id", "statistic", "printed_name", "period_start", "period_end", "value")
        .order_by("official_id", "statistic", "period_start")
    )
    if not rows:
        raise lacking(["any measure with an official id"], Frequency.MONTH, Level.ENGLAND)
    return [
        _Measure(id_, statistic, tuple(map(_printed, of_one)))
        for (id_, statistic), of_one in groupby(rows, key=lambda r: (r["official_id"], r["statistic"]))
    ]


def _annual(published: Published) -> list[Row]:
    """The annual figures for England, which have no id: their names as printed and the years with a number."""
    return published.fetch(
        published.figures.filter(
            _.publication == "annual",
            _.level == Level.ENGLAND.value,
            _.breakdown == TOTAL,
            _.value.notnull(),
        )
        .group_by("measure", "statistic", "printed_name")
        .aggregate(first=_.period_start.min(), last=_.period_start.max(), years=_.period_start.nunique())
        .order_by("measure", "statistic", "first", "printed_name")
    )


def _printed(row: Row) -> _Printed:
    return _Printed(Period(row["period_start"], row["period_end"]), row["printed_name"], row["value"])


def _renamings(measure: _Measure) -> list[_Renaming]:
    """Every change of name; a return to the former name is part of the change before."""
    runs = measure.names
    found = []
    for i, (before, after) in enumerate(pairwise(runs)):
        returns = i > 0 and runs[i - 1][0].name == after[0].name
        if not returns:
            temporary = i + 2 < len(runs) and runs[i + 2][0].name == before[0].name
            found.append(_renaming(measure, before[-1], after[0], temporary=temporary))
    return found


def _renaming(measure: _Measure, before: _Printed, after: _Printed, *, temporary: bool) -> _Renaming:
    changes = {
        b.month: abs(b.value / a.value - 1) for a, b in pairwise(measure.printed) if a.value and b.value is not None
    }
    here = changes.pop(after.month, None)
    others = list(changes.values())
    comparable = here is not None and others
    return _Renaming(
        measure,
        before,
        after,
        temporary,
        change=after.value / before.value - 1 if before.value and after.value is not None else None,
        usual=median(others) if others else None,
        as_large=sum(c >= here for c in others) / len(others) if comparable and here is not None else None,
    )


def _shared(measures: Iterable[_Measure]) -> dict[tuple[Period, str, str], list[str]]:
    """Names that stand under more than one id in one month, by month, name and statistic."""
    ids: dict[tuple[Period, str, str], list[str]] = defaultdict(list)
    for measure in measures:
        for printed in measure.printed:
            ids[printed.month, printed.name, measure.statistic].append(measure.id)
    return {place: found for place, found in ids.items() if len(found) > 1}


def _in_month(measures: Iterable[_Measure], month: Period) -> int:
    return sum(any(p.month == month for p in m.printed) for m in measures)


def _count_chart(measures: list[_Measure], months: list[Period]) -> OverTime:
    printed = {month: _in_month(measures, month) for month in months}
    span = months_between(months[0], months[-1])
    gap = " [x] the months are not at hand." if len(span) > len(months) else ""
    highest = max(printed.values())
    return OverTime(
        title=f"From {count(printed[months[0]])} measures in {months[0]} to {count(printed[months[-1]])} in {months[-1]}",
        subtitle=f"Measures printed for England each month, {span[0]} to {span[-1]}",
        alt=f"Line by month from {count(printed[months[0]])} to {count(printed[months[-1]])} measures; highest "
        f"{count(highest)}.{gap}",
        note=f"Measures with an official id.{gap}",
        periods=tuple(str(month) for month in span),
        series=(Series(name="Measures printed", role=Role.NATION, values=tuple(printed.get(month) for month in span)),),
        domain=(0.0, -(-highest // 50) * 50.0),
        unit="",
    )


def _beside(renaming: _Renaming) -> float | None:
    """The value under the borrowed name, over the mean of the months either side."""
    runs = renaming.measure.names
    at = next(i for i, run in enumerate(runs) if run[0] == renaming.after)
    sides = [runs[at - 1][-1].value, runs[at + 1][0].value]
    values = [p.value for p in runs[at]]
    if any(not v for v in sides) or any(v is None for v in values):
        return None
    return sum(v or 0 for v in values) / len(values) / (sum(v or 0 for v in sides) / 2)


def _ends(borrowed: list[_Renaming]) -> list[float]:
    """The least and the greatest of the values under a borrowed name, over those of the months beside."""
    known = [ratio for r in borrowed if (ratio := _beside(r)) is not None]
    return [min(known), max(known)] if known else []


def _borrowed_chart(borrowed: list[_Renaming]) -> tuple[Dots, ...]:
    ratios = [(r, _beside(r)) for r in borrowed]
    if not (ends := _ends(borrowed)):
        return ()
    return (
        Dots(
            title=f"Under the other name, values lie between {percent(ends[0])} and {percent(ends[1])} of the months "
            "beside",
            subtitle="England’s figure under a name borne for a time, over the mean of the months either side",
            alt="; ".join(f"{r.measure.id} {percent(ratio)}" for r, ratio in ratios if ratio is not None) + ".",
            note="100%: as in the months beside. The label is the official id and the month.",
            rows=tuple(
                Dot(
                    label=f"{r.measure.id}, {r.after.month}",
                    value=ratio,
                    text=percent(ratio) if ratio is not None else "[z]",
                    role=Role.SUBJECT,
                )
                for r, ratio in ratios
            ),
            domain=(0.0, 2.0),
            reference=(1.0, "as in the months beside"),
        ),
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _renamings_table(renamings: list[_Renaming], shared: dict[tuple[Period, str, str], list[str]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            r.measure.id,
            r.measure.statistic,
            _words(r.before.name),
            _words(r.after.name),
            str(r.after.month),
            "for a time" if r.temporary else "for good",
            r.before.value,
            r.after.value,
            r.change,
            r.usual,
            r.as_large,
            "runs on" if r.runs_on else "moves",
            ", ".join(
                id_ for id_ in shared.get((r.after.month, r.after.name, r.measure.statistic), ()) if id_ != r.measure.id
            )
            or "none",
        )
        for r in sorted(renamings, key=lambda r: (not r.temporary, r.after.month, r.measure.id))
    ]
    return Table(
        name="measures-renamed",
        caption="Changes of name, with England’s figure before and after",
        columns=(
            Column(key="id", title="Id"),
            Column(key="statistic", title="Statistic"),
            Column(key="name_before", title="Name before"),
            Column(key="name_after", title="Name after"),
            Column(key="month", title="Month"),
            Column(key="for", title="For"),
            Column(key="value_before", title="Before", unit=Unit.COUNT),
            Column(key="value_after", title="After", unit=Unit.COUNT),
            Column(key="change", title="Change", unit=Unit.PROPORTION),
            Column(key="usual", title="Usual change", unit=Unit.PROPORTION),
            Column(key="as_large", title="Months with one as large", unit=Unit.PROPORTION),
            Column(key="value", title="Value"),
            Column(key="same_name", title="Same name that month"),
        ),
        rows=tuple(rows),
    )


def _timeline_table(measures: list[_Measure], months: list[Period]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            m.id,
            m.statistic,
            str(m.first),
            str(m.last),
            len(m.printed),
            sum(m.first <= month <= m.last for month in months) - len(m.printed),
            "begins" if m.first > months[0] else "",
            "stops" if m.last < months[-1] else "",
            "; ".join(dict.fromkeys(_words(p.name) for p in m.printed)),
        )
        for m in sorted(measures, key=lambda m: (m.first == months[0] and m.last == months[-1], m.first, m.id))
    ]
    return Table(
        name="measures-over-time",
        caption="Every monthly measure: when it is printed, and its names; those that begin or stop first",
        columns=(
            Column(key="id", title="Id"),
            Column(key="statistic", title="Statistic"),
            Column(key="first", title="First"),
            Column(key="last", title="Last"),
            Column(key="months", title="Months", unit=Unit.COUNT),
            Column(key="lacking", title="Lacking between", unit=Unit.COUNT),
            Column(key="begins", title="Begins"),
            Column(key="stops", title="Stops"),
            Column(key="names", title="Names"),
        ),
        rows=tuple(rows),
    )


def _annual_table(rows: list[Row]) -> Table:
    return Table(
        name="annual-names",
        caption="Names of the annual figures as printed, and the years that have them, England",
        columns=(
            Column(key="measure", title="Measure"),
            Column(key="statistic", title="Statistic"),
            Column(key="printed", title="Printed as"),
            Column(key="first", title="First"),
            Column(key="last", title="Last"),
            Column(key="years", title="Years at hand", unit=Unit.COUNT),
        ),
        rows=tuple(
            (
                title(r["measure"]),
                r["statistic"],
                r["printed_name"],
                financial_year(r["first"].year),
                financial_year(r["last"].year),
                r["years"],
            )
            for r in rows
        ),
        note="Names are those of the files read; tidy copies print them without capitals.",
    )
