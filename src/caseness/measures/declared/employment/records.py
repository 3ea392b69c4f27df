"""How well the records of employment status are filled: valid, default, invalid and missing values of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.measures.anchors import RECORDED
from caseness.measures.measure import Count, declare
from caseness.pathways.employment import EMPLOYMENT
from caseness.vocabulary.data_set import CodeKind, codes, field_called

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

_FIRST_IDS = {
    "EmployStatus": 2,
    "WeekHoursWorked": 6,
    "BenefitRecInd": 10,
    "ESAInd": 18,
    "UCInd": 22,
    "PIPInd": 26,
    "EmpSupportInd": 127,
}
"""The fields counted: the number of the first of four official ids."""


def _one_of(field: str, known: Sequence[str]) -> Callable[[ir.Table], ir.BooleanValue]:
    return lambda t: t[field].isin(known).fill_null(False)


def _none_of(field: str, known: Sequence[str]) -> Callable[[ir.Table], ir.BooleanValue]:
    return lambda t: (t[field].notnull() & ~t[field].isin(known)).fill_null(False)


def _missing(field: str) -> Callable[[ir.Table], ir.BooleanValue]:
    return lambda t: t[field].isnull()


for _field, _number in _FIRST_IDS.items():
    _entry = field_called(EMPLOYMENT, _field)
    _codes = codes(_entry.code_list or "") if _entry else ()
    _valid, _default = ([c.code for c in _codes if c.kind is kind] for kind in (CodeKind.VALID, CodeKind.DEFAULT))
    for _place, (_where, _called) in enumerate(
        (
            (_one_of(_field, _valid), "is a code that says something"),
            (_one_of(_field, _default), "is a code for not known, not stated or not applicable"),
            (_none_of(_field, [*_valid, *_default]), "is not a code of its list"),
            (_missing(_field), "is empty"),
        )
    ):
        declare(
            f"EA{_number + _place:03d}",
            RECORDED,
            Count(where=_where),
            in_words=f"Employment records dated in the month, as sent for that month, in which {_field} {_called}.",
        )
