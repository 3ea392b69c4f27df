"""Where referrals come from: the person, a general practice, others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import Answer, Chapter, FigureBlock, Reference, Verdict
from caseness.checks.performance.composition import Part, by_year, composition, over_months
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.vocabulary import label
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.performance.composition import Composition
    from caseness.vocabulary.period import Period

_RECEIVED = "referrals_received"
_SELF, _GP = "self_referrals", "gp_referrals"
_MEASURES = (
    _SELF,
    _GP,
    "other_primary_care_referrals",
    "health_visitor_referrals",
    "maternity_service_referrals",
    "carer_referrals",
    "la_referrals",
    "employer_referrals",
    "justice_system_referrals",
    "child_health_referrals",
    "independent_voluntary_referrals",
    "secondary_care_referrals",
    "other_mh_referrals",
    "internal_referrals",
    "nhs_talking_therapies_referrals",
    "mh_drop_in_referrals",
    "other_referrals",
)
_ROLES = {_SELF: Role.SUBJECT, _GP: Role.NATION}
_PARTS = tuple(Part(label(measure), (measure,), _ROLES.get(measure, Role.OTHER)) for measure in _MEASURES)
_FEWEST = 1000  # referrals in the larger of two years, for a change between them to be worth naming
_STEEP = log(5)  # fivefold, up or down


@dataclass(frozen=True, slots=True)
class _Change:
    """A source whose count changed fivefold or more from one full year to the next."""

    source: str
    before: Period
    then: float
    after: Period
    now: float


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=45)
def sources_of_referral(published: Published) -> Answer:
    """Where do referrals come from?"""
    made_of = composition(published, "referrals received", _PARTS, _RECEIVED)
    first, last = made_of.full_years[0], made_of.full_years[-1]
    now = {part.name: made_of.estimate(part.name, last) for part in _PARTS if part.name in made_of.years[last].parts}
    own, practice = label(_SELF), label(_GP)
    counts = made_of.years[last]
    changes = _changes(made_of)
    return Answer(
        short="Sources of referral",
        answer=(
            f"Of {count(counts.whole)} referrals in {last}, {percent(now[own].value or 0)} were self-referrals and "
            f"{percent(now[practice].value or 0)} came from general practices." + "".join(_said(c) for c in changes[:1])
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"monthly statistics, {last}, sources as recorded",
        estimates=(
            tally("referrals received, twelve months", counts.whole, last),
            tally("referrals of none of the published sources", counts.rest, last),
            *now.values(),
            *(made_of.estimate(name, first) for name in (own, practice)),
            *(
                tally(f"referrals, {c.source}, {year}", n, year)
                for c in changes
                for year, n in ((c.before, c.then), (c.after, c.now))
            ),
        ),
        figures=tuple(_block(made_of, name, first, last) for name in (own, practice)),
        charts=(
            _dots(made_of, last),
            over_months(
                made_of,
                f"Self-referral: {percent(now[own].value or 0)} of referrals in {last}",
                "Share of referrals received, England by month",
                (own, practice),
            ),
        ),
        caveats=(
            "A practice may hand over a telephone number and the person then refer themselves: that is a self-referral.",
            "A step from one year to the next can be one large service coding the source anew.",
            f"{count(counts.rest)} referrals of {last} have none of the published sources.",
        ),
        method=(
            "England’s monthly counts by source (M002 to M018, M287, M345) ÷ referrals received (M001), twelve months "
            "summed. Named as a change: a source whose count changed fivefold or more from one full year to the next, "
            f"{count(_FEWEST)} or more in the larger."
        ),
        sources=(monthly_source(first, last) if first != last else monthly_source(last),),
        tables=(by_year(made_of, "sources", "Referrals received by source, England by year"),),
    )


def _changes(made_of: Composition) -> list[_Change]:
    """Fivefold changes between full years that follow each other, steepest first."""
    found = [
        _Change(part.name, before, then, after, now)
        for before, after in pairwise(made_of.full_years)
        if after.start.year == before.start.year + 1
        for part in _PARTS
        if (then := made_of.years[before].parts.get(part.name)) and (now := made_of.years[after].parts.get(part.name))
        if max(then, now) >= _FEWEST and abs(log(now / then)) >= _STEEP
    ]
    return sorted(found, key=lambda c: -abs(log(c.now / c.then)))


def _said(change: _Change) -> str:
    return (
        f" The steepest change: {change.source.lower()}, from {count(change.then)} in {change.before} to "
        f"{count(change.now)} in {change.after}."
    )


def _block(made_of: Composition, name: str, first: Period, last: Period) -> FigureBlock:
    earlier = made_of.years[first].share(name)
    return FigureBlock(
        label=name,
        estimate=made_of.estimate(name, last),
        of_whom=f"of {count(made_of.years[last].whole)} referrals received, {last}"
        + (f"; {percent(earlier)} in {first}" if first != last else ""),
        reference=Reference(value=earlier, label=str(first)) if first != last else None,
    )


def _dots(made_of: Composition, year: Period) -> Dots:
    counts = made_of.years[year]
    shares = sorted(((counts.share(name), name) for name in counts.parts), reverse=True)
    rest = counts.rest / counts.whole
    top = shares[0]
    return Dots(
        title=f"The source recorded most often: {top[1].lower()}, {percent(top[0])}",
        subtitle=f"Share of {count(counts.whole)} referrals received, England {year}",
        alt="Dot plot of sources. " + "; ".join(f"{name} {percent(share)}" for share, name in shares[:4]) + ".",
        note="Sources as recorded by the service.",
        rows=(
            *(Dot(label=name, value=share, text=percent(share)) for share, name in shares),
            Dot(label="None of these", value=rest, text=percent(rest)),
        ),
    )
