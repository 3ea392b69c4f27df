"""The tables of what dashboard scripts compute: by dashboard, shares, counts, means, and the whole register."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from caseness.checks.departing import MEANS_TO, departs, each, enough, in_words, ratio, to_print
from caseness.checks.finding import Column, Table, Unit
from caseness.measures.quirks import Grade, Kind, scripts
from caseness.wording import decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.checks.departing import Tried
    from caseness.checks.finding import Cell
    from caseness.measures.quirks import Both

_GRADES = {Grade.HIGH: "H: wrong number", Grade.MEDIUM: "M: inconsistent or fragile", Grade.LOW: "L: label"}
_WHICH = (
    Column(key="quirk", title="Id"),
    Column(key="dashboard", title="Dashboard"),
    Column(key="figure", title="Figure"),
)
_WHOSE = (
    Column(key="people", title="Difference in what is counted", unit=Unit.COUNT),
    Column(key="of", title="Of"),
    Column(key="affected", title="Who is affected"),
)


def by_dashboard(tried: Sequence[Tried]) -> Table:
    """Which dashboards' figures differ, which way, and by how much at most."""
    groups: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        if one.grave:
            groups[one.quirk.dashboard].append(one)
    return Table(
        name="dashboards",
        caption="Dashboards by what their scripts change, departures of grade H",
        columns=(
            Column(key="dashboard", title="Dashboard"),
            Column(key="departures", title="Departures"),
            Column(key="computed", title="Computed here"),
            Column(key="changing", title="Change a figure"),
            Column(key="too_high", title="Figures too high"),
            Column(key="too_low", title="Figures too low"),
            Column(key="furthest_share", title="Furthest rate, in points"),
            Column(key="furthest_count", title="Furthest count, in times"),
        ),
        rows=tuple(_dashboard(name, members) for name, members in groups.items()),
    )


def _dashboard(name: str, members: Sequence[Tried]) -> tuple[Cell, ...]:
    figures = [both for one in members for both in one.figures if departs(both)]
    told = [both for both in figures if enough(both) and both.difference is not None]
    points = [both.difference or 0 for both in told if both.kind is Kind.PROPORTION]
    times = [times for both in told if both.kind is Kind.COUNT and (times := ratio(both)) is not None]
    return (
        name,
        f"{len(members)}",
        f"{sum(bool(one.figures) for one in members)}",
        f"{sum(one.changes for one in members)}",
        f"{sum((both.difference or 0) > 0 for both in figures)}",
        f"{sum((both.difference or 0) < 0 for both in figures)}",
        decimal(100 * max(points, key=abs), 1) if points else "[z]",
        decimal(max(times, key=lambda number: abs(number - 1)), 2) if times else "[z]",
    )


def shares_table(tried: Sequence[Tried]) -> Table:
    """Rates with their counts, both ways, and the difference in points."""
    return _figures(
        tried,
        (Kind.PROPORTION,),
        name="rates",
        caption="Rates as scripted and as defined, all providers and months of the extract",
        columns=(
            Column(key="scripted_numerator", title="Scripted: numerator", unit=Unit.COUNT),
            Column(key="scripted_denominator", title="denominator", unit=Unit.COUNT),
            Column(key="scripted", title="Rate as scripted", unit=Unit.PROPORTION),
            Column(key="defined_numerator", title="Defined: numerator", unit=Unit.COUNT),
            Column(key="defined_denominator", title="denominator", unit=Unit.COUNT),
            Column(key="defined", title="Rate as defined", unit=Unit.PROPORTION),
            Column(key="points", title="Difference in points", unit=Unit.PERCENTAGE_POINT),
        ),
        cells=lambda both: (
            both.scripted.numerator,
            both.scripted.denominator,
            to_print(both.scripted, both.kind),
            both.correct.numerator,
            both.correct.denominator,
            to_print(both.correct, both.kind),
            _points(both),
        ),
        note="A rate that a script prints as nothing is [z].",
    )


def _points(both: Both) -> float | None:
    """The difference of two rates; of rates without counts of their own, such as means of others, to a tenth of a point."""
    counted = both.scripted.numerator is not None and both.correct.numerator is not None
    return both.difference if counted or both.difference is None else round(both.difference, 3)


def counts_table(tried: Sequence[Tried]) -> Table:
    """Counts both ways."""
    return _figures(
        tried,
        (Kind.COUNT,),
        name="counts",
        caption="Counts as scripted and as defined, all providers and months of the extract",
        columns=(
            Column(key="scripted", title="As scripted", unit=Unit.COUNT),
            Column(key="defined", title="As defined", unit=Unit.COUNT),
            Column(key="times", title="Scripted over defined", unit=Unit.RATIO),
        ),
        cells=lambda both: (both.scripted.value, both.correct.value, _times(both)),
    )


def means_table(tried: Sequence[Tried]) -> Table:
    """Means and days both ways, with how many they are of."""
    return _figures(
        tried,
        (Kind.MEAN, Kind.DAYS),
        name="means",
        caption="Means and days as scripted and as defined, all providers and months of the extract",
        columns=(
            Column(key="unit", title="In"),
            Column(key="scripted", title="As scripted", unit=Unit.SCORE),
            Column(key="scripted_of", title="of", unit=Unit.COUNT),
            Column(key="defined", title="As defined", unit=Unit.SCORE),
            Column(key="defined_of", title="of", unit=Unit.COUNT),
            Column(key="difference", title="Difference", unit=Unit.SCORE),
        ),
        cells=lambda both: (
            "days" if both.kind is Kind.DAYS else "mean",
            to_print(both.scripted, both.kind),
            both.scripted.denominator,
            to_print(both.correct, both.kind),
            both.correct.denominator,
            None if both.difference is None else round(both.difference, MEANS_TO),
        ),
    )


def _figures(
    tried: Sequence[Tried],
    kinds: tuple[Kind, ...],
    *,
    name: str,
    caption: str,
    columns: tuple[Column, ...],
    cells: Callable[[Both], tuple[Cell, ...]],
    note: str = "",
) -> Table:
    """A row for each figure of some kinds: which it is, its cells, and whose difference it makes."""
    return Table(
        name=name,
        caption=caption,
        columns=(*_WHICH, *columns, *_WHOSE),
        rows=tuple(
            (quirk.id, quirk.dashboard, both.name, *cells(both), *_whose(both)) for quirk, both in each(tried, *kinds)
        ),
        note=note,
    )


def _whose(both: Both) -> tuple[Cell, ...]:
    """The difference in what is counted; one of none does not apply, so that small differences alone are suppressed."""
    return both.people or None, both.of, both.affected


def _times(both: Both) -> float | None:
    times = ratio(both)
    return None if times is None else round(times, 2)


def register_table(tried: Sequence[Tried]) -> Table:
    """Every departure known, the gravest first, with what it comes to here and why it has its grade."""
    grades = list(_GRADES)
    ordered = sorted(tried, key=lambda one: grades.index(one.quirk.grade))
    return Table(
        name="register",
        caption="Every known departure of the dashboard scripts from their definitions",
        columns=(
            Column(key="quirk", title="Id"),
            Column(key="dashboard", title="Dashboard"),
            Column(key="grade", title="Grade"),
            Column(key="does", title="The script"),
            Column(key="should", title="By its definition it should"),
            Column(key="here", title="On these records"),
            Column(key="reason", title="Why this grade"),
            Column(key="inferred", title="Rests on inference"),
            Column(key="place", title="Script: lines"),
        ),
        rows=tuple(
            (
                one.quirk.id,
                one.quirk.dashboard,
                _GRADES[one.quirk.grade],
                one.quirk.does,
                one.quirk.should,
                _here(one),
                one.quirk.reason,
                "yes" if one.quirk.inferred else "no",
                one.quirk.place,
            )
            for one in ordered
        ),
        note="Scripts: " + "; ".join(f"{short}: {script}" for short, script in scripts().items()) + ".",
    )


def _here(one: Tried) -> str:
    return "; ".join(in_words(both) for both in one.figures) if one.figures else f"not computed: {one.lacking}"
