"""A comparison as tables: all groups, all gaps, all years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing.comparison import OUTCOMES, WORDS, Comparison, Pair, Year
from caseness.checks.effectiveness.comparing.estimates import shares_of_referrals
from caseness.checks.finding import Cell, Column, Table, Unit
from caseness.checks.stages import FEWEST, Group, Stage, gap, passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.statistics.decomposition import Decomposition

_COUNT_COLUMNS = (
    Column(key="referrals", title="Referrals", unit=Unit.COUNT),
    Column(key="finished", title="Finished", unit=Unit.COUNT),
    Column(key="cases", title="Cases", unit=Unit.COUNT),
    Column(key="recovered", title="Recovered", unit=Unit.COUNT),
)


def group_table(comparison: Comparison, year: Year) -> Table:
    """Every group: counts, share of referrals and the rate of each stage, in the latest year."""
    stages = (*comparison.shown, comparison.end, *OUTCOMES)
    access = {e.category: e.value for e in shares_of_referrals(comparison, year)}
    rows = [
        (_full_name(comparison, g), *_counts(g), access.get(g.category, "[z]"), *(_rate(g, stage) for stage in stages))
        for g in year.printed
    ]
    return Table(
        name=f"groups-{comparison.breakdown.replace('_', '-')}",
        caption=f"Stages of the course {comparison.by}, England {year.period}",
        columns=(
            Column(key="group", title="Group"),
            *_COUNT_COLUMNS,
            Column(key="share_of_referrals", title="Share of referrals", unit=Unit.PROPORTION),
            *map(_rate_column, stages),
        ),
        rows=tuple(rows),
        note="Groups as published; some are parts of others. Share of referrals: of the groups compared.",
    )


def gap_table(comparison: Comparison, pairs: Sequence[Pair]) -> Table:
    """Every group's gap to the one compared with, and its parts."""
    return Table(
        name=f"gaps-{comparison.breakdown.replace('_', '-')}",
        caption=f"{comparison.end.heading}: gap to “{comparison.name(pairs[0].against)}”, and where it arises",
        columns=(Column(key="group", title="Group"), *_gap_columns(comparison)),
        rows=tuple((comparison.name(pair.group), *_gap_cells(pair.split)) for pair in pairs),
        note="Points; minus is below that group. The stages’ parts add up to the gap.",
    )


def gap_by_year(comparison: Comparison, years: Sequence[Year], widest: Pair) -> Table:
    """The widest gap and its parts in every year."""
    rows: list[tuple[Cell, ...]] = []
    for year in years:
        by_category = {g.category: g for g in year.compared}
        here, there = (by_category.get(g.category) for g in (widest.group, widest.against))
        split = gap(there, here, comparison.start) if here and there else None
        cells = _gap_cells(split) if split else ("[x]",) * len(_gap_columns(comparison))
        rows.append((str(year.period), *cells))
    return Table(
        name=f"gap-by-year-{comparison.breakdown.replace('_', '-')}",
        caption=f"The gap between “{comparison.name(widest.group)}” and “{comparison.name(widest.against)}” by year",
        columns=(Column(key="year", title="Year"), *_gap_columns(comparison)),
        rows=tuple(rows),
        note="Points. [x] where the year has other groups.",
    )


def all_years(comparison: Comparison, years: Sequence[Year]) -> Table:
    """Every group and stage in every year."""
    stages = (*comparison.shown, comparison.end, *OUTCOMES)
    return Table(
        name=f"stages-{comparison.breakdown.replace('_', '-')}",
        caption=f"Stages of the course {comparison.by} and year, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="group", title="Group"),
            *_COUNT_COLUMNS,
            *map(_rate_column, stages),
        ),
        rows=tuple(
            (str(year.period), _full_name(comparison, g), *_counts(g), *(_rate(g, stage) for stage in stages))
            for year in years
            for g in year.printed
        ),
    )


def _full_name(comparison: Comparison, group: Group) -> str:
    """The published category, or its words where it has some."""
    return comparison.names.get(group.category, group.category)


def _counts(group: Group) -> tuple[Cell, ...]:
    return tuple(
        "[x]" if c is None else "[c]" if c.value is None else c.value
        for c in (group.referred, group.finished, group.cases, group.recovered)
    )


def _rate(group: Group, stage: Stage) -> Cell:
    estimate = passing(group, stage)
    if estimate is None:
        return "[x]"
    if estimate.value is None:
        return "[c]"
    return estimate.value if (estimate.denominator or 0) >= FEWEST else "[u]"


def _rate_column(stage: Stage) -> Column:
    return Column(key=stage.name.lower(), title=stage.heading, unit=Unit.PROPORTION)


def _gap_columns(comparison: Comparison) -> tuple[Column, ...]:
    return (
        Column(key="gap", title="Gap", unit=Unit.PERCENTAGE_POINT),
        Column(key="gap_low", title="from", unit=Unit.PERCENTAGE_POINT),
        Column(key="gap_high", title="to", unit=Unit.PERCENTAGE_POINT),
        *(
            Column(key=stage.name.lower(), title=WORDS[stage].capitalize(), unit=Unit.PERCENTAGE_POINT)
            for stage in comparison.shown
        ),
        Column(key="ratio", title="Ratio", unit=Unit.RATIO),
    )


def _gap_cells(split: Decomposition) -> tuple[Cell, ...]:
    difference = split.difference
    return (difference.value, difference.low, difference.high, *(p.value for p in split.parts), split.ratio.value)
