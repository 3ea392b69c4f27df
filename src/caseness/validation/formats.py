"""Whether a value as found is written as its field asks, as an expression over the text.

The formats are those of the national data set (``fields.csv``). Where they ask for letters or digits (``an``) the length
alone is judged: local numbers are written with dashes and strokes everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.sources.records.coercion import coerced
from caseness.vocabulary.data_set import FieldType

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import Field

_NHS_NUMBER = "10 digits, check digit"
_PATTERNS = {
    "n.n (1-2 digits each side)": r"^[0-9]{1,2}\.[0-9]{1,2}$",
    "SNOMED CT, 6-18 digits": "^[0-9]{6,18}$",
    "min n6 max n18": "^[0-9]{6,18}$",
    "SNOMED CT concept or expression, min 6 max 56": "^[0-9]{6,18}([^0-9].{0,49})?$",
    "ICD-10 or SNOMED CT code": r"^([A-Z][0-9]{2}[0-9A-Z.]*|[0-9]{6,18})$",
    "postcode pattern": "^[A-Z]{1,2}[0-9][0-9A-Z]? *[0-9][A-Z]{2}$",  # British Standard BS 7666
}
_TYPED = {FieldType.DATE, FieldType.TIME, FieldType.TIMESTAMP, FieldType.MONTH, FieldType.DECIMAL}


def has_format(field: Field) -> bool:
    """Whether the public sources say how the field is to be written."""
    return bool(field.type is not FieldType.TEXT or field.format or field.shortest or field.longest)


def well_formed(text: ir.StringValue, field: Field) -> ir.BooleanValue:
    """Whether a text that is there, trimmed, is written as the field asks; true for a field without a format."""
    if field.type is FieldType.INTEGER:
        return _whole_number(text, field)
    if field.type in _TYPED:
        return coerced(text, field).notnull()
    if field.format == _NHS_NUMBER:
        return nhs_number_checks(text)
    if pattern := _PATTERNS.get(field.format or ""):
        return text.upper().re_search(pattern)
    return text.length().between(field.shortest or 1, field.longest or _ANY_LENGTH)


def nhs_number_checks(text: ir.StringValue) -> ir.BooleanValue:
    """Ten digits whose weighted sum, weights ten to one, divides by eleven (NHS Data Dictionary: NHS NUMBER)."""
    ten_digits = text.re_search("^[0-9]{10}$")
    digits = ibis.ifelse(ten_digits, text, ibis.literal("0" * 10))
    total = sum((digits.substr(i, 1).cast("int64") * (10 - i) for i in range(10)), ibis.literal(0))
    return ten_digits & (total % 11 == 0)


def _whole_number(text: ir.StringValue, field: Field) -> ir.BooleanValue:
    """A whole number from nought with no more digits than the field takes."""
    number = coerced(text, field).fill_null(-1)
    return number.between(0, 10**field.longest - 1) if field.longest else number >= 0


_ANY_LENGTH = 2**31 - 1
