"""Rules on how a value is written. A blank breaks none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.validation.formats import well_formed
from caseness.validation.official.made import Made
from caseness.validation.official.scores import score_written
from caseness.validation.official.snomed import SnomedChecks
from caseness.vocabulary.data_set import FieldType, field_called
from caseness.wording import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import Field, OfficialRule

_READ_BY_TYPE = {FieldType.DATE: "a date", FieldType.TIME: "a time of day", FieldType.TIMESTAMP: "a date and time"}
_READ_BY_TYPE |= {FieldType.MONTH: "a year and month, YYYY-MM"}
_SLASHED_MONTH = "^[0-9]{4}/[0-9]{2}$"
_SCHEMES = {"01": ("ICD-10, 4 to 6 characters", "^.{4,6}$"), "04": ("SNOMED CT, 6 to 18 digits", "^[0-9]{6,18}$")}
_SCHEME = "FindSchemeInUse"


def wrong_format(declared: OfficialRule) -> Made:
    """The value is not written as its field asks, or not in the form that the rule names."""
    return _FORMS[declared.form](declared) if declared.form else _as_declared(declared)


def _as_declared(declared: OfficialRule) -> Made:
    field = _field(declared)
    written = WRITTEN + field.field

    def broken(rows: ir.Table) -> ir.BooleanValue:
        fits = rows[field.field].notnull() if field.type in _READ_BY_TYPE else well_formed(rows[written], field)
        return rows[written].notnull() & ~fits.fill_null(False)

    exact = field.shortest is not None and field.shortest == field.longest
    return Made(
        words=f"{field.field} {_misfit_in_words(field)}.",
        broken=broken,
        of_writing=field.type in _READ_BY_TYPE or exact,
    )


def _slashed_month(declared: OfficialRule) -> Made:
    written = f"{WRITTEN}{declared.field}"
    return Made(
        words=f"{declared.field} is written YYYY/MM instead of YYYY-MM.",
        broken=lambda rows: rows[written].re_search(_SLASHED_MONTH).fill_null(False),
        of_writing=True,
    )


def _snomed(declared: OfficialRule) -> Made:
    mark = SnomedChecks(str(declared.field))
    return Made(
        words=f"{declared.field} is no SNOMED CT code: 6 to 18 digits of which the last checks the others.",
        broken=lambda rows: rows[WRITTEN + mark.field].notnull() & ~rows[mark.column],
        marks=(mark,),
    )


def _fits_scheme(declared: OfficialRule) -> Made:
    written = f"{WRITTEN}{declared.field}"

    def broken(rows: ir.Table) -> ir.BooleanValue:
        misfit = ((rows[_SCHEME] == code) & ~rows[written].re_search(form) for code, (_name, form) in _SCHEMES.items())
        return ibis.or_(*(wrong.fill_null(False) for wrong in misfit))

    named = listed([f"{code}: {name}" for code, (name, _form) in _SCHEMES.items()])
    return Made(words=f"{declared.field} does not fit {_SCHEME} ({named}).", broken=broken, needs=(_SCHEME,))


_FORMS: dict[str, Callable[[OfficialRule], Made]] = {
    "scheme": _fits_scheme,
    "score": score_written,
    "slashed_month": _slashed_month,
    "snomed": _snomed,
}


def _misfit_in_words(field: Field) -> str:
    """What is wrong, from the format as the data set states it: ``n`` are digits, ``an`` letters or digits."""
    shortest, longest = field.shortest, field.longest
    if field.type in _READ_BY_TYPE:
        return f"cannot be read as {_READ_BY_TYPE[field.type]}"
    if field.type is FieldType.INTEGER:
        return f"is not a whole number of up to {longest} digits"
    if field.format and not field.format.startswith(("an", "min an", "max an")):
        return f"is not written as it should be: {field.format}"
    if shortest is None:
        return f"is longer than {longest} characters"
    limits = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
    return f"does not have {limits} character{'' if longest == 1 else 's'}"


def _field(declared: OfficialRule) -> Field:
    field = field_called(str(declared.table), str(declared.field))
    if field is None:
        raise ValueError(f"{declared.rule} is about a field that there is not")
    return field
