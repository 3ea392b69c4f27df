"""Definitions of recovery worked out course by course in plain Python, from what happened to people made by hand or at random.

Nothing here is shared with the package but the names of choices: every number is written out again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

LINE = {"phq9": 10, "gad7": 8, "pdss": 8}
CHANGE = {"phq9": 6, "gad7": 4, "pdss": 6}
RETEST = {"phq9": 7, "gad7": 6, "pdss": 6}
WEEKS = {"week_6": (42, 14), "week_12": (84, 21), "week_26": (182, 42)}
SESSIONS = {"session_4": 4, "session_8": 8}
SHIFT = {"line_minus_2": -2, "line_minus_1": -1, "line_plus_1": 1, "line_plus_2": 2}
LEVELS = ["referred", "assessed", "entered", "two_contacts", "three_contacts", "four_contacts", "nice_dose"]
DOSE = {"F32": 6, "F410": None}  # of low intensity; for panic disorder none is named
AFTER = {"months_3": 91, "months_6": 182, "months_12": 365}


@dataclass
class Course:
    """What happened: contacts as (day, kind) that were attended, forms as (day, time, measure, score)."""

    person: str
    referred: date
    ended: date
    problem: str
    contacts: list[tuple[date, str]]
    forms: list[tuple[date, str, str, int]]
    rank: int = 0
    known: dict[tuple, object] = field(default_factory=dict)
    later: list[Course] = field(default_factory=list)
    next: Course | None = None

    def __post_init__(self):
        self.treated = sorted(day for day, kind in self.contacts if kind in ("02", "03", "05"))
        self.assessed = sorted(day for day, kind in self.contacts if kind in ("01", "03"))
        self.scores = defaultdict(dict)
        for day, time, measure, score in self.forms:
            if self.referred <= day <= self.ended:
                at = (day, time)
                self.scores[measure][at] = max(score, self.scores[measure].get(at, -1))
        own = "pdss" if self.problem == "F410" else "gad7"
        pairs = [m for m in (own, "gad7") if len(self.scores[m]) > 1]
        single = [m for m in (own, "gad7") if self.scores[m]]
        self.anxiety = (pairs or single or [own])[0]

        n, dose = len(self.treated), DOSE.get(self.problem)
        enough = 6 if dose and n >= dose else 5
        self.level = enough if n >= 4 else [1 if self.assessed else 0, 2, 3, 4][n]

    def start(self, measure, which):
        """(moment, score) or None."""
        taken = sorted(self.scores[measure].items())
        if which == "first_recorded":
            return taken[0] if taken else None
        days = self.assessed if which == "assessment" else self.treated
        of_day = [one for one in taken if days and one[0][0] == days[0]]
        return of_day[-1] if of_day else None

    def end(self, measure, which, start_kind):
        """The end score and what stands in for it when it is missing; either may be None."""
        taken = sorted(self.scores[measure].items())
        start = self.start(measure, start_kind)
        found, until = None, taken
        if which == "last_recorded":
            found = taken[-1] if taken else None
        elif which == "mean_of_last_two":
            if len(taken) > 1:
                found = (taken[-1][0], (taken[-1][1] + taken[-2][1]) / 2)
        elif which in WEEKS:
            until = []
            if self.treated:
                after, margin = WEEKS[which]
                target = self.treated[0] + timedelta(after)
                until = [one for one in taken if one[0][0] <= target]
                near = [one for one in taken if abs((one[0][0] - target).days) <= margin]
                near.sort(key=lambda one: (-abs((one[0][0] - target).days), one[0][0] > target, one[0], one[1]))
                found = near[-1] if near else None
        else:
            day = None
            if which == "last_treatment":
                day = self.treated[-1] if self.treated else None
            elif len(self.treated) >= SESSIONS[which]:
                day = self.treated[SESSIONS[which] - 1]
            until = [one for one in taken if day and one[0][0] <= day]
            found = until[-1] if until and until[-1][0][0] == day else None
        by_time = start_kind == "first_recorded" and which in ("last_recorded", "mean_of_last_two")
        later = bool(found and start) and (found[0] > start[0] if by_time else found[0][0] > start[0][0])
        stand_in = start
        if until and start and until[-1][0][0] > start[0][0]:
            stand_in = until[-1]
        return (found[1] if later else None), (stand_in[1] if stand_in else None)


def linked(courses):
    """Tell every course of the later ones of its person."""
    of_person = defaultdict(list)
    for one in courses:
        of_person[one.person].append(one)
    for own in of_person.values():
        own.sort(key=lambda one: one.referred)
        for rank, one in enumerate(own):
            one.rank, one.later = rank, own[rank + 1 :]
            one.next = one.later[0] if one.later else None
    return courses


def rate(courses, spec, last_day):
    """Numerator and denominator of a definition."""
    above = below = 0
    level = LEVELS.index(spec.population)
    for one in courses:
        if one.level < level:
            continue
        if spec.unit == "person" and any(other.level >= level for other in one.later):
            continue
        if spec.unit == "first_referral" and one.rank:
            continue
        if spec.durability != "none" and (last_day - one.ended).days < AFTER[spec.durability]:
            continue
        counted, recovered = judged(one, spec)
        if spec.durability != "none" and one.next:
            gap = (one.next.referred - one.ended).days
            recovered = recovered and not 0 <= gap <= AFTER[spec.durability]
        below += counted
        above += counted and recovered
    return above, below


def judged(one, spec):
    """Whether a course is counted, and whether it recovered."""
    key = (spec.start, spec.end, spec.criterion)
    if key not in one.known:
        one.known[key] = _facts(one, *key)
    case, unknown, valid, better = one.known[key]
    recovered = {
        "as_official": case and valid and better,
        "not_recovered": case and valid and better,
        "recovered": case and (better or not valid),
        "last_observed": case and better,
        "left_out": case and valid and better,
    }[spec.missing]
    counted = {"as_official": case or unknown, "left_out": case and valid}.get(spec.missing, case)
    return spec.whom == "everyone" or counted, recovered


def _facts(one, start, end, criterion):
    """Whether a case, whether that is not known, whether there is an end score, and whether that is better."""
    shift = SHIFT.get(criterion, 0)
    a = one.anxiety
    line = {"phq9": LINE["phq9"] + shift, a: LINE[a] + (shift if a == "gad7" else 0)}
    measures = ["phq9"] if criterion == "phq9_only" else ["phq9", a]
    begun = {m: one.start(m, start) for m in ("phq9", a, "gad7")}
    begun = {m: s[1] if s else None for m, s in begun.items()}
    case = any(begun[m] is not None and begun[m] >= line[m] for m in measures)
    unknown = not case and any(begun[m] is None for m in measures)
    ends = {m: one.end(m, end, start) for m in {"phq9", a, "gad7"}}
    needed = {"phq9_only": ["phq9"], "remission": ["phq9", "gad7"]}.get(criterion, ["phq9", a])
    valid = all(ends[m][0] is not None for m in needed)
    last = {m: found if found is not None else instead for m, (found, instead) in ends.items()}
    return case, unknown, valid, _better(one, criterion, begun, last, line, a)


def _better(one, criterion, begun, last, line, a):
    def below(limits):
        return all(last[m] is not None and last[m] < limit for m, limit in limits.items())

    if criterion == "phq9_only":
        return below({"phq9": 10})
    if criterion == "remission":
        return below({"phq9": 5, "gad7": 5})
    if criterion == "response":
        both = last["phq9"] is not None and last[a] is not None
        cases = [m for m in ("phq9", a) if begun[m] is not None and begun[m] >= LINE[m]]
        return both and all(2 * last[m] <= begun[m] for m in cases)
    if not below({"phq9": line["phq9"], a: line[a]}):
        return False
    if criterion == "two_consecutive":
        before = [sorted(one.scores[m].items())[-2:-1] for m in ("phq9", a)]
        return all(taken and taken[0][1] < LINE[m] for m, taken in zip(("phq9", a), before, strict=True))
    if criterion.startswith("reliable"):
        change = RETEST if criterion == "reliable_retest" else CHANGE
        moved = {m: begun[m] - last[m] for m in ("phq9", a) if begun[m] is not None}
        return any(m >= change[k] for k, m in moved.items()) and not any(-m >= change[k] for k, m in moved.items())
    return True
