"""What happened in a made England: organisations, people, referrals, appointments and the answers people gave.

One `Block` holds some providers with all their people, small enough to stay in memory; England is many blocks. All tables
are columns of numpy arrays of equal length; a row of one points to a row of another by its index. Days are whole numbers
since 1 January 1970 (`days.day_number`); `days.NONE` stands for a day, index or score that is not there. Codes are those
of the data set (`coded.Coded`), or indices into the vocabulary where a column says so.

A block is the truth. What a provider submits of it, and when, and what the national warehouse derives, is for
`submissions` and `tables`; known wrongs are done to a block by `injection` before it is submitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.columns.coded import Coded

    Days = NDArray[np.int32]
    Index = NDArray[np.int32]
    Whole = NDArray[np.integer]  # of any width
    Small = NDArray[np.int8]
    Real = NDArray[np.float32]
    Flags = NDArray[np.bool_]
    Texts = NDArray[np.str_]


@dataclass(slots=True, kw_only=True)
class Organisations:
    """Invented geography, the same for all blocks. Every code begins with the prefix of made-up organisations.

    A Sub-ICB belongs to an ICB, an ICB to a region, an LSOA to a Sub-ICB; a provider has a home Sub-ICB. ``size`` is a
    provider's share of England's referrals; ``quality`` (latent units by which a course does more good), ``pace``
    (multiplies waits), ``gap`` (multiplies the time between first and second treatment) and ``retention`` (log odds of
    staying, at each step of a course) make providers differ; ``sub_icb_tilt`` is the slope of a Sub-ICB's deprivation mix
    (log share per decile towards the least deprived).
    """

    region_code: Texts
    region_name: Texts
    icb_code: Texts
    icb_name: Texts
    icb_region: Index
    sub_icb_code: Texts
    sub_icb_name: Texts
    sub_icb_icb: Index
    sub_icb_tilt: Real
    provider_code: Texts
    provider_name: Texts
    provider_sub_icb: Index
    size: Real
    quality: Real
    pace: Real
    gap: Real
    retention: Real
    lsoa_code: Texts
    lsoa_sub_icb: Index
    lsoa_decile: Small  # 1 most deprived to 10 least, as in the Index of Multiple Deprivation
    practice_code: Texts
    practice_sub_icb: Index
    successor_of: dict[str, str]  # former provider code -> provider code
    commissioner_successor_of: dict[str, str]  # former commissioner code -> Sub-ICB code

    @property
    def commissioner_code(self) -> Texts:
        """The codes by which commissioners are named: those of all Sub-ICBs, then the former one of each, if it had one."""
        former = {present: old for old, present in self.commissioner_successor_of.items()}
        return np.array([*self.sub_icb_code, *(former.get(code, code) for code in self.sub_icb_code.tolist())])


@dataclass(slots=True, kw_only=True)
class Therapists:
    """Staff of the block's providers. ``qualification`` is a code of QualAttainLevelIAPT; ``skill`` as a provider's quality."""

    provider: Index  # into Organisations
    local_id: Texts
    qualification: Coded
    awarded: Days
    planned: Days
    step: Small  # 2 low intensity, 3 high intensity, 0 employment adviser
    skill: Real


@dataclass(slots=True, kw_only=True)
class People:
    """One row per person. A person may be referred more than once, and to more than one provider.

    On the day ``changes_practice`` a person's registration ends, and that with ``next_practice`` begins the day after.
    """

    birth: Days
    gender: Coded
    gender_identity: Coded
    ethnicity: Coded
    lsoa: Index  # NONE where it is not known
    practice: Index
    language: Coded
    ex_forces: Coded
    nhs_number: NDArray[np.int64]  # of the range 999 000 0000 and up, set aside for tests
    disability: Coded  # a code of DisabCode, blank for none recorded
    religion: Coded  # SNOMED CT concept, blank for none recorded
    orientation: Coded  # SNOMED CT concept, blank for none recorded
    condition: Coded  # SNOMED CT concept of a long-term condition, the one for none, or blank
    circumstances: Coded  # (people, groups): SNOMED CT concepts of further circumstances, NONE for none recorded
    work: Small  # index into the declared statuses (`work`) at the first referral
    same_at_birth: Coded
    education: Coded
    further_disabilities: Coded  # (people, 2): codes of DisabCode
    registered: Days
    changes_practice: Days
    next_practice: Index
    accommodation: Coded
    settled: Coded
    housed: Days
    overseas: Coded
    earlier_diagnosis: Coded  # ICD-10 or SNOMED CT
    diagnosed: Days
    cluster: Coded


@dataclass(slots=True, kw_only=True)
class Referrals:
    """One row per referral, sorted by provider and the day it was received; row order is the order of pathways.

    ``end`` is NONE while it is open at the end of the extract; ``problem`` indexes `vocabulary.problems` (NONE: not
    recorded). ``depression`` and ``anxiety`` are the latent severity on the day of referral.
    """

    person: Index
    provider: Index
    sub_icb: Index
    commissioner: Index  # into Organisations.commissioner_code: that Sub-ICB, under its present or its former code
    received: Days
    source: Coded
    problem: Index
    problem_day: Days
    onset_month: Coded  # YYYY-MM
    previous_condition: Coded
    end: Days
    end_code: Coded
    depression: Real
    anxiety: Real
    late_end: Flags  # the discharge is missing from the primary submission of its month


@dataclass(slots=True, kw_only=True)
class Contacts:
    """One row per appointment, kept or not, sorted by referral and time.

    ``therapy`` indexes `vocabulary.therapies` (NONE where nothing was done, or nothing coded); ``depression`` and
    ``anxiety`` are the latent severity on that day. ``late`` appointments are missing from the primary submission of their month.
    """

    referral: Index
    day: Days
    minute: NDArray[np.int16]  # after midnight
    attendance: Coded
    app_type: Coded
    planned: Coded
    medium: Coded
    mode: Coded
    therapy: Small
    minutes: NDArray[np.int16]
    therapist: Index
    interpreter: Coded
    language: Coded
    ltc_service: Coded
    cancelled_on: Days
    depression: Real
    anxiety: Real
    late: Flags

    @property
    def attended(self) -> Flags:
        """Whether each appointment was kept, by the rule of the national measures (metadata of July 2026)."""
        kept: Flags = self.attendance.is_in(*codes_for("AttendOrDNACode", "attended"))
        return kept | self.planned.is_in(*codes_for("PlannedCareContIndicator", "attended"))


@dataclass(slots=True, kw_only=True)
class Logs:
    """Weekly logs of internet-enabled therapy, sorted by referral and start."""

    referral: Index
    start: Days
    end: Days
    programme: Coded
    minutes: NDArray[np.int16]
    therapist: Index
    integrated: Coded
    late: Flags


@dataclass(slots=True, kw_only=True)
class Forms:
    """One row per set of questionnaires given on one occasion, sorted by referral and time.

    ``contact`` is the appointment it belongs to, NONE for one filled in outside an appointment. Items are NONE where not
    answered; a total is NONE where the questionnaire was not given or not completed. ``measure`` is the index into
    `vocabulary.questionnaires` of the anxiety measure of the problem, NONE if none was given; its score is NaN then.
    ``physical`` and its score are the same of the measure that belongs to a long-term condition.
    """

    referral: Index
    contact: Index
    day: Days
    minute: NDArray[np.int16]
    phq9: Small  # (forms, 9), 0 to 3
    gad7: Small  # (forms, 7), 0 to 3
    wsas: Small  # (forms, 5), in the order of the concepts in `vocabulary.data_set`
    phq9_total: Small
    gad7_total: Small
    measure: Small
    measure_score: Real
    physical: Small
    physical_score: Real
    late: Flags


@dataclass(slots=True, kw_only=True)
class Employment:
    """Employment statuses as recorded, sorted by referral and day. Columns as in IDS004EmpStatus, codes as written."""

    referral: Index
    day: Days
    status: Coded
    hours: Coded
    self_employed: Coded
    sick_absence: Coded
    sick_pay: Coded
    benefit: Coded
    esa: Coded
    universal_credit: Coded
    pip: Coded
    support: Coded
    support_referral: Days
    support_discharge: Days


@dataclass(slots=True, kw_only=True)
class Experience:
    """Answers to questionnaires about the service and work (PEQ, iPCQ): one row per answer, sorted by referral and day."""

    referral: Index
    contact: Index  # NONE for an answer outside an appointment
    day: Days
    minute: NDArray[np.int16]
    concept: Coded
    answer: Coded


@dataclass(slots=True, kw_only=True)
class Pauses:
    """One row per pause of a wait, from its first day to its last, sorted by referral."""

    referral: Index
    start: Days
    end: Days
    reason: Coded


@dataclass(slots=True, kw_only=True)
class OnwardReferrals:
    """One row per referral to another organisation, sorted by referral; ``minute`` is NONE where no time is given."""

    referral: Index
    day: Days
    minute: NDArray[np.int16]
    reason: Coded
    receiver: Index  # into the providers of Organisations


@dataclass(slots=True, kw_only=True)
class Block:
    """Some providers with everything that happened at them."""

    number: int
    organisations: Organisations
    therapists: Therapists
    people: People
    referrals: Referrals
    contacts: Contacts
    logs: Logs
    forms: Forms
    employment: Employment
    experience: Experience
    pauses: Pauses
    onward: OnwardReferrals
