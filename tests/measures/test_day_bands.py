"""Days that could not have passed: counted as published, left out as corrected."""

from __future__ import annotations

import ibis
import pytest

from caseness.measures import Variant, measures
from caseness.measures.families import NEGATIVE_WAITS
from caseness.measures.measure import Count, Mean, Share
from caseness.vocabulary.day_bands import DayBand, day_bands

# Seven pathways: treated three days before referral, on the day, at the ends of bands, and one of which no wait is known.
WAITS = [-3, 0, 42, 43, 126, 127, None]
ROWS = ibis.memtable(
    {
        "pathway": list(range(1, 8)),
        "wait_to_treatment": WAITS,
        "days_since_referral": WAITS,
        "completed_treatment": [True] * 7,
        "treatment_first_date": [None] * 7,
    },
    schema={
        "pathway": "int64",
        "wait_to_treatment": "int64",
        "days_since_referral": "int64",
        "completed_treatment": "boolean",
        "treatment_first_date": "date",
    },
)


def added(expression):
    (value,) = ROWS.bind(expression)
    return int(
        ibis.duckdb.connect().to_pyarrow(ROWS.aggregate(n=value.fill_null(False).cast("int64").sum()))["n"][0].as_py()
    )


@pytest.mark.parametrize(
    ("official", "published", "corrected"),
    [
        ("M032", 2, 1),  # at most 28 days: -3 and 0
        ("M036", 3, 2),  # at most 42 days
        ("M037", 5, 4),  # at most 126 days
        ("M041", 3, 2),  # waiting at most 42 days
        ("M043", 5, 4),  # waiting at most 126 days
    ],
)
def test_a_band_without_a_lower_end_takes_negative_days_only_as_published(official, published, corrected):
    counts = []
    for variant in (Variant.AS_PUBLISHED, Variant.AS_CORRECTED):
        computation = measures()[official].definition(variant).computation
        assert isinstance(computation, Count)
        counts.append(added(computation.where))
    assert counts == [published, corrected]


@pytest.mark.parametrize(("official", "count"), [("M033", 2), ("M035", 2), ("M044", 1), ("M045", 2)])
def test_a_band_with_a_lower_end_has_no_corrected_variant(official, count):
    measure = measures()[official]
    assert not measure.others
    assert added(measure.published.computation.where) == count


def test_a_share_leaves_days_that_cannot_have_passed_out_of_both_its_numbers():
    published, corrected = (measures()["M053"].definition(v) for v in (Variant.AS_PUBLISHED, Variant.AS_CORRECTED))
    assert isinstance(published.computation, Share)
    assert isinstance(corrected.computation, Share)
    assert (added(published.computation.part), added(published.computation.whole)) == (3, 7)
    assert (added(corrected.computation.part), added(corrected.computation.whole)) == (2, 5)
    assert corrected.quirks == (NEGATIVE_WAITS,)


def test_a_mean_leaves_them_out_too():
    published, corrected = (measures()["M050"].definition(v) for v in (Variant.AS_PUBLISHED, Variant.AS_CORRECTED))
    assert isinstance(published.computation, Mean)
    assert isinstance(corrected.computation, Mean)
    assert (added(published.computation.where), added(corrected.computation.where)) == (7, 5)


def test_bands_in_words():
    first, second, *_, last = day_bands("to_assessment")
    assert (first.words, second.words, last.words) == ("at most 28 days", "29 to 56 days", "more than 90 days")
    with pytest.raises(KeyError):
        day_bands("to_the_moon")


def test_every_band_is_of_a_measure_that_is_declared():
    groups = {"since_treatment", "to_assessment", "to_treatment", "to_second_treatment", "waiting_for_treatment"}
    bands: list[DayBand] = [band for group in groups for band in day_bands(group)]
    assert {band.measure for band in bands} <= {measure.measure for measure in measures().values()}
