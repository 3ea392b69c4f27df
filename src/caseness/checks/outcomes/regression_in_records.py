"""What would be recorded if nobody changed, from the first scores of an extract and how cases were chosen in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import share, value_of
from caseness.checks.finding import (
    Answer,
    Cell,
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
from caseness.disclosure import share as said_share
from caseness.disclosure.rule import without_counts
from caseness.errors import CannotRun
from caseness.outcomes.score_moments import score_moments
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.statistics.regression_to_mean import (
    across_occasions,
    correlation_together,
    expected_change,
    share_below,
    share_below_both,
    stable,
)
from caseness.vocabulary.specifications import reliabilities
from caseness.wording import decimal, percent

if TYPE_CHECKING:
    from caseness.outcomes.score_moments import ScoreMoments

_LEAST = 200  # courses, for means and deviations to be worth a model


@dataclass(frozen=True, slots=True)
class _Unchanged:
    """If nobody changed, by one kind of reliability: shares of cases below at the end, and mean changes in points."""

    words: str
    reliability: tuple[float, float]
    both_below: float
    below: tuple[float, float]
    change: tuple[float, float]


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=61)
def regression_in_records(records: Records) -> Answer:
    """How many of the cases in the extract would be recorded as recovered if nobody changed?"""
    found = score_moments(pathways_of(records))
    if found is None or found.courses < _LEAST or not found.not_cases:
        raise CannotRun(
            f"fewer than {_LEAST} finished courses have PHQ-9 and GAD-7 twice, or all of them were cases",
            settled_by="an extract of more courses",
        )
    known = reliabilities()
    phq9, gad7 = known["PHQ-9"], known["GAD-7"]
    try:
        expected = (
            _unchanged("internal consistency", found, phq9.internal_consistency, gad7.internal_consistency),
            _unchanged("test-retest reliability", found, phq9.test_retest, gad7.test_retest),
        )
    except ValueError:
        raise CannotRun(
            "no normal scores have the means, deviations and share of cases of the extract",
            settled_by="an extract whose first scores vary",
        ) from None
    observed = share("recovered, of cases with PHQ-9 and GAD-7 twice", found.recovered, found.cases, level=None)
    low, high = sorted(one.both_below for one in expected)
    falls = sorted(-one.change[0] for one in expected)
    retest = expected[1]
    below = _limits(
        "below both lines at the end, if nobody changed",
        without_counts(retest.both_below, found.cases),
        (without_counts(low, found.cases), without_counts(high, found.cases)),
        Unit.PROPORTION,
    )
    change = _limits(
        "fall in PHQ-9 of those at its line or above, if nobody changed",
        round(-retest.change[0], 1),
        (round(falls[0], 1), round(falls[1], 1)),
        Unit.SCORE,
    )
    return Answer(
        short="Regression to the mean, from records",
        answer=(
            f"If nobody changed, [{percent(low, found.cases)} to {percent(high, found.cases)}] of cases would still end below "
            f"both lines, as scores vary from day to day; {said_share(found.recovered, found.cases)} did. PHQ-9 of those at its "
            f"line or above would fall by [{decimal(falls[0], 1)} to {decimal(falls[1], 1)}] points."
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=(below, observed, change),
        figures=(
            FigureBlock(
                label="Below both lines at the end, if nobody changed",
                estimate=below,
                of_whom=f"of cases with PHQ-9 and GAD-7 twice; {said_share(found.recovered, found.cases)} did",
                reference=Reference(value=value_of(observed), label="recorded recovery"),
            ),
        ),
        charts=(_chart(expected, observed),),
        caveats=(
            "This is expected change, not an error and not anyone’s fault. It says nothing against or for a therapy.",
            "Over months scores of people who stay the same agree less than over the days of a retest, so more may be expected.",
            "People also seek help in bad weeks and get better by themselves. That natural recovery already holds this share: "
            "the two are never added.",
            "Scores are taken as normal, though they end at 0. Courses with another measure of anxiety are left out.",
        ),
        method=(
            "First scores on both questionnaires as normal, with the mean, deviation and share below both lines of the extract, "
            "and last scores with the same; half a point of continuity correction. The correlation of one score with the next is "
            "the reliability: test-retest for the figure, and internal consistency for its other limit."
        ),
        sources=(
            "Davis 1976, American Journal of Epidemiology 104: 493-498",
            "Barnett, van der Pols and Dobson 2005, International Journal of Epidemiology 34: 215-220",
            *(one.source for one in (phq9, gad7)),
        ),
        tables=(_table(expected, found),),
    )


def _unchanged(words: str, found: ScoreMoments, phq9: float, gad7: float) -> _Unchanged:
    p = stable(found.phq9.mean, found.phq9.sd, found.phq9.line, phq9)
    a = stable(found.gad7.mean, found.gad7.sd, found.gad7.line, gad7)
    together = correlation_together(p.before, a.before, found.not_cases / found.courses)
    return _Unchanged(
        words=words,
        reliability=(phq9, gad7),
        both_below=share_below_both(p, a, together, across_occasions(together, phq9, gad7)),
        below=(share_below(p), share_below(a)),
        change=(expected_change(p), expected_change(a)),
    )


def _limits(name: str, value: float, ends: tuple[float, float], unit: Unit) -> Estimate:
    return Estimate(name=name, value=value, low=ends[0], high=ends[1], interval=Interval.BOUNDS, unit=unit)


def _chart(expected: tuple[_Unchanged, ...], observed: Estimate) -> Dots:
    rows = (
        *(
            Dot(label=f"if nobody changed, {one.words}", value=one.both_below, text=percent(one.both_below, decimals=0))
            for one in expected
        ),
        Dot(
            label="recorded",
            value=observed.value,
            text=percent(value_of(observed), decimals=0),
            low=observed.low,
            high=observed.high,
            role=Role.SUBJECT,
        ),
    )
    return Dots(
        title="Below both lines at the end, if nobody changed and as recorded",
        subtitle="Of cases with PHQ-9 and GAD-7 twice. Axis 0 to 100%",
        alt="; ".join(f"{row.label}: {row.text}" for row in rows) + ".",
        note="Line: 95% interval.",
        rows=rows,
    )


def _table(expected: tuple[_Unchanged, ...], found: ScoreMoments) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.words,
            *(decimal(part, 2) for part in one.reliability),
            one.both_below,
            *one.below,
            *(decimal(part, 1) for part in one.change),
        )
        for one in expected
    ]
    rows.append(
        (
            "as recorded",
            "[z]",
            "[z]",
            found.recovered / found.cases,
            found.phq9.below / found.phq9.cases,
            found.gad7.below / found.gad7.cases,
            decimal(found.phq9.change, 1),
            decimal(found.gad7.change, 1),
        )
    )
    return Table(
        name="regression-in-records",
        caption="Cases at the end: if nobody changed, by what reliability is taken, and as recorded",
        columns=(
            Column(key="reliability", title="By"),
            Column(key="phq9", title="Reliability of PHQ-9"),
            Column(key="gad7", title="Of GAD-7"),
            Column(key="both_below", title="Below both lines", unit=Unit.PROPORTION),
            Column(key="phq9_below", title="PHQ-9 below its line, of those at it or above", unit=Unit.PROPORTION),
            Column(key="gad7_below", title="GAD-7 below its line, of those at it or above", unit=Unit.PROPORTION),
            Column(key="phq9_change", title="Change in PHQ-9"),
            Column(key="gad7_change", title="Change in GAD-7"),
        ),
        rows=tuple(rows),
    )
