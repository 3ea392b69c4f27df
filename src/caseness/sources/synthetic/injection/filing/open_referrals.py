"""Open referrals that do not go on as they should from one month to the next: gone, at another provider, of another person."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.injection.filing.kinds import CHANGED_PERSON, CHANGED_PROVIDER, VANISHED
from caseness.sources.synthetic.injection.filing.months import meant
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import RECORDS_IN_A_FILE, ROWS_IN_A_FILE
from caseness.sources.synthetic.tables.rows import Rows, taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.plan import Injection, Plan
    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Flags, Whole

OF_REFERRALS = (VANISHED, CHANGED_PROVIDER, CHANGED_PERSON)
_COPY = RECORDS_IN_A_FILE // 2  # added to the record number of a copied patient, whose other numbers begin with this
_MOVED = ROWS_IN_A_FILE // 2  # added to the row numbers of rows that another provider sends
_HIDDEN = "A"  # begins the person id of someone whose NHS number is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Occasions for a wrong, and those to which it is done: rows of snapshots, each the last month as it should be."""

    open: int
    snapshot: Whole
    receiver: Whole  # by drawn row: the provider that sends it afterwards


@dataclass
class OpenReferrals:
    """The open referrals of a block, and by referral what is wrong with it (`kind`, None for nothing) after which month."""

    plan: Plan
    delivery: Delivery
    submissions: Submissions
    codes: list[str]
    _wrong: list[tuple[str, Drawn]] = field(default_factory=list)

    def draw(self, number: int, wanted: Injection) -> Drawn:
        """Draw the referrals to which wrong ``number`` of the plan is done; none of those drawn before."""
        block, snapshots, submissions = self.delivery.block, self.delivery.snapshots, self.submissions
        row = np.flatnonzero((submissions.latest | submissions.refresh)[snapshots.submission])
        files, referral = snapshots.submission[row], snapshots.referral[row]
        goes_on = (referral[1:] == referral[:-1]) & (snapshots.end[row[:-1]] == NONE)
        goes_on &= snapshots.month[row[1:]] == snapshots.month[row[:-1]] + 1
        goes_on &= submissions.there[files[1:]] & submissions.there[files[:-1]]
        goes_on &= meant(self.plan, wanted, self.codes, submissions)[files[1:]]
        goes_on &= self._possible(wanted.kind, files[1:])[referral[:-1]]
        if wanted.kind == CHANGED_PROVIDER:
            goes_on &= submissions.there[self._moved_to(files[1:])]
        purpose = f"injection {number} {wanted.kind}"
        random = stream(self.plan.seed, self.plan.referrals, block.number, purpose)
        last = random.permutation(row[:-1][goes_on])
        _referrals, first = np.unique(snapshots.referral[last], return_index=True)
        there = last[first]
        share = min(int(wanted.rate * len(there) + random.random()), len(there))
        drawn = np.sort(random.choice(there, share, replace=False))
        provider = block.referrals.provider[snapshots.referral[drawn]]
        found = Drawn(open=len(there), snapshot=drawn, receiver=self._receiver[provider])
        self._wrong.append((wanted.kind, found))
        return found

    def next_files(self, drawn: Drawn) -> Whole:
        """The file of the next month from which each referral drawn is missing, of those that count."""
        snapshots, submissions = self.delivery.snapshots, self.submissions
        provider = self.delivery.block.referrals.provider[snapshots.referral[drawn.snapshot]]
        month = snapshots.month[drawn.snapshot] + 1
        return submissions.number(provider, month, month < submissions.months - 1)

    def sent(self, rows: Rows) -> Rows:
        """The rows of a table as they are sent: without what is gone, moved and renamed where that is wanted."""
        return self._parting.applied(rows) if self._wrong else rows

    def _possible(self, kind: str, files: Whole) -> Flags:
        """By referral, whether it can be done to it."""
        block, patients = self.delivery.block, self.delivery.patients
        free = np.ones(len(block.referrals.person), bool)
        for _kind, drawn in self._wrong:
            free[self.delivery.snapshots.referral[drawn.snapshot]] = False
        if kind == CHANGED_PERSON:
            free &= np.bincount(patients.of_referral)[patients.of_referral] == 1
        if kind == CHANGED_PROVIDER:
            free &= self._free_at_the_other
        return free

    @cached_property
    def _receiver(self) -> Whole:
        """By provider, the one of the block with the next fewer referrals; itself for that with the fewest."""
        number = np.bincount(self.delivery.block.referrals.provider, minlength=len(self.codes))
        order = np.argsort(number, kind="stable")
        order = order[number[order] > 0]
        receiver = np.arange(len(self.codes), dtype=np.int32)
        receiver[order[1:]] = order[:-1]
        return receiver

    @cached_property
    def _free_at_the_other(self) -> Flags:
        """By referral, whether its person has no other and its numbers are greater than all that the receiver gave."""
        block, patients = self.delivery.block, self.delivery.patients
        provider = block.referrals.provider
        receiver = self._receiver[provider]
        alone = (np.bincount(block.referrals.person)[block.referrals.person] == 1) & (receiver != provider)
        alone &= rank_within(provider) > np.bincount(provider, minlength=len(self.codes))[receiver]
        of_patients = np.bincount(patients.provider, minlength=len(self.codes))
        alone &= patients.rank[patients.of_referral] > of_patients[receiver]
        place, given = self.delivery.contact_place, np.zeros(len(self.codes), np.int64)
        np.maximum.at(given, self.delivery.contact_provider, place)
        lowest = np.full(len(provider), np.iinfo(np.int64).max)
        np.minimum.at(lowest, block.contacts.referral, place)
        return np.asarray(alone & (lowest > given[receiver]))

    def _moved_to(self, files: Whole) -> Whole:
        """The same files of the receiver."""
        submissions = self.submissions
        return submissions.number(
            self._receiver[submissions.provider[files]], submissions.month[files], submissions.refresh[files]
        )

    @cached_property
    def _parting(self) -> _Parting:
        snapshots, block = self.delivery.snapshots, self.delivery.block
        row = np.concatenate([drawn.snapshot for _kind, drawn in self._wrong])
        kind = np.concatenate([np.full(len(drawn.snapshot), OF_REFERRALS.index(k)) for k, drawn in self._wrong])
        referral = snapshots.referral[row]
        patient = self.delivery.patients.of_referral[referral]
        codes = pa.array(self.codes).take(pa.array(block.referrals.provider[referral]))
        return _Parting(
            submissions=self.submissions,
            codes=self.codes,
            kind=np.append(kind, NONE),
            last_month=np.append(snapshots.month[row], self.submissions.months),
            receiver=np.append(np.concatenate([drawn.receiver for _kind, drawn in self._wrong]), NONE),
            rank=self.delivery.patients.rank[patient],
            person=block.number * RECORDS_IN_A_FILE + block.referrals.person[referral] + _COPY,
            pathway=self.delivery.pathway_id.of(referral).cast(pa.string()),
            patient=_joined(codes, self.delivery.patient_id.of(patient)),
        )


def copied_patient(ranks: Whole) -> pa.Array:
    """The LocalPatientId that copies of patients have."""
    return pc.binary_join_element_wise("P", pc.cast(pa.array(ranks.astype(np.int64) + _COPY * 10), pa.string()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parting:
    """The referrals drawn, one row for each, and a last one for all others; names by which rows of tables are known."""

    submissions: Submissions
    codes: list[str]
    kind: NDArray[np.integer]
    last_month: Whole
    receiver: Whole
    rank: Whole
    person: Whole
    pathway: pa.Array
    patient: pa.Array

    def applied(self, rows: Rows) -> Rows:
        found = self._found(rows)
        if found is None:
            return rows
        later = self.submissions.month[rows.submission] > self.last_month[found]
        kind = np.where(later, self.kind[found], NONE)
        renamed = np.flatnonzero(kind == OF_REFERRALS.index(CHANGED_PERSON))
        moved = np.flatnonzero(kind == OF_REFERRALS.index(CHANGED_PROVIDER))
        changed = self._moved(self._renamed(rows, renamed, found), moved, found)
        return taken(changed, np.flatnonzero(kind != OF_REFERRALS.index(VANISHED)))

    def _found(self, rows: Rows) -> Whole | None:
        """By row, which of the referrals it hangs on, NONE for none; None for a table that hangs on nobody.

        What hangs on a patient stays with one whose referral is gone.
        """
        codes = pa.array(self.codes).take(pa.array(self.submissions.provider[rows.submission]))
        if "PathwayID" in rows.columns:
            return _places(rows.columns["PathwayID"].cast(pa.string()), self.pathway)
        if "ServiceRequestId" in rows.columns:
            return _places(_joined(codes, rows.columns["ServiceRequestId"]), self.pathway)
        if "LocalPatientId" not in rows.columns:
            return None
        found = _places(_joined(codes, rows.columns["LocalPatientId"]), self.patient)
        return np.where(self.kind[found] == OF_REFERRALS.index(VANISHED), NONE, found)

    def _renamed(self, rows: Rows, which: Whole, found: Whole) -> Rows:
        """Some rows with the copy of their patient."""
        if not len(which):
            return rows
        of = found[which]
        hidden = pc.binary_join_element_wise(_HIDDEN, pc.cast(pa.array(self.person[of]), pa.string()), "")
        new = {"LocalPatientId": copied_patient(self.rank[of]), "Person_ID": hidden}
        columns = {name: _with(rows.columns[name], which, new[name]) for name in new if name in rows.columns}
        if "RecordNumber" in rows.columns:
            columns["RecordNumber"] = _plus(rows.columns["RecordNumber"], which, np.full(len(which), _COPY))
        return Rows(rows.table, rows.submission, {**rows.columns, **columns})

    def _moved(self, rows: Rows, which: Whole, found: Whole) -> Rows:
        """Some rows in the files of the receiver, under numbers of its loads."""
        if not len(which):
            return rows
        submissions, file = self.submissions, rows.submission.copy()
        old = rows.submission[which]
        file[which] = submissions.number(self.receiver[found[which]], submissions.month[old], submissions.refresh[old])
        later = submissions.audit[file[which]] - submissions.audit[old]
        columns = dict(rows.columns)
        for name, column in rows.columns.items():
            if name == "RecordNumber":
                columns[name] = _plus(column, which, later * RECORDS_IN_A_FILE)
            elif name.startswith("UniqueID_"):
                columns[name] = _plus(column, which, later * ROWS_IN_A_FILE + _MOVED)
        return Rows(rows.table, file, columns)


def _joined(codes: pa.Array, names: pa.Array) -> pa.Array:
    """``SYNPA-R0000012``: identifiers of providers made unique over all."""
    return pc.binary_join_element_wise(codes, names.cast(pa.string()), "-")


def _places(names: pa.Array, among: pa.Array) -> Whole:
    """By name its place among others, NONE where it is not there."""
    return np.asarray(pc.index_in(names, value_set=among).fill_null(NONE).to_numpy())


def _with(column: pa.Array, which: Whole, values: pa.Array) -> pa.Array:
    """A column of texts with others in some rows, in order."""
    mask = np.zeros(len(column), bool)
    mask[which] = True
    return pc.replace_with_mask(column.cast(pa.string()), pa.array(mask), values)


def _plus(column: pa.Array, which: Whole, added: Whole) -> pa.Array:
    """A column of numbers with something added in some rows."""
    more = np.zeros(len(column), np.int64)
    more[which] = added
    return pc.add(column, pa.array(more))
