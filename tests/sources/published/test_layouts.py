from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

from caseness.sources.published.layout import COMMON_COLUMNS, normal
from caseness.sources.published.layouts import LAYOUTS, recognise, reference_table
from caseness.sources.published.printing import text

from . import examples


def layouts_of(columns):
    present = [normal(column) for column in columns]
    return [layout for layout in LAYOUTS if layout.recognises(present)]


@pytest.mark.parametrize(
    ("publication", "period", "columns"),
    [(p, period, columns) for p, periods, columns in examples.published_columns() for period in periods],
)
def test_every_official_file_has_exactly_one_layout(publication, period, columns):
    (layout,) = layouts_of(columns)
    assert layout.publication == text(publication)
    assert layout.period_from_name == (publication != "monthly")


@pytest.mark.parametrize(
    "columns",
    [
        examples.MONTHLY_TIDY,
        examples.ANNUAL_TIDY,
        examples.THERAPY_TIDY,
        examples.MEDICATION_TIDY,
        examples.QUARTERLY,
        examples.TIME_SERIES,
        examples.NATIONAL,
        [*examples.MONTHLY, "MTH"],
    ],
)
def test_every_other_layout_is_recognised(columns):
    assert recognise([normal(column) for column in columns])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layouts_select_common_columns_only(layout):
    assert set(layout.select) <= set(COMMON_COLUMNS)
    assert {"level", *(() if layout.period_from_name else ("period_start", "period_end"))} <= set(layout.select)


def test_column_names_are_compared_without_case_and_punctuation():
    assert normal(" Month-year ") == "month_year"
    assert normal("Count_1Therapy") == "count_1therapy"


def test_tables_without_figures_are_named():
    assert reference_table(["org_code", "organisation", "data_from", "data_to", "details", "more"])
    assert reference_table(["org_code"]) is None


def test_all_official_column_sets_are_in_the_examples(shared):
    """The copy of the column names that the tests use is complete, and says the same."""
    published = defaultdict(set)
    with (shared / "reference" / "publication-columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            published[row["publication"], row["period"], row["file"]].add(row["column"])
    assert sum(publication == "measures_monthly" for publication, *_ in published) == 65
    copied = Counter(
        (period, frozenset(columns)) for _p, periods, columns in examples.published_columns() for period in periods
    )
    assert copied == Counter((period, frozenset(columns)) for (_p, period, _f), columns in published.items())
