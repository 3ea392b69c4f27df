"""Known totals in the real published statistics (see the README beside them for where they come from)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import year_of

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir

    from caseness.sources.published import Published


def count(rows: ir.Table) -> int:
    return rows.count().to_pyarrow().as_py()


# England 2024/25, as printed in the annual report.
YEAR = {
    "referrals_received": 1_813_432,
    "finished_course_treatment": 670_419,
    "not_at_caseness": 35_234,
    "recovery": 321_061,
}
# The sum of the twelve months April 2024 to March 2025 (published-measures.csv: M056, M153, M075, M076, M191).
MONTHS = {
    "ended_referrals": 1_746_265,
    "ended_before_treatment": 576_224,
    "ended_treated_once": 502_900,
    "finished_course_treatment": 667_143,
    "recovery": 319_080,
}


def test_england_in_the_annual_report(published: Published):
    assert published.england(*YEAR, frequency=Frequency.YEAR)[year_of(2024)] == YEAR


def test_england_over_twelve_months(published: Published):
    months = published.england(*MONTHS, frequency=Frequency.MONTH)
    year = year_of(2024)
    within = [row for period, row in months.items() if year.start <= period.start <= year.end]
    assert len(within) == 12
    assert {measure: sum(row[measure] or 0 for row in within) for measure in MONTHS} == MONTHS


def test_every_row_is_read_and_every_figure_counted(published: Published):
    reading = published.reading
    assert sum(file.rows_set_aside for file in reading.files) == 0
    assert reading.figures == count(published.figures)
    assert reading.figures + reading.repeated + reading.conflicting == sum(file.figures for file in reading.files)
    assert reading.conflicting == 0


def test_every_printed_name_is_known(published: Published):
    assert [name for file in published.reading.files for name in file.names_not_known] == []


def test_workbooks_of_notes_are_set_aside_once_each(published: Published):
    assert sorted(aside.file for aside in published.reading.set_aside) == [
        "published/metadata/IAPT_v2.0_DQ_metadata.xlsx",
        "published/metadata/IAPT_v2.0_DQ_note.xlsx",
        "published/metadata/IAPT_v2.0_monthly_metadata.xlsx",
    ]


def test_the_time_series_has_cells_of_commissioner_and_provider(published: Published, shared_data: Path):
    pairs = published.figures.filter(published.figures.level == Level.CCG_PROVIDER.value)
    assert count(pairs.filter(pairs.org_code.isnull())) == 0
    assert count(pairs.filter(pairs.parent_code.isnull())) == 5_850  # "Invalid commissioner code": 50 rows a month
    series = shared_data / "timeseries" / "iapt-key-measures-feb2019-to-feb2020.csv"
    with series.open(encoding="utf-8", newline="") as file:
        stars = sum(row.count("*") for row in csv.reader(file) if row[4].lower() == "ccg/provider")
    assert count(pairs.filter(pairs.mark == "suppressed")) == stars


def test_sub_national_counts_are_rounded_and_england_s_are_not(published: Published):
    counts = published.figures.filter(published.figures.statistic == "count", published.figures.value.notnull())
    below = counts.filter(counts.level != "England")
    assert count(below.filter(below.value % 5 != 0)) == 0
    assert count(counts.filter(counts.level == "England", counts.mark == "rounded")) == 0


def test_july_2022_is_no_gap_in_who_entered_treatment(published: Published):
    months = published.england("accessing_services", frequency=Frequency.MONTH)
    july = next(row for period, row in months.items() if str(period) == "Jul 2022")
    assert july["accessing_services"]
