"""The columns that NHS England derives, beside ours: which are the same fact, and what they know that the extract does not.

An extract of some months does not have the contacts and scores of earlier ones. For a pathway that was referred before the
first month of the extract, what the warehouse derived is taken where it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.pathways.choices import History
from caseness.pathways.instruments import instruments
from caseness.pathways.referrals import REFERRALS
from caseness.pathways.treatment import COUNTS, count_column
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways.choices import Choices
    from caseness.pathways.months import Months
    from caseness.sources.records import Records

_DATES_AND_COUNTS = {
    "assessment_first_date": "Assessment_FirstDate",
    "treatment_first_date": "TherapySession_FirstDate",
    "treatment_second_date": "TherapySession_SecondDate",
    "treatment_last_date": "TherapySession_LastDate",
    "integrated_first_date": "IntegratedContact_FirstDate",
    "integrated_treatment_first_date": "IntegratedTreatment_FirstDate",
    "care_contact_count": "CareContact_Count",
    "treatment_contact_count": "TreatmentCareContact_Count",
}
_FLAGS = {
    "completed_treatment": "CompletedTreatment_Flag",
    "at_caseness": "Caseness_Flag",
    "not_at_caseness": "NotCaseness_Flag",
    "recovered": "Recovery_Flag",
    "reliably_improved": "ReliableImprovement_Flag",
    "reliably_deteriorated": "ReliableDeterioration_Flag",
    "no_reliable_change": "NoChange_Flag",
}
_WSAS = {
    "wsas_work": "WASAS_Work",
    "wsas_home_management": "WASAS_HomeManagement",
    "wsas_social_leisure": "WASAS_SocialLeisureActivities",
    "wsas_private_leisure": "WASAS_PrivateLeisureActivities",
    "wsas_relationships": "WASAS_Relationships",
}


def _prefixes() -> dict[str, str]:
    whole = {one.column: one.questionnaire.column_prefix for one in instruments() if one.questionnaire}
    return {**whole, **_WSAS, "anxiety": "ADSM"}


_THEIRS = "theirs_"  # sets national columns apart from ours, of which one has the same letters

AT_MONTH_END = _DATES_AND_COUNTS
"""Our column of `Pathways.referral_months`: the national column that states the same fact."""

OF_PATHWAY = {
    **_DATES_AND_COUNTS,
    "assessment_last_date": "Assessment_LastDate",
    "employment_support_first_date": "EmpSupport_FirstDate",
    "employment_support_last_date": "EmpSupport_LastDate",
    **{count_column(t.count_column): t.count_column for t in therapies() if t.count_column},
    **{
        f"{ours}_{end.lower()}": f"{national}_{end}Score"
        for ours, national in _prefixes().items()
        for end in ("First", "Last")
    },
    **_FLAGS,
}
"""Our column of `Pathways.pathways`: the national column that states the same fact."""


def given(records: Records, months: Months, *names: str) -> ir.Table:
    """The rows that speak for pathways in submissions that count: ``pathway_id``, ``month`` and the columns named."""
    rows = months.rows(REFERRALS, "PathwayID", "ReferralRequestReceivedDate", "UsePathway_Flag", *names)
    if "UsePathway_Flag" in records.columns[REFERRALS].given:
        rows = rows.filter(rows.UsePathway_Flag)
    return rows.select("month", *names, pathway_id=rows.PathwayID, referral_date=rows.ReferralRequestReceivedDate)


def completed(
    rows: ir.Table,
    names: dict[str, str],
    records: Records,
    months: Months,
    choices: Choices,
    wanted: ir.Table,
    key: Sequence[str],
) -> ir.Table:
    """Rows with what the warehouse derived where their pathway began before the extract; ``began_before`` says which.

    ``names`` leads from columns of ``rows`` to national ones, and ``key`` tells rows apart. ``wanted`` has the key,
    ``pathway_id``, ``month`` and ``referral_date`` of each, and is cheap to read.
    """
    begin = ibis.literal(months.begin)
    rows = rows.mutate(began_before=(rows.referral_date < begin).fill_null(False))
    here = records.columns[REFERRALS].given
    known = {ours: national for ours, national in names.items() if national in here and ours in rows.columns}
    if not known or choices.history is History.EXTRACT:
        return rows
    national = tuple(dict.fromkeys(known.values()))
    asked = wanted.filter(wanted.referral_date < begin).select(*dict.fromkeys(["pathway_id", "month", *key]))
    theirs = given(records, months, *national)
    theirs = theirs.filter(theirs.referral_date < begin).inner_join(asked, ["pathway_id", "month"])
    theirs = theirs.group_by(key).aggregate(
        **{_THEIRS + name: theirs[name].max() for name in national}, sent=theirs.count()
    )
    joined = rows.left_join(theirs, key)
    known_there = joined.began_before & joined.sent.notnull()
    taken = {
        ours: ibis.ifelse(known_there, _as(joined[_THEIRS + name], joined[ours], ours), joined[ours])
        for ours, name in known.items()
    }
    return joined.mutate(**taken).select(rows.columns)


def _as(theirs: ir.Value, ours: ir.Value, name: str) -> ir.Value:
    """A national column as the type of ours; a count or flag that is not given is 0 or false."""
    kind = ours.type()
    if kind.is_boolean():
        return theirs.fill_null(False)
    return theirs.cast(kind).fill_null(0) if name in COUNTS else theirs.cast(kind)
