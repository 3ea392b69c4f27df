"""What the published methodology leaves open when a pathway is derived, each as an option with a name.

The defaults are what official figures most likely rest on; the effect of every other choice can be reported.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScoresCounted(StrEnum):
    """Which scores may be the first or the last of a referral."""

    WITHIN_REFERRAL = "within_referral"
    FROM_REFERRAL = "from_referral"
    ANY = "any"


class Unattended(StrEnum):
    """Whether a score belonging to an appointment that was not attended counts; it does since data set v2.0."""

    COUNT = "count"
    IGNORE = "ignore"


class SameDay(StrEnum):
    """Which of several scores of one questionnaire at the same time speaks for the day."""

    HIGHEST = "highest"
    LOWEST = "lowest"


class ReliableChange(StrEnum):
    """Whether a change of the printed size is already reliable."""

    AS_PRINTED = "as_printed"
    MORE_THAN = "more_than"


class NoThreshold(StrEnum):
    """What decides where the anxiety measure of a problem has no official threshold."""

    FALL_BACK = "fall_back"
    NOT_ASSESSED = "not_assessed"


class TreatmentCounted(StrEnum):
    """Which attended treatment contacts make a course."""

    WITHIN_REFERRAL = "within_referral"
    ANY = "any"


class History(StrEnum):
    """Where the history of a pathway comes from that began before the first month of the extract."""

    WAREHOUSE = "warehouse"
    EXTRACT = "extract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One answer to each question that the methodology leaves open."""

    scores_counted: ScoresCounted = ScoresCounted.WITHIN_REFERRAL
    unattended: Unattended = Unattended.COUNT
    same_day: SameDay = SameDay.HIGHEST
    reliable_change: ReliableChange = ReliableChange.AS_PRINTED
    no_threshold: NoThreshold = NoThreshold.FALL_BACK
    treatment_counted: TreatmentCounted = TreatmentCounted.WITHIN_REFERRAL
    history: History = History.WAREHOUSE

    def alternatives(self) -> Iterator[tuple[str, Choices]]:
        """Every set of choices that differs from this one in a single answer, with the name of the question."""
        for question in fields(self):
            taken = getattr(self, question.name)
            for other in type(taken):
                if other is not taken:
                    yield question.name, replace(self, **{question.name: other})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question of `Choices` in words: ``asks`` it, ``meanings`` has each answer, ``source`` what leaves it open."""

    name: str
    asks: str
    meanings: dict[StrEnum, str]
    source: str


OPEN_QUESTIONS = (
    OpenQuestion(
        name="scores_counted",
        asks="May a score from before the referral, or from after discharge, be the first or the last?",
        meanings={
            ScoresCounted.WITHIN_REFERRAL: "only scores from the day of referral to the day of discharge",
            ScoresCounted.FROM_REFERRAL: "also scores after discharge, such as those at follow-up",
            ScoresCounted.ANY: "every score sent for the pathway",
        },
        source="A guide to IAPT data and publications (2021), 6.3, says within the referral, and no more",
    ),
    OpenQuestion(
        name="unattended",
        asks="Do scores count that belong to an appointment that was not attended?",
        meanings={
            Unattended.COUNT: "they count, as since version 2.0 of the data set",
            Unattended.IGNORE: "they do not, as before version 2.0",
        },
        source="A guide to IAPT data and publications (2021), 7.1",
    ),
    OpenQuestion(
        name="same_day",
        asks="Which of several scores at the same time speaks for that time?",
        meanings={SameDay.HIGHEST: "the highest", SameDay.LOWEST: "the lowest"},
        source="not stated in any public source that was read",
    ),
    OpenQuestion(
        name="reliable_change",
        asks="Is a change of exactly the printed size reliable?",
        meanings={
            ReliableChange.AS_PRINTED: "it is, unless the table prints “more than” (the PDSS)",
            ReliableChange.MORE_THAN: "it is not: the change has to be greater, as the text and the formulas say",
        },
        source="A guide to IAPT data and publications (2021), 6.5 to 6.8 against the table in 7.4",
    ),
    OpenQuestion(
        name="no_threshold",
        asks="What decides where the anxiety measure of the problem has no official threshold?",
        meanings={
            NoThreshold.FALL_BACK: "GAD-7, as for a problem without a measure of its own",
            NoThreshold.NOT_ASSESSED: "nothing: the course has no outcome",
        },
        source="no official threshold was found for IBS-SSS (change), PHQ-15 (change), BIQ and CFQ",
    ),
    OpenQuestion(
        name="treatment_counted",
        asks="Does a treatment contact count that lies before the referral or after discharge?",
        meanings={
            TreatmentCounted.WITHIN_REFERRAL: "only from the day of referral to the day of discharge",
            TreatmentCounted.ANY: "every attended treatment contact of the pathway",
        },
        source="A guide to IAPT data and publications (2021), 6.15, against the derived count, whose rule is not public",
    ),
    OpenQuestion(
        name="history",
        asks="What is known of a pathway that began before the first month of the extract?",
        meanings={
            History.WAREHOUSE: "what the national warehouse derived, where the extract carries it",
            History.EXTRACT: "only what the extract holds",
        },
        source="a matter of this extract, not of the methodology",
    ),
)
