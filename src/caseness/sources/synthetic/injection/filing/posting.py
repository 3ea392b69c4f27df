"""Tables on their way into files: what is not sent is left out, what another sends moved, and files sent again get theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.injection.filing.kinds import (
    CHANGED_PERSON,
    CHANGED_PROVIDER,
    EMPTY_TABLE,
    SENT_AGAIN,
    VANISHED,
    WRONG_PERIOD,
    filing_kinds,
)
from caseness.sources.synthetic.injection.filing.months import OF_MONTHS, as_sent, drawn_months, meant
from caseness.sources.synthetic.injection.filing.open_referrals import OF_REFERRALS, OpenReferrals, copied_patient
from caseness.sources.synthetic.injection.kind import Done
from caseness.sources.synthetic.injection.truth import TRUTH
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.submissions.delivery import RECORDS_IN_A_FILE, ROWS_IN_A_FILE
from caseness.sources.synthetic.tables.rows import Rows, taken
from caseness.sources.synthetic.writing import folder_of
from caseness.vocabulary.data_set import official_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.sources.synthetic.injection.filing.open_referrals import Drawn
    from caseness.sources.synthetic.plan import Injection, Plan
    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Whole

_FILES, _HEADER, _REFERRALS = "IsLatest_SubmissionID", "IDS000Header", "IDS101Referral"


@dataclass
class Posting:
    """What sends the tables of a block as a plan wants it, and keeps count (``done``) and ``truth``."""

    plan: Plan
    delivery: Delivery
    truth: list[pa.Table] = field(default_factory=list)
    done: dict[int, Done] = field(default_factory=dict)

    @cached_property
    def codes(self) -> list[str]:
        """The codes of all providers."""
        return list(self.delivery.block.organisations.provider_code.tolist())

    @cached_property
    def submissions(self) -> Submissions:
        """The files that are sent."""
        return as_sent(self.plan, self.codes, self.delivery.submissions)

    @cached_property
    def _twin(self) -> Whole:
        """By file, the one that is the same sent again, NONE where there is none."""
        files = self.submissions
        twin, again = np.full(len(files.month), NONE, np.int32), np.flatnonzero(files.again)
        twin[files.number(files.provider[again], files.month[again], files.refresh[again])] = again
        return twin

    def posted(self, tables: Iterable[Rows]) -> Iterator[Rows]:
        """The tables, one after the other, as they are sent."""
        referrals = OpenReferrals(self.plan, self.delivery, self.submissions, self.codes)
        lacking: dict[str, list[Whole]] = {}  # by table, the files without it
        for number, wanted in enumerate(self.plan.injections):
            if wanted.kind in OF_MONTHS:
                self._note_months(number, wanted)
            elif wanted.kind in OF_REFERRALS:
                self._note_referrals(number, wanted, referrals, referrals.draw(number, wanted))
            elif wanted.kind == EMPTY_TABLE:
                for table, files in self._emptied(number, wanted).items():
                    lacking.setdefault(table, []).append(files)
        for rows in tables:
            left = referrals.sent(rows)
            if rows.table in lacking:
                gone = np.isin(left.submission, np.concatenate(lacking[rows.table]))
                left = taken(left, np.flatnonzero(~gone))
            yield self._filed(left)

    def _note_months(self, number: int, wanted: Injection) -> None:
        submissions = as_sent(self.plan, self.codes, self.delivery.submissions, before=number)
        found = drawn_months(self.plan, number, self.codes, submissions)
        there, drawn = (files[np.isin(submissions.provider[files], self._mine)] for files in found)
        self.done[number] = Done(len(there), len(drawn))
        if wanted.kind == WRONG_PERIOD:
            begins = [str(day) for day in submissions.month_start[submissions.month[drawn]].astype("datetime64[D]")]
            named = [str(day) for day in submissions.month_start[submissions.month[drawn] - 1].astype("datetime64[D]")]
            cells = {"table": _HEADER, "field": "ReportingPeriodStartDate", "before": begins, "after": named}
            self._note(number, drawn + 1, file=self._places(drawn + 1), **cells)
            return
        sent = wanted.kind == SENT_AGAIN
        places = self._places(self._twin[drawn + 1] if sent else drawn + 1)
        self._note(number, drawn, table=_FILES, file=places, **{"after" if sent else "before": places})

    @cached_property
    def _mine(self) -> Whole:
        """The providers of the block."""
        block = self.delivery.block
        return parts(self.plan, block.organisations)[block.number].providers

    def _places(self, files: Whole) -> list[str]:
        return [folder_of(self.plan, self.submissions, self.codes, int(file)) for file in files]

    def _note_referrals(self, number: int, wanted: Injection, referrals: OpenReferrals, drawn: Drawn) -> None:
        self.done[number] = Done(drawn.open, len(drawn.snapshot))
        referral = self.delivery.snapshots.referral[drawn.snapshot]
        patient = self.delivery.patients.of_referral[referral]
        provider = self.delivery.block.referrals.provider[referral]
        request = self.delivery.request_id.of(referral).cast(pa.string())
        local = self.delivery.patient_id.of(patient).cast(pa.string())
        ranks = self.delivery.patients.rank[patient]
        cells: dict[str, dict[str, object]] = {
            VANISHED: {"before": request},
            CHANGED_PROVIDER: {
                "field": "OrgID_Provider",
                "before": [self.codes[each] for each in provider],
                "after": [self.codes[each] for each in drawn.receiver],
            },
            CHANGED_PERSON: {"field": "LocalPatientId", "before": local, "after": copied_patient(ranks)},
        }
        files = referrals.next_files(drawn)
        keys = {"PathwayID": self.delivery.pathway_id.of(referral).cast(pa.string()), "ServiceRequestId": request}
        self._note(number, files, table=_REFERRALS, file=self._places(files), **keys, **cells[wanted.kind])

    def _emptied(self, number: int, wanted: Injection) -> dict[str, Whole]:
        """By table, the files drawn that are to have no row of it."""
        with_patients = np.unique(self.delivery.patients.sent_submission)
        which = meant(self.plan, wanted, self.codes, self.submissions) & self.submissions.there
        there = with_patients[which[with_patients]]
        random = stream(self.plan.seed, self.plan.referrals, self.delivery.block.number, f"injection {number} empty")
        share = min(int(wanted.rate * len(there) + random.random()), len(there))
        drawn = np.sort(random.choice(there, share, replace=False))
        self.done[number] = Done(len(there), len(drawn))
        rules = {rule.table: rule.rule for rule in official_rules() if rule.kind == "empty_table"}
        tables = [table for table in rules if table and table != _HEADER]  # without a header there is no file
        lot = random.integers(0, len(tables), len(drawn))
        for place, table in enumerate(tables):
            files = drawn[lot == place]
            counts = self.submissions.latest[files].tolist()
            places = self._places(files)
            self._note(number, files, table=table, file=places, before=places, rule=rules[table] or "", counts=counts)
        return {table: drawn[lot == place] for place, table in enumerate(tables)}

    def _filed(self, rows: Rows) -> Rows:
        """The rows without those of files not sent, and again those of files sent again."""
        submissions, twin = self.submissions, self._twin
        kept = np.flatnonzero(submissions.there[rows.submission])
        repeated = kept[twin[rows.submission[kept]] != NONE]
        if len(kept) == len(rows.submission) and not len(repeated):
            return rows
        file = np.append(rows.submission[kept], twin[rows.submission[repeated]]).astype(np.int32)
        order = np.argsort(np.append(kept, repeated), kind="stable")
        whole = taken(rows, np.append(kept, repeated)[order])
        later = submissions.audit[file[order]] - submissions.audit[whole.submission]
        return Rows(rows.table, file[order], {name: _loaded(name, col, later) for name, col in whole.columns.items()})

    def _note(self, number: int, files: Whole, **columns: object) -> None:
        """Write down what was done, a row for each of some files."""
        kind = filing_kinds()[self.plan.injections[number].kind]
        rows = len(files)
        submissions = self.submissions
        known = {
            "injection": pa.array([number] * rows, pa.int32()),
            "kind": kind.name,
            "rule": kind.rule,
            "counts": [True] * rows,
            "OrgID_Provider": [self.codes[provider] for provider in submissions.provider[files]],
            "day": pa.array(submissions.month_start[submissions.reported[files]].astype("datetime64[D]")),
            **columns,
        }
        filled = {name: [value] * rows if isinstance(value, str) else value for name, value in known.items()}
        arrays = [
            pa.array(filled[name], TRUTH.field(name).type) if name in filled else pa.nulls(rows, TRUTH.field(name).type)
            for name in TRUTH.names
        ]
        self.truth.append(pa.table(arrays, schema=TRUTH))


def _loaded(name: str, column: pa.Array, later: Whole) -> pa.Array:
    """The warehouse's numbers of rows and persons as of a later load, by how many loads."""
    room = RECORDS_IN_A_FILE if name == "RecordNumber" else ROWS_IN_A_FILE if name.startswith("UniqueID_") else 0
    return pc.add(column, pa.array(later.astype(np.int64) * room)) if room else column
