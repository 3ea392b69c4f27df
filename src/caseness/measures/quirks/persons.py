"""What dashboards know of the person whose referral it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.measures.breakdowns import breakdowns
from caseness.measures.quirks.quirk import CannotCompute
from caseness.pathways.characteristics import people
from caseness.pathways.people import PEOPLE

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

MINORITIES = next(one.keys for one in breakdowns()["bme_group"].categories if one.name == "BME")
"""Ethnic categories other than White British."""


def beside_person(rows: ir.Table, pathways: Pathways) -> ir.Table:
    """Rows with what the person's row of the same submission says; NULL where there is none.

    ``rows`` have ``pathway`` and ``month``. ``ethnicity`` is the validated category, or the one sent where the extract has
    no validated one; ``language`` the preferred one; ``area`` the small area of residence. Raises `CannotCompute` where the
    extract lacks the table.
    """
    known = pathways.facet(people)
    if known is None:
        raise CannotCompute(f"the extract has no {PEOPLE}")
    told = known.select(
        "pathway",
        "month",
        ethnicity=ibis.coalesce(known.Validated_EthnicCategory, known.EthnicCategory),
        sent_ethnicity=known.EthnicCategory,
        language=known.LanguageCodePreferred,
        area=known.LSOA,
    )
    joined = rows.left_join(told, ["pathway", "month"])
    return joined.drop("pathway_right", "month_right")
