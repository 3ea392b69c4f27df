"""Which providers appear, vanish, pass to others or report nothing, month by month.

A provider is followed by its code. Where the vocabulary knows what a code became, or what came before it, the change is
explained; the others are questions. A month without a row between months that have rows is a month not reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, share, tally
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic
from caseness.vocabulary.organisations import SuccessionKind, carried_on_by, name_of, predecessors, successions
from caseness.vocabulary.period import Period
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published.relation import Row

_REFERRALS = "referrals_received"
_SHOWN = 12  # months not reported, in the chart, largest first


@dataclass(frozen=True, slots=True)
class _Provider:
    """One code through the months at hand.

    ``months`` have a row, ``empty`` ones among them no number at all; ``lacking`` lie between its first and its last and
    have no row. ``referrals`` are the limits of the printed count.
    """

    code: str
    name: str
    months: tuple[Period, ...]
    empty: tuple[Period, ...]
    lacking: tuple[Period, ...]
    referrals: dict[Period, tuple[float, float]]  # limits of the printed count

    @property
    def first(self) -> Period:
        return self.months[0]

    @property
    def last(self) -> Period:
        return self.months[-1]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A month that a provider did not report, and the referrals of the months beside it, as limits."""

    provider: _Provider
    month: Period
    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@check(chapter=Chapter.QUALITY, needs=[Published], order=55)
def providers_over_time(published: Published) -> Answer:
    """Which providers appear, vanish, merge or report nothing?"""
    providers = _providers(published)
    number = dict(sorted(Counter(month for p in providers for month in p.months).items()))
    months = list(number)
    span = Period(months[0].start, months[-1].end)
    appear = [p for p in providers if p.first > months[0]]
    vanish = [p for p in providers if p.last < months[-1]]
    followed = [p for p in appear if predecessors(p.code)]
    passed_on = [p for p in vanish if carried_on_by(p.code) != p.code]
    gaps = [gap for p in providers for gap in _gaps(p)]
    throughout = sum(len(p.months) == len(months) for p in providers)
    total = _total(gaps, span)
    return Answer(
        short="Providers over time",
        answer=(
            f"Of {count(len(providers))} provider codes, {count(throughout)} report in all {len(months)} months at hand. "
            f"{len(appear)} appear later and {len(vanish)} are gone before the end; for {len(passed_on)} of these the files "
            f"show who carries the service on. {len(gaps)} months are not reported by {len({g.provider.code for g in gaps})} "
            "providers that report before and after."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{len(vanish) - len(passed_on)} of {len(vanish)} that go have no known successor",
        estimates=(
            share(
                "providers that report in every month",
                throughout,
                len(providers),
                span,
                level=Level.PROVIDER,
                chance=False,
            ),
            *(
                tally(name, value, span, level=Level.PROVIDER)
                for name, value in (
                    ("months at hand", len(months)),
                    ("provider codes that appear later", len(appear)),
                    ("of these, follow a code that is known", len(followed)),
                    ("provider codes gone before the end", len(vanish)),
                    ("of these, carried on under a code that is known", len(passed_on)),
                    ("of these, no successor known", len(vanish) - len(passed_on)),
                    ("months not reported between months that are", len(gaps)),
                    ("providers with a month not reported", len({g.provider.code for g in gaps})),
                    ("months reported without any number", sum(len(p.empty) for p in providers)),
                )
            ),
            *(tally("providers in a month", number[m], m, level=Level.PROVIDER) for m in (months[0], months[-1])),
            *((total,) if gaps else ()),
        ),
        figures=(
            FigureBlock(
                label="Months not reported",
                estimate=tally("months not reported between months that are", len(gaps), span, level=Level.PROVIDER),
                of_whom=f"by {len({g.provider.code for g in gaps})} of {len(providers)} providers, {span.in_months}",
            ),
            *(
                (
                    FigureBlock(
                        label="Referrals in the months beside them",
                        estimate=total,
                        of_whom="mean of the months before and after, added over all months not reported; limits of rounding",
                    ),
                )
                if gaps
                else ()
            ),
        ),
        charts=(_number_chart(number), *_gaps_chart(gaps)),
        caveats=(
            "A contract that ends, a merger or a new code makes a provider vanish without anyone losing a service.",
            "A submission can be late or be refused by the receiving system; the data may come in a later month’s file.",
            "A provider may be sent under another’s code for a time, as when systems are moved.",
            "Gone before the end can be a last month or two not yet reported.",
            "Successions not shown by the files themselves are not known here.",
        ),
        method=(
            "Rows of the monthly files at provider level, by code. Appear and vanish: against the first and the last month at "
            "hand. Months not at hand count for nobody. Referrals beside a month not reported: mean of the nearest reported "
            "months before and after, with the limits of rounding; what the month would have held is not known."
        ),
        sources=(monthly_source(*months),),
        tables=(_timeline_table(providers, months), _months_table(providers, months)),
    )


def _providers(published: Published) -> list[_Provider]:
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level == Level.PROVIDER.value,
            _.breakdown == TOTAL,
            _.org_code.notnull(),
        )
        .mutate(referrals=(_.measure == _REFERRALS) & (_.statistic == Statistic.COUNT.value))
        .group_by("org_code", "period_start", "period_end")
        .aggregate(
            name=_.org_name.max(),
            numbers=_.value.notnull().sum(),
            low=_.lower.max(where=_.referrals),
            high=_.upper.max(where=_.referrals),
        )
        .order_by("org_code", "period_start")
    )
    if not rows:
        raise lacking(["any figure"], Frequency.MONTH, Level.PROVIDER)
    months = sorted({Period(r["period_start"], r["period_end"]) for r in rows})
    return [_provider(code, list(of_one), months) for code, of_one in groupby(rows, key=lambda r: str(r["org_code"]))]


def _provider(code: str, rows: list[Row], every: Sequence[Period]) -> _Provider:
    by_month = {Period(r["period_start"], r["period_end"]): r for r in rows}
    first, last = min(by_month), max(by_month)
    return _Provider(
        code,
        name_of(Level.PROVIDER, code, rows[-1]["name"] or code),
        tuple(by_month),
        tuple(month for month, r in by_month.items() if not r["numbers"]),
        tuple(month for month in every if first < month < last and month not in by_month),
        {month: (r["low"], r["high"]) for month, r in by_month.items() if r["low"] is not None},
    )


def _gaps(provider: _Provider) -> list[_Gap]:
    """Each month not reported, with the mean of the limits of the nearest months that are."""
    gaps = []
    for month in provider.lacking:
        before = max((m for m in provider.referrals if m < month), default=None)
        after = min((m for m in provider.referrals if m > month), default=None)
        sides = [provider.referrals[m] for m in (before, after) if m is not None]
        low = sum(side[0] for side in sides) / len(sides) if sides else 0.0
        high = sum(side[1] for side in sides) / len(sides) if sides else 0.0
        gaps.append(_Gap(provider, month, low, high))
    return gaps


def _total(gaps: Sequence[_Gap], span: Period) -> Estimate:
    return Estimate(
        name="referrals in the months beside those not reported",
        value=round(sum(gap.middle for gap in gaps)),
        low=floor(sum(gap.low for gap in gaps)),
        high=ceil(sum(gap.high for gap in gaps)),
        interval=Interval.ROUNDING,
        unit=Unit.COUNT,
        period_start=span.start,
        period_end=span.end,
        level=Level.PROVIDER,
    )


def _number_chart(number: dict[Period, int]) -> OverTime:
    months = list(number)
    every = months_between(months[0], months[-1])
    gap = " [x] the months are not at hand." if len(every) > len(months) else ""
    return OverTime(
        title=f"{number[months[0]]} providers report in {months[0]}, {number[months[-1]]} in {months[-1]}",
        subtitle=f"Provider codes with a row in the monthly file, {every[0]} to {every[-1]}",
        alt=f"Line by month from {number[months[0]]} to {number[months[-1]]}; lowest {min(number.values())}, highest "
        f"{max(number.values())}.{gap}",
        note=f"A code is counted whether or not its cells hold numbers.{gap}",
        periods=tuple(str(month) for month in every),
        series=(Series(name="Providers", role=Role.NATION, values=tuple(number.get(month) for month in every)),),
        domain=(0.0, -(-max(number.values()) // 50) * 50.0),
        unit="",
    )


def _gaps_chart(gaps: list[_Gap]) -> tuple[Dots, ...]:
    if not gaps:
        return ()
    largest = sorted(gaps, key=lambda gap: -gap.middle)[:_SHOWN]
    return (
        Dots(
            title="Months not reported, by the referrals in the months beside them",
            subtitle="Referrals received, mean of the nearest months reported, with the limits of rounding",
            alt="; ".join(f"{_label(g)} {count(g.low)} to {count(g.high)}" for g in largest) + ".",
            note=f"The largest {len(largest)} of {len(gaps)}; the ends are limits, not chance. Every month is in the table.",
            rows=tuple(
                Dot(
                    label=_label(g),
                    value=g.middle,
                    low=g.low,
                    high=g.high,
                    text=f"[{count(round(g.low))} to {count(round(g.high))}]",
                    role=Role.OTHER,
                )
                for g in largest
            ),
            domain=(0.0, max(g.high for g in largest) * 1.05 or 1.0),
            unit="",
        ),
    )


def _label(gap: _Gap) -> str:
    return f"{gap.provider.name}, {gap.month}"


def _history() -> dict[str, str]:
    """What each code that passed to another became, in words."""
    became: dict[str, list[str]] = defaultdict(list)
    for step in successions():
        if step.kind is not SuccessionKind.RENAMED:
            became[step.org_code].append(f"{step.kind.value} into {step.successor_code}, {step.from_month}")
    return {code: "; ".join(steps) for code, steps in became.items()}


def _timeline_table(providers: list[_Provider], months: list[Period]) -> Table:
    became = _history()
    changed = sorted(
        providers, key=lambda p: (len(p.months) == len(months) and not p.empty, p.first == months[0], p.name)
    )
    rows: list[tuple[Cell, ...]] = [
        (
            p.code,
            p.name,
            str(p.first),
            str(p.last),
            len(p.months),
            ", ".join(str(month) for month in p.lacking),
            ", ".join(str(month) for month in p.empty),
            ", ".join(predecessors(p.code)),
            became.get(p.code, ""),
            _standing(p, months),
        )
        for p in changed
    ]
    return Table(
        name="providers-over-time",
        caption="Every provider code: when it reports, what it followed and what became of it; those that change first",
        columns=tuple(
            Column(key=key, title=title, unit=unit)
            for key, title, unit in (
                ("org_code", "Code", None),
                ("provider", "Provider", None),
                ("first", "First", None),
                ("last", "Last", None),
                ("months", "Months", Unit.COUNT),
                ("not_reported", "Not reported between", None),
                ("no_number", "Reported without a number", None),
                ("follows", "Follows", None),
                ("became", "Became", None),
                ("standing", "Standing", None),
            )
        ),
        rows=tuple(rows),
        note=f"{len(months)} months are at hand, {months[0]} to {months[-1]}.",
    )


def _standing(provider: _Provider, months: list[Period]) -> str:
    appears, vanishes = provider.first > months[0], provider.last < months[-1]
    words = []
    if appears:
        words.append("appears, follows another" if predecessors(provider.code) else "appears")
    if vanishes:
        passed = carried_on_by(provider.code) != provider.code
        words.append("passes to another" if passed else "vanishes, no successor known")
    return "; ".join(words) or ("throughout, with months not reported" if provider.lacking else "throughout")


def _months_table(providers: list[_Provider], months: list[Period]) -> Table:
    report = Counter(month for p in providers for month in p.months)
    first, last = Counter(p.first for p in providers), Counter(p.last for p in providers)
    not_reported = Counter(month for p in providers for month in p.lacking)
    empty = Counter(month for p in providers for month in p.empty)
    few = Counter(m for p in providers for m in p.months if p.referrals.get(m, (0.0, 0.0))[0] == 0)
    rows: list[tuple[Cell, ...]] = [
        (
            f"{month.start:%Y-%m}",
            report[month],
            first[month] if month > months[0] else "[z]",
            last[month] if month < months[-1] else "[z]",
            not_reported[month],
            empty[month],
            few[month],
        )
        for month in months
    ]
    return Table(
        name="providers-by-month",
        caption="Providers by month",
        columns=tuple(
            Column(key=key, title=title, unit=unit)
            for key, title, unit in (
                ("month", "Month", None),
                ("report", "Report", Unit.COUNT),
                ("appear", "Appear", Unit.COUNT),
                ("last", "Report for the last time", Unit.COUNT),
                ("not_reported", "Not reported, between others", Unit.COUNT),
                ("no_number", "Without any number", Unit.COUNT),
                ("no_referrals", "Referrals 0 to 4 or not printed", Unit.COUNT),
            )
        ),
        rows=tuple(rows),
    )
