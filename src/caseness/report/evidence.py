"""The evidence index: each conclusion of the front page, the findings behind it, their tables, and the inputs of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseness.checks.finding import Chapter, Column, Table
from caseness.report.cards import BESIDE, LEADS, brief_answer, claims_card, lead_of
from caseness.report.control_totals import PARTS, balance, control_totals
from caseness.report.crosswalk import crosswalks
from caseness.report.extract import checksums, view_definitions
from caseness.report.headline import headline, rests_on
from caseness.report.inputs import readings
from caseness.report.record import flags
from caseness.report.tables import table_files
from caseness.report.tracing import files_read
from caseness.report.verdicts import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from caseness.audit import Audit
    from caseness.checks.finding import Finding

_VIEWS = "evidence/views.sql"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the front page says in one place, and the findings it rests on."""

    id: str
    place: str
    says: str
    findings: tuple[Finding, ...]

    @property
    def tables(self) -> int:
        """How many tables its findings have."""
        return sum(len(table_files(finding)) for finding in self.findings)

    def inputs(self, of: Mapping[str, tuple[str, ...]]) -> int:
        """How many input files its findings rest on."""
        return len({file for finding in self.findings for file in of[finding.id]})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a report: the inputs of each finding, the index, and whether everything adds up."""

    inputs: Mapping[str, tuple[str, ...]]
    conclusions: tuple[Conclusion, ...]
    balance: dict[str, Any]
    checksums: dict[str, str]
    tables: dict[str, Table]  # by their places in the report's folder
    views: dict[str, str]  # the statements that made what queries read, by the place of their file

    @property
    def parts(self) -> tuple[int, int]:
        """In how many sums of parts England lies inside the limits, and how many there are."""
        rows = self.tables[PARTS].rows
        return sum(row[-1] == "yes" for row in rows), len(rows)


def gather(audit: Audit) -> Evidence:
    """The evidence behind an audit."""
    inputs, known, concluded = files_read(audit), _checksums(audit), tuple(conclusions(audit))
    tables = {
        "evidence/conclusions.csv": _index(concluded, inputs, known),
        **control_totals(audit),
        **crosswalks(audit),
    }
    made = view_definitions(audit)
    return Evidence(inputs, concluded, balance(audit), known, tables, {_VIEWS: made} if made else {})


def conclusions(audit: Audit) -> list[Conclusion]:
    """The conclusions of the front page, top to bottom. One without a finding rests on none and says so itself."""
    top = headline(audit)
    cards = [
        Conclusion(
            chapter.value,
            chapter.heading,
            brief_answer(audit, chapter),
            _found(audit, _id(lead_of(audit, chapter)), BESIDE.get(chapter, "")),
        )
        for chapter in LEADS
    ]
    return [
        Conclusion("headline", "Headline", f"{top.title} {top.text}", _found(audit, *rests_on(audit))),
        *cards,
        Conclusion("claims", Chapter.CLAIMS.heading, _claims_said(audit), tuple(audit.chapter(Chapter.CLAIMS))),
    ]


def _id(finding: Finding | None) -> str:
    return finding.id if finding else ""


def _found(audit: Audit, *identities: str) -> tuple[Finding, ...]:
    return tuple(finding for identity in identities if (finding := audit.finding(identity)))


def _claims_said(audit: Audit) -> str:
    card = claims_card(audit)
    verdicts = ", ".join(f"{words} {number}" for _mark, words, number in card.verdicts)
    return f"{card.claims} claims tested: {verdicts}." if card.claims else "No claim was tested."


def evidence_record(audit: Audit, evidence: Evidence) -> dict[str, Any]:
    """The record ``evidence.json``: conclusions, findings and inputs, each naming what it rests on."""
    return {
        **flags(audit.marks),
        "conclusions": [
            {"id": c.id, "place": c.place, "says": c.says, "findings": [finding.id for finding in c.findings]}
            for c in evidence.conclusions
        ],
        "findings": {
            finding.id: {
                "verdict": finding.result.verdict.value if finding.result.verdict else None,
                "tables": sorted(table_files(finding)),
                "inputs": list(evidence.inputs[finding.id]),
                "cited": list(finding.result.sources),
            }
            for finding in audit.findings
        },
        "inputs": evidence.checksums,
        "control_totals": evidence.balance,
    }


def _checksums(audit: Audit) -> dict[str, str]:
    """Each input file's SHA-256."""
    return checksums(audit) | {file.file: file.sha256 for reading in readings(audit) for file in reading.files}


def _index(concluded: Iterable[Conclusion], inputs: Mapping[str, tuple[str, ...]], known: dict[str, str]) -> Table:
    """The index as one table: a row for each conclusion, finding and input file."""
    rows = [
        (
            conclusion.place,
            conclusion.says,
            finding.id,
            WORDS[finding.result.verdict],
            " ".join(table_files(finding)),
            file,
            known.get(file, ""),
        )
        for conclusion in concluded
        for finding in conclusion.findings
        for file in inputs[finding.id] or ("",)
    ]
    keys = ("conclusion", "says", "finding", "verdict", "tables", "input", "sha256")
    return Table(
        name="conclusions",
        caption="The conclusions of the front page, the findings behind them, their tables and input files",
        columns=tuple(Column(key=key, title=key.capitalize()) for key in keys),
        rows=tuple(rows),
        note="A finding without an input file is arithmetic on the figures it cites.",
    )
