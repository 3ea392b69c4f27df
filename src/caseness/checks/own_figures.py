"""Assumptions of the model of value for money that a source has figures of its own for: put in the place of those shipped.

A share keeps the width of its range, as that is of what providers do and of what is not known, not of chance. Counts of records
are rounded as those that leave an audit; a share of too few keeps its default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.checks.estimating import value_of
from caseness.checks.official.headline_measures import COUNTS, RATES, headlines
from caseness.checks.spend.beside_trials import on_the_line_of_trials
from caseness.disclosure.rule import rounded_share
from caseness.errors import CannotRun
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.pathways.instruments import HUNDREDTHS, column_of
from caseness.pathways.outcomes import PHQ9, case_line
from caseness.sources.published import Published
from caseness.vocabulary import Frequency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from caseness.sources.records import Records
    from caseness.value.assumptions import Assumption, Assumptions

_LEAST = 100  # of records, below which a share is not taken
_FEWEST, _MOST = 0.005, 0.995  # so that a distribution of shares has room on both sides
_REFERRED, _ENTERED, _FINISHED = "M001", "M031", "M076"
_ANNUAL = ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery", "reliable_deterioration")


def with_figures_of(sources: Sequence[Published | Records], given: Assumptions) -> Assumptions:
    """``given`` with what the sources have: of published statistics first, of records in their place."""
    for source in sorted(sources, key=lambda one: not isinstance(one, Published)):
        found = _of_published(source) if isinstance(source, Published) else _of_records(source)
        name = "published statistics" if isinstance(source, Published) else "the extract"
        for key, (value, what) in found.items():
            given = given.having(_placed(given[key], value, f"{what}, from {name}"))
    return given


def _placed(row: Assumption, value: float, source: str) -> Assumption:
    """An assumption moved to a value of the source, its range with it."""
    low, high = row.range
    if row.low is None:
        return replace(row, value=value, source=source, verified=True)
    value = min(max(value, _FEWEST), _MOST)
    ends = max(value - (high - low) / 2, _FEWEST), min(value + (high - low) / 2, _MOST)
    return replace(row, value=value, low=min(ends[0], value), high=max(ends[1], value), source=source, verified=True)


def _of_published(published: Published) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    try:
        years = published.require_england(*_ANNUAL, frequency=Frequency.YEAR)
    except CannotRun:
        return found
    year, row = list(years.items())[-1]
    finished = row["finished_course_treatment"]
    cases = finished - row["not_at_caseness"]
    found["share_at_caseness"] = cases / finished, f"cases of finished courses, England {year}"
    found["recovery_official"] = row["recovery"] / cases, f"official recovery, England {year}"
    found["deteriorated"] = row["reliable_deterioration"] / finished, f"reliable deterioration, England {year}"
    found["referrals_a_year"] = row["referrals_received"], f"referrals received, England {year}"
    try:
        share = value_of(on_the_line_of_trials(published))
    except CannotRun:
        return found
    return {**found, "recovery_phq9": (share, "outcomes by therapy: means and deviations, approximated as for trials")}


def _of_records(records: Records) -> dict[str, tuple[float, str]]:
    pathways = pathways_of(records)
    months = months_of(pathways.months.numbers)
    made_of = {one.id: found.all for one, found in headlines(pathways, months).items()} if months else {}
    counts = {one.id: made_of[one.id].numerator for one in COUNTS if one.id in made_of}
    rates = {one.id: (made_of[one.id].numerator, made_of[one.id].denominator) for one in RATES if one.id in made_of}
    flows = {
        "share_entering": (counts.get(_ENTERED, 0), counts.get(_REFERRED, 0), "entered of referred, same months"),
        "share_finishing": (counts.get(_FINISHED, 0), counts.get(_ENTERED, 0), "finished of entered, same months"),
        "share_at_caseness": (*_left(rates.get("M180")), "cases of finished courses"),
        "recovery_official": (*rates.get("M192", (0, 0)), "official recovery"),
        "deteriorated": (*rates.get("M1010", (0, 0)), "reliable deterioration"),
        "recovery_phq9": (
            *_below_the_line(records),
            "last PHQ-9 below 10, of finished courses with a first of 10 or more",
        ),
    }
    return _large_enough(flows)


def _left(tally: tuple[int, int] | None) -> tuple[int, int]:
    return (0, 0) if tally is None else (tally[1] - tally[0], tally[1])


def _large_enough(flows: Mapping[str, tuple[int, int, str]]) -> dict[str, tuple[float, str]]:
    """Shares of counts as they may leave, of enough; one that is no share, as in months when more finish than enter, is left."""
    found = {}
    for key, (part, whole, what) in flows.items():
        share = rounded_share(part, whole) if whole >= _LEAST else None
        if share is not None and share < 1:
            found[key] = share, what
    return found


def _below_the_line(records: Records) -> tuple[int, int]:
    """Finished courses with a pair of PHQ-9 and a case by the first: how many are below the line at the last, of how many."""
    line = (case_line(PHQ9) or 0) // HUNDREDTHS  # columns of pathways are in points
    rows = pathways_of(records).pathways
    first, last = (rows[f"{column_of(PHQ9)}_{end}"] for end in ("first", "last"))
    began = (rows.completed_treatment & first.notnull() & last.notnull() & (first >= line)).fill_null(False)
    ended = (began & (last < line)).fill_null(False)
    counted = rows.aggregate(began=began.ifelse(1, 0).sum(), ended=ended.ifelse(1, 0).sum())
    (row,) = records.fetch(counted)
    return int(row["ended"] or 0), int(row["began"] or 0)
