"""Whether the scripts behind the nation's dashboards compute what they say they compute, and by how much they do not."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.departing import (
    DEFINED,
    SCRIPTED,
    apart,
    departs,
    each,
    enough,
    estimate,
    estimates,
    in_words,
    points_apart,
    ratio,
    shown_difference,
    try_all,
)
from caseness.checks.finding import Answer, Chapter, Estimate, FigureBlock, Reference, Unit, Verdict
from caseness.checks.official.dashboard_tables import (
    by_dashboard,
    counts_table,
    means_table,
    register_table,
    shares_table,
)
from caseness.checks.registry import check
from caseness.disclosure import share
from caseness.errors import CannotRun
from caseness.measures.periods import months_of
from caseness.measures.quirks import Kind
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.wording import MINUS, count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.chart import Chart
    from caseness.checks.departing import Tried
    from caseness.measures.quirks import Both, Quirk
    from caseness.vocabulary.period import Period

_DRAWN = 20  # departures in a chart, those furthest off
_ONE_EACH = "Of each departure the figure that is furthest off; the tables have all."
_BLOCKS = 3
_HUNDRED = 100
_UNPARTED = "\u2011"  # a hyphen at which no line breaks
_WIDEST = 3.0  # times what it should be, on the axis of counts


@check(chapter=Chapter.OFFICIAL, needs=[Records], order=30)
def dashboard_scripts(records: Records) -> Answer:
    """Do the scripts behind the national dashboards compute what they say they compute?"""
    pathways = pathways_of(records)
    months = months_of(pathways.months.numbers)
    if not months:
        raise CannotRun("the extract covers no month", settled_by="an extract of at least one reporting period")
    return answered(try_all(pathways, months), months)


def answered(tried: Sequence[Tried], months: Sequence[Period]) -> Answer:
    """The answer from quirks that were tried over these months. Raises `CannotRun` where none could be computed."""
    computed = [one for one in tried if one.grave and one.figures]
    if not computed:
        raise CannotRun("none of the scripts’ figures can be computed from this extract", settled_by="a fuller extract")
    changed = [one for one in computed if one.changes]
    lacking = [one for one in tried if one.grave and not one.figures]
    span = f"{months[0]} to {months[-1]}" if len(months) > 1 else str(months[0])
    shares, counts = _furthest(changed, Kind.PROPORTION), _furthest(changed, Kind.COUNT)
    return Answer(
        short="Dashboard scripts",
        answer=_answer(computed, changed, shares, counts),
        verdict=Verdict.IN_PART if changed else Verdict.HOLDS,
        condition=f"{count(len(changed))} of {count(len(computed))} departures computed change a figure",
        estimates=(_share_of_departures(computed, changed), *estimates(tried, months)),
        figures=tuple(_block(quirk, both, months, span) for quirk, both in shares[:_BLOCKS]),
        charts=_charts(shares, counts, span),
        caveats=(
            "A departure is a fact about a script, found by reading it beside its definition. It says nothing of why it is so.",
            "Scripts are those that NHS England had published by July 2025; later ones may differ.",
            "The dashboards read tables of the warehouse that an extract may hold in part, and months before it.",
            *([f"Not computed here: {_lacking(lacking)}."] if lacking else []),
        ),
        method=(
            "Each departure is computed from the same pathways twice: as the script has it, line by line where that bears on "
            "the figure, and as its definition has it. Each is taken alone, all else as defined. All providers and months of the "
            "extract. Points are percentage points, scripted minus defined."
        ),
        sources=(
            "NHS England, Talking Therapies dashboard scripts, github.com/nhsengland/Talking-Therapies, July 2025",
            "NHS England 2026, NHS Talking Therapies monthly statistics, metadata of measures",
        ),
        tables=tuple(
            table
            for make in (by_dashboard, shares_table, counts_table, means_table, register_table)
            if (table := make(tried)).rows
        ),
    )


def _answer(
    computed: Sequence[Tried],
    changed: Sequence[Tried],
    shares: Sequence[tuple[Quirk, Both]],
    counts: Sequence[tuple[Quirk, Both]],
) -> str:
    """How many, whose, which way, and the furthest of shares and of counts."""
    tested = (
        f"Of {count(len(computed))} departures of dashboard scripts from their definitions computed on these records"
    )
    if not changed:
        return f"{tested}, none changes a figure."
    dashboards, known = (list(dict.fromkeys(one.quirk.dashboard for one in ones)) for ones in (changed, computed))
    differing = [both for one in changed for both in one.figures if departs(both)]
    ways = {
        way: sum(sign * (both.difference or 0) > 0 for both in differing) for way, sign in (("high", 1), ("low", -1))
    }
    parts = [
        f"{tested}, {count(len(changed))} {'changes' if len(changed) == 1 else 'change'} a figure.",
        f"They are in {count(len(dashboards))} of {count(len(known))} dashboards{_named(dashboards, known)}.",
        f"Figures too high: {count(ways['high'])}; too low: {count(ways['low'])}.",
    ]
    for name, found in (("rates", shares), ("counts", counts)):
        if found:
            quirk, both = found[0]
            parts.append(f"Furthest of the {name} ({quirk.id}) is {in_words(both)}.")
    return " ".join(parts)


def _named(dashboards: Sequence[str], known: Sequence[str]) -> str:
    """Which these are, or which of those known they are not, whichever is shorter."""
    others = [name for name in known if name not in dashboards]
    if not others:
        return ""
    if len(others) < len(dashboards):
        return f", all but {listed(others)}"
    return f": {listed(list(dashboards))}"


def _lacking(tried: Sequence[Tried]) -> str:
    """``KM-2 and R-1, the extract has no …``, by reason."""
    reasons: dict[str, list[str]] = {}
    for one in tried:
        reasons.setdefault(one.lacking, []).append(one.quirk.id)
    return "; ".join(f"{listed(named)}, {reason}" for reason, named in reasons.items())


def _furthest(tried: Sequence[Tried], kind: Kind) -> list[tuple[Quirk, Both]]:
    """Of each departure the figure of a kind that is furthest from its definition, the furthest first; all rest on enough."""

    def distance(both: Both) -> float:
        if kind is Kind.PROPORTION:
            return abs(shown_difference(both) or 0)
        times = ratio(both)
        return 0 if times is None else abs(times - 1)

    found = [
        pair for pair in each(tried, kind) if departs(pair[1]) and enough(pair[1]) and pair[1].difference is not None
    ]
    furthest: dict[str, tuple[Quirk, Both]] = {}
    for pair in sorted(found, key=lambda pair: -distance(pair[1])):
        furthest.setdefault(pair[0].id, pair)
    return list(furthest.values())


def _share_of_departures(computed: Sequence[Tried], changed: Sequence[Tried]) -> Estimate:
    """A share of departures. They are not people, so there is no count of anybody behind it."""
    return Estimate(
        name="departures computed that change a figure", value=len(changed) / len(computed), unit=Unit.PROPORTION
    )


def _block(quirk: Quirk, both: Both, months: Sequence[Period], span: str) -> FigureBlock:
    correct = both.correct
    counted = correct.numerator is not None and correct.denominator is not None
    whole = (
        share(int(correct.numerator or 0), int(correct.denominator or 0)) if counted else percent(correct.value or 0)
    )
    return FigureBlock(
        label=f"{both.name}, as scripted ({quirk.id})",
        estimate=estimate(quirk, both, SCRIPTED, both.scripted, months),
        of_whom=f"{quirk.dashboard}, all providers, {span}; as defined {whole}, so {apart(both)}",
        reference=Reference(value=correct.value or 0, label=DEFINED),
    )


def _charts(shares: Sequence[tuple[Quirk, Both]], counts: Sequence[tuple[Quirk, Both]], span: str) -> tuple[Chart, ...]:
    return tuple(draw(found[:_DRAWN], span) for draw, found in ((_of_shares, shares), (_of_counts, counts)) if found)


def _of_shares(found: Sequence[tuple[Quirk, Both]], span: str) -> Dots:
    most = ceil(max(abs(both.difference or 0) for _, both in found) * _HUNDRED) / _HUNDRED
    rows = sorted(found, key=lambda row: (row[0].dashboard, -(row[1].difference or 0)))
    return Dots(
        title=f"Rates on the dashboards lie up to {points_apart(found[0][1])} points from their definitions",
        subtitle=f"Rate as scripted minus rate as defined, percentage points, all providers, {span}. "
        f"Axis to {count(round(most * _HUNDRED))} each way",
        alt="Dot plot. " + "; ".join(f"{quirk.id} {both.name} {_signed(both)}" for quirk, both in rows) + ".",
        note=f"Left of the line a rate is too low, right of it too high. {_ONE_EACH}",
        rows=tuple(
            Dot(
                label=_label(quirk, both),
                value=both.difference,
                text=_signed(both),
                role=Role.SUBJECT,
                group=quirk.dashboard,
            )
            for quirk, both in rows
        ),
        domain=(-most, most),
        unit="points",
        reference=(0.0, DEFINED),
    )


def _of_counts(found: Sequence[tuple[Quirk, Both]], span: str) -> Dots:
    times = [round(ratio(both) or 0, 2) for _, both in found]
    rows = sorted(zip(found, times, strict=True), key=lambda row: (row[0][0].dashboard, -row[1]))
    return Dots(
        title=f"Counts on the dashboards are {min(times):.2f} to {max(times):.2f} times what their definitions give",
        subtitle=f"Count as scripted over count as defined, all providers, {span}. Axis from nought to {_WIDEST:g} times",
        alt="Dot plot. " + "; ".join(f"{quirk.id} {both.name} {by:.2f}" for (quirk, both), by in rows) + ".",
        note=f"Left of the line a script counts too few, right of it too many. A triangle lies beyond the axis. {_ONE_EACH}",
        rows=tuple(
            Dot(label=_label(quirk, both), value=by, text=f"{by:.2f}", role=Role.SUBJECT, group=quirk.dashboard)
            for (quirk, both), by in rows
        ),
        domain=(0.0, _WIDEST),
        unit="times",
        reference=(1.0, DEFINED),
    )


def _label(quirk: Quirk, both: Both) -> str:
    """The figure and the id of the departure, which does not part at its hyphen."""
    return f"{both.name} ({quirk.id.replace('-', _UNPARTED)})"


def _signed(both: Both) -> str:
    return f"{'+' if (both.difference or 0) > 0 else MINUS}{points_apart(both)}"
