"""Which assumptions of the model a file or a source replaced, and what each change did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.changes import changes
from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Chapter, Column, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.valuing import cited, ratio, rounded
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.changes import Told
    from caseness.checks.finding import Estimate
    from caseness.statistics.cost_effectiveness import Increment
    from caseness.value.analysis import Analysis, Changed


@check(chapter=Chapter.SPEND, needs=[Assumed], order=45)
def assumptions_changed(assumed: Assumed) -> Answer:
    """Which assumptions are not those shipped, and what did each change do?"""
    analysis = assumed.analysis
    found = changes(analysis)
    most, index = _most(analysis, found), analysis.by_shipped_index
    return Answer(
        short="What was changed",
        answer=_answer(analysis, found, most) + _of_prices(analysis),
        verdict=Verdict.DESCRIBED,
        condition="each change alone, the others as they are",
        estimates=(
            tally("assumptions", len(analysis.assumptions), level=None),
            tally("assumptions changed", len(found), level=None),
            _cost("cost per QALY, as it is", analysis.base.increment),
            _cost("cost per QALY, with the assumptions shipped", analysis.by_default),
            tally("assumptions that the model reads", len(analysis.used), level=None),
            tally("assumptions that the model reads, not seen at a source", len(analysis.not_seen), level=None),
            *([_cost("cost per QALY, by the shipped index of prices", index)] if index else []),
            *([_cost(f"cost per QALY, without the change of “{most[0].now.title}”", most[1])] if most else []),
        ),
        caveats=(
            "Changes work on one another, so what they did alone does not add up to what they did together.",
            "A figure of a source is put in the place of one shipped as it is: nobody has looked whether it is sound.",
        ),
        method=(
            "The model, and every other result that reads it, at the centres of all assumptions, with one of them put back as "
            "it was shipped. Ends of 95% of draws from the same draws of all others."
        ),
        sources=(
            *(cited(*(one.changed.now for one in found)) or ("The assumptions that are shipped",)),
            f"Price index: {analysis.assumptions.prices.name}, {analysis.assumptions.prices.source}",
        ),
        tables=(_table(found),) if found else (),
    )


def _answer(analysis: Analysis, found: tuple[Told, ...], most: tuple[Changed, Increment] | None) -> str:
    every = count(len(analysis.assumptions))
    unseen = f"{count(len(analysis.not_seen))} of the {count(len(analysis.used))} that the model reads were not seen at a source."
    if not found:
        return f"None: all {every} are as shipped. {unseen}"
    said = (
        f"{count(len(found))} of {every} were changed. Cost per quality-adjusted life-year: {ratio(analysis.by_default)} with "
        f"those shipped, {ratio(analysis.base.increment)} with all changes. "
    )
    if most:
        change, without = most
        said += f"Most was done by “{change.now.title}”; without that change: {ratio(without)}. "
    return said + unseen


def _of_prices(analysis: Analysis) -> str:
    """What another index of prices did; empty by the one shipped."""
    shipped = analysis.by_shipped_index
    if shipped is None:
        return ""
    return f" Prices are moved by {analysis.assumptions.prices.name}; by the shipped index it is {ratio(shipped)}."


def _most(analysis: Analysis, found: tuple[Told, ...]) -> tuple[Changed, Increment] | None:
    """The change that moved net benefit at the lower threshold most; None if none moved it."""
    price = analysis.thresholds[0]

    def benefit(increment: Increment) -> float:
        return price * increment.effect - increment.cost

    moved = [
        (abs(benefit(analysis.base.increment) - benefit(one.changed.without)), one.changed, one.changed.without)
        for one in found
        if one.changed.without is not None
    ]
    by, change, without = max(moved, key=lambda each: each[0], default=(0.0, None, None))
    return (change, without) if by and change and without else None


def _cost(name: str, increment: Increment) -> Estimate:
    value = None if increment.ratio is None else rounded(increment.ratio)
    return tally(name, value, unit=Unit.GBP, level=None)


def _table(found: tuple[Told, ...]) -> Table:
    return Table(
        name="assumptions-changed",
        caption="Assumptions changed: now, as shipped, and what the change did",
        columns=(
            Column(key="assumption", title="Assumption"),
            Column(key="did", title="What it did"),
            Column(key="now", title="Now"),
            Column(key="now_range", title="95% range"),
            Column(key="shipped", title="Shipped"),
            Column(key="shipped_range", title="95% range, shipped"),
            Column(key="source", title="Source"),
            Column(key="id", title="Name in a file"),
        ),
        rows=tuple(
            (
                one.changed.now.title,
                _sentences(one.did),
                one.now[0],
                one.now[1] or "fixed",
                one.before[0],
                one.before[1] or "fixed",
                one.changed.now.source,
                one.changed.now.id,
            )
            for one in found
        ),
    )


def _sentences(did: tuple[str, ...]) -> str:
    return " ".join(f"{said[0].upper()}{said[1:]}." for said in did) or "No result read it."
