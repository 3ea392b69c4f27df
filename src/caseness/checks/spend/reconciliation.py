"""How the totals in public use come to differ: from one to the next, line by line, price, people and unit in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.inputs import inputs, use
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import year_of
from caseness.wording import count, decimal, millions, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Mapping

_RECEIVED, _FINISHED = "referrals_received", "finished_course_treatment"
_REPLY, _LATER = year_of(2017), year_of(2020)
_USED = ("total_2017", "cost_per_entrant", "entrants_2017", "cost_per_client", "clients_planned")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: what changed, by how many pounds, and what the total is then. ``change`` is None for a total itself."""

    what: str
    change: float | None
    total: float


@check(chapter=Chapter.SPEND, needs=[Published], order=12)
def reconciliation(published: Published) -> Answer:
    """Where do the totals of £394m, £497m and £1.02bn part company?"""
    years = published.require_england(_RECEIVED, _FINISHED, frequency=Frequency.YEAR)
    if not {_REPLY, _LATER} <= set(years):
        raise lacking((_RECEIVED, _FINISHED), Frequency.YEAR, Level.ENGLAND)
    then, later = years[_REPLY][_FINISHED], years[_LATER][_FINISHED]
    reply, per_entrant, entrants, per_client, clients = use(*_USED)
    to_entrants = _to_entrants(reply.value, per_entrant.value, entrants.value)
    to_clients = _to_clients(reply.value, then, later, per_client.value, clients.value)
    switch = to_clients[-2]
    gap = to_clients[-1].total - reply.value
    assert switch.change is not None
    units = {
        "referral received": years[_REPLY][_RECEIVED],
        "person entering treatment": entrants.value,
        "finished course": then,
    }
    unseen = [identity for identity in _USED if not inputs()[identity].verified]
    return Answer(
        short="Where the totals part",
        answer=(
            f"From {pounds(reply.value)} to {pounds(to_clients[-1].total)} is {pounds(gap)}. Of that {pounds(switch.change)} "
            f"comes from one line: a price that fits a finished course is multiplied by people planned to enter. From "
            f"{pounds(reply.value)} to {pounds(to_entrants[-1].total)} the price of an entrant alone differs."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition=f"{len(unseen)} of {len(_USED)} inputs not seen at their source",
        estimates=(
            tally("from the lowest total to the highest", gap, unit=Unit.GBP, level=None),
            tally("share of the gap from the change of unit", switch.change / gap, unit=Unit.PROPORTION, level=None),
            tally("inputs not seen at their source", len(unseen), level=None),
            tally("inputs", len(_USED), level=None),
            *(
                tally(line.what, line.total if line.change is None else line.change, unit=Unit.GBP, level=None)
                for line in (*to_entrants, *to_clients)
            ),
            *(tally(f"{unit}, {_REPLY}", number, _REPLY) for unit, number in units.items()),
            tally(f"finished courses, {_LATER}", later, _LATER),
            tally("clients planned", clients.value, level=None),
        ),
        figures=(
            FigureBlock(
                label="From the change of unit alone",
                estimate=tally("from the change of unit", switch.change, unit=Unit.GBP, level=None),
                of_whom=f"{percent(switch.change / gap, decimals=0)} of the {pounds(gap)} between the lowest and the highest "
                "total",
            ),
        ),
        charts=(_chart(to_clients),),
        caveats=(
            "Which unit the price of a client belongs to has to be read in its source, which was not seen. Were it a price of "
            "an entrant, the highest total would stand as a plan.",
            "The lowest total’s scope is not known; it may leave out training, premises or national costs.",
            "Prices of different years are set side by side in cash.",
        ),
        method=(
            "From the reply’s total, one thing changed at a time: its price per finished course to the price named; finished "
            "courses of 2017/18 to those of 2020/21; finished courses to planned clients. The lines add up to the gap. Each "
            "price named is then tried as a price of every unit."
        ),
        sources=(annual_source(_REPLY, _LATER), *(i.citation for i in use(*_USED))),
        tables=(
            _lines(to_entrants, to_clients),
            _tests(units, reply.value, {_NAMED[i]: inputs()[i].value for i in _NAMED}),
        ),
        settles=("C82", "C83", "C88"),
    )


_NAMED = {"cost_per_entrant": "price of an entrant", "cost_per_client": "price of a client"}


def _to_entrants(reply: float, price: float, entrants: float) -> list[_Line]:
    own = reply / entrants
    return [
        _Line("reply to a freedom-of-information request", None, reply),
        _Line(f"price of an entrant, {pounds(own)} to {pounds(price)}", (price - own) * entrants, price * entrants),
        _Line("cost per person entering × people entering", None, price * entrants),
    ]


def _to_clients(reply: float, then: float, later: float, price: float, clients: float) -> list[_Line]:
    own = reply / then
    return [
        _Line("reply to a freedom-of-information request", None, reply),
        _Line(f"price of a finished course, {pounds(own)} to {pounds(price)}", (price - own) * then, price * then),
        _Line(f"finished courses, {count(then)} to {count(later)}", price * (later - then), price * later),
        _Line(
            f"unit: {count(later)} finished to {millions(clients)} planned", price * (clients - later), price * clients
        ),
        _Line("cost per client × planned clients", None, price * clients),
    ]


def _chart(lines: list[_Line]) -> Dots:
    rows = tuple(
        Dot(
            label=f"{line.what[0].upper()}{line.what[1:]}",
            value=line.total,
            text=pounds(line.total) if line.change is None else f"{pounds(line.change)} → {pounds(line.total)}",
            role=Role.SUBJECT if line.change is None else Role.OTHER,
        )
        for line in lines
    )
    switch = lines[-2]
    return Dots(
        title=f"{pounds(switch.change or 0)} come from counting planned clients in place of finished courses",
        subtitle="The total after each line, England, cash",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Each row changes one thing and keeps the changes above it.",
        rows=rows,
        domain=(0.0, 1.2e9),
        unit="£",
    )


def _lines(*roads: list[_Line]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (f"{line.what[0].upper()}{line.what[1:]}", "[z]" if line.change is None else line.change, line.total)
        for road in roads
        for line in road
    ]
    return Table(
        name="reconciliation",
        caption="From one total to the other, line by line",
        columns=(
            Column(key="line", title="Line"),
            Column(key="change", title="Change", unit=Unit.GBP),
            Column(key="total", title="Total then", unit=Unit.GBP),
        ),
        rows=tuple(rows),
        note="[z] a total, not a change.",
    )


def _tests(units: Mapping[str, float], reply: float, prices: Mapping[str, float]) -> Table:
    """Each price named as a price of every unit: the total it would make, and how that compares with the reply's."""
    rows: list[tuple[Cell, ...]] = [
        (name, price, unit, number, price * number, reply / number, decimal(price * number / reply, 2))
        for name, price in prices.items()
        for unit, number in units.items()
    ]
    return Table(
        name="units-tested",
        caption=f"Each price named, tried as a price of every unit of {_REPLY}",
        columns=(
            Column(key="price_of", title="Named as"),
            Column(key="price", title="Price", unit=Unit.GBP),
            Column(key="unit", title="Tried as a price per"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="total", title="Total then", unit=Unit.GBP),
            Column(key="own", title="The reply’s total per unit", unit=Unit.GBP),
            Column(key="ratio", title="Total ÷ the reply’s"),
        ),
        rows=tuple(rows),
        note="A price fits the unit where the last column is near 1.",
    )
