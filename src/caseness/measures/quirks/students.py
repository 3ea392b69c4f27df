"""The Employment Support and Students dashboard: students (step 1.3).

Source of what the script does: NHS England's public dashboard scripts, employment support step 1.3 (ES1.3); lines as in the
register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import RECEIVED
from caseness.measures.quirks.employment_support import NO_RECORDS
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.measures.quirks.warehouse import beside_warehouse
from caseness.pathways.characteristics import people
from caseness.pathways.employment import employment
from caseness.pathways.people import PEOPLE
from caseness.pathways.referrals import REFERRALS
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_AGE_WHEN_REFERRED = "Age_ReferralRequest_ReceivedDate"
_YOUNG = (18, 25)


@quirk("ES-13")
def age_at_the_end_of_the_month(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A student is 18 to 25, or older, by the age at the end of the month reported; other tables take that at referral.

    Correct: at referral (ES1.3:61-72). A student is who was one by the last employment record within the referral.
    """
    ages, records = pathways.facet(people), pathways.facet(employment)
    if ages is None:
        raise CannotCompute(f"the extract has no {PEOPLE}")
    if records is None:
        raise CannotCompute(NO_RECORDS)
    if _AGE_WHEN_REFERRED not in pathways.records.columns[REFERRALS].given:
        raise CannotCompute(f"the extract has no {_AGE_WHEN_REFERRED}, which the warehouse works out")
    status = records.select("state", status="employment_status_last")
    students = status.filter(status.status.isin(codes_for("EmployStatus", "student")).fill_null(False))
    received = anchored(RECEIVED, pathways, periods).semi_join(students, "state")
    told = beside_warehouse(received, pathways, age_then=_AGE_WHEN_REFERRED)
    then = told.select("pathway", "month", "age_then").left_join(
        ages.select("pathway", "month", "age"), ["pathway", "month"]
    )
    found = sums(
        pathways,
        then,
        by_month=_.age.between(*_YOUNG).fill_null(False),
        when_referred=_.age_then.between(*_YOUNG).fill_null(False),
    )
    return (
        Both.counts(
            "Referrals of students aged 18 to 25",
            found["by_month"],
            found["when_referred"],
            of="referrals",
            affected="students whose birthday lies between the referral and the end of its month",
        ),
    )
