"""What the questions that the published methodology leaves open are worth, each answered the other way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.pathways import OPEN_QUESTIONS, Choices, pathways_of
from caseness.pathways.building import outcomes_under
from caseness.sources.records import Records
from caseness.vocabulary.data_set import citations
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways

_COUNTED = ("paired", "not_at_caseness", "recovered", "reliably_improved", "reliably_deteriorated")


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Outcomes under one set of choices; ``question`` and ``answer`` say in which one they depart from the official ones."""

    question: str
    answer: str
    finished: int
    paired: int
    not_at_caseness: int
    recovered: int
    reliably_improved: int
    reliably_deteriorated: int

    @property
    def cases(self) -> int:
        return self.finished - self.not_at_caseness

    @property
    def recovery(self) -> float:
        return self.recovered / self.cases if self.cases else 0.0


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=15)
def open_questions(records: Records) -> Answer:
    """How much hangs on what the published methodology leaves open?"""
    official = Choices()
    pathways = pathways_of(records, official)
    base = _counted(pathways, outcomes_under(records, official), "as in official figures, most likely", "")
    if base.paired <= base.not_at_caseness:
        raise CannotRun(
            "no case with first and last scores began and ended a course in the extract",
            settled_by="an extract of more months, with scores",
        )
    asked = {question.name: question for question in OPEN_QUESTIONS}
    others = [
        _counted(
            pathways,
            outcomes_under(records, other),
            asked[name].asks,
            asked[name].meanings[getattr(other, name)],
        )
        for name, other in official.alternatives()
        if other.history is official.history  # a matter of the extract, and of pathways that are left out here
    ]
    most = max(others, key=lambda one: abs(one.recovery - base.recovery))
    low, high = (end(others, key=lambda one: one.recovery) for end in (min, max))
    recovery = rows_share("recovery rate, open questions answered as in official figures", base.recovered, base.cases)
    return Answer(
        short="Open questions",
        answer=(
            f"With the open questions answered as official figures most likely do, {share(base.recovered, base.cases)} of "
            "cases recover. "
            + (
                f"Answered the other way one at a time, the rate lies between {share(low.recovered, low.cases)} and "
                f"{share(high.recovered, high.cases)}; most hangs on: “{most.question}”"
                if most.recovery != base.recovery
                else "No other answer changes that."
            )
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=(
            recovery,
            *(rows_share(f"recovery rate if: {one.answer}", one.recovered, one.cases) for one in others),
        ),
        figures=(
            FigureBlock(
                label="Recovery rate under other answers",
                estimate=recovery,
                of_whom=f"of {people(base.cases)} finished courses but those not at caseness",
                definitions=(min(low.recovery, base.recovery), max(high.recovery, base.recovery)),
            ),
        ),
        charts=(_chart(base, others),),
        caveats=(
            "Only one answer is changed at a time; together they can add up.",
            "Courses that began before the extract are left out: their first scores were sent before. What is left are the "
            "shorter ones.",
        ),
        method=(
            "Every pathway is derived again under each other answer, from the same contacts and scores. The rates are those "
            "of M192, M186 and M1010: recovered of finished courses but those not at caseness; reliably improved, and "
            "reliably deteriorated, of finished courses."
        ),
        sources=citations("G2021; TS2020; MM2026"),
        tables=(_table((base, *others)),),
    )


def _counted(pathways: Pathways, rows: ir.Table, question: str, answer: str) -> _Outcomes:
    """Of the pathways discharged in the months of the extract."""
    ends = pathways.months.calendar.aggregate(last=pathways.months.calendar.period_end.max()).as_scalar()
    ended = rows.filter(rows.discharge_date.between(pathways.months.begin, ends).fill_null(False))
    (told,) = pathways.records.fetch(
        ended.aggregate(
            finished=ended.completed_treatment.ifelse(1, 0).sum(),
            **{name: ended[name].ifelse(1, 0).sum() for name in _COUNTED},
        )
    )
    return _Outcomes(question, answer, **{name: int(value or 0) for name, value in told.items()})


def _chart(base: _Outcomes, others: Sequence[_Outcomes]) -> Dots:
    rates = [one.recovery for one in (base, *others)]
    low, high = max(0.0, min(rates) - 0.02), min(1.0, max(rates) + 0.02)
    return Dots(
        title="The recovery rate if one open question is answered the other way",
        subtitle=f"Recovered, of finished courses but those not at caseness. Axis from {low:.0%} to {high:.0%}",
        alt=f"As in official figures {share(base.recovered, base.cases)}; "
        + "; ".join(f"{one.answer}: {share(one.recovered, one.cases)}" for one in others)
        + ".",
        note="Courses that began and ended in the months of the extract.",
        rows=tuple(
            Dot(
                label=one.answer,
                value=one.recovery,
                text=share(one.recovered, one.cases),
                role=Role.SUBJECT,
                group=one.question,
            )
            for one in others
        ),
        domain=(low, high),
        reference=(base.recovery, "as in official figures"),
    )


def _table(rows: Sequence[_Outcomes]) -> Table:
    base = rows[0]

    def rates(one: _Outcomes) -> tuple[float | None, ...]:
        parts = (
            (one.recovered, one.cases),
            (one.reliably_improved, one.finished),
            (one.reliably_deteriorated, one.finished),
        )
        return tuple(part / whole if whole else None for part, whole in parts)

    def gap(one: _Outcomes) -> tuple[float | None, ...]:
        both = zip(rates(one), rates(base), strict=True)
        return tuple(None if here is None or there is None else here - there for here, there in both)

    names = ("Recovery rate", "Reliable improvement", "Reliable deterioration")
    return Table(
        name="open-questions",
        caption=f"Outcomes if one of {count(len(OPEN_QUESTIONS))} open questions is answered the other way",
        columns=(
            Column(key="question", title="Open question"),
            Column(key="answer", title="Answered"),
            Column(key="finished", title="Finished courses", unit=Unit.COUNT),
            Column(key="paired", title="Paired", unit=Unit.COUNT),
            Column(key="cases", title="Finished, but not at caseness left out", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="improved", title="Reliably improved", unit=Unit.COUNT),
            Column(key="deteriorated", title="Reliably deteriorated", unit=Unit.COUNT),
            *(Column(key=f"rate_{n}", title=name, unit=Unit.PROPORTION) for n, name in enumerate(names)),
            *(
                Column(key=f"gap_{n}", title=f"{name}: change", unit=Unit.PERCENTAGE_POINT)
                for n, name in enumerate(names)
            ),
        ),
        rows=tuple(
            (
                one.question,
                one.answer,
                one.finished,
                one.paired,
                one.cases,
                one.recovered,
                one.reliably_improved,
                one.reliably_deteriorated,
                *rates(one),
                *gap(one),
            )
            for one in rows
        ),
        note="Changes are against the first row.",
    )
