"""The register with its computed verdicts, one row to a claim, for a command, a file or a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from caseness.checks.claims.settling import interviews_in_words, needs_interviews, request_for
from caseness.checks.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.checks.finding import Finding, Status, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim and what became of it.

    ``request`` (a freedom-of-information question) and ``interviews`` (how many) are for unsettled claims only.
    """

    id: str
    topic: str
    short: str
    claimant: str
    voice: Voice
    period: str
    verdict: Verdict | None
    status: Status
    condition: str
    answer: str
    quotation: str
    settled_by: str
    request: str | None
    interviews: str | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them; what does not apply is None."""
        return asdict(self)


def claims_table(findings: Iterable[Finding]) -> list[ClaimRow]:
    """The rows of an audit's findings that are claims, in the order of the register."""
    return [claim_row(finding) for finding in findings if finding.claim]


def claim_row(finding: Finding) -> ClaimRow:
    """The row of a claim's finding."""
    if finding.claim is None or finding.status is None:
        raise ValueError(f"{finding.id} is not a claim")
    claim = finding.claim
    request = request_for(claim.id) if unsettled(finding) else None
    return ClaimRow(
        id=claim.id,
        topic=claim.topic,
        short=claim.short,
        claimant=claim.claimant,
        voice=claim.voice,
        period=claim.period,
        verdict=finding.result.verdict,
        status=finding.status,
        condition=finding.result.condition,
        answer=finding.result.answer,
        quotation=finding.result.quotation,
        settled_by=claim.settled_by,
        request=request.text if request else None,
        interviews=interviews_in_words() if unsettled(finding) and needs_interviews(claim) else None,
    )


def unsettled(finding: Finding) -> bool:
    """Whether what was read leaves a claim open."""
    return finding.result.verdict is Verdict.CANNOT_BE_TOLD


def by_verdict(rows: Iterable[ClaimRow]) -> Counter[Verdict | None]:
    """How many claims got each verdict; None counts those that are no question of fact."""
    return Counter(row.verdict for row in rows)


def by_status(rows: Iterable[ClaimRow]) -> Counter[Status]:
    """How many claims got each status."""
    return Counter(row.status for row in rows)
