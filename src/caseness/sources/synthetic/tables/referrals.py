"""The referral, its long-term conditions and its problem descriptors: IDS101, IDS602 and IDS603."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import in_rows
from caseness.sources.synthetic.tables.rows import Rows
from caseness.sources.synthetic.warehouse.derived import derived_columns
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.problems import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.sources.synthetic.submissions.delivery import Delivery

_ICD_10, _SNOMED = codes_for("FindSchemeInUse", "icd_10")[0], codes_for("FindSchemeInUse", "snomed_ct")[0]
_PRIMARY = codes_for("PresCompCodSig", "primary")[0]
_SHORTEST = 4  # characters of an ICD-10 code in this table
_NOT_KNOWN = "-3"  # what the warehouse makes of a descriptor that is none
_NO_CODE = "0000"


def referral_rows(delivery: Delivery, *, derived: bool) -> Iterator[Rows]:
    """The referral tables of a block; the warehouse's own columns only where wanted, as they take long."""
    yield _referrals(delivery, derived=derived)
    yield _conditions(delivery)
    yield _complaints(delivery)


def _referrals(delivery: Delivery, *, derived: bool) -> Rows:
    block, snapshots = delivery.block, delivery.snapshots
    referrals, row = block.referrals, snapshots.referral
    patient = delivery.patient_of_referral(row)
    rank = rank_within(referrals.provider)
    return Rows(
        "IDS101Referral",
        snapshots.submission,
        {
            "ServiceRequestId": delivery.request_id.of(row),
            "LocalPatientId": delivery.patient_id.of(patient),
            "OrgIDComm": arrow.chosen(block.organisations.commissioner_code.tolist(), referrals.commissioner[row]),
            "ReferralRequestReceivedDate": arrow.dates(referrals.received[row]),
            "SourceOfReferralIAPT": arrow.coded(referrals.source, row),
            "OnsetDate": arrow.coded(referrals.onset_month, row),
            "PrevDiagCondInd": arrow.coded(referrals.previous_condition, row),
            "EndCode": arrow.chosen(
                referrals.end_code.levels, np.where(snapshots.end == NONE, NONE, referrals.end_code.index[row])
            ),
            "ServDischDate": arrow.dates(snapshots.end),
            "PathwayID": delivery.pathway_id.of(row),
            "RecordNumber": arrow.all_numbers(delivery.record_number(patient, snapshots.submission)),
            "Person_ID": delivery.person_id.of(referrals.person[row]),
            "Unique_ServiceRequestID": delivery.pathway_id.of(row),
            "UniqueID_IDS101": arrow.all_numbers(delivery.row_number(rank[row], snapshots.submission)),
            **(derived_columns(block, snapshots, delivery.first) if derived else {}),
        },
    )


def _conditions(delivery: Delivery) -> Rows:
    snapshots, referrals = delivery.snapshots, delivery.block.referrals
    condition = delivery.block.people.condition
    given = (condition.index != NONE) & ~condition.is_in("")
    row = in_rows(given[referrals.person[snapshots.referral]])
    referral, submission = snapshots.referral[row], snapshots.submission[row]
    concept = arrow.coded(condition, referrals.person[referral])
    patient = delivery.patient_of_referral(referral)
    return Rows(
        "IDS602LongTermCondition",
        submission,
        {
            "ServiceRequestId": delivery.request_id.of(referral),
            "FindSchemeInUse": arrow.chosen([_SNOMED], np.zeros(len(row), np.int8)),
            "LongTermCondition": concept,
            "RecordNumber": arrow.all_numbers(delivery.record_number(patient, submission)),
            "Validated_LongTermConditionCode": concept,
        },
    )


def _complaints(delivery: Delivery) -> Rows:
    snapshots, referrals = delivery.snapshots, delivery.block.referrals
    row = in_rows(snapshots.problem != NONE)
    referral, submission, problem = snapshots.referral[row], snapshots.submission[row], snapshots.problem[row]
    codes = [_sent_code(number) for number in range(len(problems()))]
    scheme = np.array([int(code.isdigit() and len(code) > _SHORTEST) for code in codes])
    validated = [_NOT_KNOWN if code == _NO_CODE else code for code in codes]
    rank = rank_within(referrals.provider)
    return Rows(
        "IDS603PresentingComplaints",
        submission,
        {
            "ServiceRequestId": delivery.request_id.of(referral),
            "FindSchemeInUse": arrow.chosen([_ICD_10, _SNOMED], scheme[problem]),
            "PresComp": arrow.chosen(codes, problem),
            "PresCompCodSig": arrow.chosen([_PRIMARY], np.zeros(len(row), np.int8)),
            "PresCompDate": arrow.dates(referrals.problem_day[referral]),
            "PathwayID": delivery.pathway_id.of(referral),
            "UniqueID_IDS603": arrow.all_numbers(delivery.row_number(rank[referral], submission)),
            "Validated_PresentingComplaint": arrow.chosen(validated, problem),
        },
    )


@cache
def _sent_code(problem: int) -> str:
    """A full code for a problem descriptor: an ICD-10 category of three characters gets "unspecified" or, without one, X."""
    code = problems()[problem].code
    if code == _NOT_KNOWN:
        return _NO_CODE
    if len(code) >= _SHORTEST:
        return code
    return f"{code}X" if code == "F99" else f"{code}9"
