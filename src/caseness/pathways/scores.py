"""Scores: every use of a questionnaire with its time and appointment, and the first and last of each within a referral.

Scores come with the referral (IDS606, with a date of their own) and with an activity of an appointment (IDS607, whose date
is the appointment's): guide 2021, 8.5. Those out of range or not a number are no scores here; the validation counts them.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _

from caseness.pathways.choices import SameDay, ScoresCounted, Unattended
from caseness.pathways.contacts import moment, within
from caseness.pathways.instruments import HUNDREDTHS, instruments

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways
    from caseness.pathways.choices import Choices
    from caseness.pathways.instruments import Instrument
    from caseness.pathways.months import Months

COLUMNS = tuple(f"{one.column}_{end}" for one in instruments() for end in ("first", "last"))
"""What a pathway keeps of its scores: first and last of each instrument."""

WITH_REFERRAL, WITH_ACTIVITY = "IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"
_SCORED = ("CodedAssToolType", "PersScore")
_A_DAY = 24 * 60  # minutes
_SCORE = 2**16  # more than the greatest score in hundredths
_FLAGS = ("attended", "in_referral", "from_referral")


def scores(months: Months, pathways: ir.Table, activities: ir.Table | None) -> ir.Table | None:
    """One row per score: ``pathway``, ``instrument`` (its place in `instruments`), ``moment``, ``score`` in hundredths.

    ``attended`` says whether the appointment it belongs to was kept, true for one sent with the referral; ``in_referral`` and
    ``from_referral`` say where it lies: within the referral, or not before it.
    """
    parts = [
        part for part in (_with_referral(months, pathways), _with_activity(months, activities)) if part is not None
    ]
    return ibis.union(*parts) if len(parts) > 1 else next(iter(parts), None)


def _with_referral(months: Months, pathways: ir.Table) -> ir.Table | None:
    rows = months.rows_if_there(WITH_REFERRAL, "PathwayID", "AssToolCompDate", "AssToolCompTime", *_SCORED)
    if rows is None:
        return None
    known = _known(rows.filter(_.AssToolCompDate.notnull()), "PathwayID", "AssToolCompDate", "AssToolCompTime")
    span = pathways.select("pathway", "pathway_id", "referral_date", "discharge_date")
    joined = known.inner_join(span, known.PathwayID == span.pathway_id)
    return joined.select(
        "pathway",
        "instrument",
        "score",
        moment=moment(joined.AssToolCompDate, joined.AssToolCompTime),
        attended=ibis.literal(True),
        in_referral=within(joined.AssToolCompDate, joined.referral_date, joined.discharge_date),
        from_referral=(joined.AssToolCompDate >= joined.referral_date).fill_null(False),
    )


def _with_activity(months: Months, activities: ir.Table | None) -> ir.Table | None:
    rows = months.rows_if_there(WITH_ACTIVITY, "CareActId", *_SCORED)
    if rows is None or activities is None:
        return None
    known = _known(rows, "submission", "CareActId")
    joined = known.inner_join(
        activities, [known.submission == activities.submission, known.CareActId == activities.activity_id]
    )
    return joined.select("pathway", "instrument", "score", "moment", *_FLAGS)


def narrowed(scores: ir.Table) -> ir.Table:
    """The same in few bytes a row, to be kept: by pathway the score with its time, and the instrument with all flags."""
    kind = scores.instrument
    for flag in _FLAGS:
        kind = kind * 2 + scores[flag].ifelse(1, 0)
    return scores.select("pathway", kind=kind.cast("int16"), timed=timed(scores.moment, scores.score))


def widened(narrow: ir.Table) -> ir.Table:
    """What `narrowed` made, as it was, and the score with its time as `timed`."""
    score = narrow.timed & (_SCORE - 1)
    places = {flag: 2**place for place, flag in enumerate(reversed(_FLAGS))}
    return narrow.select(
        "pathway",
        "timed",
        instrument=(narrow.kind // 2 ** len(_FLAGS)).cast("int64"),
        score=score,
        moment=(narrow.timed - score) // _SCORE,
        **{flag: (narrow.kind & place) != 0 for flag, place in places.items()},
    )


def timed(moment: ir.IntegerValue, score: ir.IntegerValue) -> ir.IntegerValue:
    """A score with its time in one number, which is the greater the later."""
    return moment * _SCORE + score


def _known(rows: ir.Table, *keys: str) -> ir.Table:
    """The scores of instruments that are known, within their range, in hundredths.

    Nearly every score is a whole number without needless noughts, which a list knows faster than patterns read it.
    """
    tools, plain = _tools(), _plain()
    named = rows.inner_join(tools, rows.CodedAssToolType == tools.concept)
    named = named.left_join(plain, named.PersScore == plain.written)
    text = named.PersScore
    points = text.re_extract("^[0-9]+", 0)
    parts = text.replace(".", "").rpad(3, "0").substr(0, 3)
    read = ibis.cases(
        (text.re_search("^[0-9]{1,3}$"), text + "00"),
        (text.re_search("^[0-9]{1,3}[.]0*$"), points + "00"),
        ((named.decimals > 0) & text.re_search("^[0-9][.][0-9]{1,2}0*$"), parts),
    ).cast("int64")
    score = ibis.ifelse(named.hundredths.notnull(), named.hundredths, read)
    told = named.select(*keys, "instrument", "lowest", "highest", score=score)
    return told.filter(told.score.between(told.lowest, told.highest)).drop("lowest", "highest")


def _tools() -> ir.Table:
    kinds = {name: pa.int64() for name in ("instrument", "decimals", "lowest", "highest")}
    return ibis.memtable(
        pa.Table.from_pylist(
            [
                {
                    "concept": one.concept,
                    "instrument": place,
                    "decimals": one.decimals,
                    "lowest": int(one.lowest * HUNDREDTHS),
                    "highest": int(one.highest * HUNDREDTHS),
                }
                for place, one in enumerate(instruments())
            ],
            pa.schema({"concept": pa.string(), **kinds}),
        )
    )


def _plain() -> ir.Table:
    """Whole numbers as they are ``written``, up to the greatest of any instrument, in hundredths."""
    numbers = range(int(max(one.highest for one in instruments())) + 1)
    return ibis.memtable(
        pa.table(
            {"written": [str(number) for number in numbers], "hundredths": [number * HUNDREDTHS for number in numbers]}
        )
    )


def counted(scores: ir.Table, choices: Choices) -> ir.Table:
    """The scores that may be first or last."""
    if choices.unattended is Unattended.IGNORE:
        scores = scores.filter(_.attended)
    if choices.scores_counted is ScoresCounted.WITHIN_REFERRAL:
        return scores.filter(_.in_referral)
    return scores.filter(_.from_referral) if choices.scores_counted is ScoresCounted.FROM_REFERRAL else scores


def first_and_last(scores: ir.Table, choices: Choices) -> ir.Table:
    """By pathway and instrument the first and the last score, packed as `timed` into one number each, one of them backwards.

    Of scores at one time the one that `SameDay` names speaks.
    """
    backwards, forwards = scores.timed + (_SCORE - 1) - scores.score * 2, scores.timed
    if choices.same_day is SameDay.LOWEST:
        backwards, forwards = forwards, backwards
    packed = counted(scores.mutate(early=backwards, late=forwards), choices)
    return packed.group_by("pathway", "instrument").aggregate(early=packed.early.min(), late=packed.late.max())


def spread(first_and_last: ir.Table, chosen: Sequence[Instrument], choices: Choices) -> ir.Table:
    """One row per pathway: for each instrument ``_first`` and ``_last``, in hundredths.

    The last is NULL where all scores are of one time, so that there is a pair just where there is a last one.
    """
    places = {one: instruments().index(one) for one in chosen}
    rows = first_and_last.filter(_.instrument.isin(list(places.values())))
    packed = rows.group_by("pathway").aggregate(
        **{
            f"{one.column}_{end}": rows[end].max(where=rows.instrument == place)
            for one, place in places.items()
            for end in ("early", "late")
        }
    )
    columns: dict[str, ir.Value] = {}
    for one in chosen:
        columns |= unpacked(one.column, packed[f"{one.column}_early"], packed[f"{one.column}_late"], choices)
    return packed.select("pathway", **columns)


def unpacked(name: str, early: ir.IntegerValue, late: ir.IntegerValue, choices: Choices) -> dict[str, ir.Value]:
    """What `first_and_last` packed of one instrument: ``_first`` and ``_last`` after its ``name``."""
    begun, ended = early // _SCORE, late // _SCORE
    first, last = early - begun * _SCORE, late - ended * _SCORE
    if choices.same_day is SameDay.HIGHEST:
        first = _SCORE - 1 - first
    else:
        last = _SCORE - 1 - last
    return {f"{name}_first": first, f"{name}_last": ibis.ifelse(ended > begun, last, ibis.null().cast("int64"))}


def score_days(pathways: Pathways) -> ir.Table | None:
    """By ``pathway`` and ``instrument`` the days of its first and its last score since 1970, ``first_day`` and ``last_day``.

    The last is NULL where there is no pair.
    """
    if pathways.scores is None:
        return None
    packed = first_and_last(pathways.scores, pathways.choices)
    begun, ended = packed.early // _SCORE, packed.late // _SCORE
    return packed.select(
        "pathway",
        "instrument",
        first_day=begun // _A_DAY,
        last_day=ibis.ifelse(ended > begun, ended // _A_DAY, ibis.null().cast("int64")),
    )


def joined(pathways: ir.Table, *parts: ir.Table) -> ir.Table:
    """Pathways with the columns of other tables of one row per pathway; NULL where a pathway has none."""
    return reduce(lambda left, right: left.left_join(right, "pathway").drop("pathway_right"), parts, pathways)
