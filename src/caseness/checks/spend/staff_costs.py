"""Whether the totals in use agree with what the staff would cost, added up from below."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, monthly_source, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.flow import latest_twelve_months
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import ONE, inputs_table, simulated
from caseness.errors import CannotRun
from caseness.sources.published import Published, lacking
from caseness.value.independent import centres, independent
from caseness.value.prices import PRICES
from caseness.value.staffing import CAPACITY, PER_HEAD, contacts_per_head, cost_per_head, parts_per_head
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count, decimal, millions, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from caseness.value.assumptions import Assumptions
    from caseness.value.prices import PriceIndex

_FINISHED = "finished_course_treatment"
_REPLY, _LATER = year_of(2017), year_of(2020)
_APPOINTMENTS = ("appointments", "appts_attended", "appts_attended_late", "appts_dna")


@dataclass(frozen=True, slots=True)
class _Top:
    """A total from the top, in cash and in the prices that results are told in."""

    name: str
    year: Period
    cash: float
    pounds: float


@dataclass(frozen=True, slots=True)
class _Room:
    """How many contacts the staff have room for in a year, and how many there were."""

    year: Period
    attended: float
    room: Estimate


@check(chapter=Chapter.SPEND, needs=[Published, Assumed], order=18)
def staff_costs(published: Published, assumed: Assumed) -> Answer:
    """Do the totals agree with what the staff would cost?"""
    years = published.require_england(_FINISHED, frequency=Frequency.YEAR)
    if _LATER not in years:
        raise lacking((_FINISHED,), Frequency.YEAR, Level.ENGLAND)
    given = assumed.england
    for key in ("staff", "salary", "contact_hours"):
        if given[key].range[0] <= 0:
            raise CannotRun(
                f"“{given[key].title}” may be 0, which no total can be set beside", settled_by="a range above 0"
            )
    keys = ("staff", *PER_HEAD)
    draws = independent(given, keys, seed=ONE)
    middle = centres(given, keys)
    below = simulated(
        "cost of the staff, from below",
        draws["staff"] * cost_per_head(draws),
        Unit.GBP,
        centre=float(middle["staff"][0] * cost_per_head(middle)[0]),
    )
    tops = _tops(years[_LATER][_FINISHED], given.prices)
    head = float(cost_per_head(middle)[0])
    staff = given["staff"].value
    largest = tops[-1]
    within = [top for top in tops if (below.low or 0) <= top.pounds <= (below.high or 0)]
    room = _room(published, given)
    return Answer(
        short="Counted from below",
        answer=(
            f"{count(staff)} staff would cost {pounds(value_of(below))} ({pounds(below.low or 0)} to "
            f"{pounds(below.high or 0)}) in prices of {PRICES}, all told. {_which(within, tops)} The total of "
            f"{pounds(largest.cash)} would pay for {count(round(largest.pounds / head, -2))} staff."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="number of staff, pay and overheads are not published as one",
        estimates=(
            below,
            tally("staff", staff, level=None),
            tally("cost of one, from below", head, unit=Unit.GBP, level=None),
            tally("totals that lie within", len(within), level=None),
            tally("totals", len(tops), level=None),
            *(e for top in tops for e in _estimates(top, below, head)),
            *_capacity(room),
        ),
        figures=(
            FigureBlock(
                label="Cost of the staff, from below",
                estimate=below,
                of_whom=f"for {count(staff)} whole-time staff, prices of {PRICES}; 95% of draws",
            ),
            FigureBlock(
                label=f"Staff that {pounds(largest.cash)} would pay for",
                estimate=tally(
                    f"staff that the total would pay for, {largest.name}", largest.pounds / head, level=None
                ),
                of_whom=f"at {pounds(head)} each, all told; {count(staff)} are said to work",
            ),
            *_room_block(room),
        ),
        charts=(_chart(below, tops),),
        caveats=(
            "The number of staff was not seen at its source, and may count heads rather than whole-time staff.",
            "Shares for the employer, overheads, premises and training are assumptions; the range shows what they leave open.",
            "Totals and staff are of different years; only prices are moved, not the size of the service.",
            "A total from the top may leave out training, premises or national costs.",
        ),
        method=(
            "Staff × salary × (1 + employer’s costs) × (1 + overheads) × (1 + premises) + training; each drawn within its range, "
            "95% of draws. Residual: total − cost from below; log of their ratio beside it. Room: weeks × hours booked × "
            "(1 − missed) ÷ hours to an appointment."
        ),
        sources=(
            annual_source(_REPLY, _LATER),
            *([monthly_source(room.year)] if room else []),
            *(
                i.citation
                for i in use("total_2017", "cost_per_entrant", "entrants_2017", "cost_per_client", "clients_planned")
            ),
            *dict.fromkeys(given[key].source for key in (*keys, *CAPACITY)),
        ),
        tables=(
            _table(below, tops, head),
            _parts(middle, staff),
            inputs_table("staff-inputs", (*keys, *CAPACITY), given),
        ),
        settles=("C82", "C86", "C88", "C91"),
    )


def _tops(finished: float, prices: PriceIndex) -> list[_Top]:
    reply, per_entrant, entrants, per_client, clients = use(
        "total_2017", "cost_per_entrant", "entrants_2017", "cost_per_client", "clients_planned"
    )
    totals = (
        ("freedom of information", _REPLY, reply.value),
        ("cost per client × finished courses", _LATER, per_client.value * finished),
        ("cost per person entering × people entering", _REPLY, per_entrant.value * entrants.value),
        ("cost per client × planned clients", _LATER, per_client.value * clients.value),
    )
    return [_Top(name, year, cash, prices.convert(cash, str(year))) for name, year, cash in totals]


def _which(within: list[_Top], tops: list[_Top]) -> str:
    if not within:
        return f"None of the {len(tops)} totals in use lies within."
    return f"Of {len(tops)} totals in use {len(within)} {'lies' if len(within) == 1 else 'lie'} within."


def _estimates(top: _Top, below: Estimate, head: float) -> list[Estimate]:
    return [
        tally(f"total in prices of {PRICES}, {top.name}", top.pounds, top.year, unit=Unit.GBP),
        tally(f"total in cash, {top.name}", top.cash, top.year, unit=Unit.GBP),
        tally(f"residual, {top.name}", top.pounds - value_of(below), unit=Unit.GBP, level=None),
        tally(f"log ratio, {top.name}", log(top.pounds / value_of(below)), unit=Unit.RATIO, level=None),
        tally(f"staff that the total would pay for, {top.name}", round(top.pounds / head, -2), level=None),
    ]


def _room(published: Published, given: Assumptions) -> _Room | None:
    """The room of the staff against attended appointments of the latest twelve months; None where they are not at hand."""
    try:
        year, counts = latest_twelve_months(published, *_APPOINTMENTS)
    except CannotRun:
        return None
    attended = counts["appts_attended"] + counts["appts_attended_late"]
    missed = counts["appts_dna"] / (attended + counts["appts_dna"])
    keys = ("staff", *CAPACITY)
    draws, middle = independent(given, keys, seed=ONE), centres(given, keys)
    room = simulated(
        "contacts that the staff have room for",
        draws["staff"] * contacts_per_head(draws, missed),
        Unit.COUNT,
        centre=float(middle["staff"][0] * contacts_per_head(middle, missed)[0]),
    )
    return _Room(year, attended, room)


def _capacity(room: _Room | None) -> list[Estimate]:
    if room is None:
        return []
    share = room.attended / value_of(room.room)
    return [
        room.room,
        tally("appointments attended", room.attended, room.year),
        tally("attended, as a share of the room", share, room.year, unit=Unit.PROPORTION),
    ]


def _room_block(room: _Room | None) -> list[FigureBlock]:
    if room is None:
        return []
    return [
        FigureBlock(
            label="Contacts that the staff have room for",
            estimate=room.room,
            of_whom=f"in a year; {millions(room.attended)} were attended in {room.year}, "
            f"{percent(room.attended / value_of(room.room), decimals=0)} of it",
        )
    ]


def _chart(below: Estimate, tops: list[_Top]) -> Dots:
    rows = (
        Dot(
            label="Staff, from below",
            value=value_of(below),
            low=below.low,
            high=below.high,
            text=pounds(value_of(below)),
            role=Role.SUBJECT,
        ),
        *(
            Dot(label=f"{top.name[0].upper()}{top.name[1:]}, {top.year}", value=top.pounds, text=pounds(top.pounds))
            for top in tops
        ),
    )
    most = max(below.high or 0, *(top.pounds for top in tops))
    return Dots(
        title=f"From below the staff cost {pounds(value_of(below))}; totals in use run from {pounds(tops[0].pounds)} to "
        f"{pounds(tops[-1].pounds)}",
        subtitle=f"Pounds a year, England, prices of {PRICES}",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Thick line: 95% of draws of number, pay, employer’s costs, overheads, premises and training.",
        rows=rows,
        domain=(0.0, float(-(-most // 2e8) * 2e8)),
        unit="£",
    )


def _table(below: Estimate, tops: list[_Top], head: float) -> Table:
    middle = value_of(below)
    rows: list[tuple[Cell, ...]] = [
        (
            f"{top.name[0].upper()}{top.name[1:]}",
            str(top.year),
            top.cash,
            top.pounds,
            middle,
            top.pounds - middle,
            decimal(log(top.pounds / middle), 2),
            top.pounds / head,
        )
        for top in tops
    ]
    return Table(
        name="top-and-below",
        caption=f"Each total against the cost of the staff from below, prices of {PRICES}",
        columns=(
            Column(key="total", title="Total"),
            Column(key="year", title="Year"),
            Column(key="cash", title="Cash", unit=Unit.GBP),
            Column(key="pounds", title=f"Prices of {PRICES}", unit=Unit.GBP),
            Column(key="below", title="From below", unit=Unit.GBP),
            Column(key="residual", title="Residual", unit=Unit.GBP),
            Column(key="log_ratio", title="Log ratio"),
            Column(key="staff", title="Staff it would pay for", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="Residual: what the total has over the cost from below, and nobody has accounted for.",
    )


def _parts(middle: Mapping[str, NDArray[np.float64]], staff: float) -> Table:
    parts = parts_per_head(middle)
    rows: list[tuple[Cell, ...]] = [
        (f"{name[0].upper()}{name[1:]}", float(part[0]), float(part[0]) * staff) for name, part in parts.items()
    ]
    return Table(
        name="staff-parts",
        caption=f"What one whole-time member of staff costs in a year, and {count(staff)} of them, prices of {PRICES}",
        columns=(
            Column(key="part", title="Part"),
            Column(key="one", title="One", unit=Unit.GBP),
            Column(key="all", title="All", unit=Unit.GBP),
        ),
        rows=tuple(rows),
    )
