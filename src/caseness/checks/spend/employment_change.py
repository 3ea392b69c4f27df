"""Who is in work at the end of a course, by what they said at its start, with those not asked again as limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.pathways import pathways_of
from caseness.pathways.employment import EMPLOYMENT, FIELDS, employment
from caseness.sources.records import Records
from caseness.vocabulary.data_set import citations, codes, codes_for, field_called

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATUS = FIELDS["employment_status"]


@dataclass(frozen=True, slots=True)
class Start:
    """Those who finished and began with one status: how many, asked again on a later day, and in work when last asked."""

    status: str
    finished: int
    asked_again: int
    in_work: int
    employed: bool

    @property
    def most(self) -> int:
        """In work at the end, if all who were not asked again are."""
        return self.in_work + self.finished - self.asked_again


@check(chapter=Chapter.SPEND, needs=[Records], order=82)
def employment_change(records: Records) -> Answer:
    """Who is in work at the end of a course, by what they did at its start?"""
    starts = starts_of(records)
    finished = sum(start.finished for start in starts)
    if not finished:
        raise CannotRun("no course was finished in the extract", settled_by="an extract of more months")
    known = [start for start in starts if start.status]
    out = [start for start in known if not start.employed]
    asked = sum(start.asked_again for start in known)
    out_of_work, out_asked, into = (
        sum(getattr(start, part) for start in out) for part in ("finished", "asked_again", "in_work")
    )
    inside = [start for start in known if start.employed]
    left = sum(start.asked_again - start.in_work for start in inside)
    limits = _limits("of those out of work at the start, in work at the end", out)
    return Answer(
        short="In work at the end",
        answer=(
            f"Of {people(finished)} who finished, {share(asked, finished)} were asked about work on two days. Of "
            f"{people(out_asked)} of these out of work at the start, {share(into, out_asked)} were in work when last asked. "
            f"Of those in work at the start, {people(left)} had left it."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="nobody was followed who was not treated",
        estimates=(
            rows_share("asked about work on two days, of those who finished", asked, finished),
            rows_share("in work when last asked, of those out of work at the start", into, out_asked),
            limits,
            _limits("of those in work at the start, in work at the end", inside),
            rows_share("out of work at the start, of those who finished", out_of_work, finished),
            rows_share(
                "had left work when last asked, of those in work at the start",
                left,
                sum(start.asked_again for start in inside),
            ),
        ),
        figures=(
            FigureBlock(
                label="Out of work at the start, in work when last asked",
                estimate=rows_share("in work when last asked", into, out_asked),
                of_whom=f"of {people(out_asked)} asked on two days; {people(out_of_work - out_asked)} more were not asked again",
                limits=(limits.low or 0.0, limits.high or 0.0),
            ),
            FigureBlock(
                label="Asked about work on two days",
                estimate=rows_share("asked on two days", asked, finished),
                of_whom=f"of {people(finished)} who finished a course",
            ),
        ),
        caveats=(
            "People find and lose work without treatment. There is no group that was not treated, so this is no effect.",
            "Those asked again are not chosen at random; the limits let all others be in work, or none.",
            "It ends with the referral. Work found later is not seen.",
        ),
        method=(
            "First and last employment record within the referral, of finished courses. In work: employment status of an "
            "employed person. Asked again: records on two days or more, with a status stated in the last. Limits: all, or none, "
            "of those not asked again in work."
        ),
        sources=citations("MM2026"),
        tables=(_table(starts),),
        settles=("C112", "C114"),
    )


def starts_of(records: Records) -> list[Start]:
    """Finished courses by status at the start, those without one last; only counts leave the engine. Raises `CannotRun`."""
    pathways = pathways_of(records)
    rows = pathways.facet(employment)
    if rows is None:
        raise CannotRun("the extract has no employment status", settled_by=f"the table {EMPLOYMENT}")
    finished = pathways.pathways.filter(pathways.pathways.completed_treatment).select("pathway")
    joined = finished.left_join(
        rows.select("state", "recorded_days", "employment_status_first", "employment_status_last"),
        finished.pathway == rows.state,
    )
    unsaid = codes_for(_STATUS, "not_stated")
    first, last = joined.employment_status_first, joined.employment_status_last
    said = (first.notnull() & ~first.isin(unsaid)).fill_null(False)
    again = said & ((joined.recorded_days > 1) & last.notnull() & ~last.isin(unsaid)).fill_null(False)
    in_work = again & last.isin(codes_for(_STATUS, "employed")).fill_null(False)
    groups = joined.group_by(status=said.ifelse(first, "")).aggregate(
        finished=joined.count(), asked_again=again.ifelse(1, 0).sum(), in_work=in_work.ifelse(1, 0).sum()
    )
    found = {row["status"]: row for row in records.fetch(groups)}
    employed = codes_for(_STATUS, "employed")
    return [
        Start(
            status=meaning,
            finished=int(found[code]["finished"] or 0),
            asked_again=int(found[code]["asked_again"] or 0),
            in_work=int(found[code]["in_work"] or 0),
            employed=code in employed,
        )
        for code, meaning in (*_meanings().items(), ("", ""))
        if code in found
    ]


def _meanings() -> dict[str, str]:
    entry = field_called(EMPLOYMENT, _STATUS)
    assert entry
    assert entry.code_list
    return {code.code: code.meaning or code.code for code in codes(entry.code_list)}


def _limits(name: str, starts: Sequence[Start]) -> Estimate:
    """The share in work of those asked again; its limits are those of everybody, if none or all of the others are in work."""
    whole, asked, least, most = (
        sum(getattr(start, part) for start in starts) for part in ("finished", "asked_again", "in_work", "most")
    )
    open_ended = 0 < asked < whole
    return Estimate(
        name=name,
        value=least / asked if asked else None,
        low=least / whole if open_ended else None,
        high=most / whole if open_ended else None,
        interval=Interval.BOUNDS if open_ended else None,
        unit=Unit.PROPORTION,
        numerator=least,
        denominator=asked,
    )


def _table(starts: Sequence[Start]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            start.status or "not recorded",
            start.finished,
            start.asked_again,
            start.in_work,
            start.in_work / start.asked_again if start.asked_again else "[z]",
        )
        for start in starts
    ]
    return Table(
        name="employment-change",
        caption="In work at the end of a finished course, by status at its start",
        columns=(
            Column(key="status", title="At the start"),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="asked_again", title="Asked on two days", unit=Unit.COUNT),
            Column(key="in_work", title="In work when last asked", unit=Unit.COUNT),
            Column(key="share", title="Share of those asked again", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
        note="[z] nobody was asked again.",
    )
