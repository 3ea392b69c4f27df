"""Whether a SNOMED CT identifier checks: its last digit is made from the others, so that most slips show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.validation.marks import left_joined

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.marks import Tables

_LONGEST = 18
_PERMUTED = (  # Verhoeff's permutation of the digits, applied no times, once, … seven times
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


@dataclass(frozen=True, slots=True)
class SnomedChecks:
    """Whether a field holds 6 to 18 digits of which the last makes Verhoeff's sum nought (SNOMED CT TSG, 6.3).

    The digits are taken from the last to the first, each permuted by its place, as symmetries of a pentagon: 0 to 4 turn
    it, 5 to 9 turn and flip it, after which it turns the other way. A place before the first digit does nothing.
    A mark, so that each value is looked at once, however many rows have it.
    """

    field: str

    @property
    def column(self) -> str:
        """``CodeObs_checks``."""
        return f"{self.field}_checks"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing of other tables."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """The field."""
        return (self.field,)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        written = WRITTEN + self.field
        values = tables(table, self.field).select(written).distinct()
        well_formed = values[written].re_search("^[0-9]{6,18}$").fill_null(False)
        digits = ibis.ifelse(well_formed, values[written], ibis.literal("")).lpad(_LONGEST, " ")
        symmetries = {f"place_{place}": _symmetry(digits, place) for place in range(_LONGEST)}
        spread = values.mutate(**symmetries, **{self.column: well_formed})
        turned, way = ibis.literal(0), ibis.literal(1)
        for name in symmetries:
            turned = turned + way * (spread[name] % 5)
            way = way * ibis.ifelse(spread[name] < 5, 1, -1)
        checks = spread[self.column] & (turned % 5 == 0) & (way == 1)
        joined = left_joined(rows, spread.select(written, **{self.column: checks}), (written,))
        return joined.mutate(**{self.column: joined[self.column].fill_null(False)})


def _symmetry(digits: ir.StringValue, place: int) -> ir.IntegerValue:
    digit = digits.substr(_LONGEST - 1 - place, 1)
    return digit.translate("0123456789 ", _PERMUTED[place % len(_PERMUTED)] + "0").cast("int64")
