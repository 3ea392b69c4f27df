"""Appointments, what was done at them, and logs of internet-enabled therapy: IDS201, IDS202 and IDS205."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import in_rows
from caseness.sources.synthetic.submissions.schedule import sent
from caseness.sources.synthetic.tables.rows import Rows
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.world import Block, Flags, Whole

_SHORT_NOTICE = 1  # days before the appointment; the data set gives no limit
_NOT_SHORT = codes_for("Cancellation", "in_good_time")[0]
_SHORT = codes_for("Cancellation", "short_notice")[0]


def contact_rows(delivery: Delivery) -> Iterator[Rows]:
    """The appointment tables of a block."""
    yield _contacts(delivery)
    yield _activities(delivery)
    yield _logs(delivery)


def _contacts(delivery: Delivery) -> Rows:
    block, as_sent = delivery.block, delivery.contacts_sent
    contacts, row = block.contacts, as_sent.row
    referral = contacts.referral[row]
    attendance = _attendance(delivery)
    by_person = attendance.is_in(*codes_for("AttendOrDNACode", "cancelled_by_person"))
    short = contacts.day[row] - contacts.cancelled_on[row] <= _SHORT_NOTICE
    known = by_person & (contacts.cancelled_on[row] != NONE)
    return Rows(
        "IDS201CareContact",
        as_sent.submission,
        {
            "CareContactId": delivery.contact_id.of(row),
            "ServiceRequestId": delivery.request_id.of(referral),
            "CareContDate": arrow.dates(contacts.day[row]),
            "CareContTime": arrow.times(contacts.minute[row]),
            "OrgIDComm": arrow.chosen(
                block.organisations.commissioner_code.tolist(), block.referrals.commissioner[referral]
            ),
            "PlannedCareContIndicator": arrow.coded(contacts.planned, row),
            "AttendOrDNACode": arrow.coded(attendance),
            "Cancellation": arrow.chosen([_NOT_SHORT, _SHORT], short.astype(np.int8), ~known),
            "ClinContDurOfCareCont": arrow.numbers(contacts.minutes[row]),
            "IAPTLTCServiceInd": arrow.coded(contacts.ltc_service, row),
            "AppType": arrow.coded(contacts.app_type, row),
            "ConsMechanism": arrow.coded(contacts.medium, row),
            "CareContPatientTherMode": arrow.coded(contacts.mode, row),
            "LanguageCodeTreat": arrow.coded(contacts.language, row),
            "InterpreterPresentInd": arrow.coded(contacts.interpreter, row),
            **_pathway_keys(delivery, referral, as_sent.submission),
            "Unique_ServiceRequestID": delivery.pathway_id.of(referral),
            "Unique_CareContactID": delivery.unique_contact_id.of(row),
        },
    )


def _attendance(delivery: Delivery) -> Coded:
    """As each file has it: the primary may show as kept what was not."""
    as_sent, first = delivery.contacts_sent, delivery.first.attendance
    now = delivery.block.contacts.attendance.index[as_sent.row]
    return Coded.of(first.levels, np.where(as_sent.refresh, now, first.index[as_sent.row]))


def with_activity(block: Block) -> Flags:
    """Which appointments have an activity: a therapy was given, or a form or an answer taken."""
    done = np.asarray(block.contacts.therapy != NONE)
    for rows in (block.forms.contact, block.experience.contact):
        done[rows[rows != NONE]] = True
    return done


def _activities(delivery: Delivery) -> Rows:
    block, as_sent = delivery.block, delivery.contacts_sent
    place = in_rows(with_activity(block)[as_sent.row])
    row, submission = as_sent.row[place], as_sent.submission[place]
    contacts = block.contacts
    concepts = [therapy.concept or "" for therapy in therapies()]
    return Rows(
        "IDS202CareActivity",
        submission,
        {
            "CareActId": delivery.activity_id.of(row),
            "CareContactId": delivery.contact_id.of(row),
            "CarePersLocalId": delivery.staff_id.of(contacts.therapist[row]),
            "ClinContactDurOfCareAct": arrow.numbers(contacts.minutes[row]),
            "CodeProcAndProcStatus": arrow.chosen(concepts, contacts.therapy[row]),
            **_pathway_keys(delivery, contacts.referral[row], submission),
        },
    )


def _logs(delivery: Delivery) -> Rows:
    logs = delivery.block.logs
    provider = delivery.block.referrals.provider[logs.referral]
    as_sent = sent(delivery.submissions, provider, logs.end, delivery.first.log)
    row, referral = as_sent.row, logs.referral[as_sent.row]
    return Rows(
        "IDS205InternetTherLog",
        as_sent.submission,
        {
            "ServiceRequestId": delivery.request_id.of(referral),
            "StartDateIntEnabledTherLog": arrow.dates(logs.start[row]),
            "EndDateIntEnabledTherLog": arrow.dates(logs.end[row]),
            "IntEnabledTherProg": arrow.coded(logs.programme, row),
            "DurationIntEnabledTher": arrow.numbers(logs.minutes[row]),
            "CarePersLocalId": delivery.staff_id.of(logs.therapist[row]),
            "IntegratedSoftwareInd": arrow.coded(logs.integrated, row),
            "PathwayID": delivery.pathway_id.of(referral),
            "UniqueID_IDS205": arrow.all_numbers(delivery.row_number(rank_within(provider)[row], as_sent.submission)),
        },
    )


def _pathway_keys(delivery: Delivery, referral: Whole, submission: Whole) -> dict[str, pa.Array]:
    patient = delivery.patient_of_referral(referral)
    return {
        "PathwayID": delivery.pathway_id.of(referral),
        "RecordNumber": arrow.all_numbers(delivery.record_number(patient, submission)),
    }
