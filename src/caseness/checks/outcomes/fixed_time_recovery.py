"""Recovery at a fixed session, whoever left before: what stopping at a good moment adds to a rate of last scores."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import share
from caseness.checks.finding import (
    Answer,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.disclosure import people
from caseness.disclosure import share as said_share
from caseness.errors import CannotRun
from caseness.outcomes.session_paths import BELOW, STEPS, session_paths
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.statistics.discharge_weights import at_fixed_steps
from caseness.wording import count, percent, percent_range, points

if TYPE_CHECKING:
    from caseness.outcomes.session_paths import SessionPaths
    from caseness.statistics.discharge_weights import AtStep

_LEAST = 30  # still in treatment at a session, for it to be told
_AT = 6  # the session that the answer is about, or the last before that can be told


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=16)
def fixed_time_recovery(records: Records) -> Answer:
    """What would recovery be at a fixed session, had nobody left before it?"""
    found = session_paths(pathways_of(records))
    if found is None or not found.cases:
        raise CannotRun(
            "the extract has no scores or no treatment contacts of finished courses that began in it",
            settled_by="an extract with contacts and scores of a few months",
        )
    steps = [one for one in at_fixed_steps(found.paths, found.counts, BELOW) if one.present >= _LEAST]
    told = [one for one in steps if isfinite(one.weighted)]
    if not told:
        raise CannotRun(
            f"no session has {_LEAST} cases with scores, or all of some state left before it",
            settled_by="an extract of more courses",
        )
    at = next((one for one in reversed(told) if one.step <= _AT), told[0])
    rate = found.recovered / found.cases
    last = share("recovery by last scores, official", found.recovered, found.cases)
    weighted = _estimate(at)
    return Answer(
        short="Recovery at a fixed session",
        answer=(
            f"Had nobody left before session {at.step}, {percent(at.weighted, at.present)} of cases who entered treatment would "
            f"have been below both lines then (95%: {percent_range(at.low, at.high, at.present)}), if those who left would have "
            f"gone on like those who stayed with the same scores. By last scores {said_share(found.recovered, found.cases)} "
            f"of those who finished recover: {points(abs(rate - at.weighted))} {'more' if rate > at.weighted else 'less'}."
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=(weighted, last, *(_estimate(one) for one in told if one is not at)),
        figures=(
            FigureBlock(
                label=f"Below both lines at session {at.step}, had nobody left",
                estimate=weighted,
                of_whom=f"of cases who entered treatment; {people(at.present)} of them were still there",
                reference=Reference(value=rate, label="by last scores, official"),
            ),
        ),
        charts=(_chart(steps, found),),
        caveats=(
            "It rests on one thing that no data can show: that people who leave with certain scores would have gone on like "
            "people who stay with the same scores. If those who leave well stay well more often, the figure is too low; if "
            "those who leave unwell were giving up, it is too high.",
            "To end when somebody is well is good care. It also makes last scores look better than any fixed day would, as a "
            "good day ends a course and a bad day does not.",
            "Those at an early session have had less treatment than those at their last: part of the difference is that.",
            "The two rates are of different people: one of all cases who entered treatment, the other of those who finished. "
            "So their difference is not the effect of the moment of leaving alone.",
        ),
        method=(
            "Cases at the first score with a treatment contact; at each of the first "
            f"{STEPS} contacts, the latest scores up to that day: below both lines, less than 5 points above the worse, "
            "further, or not known. Each who stays carries the weight of those who left from the same state at the same session, "
            "∏ 1 ÷ (1 − h). Interval (95%): bootstrap over people, on counts of paths."
        ),
        sources=(
            "Robins and Rotnitzky 1992, in AIDS Epidemiology, 297-331",
            "Robins, Hernán and Brumback 2000, Epidemiology 11: 550-560",
        ),
        tables=(_table(steps),),
    )


def _estimate(one: AtStep) -> Estimate:
    return Estimate(
        name=f"below both lines at session {one.step}, had nobody left before",
        value=one.weighted,
        unit=Unit.PROPORTION,
        low=one.low,
        high=one.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        denominator=float(one.present),
    )


def _chart(steps: list[AtStep], found: SessionPaths) -> Dots:
    rows = []
    for one in steps:
        told = isfinite(one.weighted)
        rows += [
            Dot(
                label=f"session {one.step}",
                value=one.weighted if told else None,
                text=percent(one.weighted, one.present) if told else "[x]",
                low=one.low if told else None,
                high=one.high if told else None,
                role=Role.SUBJECT,
                group="Had nobody left before",
            )
        ]
    rows += [
        Dot(
            label=f"session {one.step}",
            value=one.seen,
            text=percent(one.seen, one.present),
            group="Of those still in treatment",
        )
        for one in steps
    ]
    return Dots(
        title="Cases below both lines at each session, with and without those who had left",
        subtitle="Share of cases below both lines by the latest scores. Axis 0 to 100%",
        alt="; ".join(f"{row.group}, {row.label}: {row.text}" for row in rows) + ".",
        note="Line: 95% interval. Upright line: the official rate, by last scores of finished courses.",
        rows=tuple(rows),
        reference=(found.recovered / found.cases, "by last scores"),
    )


def _table(steps: list[AtStep]) -> Table:
    return Table(
        name="recovery-at-fixed-sessions",
        caption="Cases below both lines at each treatment contact",
        columns=(
            Column(key="session", title="Treatment contact"),
            Column(key="present", title="Cases still in treatment", unit=Unit.COUNT),
            Column(key="seen", title="Of them below both lines", unit=Unit.PROPORTION),
            Column(key="weighted", title="Had nobody left before", unit=Unit.PROPORTION),
            Column(key="low", title="From", unit=Unit.PROPORTION),
            Column(key="high", title="To", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                str(one.step),
                one.present,
                one.seen,
                *(end if isfinite(end) else None for end in (one.weighted, one.low, one.high)),
            )
            for one in steps
        ),
        note=f"[z] for over a twentieth of those who left, fewer than 5 stayed with such scores. Sessions with {_LEAST} or "
        f"more, of the first {count(STEPS)}.",
    )
