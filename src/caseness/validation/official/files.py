"""Rules of which one broken row refuses the whole file. A blank breaks none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.records import WRITTEN
from caseness.validation.formats import well_formed
from caseness.validation.official.dates import birth
from caseness.validation.official.keys import duplicate
from caseness.validation.official.made import Made
from caseness.vocabulary.data_set import field_called

if TYPE_CHECKING:
    from caseness.vocabulary.data_set import OfficialRule


def invalid(declared: OfficialRule) -> Made:
    """A value that cannot be: by its form, its date, or because it stands twice."""
    if declared.keys:
        return duplicate(declared)
    return birth(declared) if declared.margin else _malformed(declared)


def _malformed(declared: OfficialRule) -> Made:
    field = field_called(str(declared.table), str(declared.field))
    if field is None:
        raise ValueError(f"{declared.rule} is about a field that there is not")
    written = WRITTEN + field.field
    return Made(
        words=f"{field.field} is not valid ({field.format}).",
        broken=lambda rows: rows[written].notnull() & ~well_formed(rows[written], field).fill_null(False),
    )
