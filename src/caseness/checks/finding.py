"""What a check gives back: estimates with their uncertainty and origin, an answer, the doubts that remain.

The shapes follow the project's contract for ``findings.json``: figures are numbers, never formatted text;
rates are proportions from 0 to 1; what does not apply is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from caseness.checks.chart import Chart
    from caseness.vocabulary import Level


class Chapter(StrEnum):
    """The eight questions of the audit, in the order in which the report answers them."""

    QUALITY = "quality"
    PERFORMANCE = "performance"
    OUTCOMES = "outcomes"
    SPEND = "spend"
    FORENSICS = "forensics"
    EFFECTIVENESS = "effectiveness"
    OFFICIAL = "official"
    CLAIMS = "claims"

    @property
    def heading(self) -> str:
        """The chapter's name, as the report prints it."""
        return _CHAPTERS[self][0]

    @property
    def question(self) -> str:
        """The chapter's question, in one line."""
        return _CHAPTERS[self][1]


_CHAPTERS = {
    Chapter.QUALITY: ("Data quality", "Can the figures be trusted as figures?"),
    Chapter.PERFORMANCE: ("Levels of performance", "Who gets in, who waits, who leaves, who finishes?"),
    Chapter.OUTCOMES: ("Outcome measurement", "What does “recovered” mean, and how robust is it?"),
    Chapter.SPEND: ("Achieved for the spend", "Against what would have happened anyway?"),
    Chapter.FORENSICS: (
        "Forensics",
        "Do the scores show signs of having been altered, selected or stopped at a chosen moment?",
    ),
    Chapter.EFFECTIVENESS: ("What works for whom", "Which treatment, for whom, with what problem?"),
    Chapter.OFFICIAL: ("Official measures", "What do they come to, and do published figures follow from the records?"),
    Chapter.CLAIMS: ("Claims", "The service’s and its critics’, put to the same test"),
}


class Verdict(StrEnum):
    """The five words that judge a sentence, never who said it, and the four of forensic findings.

    A flag is a question with a grade of evidence: 1 a single statistical flag, 2 two that agree on one reading, 3 a
    structural record besides. No statistic gives more than that.
    """

    HOLDS = "holds"
    IN_PART = "holds_in_part"
    DOES_NOT_HOLD = "does_not_hold"
    CANNOT_BE_TOLD = "cannot_be_told"
    DESCRIBED = "described"
    NO_FLAG = "no_flag"
    FLAG_1 = "flag_1"
    FLAG_2 = "flag_2"
    FLAG_3 = "flag_3"


class Interval(StrEnum):
    """What the two ends of an estimate are."""

    SAMPLING = "sampling"  # what chance alone would move, were the process run again
    ROUNDING = "rounding"  # limits that follow from printed, rounded or suppressed figures
    BOUNDS = "bounds"  # limits that follow from missing figures or rival inputs
    CREDIBLE = "credible"  # posterior interval
    SIMULATION = "simulation"


class Unit(StrEnum):
    """What a figure is measured in."""

    COUNT = "count"
    PROPORTION = "proportion"
    PERCENTAGE_POINT = "percentage_point"
    DAYS = "days"
    GBP = "gbp"
    SCORE = "score"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure with its uncertainty and its origin.

    ``low`` and ``high`` are what ``interval`` says; ``confidence`` is their level where that has a meaning.
    An England count is exact and has no interval; a rate has one where the question is about a process
    that could have come out otherwise.
    """

    name: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    interval: Interval | None = None
    confidence: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    period_start: date | None = None
    period_end: date | None = None
    level: Level | None = None
    org_code: str | None = None
    breakdown: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An upright line on a strip: a standard, a claim or an earlier year, at ``value`` (0 to 1)."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A figure as a card or finding shows it: what is measured, the estimate, and of whom.

    ``of_whom`` names denominator, group, period and comparison. ``also`` is a second estimate shown in square
    brackets as limits. ``definitions`` is the range (0 to 1) the figure takes under other definitions, ``spread`` the
    range (0 to 1) of the middle nine-tenths of providers.
    A strip is drawn for proportions and percentage points only.
    """

    label: str
    estimate: Estimate
    of_whom: str
    limits: tuple[float, float] | None = None
    definitions: tuple[float, float] | None = None
    spread: tuple[float, float] | None = None
    reference: Reference | None = None


Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A table column: ``key`` in the CSV, ``title`` in the report, ``unit`` decides how cells are printed."""

    key: str
    title: str
    unit: Unit | None = None  # None: text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The figures behind a finding. A cell is a number, a text, or one of the shorthands ``[c] [x] [z] [u]``.

    Longer tables go to ``tables/`` whole and are shown in part.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check found. Joined with the check's identity it becomes a `Finding`.

    ``short`` labels it in lists; ``condition`` is the clause of at most twelve words that follows the verdict;
    ``caveats`` are what else could explain the figure, said before any method; ``method`` says how we know
    (numerator, denominator, period, interval, assumption); ``settles`` names claims this finding bears on;
    ``quotation`` is the sentence to quote, with its source, where the finding is a claim's.
    """

    short: str
    answer: str
    verdict: Verdict | None
    condition: str
    estimates: tuple[Estimate, ...]
    caveats: tuple[str, ...]
    method: str
    sources: tuple[str, ...]
    figures: tuple[FigureBlock, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    sql: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    quotation: str = ""


class Status(StrEnum):
    """The finer result of testing a claim."""

    REPRODUCED = "reproduced"
    OTHER_DENOMINATOR = "reproduced_other_denominator"
    NOT_REPRODUCED = "not_reproduced"
    INPUTS_UNVERIFIED = "arithmetic_right_inputs_unverified"
    UNTESTABLE_HERE = "untestable_here"
    NEEDS_FOLLOW_UP = "needs_follow_up"
    VALUE_JUDGEMENT = "value_judgement"


class ReportMark(StrEnum):
    """What figures made from records are labelled with, wherever they go."""

    SYNTHETIC = "synthetic"  # of made-up people
    INTERNAL = "internal"  # without disclosure control


class Voice(StrEnum):
    """Who says a claim, as a role. People are named in a claim's sources only."""

    SERVICE = "service"
    CRITIC = "critic"
    PRESS = "press"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One public claim on the register, paraphrased. Being listed is not endorsement.

    ``period`` is when it is about, ``needs`` the kinds of data that bear on it (see `checks.claims`), the first being
    the least; ``test`` says how it would be tested, ``settled_by`` the smallest data that would settle it.
    """

    id: str
    topic: str
    short: str
    claimant: str
    voice: Voice
    period: str
    needs: tuple[str, ...]
    test: str
    settled_by: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An answer to one question of the audit. A claim's finding also has the claim and its ``status``.

    One made ``from_records`` is under disclosure control when it leaves the audit; ``marks`` say what its every table and
    chart has to be labelled with.
    """

    id: str
    chapter: Chapter
    question: str
    result: Answer
    claim: Claim | None = None
    status: Status | None = None
    from_records: bool = False
    marks: tuple[ReportMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A check that could not be run. A check that was not run is not a pass."""

    check: str
    chapter: Chapter
    question: str
    reason: str
    settled_by: str = field(default="")
