"""The printed effect sizes against the printed means and standard deviations: which deviation is it divided by?

An effect size is the change in the mean, from first to last score, over a standard deviation. Each candidate deviation
gives limits, as every figure is rounded; a printed effect size agrees if its own limits overlap them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, share, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.therapies import BREAKDOWN, PUBLICATION, SCALES
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import Period
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_SLACK = 1e-9  # what binary arithmetic may add to a limit
_OWN, _ENGLAND = "start_sd", "england_sd"
_LIMITS = {"": "value", "_lower": "lower", "_upper": "upper"}  # of each figure: the end of our name, and the column
_DEVIATIONS = {
    _OWN: "own, at the start",
    "end_sd": "own, at the end",
    "pooled_sd": "own, start and end pooled",
    _ENGLAND: "England’s, at the start",
}


@dataclass(frozen=True, slots=True)
class _Agreement:
    """Of so many printed effect sizes how many agree with each deviation, at one level on one questionnaire."""

    level: Level
    scale: str
    printed: float
    agree: dict[str, float]
    to_the_digit: float


@check(chapter=Chapter.EFFECTIVENESS, needs=[Published], order=30)
def effect_sizes_recomputed(published: Published) -> Answer:
    """Which standard deviation gives the printed effect sizes?"""
    rows = published.fetch(_agreements(published))
    found = [_agreement(row) for row in rows if row["printed"]]
    if not any(a.level is Level.ENGLAND for a in found):
        raise lacking(["phq9", "gad7", "wsas"], Frequency.YEAR, Level.ENGLAND, BREAKDOWN)
    periods = [Period(min(row["first"] for row in rows), max(row["last"] for row in rows))]
    england = {deviation: _share(found, Level.ENGLAND, deviation) for deviation in list(_DEVIATIONS)[:3]}
    providers = {
        d: _share(found, Level.PROVIDER, d) for d in _DEVIATIONS if any(a.level is Level.PROVIDER for a in found)
    }
    best = max(england, key=lambda d: value_of(england[d]))
    everywhere = value_of(england[_OWN]) == 1 and (not providers or value_of(providers[_ENGLAND]) == 1)
    own = england[_OWN]
    return Answer(
        short="Effect sizes recomputed",
        answer=(
            f"Of {count(own.denominator or 0)} effect sizes printed for England, {_of(own)} follow within rounding from the "
            f"standard deviation at the start; {percent(value_of(england['end_sd']))} follow from that at the end."
            + _providers(providers)
        ),
        verdict=Verdict.HOLDS if everywhere else Verdict.IN_PART if value_of(own) > 0.5 else Verdict.DOES_NOT_HOLD,
        condition="divided by England’s deviation at the start, also for providers"
        if providers and everywhere
        else f"England: the deviation {_DEVIATIONS[best].removeprefix('own, ')} fits best",
        estimates=(*england.values(), *providers.values(), _digit(found)),
        figures=tuple(_blocks(england[_OWN], providers)),
        charts=(_chart(england, providers),),
        caveats=(
            "All printed figures are rounded to one decimal, so the last digit of an effect size cannot be rebuilt each time.",
            "One deviation for all makes providers comparable; a provider’s own may be narrower where few were treated.",
            "An effect size from start to end has no control group: unlike those of trials it holds change without treatment.",
            "Where everybody scored alike, the deviation is 0 and nothing can be recomputed; these are left out.",
        ),
        method=(
            "(Mean at start − mean at end) ÷ deviation, with the limits that one printed decimal leaves to each; agreement "
            "is an overlap with the limits of the printed effect size. The definitions of 2024/25 name England’s deviation "
            "at the start. Providers: the same problem, therapy and year of England."
        ),
        sources=(annual_source(*periods), "NHS England, definitions of annual measures 2024/25: EffectSize"),
        tables=(_table(found),),
    )


def _agreements(published: Published) -> ir.Table:
    """One row per level and questionnaire: effect sizes that can be recomputed, and how many agree with each deviation."""
    scores = _scores(published)
    england = scores.filter(_.level == Level.ENGLAND.value).select(
        "period_start", "category", "scale", **_deviation("start_sd", _ENGLAND)
    )
    cells = scores.inner_join(england, ["period_start", "category", "scale"])
    digit = ((cells.start - cells.end) / cells[_ENGLAND]).round(1) - cells.effect
    return (
        cells.group_by("level", "scale")
        .aggregate(
            printed=cells.count(),
            first=cells.period_start.min(),
            last=cells.period_end.max(),
            to_the_digit=(digit.abs() < _SLACK).sum(),
            **{deviation: _agrees(cells, deviation).sum() for deviation in _DEVIATIONS},
        )
        .order_by("level", "scale")
    )


def _scores(published: Published) -> ir.Table:
    """One row per level, period, organisation, category and questionnaire, with all five figures and their limits."""
    parts = {
        "start": ("_start", Statistic.MEAN),
        "end": ("_end", Statistic.MEAN),
        "start_sd": ("_start", Statistic.STANDARD_DEVIATION),
        "end_sd": ("_end", Statistic.STANDARD_DEVIATION),
        "effect": ("", Statistic.EFFECT_SIZE),
    }
    rows = published.figures.filter(
        _.publication == PUBLICATION,
        _.frequency == Frequency.YEAR.value,
        _.breakdown == BREAKDOWN,
        _.level.isin([Level.ENGLAND.value, Level.PROVIDER.value]),
        _.measure.isin([f"{scale}{end}" for scale in SCALES for end in ("", "_start", "_end")]),
    ).mutate(scale=_.measure.split("_")[0])
    figures = {
        f"{name}{end}": _[column].max(where=(_.measure == _.scale + suffix) & (_.statistic == statistic.value))
        for name, (suffix, statistic) in parts.items()
        for end, column in _LIMITS.items()
    }
    scores = rows.group_by("level", "period_start", "period_end", "org_code", "category", "scale").aggregate(**figures)
    known = scores.filter(*(_[f"{name}_lower"].notnull() for name in parts), _.start_sd_lower > 0, _.end_sd_lower > 0)
    pooled = {f"pooled_sd{end}": ((_[f"start_sd{end}"] ** 2 + _[f"end_sd{end}"] ** 2) / 2).sqrt() for end in _LIMITS}
    return known.mutate(**pooled)


def _deviation(given: str, name: str) -> dict[str, str]:
    return {f"{name}{end}": f"{given}{end}" for end in _LIMITS}


def _agrees(cells: ir.Table, deviation: str) -> ir.BooleanValue:
    """Whether the limits of change ÷ deviation and of the printed effect size overlap."""
    least, most = cells.start_lower - cells.end_upper, cells.start_upper - cells.end_lower
    narrow, wide = cells[f"{deviation}_lower"], cells[f"{deviation}_upper"]
    low = ibis.least(least / narrow, least / wide)
    high = ibis.greatest(most / narrow, most / wide)
    agrees: ir.BooleanValue = (low <= cells.effect_upper + _SLACK) & (high >= cells.effect_lower - _SLACK)
    return agrees


def _agreement(row: Row) -> _Agreement:
    agree = {deviation: row[deviation] for deviation in _DEVIATIONS}
    return _Agreement(Level(row["level"]), row["scale"], row["printed"], agree, row["to_the_digit"])


def _share(found: list[_Agreement], level: Level, deviation: str) -> Estimate:
    here = [a for a in found if a.level is level]
    agree = sum(a.agree[deviation] for a in here)
    name = f"printed effect sizes that follow from the deviation {_DEVIATIONS[deviation]}"
    return share(name, agree, sum(a.printed for a in here), level=level, chance=False, breakdown=BREAKDOWN)


def _digit(found: list[_Agreement]) -> Estimate:
    here = [a for a in found if a.level is Level.ENGLAND]
    return share(
        "printed effect sizes that the printed figures give to the last digit",
        sum(a.to_the_digit for a in here),
        sum(a.printed for a in here),
        chance=False,
        breakdown=BREAKDOWN,
    )


def _of(estimate: Estimate) -> str:
    return "all" if estimate.value == 1 else count(estimate.numerator or 0)


def _providers(shares: dict[str, Estimate]) -> str:
    if not shares:
        return ""
    england, own = shares[_ENGLAND], shares[_OWN]
    return (
        f" Of {count(own.denominator or 0)} for providers, {_of(england)} follow from England’s deviation, "
        f"{percent(value_of(own))} from the provider’s own."
    )


def _blocks(england: Estimate, providers: dict[str, Estimate]) -> list[FigureBlock]:
    blocks = [
        FigureBlock(
            label="England: follow from its deviation at the start",
            estimate=england,
            of_whom=f"of {count(england.denominator or 0)} printed effect sizes",
        )
    ]
    if providers:
        blocks += [
            FigureBlock(
                label=f"Providers: follow from the deviation {words}",
                estimate=providers[deviation],
                of_whom=f"of {count(providers[deviation].denominator or 0)} printed effect sizes",
            )
            for deviation, words in ((_ENGLAND, "of England"), (_OWN, "of their own"))
        ]
    return blocks


def _chart(england: dict[str, Estimate], providers: dict[str, Estimate]) -> Dots:
    groups = (("England", england, _OWN, Role.NATION), ("Providers", providers, _ENGLAND, Role.SUBJECT))
    rows = tuple(
        Dot(
            label=_DEVIATIONS[deviation],
            group=f"{name}, deviation:",
            value=value_of(estimate),
            text=percent(value_of(estimate)),
            role=role if deviation == fits else Role.OTHER,
        )
        for name, shares, fits, role in groups
        for deviation, estimate in shares.items()
    )
    return Dots(
        title=f"Over England’s deviation at the start, {percent(value_of(england[_OWN]))} of its effect sizes are reproduced",
        subtitle="Share of printed effect sizes that follow within rounding, by the deviation divided by",
        alt="Dot plot. " + "; ".join(f"{row.group} {row.label} {row.text}" for row in rows) + ".",
        rows=rows,
    )


def _table(found: list[_Agreement]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (a.level.value, SCALES[a.scale], a.printed, *(a.agree[d] for d in _DEVIATIONS), a.to_the_digit) for a in found
    ]
    return Table(
        name="effect-sizes-recomputed",
        caption=f"Printed effect sizes on {listed(list(SCALES.values()))} that follow from each deviation, within rounding",
        columns=(
            Column(key="level", title="Level"),
            Column(key="scale", title="Questionnaire"),
            Column(key="printed", title="Printed", unit=Unit.COUNT),
            *(Column(key=key, title=words.capitalize(), unit=Unit.COUNT) for key, words in _DEVIATIONS.items()),
            Column(key="to_the_digit", title="To the last digit", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
    )
