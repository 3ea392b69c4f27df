"""From text as people export it to declared types: every rule with what it takes and what it leaves."""

from __future__ import annotations

import datetime

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.sources.records.coercion import absent, coerced
from caseness.vocabulary.data_set import field_called


def read(table: str, field: str, *texts: str | None) -> list[object]:
    """The texts as values of a field."""
    declared = field_called(table, field)
    assert declared
    column = ibis.memtable({"n": list(range(len(texts))), "text": list(texts)}, schema={"n": "int64", "text": "string"})
    typed = column.select(column.n, value=coerced(column.text, declared)).order_by("n")
    return [row["value"] for row in typed.to_pyarrow().to_pylist()]


def day(text: str | None) -> object:
    return read("IDS101Referral", "ServDischDate", text)[0]


@pytest.mark.parametrize(
    "written", ["2024-02-29", "29/02/2024", " 2024-02-29 ", "2024-02-29T08:15:00", "29/02/2024 08:15"]
)
def test_dates_in_iso_and_uk_form(written):
    assert day(written) == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    "written", ["31/02/2024", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "1/2/2024", "soon", "", None]
)
def test_what_is_no_day_of_the_calendar_is_null(written):
    assert day(written) is None


@settings(max_examples=5, deadline=None)
@given(st.lists(st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31)), min_size=40, max_size=80))
def test_every_day_is_read_in_both_forms(days):
    assert read("IDS101Referral", "ServDischDate", *(d.isoformat() for d in days)) == days
    assert read("IDS101Referral", "ServDischDate", *(d.strftime("%d/%m/%Y").zfill(10) for d in days)) == days


def test_codes_with_and_without_leading_zero_case_or_padding():
    assert read("IDS201CareContact", "AppType", "1", "01", " 2 ", "10", "99") == ["01", "01", "02", "10", "99"]
    assert read("IDS201CareContact", "AttendOrDNACode", "05", "5", "6 ", "x") == ["5", "5", "6", "x"]
    assert read("IDS101Referral", "SourceOfReferralIAPT", "b1", "B1") == ["B1", "B1"]
    assert read("IDS001MPI", "EthnicCategory", "a", "99", "z", "") == ["A", "99", "Z", None]


def test_a_flag_is_never_null():
    assert read("IDS101Referral", "Recovery_Flag", "True", "TRUE", "true", "1", "Y") == [True] * 5
    assert read("IDS101Referral", "Recovery_Flag", "False", "0", "N", "", None) == [False] * 5


def test_whole_numbers_and_what_is_none():
    assert read("IDS201CareContact", "ClinContDurOfCareCont", "50", "50.0", "-1", "0") == [50, 50, -1, 0]
    assert read("IDS201CareContact", "ClinContDurOfCareCont", "N/A", "12.5", "1e3", "", None) == [None] * 5


def test_scores_with_decimals():
    assert read("IDS101Referral", "AgoraAlone_FirstScore", "2.31", "3", "x") == [2.31, 3.0, None]


def test_times_and_months_are_text_in_one_writing():
    assert read("IDS201CareContact", "CareContTime", "9:30", "09:30:15", "23:59", "24:00", "noon") == [
        "09:30",
        "09:30",
        "23:59",
        None,
        None,
    ]
    assert read("IDS101Referral", "OnsetDate", "2023-05", "2023/05", "May") == ["2023-05", "2023-05", None]


def test_a_moment():
    assert read("IDS000Header", "DateTimeDatSetCreate", "2024-05-10T09:00:00", "10/05/2024") == [
        datetime.datetime(2024, 5, 10, 9, 0),
        datetime.datetime(2024, 5, 10, 0, 0),
    ]


def test_identifiers_stay_text():
    numbers = ibis.memtable({"id": [1.0, 23.0, None]}, schema={"id": "float64"})
    declared = field_called("IDS101Referral", "ServiceRequestId")
    assert declared
    typed = numbers.select(value=coerced(numbers.id, declared)).to_pyarrow().to_pylist()
    assert [row["value"] for row in typed] == ["1", "23", None]


def test_a_column_that_is_not_there_is_null_of_its_type_and_a_flag_false():
    date, flag = field_called("IDS101Referral", "ServDischDate"), field_called("IDS101Referral", "Recovery_Flag")
    assert date
    assert flag
    assert absent(date).type().is_date()
    assert ibis.duckdb.connect().to_pyarrow(absent(flag)).as_py() is False


def test_a_flag_column_of_a_field_with_yes_and_no():
    told = ibis.memtable({"said": [True, False, None]}, schema={"said": "boolean"})
    declared = field_called("IDS201CareContact", "PlannedCareContIndicator")
    assert declared
    typed = told.select(value=coerced(told.said, declared)).to_pyarrow().to_pylist()
    assert [row["value"] for row in typed] == ["Y", "N", None]


def test_numbers_as_pandas_leaves_them():
    numbers = ibis.memtable({"n": [9.0, 12.5, float("nan"), float("inf"), None]}, schema={"n": "float64"})
    score = field_called("IDS101Referral", "PHQ9_FirstScore")
    assert score
    typed = numbers.select(value=coerced(numbers.n, score)).to_pyarrow().to_pylist()
    assert [row["value"] for row in typed] == [9, None, None, None, None]


def test_times_as_sql_server_and_access_export_them():
    written = ("09:30:00.0000000", "1900-01-01 09:30:00.000", "30/12/1899 09:30:00")
    assert read("IDS201CareContact", "CareContTime", *written) == ["09:30"] * 3
    assert read("IDS000Header", "DateTimeDatSetCreate", "2024-05-10 09:00:07.123") == [
        datetime.datetime(2024, 5, 10, 9, 0, 7)
    ]
