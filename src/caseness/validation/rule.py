"""A rule that every row of a table should keep: where it comes from, what it says and how it is tested.

The test of a rule is one boolean Ibis expression over the *prepared rows* of its table (`caseness.validation.prepared`):

====================  ============================================================================================
``t.AppType``         a field, of its declared type; a code as its list writes it; NULL where it cannot be read
``t.written_AppType`` the same field as it was written, trimmed; NULL where blank
``t.period_start``    first day of the month that the submission reports
``t.period_end``      last day of that month
``t.version``         version of the data set the submission follows, ``2.1``
``t.OrgID_Provider``  and ``Unique_MonthID``, ``UniqueSubmissionID``, ``AuditId``: whose row it is
====================  ============================================================================================

plus one column for each of the rule's ``marks`` (`caseness.validation.marks`): facts that lie in other rows or tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.validation.marks import Mark
    from caseness.vocabulary.data_set import Severity

    Test = Callable[[ir.Table], ir.BooleanValue]


class Origin(StrEnum):
    """Who made a rule."""

    OFFICIAL = "official"
    OURS = "ours"


class Unit(StrEnum):
    """What a rule is about, and so what is counted: rows of its table, or whole submissions."""

    ROW = "row"
    SUBMISSION = "submission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``words`` says it in a plain sentence, with the names and limits in it; ``source`` where it comes from.

    ``broken`` is true for a row that breaks the rule and false for any other: never NULL. It is None where no extract
    can tell, and ``reason`` then says why. ``needs`` names the fields of ``table`` without which it cannot be told,
    beside ``field``; ``wants`` those it takes into account where they are there. ``of_writing`` says that it is about
    how the field was written, which is gone where an extract keeps the field as a date or a number. ``since_version``
    and ``until_version`` bound the versions it belongs to.
    ``asked`` is true for the rows the rule is about (attended contacts …) and never NULL; None if that is all of them.
    ``innocent`` says how a row can break the rule and be right.
    """

    id: str
    origin: Origin
    severity: Severity
    table: str | None
    field: str | None
    kind: str
    words: str
    source: str
    broken: Test | None = None
    asked: Test | None = None
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    of_writing: bool = False
    unit: Unit = Unit.ROW
    since_version: str | None = None
    until_version: str | None = None
    reason: str | None = None
    innocent: str = ""
