"""Tables on their way out, of which the rows drawn get dirty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.injection.dirt.breaking import Act, Sheet
from caseness.sources.synthetic.injection.dirt.kinds import dirty_kinds
from caseness.sources.synthetic.injection.kind import Done
from caseness.sources.synthetic.injection.truth import TRUTH
from caseness.sources.synthetic.tables.rows import Rows
from caseness.sources.synthetic.writing import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.sources.synthetic.injection.dirt.breaking import Breaking
    from caseness.sources.synthetic.plan import Injection, Plan
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Flags, Whole

_STAFF = "CarePersLocalId"


@dataclass
class Spoiler:
    """What makes tables dirty as a plan wants it, and keeps count (``done``) and truth.

    They are of the files of ``submissions``, sent by providers with these ``codes``; random numbers are those of a ``block``.
    """

    plan: Plan
    submissions: Submissions
    codes: list[str]
    block: int
    truth: list[pa.Table] = field(default_factory=list)
    done: dict[int, Done] = field(default_factory=dict)

    def spoilt(self, tables: Iterable[Rows]) -> Iterator[Rows]:
        """The tables, one after the other, with the rows drawn made dirty."""
        dirty = {n: wrong for n, wrong in enumerate(self.plan.injections) if wrong.kind in dirty_kinds()}
        streams: dict[tuple[int, str], np.random.Generator] = {}
        self.done = dict.fromkeys(dirty, Done(0, 0))
        for rows in tables:
            spoilt = rows
            for number, wrong in dirty.items():
                key = number, rows.table
                if key not in streams:
                    streams[key] = self._stream(number, rows.table)
                spoilt = self._one(number, wrong, spoilt, streams[key])
            yield spoilt

    def _stream(self, number: int, table: str) -> np.random.Generator:
        plan, wrong = self.plan, self.plan.injections[number]
        purpose = f"injection {number} {wrong.kind} {table}"
        return stream(plan.seed, plan.referrals, self.block, purpose)

    def _one(self, number: int, wrong: Injection, rows: Rows, random: np.random.Generator) -> Rows:
        breakings = [b for b in dirty_kinds()[wrong.kind].breakings(self.plan.shape) if b.table == rows.table]
        written = _as_text(rows, [str(b.field) for b in breakings if b.as_text])
        sheet = Sheet(written, self.submissions)
        meant = self._meant(wrong, sheet)
        possible = np.array([b.open_to(Sheet(rows, self.submissions)) & meant for b in breakings], bool)
        possible = possible.reshape(len(breakings), len(rows.submission))
        there = np.flatnonzero(possible.any(axis=0))
        if not len(there):
            return written
        share = min(int(wrong.rate * len(there) + random.random()), len(there))
        drawn = np.sort(random.choice(there, share, replace=False))
        before = self.done[number]
        self.done[number] = Done(before.open + len(there), before.drawn + len(drawn))
        lot = np.where(possible[:, drawn], random.random((len(breakings), len(drawn))), -1).argmax(axis=0)
        for place, breaking in enumerate(breakings):
            which = drawn[lot == place]
            if len(which) and breaking.act is Act.CHANGE:
                written = self._changed(number, breaking, written, which)
        return self._repeated_or_removed(number, breakings, written, drawn, lot)

    def _changed(self, number: int, breaking: Breaking, rows: Rows, which: Whole) -> Rows:
        sheet, name = Sheet(rows, self.submissions), str(breaking.field)
        column = _plain(rows.columns[name])
        found = breaking.values(sheet, which)
        texts = [None if value is None else str(value) for value in found]
        values = pa.array(texts, column.type) if pa.types.is_string(column.type) else pa.array(found, column.type)
        mask = np.zeros(len(column), bool)
        mask[which] = True
        self._note(number, breaking, rows, which, after=values)
        return Rows(
            rows.table, rows.submission, {**rows.columns, name: pc.replace_with_mask(column, pa.array(mask), values)}
        )

    def _repeated_or_removed(
        self, number: int, breakings: list[Breaking], rows: Rows, drawn: Whole, lot: Whole
    ) -> Rows:
        times = np.ones(len(rows.submission), int)
        for place, breaking in enumerate(breakings):
            which = drawn[lot == place]
            if len(which) and breaking.act is not Act.CHANGE:
                times[which] = 2 if breaking.act is Act.REPEAT else 0
                self._note(number, breaking, rows, which, after=None)
        if (times == 1).all():
            return rows
        kept = np.repeat(np.arange(len(times)), times)
        columns = {name: column.take(pa.array(kept)) for name, column in rows.columns.items()}
        return Rows(rows.table, rows.submission[kept], columns)

    def _meant(self, wrong: Injection, sheet: Sheet) -> Flags:
        submissions, submission = sheet.submissions, sheet.rows.submission
        meant = np.ones(len(submission), bool)
        if wrong.providers:
            meant &= np.isin(self.codes, wrong.providers)[submissions.provider[submission]]
        if wrong.months:
            months = [self.plan.month_starts.index(month) for month in wrong.months]
            meant &= np.isin(submissions.month[submission], months)
        return meant & sheet.is_one_of(_STAFF, wrong.therapists) if wrong.therapists else meant

    def _note(self, number: int, breaking: Breaking, rows: Rows, which: Whole, *, after: pa.Array | None) -> None:
        """Write down which rows were made dirty, in which files."""
        submissions = self.submissions
        files = rows.submission[which]
        places = [folder_of(self.plan, submissions, self.codes, int(file)) for file in files]
        nothing = pa.nulls(len(which), pa.string())
        columns = {
            "injection": pa.array([number] * len(which), pa.int32()),
            "kind": pa.array([self.plan.injections[number].kind] * len(which)),
            "rule": pa.array([breaking.rule.rule] * len(which)),
            "file": pa.array(places),
            "counts": pa.array(submissions.latest[files]),
            "table": pa.array([rows.table] * len(which)),
            "field": pa.array([breaking.field if breaking.act is Act.CHANGE else None] * len(which), pa.string()),
            "OrgID_Provider": pa.array([place.partition("/")[0] for place in places]),
            "before": _plain(rows.columns[str(breaking.field)].take(pa.array(which))).cast(pa.string()),
            "after": nothing if after is None else after.cast(pa.string()),
        }
        if breaking.act is Act.REPEAT:
            columns["before"], columns["after"] = nothing, columns["before"]
        for name in TRUTH.names:
            if name not in columns:
                key = rows.columns.get(name)
                columns[name] = nothing if key is None else _plain(key.take(pa.array(which)))
        self.truth.append(pa.table({name: columns[name].cast(TRUTH.field(name).type) for name in TRUTH.names}, TRUTH))


def _as_text(rows: Rows, names: list[str]) -> Rows:
    """The same with some columns as text, also where no row of them gets dirty: a file has one type for each."""
    texts = {name: _plain(rows.columns[name]).cast(pa.string()) for name in names if name in rows.columns}
    return Rows(rows.table, rows.submission, {**rows.columns, **texts}) if texts else rows


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
