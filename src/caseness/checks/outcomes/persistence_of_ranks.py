"""Whether the providers that record high recovery one year do so the next, once chance is taken out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, share
from caseness.checks.finding import (
    Answer,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.outcomes.rates import FEWEST, Rates, rates_by_year
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.spread import Fifths, Persistence, end_fifth, persistence, transitions
from caseness.vocabulary import Level
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

_FEWEST_PAIRS = 30  # organisations present in both years
_FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two years of the same organisations."""

    level: Level
    first: Rates
    second: Rates
    fifths: tuple[tuple[int, ...], ...]  # of the first year, lowest first, by those of the second
    ranks: Persistence
    top: Fifths
    bottom: Fifths

    @property
    def apart(self) -> int:
        """Years between the two."""
        return self.second.period.start.year - self.first.period.start.year

    def __str__(self) -> str:
        return f"{self.first.period} to {self.second.period}"


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=24)
def persistence_of_ranks(published: Published) -> Answer:
    """Do the same providers record high or low recovery from year to year?"""
    providers = _pairs(rates_by_year(published, Level.PROVIDER), Level.PROVIDER)
    following = [pair for pair in providers if pair.apart == 1]
    if not following:
        raise CannotRun(
            f"no two following years with {_FEWEST_PAIRS} providers in both",
            settled_by="the annual statistics by provider of two following years",
        )
    last = following[-1]
    corrected = _corrected(last)
    top, bottom = (_stayed(last, fifth, which) for fifth, which in ((last.top, "top"), (last.bottom, "bottom")))
    far = max(providers, key=lambda pair: pair.apart)
    return Answer(
        short="Same providers each year",
        answer=(
            f"From {last}, the rank correlation of {last.ranks.units} providers’ recovery is "
            f"{decimal(last.ranks.observed, 1)}; corrected for chance {decimal(last.ranks.corrected, 1)}. Of the top "
            f"{last.top.members}, {last.top.stayed} are in the top fifth again; of the bottom {last.bottom.members}, "
            f"{last.bottom.stayed} in the bottom. {_over_years(far)}"
        ).strip(),
        verdict=Verdict.DESCRIBED,
        condition="providers present in both years; not adjusted",
        estimates=(
            corrected,
            _ratio("rank correlation as seen", last.ranks.observed, last),
            *(_corrected(pair) for pair in providers if pair is not last),
            _count("providers in both years", last.ranks.units, last),
            top,
            bottom,
            *(
                _ratio(
                    f"share of the {which} fifth that would stay if no true rate moved",
                    fifth.unchanged,
                    last,
                    Unit.PROPORTION,
                )
                for fifth, which in ((last.top, "top"), (last.bottom, "bottom"))
            ),
            *(
                _ratio(
                    f"distance of the {which} fifth from the average still there a year on",
                    fifth.kept,
                    last,
                    Unit.PROPORTION,
                )
                for fifth, which in ((last.top, "top"), (last.bottom, "bottom"))
            ),
            *([_count("years apart", far.apart, far)] if far.apart > 1 else []),
        ),
        figures=(
            FigureBlock(
                label="In the top fifth again",
                estimate=top,
                of_whom=f"of the {last.top.members} providers of the top fifth of {last.first.period}, in "
                f"{last.second.period}; {percent(last.top.unchanged, decimals=0)} if no true rate moved",
                reference=Reference(value=_FIFTH, label="by chance alone"),
            ),
            FigureBlock(
                label="In the bottom fifth again",
                estimate=bottom,
                of_whom=f"of the {last.bottom.members} providers of the bottom fifth of {last.first.period}, in "
                f"{last.second.period}; {percent(last.bottom.unchanged, decimals=0)} if no true rate moved",
                reference=Reference(value=_FIFTH, label="by chance alone"),
            ),
        ),
        charts=(_chart(providers),),
        caveats=(
            "Lasting differences can be of the people who come, not of the work: severity and deprivation last too.",
            "A way of recording lasts as well as a way of treating.",
            "Providers that merge or end drop out; those present in both years may be the steadier ones.",
            f"Extremes fall back by themselves: the top fifth keeps {percent(last.top.kept, decimals=0)} of its distance "
            f"from the average, the bottom {percent(last.bottom.kept, decimals=0)}. That is no effect of being named.",
        ),
        method=(
            "Recovered ÷ at caseness in the annual statistics; codes that changed under one name are one provider. Spearman’s "
            "rank correlation, turned into the correlation it stands for under normality and divided by the root of the "
            "product of the reliabilities τ² ÷ (τ² + mean sampling variance) (Spearman 1904); not above 1. Interval: 200 "
            "resamples of providers, 95%. Chance alone keeps a fifth in an end fifth. If no true rate moved: posterior true "
            "rates with chance drawn twice, 400 times."
        ),
        sources=(annual_source(*(rates.period for rates in (providers[0].first, last.second))),),
        tables=(_table([*providers, *_areas(published)]), _transitions(last)),
    )


def _pairs(years: Sequence[Rates], level: Level) -> list[_Pair]:
    """Each year with the next at hand, and the first with the last."""
    ends = [(years[0], years[-1])] if len(years) > 2 else []
    return [pair for first, second in (*pairwise(years), *ends) if (pair := _pair(first, second, level)) is not None]


def _pair(first: Rates, second: Rates, level: Level) -> _Pair | None:
    both = [code for code in first.codes if code in second.codes]
    if len(both) < _FEWEST_PAIRS:
        return None
    one, other = first.of(both), second.of(both)
    return _Pair(
        level,
        first,
        second,
        tuple(tuple(int(n) for n in row) for row in transitions(one, other)),
        persistence(one, other),
        end_fifth(one, other, top=True),
        end_fifth(one, other, top=False),
    )


def _areas(published: Published) -> list[_Pair]:
    return [
        pair for level in (Level.CCG, Level.STP, Level.ICB) for pair in _pairs(rates_by_year(published, level), level)
    ]


def _corrected(pair: _Pair) -> Estimate:
    return Estimate(
        name="rank correlation corrected for chance",
        value=pair.ranks.corrected,
        low=pair.ranks.low,
        high=pair.ranks.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.RATIO,
        period_start=pair.first.period.start,
        period_end=pair.second.period.end,
        level=pair.level,
    )


def _ratio(name: str, value: float, pair: _Pair, unit: Unit = Unit.RATIO) -> Estimate:
    return Estimate(
        name=name,
        value=value,
        unit=unit,
        period_start=pair.first.period.start,
        period_end=pair.second.period.end,
        level=pair.level,
    )


def _count(name: str, value: float, pair: _Pair) -> Estimate:
    return _ratio(name, value, pair, Unit.COUNT)


def _stayed(pair: _Pair, fifth: Fifths, which: str) -> Estimate:
    return share(
        f"in the {which} fifth again, of providers in it the year before",
        fifth.stayed,
        fifth.members,
        pair.second.period,
        level=pair.level,
    )


def _over_years(far: _Pair) -> str:
    if far.apart < 2:
        return ""
    return f"Over {far.apart} years ({far}) the corrected correlation is {decimal(far.ranks.corrected, 1)}."


def _chart(pairs: Sequence[_Pair]) -> Dots:
    values = [pair.ranks.corrected for pair in pairs if pair.apart == 1]
    return Dots(
        title=f"From one year to the next, true ranks correlate {decimal(min(values), 1)} to {decimal(max(values), 1)}",
        subtitle=f"Rank correlation of providers’ recovery, corrected for chance, providers with {FEWEST} cases or more",
        alt="Dots with intervals. " + " ".join(f"{pair}: {decimal(pair.ranks.corrected, 2)}." for pair in pairs),
        note="1 is the same order every year, 0 a new order. Years more than one apart are marked in the label.",
        rows=tuple(
            Dot(
                label=f"{pair}" + (f" ({pair.apart} years)" if pair.apart > 1 else ""),
                value=pair.ranks.corrected,
                text=f"{decimal(pair.ranks.corrected, 2)}, {pair.ranks.units} providers",
                low=pair.ranks.low,
                high=pair.ranks.high,
                role=Role.OTHER if pair.apart > 1 else Role.SUBJECT,
            )
            for pair in pairs
        ),
        unit="",
    )


def _table(pairs: Sequence[_Pair]) -> Table:
    return Table(
        name="persistence",
        caption=f"How far the order of organisations by recovery lasts, those with {count(FEWEST)} cases or more",
        columns=(
            Column(key="level", title="Level"),
            Column(key="years", title="Years"),
            Column(key="organisations", title="In both", unit=Unit.COUNT),
            Column(key="observed", title="Correlation seen", unit=Unit.RATIO),
            Column(key="corrected", title="corrected", unit=Unit.RATIO),
            Column(key="low", title="from", unit=Unit.RATIO),
            Column(key="high", title="to", unit=Unit.RATIO),
            Column(key="fifth", title="In an end fifth", unit=Unit.COUNT),
            Column(key="top_stayed", title="Top: again", unit=Unit.COUNT),
            Column(key="bottom_stayed", title="Bottom: again", unit=Unit.COUNT),
            Column(key="top_kept", title="Top: distance kept", unit=Unit.PROPORTION),
            Column(key="bottom_kept", title="Bottom: distance kept", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                pair.level.value,
                str(pair),
                pair.ranks.units,
                pair.ranks.observed,
                pair.ranks.corrected,
                pair.ranks.low,
                pair.ranks.high,
                pair.top.members,
                pair.top.stayed,
                pair.bottom.stayed,
                pair.top.kept,
                pair.bottom.kept,
            )
            for pair in pairs
        ),
    )


_FIFTHS = ("Lowest fifth", "Second", "Middle", "Fourth", "Highest fifth")


def _transitions(pair: _Pair) -> Table:
    return Table(
        name="persistence-fifths",
        caption=f"From fifth to fifth: providers by recovery in {pair.first.period} and {pair.second.period}",
        columns=(
            Column(key="first", title=str(pair.first.period)),
            *(
                Column(
                    key=name.lower().replace(" ", "_"), title=f"{pair.second.period}: {name.lower()}", unit=Unit.COUNT
                )
                for name in _FIFTHS
            ),
        ),
        rows=tuple((name, *row) for name, row in zip(_FIFTHS, pair.fifths, strict=True)),
        note="Chance alone would put a fifth of each row in every column.",
    )
