"""What a wrong changed, cell by cell, with the keys its rows have in the extract: found by holding two blocks together.

Only facts that providers send are listed. What follows from them – columns that the warehouse derives, and the rows of a
referral and its person in a month in which something happens to it – is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import SCORES, rank_within
from caseness.sources.synthetic.tables.contacts import with_activity
from caseness.sources.synthetic.tables.scores import points_of, texts, tools, tools_of
from caseness.vocabulary.data_set import ANSWERS
from caseness.vocabulary.questionnaires import questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Whole

_KEYS = {
    "OrgID_Provider": pa.string(),
    "LocalPatientId": pa.string(),
    "PathwayID": pa.string(),
    "ServiceRequestId": pa.string(),
    "CareContactId": pa.string(),
    "CareActId": pa.string(),
    "CodedAssToolType": pa.string(),
    "Item": pa.int64(),
    "day": pa.date32(),
    "time": pa.string(),
}
_AT_REFERRAL, _AT_ACTIVITY = "IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"
TRUTH = pa.schema(
    {
        "injection": pa.int32(),
        "kind": pa.string(),
        "rule": pa.string(),
        "file": pa.string(),
        "counts": pa.bool_(),
        "table": pa.string(),
        "field": pa.string(),
        **_KEYS,
        "before": pa.string(),
        "after": pa.string(),
    }
)
"""One row per cell that is different: ``injection`` is the place of the wrong in the plan, from 0.

Keys are named as in the extract, null where the table has none; ``day`` and ``time`` are those of the row itself. Without a
``field`` it is a whole row: taken out where ``after`` is null, put in where ``before`` is; the value is its key. A course that
began before the first month may have cells of earlier months, which are in no file but count in what is derived. Dirty data
have the ``rule`` that is broken, the ``file`` they are in (``SYNPA/2024-04-refresh``) and whether that file is the one that
counts; a wrong that was done before is in every file that has the row, and one done after the primary file names the refresh.
"""


def differences(before: Traced, after: Traced, *, number: int, kind: str, items: bool) -> pa.Table:
    """The cells (`TRUTH`) in which two states of a block differ; with the answers to single questions if ``items``."""
    parts = [
        part
        for part in (
            *_forms(before, after, items=items),
            *_contacts(before, after),
            *_others(before.block, after.block),
        )
        if len(part.referral)
    ]
    found = pa.concat_tables([part.written(before.block) for part in parts]) if parts else TRUTH.empty_table()
    rows = len(found)
    whose = {"injection": pa.array(np.full(rows, number, np.int32)), "kind": pa.array([kind] * rows, pa.string())}
    return pa.table({**{name: found[name] for name in TRUTH.names}, **whose}, TRUTH)


def refreshed(cells: pa.Table) -> pa.Table:
    """The same cells (`TRUTH`) of a wrong done after the primary file was sent: they are in the refresh of their month only."""
    month = pc.strftime(cells["day"], format="%Y-%m")
    file = pc.binary_join_element_wise(cells["OrgID_Provider"], "/", month, "-refresh", "")
    counts = pa.chunked_array([pa.array(np.ones(len(cells), bool))])
    columns = {"file": file, "counts": counts}
    return pa.table({name: columns.get(name, cells[name]) for name in TRUTH.names}, TRUTH)


@dataclass(frozen=True, kw_only=True)
class _Cells:
    """Cells that differ; ``place`` is that of the appointment among those of its provider, NONE where there is none."""

    table: str
    field: str | None
    referral: Whole
    day: Whole
    before: pa.Array
    after: pa.Array
    place: Whole | None = None
    minute: Whole | None = None
    tool: pa.Array | None = None
    item: Whole | None = None
    at_activity: bool = False

    def written(self, block: Block) -> pa.Table:
        rows = len(self.referral)
        providers = arrow.chosen(block.organisations.provider_code.tolist(), block.referrals.provider[self.referral])
        request = arrow.identifiers("R", rank_within(block.referrals.provider)[self.referral], 7)
        provider = providers.cast(pa.string())
        columns: dict[str, pa.Array] = {
            "table": pa.array([self.table] * rows, pa.string()),
            "field": pa.array([self.field] * rows, pa.string()),
            "OrgID_Provider": provider,
            "PathwayID": pc.binary_join_element_wise(provider, request, "-"),
            "ServiceRequestId": request,
            "CareContactId": self._identifier("C", rows, there=not self.at_activity),
            "CareActId": self._identifier("A", rows, there=self.at_activity),
            "CodedAssToolType": self.tool,
            "Item": None if self.item is None else arrow.all_numbers(self.item),
            "day": arrow.dates(self.day.astype(np.int32)),
            "time": None if self.minute is None else arrow.times(self.minute),
            "before": self.before,
            "after": self.after,
        }
        given = {name: column for name, column in columns.items() if column is not None}
        arrays = {
            name: given[name].cast(TRUTH.field(name).type) if name in given else pa.nulls(rows, TRUTH.field(name).type)
            for name in TRUTH.names
        }
        return pa.table(arrays, TRUTH)

    def _identifier(self, prefix: str, rows: int, *, there: bool) -> pa.Array | None:
        if self.place is None or not there:
            return None
        written = arrow.identifiers(prefix, np.maximum(self.place, 0), 8)
        return pc.if_else(pa.array(self.place != NONE), written, pa.nulls(rows, pa.string()))


@dataclass(frozen=True)
class _Pairing:
    """Rows of two tables that have the same number: by number, the row in each, NONE where it is in one of them only."""

    before: Whole
    after: Whole

    @classmethod
    def of(cls, before: Whole, after: Whole) -> _Pairing:
        numbers = np.union1d(before, after)
        rows = np.full((2, len(numbers)), NONE, np.int64)
        for place, table in enumerate((before, after)):
            rows[place, np.searchsorted(numbers, table)] = np.arange(len(table))
        return cls(rows[0], rows[1])

    def of_either(self, which: Whole, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """The values that some of the rows have after it, or had before where they are there no more."""
        rows = self.after[which]
        values = np.zeros((len(which), *after.shape[1:]), after.dtype)
        there = rows != NONE
        values[there] = after[rows[there]]
        values[~there] = before[self.before[which[~there]]]
        return values


def _spread(values: np.ndarray, rows: Whole) -> np.ndarray:
    """The values of rows, NONE where a row is."""
    padded = np.concatenate([values, np.full((1, *values.shape[1:]), NONE, values.dtype)])
    return np.asarray(padded[rows])


def _forms(before: Traced, after: Traced, *, items: bool) -> Iterator[_Cells]:
    one, other = before.block.forms, after.block.forms
    if before.form is after.form and all(getattr(one, name) is getattr(other, name) for name in SCORES):
        return
    pairing = _Pairing.of(before.form, after.form)
    scores = [_spread(points_of(traced.block.forms), rows) for traced, rows in _both(before, after, pairing)]
    which, column = np.nonzero(scores[0] != scores[1])
    tool = pairing.of_either(which, tools_of(before.block.forms), tools_of(after.block.forms))
    tool = tool[np.arange(len(which)), column]
    named = arrow.chosen(tools(), tool)
    values = [arrow.chosen(texts(), score[which, column]) for score in scores]
    yield from _at_forms(before, after, pairing, which, named, values, None)
    if items:
        answers = [
            _spread(np.hstack([traced.block.forms.phq9, traced.block.forms.gad7]), rows)
            for traced, rows in _both(before, after, pairing)
        ]
        which, column = np.nonzero(answers[0] != answers[1])
        length = before.block.forms.phq9.shape[1]
        named = arrow.chosen([questionnaire(name).concept or "" for name in ("PHQ-9", "GAD-7")], column // length)
        values = [arrow.numbers(answer[which, column]).cast(pa.string()) for answer in answers]
        yield from _at_forms(before, after, pairing, which, named, values, column % length + 1)


def _both(before: Traced, after: Traced, pairing: _Pairing) -> tuple[tuple[Traced, Whole], ...]:
    return (before, pairing.before), (after, pairing.after)


def _at_forms(
    before: Traced,
    after: Traced,
    pairing: _Pairing,
    which: Whole,
    tool: pa.Array,
    values: list[pa.Array],
    item: Whole | None,
) -> Iterator[_Cells]:
    """The cells of forms, apart for those that belong to an appointment and those that do not."""
    one, other = before.block.forms, after.block.forms
    places = [_spread(traced.contact_place, traced.block.forms.contact) for traced in (before, after)]
    place = pairing.of_either(which, *places)
    for outside in (False, True):
        rows = np.flatnonzero((place == NONE) == outside)
        table = _AT_REFERRAL if outside else _AT_ACTIVITY
        minute = pairing.of_either(which[rows], one.minute, other.minute)
        yield _Cells(
            table=table if item is None else ANSWERS,
            field="PersScore" if item is None else "Answer",
            referral=pairing.of_either(which[rows], one.referral, other.referral),
            day=pairing.of_either(which[rows], one.day, other.day),
            minute=minute if outside or item is not None else None,
            place=place[rows],
            at_activity=True,
            tool=tool.take(pa.array(rows)),
            item=None if item is None else item[rows],
            before=values[0].take(pa.array(rows)),
            after=values[1].take(pa.array(rows)),
        )


def _contacts(before: Traced, after: Traced) -> Iterator[_Cells]:
    """Appointments that are another, put in or taken out, and their activities."""
    pairing = _Pairing.of(before.contact, after.contact)
    one, other = before.block.contacts, after.block.contacts
    both = (pairing.before != NONE) & (pairing.after != NONE)
    activity = [_spread(with_activity(t.block).astype(np.int8), rows) == 1 for t, rows in _both(before, after, pairing)]
    places = [_spread(t.contact_place, rows) for t, rows in _both(before, after, pairing)]
    kinds = [_spread(_codes(t.block.contacts.app_type), rows) for t, rows in _both(before, after, pairing)]

    def cells(table: str, field: str | None, which: Whole, texts_of: list[pa.Array]) -> _Cells:
        return _Cells(
            table=table,
            field=field,
            referral=pairing.of_either(which, one.referral, other.referral),
            day=pairing.of_either(which, one.day, other.day),
            minute=pairing.of_either(which, one.minute, other.minute),
            place=pairing.of_either(which, before.contact_place, after.contact_place),
            at_activity=table != _CONTACTS,
            before=texts_of[0],
            after=texts_of[1],
        )

    retyped = np.flatnonzero(both & (kinds[0] != kinds[1]))
    codes = [one.app_type.levels, other.app_type.levels]
    rows = [pairing.before[retyped], pairing.after[retyped]]
    values = [
        arrow.chosen(levels, column.index[row])
        for levels, column, row in zip(codes, (one.app_type, other.app_type), rows, strict=True)
    ]
    yield cells(_CONTACTS, "AppType", retyped, values)
    renumbered = np.flatnonzero(both & (places[0] != places[1]))
    yield cells(_CONTACTS, "CareContactId", renumbered, _identities("C", places, renumbered))
    come_or_gone = np.flatnonzero(~both)
    yield cells(_CONTACTS, None, come_or_gone, _identities("C", places, come_or_gone))
    active = np.flatnonzero(activity[0] != activity[1])
    there = [np.where(flags, place, NONE) for flags, place in zip(activity, places, strict=True)]
    yield cells("IDS202CareActivity", None, active, _identities("A", there, active))


_CONTACTS = "IDS201CareContact"


def _codes(column: Coded) -> np.ndarray:
    """Codes by a number that is the same for the same text in any column."""
    known = np.array([*(int.from_bytes(level.encode(), "big") for level in column.levels), NONE], np.int64)
    return known[column.index]


def _identities(prefix: str, places: list[np.ndarray], which: Whole) -> list[pa.Array]:
    written = []
    for place in places:
        chosen = place[which]
        text = arrow.identifiers(prefix, np.maximum(chosen, 0), 8)
        written.append(pc.if_else(pa.array(chosen != NONE), text, pa.nulls(len(which), pa.string())))
    return written


def _others(before: Block, after: Block) -> Iterator[_Cells]:
    """Discharges, and rows of logs, employment, referrals on, pauses and answers about the service that are there no more."""
    one, other = before.referrals, after.referrals
    ended = np.flatnonzero(one.end != other.end)
    days = [arrow.dates(referrals.end[ended]).cast(pa.string()) for referrals in (one, other)]
    yield _referral_cells("ServDischDate", other.end, ended, days)
    coded = np.flatnonzero(_codes(one.end_code) != _codes(other.end_code))
    reasons = [arrow.coded(referrals.end_code, coded) for referrals in (one, other)]
    yield _referral_cells("EndCode", other.end, coded, reasons)
    yield _gone("IDS205InternetTherLog", (before.logs.referral, before.logs.end), (after.logs.referral, after.logs.end))
    yield _gone(
        "IDS004EmpStatus",
        (before.employment.referral, before.employment.day),
        (after.employment.referral, after.employment.day),
    )
    yield _gone("IDS105OnwardReferral", *((b.onward.referral, b.onward.day) for b in (before, after)))
    yield _gone("IDS108WaitingTimePauses", *((b.pauses.referral, b.pauses.start) for b in (before, after)))
    for table, outside in ((_AT_REFERRAL, True), (_AT_ACTIVITY, False)):
        answers = [block.experience for block in (before, after)]
        chosen = [np.flatnonzero((each.contact == NONE) == outside) for each in answers]
        yield _gone(table, *((each.referral[rows], each.day[rows]) for each, rows in zip(answers, chosen, strict=True)))


def _referral_cells(field: str, day: Whole, rows: Whole, values: list[pa.Array]) -> _Cells:
    return _Cells(table="IDS101Referral", field=field, referral=rows, day=day[rows], before=values[0], after=values[1])


def _gone(table: str, before: tuple[Whole, Whole], after: tuple[Whole, Whole]) -> _Cells:
    """Rows whose referral and day are there no more."""
    keys = [referral.astype(np.int64) << 20 | day for referral, day in (before, after)]
    gone = np.flatnonzero(~np.isin(keys[0], keys[1]))
    nothing = pa.nulls(len(gone), pa.string())
    days = arrow.dates(before[1][gone].astype(np.int32)).cast(pa.string())
    return _Cells(table=table, field=None, referral=before[0][gone], day=before[1][gone], before=days, after=nothing)
