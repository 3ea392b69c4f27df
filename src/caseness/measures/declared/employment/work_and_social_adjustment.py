"""Work and Social Adjustment Scale (WSAS) of finished courses, with therapies only and with employment support as well."""

from __future__ import annotations

from functools import reduce
from operator import add, and_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.declared.employment.groups import therapies_only, with_support
from caseness.measures.measure import Count, Mean, Median, declare
from caseness.pathways.instruments import instruments

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

_QUESTIONS = [one.column for one in instruments() if one.questionnaire is None and one.column.startswith("wsas")]


def _total(end: str) -> Callable[[ir.Table], ir.IntegerValue]:
    """The sum of the five questions."""
    return lambda t: reduce(add, (t[f"{question}_{end}"] for question in _QUESTIONS))


def _all_paired(group: object) -> Callable[[ir.Table], ir.BooleanValue]:
    """Rows of a group with a last score of each question."""

    def where(t: ir.Table) -> ir.BooleanValue:
        return reduce(and_, (t[f"{question}_last"].notnull() for question in _QUESTIONS), *t.bind(group))

    return where


for _first, _group in ((58, with_support), (83, therapies_only)):
    _ids = [f"EA{_first + place:03d}" for place in range(5)]
    _paired = _group & _.wsas_work_last.notnull()
    declare(_ids[0], ENDED, Count(where=_paired))
    declare(_ids[1], ENDED, Mean(of=_.wsas_work_first, where=_paired))
    declare(_ids[2], ENDED, Median(of=_.wsas_work_first, where=_paired))
    declare(_ids[3], ENDED, Mean(of=_.wsas_work_last, where=_paired))
    declare(_ids[4], ENDED, Median(of=_.wsas_work_last, where=_paired))

for _id, _group, _end in (
    ("EA282", with_support, "first"),
    ("EA283", therapies_only, "first"),
    ("EA284", with_support, "last"),
    ("EA285", therapies_only, "last"),
):
    declare(_id, ENDED, Mean(of=_total(_end), where=_all_paired(_group)))
