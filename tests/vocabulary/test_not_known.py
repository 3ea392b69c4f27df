"""Which categories and measures stand for not known: each belongs to something that is published."""

from __future__ import annotations

import pytest

from caseness.vocabulary import breakdown_title, table
from caseness.vocabulary.not_known import Why, categories_not_known, details, is_not_known


def test_every_breakdown_and_measure_is_in_the_vocabulary():
    assert set(categories_not_known()) <= {row["breakdown"] for row in table("breakdowns")}
    measures = {row["measure"] for row in table("measures")} | {row["measure"] for row in table("printed_names")}
    monthly = {measure for detail in details() if detail.publication == "monthly" for measure in detail.measures}
    assert monthly <= measures


def test_every_detail_can_be_told_from_its_measures():
    for detail in details():
        assert detail.not_known or (detail.whole and detail.known), detail.id
        assert detail.whole or detail.known, detail.id
        assert len(set(detail.measures)) == len(detail.measures), detail.id


def test_no_row_is_there_twice_and_each_has_its_source():
    for name in ("categories_not_known", "details_not_known"):
        rows = table(name)
        assert len({tuple(row.values())[:-1] for row in rows}) == len(rows)
        assert all(row["source"] for row in rows)


@pytest.mark.parametrize(
    ("breakdown", "category", "expected"),
    [
        ("problem_descriptor", "Not stated/Not known/Invalid", True),
        ("problem_descriptor", "Depression", False),
        ("disability", "XX Other", False),
        ("disability", "No Code Recorded", True),
        ("no_such_breakdown", "Not stated/Not known/Invalid", False),
    ],
)
def test_a_category_is_known_or_not(breakdown, category, expected):
    assert is_not_known(breakdown, category) is expected


def test_declining_to_answer_is_told_apart_where_it_is_printed_apart():
    assert categories_not_known()["religion"]["Declines to Disclose"] is Why.ASKED
    assert categories_not_known()["religion"]["Not stated/Not known/Invalid"] is Why.MIXED


def test_every_published_category_that_sounds_unknown_is_one(published):
    heard = published.fetch(
        published.figures.filter(
            published.figures.breakdown != "total",
            published.figures.category.re_search("(?i)unknown|not stated|not known|invalid|no code|declines"),
        )
        .select("breakdown", "category")
        .distinct()
    )
    assert len(heard) > 20
    assert [row for row in heard if not is_not_known(row["breakdown"], row["category"])] == []


def test_a_breakdown_has_a_title_and_one_that_is_not_known_keeps_its_name():
    assert breakdown_title("indices_of_deprivation_decile") == "Deprivation decile of the area"
    assert breakdown_title("shoe_size") == "shoe size"
