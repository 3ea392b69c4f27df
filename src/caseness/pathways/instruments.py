"""What a pathway keeps first and last scores of: the questionnaires, and the WSAS question by question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from caseness.vocabulary.data_set import concepts
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    from decimal import Decimal

    from caseness.vocabulary.questionnaires import Questionnaire

HUNDREDTHS = 100  # scores are whole numbers of hundredths, so that a threshold of 0.73 is met exactly


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire or one question of it, with the SNOMED CT ``concept`` its scores are sent under.

    ``column`` begins the names of its columns (``phq9`` of ``phq9_first``); scores from ``lowest`` to ``highest`` are valid.
    ``questionnaire`` is None for a single question.
    """

    column: str
    concept: str
    lowest: Decimal | int
    highest: Decimal | int
    decimals: int
    questionnaire: Questionnaire | None


@cache
def instruments() -> tuple[Instrument, ...]:
    """All of which the concept is known, PHQ-9 and GAD-7 first; their places are the codes used inside."""
    whole = tuple(
        Instrument(column_of(q), q.concept, q.accepted_from, q.highest, q.decimals, q)
        for q in questionnaires()
        if q.concept and q.accepted_from is not None and q.highest is not None
    )
    single = tuple(
        Instrument(_slug(question.name), question.concept, question.lowest, question.highest, 0, None)
        for question in concepts("questionnaire_item")
        if question.lowest is not None and question.highest is not None
    )
    return whole + single


def instrument(column: str) -> Instrument:
    """The instrument whose columns begin so. Raises `KeyError` if there is none."""
    return {one.column: one for one in instruments()}[column]


def column_of(questionnaire: Questionnaire) -> str:
    """How the columns of a questionnaire begin: ``phq9``, ``gad7``, ``mi_accompanied``, ``pcl5`` …"""
    return _slug(questionnaire.id)


def _slug(name: str) -> str:
    bare = re.sub(r"-(?=\d)", "", name.lower())
    return re.sub(r"[^a-z0-9]+", "_", bare)
