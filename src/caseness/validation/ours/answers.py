"""Single answers held against the total of their form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records.coercion import whole_number
from caseness.validation.marks import SUBMISSION, left_joined
from caseness.vocabulary.data_set import ANSWERS
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    Tables = Callable[..., ir.Table]


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire whose total is the sum of its answers: how many questions, and the points of each."""

    concept: str
    questions: int
    least_points: int
    most_points: int


FORMS = tuple(
    Form(q.concept, q.items, int(q.lowest) // q.items, int(q.highest) // q.items)
    for q in questionnaires()
    if q.concept and q.items and q.lowest is not None and q.highest is not None and q.decimals == 0
)


class Agreement(StrEnum):
    """How a total and the single answers of its form stand to each other."""

    NO_ANSWERS = "no_answers"
    INCOMPLETE = "incomplete"
    AGREE = "agree"
    DIFFER = "differ"


@dataclass(frozen=True, slots=True)
class Answers:
    """How the answers of the form that a total belongs to stand to it (`Agreement`); never NULL.

    A total and its answers have the same submission, questionnaire and ``keys``, two blanks being the same; fields in
    ``blank`` are blank in the answers. A total that is no whole number agrees with none.
    """

    keys: tuple[str, ...]
    blank: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """One name, as a table has one kind of total."""
        return "answers_of_form"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """The answers with the fields that lead to their total."""
        return tuple((ANSWERS, field) for field in ("CodedAssToolType", "Item", "Answer", self.keys[0]))

    def own(self, table: str) -> tuple[str, ...]:
        """The questionnaire, its total and the first of the keys."""
        return ("CodedAssToolType", "PersScore", self.keys[0])

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        given = tables(ANSWERS, "CodedAssToolType", "Item", "Answer", *self.keys, *self.blank)
        answered = given.filter(
            given.Answer.notnull(), given.Item.notnull(), *(given[field].isnull() for field in self.blank)
        )
        keyed = answered.mutate(**self._own(answered))
        keys = (*SUBMISSION, "CodedAssToolType", *self._own(answered))
        forms = keyed.group_by(*keys).aggregate(questions=keyed.Item.nunique(), points=keyed.Answer.sum().cast("int64"))
        joined = left_joined(rows.mutate(**self._own(rows)), forms, keys)
        questions = ibis.cases(*((joined.CodedAssToolType == f.concept, f.questions) for f in FORMS), else_=0)
        agreement = ibis.cases(
            (joined.questions.isnull(), Agreement.NO_ANSWERS.value),
            (joined.questions < questions, Agreement.INCOMPLETE.value),
            (joined.points == whole_number(joined.PersScore), Agreement.AGREE.value),
            else_=Agreement.DIFFER.value,
        )
        return joined.mutate(**{self.column: agreement}).drop("questions", "points", *self._own(rows))

    def _own(self, rows: ir.Table) -> dict[str, ir.StringValue]:
        """The keys as text, a blank as the empty text, so that two blanks meet."""
        return {f"own_{key}": rows[key].cast("string").fill_null("") for key in self.keys}
