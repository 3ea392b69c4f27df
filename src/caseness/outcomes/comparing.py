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

_DAY = A_DAY * SCORE  # of a score with its time
_START = {"first_recorded": "first", "assessment": "assessment", "first_treatment": "first_treatment"}
_DAYS = {"last_treatment": "last_treatment_day"} | {one.id: one.id for one in SESSIONS}
_RECORDED = ("last_recorded", "mean_of_last_two")


def started(facts: ir.Table, start: str) -> ir.BooleanValue:
    """Whether a course has any score at a start."""
    p, a, g = (facts[f"{role}_{_START[start]}"] for role in "pag")
    return p.notnull() | a.notnull() | g.notnull()


def compared(facts: ir.Table, place: int, start: str, end: str) -> ir.Table:
    """The scores that a start and an end take, under names that are the same for every pair; ``pair`` is its place.

    ``_start``, ``_end`` and ``_until`` have a score with its time for each measure: of the start, of the end, and the latest up
    to the end. An end score counts from ``_after`` on: a later moment than that of the start where both are of all that was
    recorded, else a later day. ``part`` is what the start alone decides of a cell (`starting`).
    """
    grain = SCORE if end in _RECORDED and start == "first_recorded" else _DAY
    starts = {role: facts[f"{role}_{_START[start]}"] for role in "pag"}
    ends = {role: _end(facts, role, end) for role in "pag"}
    until = "last" if end in _RECORDED else f"until_{end}"
    return facts.select(
        "line",
        "change",
        "gad7",
        "number",
        "of_persons",
        pair=ibis.literal(place).cast("int64"),
        part=facts[f"part_{start}"],
        **{f"{role}_start": value % SCORE for role, value in starts.items()},
        **{f"{role}_after": (value // grain + 1) * grain for role, value in starts.items()},
        **{f"{role}_end": value for role, value in ends.items()},
        **{f"{role}_until": facts[f"{role}_{until}"] for role in "pag"},
    )


def _end(facts: ir.Table, role: str, end: str) -> ir.IntegerValue:
    """The score of an end, with its time; NULL where there is none."""
    if end in _DAYS:  # the latest up to the day, if it is of the day
        until = facts[f"{role}_until_{end}"]
        return ibis.ifelse(until >= facts[_DAYS[end]] * _DAY, until, ibis.null().cast("int64"))
    last = facts[f"{role}_last"]
    if end == "mean_of_last_two":
        points = last % SCORE
        return last - points + (points + facts[f"{role}_before"] % SCORE) // 2
    return last if end == "last_recorded" else facts[f"{role}_{end}"]


def measured(rows: ir.Table) -> ir.Table:
    """Rows of `compared` with the two scores of each measure in hundredths, NULL for none, and what they are held against.

    ``p1``, ``a1`` are those of the start; ``p2``, ``a2``, ``g2`` those of the end, or what stands in for one that is missing: the
    latest up to the end point, or else that of the start. ``p_valid`` and so on say whether there is one. ``line`` and
    ``change`` are those of the anxiety measure.
    """
    counts = {role: rows[f"{role}_end"] >= rows[f"{role}_after"] for role in "pag"}
    return rows.select(
        "pair",
        "number",
        "of_persons",
        "part",
        "gad7",
        "line",
        "change",
        p1=rows.p_start,
        a1=rows.a_start,
        **{
            f"{role}2": ibis.cases(
                (counts[role], rows[f"{role}_end"] % SCORE),
                (rows[f"{role}_until"] >= rows[f"{role}_after"], rows[f"{role}_until"] % SCORE),
                else_=rows[f"{role}_start"],
            )
            for role in "pag"
        },
        **{f"{role}_valid": counts[role] for role in "pag"},
    )


def starting(facts: ir.Table, start: str, choices: Choices) -> dict[str, ir.IntegerValue]:
    """What each field of a cell is that a start alone decides, and whether the score before the last was below its line."""
    p, a = (facts[f"{role}_{_START[start]}"] % SCORE for role in "pa")
    p0, a0 = (facts[f"{role}_before"] % SCORE for role in "pa")
    lines = _Lines(facts.gad7, facts.line, facts.change, choices)
    return {
        "start": lines.reached(p, a),
        "both_at_start": _bit(p.notnull() & a.notnull()),
        "phq9_start": _side(p),
        "before": _bit((p0 < lines.phq9) & (a0 < lines.anxiety)),
    }


def ending(rows: ir.Table, choices: Choices) -> dict[str, ir.IntegerValue]:
    """What each field of a cell is that asks for an end, of rows of `measured`."""
    p, a = (rows.p1, rows.p2), (rows.a1, rows.a2)
    lines = _Lines(rows.gad7, rows.line, rows.change, choices)
    both = rows.p2.notnull() & rows.a2.notnull()
    rest = number_of("criterion", "remission") * HUNDREDTHS
    return {
        "end": ibis.ifelse(both, lines.reached(rows.p2, rows.a2), NOT_KNOWN),
        "phq9_end": _side(rows.p2),
        "remission": _bit((rows.p2 < rest) & (rows.g2 < rest)),
        "reliable": _bit(both & lines.improved(p, a, retest=False)),
        "retest": _bit(both & lines.improved(p, a, retest=True)),
        "halved": _bit(both & lines.halved(p, a)),
        "valid": _bit(rows.p_valid & rows.a_valid),
        "valid_phq9": _bit(rows.p_valid),
        "valid_remission": _bit(rows.p_valid & rows.g_valid),
    }


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
        of_p = _lines_reached(p - self.phq9)
        of_a = ibis.ifelse(self.gad7, _lines_reached(a - self.anxiety), ibis.ifelse(a >= self.anxiety, most, 0))
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
        better = (p[0] - p[1] >= p_change) | (a[0] - a[1] >= a_change)
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


def _lines_reached(above: ir.IntegerValue) -> ir.IntegerValue:
    """How many of the lines a score reaches that lies so many hundredths above the one that is not moved; none if it is NULL."""
    highest_first = sorted(enumerate(SHIFTS, 1), reverse=True)
    return ibis.cases(*((above >= shift * HUNDREDTHS, lines) for lines, shift in highest_first), else_=0)


def _bit(flag: ir.BooleanValue) -> ir.IntegerValue:
    return flag.ifelse(1, 0).cast("int64")


def _side(score: ir.IntegerValue) -> ir.IntegerValue:
    line = case_line(PHQ9) or 0
    return ibis.cases((score < line, BELOW), (score >= line, ABOVE), else_=0).cast("int64")
