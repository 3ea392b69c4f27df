"""What was written is what `open_records` reads, in both shapes and both forms, to the last row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.sources.synthetic.blocks import organisations, random_block

from caseness.sources.records import Shape as ReadShape
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import VERSION, Form, Plan, Shape
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of
from caseness.sources.synthetic.tables.files import header_rows, submission_rows
from caseness.sources.synthetic.tables.reference import reference_tables
from caseness.sources.synthetic.writing import write_rows, write_table
from caseness.vocabulary.data_set import fields

PLAN = Plan(months=2, items=True)
NATIONAL, PROVIDER = Shape.NATIONAL, Shape.PROVIDER


def written(folder, shape, form):
    """A block of 80 referrals in a folder; how many rows each table has."""
    plan = replace(PLAN, shape=shape, form=form)
    delivery = Delivery.of(plan, random_block(plan, 80))
    tables = [header_rows(delivery.submissions, organisations())]
    if shape is NATIONAL:
        tables.append(submission_rows(delivery.submissions))
        for place, table in reference_tables(plan, organisations()).items():
            write_table(table, folder / place, form)
    tables += rows_of(delivery, derived=shape is NATIONAL, items=True)
    codes = organisations().provider_code.tolist()
    rows = write_rows(tables, folder, "all", plan=plan, submissions=delivery.submissions, provider_codes=codes)
    return {table: number for table, number in rows.items() if number}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """Every shape in Parquet, with what was written."""
    made = {}
    for shape in Shape:
        folder = tmp_path_factory.mktemp(shape.value)
        made[shape] = written(folder, shape, Form.PARQUET), open_records(folder)
    return made


@pytest.mark.parametrize("shape", list(Shape))
def test_every_row_is_read_and_none_set_aside(extracts, shape):
    rows, records = extracts[shape]
    read = Counter()
    for file in records.files:
        read[file.table] += file.rows
    for place, table in reference_tables(PLAN, organisations()).items() if shape is NATIONAL else ():
        assert read.pop(place.split("/")[1]) == len(table)
    assert read == rows
    assert not len(records.set_aside)
    assert records.shape is (ReadShape.NATIONAL if shape is NATIONAL else ReadShape.SUBMITTED)


@pytest.mark.parametrize("shape", list(Shape))
def test_every_declared_column_is_there(extracts, shape):
    _rows, records = extracts[shape]
    for table, columns in records.columns.items():
        wanted = {f.field for f in fields(table, derived=shape is NATIONAL) if f.until_version in (None, VERSION)}
        assert wanted <= columns.given.keys(), table
        assert set(columns.extra) <= {"caseness_submission_folder"}


def test_the_warehouse_has_a_column_under_its_former_name_too(extracts):
    columns = extracts[NATIONAL][1].columns
    assert columns["IDS101Referral"].given["SourceOfReferralIAPT"] == ("SourceOfReferralIAPT", "SourceOfReferralMH")
    assert columns["IDS201CareContact"].given["ConsMechanism"] == ("ConsMechanism", "ConsMediumUsed")


def test_tables_of_reference_are_read_as_they_were_written(extracts):
    records = extracts[NATIONAL][1]
    written = reference_tables(PLAN, organisations())
    for place, table in written.items():
        assert records.reference(place.split("/")[1]).count().to_pyarrow().as_py() == len(table)
    assert not records.unknown
    assert not extracts[PROVIDER][1].unknown
    assert extracts[PROVIDER][1].reference("ComCodeChanges") is None


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("IDS101Referral", "PathwayID"),
        ("IDS201CareContact", "CareContactId"),
        ("IDS202CareActivity", "CareActId"),
        ("IDS205InternetTherLog", "PathwayID"),
        ("IDS606CodedScoreAssessmentRefer", "PathwayID"),
        ("IDS607CodedScoreAssessmentAct", "PathwayID"),
        ("questionnaire_items", "PathwayID"),
        ("IDS001MPI", "LocalPatientId"),
    ],
)
def test_both_shapes_count_the_same_rows_in_every_provider_and_month(extracts, table, key):
    def counted(records):
        rows = records.counting(table)
        cells = rows.group_by("OrgID_Provider", "Unique_MonthID").aggregate(rows=rows.count(), keys=rows[key].nunique())
        return sorted(tuple(cell.values()) for cell in cells.to_pyarrow().to_pylist())

    national, provider = (counted(extracts[shape][1]) for shape in (NATIONAL, PROVIDER))
    assert national == provider
    assert national


def test_csv_says_the_same_as_parquet(extracts, tmp_path):
    rows = written(tmp_path, NATIONAL, Form.CSV)
    records = open_records(tmp_path)
    assert rows == extracts[NATIONAL][0]
    for table in ("IDS101Referral", "IDS607CodedScoreAssessmentAct"):
        columns = [f.field for f in fields(table) if f.until_version in (None, VERSION)]
        one, other = records.everything[table].select(columns), extracts[NATIONAL][1].everything[table].select(columns)
        assert rows_as_text(one) == rows_as_text(other)


def rows_as_text(table):
    return sorted(str(row) for row in table.to_pyarrow().to_pylist())
