"""A comparison as charts: the stages of every group in panels, and the widest gap over the years."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from caseness.checks.chart import OverTime, Role, Series, StageCell, StageRow, Stages
from caseness.checks.effectiveness.comparing.comparison import ENTRANTS, Comparison, Pair, Year, entrants_of
from caseness.checks.estimating import BREAK_NOTE, series_breaks, value_of, year_labels
from caseness.checks.stages import FEWEST, Group, Stage, passing
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.finding import Estimate

_STAGES_NOTE = "Each line runs from 0 to 100%. Upright line: England. Hollow dot: fewer than 20 counted."


def stage_panels(comparison: Comparison, year: Year, widest: Pair) -> Stages:
    """The stages of every group compared, one panel to a stage."""
    lowest, highest = _ends([passing(group, Stage.RECOVERING) for group in year.compared])
    return panels(
        title=f"Of cases who finish, {percent(lowest)} to {percent(highest)} are recorded as recovered, {comparison.by}",
        subtitle=f"Share passing each stage, {comparison.by}, England {year.period}",
        rows=[(comparison.name(group), group) for group in (*year.compared, *year.unknown)],
        stages=(*comparison.shown, comparison.end),
        start=comparison.start,
        subject=widest.group,
        england=year.england,
    )


def panels(
    *,
    title: str,
    subtitle: str,
    rows: Iterable[tuple[str, Group]],
    stages: Sequence[Stage],
    start: str,
    subject: Group | None,
    england: Group | None,
) -> Stages:
    """Named groups along ``stages``, with their size at ``start`` and England's line; those not known set apart."""
    drawn = [
        StageRow(
            label=name,
            sublabel=f"{count(entrants_of(group, start))} {ENTRANTS[start]}",
            cells=tuple(stage_cell(group, stage) for stage in stages),
            role=Role.SUBJECT if group is subject else Role.OTHER,
            apart=not group.known,
        )
        for name, group in rows
    ]
    means = [passing(england, stage) if england else None for stage in stages]
    at = list(stages).index(Stage.RECOVERING)
    return Stages(
        title=title,
        subtitle=subtitle,
        alt="Strips from 0 to 100%, a row per group. Recovered, of cases who finished: "
        + "; ".join(f"{row.label} {row.cells[at].text}" for row in drawn)
        + ".",
        note=_STAGES_NOTE,
        stages=tuple(stage.heading for stage in stages),
        england=tuple(None if mean is None else mean.value for mean in means),
        rows=tuple(drawn),
    )


def _ends(estimates: Iterable[Estimate | None]) -> tuple[float, float]:
    """The lowest and the highest share among those of 20 or more."""
    values = [
        value_of(e) for e in estimates if e is not None and e.value is not None and (e.denominator or 0) >= FEWEST
    ]
    return min(values), max(values)


def stage_cell(group: Group, stage: Stage) -> StageCell:
    """A group's share at a stage as a cell of the panels."""
    estimate = passing(group, stage)
    if estimate is None:
        return StageCell(value=None, text="[x]")
    if estimate.value is None:
        return StageCell(value=None, text="[c]", low=estimate.low, high=estimate.high)
    few = (estimate.denominator or 0) < FEWEST
    text = (
        f"{count(estimate.numerator or 0)} of {count(estimate.denominator or 0)}"
        if few
        else percent(estimate.value, estimate.denominator)
    )
    return StageCell(value=min(1.0, estimate.value), text=text, low=estimate.low, high=estimate.high, hollow=few)


def gap_over_years(comparison: Comparison, years: Sequence[Year], widest: Pair) -> tuple[OverTime, ...]:
    """The two ends of the widest gap by year; nothing where they are in one year only."""
    both = {widest.group.category, widest.against.category}
    drawn = [year for year in years if both & {group.category for group in year.compared}]
    if len(drawn) < 2:
        return ()
    labels = year_labels([year.period for year in drawn])
    lines = [(_line(comparison, drawn, labels, group.category), group) for group in (widest.against, widest.group)]
    known = [value for values, _group in lines for value in values if value is not None]
    top = min(1.0, ceil(max(known) * 10 + 0.5) / 10)
    entrants = ENTRANTS[comparison.start]
    names = [comparison.name(group) for _values, group in lines]
    return (
        OverTime(
            title=f"Recovered, of {entrants}: “{names[1]}” and “{names[0]}” by year",
            subtitle=f"Recorded as recovered, share of {entrants}, England by year. Axis from 0% to {percent(top, decimals=0)}",
            alt="Lines by year. "
            + " ".join(
                f"{name}: " + ", ".join("not at hand" if v is None else percent(v) for v in values) + "."
                for name, (values, _group) in zip(names, lines, strict=True)
            ),
            note="Ratios of totals of the same year."
            + (f" {BREAK_NOTE}" if series_breaks(labels) else "")
            + (" [x] figures not at hand." if any(None in v for v, _g in lines) else ""),
            periods=tuple(labels),
            series=tuple(
                Series(name=name, role=role, values=tuple(values))
                for name, role, (values, _group) in zip(names, (Role.OTHER, Role.SUBJECT), lines, strict=True)
            ),
            domain=(0.0, top),
            breaks=series_breaks(labels),
        ),
    )


def _line(comparison: Comparison, years: Sequence[Year], labels: Sequence[str], category: str) -> list[float | None]:
    values: dict[str, float | None] = {}
    for year in years:
        group = next((g for g in year.compared if g.category == category), None)
        estimate = passing(group, comparison.end) if group else None
        values[str(year.period)] = estimate.value if estimate else None
    return [values.get(label) for label in labels]
