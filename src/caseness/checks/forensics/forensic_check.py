"""A check for every forensic test: what it says of England, of each provider and, if asked for, of therapists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter, Finding
from caseness.checks.forensics.answering import answer
from caseness.checks.forensics.testing import put_to_tests
from caseness.checks.registry import declare, not_run
from caseness.errors import CannotRun
from caseness.forensics.registry import forensic_tests
from caseness.sources.records import Records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.finding import NotRun
    from caseness.checks.registry import Source
    from caseness.forensics.registry import ForensicTest

_FIRST = 100  # the place of the first test in the chapter, after what is said of all of them


@dataclass(frozen=True, slots=True)
class ForensicCheck:
    """The check that puts one test to an extract."""

    test: ForensicTest
    order: int

    @property
    def id(self) -> str:
        """``forensic-f02``."""
        return f"forensic-{self.test.id.lower()}"

    @property
    def chapter(self) -> Chapter:
        """Always that of the forensic tests."""
        return Chapter.FORENSICS

    @property
    def question(self) -> str:
        """The question of the test."""
        return self.test.question

    @property
    def needs(self) -> tuple[type[Source], ...]:
        """Records, of which a test may still lack what it looks at."""
        return (Records,)

    @property
    def modules(self) -> tuple[str, ...]:
        """This module and that of the test."""
        return (__name__, self.test.estimate.__module__)

    def run(self, sources: Sequence[Source]) -> Finding | NotRun:
        """Put the extract to the test, or say what it lacks for it."""
        records = next((source for source in sources if isinstance(source, Records)), None)
        if records is None:
            return not_run(self, CannotRun(f"needs {Records.called}", settled_by=Records.obtained))
        try:
            said = put_to_tests(records)[self.test.id]
            result = answer(said)
        except CannotRun as lack:
            return not_run(self, lack)
        return Finding(
            id=self.id,
            chapter=self.chapter,
            question=self.question,
            result=replace(result, sql=said.queries),
            from_records=True,
        )


def declare_tests() -> None:
    """Register a check for every test, in their order."""
    for place, test in enumerate(forensic_tests()):
        declare(ForensicCheck(test, _FIRST + place))


declare_tests()
