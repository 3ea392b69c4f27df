"""Rules on keys: rows that hang on nothing, rows on which nothing hangs, rows that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.validation.condition import condition
from caseness.validation.marks import Above, Alike, Below, Sent
from caseness.validation.official.made import Made
from caseness.validation.rule import Unit
from caseness.vocabulary.data_set import table_called
from caseness.wording import listed

if TYPE_CHECKING:
    from caseness.vocabulary.data_set import OfficialRule

_BLANK_TOO = "?"
_ONE_PER_FILE = ("UniqueSubmissionID",)


def orphan(declared: OfficialRule) -> Made:
    """The row hangs on no row of the table above. Whether that one would itself be rejected is not asked."""
    mark = Above(str(declared.against))
    entry = table_called(str(declared.table))
    key = str(entry.parent_key) if entry else ""
    return Made(
        words=f"No row of {mark.table} has this {key}.",
        broken=lambda rows: ~rows[mark.column],
        marks=(mark,),
    )


def childless(declared: OfficialRule) -> Made:
    """No row of the table below hangs on the row, where the condition holds for it."""
    mark, when = Below(str(declared.against)), condition(declared.when)
    given = f", although {when.words}" if when.terms else ""
    return Made(
        words=f"No row of {mark.table} hangs on this row{given}.",
        broken=lambda rows: ~rows[mark.column] & when.holds(rows),
        needs=when.fields,
        marks=(mark,),
    )


def duplicate(declared: OfficialRule) -> Made:
    """Another row has the same keys; all rows that share them are counted."""
    fields = tuple(key.removesuffix(_BLANK_TOO) for key in declared.keys)
    blank_too = tuple(key.removesuffix(_BLANK_TOO) for key in declared.keys if key.endswith(_BLANK_TOO))
    when = condition(declared.when)
    mark = Alike(fields, blank_too, when)
    among = f", and of both {when.words}" if when.terms else ""
    blanks = f" (two blanks of {listed(list(blank_too))} are the same)" if blank_too else ""
    alike = "is of the same submission" if fields == _ONE_PER_FILE else f"has the same {listed(list(fields))}"
    return Made(
        words=f"Another row {alike}{blanks}{among}.",
        broken=lambda rows: rows[mark.column],
        marks=(mark,),
    )


def empty(declared: OfficialRule) -> Made:
    """A submission without any row of the table."""
    mark = Sent(str(declared.table))
    return Made(
        words=f"The submission has no row of {declared.table}.",
        broken=lambda submissions: ~submissions[mark.column],
        marks=(mark,),
        unit=Unit.SUBMISSION,
    )
