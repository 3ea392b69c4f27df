"""Sources in, findings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter, Finding, NotRun
from caseness.checks.registry import all_checks
from caseness.materiality import NONE_SET, Materiality
from caseness.organisations import profiles
from caseness.sources.published import Published

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from caseness.checks.registry import Source
    from caseness.organisations import Profile


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found, what it could not run, and a profile of each organisation that is shown.

    ``materiality`` marks what is smaller than matters to the reader; nothing else depends on it.
    """

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    organisations: tuple[Profile, ...] = ()
    materiality: Materiality = NONE_SET

    def chapter(self, chapter: Chapter) -> list[Finding]:
        """The findings of one chapter, in order of consequence."""
        return [finding for finding in self.findings if finding.chapter is chapter]

    def finding(self, identity: str) -> Finding | None:
        """The finding of one check, or None if it was not run."""
        return next((finding for finding in self.findings if finding.id == identity), None)


def audit(
    sources: Sequence[Source],
    *,
    only: Collection[str] = (),
    organisations: Sequence[Profile] | None = None,
    materiality: Materiality = NONE_SET,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Audit:
    """Run every check whose needs ``sources`` meet (or those named in ``only``); list those that could not run.

    ``organisations`` are the profiles to show; all that the sources have if None, and none if only some checks are named.
    """
    checks = [check for check in all_checks() if not only or check.id in only]
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    for done, check in enumerate(checks, 1):
        outcome = check.run(sources)
        if isinstance(outcome, Finding):
            findings.append(outcome)
        else:
            not_run.append(outcome)
        progress(check.id, done, len(checks))
    if organisations is None:
        organisations = () if only else organisations_in(sources)
    return Audit(tuple(sources), tuple(findings), tuple(not_run), tuple(organisations), materiality)


def organisations_in(sources: Sequence[Source]) -> tuple[Profile, ...]:
    """A profile of every organisation in the published statistics among ``sources``."""
    return tuple(profile for source in sources if isinstance(source, Published) for profile in profiles(source))
