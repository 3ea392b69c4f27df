"""Whose pathway it is: the person's row that came in the same submission as the referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

PEOPLE = "IDS001MPI"
_TOLD = ("EthnicCategory", "Validated_EthnicCategory", "LanguageCodePreferred", "LSOA")


def people_by_month(pathways: Pathways) -> ir.Table | None:
    """One row per pathway and month with a person's row: ``ethnic_category`` as it was sent (monthly metadata 2026, M206).

    ``ethnicity`` is the category as the warehouse validated it, or as it was sent where the extract has none; ``language``
    the preferred one; ``area`` the small area of residence. Of several rows of one person and submission the greatest code
    speaks.
    """
    people = pathways.months.rows_if_there(PEOPLE, "RecordNumber", *_TOLD)
    if people is None:
        return None
    rows = pathways.referral_months.select("pathway", "month", "submission", "record_number")
    joined = rows.inner_join(
        people.select("submission", "RecordNumber", *_TOLD),
        [rows.submission == people.submission, rows.record_number == people.RecordNumber],
    )
    sent, validated, language, area = (joined[name].max() for name in _TOLD)
    return joined.group_by("pathway", "month").aggregate(
        ethnic_category=sent, ethnicity=ibis.coalesce(validated, sent), language=language, area=area
    )
