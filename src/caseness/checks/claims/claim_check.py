"""How each claim of the register becomes a check that an audit runs like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.checks.claims.answering import answer
from caseness.checks.claims.register import number, register
from caseness.checks.claims.ruling import rule
from caseness.checks.claims.trial import attempt, module_of_test
from caseness.checks.finding import Chapter, Claim, Finding
from caseness.checks.registry import declare
from caseness.sources.published import Published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.registry import Source


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """The check of one claim. It always gives a finding: what cannot be tested is said of the claim itself."""

    claim: Claim
    order: int

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    @property
    def question(self) -> str:
        """The claim in short."""
        return self.claim.short

    @property
    def needs(self) -> tuple[type[Source], ...]:
        """Nothing: what the sources lack is said of the claim itself."""
        return ()

    @property
    def chapter(self) -> Chapter:
        """Always that of the claims."""
        return Chapter.CLAIMS

    @property
    def modules(self) -> tuple[str, ...]:
        """This module and that of the claim's test, where one is written."""
        return (__name__, *module_of_test(self.claim.id))

    def run(self, sources: Sequence[Source]) -> Finding:
        """Put the claim to its test with the sources there are."""
        published = next((source for source in sources if isinstance(source, Published)), None)
        view = published.recording() if published else None
        outcome = attempt(self.claim.id, view)
        ruling = rule(self.claim, outcome)
        result = answer(self.claim, outcome, ruling)
        return Finding(
            id=self.id,
            chapter=self.chapter,
            question=self.question,
            result=replace(result, sql=tuple(dict.fromkeys(view.queries)) if view else ()),
            claim=self.claim,
            status=ruling.status,
        )


def declare_claims() -> None:
    """Register a check for every claim, in the register's order: by topic, then by number."""
    topics = list(dict.fromkeys(claim.topic for claim in register()))
    for claim in register():
        order = topics.index(claim.topic) * 1000 + number(claim)
        declare(ClaimCheck(claim, order))
