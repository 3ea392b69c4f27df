"""The patient and the registrations with a GP: IDS001 and IDS002."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.people.organisations import postcodes
from caseness.sources.synthetic.submissions.delivery import pseudonym
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


def patient_rows(delivery: Delivery) -> Iterator[Rows]:
    """Patients and registrations of a block."""
    yield _patients(delivery)
    yield _registrations(delivery)


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
            **patient_keys(delivery, patients.sent_patient, submission),
            "OrgIDLocalPatientId": arrow.chosen(delivery.block.organisations.provider_code.tolist(), provider),
            "NHSNumber": _digits(people.nhs_number, people.nhs_number > 0).of(person),
            "NHSNumberStatus": arrow.chosen([_NOT_TRACED, _TRACED], traced.astype(np.int8)),
            "Postcode": arrow.chosen(postcodes(len(delivery.block.organisations.lsoa_code)), people.lsoa[person]),
            "PersonBirthDate": arrow.birth_dates(birth),
            "Gender": arrow.coded(people.gender, person),
            "GenderIdentity": arrow.coded(people.gender_identity, person),
            "GenderIdentitySameAtBirth": arrow.coded(people.same_at_birth, person),
            "EthnicCategory": arrow.coded(people.ethnicity, person),
            "ExBAFIndicator": arrow.coded(people.ex_forces, person),
            "LanguageCodePreferred": arrow.coded(people.language, person),
            "EduEstabTypeIAPT": arrow.coded(people.education, person),
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
    """One row per patient, and two in the month in which the practice changes: the one that ends, and the one that follows."""
    people, patients, submissions = delivery.block.people, delivery.patients, delivery.submissions
    person, month = patients.person[patients.sent_patient], submissions.month[patients.sent_submission]
    change, month_end = people.changes_practice[person], submissions.month_start[month + 1] - 1
    changed = change <= month_end
    changing = changed & (change >= submissions.month_start[month])
    row = np.repeat(np.arange(len(person)), 1 + changing)
    again = np.append(False, row[1:] == row[:-1])
    new = np.where(changing[row], again, changed[row])
    who = person[row]
    practice = np.where(new, people.next_practice[who], people.practice[who])
    return Rows(
        "IDS002GP",
        patients.sent_submission[row],
        {
            "LocalPatientId": delivery.patient_id.of(patients.sent_patient[row]),
            "GMPCodeReg": arrow.chosen(delivery.block.organisations.practice_code.tolist(), practice),
            "StartDateGMPRegistration": arrow.dates(np.where(new, change[row] + 1, people.registered[who])),
            "EndDateGMPRegistration": arrow.dates(np.where(changing[row] & ~new, change[row], NONE)),
        },
    )


def patient_keys(delivery: Delivery, patient: Whole, submission: Whole) -> dict[str, pa.Array]:
    """Who the patient is, locally and in the warehouse."""
    return {
        "LocalPatientId": delivery.patient_id.of(patient),
        "RecordNumber": arrow.all_numbers(delivery.record_number(patient, submission)),
        "Person_ID": delivery.person_id.of(delivery.patients.person[patient]),
    }
