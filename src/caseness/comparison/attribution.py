"""What moved a figure: the rule of elimination.

Three things can move a figure between two audits, and each leaves a trace that can be compared.

1. **The data**: the checksums of the input files that the finding rests on differ, or the fingerprints of tables in a
   database. Files it does not read do not count, and a file under another name is the same file.
2. **The definition**: the code behind the finding differs, and so do its question, method or queries, leaving aside
   the numbers, dates and months in them, which follow the data.
3. **The code**: the code behind the finding differs, but what it says it measures does not. That code is the
   check's module, every module it imports and the tables of facts these read. A change elsewhere does not count.

A figure is put down to the one that changed. Where the data changed and the definition or the code as well, the record
cannot tell them apart and says both; auditing the older inputs with the newer program would. Where none changed, the
figure should not have moved: the record says "not explained", and that is a fault worth reporting.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseness.comparison.past_audit import PastAudit, Record


class Cause(StrEnum):
    """What can move a figure."""

    DATA = "data"
    DEFINITION = "definition"
    CODE = "code"


def causes(old: PastAudit, before: Record, new: PastAudit, after: Record) -> tuple[Cause, ...]:
    """By the rule of elimination, what can have moved the figures of a finding that both audits have."""
    found = []
    if old.read_by(before) != new.read_by(after):
        found.append(Cause.DATA)
    if before["code"] != after["code"]:
        found.append(Cause.CODE if before["definition"] == after["definition"] else Cause.DEFINITION)
    return tuple(found)


def in_words(found: tuple[Cause, ...]) -> str:
    """``the data``, ``the data or the code``, ``not explained``."""
    return " or ".join(f"the {cause}" for cause in found) or "not explained"
