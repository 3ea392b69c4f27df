"""Tables on their way into files: rows that are not sent are left out, and files sent again get theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.injection.filing.kinds import NOT_SENT, SENT_AGAIN, VANISHED, filing_kinds
from caseness.sources.synthetic.injection.filing.months import as_sent, drawn_months, meant
from caseness.sources.synthetic.injection.kind import Done
from caseness.sources.synthetic.injection.truth import TRUTH
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.submissions.delivery import RECORDS_IN_A_FILE, ROWS_IN_A_FILE
from caseness.sources.synthetic.tables.rows import Rows
from caseness.sources.synthetic.writing import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.sources.synthetic.plan import Injection, Plan
    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Whole

_FILES, _REFERRALS = "IsLatest_SubmissionID", "IDS101Referral"


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
        last_month: dict[str, int] = {}  # of pathways that are not sent afterwards
        files = False
        for number, wanted in enumerate(self.plan.injections):
            if wanted.kind in (NOT_SENT, SENT_AGAIN):
                files = True
                self._note_months(number, wanted)
            elif wanted.kind == VANISHED:
                last_month |= self._vanished(number, wanted, set(last_month))
        for rows in tables:
            left = self._without(rows, last_month) if last_month else rows
            yield self._filed(left) if files else left

    def _note_months(self, number: int, wanted: Injection) -> None:
        submissions = as_sent(self.plan, self.codes, self.delivery.submissions, before=number)
        block = self.delivery.block
        mine = parts(self.plan, block.organisations)[block.number].providers
        found = drawn_months(self.plan, number, self.codes, submissions)
        there, drawn = (files[np.isin(submissions.provider[files], mine)] for files in found)
        self.done[number] = Done(len(there), len(drawn))
        sent = wanted.kind == SENT_AGAIN
        files = self._twin[drawn + 1] if sent else drawn + 1
        places = [folder_of(self.plan, self.submissions, self.codes, int(file)) for file in files]
        self._note(number, drawn, table=_FILES, file=places, **{"after" if sent else "before": places})

    def _vanished(self, number: int, wanted: Injection, gone: set[str]) -> dict[str, int]:
        """By pathway that is drawn, the last month in which it is sent."""
        snapshots, submissions = self.delivery.snapshots, self.submissions
        row = np.flatnonzero((submissions.latest | submissions.refresh)[snapshots.submission])
        goes_on = (snapshots.referral[row[1:]] == snapshots.referral[row[:-1]]) & (snapshots.end[row[:-1]] == NONE)
        goes_on &= snapshots.month[row[1:]] == snapshots.month[row[:-1]] + 1
        files = snapshots.submission[row]
        goes_on &= submissions.there[files[1:]] & submissions.there[files[:-1]]
        goes_on &= meant(self.plan, wanted, self.codes, submissions)[files[1:]]
        purpose = f"injection {number} {wanted.kind}"
        random = stream(self.plan.seed, self.plan.referrals, self.delivery.block.number, purpose)
        last = random.permutation(row[:-1][goes_on])
        _referrals, first = np.unique(snapshots.referral[last], return_index=True)
        there = last[first]
        names = self.delivery.pathway_id.of(snapshots.referral[there]).cast(pa.string()).to_pylist()
        free = np.array([name not in gone for name in names], bool)
        there = there[free]
        share = min(int(wanted.rate * len(there) + random.random()), len(there))
        drawn = np.sort(random.choice(there, share, replace=False))
        self.done[number] = Done(len(there), len(drawn))
        referral, month = snapshots.referral[drawn], snapshots.month[drawn]
        pathway = self.delivery.pathway_id.of(referral).cast(pa.string())
        request = self.delivery.request_id.of(referral).cast(pa.string())
        provider = self.delivery.block.referrals.provider[referral]
        next_file = submissions.number(provider, month + 1, month + 1 < submissions.months - 1)
        places = [folder_of(self.plan, submissions, self.codes, int(file)) for file in next_file]
        keys = {"PathwayID": pathway, "ServiceRequestId": request, "before": request}
        self._note(number, next_file, table=_REFERRALS, file=places, **keys)
        return dict(zip(pathway.to_pylist(), month.tolist(), strict=True))

    def _without(self, rows: Rows, last_month: dict[str, int]) -> Rows:
        """The rows without those of pathways in months after their last."""
        whose = self._pathways(rows)
        if whose is None:
            return rows
        place = pc.index_in(whose, value_set=pa.array(list(last_month), pa.string())).fill_null(NONE).to_numpy()
        last = np.array([*last_month.values(), self.submissions.months])[place]
        return taken(rows, np.flatnonzero(self.submissions.month[rows.submission] <= last))

    def _pathways(self, rows: Rows) -> pa.Array | None:
        """The pathway of each row, None for a table that hangs on none."""
        if "PathwayID" in rows.columns:
            return rows.columns["PathwayID"].cast(pa.string())
        if "ServiceRequestId" not in rows.columns:
            return None
        codes = pa.array(self.codes).take(pa.array(self.submissions.provider[rows.submission]))
        return pc.binary_join_element_wise(codes, rows.columns["ServiceRequestId"].cast(pa.string()), "-")

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
        codes = [self.codes[provider] for provider in self.delivery.submissions.provider[files]]
        month = self.delivery.submissions.month[files]
        known = {
            "injection": pa.array([number] * rows, pa.int32()),
            "kind": [kind.name] * rows,
            "rule": [kind.rule] * rows,
            "counts": [True] * rows,
            "OrgID_Provider": codes,
            "day": pa.array(self.delivery.submissions.month_start[month].astype("datetime64[D]")),
            **{name: [value] * rows if isinstance(value, str) else value for name, value in columns.items()},
        }
        arrays = [
            pa.array(known[name], TRUTH.field(name).type) if name in known else pa.nulls(rows, TRUTH.field(name).type)
            for name in TRUTH.names
        ]
        self.truth.append(pa.table(arrays, schema=TRUTH))


def taken(rows: Rows, which: Whole) -> Rows:
    """Some rows, in the order given."""
    if len(which) == len(rows.submission) and (np.diff(which) == 1).all():
        return rows
    columns = {name: column.take(pa.array(which)) for name, column in rows.columns.items()}
    return Rows(rows.table, rows.submission[which], columns)


def _loaded(name: str, column: pa.Array, later: Whole) -> pa.Array:
    """The warehouse's numbers of rows and persons as of a later load, by how many loads."""
    room = RECORDS_IN_A_FILE if name == "RecordNumber" else ROWS_IN_A_FILE if name.startswith("UniqueID_") else 0
    return pc.add(column, pa.array(later.astype(np.int64) * room)) if room else column
