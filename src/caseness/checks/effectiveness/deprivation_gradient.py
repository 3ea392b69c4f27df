"""Ten groups of areas, from the least to the most deprived: recovery over them, every stage on the way, every year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from caseness.checks.chart import Gradient, GradientGroup
from caseness.checks.effectiveness.comparing import panels
from caseness.checks.estimating import annual_source, share, value_of
from caseness.checks.finding import (
    Answer,
    Cell,
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
from caseness.checks.registry import check
from caseness.checks.stages import Group, Stage, gap, groups, passing
from caseness.sources.published import Published, lacking
from caseness.statistics.inequality import Slope, slope_index
from caseness.vocabulary import TOTAL, Frequency, Level
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.chart import Chart
    from caseness.statistics.decomposition import Decomposition
    from caseness.vocabulary.period import Period

_BREAKDOWN = "indices_of_deprivation_decile"
_MEASURES = ("recovery", "finished_course_treatment", "not_at_caseness")
_STAGES = (Stage.FINISHING, Stage.CASENESS, Stage.RECOVERING, Stage.OF_REFERRED, Stage.RELIABLY, Stage.WORSENING)
_TENTH = 0.1  # of the 32,844 small areas, made to hold about as many people each: English Indices of Deprivation 2019


@dataclass(frozen=True, slots=True)
class _Year:
    """A year's ten groups, least deprived first, and those whose area is not known."""

    period: Period
    tenths: list[Group]
    unknown: list[Group]

    def slope(self, stage: Stage) -> Slope | None:
        """The slope of a stage's share over the ten groups; None where one of them has none."""
        shares = [passing(group, stage) for group in self.tenths]
        known = [e for e in shares if e is not None and e.value is not None and e.denominator]
        if len(known) < len(shares):
            return None
        return slope_index([value_of(e) for e in known], [e.denominator or 0 for e in known])

    @property
    def split(self) -> Decomposition | None:
        """Where the gap in recoveries per referral between the least and the most deprived arises."""
        return gap(self.tenths[0], self.tenths[-1])


@check(chapter=Chapter.EFFECTIVENESS, needs=[Published], order=10)
def deprivation_gradient(published: Published) -> Answer:
    """Does recovery differ between the least and the most deprived areas, and where does the difference arise?"""
    years = _years(published)
    year = years[-1]
    rates = [_recovering(group) for group in year.tenths]
    slope = slope_index([value_of(rate) for rate in rates], [rate.denominator or 0 for rate in rates])
    pooled = share(
        "recovered, of cases who finished, ten groups together",
        sum(rate.numerator or 0 for rate in rates),
        sum(rate.denominator or 0 for rate in rates),
        year.period,
    )
    index = _index("slope index of recovery over deprivation", slope, year.period)
    return Answer(
        short="Deprivation and recovery",
        answer=" ".join(filter(None, (_gradient_words(rates, slope), _split_words(year), _since(years)))),
        verdict=Verdict.DESCRIBED,
        condition="by area of residence; not adjusted",
        estimates=(
            index,
            pooled,
            *rates,
            *(_recovering(group) for group in year.unknown),
            *_slopes(years),
            *_gap(year),
            *_shares(year),
        ),
        figures=_blocks(year, index, rates, pooled),
        charts=_charts(published, year, slope, value_of(pooled)),
        caveats=(
            "People in deprived areas start with higher scores and more other problems, so the same improvement less "
            "often ends below the line.",
            "Deprivation is the area’s, not the person’s.",
            "More referrals do not mean enough: need is greater in deprived areas, and is not in these figures.",
            "Referrals that end early end for many reasons: unsuitable, passed on, declined, or not heard of again.",
            "A new edition of the deprivation indices moves areas between tenths; which edition a year uses is not printed.",
        ),
        method=(
            "Recovered ÷ (finished − not at caseness) in each tenth of areas, and the other stages alike. Slope index of "
            "inequality: regression on cumulative rank, weighted by size (Mackenbach and Kunst 1997); its interval is "
            f"Student’s with eight degrees of freedom. Relative index {slope.ratio:.2f}. The gap between the two end groups "
            "is split over the stages by Shapley values. Referrals and endings of one year are not one cohort."
        ),
        sources=(annual_source(*(y.period for y in years)),),
        tables=(_table(year), _by_year(years)),
    )


def _years(published: Published) -> list[_Year]:
    """Every year with all ten groups, in order."""
    found = []
    for period, printed in groups(published, _BREAKDOWN).items():
        ranked = sorted((g for g in printed if g.category[:2].isdigit()), key=lambda g: g.category)
        if len(ranked) == 10 and all(_recovers(group) for group in ranked):
            found.append(_Year(period, ranked, [g for g in printed if not g.category[:2].isdigit() and _recovers(g)]))
    if not found:
        raise lacking(_MEASURES, Frequency.YEAR, Level.ENGLAND, _BREAKDOWN)
    return found


def _recovers(group: Group) -> bool:
    estimate = passing(group, Stage.RECOVERING)
    return estimate is not None and estimate.value is not None


def _recovering(group: Group) -> Estimate:
    estimate = passing(group, Stage.RECOVERING)
    assert estimate is not None
    return estimate


def _gradient_words(rates: Sequence[Estimate], slope: Slope) -> str:
    values = [value_of(rate) for rate in rates]
    falls = all(a > b for a, b in pairwise(values))
    return (
        f"Recovery {'falls with every step of deprivation' if falls else 'differs by deprivation'}, from "
        f"{percent(values[0])} in the least to {percent(values[-1])} in the most deprived tenth of areas. Over the "
        f"whole scale that is {points(abs(slope.index))} of the recovery rate."
    )


def _split_words(year: _Year) -> str:
    split = year.split
    if split is None:
        return ""
    finishing, _caseness, recovering = split.parts
    return (
        f"Of referrals, {percent(split.first)} and {percent(split.second)} recover: {points(abs(finishing.value))} of that "
        f"gap arise in finishing, {points(abs(recovering.value))} in recovering."
    )


def _since(years: Sequence[_Year]) -> str:
    before = years[0].slope(Stage.RECOVERING) if len(years) > 1 else None
    if before is None:
        return ""
    return f"The slope of recovery was {points(abs(before.index))} in {years[0].period}."


def _slopes(years: Sequence[_Year]) -> list[Estimate]:
    """Slope and relative index of every stage in the latest year, and of recovery in the first."""
    now = [(years[-1], stage) for stage in _STAGES]
    then = [(years[0], Stage.RECOVERING)] if len(years) > 1 else []
    found = [(year, stage, slope) for year, stage in (*now, *then) if (slope := year.slope(stage)) is not None]
    return [
        estimate
        for year, stage, slope in found
        for estimate in (
            _signed(f"slope index over deprivation: {stage.label}", slope, year.period),
            _ratio(f"relative index over deprivation: {stage.label}", slope, year.period),
        )
    ]


def _index(name: str, slope: Slope, year: Period) -> Estimate:
    """The size of the slope in points, positive, with its interval turned the same way."""
    signed = _signed(name, slope, year)
    if slope.index >= 0:
        return signed
    return replace(signed, value=-slope.index, low=-slope.high, high=-slope.low)


def _signed(name: str, slope: Slope, year: Period) -> Estimate:
    """The slope in points; minus where the share is lower in the most deprived areas."""
    return Estimate(
        name=name,
        value=slope.index,
        low=slope.low,
        high=slope.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.PERCENTAGE_POINT,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
        breakdown=_BREAKDOWN,
    )


def _ratio(name: str, slope: Slope, year: Period) -> Estimate:
    return Estimate(
        name=name,
        value=slope.ratio,
        unit=Unit.RATIO,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
        breakdown=_BREAKDOWN,
    )


def _gap(year: _Year) -> list[Estimate]:
    """The gap between the end groups, most minus least deprived, and the stages' parts in it."""
    if year.split is None:
        return []
    named = [
        ("recovered, of referrals: most minus least deprived", year.split.difference),
        *(
            (f"recovered, of referrals: part of the gap arising at “{stage.label}”", part)
            for stage, part in zip(_STAGES[:3], year.split.parts, strict=True)
        ),
    ]
    return [
        Estimate(
            name=name,
            value=part.value,
            low=part.low,
            high=part.high,
            interval=Interval.SAMPLING,
            confidence=0.95,
            unit=Unit.PERCENTAGE_POINT,
            period_start=year.period.start,
            period_end=year.period.end,
            level=Level.ENGLAND,
            breakdown=_BREAKDOWN,
        )
        for name, part in named
    ]


def _shares(year: _Year) -> list[Estimate]:
    """Finishing and recovery of referrals by group, and each group's share of all referrals from known areas."""
    found = [
        e
        for group in (*year.tenths, *year.unknown)
        for stage in (Stage.FINISHING, Stage.OF_REFERRED)
        if (e := passing(group, stage)) is not None
    ]
    return [*found, *_access(year)]


def _access(year: _Year) -> list[Estimate]:
    """Each tenth's share of referrals, of those whose area is known; empty where referrals are not printed."""
    referred = [g.referred.value for g in year.tenths if g.referred is not None and g.referred.value is not None]
    if len(referred) < len(year.tenths):
        return []
    return [
        share(
            "share of referrals from known areas",
            value,
            sum(referred),
            year.period,
            chance=False,
            breakdown=_BREAKDOWN,
            category=group.category,
        )
        for group, value in zip(year.tenths, referred, strict=True)
    ]


def _blocks(year: _Year, index: Estimate, rates: Sequence[Estimate], pooled: Estimate) -> tuple[FigureBlock, ...]:
    values = [value_of(rate) for rate in rates]
    lower = values[-1] < values[0]
    blocks = [
        FigureBlock(
            label="Lower, least to most deprived" if lower else "Higher, least to most deprived",
            estimate=index,
            of_whom=f"slope index of recovery over ten groups, {year.period}; {percent(value_of(pooled))} overall",
            definitions=(min(values[0], values[-1]), max(values[0], values[-1])),
            reference=Reference(value=value_of(pooled), label="England"),
        )
    ]
    least, most = (passing(group, Stage.FINISHING) for group in (year.tenths[0], year.tenths[-1]))
    if least is not None and most is not None:
        blocks.append(
            FigureBlock(
                label="Finished, most deprived tenth",
                estimate=most,
                of_whom=f"of {count(most.denominator or 0)} referrals, {year.period}",
                reference=Reference(value=value_of(least), label="least deprived"),
            )
        )
    if access := _access(year):
        blocks.append(
            FigureBlock(
                label="Referrals from the most deprived tenth",
                estimate=access[-1],
                of_whom=f"of {count(access[-1].denominator or 0)} referrals from known areas, {year.period}",
                reference=Reference(value=_TENTH, label="a tenth of small areas"),
            )
        )
    return tuple(blocks)


def _charts(published: Published, year: _Year, slope: Slope, pooled: float) -> tuple[Chart, ...]:
    gradient = _gradient(year, slope, pooled)
    if year.split is None:
        return (gradient,)
    england = {period: found[0] for period, found in groups(published, TOTAL).items()}
    shares = [value_of(e) for g in (year.tenths[0], year.tenths[-1]) if (e := passing(g, Stage.FINISHING)) is not None]
    return (
        gradient,
        panels(
            title=f"From the least to the most deprived, {percent(shares[0])} to {percent(shares[1])} of referrals finish",
            subtitle=f"Share passing each stage, by deprivation of the area, England {year.period}",
            rows=[(_words(group), group) for group in (*year.tenths, *year.unknown)],
            stages=(Stage.FINISHING, Stage.CASENESS, Stage.RECOVERING, Stage.OF_REFERRED),
            start="referred",
            subject=year.tenths[-1],
            england=england.get(year.period),
        ),
    )


def _words(group: Group) -> str:
    """``1, least``, ``2``, … ``10, most``."""
    if not group.known:
        return "Not known"
    number = int(group.category[:2])
    return f"{number}{ {1: ', least deprived', 10: ', most deprived'}.get(number, '') }"


def _gradient(year: _Year, slope: Slope, pooled: float) -> Gradient:
    shares = [_recovering(group) for group in year.tenths]
    unknown = [_recovering(group) for group in year.unknown]
    total = sum(e.denominator or 0 for e in shares)

    def drawn(e: Estimate) -> GradientGroup:
        assert e.low is not None
        assert e.high is not None
        return GradientGroup(
            label=(e.category or "")[:2].lstrip("0"),
            share=(e.denominator or 0) / total,
            rate=value_of(e),
            low=e.low,
            high=e.high,
        )

    ends = percent(value_of(shares[0])), percent(value_of(shares[-1]))
    return Gradient(
        title=f"From {ends[0]} in the least to {ends[1]} in the most deprived tenth",
        subtitle=f"Recovered, share of finished cases by deprivation of the area, England {year.period}. "
        "Axis from 35% to 65%",
        alt=f"Ten groups in order. Least deprived {ends[0]}, most {ends[1]}. Slope index "
        f"{points(slope.index)} ({points(slope.low)} to {points(slope.high)}). Area not known: "
        f"{count(sum(e.denominator or 0 for e in unknown))} cases.",
        note="Width: share of cases. Line: weighted regression on rank. Apart, as a diamond: area not known.",
        groups=tuple(drawn(e) for e in shares),
        centre=pooled,
        line=(slope.start, slope.end),
        slope_text=f"{points(slope.index)} ({points(slope.low)} to {points(slope.high)})",
        unknown=drawn(unknown[0]) if unknown else None,
    )


def _table(year: _Year) -> Table:
    access = {e.category: e.value for e in _access(year)}

    def row(group: Group) -> tuple[Cell, ...]:
        shares = [passing(group, stage) for stage in _STAGES]
        counts = (group.referred, group.cases, group.recovered)
        return (
            group.category,
            *("[x]" if c is None or c.value is None else c.value for c in counts),
            access.get(group.category, "[x]"),
            *("[x]" if e is None or e.value is None else e.value for e in shares),
        )

    return Table(
        name="deprivation",
        caption=f"Stages of the course by deprivation of the area, England {year.period}",
        columns=(
            Column(key="group", title="Areas"),
            Column(key="referrals", title="Referrals", unit=Unit.COUNT),
            Column(key="cases", title="Finished cases", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="share_of_referrals", title="Share of referrals", unit=Unit.PROPORTION),
            *(Column(key=s.name.lower(), title=s.heading, unit=Unit.PROPORTION) for s in _STAGES),
        ),
        rows=tuple(row(group) for group in (*year.tenths, *year.unknown)),
    )


def _by_year(years: Sequence[_Year]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for year in years:
        for stage in _STAGES:
            slope = year.slope(stage)
            figures = (slope.index, slope.low, slope.high, slope.ratio) if slope else ("[x]",) * 4
            rows.append((str(year.period), stage.label, *figures))
    return Table(
        name="deprivation-by-year",
        caption="Slope and relative index of inequality over deprivation, by year and stage, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="stage", title="Share"),
            Column(key="slope", title="Slope index", unit=Unit.PERCENTAGE_POINT),
            Column(key="low", title="from", unit=Unit.PERCENTAGE_POINT),
            Column(key="high", title="to", unit=Unit.PERCENTAGE_POINT),
            Column(key="ratio", title="Relative index", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="Minus: lower in the most deprived areas. Referrals by area are not printed before 2017/18.",
    )
