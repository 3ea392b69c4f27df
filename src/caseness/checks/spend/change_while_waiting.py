"""What scores do within the service before treatment begins: from assessment to first treatment, by how long people waited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.checks.chart import Dot, Dots
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.pathways import pathways_of
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.waiting import while_waiting
from caseness.sources.records import Records
from caseness.vocabulary.data_set import citations
from caseness.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = 10 * HUNDREDTHS  # the lowest PHQ-9 of a case, in hundredths
_BANDS = ((28, "up to 4 weeks"), (84, "over 4 to 12 weeks"), (None, "over 12 weeks"))


@dataclass(frozen=True, slots=True)
class _Waited:
    """Those who waited so long: how many with two scores, how many of 10 or more at first, and below 10 after."""

    words: str
    scored: int
    cases: int
    below: int
    fell: float  # points, summed over cases


@check(chapter=Chapter.SPEND, needs=[Records], order=37)
def change_while_waiting(records: Records) -> Answer:
    """How many fall below the line between assessment and first treatment?"""
    waited = _waited(records)
    cases, below, scored = (sum(getattr(one, part) for one in waited) for part in ("cases", "below", "scored"))
    if not cases:
        raise CannotRun(
            "nobody with a PHQ-9 of 10 or more at assessment has another at a later first treatment",
            settled_by="an extract with scores of both appointments",
        )
    (listed,) = use("trial_below_line_waiting_list")
    return Answer(
        short="While waiting",
        answer=(
            f"Of {people(cases)} with a PHQ-9 of 10 or more at assessment, {share(below, cases)} were below 10 when treatment "
            f"began on a later day. On waiting lists in trials {percent(listed.value)} are at their end."
        ),
        verdict=Verdict.DESCRIBED,
        condition="before treatment; those who stayed to begin it",
        estimates=(
            rows_share("below 10 at first treatment, of those with 10 or more at assessment", below, cases),
            *(
                rows_share(f"below 10 at first treatment, waited {one.words}", one.below, one.cases)
                for one in waited
                if one.cases
            ),
            rows_share("10 or more at assessment, of those with two scores", cases, scored),
        ),
        figures=(
            FigureBlock(
                label="Below 10 when treatment began",
                estimate=rows_share("below 10 when treatment began", below, cases),
                of_whom=f"of {people(cases)} with 10 or more at assessment",
                reference=Reference(value=listed.value, label="waiting lists in trials"),
            ),
        ),
        charts=(_chart(waited),),
        caveats=(
            "Those who got better or gave up while waiting, and did not come, are not in it.",
            "People are not drawn by lot to wait; those in greatest need may be seen first.",
            "An assessment may itself help. Regression to the mean is in the fall, and is not added.",
        ),
        method=(
            "Last PHQ-9 on the day of the first attended assessment, and on that of the first attended treatment on a later day. "
            "Share below 10 of those with 10 or more; mean fall in points of the same."
        ),
        sources=(*citations("MM2026"), listed.citation),
        tables=(_table(waited),),
        settles=("C11",),
    )


def _waited(records: Records) -> list[_Waited]:
    """Counts by wait; only they leave the engine."""
    pathways = pathways_of(records)
    rows = pathways.facet(while_waiting)
    if rows is None:
        raise CannotRun("the extract has no scores", settled_by="the tables of scores, IDS606 and IDS607")
    case = rows.before >= _LINE
    ends = [(rows.waited <= most, place) for place, (most, _words) in enumerate(_BANDS) if most is not None]
    found = rows.group_by(band=ibis.cases(*ends, else_=len(_BANDS) - 1).cast("int64")).aggregate(
        scored=rows.count(),
        cases=case.ifelse(1, 0).sum(),
        below=(case & (rows.after < _LINE)).ifelse(1, 0).sum(),
        fell=case.ifelse(rows.before - rows.after, 0).sum(),
    )
    counted = {int(row["band"]): row for row in records.fetch(found)}
    return [
        _Waited(
            words,
            int(counted[place]["scored"]),
            int(counted[place]["cases"] or 0),
            int(counted[place]["below"] or 0),
            float(counted[place]["fell"] or 0) / HUNDREDTHS,
        )
        for place, (_most, words) in enumerate(_BANDS)
        if place in counted
    ]


def _chart(waited: Sequence[_Waited]) -> Dots:
    (listed,) = use("trial_below_line_waiting_list")
    rows = tuple(
        Dot(label=f"Waited {one.words}", value=one.below / one.cases, text=share(one.below, one.cases))
        for one in waited
        if one.cases
    )
    return Dots(
        title="Below the line when treatment began, by how long people waited",
        subtitle="Share below 10 on the PHQ-9, of those with 10 or more at assessment",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Upright line: waiting lists in trials, at their end.",
        rows=rows,
        reference=(listed.value, "waiting lists in trials"),
    )


def _table(waited: Sequence[_Waited]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.words,
            one.scored,
            one.cases,
            one.below,
            one.below / one.cases if one.cases else "[z]",
            one.fell / one.cases if one.cases else "[z]",
        )
        for one in waited
    ]
    return Table(
        name="while-waiting",
        caption="PHQ-9 at assessment and at a later first treatment, by days between",
        columns=(
            Column(key="waited", title="Waited"),
            Column(key="scored", title="With two scores", unit=Unit.COUNT),
            Column(key="cases", title="10 or more at assessment", unit=Unit.COUNT),
            Column(key="below", title="Below 10 at treatment", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
            Column(key="fell", title="Mean fall, points", unit=Unit.SCORE),
        ),
        rows=tuple(rows),
        note="[z] nobody with 10 or more at assessment.",
    )
