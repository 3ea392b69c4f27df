"""Of how many referrals and courses each characteristic is not known, by year, measure and level.

The annual report splits its figures by who people are and what they come with. Each split has a category for those of
whom it is not known. Its share limits what can be said of the other categories. Which categories those are is data
(`vocabulary.not_known`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import TileRow, Tiles
from caseness.checks.estimating import annual_source, share, tally, year_labels
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic, breakdown_title, title
from caseness.vocabulary.not_known import Why, categories_not_known
from caseness.vocabulary.period import Period
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_LEADING = "problem_descriptor"
_ALL, _FINISHED = "referrals_received", "finished_course_treatment"
_SAME_AS_ANOTHER = "bme_group"  # two classes made of the ethnic groups: not known for the same people
_HALF = 0.5
_YEARS_DRAWN = 8


@dataclass(frozen=True, slots=True)
class _Unknown:
    """One characteristic among those counted by one measure of one year in England."""

    year: Period
    breakdown: str
    measure: str
    asked: float
    not_known: float
    whole: float

    @property
    def share(self) -> float:
        return self.not_known / self.whole


@check(chapter=Chapter.QUALITY, needs=[Published], order=22)
def characteristics_not_known(published: Published) -> Answer:
    """How often are people’s characteristics and problems not known?"""
    everything = _england(published)
    measure = next(m for m in (_ALL, _FINISHED, everything[0].measure) if any(u.measure == m for u in everything))
    series = [u for u in everything if u.measure == measure]
    year = max(u.year for u in series)
    latest = sorted((u for u in series if u.year == year), key=lambda u: -u.share)
    leading = next((u for u in latest if u.breakdown == _LEADING), latest[0])
    finished = [u for u in everything if u.year == year and u.measure == _FINISHED and measure != _FINISHED]
    most = [u for u in latest if u.share > _HALF]
    return Answer(
        short="Characteristics not known",
        answer=_answer(leading, [u for u in finished if u.breakdown == leading.breakdown], latest, most),
        verdict=Verdict.DESCRIBED,
        condition=f"{len(most)} of {len(latest)} characteristics not known for more than half",
        estimates=(
            *(_estimate(u) for u in (*latest, *finished)),
            *(_estimate(u) for u in series if u.year != year),
            tally("characteristics with a category for not known", len(latest), year),
            tally("characteristics not known for more than half", len(most), year),
        ),
        figures=tuple(
            _block(u)
            for u in dict.fromkeys((leading, *(f for f in finished if f.breakdown == leading.breakdown), latest[0]))
        ),
        charts=(_chart(series),),
        caveats=(
            "A detail may be known to the therapist and not be sent, or be sent with a code that is not valid.",
            "People may decline to answer. Most printed categories put declined, not asked and not valid in one.",
            "A referral that ends before anyone is spoken to has few details; of finished courses more is known.",
            "A field that the data set moved or redefined is often sent less at first: 2020/21 brought version 2.",
            "A person can have more than one disability, so its categories can add up to more than the whole.",
        ),
        method=(
            "Count in the categories that stand for not known, over the count of the same measure for everyone, the same year "
            "and organisation. Which categories these are is listed with the source of each. England’s counts are exact; for "
            "other levels the limits of rounding and suppression are carried."
        ),
        sources=(annual_source(*sorted({u.year for u in everything})),),
        tables=(_table(everything), _levels_table(_levels(published, measure), measure)),
    )


def _answer(
    leading: _Unknown, finished: Sequence[_Unknown], latest: Sequence[_Unknown], most: Sequence[_Unknown]
) -> str:
    first = (
        f"In {leading.year} the {_name(leading.breakdown)} is not known for {percent(leading.share, leading.whole)} of "
        f"{count(leading.whole)} {_counted(leading)}."
    )
    later = "".join(f" Of {count(u.whole)} {_counted(u)} it is {percent(u.share, u.whole)}." for u in finished)
    if not most:
        return f"{first}{later} None of {len(latest)} characteristics is unknown for more than half."
    names = [f"{_name(u.breakdown)} ({percent(u.share, u.whole)})" for u in most]
    return f"{first}{later} Not known for more than half of {_counted(leading)}: {listed(names)}."


def _counted(unknown: _Unknown) -> str:
    return "finished courses" if unknown.measure == _FINISHED else title(unknown.measure).lower()


def _name(breakdown: str) -> str:
    words = breakdown_title(breakdown)
    return words[0].lower() + words[1:]


def _not_known_rows(published: Published) -> ir.Table:
    """The annual counts in categories that stand for not known; ``asked`` where the category says so."""
    rows = published.figures.filter(
        _.frequency == Frequency.YEAR.value, _.statistic == Statistic.COUNT.value, _.breakdown != TOTAL
    )
    unknown = [
        (rows.breakdown == breakdown) & rows.category.isin(list(categories))
        for breakdown, categories in categories_not_known().items()
        if breakdown != _SAME_AS_ANOTHER
    ]
    asked = [
        category for kinds in categories_not_known().values() for category, why in kinds.items() if why is Why.ASKED
    ]
    chosen = unknown[0]
    for condition in unknown[1:]:
        chosen = chosen | condition
    return rows.filter(chosen).mutate(asked=rows.category.isin(asked))


def _wholes(published: Published) -> ir.Table:
    """Everyone counted by a measure: the total of its publication, or of the breakdown where only that is printed."""
    rows = published.figures.filter(
        _.frequency == Frequency.YEAR.value,
        _.statistic == Statistic.COUNT.value,
        (_.breakdown == TOTAL) | _.category.isin(["Total", "All"]),
        _.lower.notnull(),
    )
    return rows.group_by("publication", "period_start", "level", "org_code", "measure").aggregate(
        whole=_.value.max(), whole_low=_.lower.max(), whole_high=_.upper.max()
    )


def _england(published: Published) -> list[_Unknown]:
    keys = ("publication", "period_start", "period_end", "breakdown", "measure")
    england = Level.ENGLAND.value
    unknown = (
        _not_known_rows(published)
        .filter(_.level == england, _.value.notnull())
        .group_by(*keys)
        .aggregate(not_known=_.value.sum(), asked_count=_.value.sum(where=_.asked))
    )
    wholes = _wholes(published).filter(_.level == england).drop("level", "org_code")
    rows = published.fetch(
        unknown.inner_join(wholes, ["publication", "period_start", "measure"])
        .filter(_.whole > 0)
        .order_by("period_start", "breakdown", "measure")
    )
    if not rows:
        raise CannotRun(
            "no annual figures for England with a category for not known",
            settled_by="the official annual statistics by breakdown, as published",
        )
    return [
        _Unknown(
            Period(r["period_start"], r["period_end"]),
            r["breakdown"],
            r["measure"],
            r["asked_count"] or 0,
            r["not_known"],
            r["whole"],
        )
        for r in rows
    ]


def _levels(published: Published, measure: str) -> list[Row]:
    """For each year, level and characteristic: how the organisations' shares lie, with the limits of rounding."""
    unknown = (
        _not_known_rows(published)
        .filter(_.level != Level.ENGLAND.value, _.measure == measure, _.lower.notnull())
        .group_by("publication", "period_start", "period_end", "level", "org_code", "breakdown", "measure")
        .aggregate(low=_.lower.sum(), high=_.upper.sum())
    )
    shares = unknown.inner_join(
        _wholes(published).filter(_.whole.notnull(), _.measure == measure),
        ["publication", "period_start", "level", "org_code", "measure"],
    ).mutate(
        middle=((_.low + _.high) / 2 / _.whole).clip(upper=1),
        least=_.low / _.whole_high,
        most=(_.high / _.whole_low).clip(upper=1),
    )
    return published.fetch(
        shares.group_by("period_start", "period_end", "level", "breakdown")
        .aggregate(
            organisations=_.count(),
            tenth=_.middle.quantile(0.1),
            median=_.middle.median(),
            ninth=_.middle.quantile(0.9),
            over=(_.least > _HALF).sum(),
            perhaps=(_.most > _HALF).sum(),
        )
        .order_by(_.period_start.desc(), "level", _.median.desc(), "breakdown")
    )


def _estimate(unknown: _Unknown) -> Estimate:
    return share(
        f"not known, of {_counted(unknown)}",
        unknown.not_known,
        unknown.whole,
        unknown.year,
        chance=False,
        breakdown=unknown.breakdown,
    )


def _block(unknown: _Unknown) -> FigureBlock:
    return FigureBlock(
        label=f"{breakdown_title(unknown.breakdown)} not known",
        estimate=_estimate(unknown),
        of_whom=f"{count(unknown.not_known)} of {count(unknown.whole)} {_counted(unknown)}, England {unknown.year}",
    )


def _chart(series: list[_Unknown]) -> Tiles:
    years = year_labels(sorted({u.year for u in series}))[-_YEARS_DRAWN:]
    shares = {(u.breakdown, str(u.year)): u.share for u in series}
    last = [u for u in series if str(u.year) == years[-1]]
    rising = sorted(last, key=lambda u: -u.share)
    lacking = [year for year in years if all(str(u.year) != year for u in series)]
    return Tiles(
        title=f"Not known in {years[-1]}: from {percent(rising[-1].share)} ({_name(rising[-1].breakdown)}) to "
        f"{percent(rising[0].share)} ({_name(rising[0].breakdown)})",
        subtitle=f"Share not stated, not known or not valid, of {_counted(series[0])}, England, "
        f"{years[0]} to {years[-1]}. Bars from 0 to 100%",
        alt=f"Shares not known by characteristic and year. In {years[-1]}: "
        + "; ".join(f"{_name(u.breakdown)} {percent(u.share)}" for u in rising)
        + f".{' Not at hand: ' + listed(lacking) + '.' if lacking else ''}",
        note="[x] not printed, or the year is not at hand.",
        columns=tuple(years),
        rows=tuple(
            TileRow(label=breakdown_title(u.breakdown), shares=tuple(shares.get((u.breakdown, year)) for year in years))
            for u in rising
        ),
    )


def _table(everything: list[_Unknown]) -> Table:
    latest_first = sorted(everything, key=lambda u: (-u.year.start.year, u.measure != _ALL, u.measure, -u.share))
    rows: list[tuple[Cell, ...]] = [
        (str(u.year), breakdown_title(u.breakdown), title(u.measure), u.whole, u.not_known, u.share, u.asked)
        for u in latest_first
    ]
    return Table(
        name="not-known-by-characteristic",
        caption="Counts of which a characteristic is not known, by measure and year, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="characteristic", title="Characteristic"),
            Column(key="measure", title="Measure"),
            Column(key="counted", title="Counted", unit=Unit.COUNT),
            Column(key="not_known", title="Not known", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
            Column(key="asked", title="of these asked, no answer", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="Asked, no answer: only where a category of its own says so; 0 elsewhere means that none does.",
    )


def _levels_table(levels: list[Row], measure: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            str(Period(r["period_start"], r["period_end"])),
            r["level"],
            breakdown_title(r["breakdown"]),
            r["organisations"],
            r["tenth"],
            r["median"],
            r["ninth"],
            r["over"],
            r["perhaps"],
        )
        for r in levels
    ]
    return Table(
        name="not-known-by-level",
        caption=f"Shares not known, of {title(measure).lower()}, among the organisations of each level",
        columns=(
            Column(key="year", title="Year"),
            Column(key="level", title="Level"),
            Column(key="characteristic", title="Characteristic"),
            Column(key="organisations", title="Organisations", unit=Unit.COUNT),
            Column(key="tenth", title="Lowest tenth up to", unit=Unit.PROPORTION),
            Column(key="median", title="Middle one", unit=Unit.PROPORTION),
            Column(key="ninth", title="Highest tenth from", unit=Unit.PROPORTION),
            Column(key="over_half", title="Surely over half", unit=Unit.COUNT),
            Column(key="perhaps_over_half", title="Perhaps over half", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="Shares take the middle of what rounding and suppression leave; surely and perhaps are its two ends.",
    )
