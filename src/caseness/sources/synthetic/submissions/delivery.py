"""A block as it is delivered: in which files its rows go, and under which identities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.injection.traced import Traced, rank_within
from caseness.sources.synthetic.submissions.first_sent import first_sent
from caseness.sources.synthetic.submissions.schedule import sent, submissions_of
from caseness.sources.synthetic.submissions.snapshots import patients_of, snapshots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.submissions.first_sent import FirstSent
    from caseness.sources.synthetic.submissions.schedule import Sent, Submissions
    from caseness.sources.synthetic.submissions.snapshots import Patients, Snapshots
    from caseness.sources.synthetic.world import Block, Flags, Whole

    Numbers = NDArray[np.int64]

RECORDS_IN_A_FILE = 10**6  # room for the patients of a provider
ROWS_IN_A_FILE = 10**8  # room for the rows of a table of a provider
_NHS_NUMBERS = 10**10  # they have ten digits
_PSEUDONYM = 387_420_489  # 3 to the 18th: has no factor in common with the number of numbers, so no two become one
_NO_NUMBER = "A"  # begins the person id of someone whose NHS number is not known (data quality metadata)


@dataclass(frozen=True)
class Delivery:
    """A block with everything that the tables of its files need."""

    block: Block
    submissions: Submissions
    first: FirstSent
    snapshots: Snapshots
    patients: Patients
    contact_place: Whole

    @classmethod
    def of(cls, plan: Plan, block: Block) -> Delivery:
        """The block as the plan has it delivered, with nothing put in or taken out."""
        return cls.traced(plan, Traced.of(block))

    @classmethod
    def traced(cls, plan: Plan, traced: Traced) -> Delivery:
        """The block as the plan has it delivered."""
        block = traced.block
        submissions = submissions_of(plan, len(block.organisations.provider_code))
        first = first_sent(plan, traced)
        snapshots = snapshots_of(block, submissions, first)
        patients = patients_of(block, snapshots, len(submissions.month))
        return cls(block, submissions, first, snapshots, patients, traced.contact_place)

    # identifiers of the provider, one per row of the block's tables

    @cached_property
    def patient_id(self) -> arrow.Names:
        """LocalPatientId, by patient."""
        return arrow.Names.numbered("P", self.patients.rank, 7)

    @cached_property
    def request_id(self) -> arrow.Names:
        """ServiceRequestId, by referral."""
        return arrow.Names.numbered("R", rank_within(self.block.referrals.provider), 7)

    @cached_property
    def contact_id(self) -> arrow.Names:
        """CareContactId, by appointment."""
        return arrow.Names.numbered("C", self.contact_place, 8)

    @cached_property
    def activity_id(self) -> arrow.Names:
        """CareActId, by appointment: each has at most one activity."""
        return arrow.Names.numbered("A", self.contact_place, 8)

    @cached_property
    def staff_id(self) -> arrow.Names:
        """CarePersLocalId, by therapist."""
        texts, place = np.unique(self.block.therapists.local_id, return_inverse=True)
        return arrow.Names(pa.array(texts.tolist(), pa.string()), place)

    # identities of the warehouse

    @cached_property
    def pathway_id(self) -> arrow.Names:
        """PathwayID, by referral: a referral is a pathway of its own."""
        return self._over_providers(self.block.referrals.provider, self.request_id)

    @cached_property
    def unique_contact_id(self) -> arrow.Names:
        """Unique_CareContactID, by appointment."""
        return self._over_providers(self.contact_provider, self.contact_id)

    def _over_providers(self, provider: Whole, local: arrow.Names) -> arrow.Names:
        """``SYNPA-R0000012``: the identifier of a provider made unique over all."""
        codes = arrow.chosen(self.block.organisations.provider_code.tolist(), provider).cast(pa.string())
        return arrow.Names.unique(pc.binary_join_element_wise(codes, local.written_out(), "-"))

    @cached_property
    def person_id(self) -> arrow.Names:
        """Person_ID, by person: digits where the NHS number is known."""
        numbers = self.block.people.nhs_number
        local = self.block.number * RECORDS_IN_A_FILE + np.arange(len(numbers))
        digits = pc.cast(pa.array(np.where(numbers > 0, pseudonym(numbers), local)), pa.string())
        beginning = arrow.chosen(["", _NO_NUMBER], (numbers <= 0).astype(np.int8)).cast(pa.string())
        return arrow.Names.unique(pc.binary_join_element_wise(beginning, digits, ""))

    def record_number(self, patient: Whole, submission: Whole) -> Numbers:
        """RecordNumber: grows with the load, and is one per patient and file."""
        return self.submissions.audit[submission] * RECORDS_IN_A_FILE + self.patients.rank[patient]

    def row_number(self, rank: Whole, submission: Whole) -> Numbers:
        """The unique number of a row, from its place among the rows of its provider: greater in a later load."""
        return self.submissions.audit[submission] * ROWS_IN_A_FILE + rank

    # where rows belong

    @cached_property
    def contact_provider(self) -> Whole:
        """By appointment, the provider."""
        return self.block.referrals.provider[self.block.contacts.referral]

    @cached_property
    def contacts_sent(self) -> Sent:
        """Appointments as sent."""
        return sent(self.submissions, self.contact_provider, self.block.contacts.day, self.first.contact)

    def patient_of_referral(self, referral: Whole) -> Whole:
        """The patient that each referral is of."""
        return self.patients.of_referral[referral]


def pseudonym(nhs_number: Numbers) -> Numbers:
    """Another number for each NHS number, as the warehouse hides it."""
    return nhs_number % _NHS_NUMBERS * _PSEUDONYM % _NHS_NUMBERS


def expand(begin: Whole, end: Whole) -> tuple[Whole, Whole]:
    """The rows from ``begin`` to before ``end`` for each of several, and which of them each row is for."""
    copies = end - begin
    which = np.repeat(np.arange(len(copies), dtype=np.int32), copies)
    place = np.arange(len(which)) - (np.cumsum(copies) - copies)[which]
    return (begin[which] + place).astype(np.int32), which


def in_rows(flags: Flags) -> Whole:
    """The rows where it holds."""
    return np.flatnonzero(flags).astype(np.int32)
