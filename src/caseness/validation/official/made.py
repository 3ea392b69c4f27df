"""What the declaration of an official rule is made into: its test, its words and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.validation.rule import Unit

if TYPE_CHECKING:
    from caseness.validation.marks import Mark
    from caseness.validation.rule import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The parts of a rule that follow from its kind; see `caseness.validation.rule.Rule`."""

    words: str
    broken: Test
    needs: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    of_writing: bool = False
    unit: Unit = Unit.ROW
