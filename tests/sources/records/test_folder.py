"""A folder as people have it: names, forms, damage. What is read and what is set aside makes up what is there."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.records.extracts import write

from caseness.errors import InputRefused
from caseness.sources.records import Shape, open_records
from caseness.sources.records.folder import read_folder

NATIONAL = {
    "IsLatest_SubmissionID": """
        UniqueSubmissionID  AuditId  Unique_MonthID  ReportingPeriodStartDate  ReportingPeriodEndDate  IsLatest  File_Type
        1                   10       1489            2024-04-01                2024-04-30              0         Primary
        1                   11       1489            2024-04-01                2024-04-30              1         Refresh
    """,
    "ids101referral": """
        PathwayID  RecordNumber  UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider  UsePathway_Flag  Recovery_Flag
        A          1             1                   10       1489            PRV             TRUE             .
        A          2             1                   11       1489            PRV             1                True
        B          3             1                   11       1489            PRV             true             0
    """,
    "IDS001mpi": """
        RecordNumber  UniqueSubmissionID  AuditId  Gender
        1             1                   10       01
        2             1                   11       1
        3             1                   11       9
    """,
    "IDS201CARECONTACT": """
        PathwayID  UniqueSubmissionID  AuditId  ConsMediumUsed  ConsMechanism
        A          1                   11       01              .
        B          1                   11       .               11
    """,
}


def values(table, *columns):
    return sorted(tuple(row.values()) for row in table.select(*columns).to_pyarrow().to_pylist())


def test_the_tables_of_the_warehouse_in_any_case(tmp_path):
    records = open_records(write(tmp_path, **NATIONAL))
    assert records.shape is Shape.NATIONAL
    assert not records.newest_taken
    assert values(records.counting("IDS101Referral"), "PathwayID", "Recovery_Flag") == [("A", True), ("B", False)]
    assert values(records.counting("IDS001MPI"), "RecordNumber", "Gender") == [("2", "1"), ("3", "9")]


def test_present_and_former_column_are_one_field(tmp_path):
    records = open_records(write(tmp_path, **NATIONAL))
    assert values(records.counting("IDS201CareContact"), "PathwayID", "ConsMechanism") == [("A", "01"), ("B", "11")]


def test_without_the_table_of_submissions_the_newest_load_counts(tmp_path):
    records = open_records(write(tmp_path, **{n: t for n, t in NATIONAL.items() if n != "IsLatest_SubmissionID"}))
    assert records.newest_taken
    assert values(records.counting("IDS101Referral"), "PathwayID", "AuditId") == [("A", 11), ("B", 11)]
    assert "IDS202CareActivity" in records.missing


def test_the_same_rows_as_parquet_in_parts_and_as_gzipped_csv(tmp_path):
    as_csv = write(tmp_path / "csv", **NATIONAL)
    mixed = write(tmp_path / "mixed", **NATIONAL)
    (mixed / "IDS001mpi.csv").rename(mixed / "plain")
    (mixed / "IDS001mpi.csv.gz").write_bytes(gzip.compress((mixed / "plain").read_bytes()))
    (mixed / "plain").unlink()
    (mixed / "ids101referral.csv").unlink()
    (mixed / "IDS101Referral").mkdir()
    rows = values(read_folder(as_csv).found["IDS101Referral"].drop("caseness_submission_folder"), *_REFERRAL_COLUMNS)
    for part, half in enumerate((rows[:1], rows[1:])):
        table = pa.table({name: [row[i] for row in half] for i, name in enumerate(_REFERRAL_COLUMNS)})
        pq.write_table(table, mixed / "IDS101Referral" / f"part-{part}.parquet")
    columns = ("PathwayID", "AuditId", "Recovery_Flag", "UsePathway_Flag")
    one, other = open_records(as_csv), open_records(mixed)
    assert values(one.everything["IDS101Referral"], *columns) == values(other.everything["IDS101Referral"], *columns)
    assert values(one.everything["IDS001MPI"], "Gender") == values(other.everything["IDS001MPI"], "Gender")


_REFERRAL_COLUMNS = (
    "PathwayID",
    "RecordNumber",
    "UniqueSubmissionID",
    "AuditId",
    "Unique_MonthID",
    "OrgID_Provider",
    "UsePathway_Flag",
    "Recovery_Flag",
)
_HEAD = "ServiceRequestId,LocalPatientId,ReferralRequestReceivedDate\n"


def referrals(tmp_path, text: bytes | str):
    (tmp_path / "IDS101Referral.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_read_and_set_aside_make_up_the_file(tmp_path):
    read = read_folder(
        referrals(tmp_path, _HEAD + "1,A,2024-04-01\n2,B\n3,C,2024-04-03,more,and more\n4,D,2024-04-04\n")
    )
    (file,) = read.files
    assert (file.rows, file.set_aside) == (2, 2)
    assert [(aside.line, aside.reason) for aside in read.set_aside] == [
        (3, "the row has too few columns"),
        (4, "the row has too many columns"),
    ]


def test_a_quoted_newline_is_part_of_a_value(tmp_path):
    read = read_folder(referrals(tmp_path, _HEAD + '1,"A\nB",2024-04-01\n2,C,2024-04-02\n'))
    assert read.files[0].rows == 2
    assert read.set_aside == ()


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_marks_between_cells_and_a_byte_order_mark(tmp_path, mark):
    read = read_folder(referrals(tmp_path, b"\xef\xbb\xbf" + (_HEAD + "1,A,2024-04-01\n").replace(",", mark).encode()))
    assert values(read.found["IDS101Referral"], "ServiceRequestId", "LocalPatientId") == [("1", "A")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("milk,eggs\n1,2\n", "no column is one of IDS101Referral"),
        ("R1|P1|2024-04-01\n", r"no column is one of IDS101Referral\n .*\(ServiceRequestId, LocalPatientId …\)"),
        ("LocalPatientId,localpatientid\n1,2\n", "column LocalPatientId stands twice"),
        ("", "the file is empty"),
        (_HEAD + "1,A\n2,B\n", "line 2: no row can be read; here the row has too few columns"),
    ],
)
def test_a_file_that_is_refused_says_why(tmp_path, text, what):
    with pytest.raises(InputRefused, match=what) as refused:
        read_folder(referrals(tmp_path, text))
    assert refused.value.file == "IDS101Referral.csv"


def test_a_truncated_parquet_file_is_refused_without_its_values(tmp_path):
    table = pa.table({"ServiceRequestId": [str(n) for n in range(1000)], "LocalPatientId": ["secret"] * 1000})
    path = tmp_path / "IDS101Referral.parquet"
    pq.write_table(table, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputRefused, match="the file ends early or is damaged") as refused:
        read_folder(tmp_path)
    assert "secret" not in str(refused.value)


def test_a_folder_that_is_no_extract(tmp_path):
    (tmp_path / "referals.csv").write_text("a\n1\n")
    with pytest.raises(InputRefused, match="no file is named after a table") as refused:
        read_folder(tmp_path)
    assert "referals.csv" in str(refused.value)
    with pytest.raises(InputRefused, match="there is no such folder"):
        read_folder(tmp_path / "nowhere")


def test_extra_columns_are_kept_and_unknown_tables_listed(tmp_path):
    folder = write(tmp_path, **NATIONAL, IDS101Refs="a  b\n1  2")
    records = open_records(folder)
    assert [unknown.name for unknown in records.unknown] == ["IDS101Refs.csv"]
    assert records.unknown[0].nearest[0] == "IDS101Referral"
