"""Of how many contacts, appointments and endings a detail is not known, month by month.

The monthly statistics count contacts without a valid medium, contacts of staff whose qualification is not recorded,
endings without a reason and so on. Elsewhere the printed parts fall short of their whole. Which measures make up which
detail is data (`vocabulary.not_known`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import OverTime, Role, Series, TileRow, Tiles
from caseness.checks.estimating import annual_source, monthly_source, months_between, share, tally, year_begun
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.not_known import Detail, details
from caseness.vocabulary.period import Period, year_of, year_with
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_LEADING = "staff_qualification"
_BESIDE = ("end_reason", "consultation_medium")  # drawn month by month, as both change within a year
_HALF = 0.5
_FAR_APART = 0.2  # limits of a provider's share; beyond, its counts are too small to tell
_TWELVE = 12


@dataclass(frozen=True, slots=True)
class _Unknown:
    """One detail over one period in England: not known, of the whole; ``months`` printed in it, 0 for a year's figure."""

    detail: Detail
    period: Period
    not_known: float
    whole: float
    months: int = 0

    @property
    def share(self) -> float:
        return self.not_known / self.whole


@check(chapter=Chapter.QUALITY, needs=[Published], order=24)
def details_of_care_not_known(published: Published) -> Answer:
    """How often are details of care not known: who gave it, how, and why it ended?"""
    printed = _england(published)
    months = [u for u in printed if u.period.is_month]
    years = [*_by_year(months), *(u for u in printed if not u.period.is_month)]
    latest = sorted(_latest(years), key=lambda u: -u.share)
    leading = next((u for u in latest if u.detail.id == _LEADING), latest[0])
    return Answer(
        short="Details of care not known",
        answer=_answer(leading, latest),
        verdict=Verdict.DESCRIBED,
        condition=f"{len(latest)} details, each in its latest year",
        estimates=(
            *(_estimate(u) for u in latest),
            *(_estimate(u) for u in _sorted(years) if u not in latest),
            *(_estimate(u) for d in _BESIDE if (run := [u for u in months if u.detail.id == d]) for u in _marked(run)),
            tally("details", len(latest)),
        ),
        figures=tuple(
            _block(u) for u in [leading, *(u for u in latest if u.detail.id in _BESIDE and u is not leading)]
        ),
        charts=(*_over_months(months), _over_years(years)),
        caveats=(
            "A detail that is not known to the statistics may be well known to the service and only not sent.",
            "Staff qualifications are sent in a table of their own; a contact of staff who are not in it counts here.",
            "In April 2022 a new version of the data set changed the codes for the medium; old codes became invalid.",
            "Source of referral: some valid sources have no printed measure and count here as not known.",
        ),
        method=(
            "Not known over the whole, England, exact counts. Where no measure counts the unknown, it is the whole less all "
            "printed parts. Contacts by medium, and contacts by qualification, are each added up to their whole. Years are "
            "sums of the months at hand; annual figures stand by themselves."
        ),
        sources=_sources(months, [u.period for u in printed if not u.period.is_month]),
        tables=(_years_table(years), _months_table(months), _providers_table(_providers(published))),
    )


def _sources(months: list[_Unknown], years: list[Period]) -> tuple[str, ...]:
    monthly = (monthly_source(*sorted({u.period for u in months})),) if months else ()
    return (*monthly, *((annual_source(*sorted(set(years))),) if years else ()))


def _answer(leading: _Unknown, latest: Sequence[_Unknown]) -> str:
    text = (
        f"For {percent(leading.share, leading.whole)} of {count(leading.whole)} {leading.detail.of_whom} in "
        f"{leading.period} the {_name(leading.detail)} is not known."
    )
    others = [u for u in latest if u.detail is not leading.detail][:2]
    for u in others:
        text += f" {u.detail.title}: {percent(u.share, u.whole)} of {count(u.whole)}"
        text += f" in {u.period}." if u.period != leading.period else "."
    return text


def _name(detail: Detail) -> str:
    return detail.title[0].lower() + detail.title[1:]


def _england(published: Published) -> list[_Unknown]:
    """Every detail in every period in which it can be told."""
    wanted = {measure for detail in details() for measure in detail.measures}
    rows = published.fetch(
        published.figures.filter(
            _.level == Level.ENGLAND.value,
            _.statistic == Statistic.COUNT.value,
            _.measure.isin(sorted(wanted)),
            _.value.notnull(),
        )
        .select("publication", "breakdown", "category", "period_start", "period_end", "measure", "value")
        .order_by("period_start", "measure")
    )
    printed: dict[tuple[str, str, str, Period], dict[str, float]] = defaultdict(dict)
    for r in rows:
        place = (r["publication"], r["breakdown"], r["category"], Period(r["period_start"], r["period_end"]))
        printed[place][r["measure"]] = r["value"]
    found = [
        unknown
        for detail in details()
        for (*place, period), values in printed.items()
        if tuple(place) == (detail.publication, detail.breakdown, detail.category)
        and (unknown := _told(detail, period, values))
    ]
    if not found:
        raise CannotRun(
            "no figures for England that tell what is not known of contacts, appointments or endings",
            settled_by="the official monthly statistics for England, as published",
        )
    return found


def _told(detail: Detail, period: Period, values: dict[str, float]) -> _Unknown | None:
    """What is not known by these figures; None where they do not tell."""
    needed = [*detail.not_known, *([detail.whole] if detail.whole else [])]
    known = [values[m] for m in detail.known if m in values]
    if any(m not in values for m in needed) or (detail.known and not known):
        return None
    whole = values[detail.whole] if detail.whole else sum(known) + sum(values[m] for m in detail.not_known)
    not_known = sum(values[m] for m in detail.not_known) if detail.not_known else whole - sum(known)
    return _Unknown(detail, period, max(not_known, 0.0), whole) if whole > 0 else None


def _by_year(months: Iterable[_Unknown]) -> list[_Unknown]:
    """The months of each financial year added up."""
    parts: dict[tuple[str, Period], list[_Unknown]] = defaultdict(list)
    for u in months:
        parts[u.detail.id, year_with(u.period.start)].append(u)
    return [
        _Unknown(of[0].detail, year, sum(u.not_known for u in of), sum(u.whole for u in of), len(of))
        for (_id, year), of in parts.items()
    ]


def _latest(years: list[_Unknown]) -> list[_Unknown]:
    """Each detail in its last year; the last with twelve months, where one has."""
    chosen = []
    for detail in details():
        of_one = [u for u in years if u.detail == detail]
        full = [u for u in of_one if u.months in (0, _TWELVE)]
        if of_one:
            chosen.append(max(full or of_one, key=lambda u: u.period))
    return chosen


def _sorted(years: list[_Unknown]) -> list[_Unknown]:
    place = {detail.id: i for i, detail in enumerate(details())}
    return sorted(years, key=lambda u: (place[u.detail.id], u.period))


def _marked(run: list[_Unknown]) -> tuple[_Unknown, ...]:
    """The first, the last and the highest month."""
    last, highest = max(run, key=lambda u: u.period), max(run, key=lambda u: u.share)
    return tuple(dict.fromkeys((min(run, key=lambda u: u.period), last, highest)))


def _estimate(unknown: _Unknown) -> Estimate:
    return share(
        f"{_name(unknown.detail)} not known, of {unknown.detail.of_whom}",
        unknown.not_known,
        unknown.whole,
        unknown.period,
        chance=False,
    )


def _block(unknown: _Unknown) -> FigureBlock:
    return FigureBlock(
        label=f"{unknown.detail.title} not known",
        estimate=_estimate(unknown),
        of_whom=f"{count(unknown.not_known)} of {count(unknown.whole)} {unknown.detail.of_whom}, England {unknown.period}",
    )


def _over_months(months: list[_Unknown]) -> tuple[OverTime, ...]:
    drawn = {id_: {u.period: u.share for u in months if u.detail.id == id_} for id_ in _BESIDE}
    drawn = {id_: shares for id_, shares in drawn.items() if shares}
    if not drawn:
        return ()
    every = sorted({period for shares in drawn.values() for period in shares})
    span = months_between(every[0], every[-1])
    titles = {detail.id: detail.title for detail in details()}
    highest = {id_: max(shares, key=lambda month: shares[month]) for id_, shares in drawn.items()}
    gap = " [x] the months are not at hand." if len(span) > len(every) else ""
    return (
        OverTime(
            title="Highest share not known: "
            + listed([f"{titles[i].lower()} {percent(drawn[i][month])} in {month}" for i, month in highest.items()]),
            subtitle=f"Share not known, of contacts or of endings, by month, England, {span[0]} to {span[-1]}",
            alt="Lines by month. "
            + "; ".join(
                f"{titles[id_]}: first {percent(s[min(s)])}, last {percent(s[max(s)])}, highest in {highest[id_]}"
                for id_, s in drawn.items()
            )
            + f".{gap}",
            note=f"Exact counts.{gap}",
            periods=tuple(str(month) for month in span),
            series=tuple(
                Series(
                    name=titles[id_],
                    role=Role.SUBJECT if id_ == _BESIDE[0] else Role.OTHER,
                    values=tuple(shares.get(month) for month in span),
                )
                for id_, shares in drawn.items()
            ),
            domain=(0.0, _frame(max(max(shares.values()) for shares in drawn.values()))),
        ),
    )


def _frame(highest: float) -> float:
    """The end of an axis from zero: the next tenth above."""
    return ceil(highest * 10 + 0.1) / 10


def _over_years(years: list[_Unknown]) -> Tiles:
    first, last = min(u.period for u in years), max(u.period for u in years)
    span = [year_of(y) for y in range(first.start.year, last.start.year + 1)][-8:]
    shares = {(u.detail.id, u.period): u.share for u in years}
    ranked = sorted(_latest(years), key=lambda u: -u.share)
    return Tiles(
        title=f"Not known in the latest year: from {percent(ranked[-1].share)} to {percent(ranked[0].share)}",
        subtitle=f"Share not known by detail and year, England, {span[0]} to {span[-1]}. Bars from 0 to 100%",
        alt="Shares not known, each in its latest year: "
        + "; ".join(f"{_name(u.detail)} {percent(u.share)}" for u in ranked)
        + ".",
        note="[x] not at hand. The first and the last year may hold fewer than twelve months; the table says how many.",
        columns=tuple(str(year) for year in span),
        rows=tuple(
            TileRow(label=u.detail.title, shares=tuple(shares.get((u.detail.id, year)) for year in span))
            for u in ranked
        ),
    )


def _years_table(years: list[_Unknown]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (u.detail.title, str(u.period), u.months or "[z]", u.detail.of_whom, u.whole, u.not_known, u.share)
        for u in _sorted(years)
    ]
    return Table(
        name="details-not-known-by-year",
        caption="Details not known, by year, England",
        columns=(
            Column(key="detail", title="Detail"),
            Column(key="year", title="Year"),
            Column(key="months", title="Months at hand"),
            Column(key="of_whom", title="Of"),
            Column(key="whole", title="Counted", unit=Unit.COUNT),
            Column(key="not_known", title="Not known", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
    )


def _months_table(months: list[_Unknown]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (u.detail.title, f"{u.period.start:%Y-%m}", u.whole, u.not_known, u.share) for u in _sorted(months)
    ]
    return Table(
        name="details-not-known-by-month",
        caption="Details not known, by month, England",
        columns=(
            Column(key="detail", title="Detail"),
            Column(key="month", title="Month"),
            Column(key="whole", title="Counted", unit=Unit.COUNT),
            Column(key="not_known", title="Not known", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
    )


def _providers(published: Published) -> list[tuple[Detail, Row]]:
    """Each detail that has measures for not known: how the providers' shares lie in each year, with their limits."""
    return [
        (detail, row)
        for detail in details()
        if detail.not_known and detail.publication == "monthly"
        for row in published.fetch(_provider_shares(published, detail))
    ]


def _provider_shares(published: Published, detail: Detail) -> ir.Table:
    """One row per financial year, the months added up for each provider first."""
    cells = published.select(*detail.measures, frequency=Frequency.MONTH, level=Level.PROVIDER).filter(
        _.publication == detail.publication, _.lower.notnull()
    )
    unknown = cells.measure.isin(detail.not_known)
    whole = (cells.measure == detail.whole) if detail.whole else ~unknown
    sums = cells.group_by(year=year_begun(cells.period_start), org_code=cells.org_code).aggregate(
        low=cells.lower.sum(where=unknown),
        high=cells.upper.sum(where=unknown),
        rest_low=cells.lower.sum(where=whole),
        rest_high=cells.upper.sum(where=whole),
    )
    if detail.whole:
        shares = sums.mutate(least=_.low / _.rest_high, most=_.high / _.rest_low.nullif(0))
    else:
        shares = sums.mutate(
            least=_.low / (_.low + _.rest_high).nullif(0), most=_.high / (_.high + _.rest_low).nullif(0)
        )
    shares = shares.mutate(least=_.least.clip(upper=1), most=_.most.clip(upper=1)).filter(
        _.most - _.least <= _FAR_APART
    )
    return (
        shares.mutate(middle=(_.least + _.most) / 2)
        .group_by("year")
        .aggregate(
            providers=_.count(),
            tenth=_.middle.quantile(0.1),
            median=_.middle.median(),
            ninth=_.middle.quantile(0.9),
            over=(_.least > _HALF).sum(),
            perhaps=(_.most > _HALF).sum(),
        )
        .order_by("year")
    )


def _providers_table(found: list[tuple[Detail, Row]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            detail.title,
            str(year_of(row["year"])),
            row["providers"],
            row["tenth"],
            row["median"],
            row["ninth"],
            row["over"],
            row["perhaps"],
        )
        for detail, row in found
    ]
    return Table(
        name="details-not-known-by-provider",
        caption="Shares not known among providers, months of each year at hand",
        columns=(
            Column(key="detail", title="Detail"),
            Column(key="year", title="Year"),
            Column(key="providers", title="Providers", unit=Unit.COUNT),
            Column(key="tenth", title="Lowest tenth up to", unit=Unit.PROPORTION),
            Column(key="median", title="Middle one", unit=Unit.PROPORTION),
            Column(key="ninth", title="Highest tenth from", unit=Unit.PROPORTION),
            Column(key="over_half", title="Surely over half", unit=Unit.COUNT),
            Column(key="perhaps_over_half", title="Perhaps over half", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note="Providers whose limits from rounding and suppression lie within 20 points. Shares take their middle; surely and "
        "perhaps are their two ends.",
    )
