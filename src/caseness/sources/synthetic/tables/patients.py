"""The patient and what hangs on the patient: IDS001, IDS002, IDS004, IDS007 and IDS011."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.people.organisations import postcodes
from caseness.sources.synthetic.submissions.delivery import expand, in_rows, pseudonym
from caseness.sources.synthetic.tables.rows import Rows
from caseness.sources.synthetic.warehouse.derived import age_on
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.submissions.schedule import Numbers
    from caseness.sources.synthetic.world import Flags, Whole

_TRACED = codes_for("NHSNumberStatus", "with_number")[0]
_NOT_TRACED = codes_for("NHSNumberStatus", "without_number")[0]
_MISSING = "-1"  # Validated_EthnicCategory of a blank
_KEY_BITS = 20


def patient_rows(delivery: Delivery) -> Iterator[Rows]:
    """The patient tables of a block."""
    yield _patients(delivery)
    yield _registrations(delivery)
    yield _employment(delivery)
    yield _disabilities(delivery)
    yield _circumstances(delivery)


def _patients(delivery: Delivery) -> Rows:
    people, patients = delivery.block.people, delivery.patients
    submission = patients.sent_submission
    person = patients.person[patients.sent_patient]
    number = people.nhs_number[person]
    month_end = delivery.submissions.month_start[delivery.submissions.month[submission] + 1] - 1
    provider = patients.provider[patients.sent_patient]
    birth = people.birth[person]
    traced = number > 0
    return Rows(
        "IDS001MPI",
        submission,
        {
            **_patient_keys(delivery, patients.sent_patient, submission),
            "OrgIDLocalPatientId": arrow.chosen(delivery.block.organisations.provider_code.tolist(), provider),
            "NHSNumber": _digits(people.nhs_number, people.nhs_number > 0).of(person),
            "NHSNumberStatus": arrow.chosen([_NOT_TRACED, _TRACED], traced.astype(np.int8)),
            "Postcode": arrow.chosen(postcodes(len(delivery.block.organisations.lsoa_code)), people.lsoa[person]),
            "PersonBirthDate": arrow.birth_dates(birth),
            "Gender": arrow.coded(people.gender, person),
            "GenderIdentity": arrow.coded(people.gender_identity, person),
            "EthnicCategory": arrow.coded(people.ethnicity, person),
            "ExBAFIndicator": arrow.coded(people.ex_forces, person),
            "LanguageCodePreferred": arrow.coded(people.language, person),
            "Validated_EthnicCategory": arrow.coded(_validated(people.ethnicity), person),
            "LSOA": arrow.chosen(delivery.block.organisations.lsoa_code.tolist(), people.lsoa[person]),
            "Age_RP_EndDate": arrow.all_numbers(age_on(birth, month_end)),
            "Pseudo_NHS_Number_NCDR": _digits(pseudonym(people.nhs_number), people.nhs_number > 0).of(person),
        },
    )


def _digits(numbers: Numbers, known: Flags) -> arrow.Names:
    """Ten digits by person, null where the number is not known."""
    return arrow.Names(arrow.identifiers("", numbers[known], 10), np.where(known, np.cumsum(known) - 1, NONE))


def _validated(ethnicity: Coded) -> Coded:
    """The code as the warehouse cleans it: a blank gets a code of its own."""
    levels = (*ethnicity.levels, _MISSING)
    blank = np.isin(ethnicity.index, [NONE, *(n for n, level in enumerate(ethnicity.levels) if not level)])
    return type(ethnicity).of(levels, np.where(blank, len(levels) - 1, ethnicity.index))


def _registrations(delivery: Delivery) -> Rows:
    patients = delivery.patients
    practice = delivery.block.people.practice[patients.person[patients.sent_patient]]
    return Rows(
        "IDS002GP",
        patients.sent_submission,
        {
            "LocalPatientId": delivery.patient_id.of(patients.sent_patient),
            "GMPCodeReg": arrow.chosen(delivery.block.organisations.practice_code.tolist(), practice),
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
    people, patients = delivery.block.people, delivery.patients
    person = patients.person[patients.sent_patient]
    row = in_rows(~people.disability.is_in("")[person] & (people.disability.index[person] != NONE))
    return Rows(
        "IDS007DisabilityType",
        patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patients.sent_patient[row]),
            "DisabCode": arrow.coded(people.disability, person[row]),
        },
    )


def _circumstances(delivery: Delivery) -> Rows:
    """Religion, sexual orientation and others, one row each, recorded when the person was first referred to the provider."""
    people, patients = delivery.block.people, delivery.patients
    person = patients.person[patients.sent_patient]
    every = (people.religion, people.orientation, people.circumstances)
    levels = tuple(dict.fromkeys(level for column in every for level in column.levels if level))
    index = np.column_stack([_recoded(column, levels) for column in every])[person]
    row, kind = np.nonzero(index != NONE)
    patient, submission = patients.sent_patient[row], patients.sent_submission[row]
    first = delivery.block.referrals.received[patients.first_referral[patient]]
    return Rows(
        "IDS011SocPerCircumstances",
        submission,
        {
            **_patient_keys(delivery, patient, submission),
            "SocPerCircumstance": arrow.chosen(levels, index[row, kind]),
            "SocPerCircumstanceRecDate": arrow.dates(first),
            "UniqueID_IDS011": arrow.all_numbers(
                delivery.row_number(patients.rank[patient] * index.shape[1] + kind, submission)
            ),
        },
    )


def _recoded(column: Coded, levels: tuple[str, ...]) -> np.ndarray:
    """A column's index into other levels, NONE for nothing."""
    places = np.array([*(levels.index(level) if level else NONE for level in column.levels), NONE])
    return places[column.index]


def _patient_keys(delivery: Delivery, patient: Whole, submission: Whole) -> dict[str, pa.Array]:
    return {
        "LocalPatientId": delivery.patient_id.of(patient),
        "RecordNumber": arrow.all_numbers(delivery.record_number(patient, submission)),
        "Person_ID": delivery.person_id.of(delivery.patients.person[patient]),
    }
