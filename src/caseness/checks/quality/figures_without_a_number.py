"""Which printed figures hold no number: suppressed, missing or not applying, by publication, measure, level and year.

A cell without a number is compared with England's cell for the same figure. Where England has none either, the figure
is made for nobody. Where England has one, the cell keeps something from the reader.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import TileRow, Tiles
from caseness.checks.estimating import annual_source, monthly_source, share, tally, year_begun
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Level, Mark, Statistic, title
from caseness.vocabulary.period import Period, financial_year, year_of
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_FIGURE = ("publication", "period_start", "breakdown", "category", "measure", "statistic")
_HALF = 0.5
_YEARS_DRAWN = 8
_DRAWN = (
    "referrals_received",
    "accessing_services",
    "finished_course_treatment",
    "recovery",
    "reliable_recovery",
    "not_at_caseness",
    "reliable_deterioration",
    "ended_deceased_treated",
)


@dataclass(frozen=True, slots=True)
class _Group:
    """The cells of one publication, level and year that England has a number for."""

    publication: str
    level: str
    year: int
    cells: int
    numbers: int

    @property
    def share(self) -> float:
        return 1 - self.numbers / self.cells

    @property
    def label(self) -> str:
        return f"{_publication(self.publication)}, {_level(self.level)}"


@check(chapter=Chapter.QUALITY, needs=[Published], order=12)
def figures_without_a_number(published: Published) -> Answer:
    """How many printed figures hold no number, by measure, level and year?"""
    by_measure = _by_measure(published)
    by_level = _by_level(by_measure)
    groups = [_group(row) for row in by_level if row["level"] != Level.ENGLAND.value and _keeps_blanks(row)]
    if not groups:
        raise CannotRun(
            "no figures below England, with and without a number, beside England’s own",
            settled_by="the official statistics by provider or area, as published",
        )
    leading = _leading(groups)
    span = year_of(leading.year)
    kept_back = _estimate(leading)
    measures = [r for r in by_measure if (r["publication"], r["level"], r["year"]) == _place(leading)]
    mostly = [r for r in measures if r["with_england"] - r["numbers"] > _HALF * r["with_england"]]
    nobody = sum(r["cells"] - r["with_england"] for r in by_level)
    printed = sum(r["cells"] for r in by_level)
    return Answer(
        short="Figures without a number",
        answer=(
            f"In {span}, {percent(leading.share)} of {count(leading.cells)} {_words(leading)} figures hold no number where "
            f"England has one. For {count(len(mostly))} of {count(len(measures))} measures that is more than half. Over all "
            f"files, {count(nobody)} of {count(printed)} cells are made for nobody: England has no number either."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{percent(leading.share)} of {_words(leading)} figures, {span}",
        estimates=(
            kept_back,
            tally("measures printed", len(measures), span, level=Level(leading.level)),
            tally("measures without a number for more than half", len(mostly), span, level=Level(leading.level)),
            tally("cells for which England has no number either", nobody, level=None),
            tally("cells printed", printed, level=None),
            *(_estimate(g) for g in groups if g is not leading),
        ),
        figures=tuple(
            FigureBlock(
                label=f"{g.label}: no number",
                estimate=_estimate(g),
                of_whom=f"of {count(g.cells)} figures that England has, {year_of(g.year)}",
            )
            for g in dict.fromkeys((leading, *_latest(groups)))
            if g.level == leading.level and g.publication in ("annual", "monthly")
        ),
        charts=(_levels_chart(groups), *_measures_chart(by_measure)),
        caveats=(
            "Counts under 5 are kept back to protect people. A service that has no part in a measure has a true zero.",
            "The smaller the organisation and the rarer the event, the more is kept back; that is no fault of either.",
            "A tidy copy of a file may leave out cells without a number; they cannot be counted then.",
        ),
        method=(
            "A cell is one printed figure: publication, period, organisation, breakdown, category, measure and statistic. It "
            "holds no number if blank, * or NULL. Cells whose England cell holds none either are counted apart. A financial "
            "year takes its months at hand. A complete count, so there is no chance interval."
        ),
        sources=_sources(groups),
        tables=(_levels_table(by_level), _measures_table(by_measure)),
    )


def _cells(published: Published) -> ir.Table:
    """Figures by level with how many cells there are, of each kind, and whether England has a number for it."""
    figures = published.figures
    england = (
        figures.filter(_.level == Level.ENGLAND.value).group_by(*_FIGURE).aggregate(england=_.value.notnull().any())
    )
    cells = figures.group_by(*_FIGURE, "level").aggregate(
        cells=_.count(),
        numbers=_.value.notnull().sum(),
        suppressed=(_.mark == Mark.SUPPRESSED.value).sum(),
        missing=(_.mark == Mark.MISSING.value).sum(),
        does_not_apply=(_.mark == Mark.NOT_APPLICABLE.value).sum(),
    )
    return cells.left_join(england, _FIGURE).select(
        *(cells[name] for name in cells.columns),
        year=year_begun(cells.period_start),
        england=england.england.fill_null(False),
    )


def _by_measure(published: Published) -> list[Row]:
    """Cells of each kind by measure; ``with_england`` those for which England has a number, ``numbers`` of these."""
    keys = ("publication", "level", "year", "measure", "statistic")
    totals = (
        _cells(published)
        .group_by(*keys)
        .aggregate(
            cells=_.cells.sum(),
            with_england=_.cells.sum(where=_.england).fill_null(0),
            numbers=_.numbers.sum(where=_.england).fill_null(0),
            suppressed=_.suppressed.sum(),
            missing=_.missing.sum(),
            does_not_apply=_.does_not_apply.sum(),
        )
    )
    return published.fetch(totals.order_by(*keys))


def _by_level(by_measure: Sequence[Row]) -> list[Row]:
    """The same over all measures."""
    kinds = ("cells", "with_england", "numbers", "suppressed", "missing", "does_not_apply")
    groups: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for row in by_measure:
        groups[row["publication"], row["level"], row["year"]].append(row)
    return [
        {"publication": publication, "level": level, "year": year, **{k: sum(r[k] for r in rows) for k in kinds}}
        for (publication, level, year), rows in groups.items()
    ]


def _keeps_blanks(row: Row) -> bool:
    """Whether cells without a number are in the file at all; a tidy copy may have left them out."""
    return bool(row["numbers"] < row["with_england"])


def _group(row: Row) -> _Group:
    return _Group(row["publication"], row["level"], row["year"], row["with_england"], row["numbers"])


def _leading(groups: list[_Group]) -> _Group:
    """The last year of the publication and level that most turn to: providers in the annual, else the monthly files."""
    order = [("annual", Level.PROVIDER.value), ("monthly", Level.PROVIDER.value)]
    rank = {place: i for i, place in enumerate(order)}
    return min(groups, key=lambda g: (rank.get((g.publication, g.level), len(rank)), -g.year))


def _latest(groups: list[_Group]) -> list[_Group]:
    last: dict[tuple[str, str], _Group] = {}
    for group in sorted(groups, key=lambda g: g.year):
        last[group.publication, group.level] = group
    return sorted(last.values(), key=lambda g: -g.year)


def _place(group: _Group) -> tuple[str, str, int]:
    return group.publication, group.level, group.year


def _brief(measure: str) -> str:
    """A measure's title without what it says in brackets."""
    return title(measure).partition(" (")[0]


def _publication(name: str) -> str:
    words = name.replace("_", " ")
    return words[0].upper() + words[1:]


def _level(level: str) -> str:
    return level if level[:2].isupper() else level.lower()


def _words(group: _Group) -> str:
    return f"{group.publication.replace('_', ' ')} {_level(group.level)}"


def _estimate(group: _Group) -> Estimate:
    return share(
        f"no number, of {_words(group)} figures that England has",
        group.cells - group.numbers,
        group.cells,
        year_of(group.year),
        level=Level(group.level),
        chance=False,
    )


def _sources(groups: list[_Group]) -> tuple[str, ...]:
    months = sorted({year_of(g.year) for g in groups if g.publication in ("monthly", "time_series")})
    years = sorted({year_of(g.year) for g in groups if g.publication not in ("monthly", "time_series")})
    return (
        *((annual_source(*years),) if years else ()),
        *((monthly_source(Period(months[0].start, months[-1].end)),) if months else ()),
    )


def _years(years: Sequence[int]) -> list[int]:
    return list(range(min(years), max(years) + 1))[-_YEARS_DRAWN:]


def _levels_chart(groups: list[_Group]) -> Tiles:
    years = _years([g.year for g in groups])
    latest = sorted(_latest(groups), key=lambda g: (g.publication, -g.share))
    shares = {_place(g): g.share for g in groups}
    shown = [g for g in latest if g.year in years]
    largest = max(shown, key=lambda g: g.share)
    return Tiles(
        title=f"Most without a number in its latest year: {_words(largest)}, {percent(largest.share)} in "
        f"{financial_year(largest.year)}",
        subtitle="Share of cells without a number, of cells that England has a number for, "
        f"{financial_year(years[0])} to {financial_year(years[-1])}. Bars from 0 to 100%",
        alt="Shares by publication, level and year. Latest: "
        + "; ".join(f"{_words(g)} {percent(g.share)}, {financial_year(g.year)}" for g in shown)
        + ".",
        note="[x] not at hand, or no such level in that year. Months are gathered into the financial year.",
        columns=tuple(financial_year(year) for year in years),
        rows=tuple(
            TileRow(label=g.label, shares=tuple(shares.get((g.publication, g.level, year)) for year in years))
            for g in shown
        ),
    )


def _measures_chart(by_measure: list[Row]) -> tuple[Tiles, ...]:
    """The monthly provider counts of a few measures, from the commonest event to the rarest."""
    shares = {
        (r["measure"], r["year"]): 1 - r["numbers"] / r["with_england"]
        for r in by_measure
        if (r["publication"], r["level"], r["statistic"]) == ("monthly", Level.PROVIDER.value, Statistic.COUNT.value)
        and r["measure"] in _DRAWN
        and r["with_england"]
    }
    if not shares:
        return ()
    years = _years([year for _measure, year in shares])
    last = {m: shares[m, years[-1]] for m in _DRAWN if (m, years[-1]) in shares}
    if not last:
        return ()
    least, most = min(last, key=lambda m: last[m]), max(last, key=lambda m: last[m])
    return (
        Tiles(
            title=f"Blank in {financial_year(years[-1])}: from {percent(last[least])} ({_brief(least).lower()}) to "
            f"{percent(last[most])} ({_brief(most).lower()})",
            subtitle=f"Share of monthly provider counts left blank, {financial_year(years[0])} to "
            f"{financial_year(years[-1])}. Bars from 0 to 100%",
            alt="Shares by measure and year. "
            + "; ".join(f"{_brief(m)} {percent(share_)}" for m, share_ in last.items())
            + f" in {financial_year(years[-1])}.",
            note="A blank stands for 0 to 4. [x] not at hand.",
            columns=tuple(financial_year(year) for year in years),
            rows=tuple(
                TileRow(label=_brief(m), shares=tuple(shares.get((m, year)) for year in years))
                for m in sorted(last, key=lambda m: last[m])
            ),
        ),
    )


_COUNTS = (
    Column(key="cells", title="Cells", unit=Unit.COUNT),
    Column(key="made_for_nobody", title="England has none either", unit=Unit.COUNT),
    Column(key="suppressed", title="Suppressed or blank", unit=Unit.COUNT),
    Column(key="missing", title="Missing", unit=Unit.COUNT),
    Column(key="does_not_apply", title="NULL or a dash", unit=Unit.COUNT),
    Column(key="share", title="No number, of those England has", unit=Unit.PROPORTION),
)


def _count_cells(row: Row) -> tuple[Cell, ...]:
    with_england = row["with_england"]
    return (
        row["cells"],
        row["cells"] - with_england,
        row["suppressed"],
        row["missing"],
        row["does_not_apply"],
        1 - row["numbers"] / with_england if with_england else "[z]",
    )


def _levels_table(rows: list[Row]) -> Table:
    return Table(
        name="without-a-number-by-level",
        caption="Cells without a number, by publication, level and year",
        columns=(
            Column(key="publication", title="Publication"),
            Column(key="level", title="Level"),
            Column(key="year", title="Year"),
            *_COUNTS,
        ),
        rows=tuple(
            (_publication(r["publication"]), r["level"], financial_year(r["year"]), *_count_cells(r)) for r in rows
        ),
    )


def _measures_table(rows: list[Row]) -> Table:
    latest_first = sorted(rows, key=lambda r: -r["year"])
    return Table(
        name="without-a-number-by-measure",
        caption="Cells without a number, by measure, level and year",
        columns=(
            Column(key="publication", title="Publication"),
            Column(key="level", title="Level"),
            Column(key="year", title="Year"),
            Column(key="measure", title="Measure"),
            Column(key="statistic", title="Statistic"),
            *_COUNTS,
        ),
        rows=tuple(
            (
                _publication(r["publication"]),
                r["level"],
                financial_year(r["year"]),
                title(r["measure"]),
                r["statistic"],
                *_count_cells(r),
            )
            for r in latest_first
            if r["level"] != Level.ENGLAND.value
        ),
    )
