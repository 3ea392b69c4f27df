"""What became of the referrals that end in an extract of records: before treatment, after one session, finished, recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.official.headline_measures import headlines
from caseness.checks.performance.endings import CAVEATS, SHARES, Endings
from caseness.checks.registry import check
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.measures import measures
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.vocabulary.data_set import citations
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from caseness.checks.official.headline_measures import Tally

_NOT_SEEN, _BEFORE, _ONCE, _NOT_CASES, _RECOVERED = "M073", "M153", "M075", "M180", "M192"


@check(chapter=Chapter.PERFORMANCE, needs=[Records], order=9)
def endings_in_records(records: Records) -> Answer:
    """Of the referrals that end in these records, how many end before treatment, after one session, or finished?"""
    pathways = pathways_of(records)
    months = months_of(pathways.months.numbers)
    made_of = {one.id: found.all for one, found in headlines(pathways, months).items()} if months else {}
    endings = _endings(made_of)
    if endings is None or not endings.finished:
        raise CannotRun("no course finished in the months of the extract", settled_by="an extract of more months")
    period = Period(months[0].start, months[-1].end)
    span = f"{months[0]} to {months[-1]}" if len(months) > 1 else str(months[0])
    shares = endings.shares(period, level=None)
    ended = people(int(endings.ended))
    return Answer(
        short="Who leaves, and when",
        answer=(
            f"Of {ended} referrals that ended, {_part(endings.before, endings.ended)} ended before treatment, "
            f"{_part(endings.once, endings.ended)} after one session, and {_part(endings.finished, endings.ended)} had two or "
            "more, which counts as finished."
        ),
        verdict=Verdict.DESCRIBED,
        condition="published definitions, pathways derived from what was sent",
        estimates=(*endings.estimates(period, level=None), *shares.values()),
        figures=tuple(
            FigureBlock(label=words, estimate=shares[name], of_whom=f"of {ended} that ended, {span}")
            for name, words in SHARES.items()
        ),
        charts=(
            endings.steps(
                _part,
                title=f"Of referrals that end, {_part(endings.finished, endings.ended)} are finished courses",
                subtitle=f"Of {ended} referrals that ended, all providers, {span}",
                note="Filled: went on. Outlined: stopped here. Cross-sections of months, not a cohort.",
            ),
        ),
        caveats=CAVEATS,
        method=(
            "Sums of the months of the extract (M056, M073, M153, M075, M076, M180, M192), each measure by its published "
            "construction. Interval: what chance alone would move the share (95%, Wilson)."
        ),
        sources=citations("MM2026; G2021"),
        tables=(_table(made_of, endings.ended),),
    )


def _endings(made_of: dict[str, Tally]) -> Endings | None:
    """The counts; None where the extract lacks what one of them is made from, or nothing ended."""
    needed = (_NOT_SEEN, _BEFORE, _ONCE, _NOT_CASES, _RECOVERED)
    if any(name not in made_of for name in needed) or not made_of[_BEFORE].denominator:
        return None
    return Endings(
        ended=made_of[_BEFORE].denominator,
        not_seen=made_of[_NOT_SEEN].numerator,
        before=made_of[_BEFORE].numerator,
        once=made_of[_ONCE].numerator,
        finished=made_of[_NOT_CASES].denominator,
        not_cases=made_of[_NOT_CASES].numerator,
        recovered=made_of[_RECOVERED].numerator,
    )


def _part(number: float, whole: float) -> str:
    return share(int(number), int(whole))


def _table(made_of: dict[str, Tally], ended: float) -> Table:
    known = measures()
    rows = [(name, made_of[name].numerator) for name in (_NOT_SEEN, _BEFORE, _ONCE)]
    rows += [("M076", made_of[_NOT_CASES].denominator), (_NOT_CASES, made_of[_NOT_CASES].numerator)]
    rows.append((_RECOVERED, made_of[_RECOVERED].numerator))
    return Table(
        name="ended-referrals",
        caption="Referrals that ended, all providers and months",
        columns=(
            Column(key="official_id", title="Id"),
            Column(key="measure", title="Referrals"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="ended", title="That ended", unit=Unit.COUNT),
            Column(key="of_ended", title="of ended", unit=Unit.PROPORTION),
        ),
        rows=tuple((name, known[name].title, number, int(ended), number / ended) for name, number in rows),
    )
