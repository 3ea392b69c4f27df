"""Long-term physical conditions of those whose pathways they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

CONDITIONS = "IDS602LongTermCondition"
_NONE = "no long-term condition"  # the name of the concept that says so


def conditions(pathways: Pathways) -> ir.Table | None:
    """One row per pathway with a condition row of its person, in any month.

    ``condition_count`` counts different ones, and ``long_term_condition`` says whether there is any: false where all that
    was sent is that there is none (monthly metadata 2021, V009). None where the extract lacks the table.
    """
    rows = pathways.months.rows_if_there(
        CONDITIONS, "RecordNumber", "Validated_LongTermConditionCode", "LongTermCondition"
    )
    if rows is None:
        return None
    none = [concept.concept for concept in concepts("long_term_condition") if concept.name == _NONE]
    code = ibis.coalesce(rows.Validated_LongTermConditionCode, rows.LongTermCondition)
    coded = rows.select("submission", "RecordNumber", code=code).filter(_.code.notnull())
    own = pathways.referral_months.select("pathway", "submission", "record_number")
    joined = own.inner_join(coded, [own.submission == coded.submission, own.record_number == coded.RecordNumber])
    told = joined.mutate(condition=ibis.ifelse(joined.code.isin(none), ibis.null().cast("string"), joined.code))
    counted = told.group_by("pathway").aggregate(condition_count=told.condition.nunique().cast("int64"))
    return counted.mutate(long_term_condition=counted.condition_count > 0)
