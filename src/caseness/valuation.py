"""Value for money on its own: one run of the model, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Finding, ReportMark
from caseness.checks.registry import all_checks
from caseness.checks.spend import value_counted_otherwise, value_for_money, what_drives_value, worth_measuring
from caseness.disclosure.labels import labelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.value.analysis import Analysis

_ANSWERS: dict[str, Callable[[Analysis], Answer]] = {
    "value-for-money": value_for_money.answer,
    "what-drives-value": what_drives_value.answer,
    "worth-measuring": worth_measuring.answer,
    "value-counted-otherwise": value_counted_otherwise.answer,
}


@dataclass(frozen=True)
class Valuation:
    """One run of the model, ``analysis``, and its findings: those of the audit's chapter, from the assumptions given.

    ``marks`` say what its every table and chart has to be labelled with.
    """

    analysis: Analysis
    marks: tuple[ReportMark, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The four questions of the model, answered."""
        checks = {check.id: check for check in all_checks()}
        return tuple(
            labelled(
                Finding(
                    id=identity,
                    chapter=checks[identity].chapter,
                    question=checks[identity].question,
                    result=answer(self.analysis),
                    marks=self.marks,
                )
            )
            for identity, answer in _ANSWERS.items()
        )
