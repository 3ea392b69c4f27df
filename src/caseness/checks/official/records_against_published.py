"""Whether the published figures follow from the records they are said to come from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.reconciling import reconcile
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.sources.records import Records
from caseness.vocabulary import Statistic
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from caseness.checks.finding import Cell
    from caseness.checks.reconciling import Held, Reconciled

_K = TypeVar("_K")
_LISTED = 500  # disagreements in the table, the largest first
_NEARLY_ALL = 0.99
_HEADROOM = 0.02  # of the axis, below the least share


@check(chapter=Chapter.OFFICIAL, needs=[Records, Published], order=20)
def records_against_published(records: Records, published: Published) -> Answer:
    """Do the published figures follow from the records?

    Every measure that is computed from the records is held against the published figure of the same organisation and month.
    """
    done = reconcile(records, published)
    if not done.held:
        raise CannotRun(
            "no figure is both published for a month of the extract and computed from it",
            settled_by="the monthly statistics of the months that the extract covers, as published",
        )
    agree = sum(one.agrees for one in done.held)
    share = agree / len(done.held)
    apart = [one for one in done.held if not one.agrees]
    span = f"{done.months[0]} to {done.months[-1]}" if len(done.months) > 1 else str(done.months[0])
    among = len({one.measure.id for one in done.held})
    return Answer(
        short="Records against published figures",
        answer=(
            f"Of {count(len(done.held))} published figures of {count(among)} measures, {span}, {count(agree)} are what the "
            f"records come to ({percent(share)}); {count(len(apart))} are not.{_worst(apart)}"
        ),
        verdict=_verdict(share),
        condition=f"{percent(share)} of figures agree",
        estimates=(_share("published figures that follow from the records", share),),
        figures=(
            FigureBlock(
                label="Published figures that agree",
                estimate=_share("published figures that follow from the records", share),
                of_whom=f"of {count(len(done.held))} figures, {span}",
            ),
        ),
        charts=(_chart(done),) if len(done.months) > 1 else (),
        caveats=(
            "A month is published from the files that were in by a certain day; an extract taken later has newer ones.",
            "A definition of ours may be wrong where a published one is ambiguous; the table by measure shows which.",
            "A figure of a small group is published as an interval, and agrees with all values in it.",
        ),
        method=(
            "A published count below England is what lies within half a step of its rounding, and nought to 4 where it is "
            "suppressed; a percentage within half a per cent; a mean or median within 0.05. A suppressed percentage or mean "
            "agrees where it would have been suppressed by the same rule. Where published statistics have providers that the "
            "extract lacks, only providers are compared."
        ),
        sources=tuple(file.file for file in published.reading.files if file.figures),
        tables=(_by_measure(done.held), _by_organisation(done.held), _by_month(done.held), _apart(apart)),
    )


def _verdict(share: float) -> Verdict:
    if share == 1:
        return Verdict.HOLDS
    return Verdict.IN_PART if share >= _NEARLY_ALL / 2 else Verdict.DOES_NOT_HOLD


def _worst(apart: list[Held]) -> str:
    """Which measures disagree most often, in a sentence."""
    if not apart:
        return ""
    often = sorted(_grouped(apart, lambda one: one.measure.id).items(), key=lambda item: (-len(item[1]), item[0]))
    named = [f"{members[0].measure.title} ({identity})" for identity, members in often[:3]]
    return f" Most of these are of {listed(named)}."


def _share(name: str, value: float) -> Estimate:
    """A share of figures. Figures are not people, so there is no count of anybody behind it."""
    return Estimate(name=name, value=value, unit=Unit.PROPORTION)


def _grouped(held: Iterable[Held], key: Callable[[Held], _K]) -> dict[_K, list[Held]]:
    groups: dict[_K, list[Held]] = defaultdict(list)
    for one in held:
        groups[key(one)].append(one)
    return groups


def _agreement(members: list[Held]) -> tuple[Cell, ...]:
    agree = sum(one.agrees for one in members)
    return f"{len(members)}", f"{agree}", percent(agree / len(members), decimals=1)


_AGREEMENT = (
    Column(key="compared", title="Figures compared"),
    Column(key="agree", title="Agree"),
    Column(key="share", title="Share"),
)


def _by_measure(held: tuple[Held, ...]) -> Table:
    groups = _grouped(held, lambda one: one.measure.id)
    return Table(
        name="measures",
        caption="Published figures that follow from the records, by measure",
        columns=(
            Column(key="official_id", title="Id"),
            Column(key="measure", title="Measure"),
            Column(key="statistic", title="Statistic"),
            *_AGREEMENT,
        ),
        rows=tuple(
            (name, members[0].measure.title, members[0].measure.statistic.value, *_agreement(members))
            for name, members in sorted(groups.items(), key=lambda item: (_rate(item[1]), item[0]))
        ),
    )


def _by_organisation(held: tuple[Held, ...]) -> Table:
    groups = _grouped(held, lambda one: (one.level.value, one.org_code))
    return Table(
        name="organisations",
        caption="Published figures that follow from the records, by organisation",
        columns=(Column(key="level", title="Level"), Column(key="org_code", title="Organisation"), *_AGREEMENT),
        rows=tuple(
            (*name, *_agreement(members))
            for name, members in sorted(groups.items(), key=lambda item: (_rate(item[1]), item[0]))
        ),
    )


def _by_month(held: tuple[Held, ...]) -> Table:
    groups = _grouped(held, lambda one: one.period)
    return Table(
        name="months",
        caption="Published figures that follow from the records, by month",
        columns=(Column(key="month", title="Month"), *_AGREEMENT),
        rows=tuple((f"{period.start:%Y-%m}", *_agreement(members)) for period, members in sorted(groups.items())),
    )


def _rate(members: list[Held]) -> float:
    return sum(one.agrees for one in members) / len(members)


def _apart(apart: list[Held]) -> Table:
    """Figures that disagree, the largest difference over the published figure first, counts before other figures."""
    counts = [one for one in apart if one.measure.statistic is Statistic.COUNT]
    ordered = sorted(counts, key=lambda one: -abs(one.difference or 0))
    return Table(
        name="disagreements",
        caption="Published counts that do not follow from the records, the largest difference first",
        columns=(
            Column(key="official_id", title="Id"),
            Column(key="measure", title="Measure"),
            Column(key="month", title="Month"),
            Column(key="level", title="Level"),
            Column(key="org_code", title="Organisation"),
            Column(key="computed", title="From the records", unit=Unit.COUNT),
            Column(key="published", title="Published", unit=Unit.COUNT),
        ),
        rows=tuple(
            (
                one.measure.id,
                one.measure.title,
                f"{one.period.start:%Y-%m}",
                one.level.value,
                one.org_code,
                one.computed,
                "[c]" if one.published is None else one.published,
            )
            for one in ordered[:_LISTED]
        ),
        note=f"The {_LISTED} largest of {len(ordered)}." if len(ordered) > _LISTED else "",
    )


def _chart(done: Reconciled) -> OverTime:
    groups = _grouped(done.held, lambda one: one.period)
    shares = [_rate(groups[month]) if month in groups else None for month in done.months]
    there = [share for share in shares if share is not None]
    least = min(there)
    return OverTime(
        title="Published figures that follow from the records",
        subtitle=f"Share of figures compared, all organisations, {done.months[0]} to {done.months[-1]}, by month",
        alt=f"Line. Share of published figures that agree with the records, {done.months[0]} to {done.months[-1]}: least "
        f"{percent(least)}, most {percent(max(there))}.",
        periods=tuple(str(month) for month in done.months),
        series=(Series(name="agree", role=Role.SUBJECT, values=tuple(shares)),),
        domain=(max(0.0, least - _HEADROOM), 1.0),
    )
