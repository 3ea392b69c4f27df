"""The register of claims: the service's and its critics' side by side, on the same scale, with the same five words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from caseness.checks.claims.rows import claim_row
from caseness.checks.claims.settling import interviews_table
from caseness.checks.finding import Chapter, Claim, Status, Voice
from caseness.report.cards import testable
from caseness.report.chapters import Drawn, claim_anchor, drawn
from caseness.report.figures import Figure, figure
from caseness.report.html_table import HtmlTable, html_table
from caseness.report.tables import table_files

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.checks.finding import Finding

_VOICES = {Voice.SERVICE: "Service", Voice.CRITIC: "Critics", Voice.PRESS: "Press", Voice.OTHER: "Others"}
_STATUSES = {
    Status.REPRODUCED: "hold: the figure is found as stated",
    Status.OTHER_DENOMINATOR: "hold in part: found with another group, definition or year",
    Status.NOT_REPRODUCED: "do not hold: no definition tried gives the figure",
    Status.INPUTS_UNVERIFIED: "cannot be told: the arithmetic is right, its inputs were not seen at their source",
    Status.UNTESTABLE_HERE: "cannot be told: what was read does not have the figures",
    Status.NEEDS_FOLLOW_UP: "cannot be told: only an independent assessment would tell",
    Status.VALUE_JUDGEMENT: "are not questions of fact",
}
TESTABLE = "testable"


@dataclass(frozen=True, slots=True)
class Row:
    """One claim, ready to print; ``keys`` are the filters it answers to."""

    anchor: str
    claim: Claim
    finding: Finding
    figure: Figure | None
    answer: Markup
    charts: tuple[Drawn, ...]
    tables: tuple[HtmlTable, ...]
    figures_from: tuple[str, ...]  # sources of the figures that are not where the claim was said
    request: str  # the question that would get the data, of an unsettled claim
    interviews: str  # how many would settle it, where nothing else does
    decided: bool
    keys: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The claims on one question."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A button that shows part of the register."""

    key: str
    words: str
    claims: int


def topics(audit: Audit) -> list[Topic]:
    """The register by topic, in the order in which topics first appear, then by claim id."""
    grouped: dict[str, list[Row]] = {}
    for finding in audit.chapter(Chapter.CLAIMS):
        if finding.claim:
            grouped.setdefault(finding.claim.topic, []).append(_row(finding, finding.claim))
    return [Topic(title, tuple(sorted(rows, key=lambda row: row.claim.id))) for title, rows in grouped.items()]


def filters(audit: Audit) -> list[Filter]:
    """All, then by who says it, then what is testable with what was read."""
    claims = [finding for finding in audit.chapter(Chapter.CLAIMS) if finding.claim]
    voices = Counter(finding.claim.voice for finding in claims if finding.claim)
    return [
        Filter("all", "All", len(claims)),
        *(Filter(voice.value, words, voices[voice]) for voice, words in _VOICES.items()),
        Filter(TESTABLE, "Testable here", sum(testable(claim) for claim in claims)),
    ]


def statuses(audit: Audit) -> list[tuple[str, int]]:
    """How many claims got each status, in words, those that occur."""
    counts = Counter(finding.status for finding in audit.chapter(Chapter.CLAIMS) if finding.claim)
    return [(words, counts[status]) for status, words in _STATUSES.items() if counts[status]]


def interviews() -> HtmlTable:
    """How many interviews it takes to know a share."""
    return html_table(interviews_table(), "")


def _row(finding: Finding, claim: Claim) -> Row:
    blocks = finding.result.figures
    settling = claim_row(finding)
    shown = figure(blocks[0]) if blocks else None
    anchor = claim_anchor(claim.id)
    return Row(
        anchor=anchor,
        claim=claim,
        finding=finding,
        figure=shown,
        answer=with_figure_marked(finding.result.answer, shown.value if shown and shown.strip else ""),
        charts=drawn(finding, anchor),
        tables=tuple(html_table(table, file) for file, table in table_files(finding).items()),
        figures_from=tuple(source for source in finding.result.sources if source not in claim.sources),
        request=settling.request or "",
        interviews=settling.interviews or "",
        decided=testable(finding),
        keys=f"{claim.voice.value} {TESTABLE}" if testable(finding) else claim.voice.value,
    )


def with_figure_marked(sentence: str, value: str) -> Markup:
    """The sentence with the computed figure, where it first stands in it, in strong type."""
    before, found, after = sentence.partition(value) if value else (sentence, "", "")
    return escape(before) + (Markup("<strong>{}</strong>").format(found) if found else Markup()) + escape(after)
