"""One answer for every breakdown: how groups fare along the stages of a course, and where the widest gap arises.

A check names its `Comparison` – the breakdown, the groups, the caveats of its own – and `compared` makes the answer. The
others are set against the largest group, unless the comparison names another; the answer tells the widest gap, the tables
give all.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING

from scipy.stats import norm

from caseness.checks.chart import OverTime, Role, Series, StageCell, StageRow, Stages
from caseness.checks.estimating import (
    BREAK_NOTE,
    annual_source,
    series_breaks,
    share,
    tally,
    value_of,
    year_labels,
)
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
from caseness.checks.stages import FEWEST, Group, Stage, followed, gap, groups, passing
from caseness.sources.published import lacking
from caseness.statistics.funnel import benjamini_hochberg, two_sided_p
from caseness.vocabulary import TOTAL, Frequency, Level
from caseness.wording import count, decimal, listed, percent, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from caseness.checks.stages import Count
    from caseness.sources.published import Published
    from caseness.statistics.decomposition import Decomposition, Part
    from caseness.vocabulary.period import Period

CHAPTER = Chapter.EFFECTIVENESS
_MANY = 1000  # entrants; a smaller group is shown, but its gap is not the one the answer tells
_SHOWN = {
    "referred": (Stage.FINISHING, Stage.CASENESS, Stage.RECOVERING),
    "finished": (Stage.CASENESS, Stage.RECOVERING),
}
_ASKED_LATER = 1.1  # a group is called recorded later where this many times as many referrals as courses lack it
_WORDS = {
    Stage.FINISHING: "in finishing",
    Stage.CASENESS: "in being a case",
    Stage.RECOVERING: "in recovering",
}
_END = {"referred": Stage.OF_REFERRED, "finished": Stage.OF_FINISHED}
_ENTRANTS = {"referred": "referrals", "finished": "finished courses"}
_OUTCOMES = (Stage.IMPROVING, Stage.RELIABLY, Stage.WORSENING)
_STAGES_NOTE = "Each line runs from 0 to 100%. Upright line: England. Hollow dot: fewer than 20 counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared: a ``breakdown``, and which of its categories as which groups, in the order shown.

    ``short`` labels the finding and ``by`` ends "by …". ``names`` gives categories the words for prose; those not named
    in it are in the tables only. ``start`` is where the stages begin: ``finished`` where the group is recorded only later
    than the referral. ``against`` is the category the others are set against; the largest where it is blank.
    ``settles`` are the claims it bears on.
    """

    breakdown: str
    short: str
    by: str
    caveats: tuple[str, ...]
    names: Mapping[str, str]
    start: str = "referred"
    against: str = ""
    settles: tuple[str, ...] = ()

    def name(self, group: Group) -> str:
        """The group in the words of prose."""
        return self.names.get(group.category, group.category if group.known else "Not known")

    @property
    def shown(self) -> tuple[Stage, ...]:
        """The stages of the decomposition."""
        return _SHOWN[self.start]

    @property
    def end(self) -> Stage:
        """The share the stages multiply to."""
        return _END[self.start]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A group against the largest one, and where their gap arises."""

    group: Group
    against: Group
    split: Decomposition


@dataclass(frozen=True, slots=True)
class _Year:
    """A year's groups: those compared, those without a recorded group, and everything printed."""

    period: Period
    compared: list[Group]
    unknown: list[Group]
    printed: list[Group]
    england: Group | None


def compared(published: Published, comparison: Comparison) -> Answer:
    """The answer for one breakdown. Raises `CannotRun` where no two groups can be compared."""
    years = _years(published, comparison)
    pairs = _pairs(years[-1].compared, comparison) if years else []
    if not pairs:
        raise lacking(
            ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery"),
            Frequency.YEAR,
            Level.ENGLAND,
            comparison.breakdown,
        )
    year = years[-1]
    widest = _widest(pairs)
    beyond, tried = _beyond_chance(pairs)
    return Answer(
        short=comparison.short,
        answer=_answer(comparison, year, widest),
        verdict=Verdict.DESCRIBED,
        condition=f"{beyond} of {tried} differences from “{comparison.name(widest.against)}” beyond chance",
        estimates=(
            *_gap_estimates(comparison, widest, year.period),
            tally("differences from the group compared with, by stage", tried, year.period),
            tally("differences from the group compared with, beyond chance", beyond, year.period),
            *_recorded(comparison, year),
            *_access(comparison, year),
            *_shares(comparison, [*year.compared, *year.unknown]),
        ),
        figures=_blocks(comparison, widest, year.period),
        charts=(_panels(comparison, year, widest), *_over_time(comparison, years, widest)),
        caveats=_caveats(comparison, year),
        method=_method(comparison, widest, beyond, tried),
        sources=(annual_source(*(y.period for y in years)),),
        tables=(
            _group_table(comparison, year),
            _gap_table(comparison, pairs),
            _gap_by_year(comparison, years, widest),
            _all_years(comparison, years),
        ),
        settles=comparison.settles,
    )


def _years(published: Published, comparison: Comparison) -> list[_Year]:
    """The years in which groups can be followed through every stage, in order."""
    england = {period: found[0] for period, found in groups(published, TOTAL).items()}
    years = []
    for period, printed in groups(published, comparison.breakdown).items():
        order = list(comparison.names)
        wanted = sorted((g for g in printed if g.category in order), key=lambda g: order.index(g.category))
        if sum(followed(group, comparison.start) for group in wanted) > 1:
            unknown = [g for g in printed if not g.known]
            years.append(_Year(period, wanted, unknown, printed, england.get(period)))
    return years


def _pairs(found: Sequence[Group], comparison: Comparison) -> list[_Pair]:
    """Every group that can be followed, against the largest or the one named."""
    named = [group for group in found if group.category == comparison.against]
    against = max(named or found, key=lambda group: _entrants(group, comparison.start))
    splits = [(group, gap(against, group, comparison.start)) for group in found if group is not against]
    return [_Pair(group, against, split) for group, split in splits if split is not None]


def _entrants(group: Group, start: str) -> float:
    entrants: Count | None = getattr(group, start)
    return (entrants.value or 0) if entrants else 0


def _widest(pairs: Sequence[_Pair]) -> _Pair:
    """The widest gap of a group that is not small; where all are small, of any."""
    large = [pair for pair in pairs if min(_largest_count(pair.group), _largest_count(pair.against)) >= _MANY]
    return max(large or pairs, key=lambda pair: abs(pair.split.difference.value))


def _largest_count(group: Group) -> float:
    return max(_entrants(group, "referred"), _entrants(group, "finished"))


def _beyond_chance(pairs: Iterable[_Pair]) -> tuple[int, int]:
    """How many of the stages' ratios differ from 1 at a false discovery rate of 5%, and how many were tried."""
    z = [_z(ratio) for pair in pairs for ratio in pair.split.ratios if ratio.high > ratio.low]
    return int(benjamini_hochberg(two_sided_p(z)).sum()) if z else 0, len(z)


def _z(ratio: Part) -> float:
    """How many standard errors a ratio lies from 1, on the log scale of its 95% interval."""
    error = (log(ratio.high) - log(ratio.low)) / (2 * float(norm.ppf(0.975)))
    return log(ratio.value) / error


def _answer(comparison: Comparison, year: _Year, widest: _Pair) -> str:
    split = widest.split
    parts = [f"{_signed(split, part)} {_WORDS[s]}" for s, part in zip(comparison.shown, split.parts, strict=True)]
    parts[0] = parts[0].replace(" ", " arise ", 1)
    return (
        f"Of {_ENTRANTS[comparison.start]} in the group “{comparison.name(widest.group)}”, {percent(split.second)} are "
        f"recorded as recovered in {year.period}; in “{comparison.name(widest.against)}” {percent(split.first)}. "
        f"Of this gap of {points(abs(split.difference.value))}, {listed(parts)}."
    )


def _signed(split: Decomposition, part: Part) -> str:
    """A part in points, positive where it widens the gap."""
    return decimal(100 * part.value * (1 if split.difference.value > 0 else -1), 1)


def _gap_estimates(comparison: Comparison, widest: _Pair, period: Period) -> list[Estimate]:
    """The widest gap and its parts, signed as group minus the one compared with, and its ratio."""
    named = [
        (f"{comparison.end.label}: gap to the group compared with", widest.split.difference),
        *(
            (f"{comparison.end.label}: part of the gap arising {_WORDS[stage]}", part)
            for stage, part in zip(comparison.shown, widest.split.parts, strict=True)
        ),
    ]
    return [
        *(_part(name, part, Unit.PERCENTAGE_POINT, widest.group, period) for name, part in named),
        _part(
            f"{comparison.end.label}: ratio to the group compared with",
            widest.split.ratio,
            Unit.RATIO,
            widest.group,
            period,
        ),
    ]


def _part(name: str, part: Part, unit: Unit, group: Group, period: Period) -> Estimate:
    return Estimate(
        name=name,
        value=part.value,
        low=part.low,
        high=part.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=unit,
        period_start=period.start,
        period_end=period.end,
        level=Level.ENGLAND,
        breakdown=group.breakdown,
        category=group.category,
    )


def _recorded(comparison: Comparison, year: _Year) -> list[Estimate]:
    """How many have no recorded group, at the start and at the end of the course."""
    return [
        estimate
        for name, words in (("referred", "referrals"), ("finished", "finished courses"))
        if (estimate := _unrecorded(comparison, year, name, words)) is not None
    ]


def _unrecorded(comparison: Comparison, year: _Year, name: str, words: str) -> Estimate | None:
    total = _entrants(year.england, name) if year.england else 0
    unknown = sum(_entrants(group, name) for group in year.unknown)
    if not total or not year.unknown:
        return None
    return share(
        f"group not known, of {words}", unknown, total, year.period, chance=False, breakdown=comparison.breakdown
    )


def _access(comparison: Comparison, year: _Year) -> list[Estimate]:
    """Each group's share of all referrals; empty where the stages begin later or England's referrals are not printed."""
    total = _entrants(year.england, "referred") if year.england else 0
    if not total or comparison.start != "referred":
        return []
    return [
        share(
            "share of all referrals",
            _entrants(group, "referred"),
            total,
            year.period,
            chance=False,
            breakdown=comparison.breakdown,
            category=group.category,
        )
        for group in (*year.compared, *year.unknown)
    ]


def _shares(comparison: Comparison, found: Iterable[Group]) -> list[Estimate]:
    stages = (*comparison.shown, comparison.end, *_OUTCOMES)
    return [estimate for g in found for s in stages if (estimate := passing(g, s)) is not None]


def _blocks(comparison: Comparison, widest: _Pair, period: Period) -> tuple[FigureBlock, ...]:
    name = comparison.name(widest.group)
    found = []
    for stage in (comparison.end, comparison.shown[0], Stage.RECOVERING):
        here, there = passing(widest.group, stage), passing(widest.against, stage)
        if here is not None and there is not None:
            found.append(
                FigureBlock(
                    label=stage.heading,
                    estimate=here,
                    of_whom=f"of {count(here.denominator or 0)}, group “{name}”, {period}",
                    reference=Reference(value=value_of(there), label=comparison.name(widest.against)),
                )
            )
    return tuple(found)


def _panels(comparison: Comparison, year: _Year, widest: _Pair) -> Stages:
    lowest, highest = _ends([passing(group, Stage.RECOVERING) for group in year.compared])
    return panels(
        title=f"Of cases who finish, {percent(lowest)} to {percent(highest)} are recorded as recovered, {comparison.by}",
        subtitle=f"Share passing each stage, {comparison.by}, England {year.period}",
        rows=[(comparison.name(group), group) for group in (*year.compared, *year.unknown)],
        stages=(*comparison.shown, comparison.end),
        start=comparison.start,
        subject=widest.group,
        england=year.england,
    )


def panels(
    *,
    title: str,
    subtitle: str,
    rows: Iterable[tuple[str, Group]],
    stages: Sequence[Stage],
    start: str,
    subject: Group | None,
    england: Group | None,
) -> Stages:
    """Named groups along ``stages``, with their size at ``start`` and England's line; those not known set apart."""
    drawn = [
        StageRow(
            label=name,
            sublabel=f"{count(_entrants(group, start))} {_ENTRANTS[start]}",
            cells=tuple(stage_cell(group, stage) for stage in stages),
            role=Role.SUBJECT if group is subject else Role.OTHER,
            apart=not group.known,
        )
        for name, group in rows
    ]
    means = [passing(england, stage) if england else None for stage in stages]
    at = list(stages).index(Stage.RECOVERING)
    return Stages(
        title=title,
        subtitle=subtitle,
        alt="Strips from 0 to 100%, a row per group. Recovered, of cases who finished: "
        + "; ".join(f"{row.label} {row.cells[at].text}" for row in drawn)
        + ".",
        note=_STAGES_NOTE,
        stages=tuple(stage.heading for stage in stages),
        england=tuple(None if mean is None else mean.value for mean in means),
        rows=tuple(drawn),
    )


def _ends(estimates: Iterable[Estimate | None]) -> tuple[float, float]:
    """The lowest and the highest share among those of 20 or more."""
    values = [
        value_of(e) for e in estimates if e is not None and e.value is not None and (e.denominator or 0) >= FEWEST
    ]
    return min(values), max(values)


def stage_cell(group: Group, stage: Stage) -> StageCell:
    """A group's share at a stage as a cell of the panels."""
    estimate = passing(group, stage)
    if estimate is None:
        return StageCell(value=None, text="[x]")
    if estimate.value is None:
        return StageCell(value=None, text="[c]", low=estimate.low, high=estimate.high)
    few = (estimate.denominator or 0) < FEWEST
    text = (
        f"{count(estimate.numerator or 0)} of {count(estimate.denominator or 0)}"
        if few
        else percent(estimate.value, estimate.denominator)
    )
    return StageCell(value=min(1.0, estimate.value), text=text, low=estimate.low, high=estimate.high, hollow=few)


def _over_time(comparison: Comparison, years: Sequence[_Year], widest: _Pair) -> tuple[OverTime, ...]:
    """The two ends of the widest gap by year; nothing where they are in one year only."""
    both = {widest.group.category, widest.against.category}
    drawn = [year for year in years if both & {group.category for group in year.compared}]
    if len(drawn) < 2:
        return ()
    labels = year_labels([year.period for year in drawn])
    lines = [(_line(comparison, drawn, labels, group.category), group) for group in (widest.against, widest.group)]
    known = [value for values, _group in lines for value in values if value is not None]
    top = min(1.0, ceil(max(known) * 10 + 0.5) / 10)
    entrants = _ENTRANTS[comparison.start]
    names = [comparison.name(group) for _values, group in lines]
    return (
        OverTime(
            title=f"Recovered, of {entrants}: “{names[1]}” and “{names[0]}” by year",
            subtitle=f"Recorded as recovered, share of {entrants}, England by year. Axis from 0% to {percent(top, decimals=0)}",
            alt="Lines by year. "
            + " ".join(
                f"{name}: " + ", ".join("not at hand" if v is None else percent(v) for v in values) + "."
                for name, (values, _group) in zip(names, lines, strict=True)
            ),
            note="Ratios of totals of the same year."
            + (f" {BREAK_NOTE}" if series_breaks(labels) else "")
            + (" [x] figures not at hand." if any(None in v for v, _g in lines) else ""),
            periods=tuple(labels),
            series=tuple(
                Series(name=name, role=role, values=tuple(values))
                for name, role, (values, _group) in zip(names, (Role.OTHER, Role.SUBJECT), lines, strict=True)
            ),
            domain=(0.0, top),
            breaks=series_breaks(labels),
        ),
    )


def _line(comparison: Comparison, years: Sequence[_Year], labels: Sequence[str], category: str) -> list[float | None]:
    values: dict[str, float | None] = {}
    for year in years:
        group = next((g for g in year.compared if g.category == category), None)
        estimate = passing(group, comparison.end) if group else None
        values[str(year.period)] = estimate.value if estimate else None
    return [values.get(label) for label in labels]


def _caveats(comparison: Comparison, year: _Year) -> tuple[str, ...]:
    early = _recorded(comparison, year)
    found = [*comparison.caveats]
    if len(early) == 2:
        found.append(_not_known(comparison, value_of(early[0]), value_of(early[1])))
    if overlap := _overlap(comparison, year):
        found.append(overlap)
    return (
        *found,
        "Nothing is adjusted: groups differ in age, area, severity, problem and treatment, and these overlap.",
        "Who gets in cannot be told from shares of referrals. The least that would: census counts of adults in each group, "
        "and a survey of how many of each need help.",
    )


def _not_known(comparison: Comparison, referred: float, finished: float) -> str:
    """How many have no recorded group, and what that does to finishing where more of them leave early."""
    shares = f"The group is not known for {percent(referred)} of referrals and {percent(finished)} of finished courses"
    if comparison.start != "referred" or referred <= finished * _ASKED_LATER:
        return f"{shares}; were they added, any group could change."
    return (
        f"{shares}: those who leave early are less often asked. Finishing then looks higher in every recorded group; ratios "
        "between groups hold only if the rest are spread as the recorded are."
    )


def _overlap(comparison: Comparison, year: _Year) -> str:
    """Said where the groups' finished courses add up to more than all, as when one course has two groups."""
    parts = (*year.compared, *year.unknown)
    together, whole = (
        sum(_entrants(g, "finished") for g in parts),
        _entrants(year.england, "finished") if year.england else 0,
    )
    if not whole or together <= whole * 1.001:
        return ""
    return (
        f"Groups overlap: their finished courses add to {percent(together / whole)} of all, as some are recorded in more "
        "than one."
    )


def _method(comparison: Comparison, widest: _Pair, beyond: int, tried: int) -> str:
    stages = "; ".join(stage.label for stage in comparison.shown)
    return (
        f"Shares by group: {stages}. Cases are finished − not at caseness. The product of these shares is the share "
        f"recovered of {_ENTRANTS[comparison.start]}. The gap is split by Shapley values: what exchanging one group’s share "
        "of a stage for the other’s adds, averaged over every order, so that the parts add up (Shorrocks 2013). Intervals: "
        "chance, stage by stage binomial, 95%. Referrals and endings of one year are not one cohort. Multiplicity: "
        f"{tried} ratios to “{comparison.name(widest.against)}” were tried; {beyond} differ from 1 at a false discovery rate "
        f"of 5% (Benjamini–Hochberg). The answer tells the widest gap among groups of {count(_MANY)} or more. Below "
        f"{FEWEST} counted, no rate."
    )


def _group_table(comparison: Comparison, year: _Year) -> Table:
    stages = (*comparison.shown, comparison.end, *_OUTCOMES)
    access = {e.category: e.value for e in _access(comparison, year)}
    rows = [
        (_full_name(comparison, g), *_counts(g), access.get(g.category, "[z]"), *(_rate(g, stage) for stage in stages))
        for g in year.printed
    ]
    return Table(
        name=f"groups-{comparison.breakdown.replace('_', '-')}",
        caption=f"Stages of the course {comparison.by}, England {year.period}",
        columns=(
            Column(key="group", title="Group"),
            *_COUNT_COLUMNS,
            Column(key="share_of_referrals", title="Share of referrals", unit=Unit.PROPORTION),
            *map(_rate_column, stages),
        ),
        rows=tuple(rows),
        note="Groups as published; some are parts of others. Share of referrals: of the groups compared.",
    )


def _gap_table(comparison: Comparison, pairs: Sequence[_Pair]) -> Table:
    return Table(
        name=f"gaps-{comparison.breakdown.replace('_', '-')}",
        caption=f"{comparison.end.heading}: gap to “{comparison.name(pairs[0].against)}”, and where it arises",
        columns=(Column(key="group", title="Group"), *_gap_columns(comparison)),
        rows=tuple((comparison.name(pair.group), *_gap_cells(pair.split)) for pair in pairs),
        note="Points; minus is below that group. The stages’ parts add up to the gap.",
    )


def _gap_by_year(comparison: Comparison, years: Sequence[_Year], widest: _Pair) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for year in years:
        by_category = {g.category: g for g in year.compared}
        here, there = (by_category.get(g.category) for g in (widest.group, widest.against))
        split = gap(there, here, comparison.start) if here and there else None
        cells = _gap_cells(split) if split else ("[x]",) * len(_gap_columns(comparison))
        rows.append((str(year.period), *cells))
    return Table(
        name=f"gap-by-year-{comparison.breakdown.replace('_', '-')}",
        caption=f"The gap between “{comparison.name(widest.group)}” and “{comparison.name(widest.against)}” by year",
        columns=(Column(key="year", title="Year"), *_gap_columns(comparison)),
        rows=tuple(rows),
        note="Points. [x] where the year has other groups.",
    )


def _all_years(comparison: Comparison, years: Sequence[_Year]) -> Table:
    stages = (*comparison.shown, comparison.end, *_OUTCOMES)
    return Table(
        name=f"stages-{comparison.breakdown.replace('_', '-')}",
        caption=f"Stages of the course {comparison.by} and year, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="group", title="Group"),
            *_COUNT_COLUMNS,
            *map(_rate_column, stages),
        ),
        rows=tuple(
            (str(year.period), _full_name(comparison, g), *_counts(g), *(_rate(g, stage) for stage in stages))
            for year in years
            for g in year.printed
        ),
    )


_COUNT_COLUMNS = (
    Column(key="referrals", title="Referrals", unit=Unit.COUNT),
    Column(key="finished", title="Finished", unit=Unit.COUNT),
    Column(key="cases", title="Cases", unit=Unit.COUNT),
    Column(key="recovered", title="Recovered", unit=Unit.COUNT),
)


def _full_name(comparison: Comparison, group: Group) -> str:
    """The published category, or its words where it has some."""
    return comparison.names.get(group.category, group.category)


def _counts(group: Group) -> tuple[Cell, ...]:
    return tuple(
        "[x]" if c is None else "[c]" if c.value is None else c.value
        for c in (group.referred, group.finished, group.cases, group.recovered)
    )


def _rate(group: Group, stage: Stage) -> Cell:
    estimate = passing(group, stage)
    if estimate is None:
        return "[x]"
    if estimate.value is None:
        return "[c]"
    return estimate.value if (estimate.denominator or 0) >= FEWEST else "[u]"


def _rate_column(stage: Stage) -> Column:
    return Column(key=stage.name.lower(), title=stage.heading, unit=Unit.PROPORTION)


def _gap_columns(comparison: Comparison) -> tuple[Column, ...]:
    return (
        Column(key="gap", title="Gap", unit=Unit.PERCENTAGE_POINT),
        Column(key="gap_low", title="from", unit=Unit.PERCENTAGE_POINT),
        Column(key="gap_high", title="to", unit=Unit.PERCENTAGE_POINT),
        *(
            Column(key=stage.name.lower(), title=_WORDS[stage].capitalize(), unit=Unit.PERCENTAGE_POINT)
            for stage in comparison.shown
        ),
        Column(key="ratio", title="Ratio", unit=Unit.RATIO),
    )


def _gap_cells(split: Decomposition) -> tuple[Cell, ...]:
    difference = split.difference
    return (difference.value, difference.low, difference.high, *(p.value for p in split.parts), split.ratio.value)
