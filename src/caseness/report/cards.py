"""The cards of the front page: eight chapters and what could not be run. One without a finding keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter, Verdict
from caseness.report.figures import Figure, figure
from caseness.report.lacking import lacking
from caseness.report.verdicts import DECIDED, WORDS, by_verdict, in_order, tally

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.checks.finding import Finding

LEADS = {  # the finding whose figure stands for its chapter; the next one where that could not be run
    Chapter.QUALITY: ("provider-counts-left-blank", "rules-of-the-data-set"),
    Chapter.PERFORMANCE: ("second-wait", "endings-in-records"),
    Chapter.OUTCOMES: ("recovery-by-denominator", "every-definition"),
    Chapter.FORENSICS: ("forensic-signatures",),
    Chapter.SPEND: ("cost-per-outcome", "value-for-money"),
    Chapter.EFFECTIVENESS: ("deprivation-gradient",),
    Chapter.OFFICIAL: ("official-measures",),
}
BESIDE = {Chapter.QUALITY: "percentages-against-counts"}  # what the answer says beside the figure
ON_RECORD = (Chapter.QUALITY, Chapter.PERFORMANCE, Chapter.OUTCOMES, Chapter.SPEND)  # questions put on record
EXTRACT = "what-the-extract-holds"
_SENTENCES = 2
_LACKS_SHOWN = 3
_SENTENCE = re.compile(r".+?[.?!](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """A chapter in brief: title and question, figure, answer, verdict marks, tally, link."""

    title: str
    question: str
    figure: Figure | None
    answer: str
    marks: list[Verdict]
    link: str
    target: str
    tally: str


@dataclass(frozen=True, slots=True)
class ClaimsCard:
    """The register in brief."""

    title: str
    question: str
    claims: int
    testable: int
    verdicts: list[tuple[str, str, int]]  # mark, words, how many


@dataclass(frozen=True, slots=True)
class NotRunCard:
    """What could not be run, in brief: the first few questions and what each needs."""

    lacking: int
    asked: int
    lacks: list[tuple[str, str]]
    claims_open: int


def card(audit: Audit, chapter: Chapter) -> Card:
    """The card of one chapter, numbered as the chapter."""
    findings = audit.chapter(chapter)
    lead = lead_of(audit, chapter)
    blocks = lead.result.figures if lead else ()
    number = list(Chapter).index(chapter) + 1
    return Card(
        title=f"{number}. {chapter.heading}",
        question=chapter.question,
        figure=figure(blocks[0]) if blocks else None,
        answer=brief_answer(audit, chapter),
        marks=in_order(findings),
        link=f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'}" if findings else "",
        target=f"chapter-{chapter.value}",
        tally=tally(findings),
    )


def lead_of(audit: Audit, chapter: Chapter) -> Finding | None:
    """The finding that stands for its chapter; where none of those could be run, the first that says more than what was read."""
    leads = [finding for name in LEADS[chapter] if (finding := audit.finding(name))]
    found = sorted(audit.chapter(chapter), key=lambda finding: finding.id == EXTRACT)
    return next(iter((*leads, *found)), None)


def claims_card(audit: Audit) -> ClaimsCard:
    """How many claims are on the register, and what became of them."""
    claims = audit.chapter(Chapter.CLAIMS)
    return ClaimsCard(
        title=f"{len(Chapter)}. {Chapter.CLAIMS.heading}",
        question=Chapter.CLAIMS.question,
        claims=len(claims),
        testable=sum(testable(claim) for claim in claims),
        verdicts=[(v.value if v else "", WORDS[v].lower(), n) for v, n in by_verdict(claims)],
    )


def not_run_card(audit: Audit) -> NotRunCard:
    """How many checks need what is not here, and the first few of them."""
    checks = [finding for finding in audit.findings if finding.claim is None]
    return NotRunCard(
        lacking=len(audit.not_run),
        asked=len(audit.not_run) + len(checks),
        lacks=[(lack.named, lack.reason) for lack in lacking(audit.not_run)[:_LACKS_SHOWN]],
        claims_open=len(open_claims(audit)),
    )


def testable(claim: Finding) -> bool:
    """Whether what was read decides a claim, one way or the other."""
    return claim.result.verdict in DECIDED


def open_claims(audit: Audit) -> list[Finding]:
    """Claims that cannot be told from what was read."""
    claims = audit.chapter(Chapter.CLAIMS)
    return [claim for claim in claims if claim.result.verdict is Verdict.CANNOT_BE_TOLD]


def brief_answer(audit: Audit, chapter: Chapter) -> str:
    """A chapter's answer in at most two sentences, from its leading finding and the one beside it, if any."""
    lead = lead_of(audit, chapter)
    beside = audit.finding(BESIDE.get(chapter, ""))
    if lead is None:
        return why_lacking(audit, LEADS[chapter][0])
    if beside is None:
        return first_sentences(lead.result.answer)
    return f"{first_sentences(lead.result.answer, 1)} {first_sentences(beside.result.answer, 1)}"


def why_lacking(audit: Audit, check: str) -> str:
    """Why a check gave no finding."""
    lack = next((lack for lack in audit.not_run if lack.check == check), None)
    return f"Not run: {lack.reason.rstrip('.')}." if lack else "This was not asked of what was read."


def first_sentences(text: str, most: int = _SENTENCES) -> str:
    """The first sentences of an answer; a full stop inside a number ends none."""
    sentences = _SENTENCE.findall(text)
    return "".join(sentences[:most]).strip() or text
