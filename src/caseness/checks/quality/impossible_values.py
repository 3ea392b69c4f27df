"""Printed values that cannot be, or that need an explanation: each rule with the cells that meet it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import share, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.sources.published import Published, side_by_side
from caseness.vocabulary import TOTAL, Level, Statistic, title
from caseness.vocabulary.period import Period
from caseness.wording import count

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.checks.finding import Estimate
    from caseness.sources.published.relation import Row

_MANY_SESSIONS = 200
_SESSIONS = "appts_finished_course_treatment"
_FEWEST_CASES = 20  # under this, everyone recovered can be luck
_PARTS = (
    ("recovery", "at_caseness"),
    ("reliable_recovery", "recovery"),
    ("recovery", "finished_course_treatment"),
    ("reliable_improvement", "finished_course_treatment"),
    ("reliable_deterioration", "finished_course_treatment"),
    ("not_at_caseness", "finished_course_treatment"),
    ("finished_course_treatment", "ended_referrals"),
)


_NEGATIVE = "negative value"
_OVER_HUNDRED = "percentage over 100"
_PART_ABOVE = "part above its whole"
_EVERYONE = f"every case recovered, {_FEWEST_CASES} or more"
_LONGEST = f"longest course of {_MANY_SESSIONS} sessions or more"
_CANNOT_BE = (_NEGATIVE, _OVER_HUNDRED, _PART_ABOVE)
_UNUSUAL = (_EVERYONE, _LONGEST)


@check(chapter=Chapter.QUALITY, needs=[Published], order=40)
def impossible_values(published: Published) -> Answer:
    """Are there values that cannot be, or that need an explanation?"""
    found = {**_single_figures(published), **_pairs_of_figures(published)}
    cannot = sum(len(found[rule]) for rule in _CANNOT_BE)
    unusual = sum(len(found[rule]) for rule in _UNUSUAL)
    examined = published.reading.figures
    return Answer(
        short="Values that cannot be",
        answer=(
            f"Of {count(examined)} printed figures, {count(cannot)} cannot be right as printed and {count(unusual)} "
            f"{'is' if unusual == 1 else 'are'} possible but need{'s' if unusual == 1 else ''} an explanation."
            f"{_said(_examples(found))}"
        ),
        verdict=Verdict.IN_PART if cannot or unusual else Verdict.HOLDS,
        condition=f"{count(cannot)} cannot be; {count(unusual)} to be explained",
        estimates=(
            tally("figures examined", examined, level=None),
            tally("figures that cannot be as printed", cannot, level=None),
            tally("figures that need an explanation", unusual, level=None),
            *(tally(rule, len(found[rule]), level=None) for rule in (*_CANNOT_BE, *_UNUSUAL)),
            *_examples(found),
        ),
        figures=(
            FigureBlock(
                label="Figures that cannot be",
                estimate=tally("figures that cannot be as printed", cannot, level=None),
                of_whom=f"of {count(examined)} figures read; {count(unusual)} more need an explanation",
            ),
        ),
        charts=(_chart(found),),
        caveats=(
            "A course of some hundred sessions can be a wrong date or one very long treatment; a total cannot tell.",
            "A small specialist service can record every case as recovered for one year and be right.",
            "A negative mean number of sessions is an error of calculation, not of care.",
        ),
        method=(
            "Rules, each tried on every figure: a negative mean, count or percentage; a percentage over 100; a part above "
            "its whole beyond what rounding allows; every case recovered among 20 or more; "
            f"a longest course of {_MANY_SESSIONS} sessions or more. Effect sizes may be negative and are left out."
        ),
        sources=("NHS England, annual and monthly statistics as read, Open Government Licence v3.0",),
        tables=(_table(found),),
    )


def _single_figures(published: Published) -> dict[str, list[Row]]:
    """Figures that one look at the figure alone makes doubtful, by rule."""
    rows = published.figures
    statistic = rows.statistic
    rules = {
        _NEGATIVE: (rows.value < 0) & (statistic != Statistic.EFFECT_SIZE.value),
        _OVER_HUNDRED: (rows.value > 100) & (statistic == Statistic.PERCENTAGE.value),
        _LONGEST: (rows.measure == _SESSIONS)
        & (statistic == Statistic.MAXIMUM.value)
        & (rows.value >= _MANY_SESSIONS)
        & (rows.level != Level.ENGLAND.value),
    }
    keys = ["period_start", "period_end", "level", "org_name", "measure", "category", "statistic", "value"]
    return {
        rule: [{**row, "whole": None} for row in published.fetch(rows.filter(doubtful).select(keys).order_by(keys))]
        for rule, doubtful in rules.items()
    }


def _pairs_of_figures(published: Published) -> dict[str, list[Row]]:
    """Cells below England whose part is above its whole, or where every case recovered, by rule."""
    measures = sorted({measure for pair in _PARTS for measure in pair})
    rows = published.figures.filter(
        _.publication.isin(["annual", "monthly"]),
        _.level != Level.ENGLAND.value,
        _.measure.isin(measures),
        _.statistic == Statistic.COUNT.value,
    )
    keys = ("publication", "period_start", "period_end", "level", "org_code", "parent_code", "breakdown", "category")
    cells = side_by_side(rows, {measure: (measure, Statistic.COUNT) for measure in measures}, keys)
    above = {pair: _above(cells, *pair) for pair in _PARTS}
    everyone = (cells.recovery >= cells.at_caseness) & (cells.at_caseness >= _FEWEST_CASES) & (cells.breakdown == TOTAL)
    doubtful = reduce(or_, (*above.values(), everyone))
    found = published.fetch(cells.filter(doubtful).order_by(list(keys)))
    return {
        _PART_ABOVE: [_pair_row(row, *pair) for row in found for pair in _PARTS if _is_above(row, *pair)],
        _EVERYONE: [_pair_row(row, "recovery", "at_caseness") for row in found if _is_everyone(row)],
    }


def _above(cells: ir.Table, part: str, whole: str) -> ir.BooleanValue:
    return cells[f"{part}_lower"] > cells[f"{whole}_upper"]


def _is_above(row: Row, part: str, whole: str) -> bool:
    least, most = row[f"{part}_lower"], row[f"{whole}_upper"]
    return least is not None and most is not None and least > most


def _is_everyone(row: Row) -> bool:
    recovered, cases = row["recovery"], row["at_caseness"]
    return (
        recovered is not None
        and cases is not None
        and row["breakdown"] == TOTAL
        and recovered >= cases >= _FEWEST_CASES
    )


def _pair_row(row: Row, part: str, whole: str) -> Row:
    return {**row, "measure": part, "value": row[part], "whole": row[whole]}


def _examples(found: dict[str, list[Row]]) -> list[Estimate]:
    """The plainest example, so that a reader sees what is meant; no organisation is named. Empty where there is none."""
    if not found[_EVERYONE]:
        return []
    row = max(found[_EVERYONE], key=lambda r: (r["period_start"], r["whole"]))
    period = Period(row["period_start"], row["period_end"])
    name = "recovered, of cases, where every case is recorded as recovered: an example"
    return [share(name, row["value"], row["whole"], period, level=Level(row["level"]), chance=False)]


def _said(examples: list[Estimate]) -> str:
    return "".join(
        f" In one, {count(e.numerator or 0)} of {count(e.denominator or 0)} cases are recorded as recovered."
        for e in examples
    )


def _chart(found: dict[str, list[Row]]) -> Dots:
    return Dots(
        title="How many printed figures meet each rule",
        subtitle="Number of figures, all organisations and periods read",
        alt="; ".join(f"{rule}: {count(len(found[rule]))}" for rule in (*_CANNOT_BE, *_UNUSUAL)) + ".",
        note="The first three cannot be as printed; the last two are possible and need an explanation.",
        rows=tuple(
            Dot(label=rule, value=len(found[rule]), text=count(len(found[rule]))) for rule in (*_CANNOT_BE, *_UNUSUAL)
        ),
        domain=(0.0, max(5.0, *(len(rows) for rows in found.values())) * 1.1),
        unit="",
    )


def _table(found: dict[str, list[Row]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            rule,
            str(Period(row["period_start"], row["period_end"])),
            row["level"],
            row["org_name"] or "England",
            title(row["measure"]),
            "" if row["category"] == TOTAL else row["category"],
            row["value"],
            "[z]" if row["whole"] is None else row["whole"],
        )
        for rule in (*_CANNOT_BE, *_UNUSUAL)
        for row in found[rule]
    ]
    return Table(
        name="impossible-values",
        caption="Figures that cannot be as printed, or need an explanation",
        columns=(
            Column(key="rule", title="Rule"),
            Column(key="period", title="Period"),
            Column(key="level", title="Level"),
            Column(key="organisation", title="Organisation"),
            Column(key="measure", title="Measure"),
            Column(key="category", title="Group"),
            Column(key="value", title="Printed", unit=Unit.SCORE),
            Column(key="whole", title="Of", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="A question to the provider and the publisher, not a finding about either.",
    )
