"""Value for money on its own: one run of the model, and what it and other questions of money find from the same assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseness.audit import outcome_of
from caseness.checks.assumed import Assumed
from caseness.checks.finding import Finding, NotRun, ReportMark
from caseness.checks.registry import all_checks
from caseness.sources.records import Records
from caseness.sources.spend_table import SpendTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.registry import Runnable, Source
    from caseness.value.analysis import Analysis

_FIRST = (
    "value-for-money",
    "assumptions-changed",
    "what-drives-value",
    "worth-measuring",
    "value-counted-otherwise",
)


@dataclass(frozen=True)
class Valuation:
    """One run of the model, ``assumed``, and every finding that rests on its assumptions or on a table of spending.

    They are those of the audit's chapter. ``sources`` are what such findings need besides; ``marks`` say what every table and
    chart has to be labelled with.
    """

    assumed: Assumed
    sources: tuple[Source, ...] = ()
    marks: tuple[ReportMark, ...] = ()

    @property
    def analysis(self) -> Analysis:
        """The run of the model."""
        return self.assumed.analysis

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The questions of the model, then the others in the order of the chapter."""
        return tuple(found for found in self._outcomes if isinstance(found, Finding))

    @cached_property
    def not_run(self) -> tuple[NotRun, ...]:
        """Those of them that could not be answered, and why."""
        return tuple(found for found in self._outcomes if isinstance(found, NotRun))

    def finding(self, identity: str) -> Finding | None:
        """The finding of one of them, or None if it was not run."""
        return next((found for found in self.findings if found.id == identity), None)

    @cached_property
    def _outcomes(self) -> tuple[Finding | NotRun, ...]:
        given = (*self.sources, self.assumed)
        return tuple(outcome_of(check, given, self.marks) for check in _asked(self.sources))


def _asked(sources: Sequence[Source]) -> list[Runnable]:
    """What rests on assumptions or on a table of spending; what needs such a table, or records, only where there are any."""
    lacking = {kind for kind in (SpendTable, Records) if not any(isinstance(source, kind) for source in sources)}
    asked = [
        check for check in all_checks() if {Assumed, SpendTable} & set(check.needs) and not lacking & set(check.needs)
    ]
    return sorted(asked, key=lambda check: _FIRST.index(check.id) if check.id in _FIRST else len(_FIRST))
