"""A start and an end score of each course beside each other, and every fact that a criterion asks of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.outcomes.scored import A_DAY, SCORE, SESSIONS
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.outcomes import PHQ9, case_line, change_line
from caseness.vocabulary.specifications import number_of, reliabilities

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Choices

SHIFTS = (-2, -1, 0, 1, 2)  # points by which a definition moves the line
NOT_KNOWN = len(SHIFTS) + 1  # of an end score, where that of either questionnaire is missing
BELOW, ABOVE = 1, 2  # of PHQ-9 alone; 0 is no score

_FAR = 1000 * HUNDREDTHS  # keeps a difference above 0, so that engines divide it alike
_START = {"first_recorded": "first", "assessment": "assessment", "first_treatment": "first_treatment"}
_DAYS = {"last_treatment": "last_treatment_day"} | {one.id: one.id for one in SESSIONS}
_RECORDED = ("last_recorded", "mean_of_last_two")


def compared(facts: ir.Table, place: int, start: str, end: str) -> ir.Table:
    """The scores that a start and an end take, under names that are the same for every pair; ``pair`` is its place.

    ``_start``, ``_end``, ``_until`` and ``_before`` have a score with its time for each measure; ``on_day`` is the day that the
    end score must be of, NULL for any; ``by_time`` says whether the time of day decides what came later, ``halfway`` whether the
    end is the mean of the last two.
    """
    recorded = end in _RECORDED
    column = "last" if recorded else f"until_{end}" if end in _DAYS else end
    until = "last" if recorded else f"until_{end}"
    on_day = facts[_DAYS[end]] if end in _DAYS else ibis.null().cast("int64")
    return facts.select(
        "number",
        "line",
        "change",
        "gad7",
        "reached",
        "later",
        "first",
        "returned",
        "followed",
        pair=ibis.literal(place).cast("int64"),
        on_day=on_day,
        by_time=ibis.literal(recorded and start == "first_recorded"),
        halfway=ibis.literal(end == "mean_of_last_two"),
        **{f"{role}_start": facts[f"{role}_{_START[start]}"] for role in "pag"},
        **{f"{role}_end": facts[f"{role}_{column}"] for role in "pag"},
        **{f"{role}_until": facts[f"{role}_{until}"] for role in "pag"},
        **{f"{role}_before": facts[f"{role}_before"] for role in "pag"},
    )


def measured(rows: ir.Table) -> ir.Table:
    """Rows of `compared` with the two scores of each measure in hundredths, NULL for none, and what they are held against.

    ``p1``, ``a1`` are those of the start; ``p2``, ``a2``, ``g2`` those of the end, or what stands in for one that is missing;
    ``p_valid`` and so on say whether there is one. ``line`` and ``change`` are those of the anxiety measure.
    """
    start = {role: _scores(rows[f"{role}_start"]) for role in "pag"}
    end = {role: _end(rows, role, start[role]) for role in "pag"}
    return rows.select(
        "pair",
        "number",
        "reached",
        "later",
        "first",
        "returned",
        "followed",
        p1=start["p"].value,
        a1=start["a"].value,
        p0=rows.p_before % SCORE,
        a0=rows.a_before % SCORE,
        gad7=rows.gad7,
        line=rows.line,
        change=rows.change,
        **{
            f"{role}2": ibis.ifelse(end[role].counts, end[role].value, _stand_in(rows, role, start[role]))
            for role in "pag"
        },
        **{f"{role}_valid": end[role].counts for role in "pag"},
    )


def fields(rows: ir.Table, choices: Choices) -> dict[str, ir.IntegerValue]:
    """What each field of a cell is, of rows of `measured`."""
    p, a = (rows.p1, rows.p2), (rows.a1, rows.a2)
    lines = _Lines(rows.gad7, rows.line, rows.change, choices)
    both = rows.p2.notnull() & rows.a2.notnull()
    rest = number_of("criterion", "remission") * HUNDREDTHS
    return {
        "start": lines.reached(rows.p1, rows.a1),
        "both_at_start": _bit(rows.p1.notnull() & rows.a1.notnull()),
        "phq9_start": _side(rows.p1),
        "end": ibis.ifelse(both, lines.reached(rows.p2, rows.a2), NOT_KNOWN),
        "phq9_end": _side(rows.p2),
        "remission": _bit((rows.p2 < rest) & (rows.g2 < rest)),
        "reliable": _bit(both & lines.improved(p, a, retest=False)),
        "retest": _bit(both & lines.improved(p, a, retest=True)),
        "halved": _bit(both & lines.halved(p, a)),
        "before": _bit((rows.p0 < lines.phq9) & (rows.a0 < lines.anxiety)),
        "valid": _bit(rows.p_valid & rows.a_valid),
        "valid_phq9": _bit(rows.p_valid),
        "valid_remission": _bit(rows.p_valid & rows.g_valid),
        "reached": rows.reached,
        "returned": rows.returned,
        "followed": rows.followed,
        "first": _bit(rows["first"]),
        "later": rows.later + 1,
    }


@dataclass(frozen=True, slots=True)
class _Score:
    """A score at a point: ``value`` in hundredths, NULL for none, its ``day``, and whether it ``counts``."""

    value: ir.IntegerValue
    day: ir.IntegerValue
    counts: ir.BooleanValue


def _scores(timed: ir.IntegerValue) -> _Score:
    return _Score(timed % SCORE, timed // SCORE // A_DAY, timed.notnull())


def _end(rows: ir.Table, role: str, start: _Score) -> _Score:
    """The end score, which counts if it is there, of the day that it must be of, and from after the start."""
    found, before = _scores(rows[f"{role}_end"]), rows[f"{role}_before"]
    value = ibis.ifelse(rows.halfway, (found.value + before % SCORE) // 2, found.value)
    there = ibis.ifelse(rows.halfway, before.notnull(), found.counts)
    of_day = rows.on_day.isnull() | (found.day == rows.on_day)
    later = ibis.ifelse(rows.by_time, before.notnull(), found.day > start.day)
    return _Score(value, found.day, (there & of_day & later).fill_null(False))


def _stand_in(rows: ir.Table, role: str, start: _Score) -> ir.IntegerValue:
    """What stands in for an end score that is missing: the latest up to the end point, or else that of the start."""
    until = _scores(rows[f"{role}_until"])
    return ibis.ifelse((until.day > start.day).fill_null(False), until.value, start.value)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines and the changes of both measures of each row; ``gad7`` is whether the anxiety measure is GAD-7."""

    gad7: ir.BooleanValue
    anxiety: ir.IntegerValue
    anxiety_change: ir.IntegerValue
    choices: Choices

    @property
    def phq9(self) -> int:
        return case_line(PHQ9) or 0

    def reached(self, p: ir.IntegerValue, a: ir.IntegerValue) -> ir.IntegerValue:
        """How many of the lines, moved by each of `SHIFTS` points, either score reaches.

        The line of an anxiety measure other than GAD-7 stays, as its points are of another size.
        """

        most = len(SHIFTS)
        lowest = self.phq9 // HUNDREDTHS + SHIFTS[0]
        of_p = (p // HUNDREDTHS - lowest + 1).clip(0, most).fill_null(0)
        of_gad7 = ((a - self.anxiety + _FAR) // HUNDREDTHS - _FAR // HUNDREDTHS - SHIFTS[0] + 1).clip(0, most)
        of_other = ibis.ifelse(a >= self.anxiety, most, 0)
        of_a = ibis.ifelse(self.gad7, of_gad7, of_other).fill_null(0)
        return ibis.ifelse(of_p > of_a, of_p, of_a)

    def improved(
        self, p: tuple[ir.IntegerValue, ir.IntegerValue], a: tuple[ir.IntegerValue, ir.IntegerValue], *, retest: bool
    ) -> ir.BooleanValue:
        """One falls by its threshold or more and neither rises by it (guide 2021, 6.5).

        With ``retest`` the thresholds of PHQ-9 and GAD-7 rest on test-retest reliability; of other measures none was found.
        """
        p_change, a_change = change_line(PHQ9, self.choices) or 0, self.anxiety_change
        if retest:
            known = reliabilities()
            p_change = known["PHQ-9"].points_by_retest * HUNDREDTHS
            a_change = ibis.ifelse(self.gad7, known["GAD-7"].points_by_retest * HUNDREDTHS, a_change)
        better = (p[0] - p[1] >= p_change).fill_null(False) | (a[0] - a[1] >= a_change).fill_null(False)
        worse = (p[1] - p[0] >= p_change).fill_null(False) | (a[1] - a[0] >= a_change).fill_null(False)
        return better & ~worse

    def halved(
        self, p: tuple[ir.IntegerValue, ir.IntegerValue], a: tuple[ir.IntegerValue, ir.IntegerValue]
    ) -> ir.BooleanValue:
        """Whether every measure at its line or above at the start fell by half or more."""
        part = number_of("criterion", "response")
        stayed_p = (p[0] >= self.phq9) & (p[1] * part > p[0])
        stayed_a = (a[0] >= self.anxiety) & (a[1] * part > a[0])
        return ~stayed_p.fill_null(False) & ~stayed_a.fill_null(False)


def _bit(flag: ir.BooleanValue) -> ir.IntegerValue:
    return flag.fill_null(False).ifelse(1, 0).cast("int64")


def _side(score: ir.IntegerValue) -> ir.IntegerValue:
    line = case_line(PHQ9) or 0
    return ibis.cases((score < line, BELOW), (score >= line, ABOVE), else_=0).cast("int64")
