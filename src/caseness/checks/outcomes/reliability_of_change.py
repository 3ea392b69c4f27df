"""Reliable recovery by the two reliabilities that a threshold of reliable change can rest on."""

from __future__ import annotations

from dataclasses import replace

from caseness.checks.estimating import share
from caseness.checks.finding import Answer, Chapter, Column, Table, Unit, Verdict
from caseness.checks.outcomes.defining import evaluated
from caseness.checks.registry import check
from caseness.disclosure import share as said_share
from caseness.outcomes import OFFICIAL
from caseness.sources.records import Records
from caseness.vocabulary.questionnaires import questionnaire
from caseness.vocabulary.specifications import choice, reliabilities
from caseness.wording import decimal

_CRITERIA = ("official", "reliable_recovery", "reliable_retest")


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=18)
def reliability_of_change(records: Records) -> Answer:
    """How many recover reliably, if a change has to exceed what two forms of one person differ by anyway?"""
    found = evaluated(records)
    known = {one: place for place, one in enumerate(found.specifications)}
    counts = {}
    for criterion in _CRITERIA:
        place = known[replace(OFFICIAL, criterion=criterion)]
        counts[criterion] = int(found.numerator[place]), int(found.denominator[place])
    scales = reliabilities().values()
    points = " and ".join(f"{one.points_by_retest} on {one.questionnaire}" for one in scales)
    return Answer(
        short="Reliability of change",
        answer=(
            f"Of cases who finished {said_share(*counts['official'])} recover and {said_share(*counts['reliable_recovery'])} do "
            f"so reliably, by the official thresholds. With thresholds that rest on forms filled in twice ({points} points) "
            f"{said_share(*counts['reliable_retest'])} do."
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=tuple(share(choice("criterion", name).words, *counts[name]) for name in _CRITERIA),
        caveats=(
            "Forms filled in twice differ by real changes between the two days as well: test-retest reliability errs on the "
            "strict side, internal consistency on the lenient one.",
            "Other anxiety measures keep their official thresholds, as no test-retest reliability was looked up for them. The "
            "reliabilities are quoted from reviews and not yet checked against the papers.",
        ),
        method=(
            "Smallest reliable change 1.96·σ·√2·√(1 − r), with r the internal consistency or the test-retest reliability, as "
            "whole points. Interval (Wilson, 95%): what chance alone would move, were as many again treated alike."
        ),
        sources=(
            "Jacobson and Truax 1991, Journal of Consulting and Clinical Psychology 59: 12-19",
            *(one.source for one in scales),
        ),
        tables=(
            Table(
                name="reliable-change",
                caption="The smallest reliable change in points, by what it rests on",
                columns=(
                    Column(key="questionnaire", title="Questionnaire"),
                    Column(key="official", title="Official"),
                    Column(key="consistency", title="By internal consistency"),
                    Column(key="retest", title="By test-retest reliability"),
                ),
                rows=tuple(
                    (
                        one.questionnaire,
                        _official(one.questionnaire),
                        decimal(one.change_by_consistency, 1),
                        decimal(one.change_by_retest, 1),
                    )
                    for one in scales
                ),
            ),
            Table(
                name="reliable-recovery",
                caption="Recovery and reliable recovery of cases who finished",
                columns=(
                    Column(key="criterion", title="What counts as recovered"),
                    Column(key="recovered", title="Recovered", unit=Unit.COUNT),
                    Column(key="cases", title="Cases", unit=Unit.COUNT),
                    Column(key="rate", title="Rate", unit=Unit.PROPORTION),
                ),
                rows=tuple(
                    (choice("criterion", name).words, *counts[name], counts[name][0] / counts[name][1])
                    for name in _CRITERIA
                ),
            ),
        ),
    )


def _official(name: str) -> str:
    threshold = questionnaire(name).reliable_change
    return "[x]" if threshold is None else f"{threshold.value:g}"
