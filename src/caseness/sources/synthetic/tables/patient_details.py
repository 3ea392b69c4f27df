"""What hangs on the patient: IDS003, IDS004, IDS007, IDS011, IDS012, IDS601 and IDS803."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import expand
from caseness.sources.synthetic.tables.patients import patient_keys
from caseness.sources.synthetic.tables.rows import Rows
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.world import Days, Whole

_KEY_BITS = 20
_ICD_10, _SNOMED = codes_for("DiagSchemeInUse", "icd_10")[0], codes_for("DiagSchemeInUse", "snomed_ct")[0]


def detail_rows(delivery: Delivery) -> Iterator[Rows]:
    """The tables of a block that hang on patients."""
    yield _accommodation(delivery)
    yield _employment(delivery)
    yield _disabilities(delivery)
    yield _circumstances(delivery)
    yield _overseas(delivery)
    yield _earlier_diagnoses(delivery)
    yield _clusters(delivery)


def _given(delivery: Delivery, column: Coded) -> tuple[Whole, Whole, Whole]:
    """The patients as sent of whom a code is given: their place among those sent, the patient, and the person."""
    patients = delivery.patients
    person = patients.person[patients.sent_patient]
    blank = np.array([*(not level for level in column.levels), True])
    row = np.flatnonzero(~blank[column.index[person]])
    return row, patients.sent_patient[row], person[row]


def _first_day(delivery: Delivery, patient: Whole) -> Days:
    """The day on which each patient was first referred to the provider, on which such things are written down."""
    return delivery.block.referrals.received[delivery.patients.first_referral[patient]]


def _accommodation(delivery: Delivery) -> Rows:
    people = delivery.block.people
    row, patient, person = _given(delivery, people.accommodation)
    return Rows(
        "IDS003AccommStatus",
        delivery.patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "AccommodationType": arrow.coded(people.accommodation, person),
            "SettledAccommodationInd": arrow.coded(people.settled, person),
            "AccommodationTypeDate": arrow.dates(_first_day(delivery, patient)),
            "AccommodationTypeStartDate": arrow.dates(people.housed[person]),
        },
    )


def _overseas(delivery: Delivery) -> Rows:
    people = delivery.block.people
    row, patient, person = _given(delivery, people.overseas)
    return Rows(
        "IDS012OverseasVisitorChargCat",
        delivery.patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "OvsVisChCat": arrow.coded(people.overseas, person),
            "OvsVisChCatAppDate": arrow.dates(_first_day(delivery, patient)),
        },
    )


def _earlier_diagnoses(delivery: Delivery) -> Rows:
    people = delivery.block.people
    row, patient, person = _given(delivery, people.earlier_diagnosis)
    coded = np.array([level.isdigit() for level in people.earlier_diagnosis.levels], np.int8)
    return Rows(
        "IDS601MedHistPrevDiag",
        delivery.patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "DiagSchemeInUse": arrow.chosen([_ICD_10, _SNOMED], coded[people.earlier_diagnosis.index[person]]),
            "PrevDiag": arrow.coded(people.earlier_diagnosis, person),
            "DiagDate": arrow.dates(people.diagnosed[person]),
        },
    )


def _clusters(delivery: Delivery) -> Rows:
    """The cluster given at the first referral to the provider: open until that ends, and not sent after the month it does."""
    people, submissions = delivery.block.people, delivery.submissions
    row, patient, person = _given(delivery, people.cluster)
    end = delivery.block.referrals.end[delivery.patients.first_referral[patient]]
    month = submissions.month[delivery.patients.sent_submission[row]]
    begin, last = submissions.month_start[month], submissions.month_start[month + 1] - 1
    there = np.flatnonzero((end == NONE) | (end >= begin))
    patient, person, end, last = patient[there], person[there], end[there], last[there]
    return Rows(
        "IDS803CareCluster",
        delivery.patients.sent_submission[row[there]],
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "AMHCareClustCodeFin": arrow.coded(people.cluster, person),
            "StartDateCareClust": arrow.dates(_first_day(delivery, patient)),
            "EndDateCareClust": arrow.dates(np.where(end <= last, end, NONE)),
        },
    )


def _employment(delivery: Delivery) -> Rows:
    """All statuses recorded so far, in every file that has the referral."""
    work, snapshots = delivery.block.employment, delivery.snapshots
    key = work.referral.astype(np.int64) << _KEY_BITS | work.day
    of = snapshots.referral.astype(np.int64) << _KEY_BITS
    row, which = expand(np.searchsorted(key, of), np.searchsorted(key, (of | snapshots.month_end) + 1))
    submission = snapshots.submission[which]
    over = work.support_discharge[row]
    patient = delivery.patient_of_referral(work.referral[row])
    rank = rank_within(delivery.block.referrals.provider[work.referral])
    return Rows(
        "IDS004EmpStatus",
        submission,
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "EmployStatus": arrow.coded(work.status, row),
            "EmployStatusRecDate": arrow.dates(work.day[row]),
            "WeekHoursWorked": arrow.coded(work.hours, row),
            "SelfEmployInd": arrow.coded(work.self_employed, row),
            "SickAbsenceInd": arrow.coded(work.sick_absence, row),
            "SSPInd": arrow.coded(work.sick_pay, row),
            "BenefitRecInd": arrow.coded(work.benefit, row),
            "ESAInd": arrow.coded(work.esa, row),
            "UCInd": arrow.coded(work.universal_credit, row),
            "PIPInd": arrow.coded(work.pip, row),
            "EmpSupportInd": arrow.coded(work.support, row),
            "EmpSupportReferral": arrow.dates(work.support_referral[row]),
            "EmpSupportDischargeDate": arrow.dates(np.where(over <= snapshots.month_end[which], over, NONE)),
            "RecordNumber": arrow.all_numbers(delivery.record_number(patient, submission)),
            "UniqueID_IDS004": arrow.all_numbers(delivery.row_number(rank[row], submission)),
        },
    )


def _disabilities(delivery: Delivery) -> Rows:
    """One row per disability."""
    people, patients = delivery.block.people, delivery.patients
    levels, index = _together((people.disability, people.further_disabilities))
    row, kind = np.nonzero(index[patients.person[patients.sent_patient]] != NONE)
    patient = patients.sent_patient[row]
    return Rows(
        "IDS007DisabilityType",
        patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patient),
            "DisabCode": arrow.chosen(levels, index[patients.person[patient], kind]),
        },
    )


def _circumstances(delivery: Delivery) -> Rows:
    """Religion, sexual orientation and others, one row each, recorded when the person was first referred to the provider."""
    people, patients = delivery.block.people, delivery.patients
    person = patients.person[patients.sent_patient]
    levels, by_person = _together((people.religion, people.orientation, people.circumstances))
    index = by_person[person]
    row, kind = np.nonzero(index != NONE)
    patient, submission = patients.sent_patient[row], patients.sent_submission[row]
    first = delivery.block.referrals.received[patients.first_referral[patient]]
    return Rows(
        "IDS011SocPerCircumstances",
        submission,
        {
            **patient_keys(delivery, patient, submission),
            "SocPerCircumstance": arrow.chosen(levels, index[row, kind]),
            "SocPerCircumstanceRecDate": arrow.dates(first),
            "UniqueID_IDS011": arrow.all_numbers(
                delivery.row_number(patients.rank[patient] * index.shape[1] + kind, submission)
            ),
        },
    )


def _together(columns: tuple[Coded, ...]) -> tuple[tuple[str, ...], np.ndarray]:
    """Columns of codes side by side, as indices into the levels of all; NONE for nothing."""
    levels = tuple(dict.fromkeys(level for column in columns for level in column.levels if level))
    return levels, np.column_stack([_recoded(column, levels) for column in columns])


def _recoded(column: Coded, levels: tuple[str, ...]) -> np.ndarray:
    """A column's index into other levels, NONE for nothing."""
    places = np.array([*(levels.index(level) if level else NONE for level in column.levels), NONE])
    return places[column.index]
