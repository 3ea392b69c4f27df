"""Referrals that are open at the end of a month and have had no session for more than 60, 90 or 120 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import monthly_source, months_between, share, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.performance.composition import ProviderShare, by_provider, middle_nine_tenths, spread_estimates
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Level, Statistic, title
from caseness.vocabulary.organisations import present_name
from caseness.wording import count, percent, percent_range

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.checks.performance.composition import Spread
    from caseness.sources.published.relation import Row
    from caseness.vocabulary.period import Period

_RECENT = "open_referral_no_activity60days"
_TO_90 = "open_referral_no_activity61to90days"
_TO_120 = "open_referral_no_activity91to120days"
_LONG = "open_referral_no_activity_over120days"
_CLASSES = (_RECENT, _TO_90, _TO_120, _LONG)
_AFTER = {60: (_TO_90, _TO_120, _LONG), 90: (_TO_120, _LONG), 120: (_LONG,)}
_LEAST = 100  # open referrals of a provider, for its share to be in the spread


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=65)
def open_referrals(published: Published) -> Answer:
    """How many open referrals have had no session for more than 60, 90 or 120 days?"""
    months = published.require_england(*_CLASSES, frequency=Frequency.MONTH, publication="monthly")
    (first, then), (last, now) = next(iter(months.items())), list(months.items())[-1]
    shares = {days: _share(now, days, last) for days in _AFTER}
    before = _share(then, 120, first)
    providers = _providers(published, last)
    spread = middle_nine_tenths(providers, _LEAST)
    return Answer(
        short="Open without a session",
        answer=(
            f"At the end of {last} {count(_open(now))} referrals with a session in the past were open. "
            f"{percent(value_of(shares[60]))} had had none for more than 60 days, {percent(value_of(shares[90]))} for more "
            f"than 90 and {percent(value_of(shares[120]))} for more than 120."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"open at the end of {last.in_months}, with a session before",
        estimates=(
            tally("open referrals with a session in the past", _open(now), last),
            share("last session at most 60 days ago, of open referrals", now[_RECENT], _open(now), last, chance=False),
            *shares.values(),
            before,
            *spread_estimates("no session for more than 120 days", spread, last),
        ),
        figures=tuple(
            FigureBlock(
                label=f"No session for over {days} days",
                estimate=shares[days],
                of_whom=f"{count(_after(now, days))} of {count(_open(now))} open, end of {last}"
                + (_compared(before, first, spread) if days == 120 else ""),
                reference=Reference(value=value_of(before), label=str(first))
                if days == 120 and first != last
                else None,
                spread=(spread.low, spread.high) if spread and days == 120 else None,
            )
            for days in _AFTER
        ),
        charts=(
            *histories(
                "No session for more than 120 days, of open referrals",
                "England",
                months_between(first, last),
                [_value(months, month) for month in months_between(first, last)],
            ),
            _chart(now, last),
        ),
        caveats=(
            "A referral can be rightly open without sessions: a planned pause, a group that starts later, a follow-up ahead.",
            "It can also be one that nobody closed; then later figures count it in a month where nothing happened.",
            "Referrals that never had a session are not in these counts, however long they wait.",
            CHANCE_ALONE,
        ),
        method=(
            "England’s counts at the end of the month (M019 to M022), by days since the last therapy session, ÷ their sum. "
            f"Spread: 5th and 95th centile of providers with {_LEAST} open referrals or more. Limits of a provider’s share: "
            "every count that its rounded or blank cell can stand for."
        ),
        sources=(monthly_source(first, last) if first != last else monthly_source(last),),
        tables=(_by_month(months), *([_by_provider(providers, last)] if providers else [])),
    )


def _open(row: dict[str, float]) -> float:
    return sum(row[measure] for measure in _CLASSES)


def _after(row: dict[str, float], days: int) -> float:
    return sum(row[measure] for measure in _AFTER[days])


def _share(row: dict[str, float], days: int, month: Period) -> Estimate:
    name = f"no session for more than {days} days, of open referrals"
    return share(name, _after(row, days), _open(row), month, chance=False)


def _value(months: dict[Period, dict[str, float]], month: Period) -> float | None:
    return _after(months[month], 120) / _open(months[month]) if month in months else None


def _compared(before: Estimate, first: Period, spread: Spread | None) -> str:
    providers = f"; middle nine-tenths of providers {percent_range(spread.low, spread.high)}" if spread else ""
    return f"; {percent(value_of(before))} in {first}{providers}"


def _providers(published: Published, month: Period) -> list[ProviderShare]:
    """Every provider's classes at the end of the month, with limits; none where the source has no provider rows."""
    cells = published.cells(
        {measure: (measure, Statistic.COUNT) for measure in _CLASSES},
        frequency=Frequency.MONTH,
        level=Level.PROVIDER,
        publication="monthly",
    ).filter(_.period_start == month.start)
    found = [_provider(row) for row in published.fetch(cells)]
    return sorted((p for p in found if p), key=lambda p: (p.name, p.org_code))


def _provider(row: Row) -> ProviderShare | None:
    """None where a class has no limits, or nothing can be open."""
    limits = {m: (row[f"{m}_lower"], row[f"{m}_upper"]) for m in _CLASSES}
    if any(None in ends for ends in limits.values()):
        return None
    (least, most), others = limits[_LONG], [limits[m] for m in _CLASSES if m != _LONG]
    fewest, many = sum(low for low, _high in others), sum(high for _low, high in others)
    if least + many <= 0 or most + fewest <= 0:
        return None
    known = all(row[m] is not None for m in _CLASSES)
    return ProviderShare(
        org_code=row["org_code"],
        name=present_name(row["org_code"], row["org_name"]),
        part=row[_LONG],
        whole=sum(row[m] for m in _CLASSES) if known else None,
        low=least / (least + many),
        high=most / (most + fewest),
    )


def _chart(row: dict[str, float], month: Period) -> Dots:
    shares = {measure: row[measure] / _open(row) for measure in _CLASSES}
    return Dots(
        title=f"Last session at most 60 days ago: {percent(shares[_RECENT])}",
        subtitle=f"Share of {count(_open(row))} open referrals by days since the last session, England, end of {month}",
        alt="; ".join(f"{title(m)} {percent(s)}" for m, s in shares.items()) + ".",
        note="Open referrals that have had a session.",
        rows=tuple(
            Dot(label=title(m), value=s, text=percent(s), role=Role.SUBJECT if m == _LONG else Role.OTHER)
            for m, s in shares.items()
        ),
    )


def _by_month(months: dict[Period, dict[str, float]]) -> Table:
    def row(month: Period, counts: dict[str, float]) -> tuple[Cell, ...]:
        return (
            str(month),
            _open(counts),
            *(counts[measure] for measure in _CLASSES),
            *(_after(counts, days) / _open(counts) for days in _AFTER),
        )

    return Table(
        name="open-referrals",
        caption="Open referrals by days since the last session, England, end of each month",
        columns=(
            Column(key="month", title="Month"),
            Column(key="open", title="Open", unit=Unit.COUNT),
            *(
                Column(key=measure, title=title(measure).removeprefix("Open, "), unit=Unit.COUNT)
                for measure in _CLASSES
            ),
            *(Column(key=f"over_{days}", title=f"Over {days} days, share", unit=Unit.PROPORTION) for days in _AFTER),
        ),
        rows=tuple(row(month, counts) for month, counts in reversed(list(months.items()))),
    )


def _by_provider(providers: list[ProviderShare], month: Period) -> Table:
    return by_provider(
        providers,
        "open-referrals-by-provider",
        f"Open referrals without a session for more than 120 days, by provider, end of {month}",
        part="Over 120 days",
        whole="Open",
    )
