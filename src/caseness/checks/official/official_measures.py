"""What the official measures come to on the records at hand, by their published definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, OverTime, Role, Series
from caseness.checks.estimating import share as share_of
from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.official.headline_measures import COUNTS, MEANS, RATES, headlines
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, LEAST, histories
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.measures import measures
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.vocabulary.data_set import citations
from caseness.vocabulary.period import Period
from caseness.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.chart import Chart
    from caseness.checks.finding import Cell
    from caseness.checks.official.headline_measures import Computed, Headline, Tally

_BY_ID = {one.id: one for one in (*RATES, *COUNTS, *MEANS)}
_RECOVERED, _IMPROVED, _WITHIN = _BY_ID["M192"], _BY_ID["M186"], _BY_ID["M053"]
_RECEIVED, _ENTERED = _BY_ID["M001"], _BY_ID["M031"]
_BLOCKS = (_RECOVERED, _IMPROVED, _WITHIN)
_OVER_TIME = (("M192", Role.SUBJECT), ("M186", Role.NATION), ("M1010", Role.OTHER))


@check(chapter=Chapter.OFFICIAL, needs=[Records], order=10)
def official_measures(records: Records) -> Answer:
    """What do the official measures come to on these records?"""
    pathways = pathways_of(records)
    months = months_of(pathways.months.numbers)
    found = headlines(pathways, months) if months else {}
    if _RECOVERED not in found or not found[_RECOVERED].all.denominator:
        raise CannotRun(
            "no course that began as a case finished in the months of the extract",
            settled_by="an extract with months in which courses finished",
        )
    period = Period(months[0].start, months[-1].end)
    span = f"{months[0]} to {months[-1]}" if len(months) > 1 else str(months[0])
    return Answer(
        short="Official measures",
        answer=_answer(found, span),
        verdict=Verdict.DESCRIBED,
        condition="published definitions, pathways derived from what was sent",
        estimates=tuple(_estimate(one, period) for one in found.values()),
        figures=tuple(
            FigureBlock(
                label=f"{one.short}, of {one.of}",
                estimate=_estimate(found[one], period),
                of_whom=f"of {people(found[one].all.denominator)} {one.of}, {span} ({one.ids})",
                spread=found[one].spread,
            )
            for one in _BLOCKS
            if one in found and found[one].all.denominator
        ),
        charts=(_rates(found, span), _by_month(found, months, span)),
        caveats=(
            "A measure counts referrals and courses, not people, and only what a definition lets in: most leave out those who "
            "did not finish.",
            "The first months of an extract lack what was sent before it; where the warehouse derived it, that is used.",
            *([CHANCE_ALONE] if len(months) >= LEAST else []),
        ),
        method=(
            "Each measure is the published construction (monthly metadata 2026), computed by month from the submissions that "
            "count and added up over the months. Interval: what chance alone would move the share (95%, Wilson). Spread: 5th "
            "and 95th centile of providers with 100 counted or more, where there are 20. Means have no interval. "
            "caseness measures compute gives every measure, organisation and month."
        ),
        sources=citations("MM2026; G2021"),
        tables=(_table(found), _months_table(found, months)),
    )


def _answer(found: dict[Headline, Computed], span: str) -> str:
    def told(one: Headline) -> str:
        return share(found[one].all.numerator, found[one].all.denominator)

    parts = [
        f"Of {people(found[_RECOVERED].all.denominator)} courses that finished and began as a case, {span}, "
        f"{told(_RECOVERED)} are recorded as recovered.",
    ]
    if _IMPROVED in found and _WITHIN in found:
        parts.append(
            f"Of all {people(found[_IMPROVED].all.denominator)} finished courses {told(_IMPROVED)} reliably improved, and "
            f"{told(_WITHIN)} had begun within six weeks."
        )
    if _RECEIVED in found and _ENTERED in found:
        parts.append(
            f"{people(found[_RECEIVED].all.numerator)} referrals were received; {people(found[_ENTERED].all.numerator)} "
            "entered treatment."
        )
    return " ".join(parts)


def _estimate(one: Computed, period: Period) -> Estimate:
    headline, made_of = one.headline, one.all
    name = f"{headline.short.lower()}, of {headline.of}" if headline.of else headline.short.lower()
    if headline in COUNTS:
        return tally(name, made_of.numerator, period, level=None)
    if headline in RATES and made_of.denominator:
        return share_of(name, made_of.numerator, made_of.denominator, period, level=None)
    return Estimate(
        name=name,
        value=_mean(made_of) if headline in MEANS else made_of.value,
        unit=Unit.PROPORTION if headline in RATES else Unit.RATIO,
        numerator=made_of.numerator,
        denominator=made_of.denominator,
        period_start=period.start,
        period_end=period.end,
    )


def _mean(made_of: Tally) -> float | None:
    """To one decimal, as means are published: an exact one would tell what it is made of."""
    return None if made_of.value is None else round(made_of.value, 1)


def _rates(found: dict[Headline, Computed], span: str) -> Dots:
    rows = [found[one] for one in RATES if one in found and found[one].all.denominator]
    return Dots(
        title="The official rates on these records",
        subtitle=f"Share, with what chance alone would move, all providers, {span}",
        alt="Dot plot. "
        + "; ".join(
            f"{one.headline.short}, of {one.headline.of} {share(one.all.numerator, one.all.denominator)}"
            for one in rows
        )
        + ".",
        note="Dashed: the middle nine-tenths of providers." if any(one.spread for one in rows) else "",
        rows=tuple(_dot(one) for one in rows),
    )


def _dot(one: Computed) -> Dot:
    estimate = share_of(one.headline.short, one.all.numerator, one.all.denominator)
    return Dot(
        label=one.headline.short,
        value=one.all.value,
        text=share(one.all.numerator, one.all.denominator),
        low=estimate.low,
        high=estimate.high,
        spread=one.spread,
        role=Role.SUBJECT if one.headline is _RECOVERED else Role.OTHER,
        group=f"Of {one.headline.of}",
    )


def _by_month(found: dict[Headline, Computed], months: Sequence[Period], span: str) -> Chart:
    """A run chart of recovery where there is a baseline for one, else main outcomes month by month."""
    recovery = [found[_RECOVERED].by_month[month].value for month in months]
    runs = histories("Recovered, of cases who finished", "all providers", months, recovery)
    if runs:
        return runs[0]
    drawn = [(found[_BY_ID[name]], role) for name, role in _OVER_TIME if _BY_ID[name] in found]
    values = [[one.by_month[month].value for month in months] for one, _ in drawn]
    return OverTime(
        title="Recorded outcomes by month of discharge",
        subtitle=f"Recovered, of cases who finished; reliably improved and deteriorated, of finished courses; {span}",
        alt="Lines. "
        + "; ".join(f"{one.headline.short} {_range(line)}" for (one, _), line in zip(drawn, values, strict=True))
        + ".",
        periods=tuple(str(month) for month in months),
        series=tuple(
            Series(name=one.headline.short.lower(), role=role, values=tuple(line))
            for (one, role), line in zip(drawn, values, strict=True)
        ),
    )


def _range(values: Sequence[float | None]) -> str:
    """From the least to the greatest of a line, to whole per cent, as no count of a month is shown with it."""
    known = [value for value in values if value is not None]
    if not known:
        return "not at hand"
    return f"{percent(min(known), decimals=0)} to {percent(max(known), decimals=0)}"


def _table(found: dict[Headline, Computed]) -> Table:
    return Table(
        name="measures",
        caption="Official measures computed from the records, all providers and months",
        columns=(
            Column(key="official_id", title="Id"),
            Column(key="measure", title="Measure"),
            Column(key="of", title="Of"),
            Column(key="numerator", title="Numerator", unit=Unit.COUNT),
            Column(key="denominator", title="Denominator", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
            Column(key="mean", title="Mean", unit=Unit.SCORE),
            Column(key="definition", title="Definition"),
        ),
        rows=tuple(_row(one) for one in found.values()),
    )


def _row(one: Computed) -> tuple[Cell, ...]:
    headline, made_of = one.headline, one.all
    known = measures()
    words = [known[name].published.in_words for name in (headline.id, headline.whole) if name]
    counted = headline in COUNTS
    return (
        headline.ids,
        headline.short,
        headline.of or "[z]",
        made_of.numerator,
        None if counted else made_of.denominator,
        made_of.value if headline in RATES else None,
        _mean(made_of) if headline in MEANS else None,
        " Over: ".join(words),
    )


def _months_table(found: dict[Headline, Computed], months: Sequence[Period]) -> Table:
    return Table(
        name="months",
        caption="Official rates by month, all providers",
        columns=(
            Column(key="official_id", title="Id"),
            Column(key="measure", title="Measure"),
            Column(key="month", title="Month"),
            Column(key="numerator", title="Numerator", unit=Unit.COUNT),
            Column(key="denominator", title="Denominator", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (one.ids, one.short, f"{month.start:%Y-%m}", made_of.numerator, made_of.denominator, made_of.value)
            for one in RATES
            if one in found
            for month in months
            if (made_of := found[one].by_month[month]).denominator
        ),
    )
