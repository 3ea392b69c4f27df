"""Values that do not fit a field: of no list, of no format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.synthetic.plan import VERSION
from caseness.vocabulary.data_set import FieldType, codes_in, concepts, field_called

if TYPE_CHECKING:
    from caseness.vocabulary.data_set import Field

_NO_DATES = {
    FieldType.DATE: "31/02/2024",
    FieldType.TIME: "25:61",
    FieldType.TIMESTAMP: "31/02/2024 25:61",
    FieldType.MONTH: "May 2023",
    FieldType.INTEGER: "many",
    FieldType.DECIMAL: "much",
}
_FORMS = {
    "slashed_month": "2023/05",
    "snomed": "123456789",  # fails its check digit
    "scheme": "NOT-A-CODE",  # too long for ICD-10, no SNOMED CT
    "score": "7/27",
}
FITTING = ("scheme", "score", "snomed")  # forms that nothing fits which does not fit the field
_LETTERS = "QXJ"  # which hardly any list uses


def misfit(field: Field, form: str | None) -> str | None:
    """A text that is not in the format of a field, or not in a form that a rule names; None where nothing is known of it."""
    if form:
        return _FORMS[form]
    if field.type in _NO_DATES:
        return _NO_DATES[field.type]
    if field.format and not field.format.startswith(("an", "min an", "max an")):
        return "?"
    return "X" * (field.longest + 1) if field.longest else None


def no_code(table: str, name: str) -> str:
    """A code as long as those of a field's list, and none of them; for a questionnaire a concept of something else."""
    field = field_called(table, name)
    if field is None or not field.code_list:
        return concepts("long_term_condition")[0].concept
    known = codes_in(field.code_list, VERSION)
    length = field.longest or len(known[0])
    return next(letter * length for letter in _LETTERS if letter * length not in known)
