"""A registration that ended and was followed by none: the one official rule that looks at the next row in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.validation.marks import SUBMISSION, left_joined
from caseness.validation.official.made import Made

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.marks import Tables
    from caseness.vocabulary.data_set import OfficialRule


@dataclass(frozen=True, slots=True)
class Continued:
    """Whether another row of the same ``key`` begins on the day after this one ends, with another value of ``other``."""

    key: str
    begins: str
    ends: str
    other: str

    column = "continued"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing of other tables."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """What is compared."""
        return (self.key, self.begins, self.ends, self.other)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        following = tables(table, self.key, self.begins, self.other)
        keys = (*SUBMISSION, self.key)
        begun = following.group_by(*keys, next_day=following[self.begins]).aggregate(
            first_other=following[self.other].min(), last_other=following[self.other].max()
        )
        dated = rows.mutate(next_day=(rows[self.ends] + ibis.interval(days=1)).cast("date"))
        joined = left_joined(dated, begun, (*keys, "next_day"))
        own = joined[self.other].fill_null("")
        another = ((joined.first_other != own) | (joined.last_other != own)).fill_null(False)
        return joined.mutate(continued=another).drop("next_day", "first_other", "last_other")


def not_continued(declared: OfficialRule) -> Made:
    """The row ended, and no other follows it the day after."""
    key, other = "LocalPatientId", "GMPCodeReg"
    begins, ends = str(declared.against), str(declared.field)
    mark = Continued(key, begins, ends, other)
    return Made(
        words=f"{ends} is given, and no other {other} of the same {key} has the day after as its {begins}.",
        broken=lambda rows: rows[WRITTEN + ends].notnull() & ~rows[mark.column],
        marks=(mark,),
    )
