from __future__ import annotations

import csv
import re

import pytest

from caseness.errors import InputRefused
from caseness.sources.published.inputs import Member
from caseness.sources.published.tables import Header, find_table, period_in_name, rows

from . import examples


def table_of(tmp_path, text):
    path = examples.written(tmp_path / "may.csv", text)
    return find_table(Member(path, "may.csv", ""))


def test_the_header_may_stand_below_a_title(tmp_path):
    header, layout = table_of(tmp_path, 'Key measures,,\n"Notes, and more"\n\n' + examples.all_groups())
    assert header.line == 4
    assert layout.name == "monthly, as published"


def test_reference_tables_hold_no_figures(tmp_path):
    _header, layout = table_of(tmp_path, "org_code,organisation,data_from,data_to,details\n")
    assert layout is None


def test_columns_of_the_same_name_are_told_apart():
    assert Header(1, 0, ("A b", "a-B", "")).columns == ["a_b", "a_b_1", "unnamed_2"]


def test_wrong_columns_are_refused_with_the_nearest_layout(tmp_path):
    text = examples.all_groups().replace("MEASURE_NAME", "MEASURE_NAMES", 1)
    with pytest.raises(InputRefused, match="the columns are those of no published layout") as refused:
        table_of(tmp_path, text)
    assert (refused.value.file, refused.value.line) == ("may.csv", 1)
    assert (
        refused.value.hint == "Nearest is “monthly, as published”, which also has: measure_name (is it measure_names?)."
    )


def test_a_missing_value_column_is_named(tmp_path):
    with pytest.raises(InputRefused) as refused:
        table_of(tmp_path, examples.csv_text(examples.MONTHLY[:-1]))
    assert "measure_value_suppressed" in refused.value.hint


def test_columns_like_none_of_ours_get_a_general_hint(tmp_path):
    with pytest.raises(InputRefused, match="Give files as NHS England publishes them"):
        table_of(tmp_path, "date,temperature\n2024-01-01,3\n")


def test_rows_come_with_the_line_they_end_on(tmp_path):
    path = examples.written(tmp_path / "a.csv", 'a,"b\nc"\nd,e\n')
    assert list(rows(Member(path, "x.csv", ""))) == [(2, ["a", "b\nc"]), (3, ["d", "e"])]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("psych-ther-ann-rep-csv-2024-25-2.zip/psych-ther-ann-rep-csv-2024-25-main2.csv", 2024),
        ("ther-based-outcomes2425-2.zip/Therapy Based Outcomes Table 4-2.csv", 2024),
        ("ther-based-outcomes-2122.zip/Table4_AllTherapies.csv", 2021),
        ("ther-based-outcomes2021.zip/Table 1.csv", 2020),
        ("ther-based-outcomes1920.zip/psych-ther-1920-out-ther-csv.csv", 2019),
        ("psych-ther-ann-2017-18-csvs.zip/psych-ther-ann-rep-csv-2017-18-PEQ.csv", 2017),
        ("annual_2022_23.csv", 2022),
        ("annual 202223.csv.gz", 2022),
        ("archives/2019-20/Table 2.csv", 2019),
        ("downloads 2024-25/ther-based-outcomes2223.zip/Table2.csv", 2022),
        ("psych-ther-ann-rep-csv-1999-00-main.csv", None),
        ("2021/Table 2.csv", None),
        ("Table 2.csv", None),
        ("main-2024-26.csv", None),
        ("main-20240425.csv", None),
    ],
)
def test_the_year_comes_from_the_name(name, year):
    if year:
        assert period_in_name(name) == (f"{year}-04-01", f"{year + 1}-03-31")
    else:
        with pytest.raises(InputRefused, match="neither the columns nor the name say which year") as refused:
            period_in_name(name)
        assert "main-2024-25.csv" in refused.value.hint


def test_a_name_with_two_years_is_refused():
    with pytest.raises(InputRefused, match="two different years"):
        period_in_name("main-2023-24-and-2024-25.csv")


def test_every_published_archive_name_says_its_year(shared):
    """The real names of all archives and their files, as published."""
    with (shared / "reference" / "publication-addresses.csv").open(encoding="utf-8", newline="") as file:
        annual = [row for row in csv.DictReader(file) if row["frequency"] == "annual"]
    assert len(annual) == 20
    for row in annual:
        archive = re.sub("^.*/", "", row["address"])
        start, _end = period_in_name(f"{archive}/{row['member_of_archive']}")
        assert start == f"{row['period'][:4]}-04-01"
