"""Work and Social Adjustment Scale (WSAS) of finished courses, with therapies only and with employment support as well."""

from __future__ import annotations

from functools import reduce
from itertools import product
from operator import add, and_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.declared.employment.groups import GROUPS
from caseness.measures.measure import Count, Mean, Median, declare
from caseness.pathways.instruments import instruments

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

_QUESTIONS = [one.column for one in instruments() if one.questionnaire is None and one.column.startswith("wsas")]

_STATISTICS: tuple[type[Mean | Median], ...] = (Mean, Median)


def _total(end: str) -> Callable[[ir.Table], ir.IntegerValue]:
    """The sum of the five questions."""
    return lambda t: reduce(add, (t[f"{question}_{end}"] for question in _QUESTIONS))


def _all_paired(group: object) -> Callable[[ir.Table], ir.BooleanValue]:
    """Rows of a group with a last score of each question."""

    def where(t: ir.Table) -> ir.BooleanValue:
        return reduce(and_, (t[f"{question}_last"].notnull() for question in _QUESTIONS), *t.bind(group))

    return where


for _name, _number in {"with_support": 58, "therapies_only": 83}.items():
    _group, _words = GROUPS[_name]
    _paired = _group & _.wsas_work_last.notnull()
    _said = f"{_words}, with two scores or more of the question on work"
    declare(f"EA{_number:03d}", ENDED, Count(where=_paired), in_words=f"{_said}.")
    for _place, (_end, _statistic) in enumerate(product(("first", "last"), _STATISTICS), 1):
        declare(
            f"EA{_number + _place:03d}",
            ENDED,
            _statistic(of=_[f"wsas_work_{_end}"], where=_paired),
            in_words=f"{_said}: {_statistic.__name__.lower()} of the {_end}.",
        )

for _id, _name, _end in (
    ("EA282", "with_support", "first"),
    ("EA283", "therapies_only", "first"),
    ("EA284", "with_support", "last"),
    ("EA285", "therapies_only", "last"),
):
    _group, _words = GROUPS[_name]
    declare(
        _id,
        ENDED,
        Mean(of=_total(_end), where=_all_paired(_group)),
        in_words=f"{_words}, with two scores or more of each question: mean of the sum of the {_end} five.",
    )
