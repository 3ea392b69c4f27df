"""Data problems of an audit, so that two audits can say which are new, resolved and persisting.

A problem is a finding on data quality that does not hold in full, rows or a file set aside for one reason, a figure
that two files give differently, or a printed name that the vocabulary does not know.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter, Verdict
from caseness.comparison.past_audit import base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.comparison.past_audit import PastAudit

_A_PROBLEM = (Verdict.IN_PART.value, Verdict.DOES_NOT_HOLD.value)


class Kind(StrEnum):
    """What sort of problem."""

    FINDING = "finding"
    SET_ASIDE = "set_aside"
    CONFLICT = "conflict"
    NAME_NOT_KNOWN = "name_not_known"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem: what it is about tells it from others; ``told`` may change while it persists."""

    kind: Kind
    about: str
    told: str = ""

    @property
    def key(self) -> tuple[Kind, str]:
        """The same in two audits that have the same problem."""
        return self.kind, self.about


def problems(audit: PastAudit) -> dict[tuple[Kind, str], Problem]:
    """The problems an audit recorded."""
    return {problem.key: problem for problem in _all(audit)}


def _all(audit: PastAudit) -> Iterator[Problem]:
    for finding in audit.findings.values():
        if finding["chapter"] == Chapter.QUALITY.value and finding.get("verdict") in _A_PROBLEM:
            yield Problem(Kind.FINDING, finding["id"], f"{finding['question']} {finding['condition']}")
    rows: Counter[str] = Counter()
    for aside in audit.provenance["set_aside"]:
        rows[f"{base(aside['file'])}: {aside['reason']}"] += aside["rows"] or 0
    for about, number in rows.items():
        yield Problem(Kind.SET_ASIDE, about, f"{number:,} rows" if number else "whole file")
    for conflict in audit.provenance["conflicts"]:
        yield Problem(Kind.CONFLICT, conflict["figure"], f"{conflict['kept']} kept, {conflict['other']} elsewhere")
    for file in audit.provenance["inputs"]:
        for name in file["names_not_known"]:
            yield Problem(Kind.NAME_NOT_KNOWN, name, base(file["file"]))
