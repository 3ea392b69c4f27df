"""Bad input on the command line: one message that says what, where and what to do, and the right exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.records.extracts import submission, write
from tests.sources.records.test_folder import NATIONAL
from tests.sources.records.test_submitted import CONTACTS, PATIENTS, REFERRALS

from caseness.errors import InputRefused
from caseness.sources.records import open_records

_HEAD = "PathwayID,RecordNumber,UniqueSubmissionID,AuditId,OrgID_Provider\n"


@pytest.fixture
def extract(tmp_path):
    return write(tmp_path / "extract", **NATIONAL)


def refused(run, tmp_path, source) -> str:
    """What `caseness validate` says as it refuses a source."""
    status, said, message = run("validate", source, "--out", tmp_path / "out")
    assert (status, said) == (3, "")
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "line 1: the file is empty"),
        (b"milk,eggs\n1,2\n", "line 1: no column is one of IDS101Referral"),
        (_HEAD.encode() + b"A\n", "line 2: no row can be read; here the row has too few columns"),
        (_HEAD.encode() + b'"A,1\n' * 3, "line 2: no row can be read; here a quotation in the row does not close"),
        (b"PK\x03\x04" + bytes(40), "line 1: no column is one of IDS101Referral"),
        (b"\x1f\x8b\x08\x00", "the file ends early or is damaged"),
    ],
)
def test_a_table_that_is_none(run, tmp_path, extract, content, line):
    (extract / "ids101referral.csv").write_bytes(content)
    message = refused(run, tmp_path, extract)
    assert f"ids101referral.csv{', ' if line.startswith('line') else ': '}{line}" in message
    assert "\n  " in message  # what to do


def test_a_folder_that_is_no_extract(run, tmp_path):
    (tmp_path / "referals.csv").write_text("a\n")
    message = refused(run, tmp_path, tmp_path)
    assert "no file is named after a table" in message
    assert "referals.csv" in message


def parquet(folder: Path) -> Path:
    (folder / "ids101referral.csv").unlink()
    path = folder / "IDS101Referral.parquet"
    names = _HEAD.strip().split(",")
    pq.write_table(pa.table({name: [f"{name} {n}" for n in range(5000)] for name in names}), path, row_group_size=1000)
    return path


def test_a_parquet_file_cut_short(run, tmp_path, extract):
    path = parquet(extract)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "IDS101Referral.parquet: the file ends early or is damaged" in refused(run, tmp_path, extract)


def test_a_parquet_file_that_lacks_the_middle_of_a_row_group(run, tmp_path, extract):
    path = parquet(extract)
    whole = path.read_bytes()
    path.write_bytes(whole[:9000] + whole[14000:])
    assert "IDS101Referral.parquet: part of the file is missing" in refused(run, tmp_path, extract)


def test_a_parquet_file_with_nothing_in_the_middle(run, tmp_path, extract):
    path = parquet(extract)
    whole = path.read_bytes()
    path.write_bytes(whole[:9000] + bytes(5000) + whole[14000:])
    assert "ends early, is damaged or has gone" in refused(run, tmp_path, extract)


def test_a_file_without_permission(run, tmp_path, extract, monkeypatch):
    opened = Path.open

    def guarded(path, *how, **more):
        if path.name == "ids101referral.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", guarded)  # root, who may run the tests, reads what nobody may
    assert "ids101referral.csv: no permission to read the file" in refused(run, tmp_path, extract)


def test_a_month_sent_three_times_counts_once(tmp_path):
    tables = {"IDS001MPI": PATIENTS, "IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}
    for day in ("10", "12", "11"):
        submission(tmp_path / day, "2024-04", f"2024-05-{day}T09:00:00", **tables)
    records = open_records(tmp_path)
    latest = records.submissions.filter(records.submissions.IsLatest)
    assert latest.select("AuditId", "caseness_submission_folder").to_pyarrow().to_pylist() == [
        {"AuditId": 3, "caseness_submission_folder": "12"}
    ]
    assert records.counting("IDS101Referral").count().to_pyarrow().as_py() == 2


def test_rows_without_their_key_stay_and_join_nothing(tmp_path):
    blank = REFERRALS.replace("R1 ", ".  ")
    tables = {"IDS001MPI": PATIENTS, "IDS101Referral": blank, "IDS201CareContact": CONTACTS.replace("R1 ", ".  ")}
    records = open_records(submission(tmp_path, "2024-04", "2024-05-10T09:00:00", **tables))
    rows = records.counting("IDS101Referral").order_by("LocalPatientId").select("PathwayID").to_pyarrow().to_pylist()
    assert [row["PathwayID"] for row in rows] == [None, "PRV|P2|R2"]
    contacts = (
        records.counting("IDS201CareContact").order_by("CareContactId").select("PathwayID").to_pyarrow().to_pylist()
    )
    assert [row["PathwayID"] for row in contacts] == [None, "PRV|P2|R2", None]


def test_scores_and_dates_that_cannot_be(tmp_path):
    scores = _HEAD.replace("\n", ",PHQ9_FirstScore,ServDischDate\n")
    given = [("28", "31/02/2024"), ("-1", "2024-02-30"), ("9.0", "29/02/2024"), ("N/A", "")]
    folder = write(tmp_path, **{name: text for name, text in NATIONAL.items() if name != "ids101referral"})
    lines = "".join(f"P{n},{n},1,11,PRV,{score},{day}\n" for n, (score, day) in enumerate(given))
    (folder / "IDS101Referral.csv").write_text(scores + lines)
    referrals = open_records(folder).everything["IDS101Referral"].order_by("PathwayID")
    read = referrals.select("PHQ9_FirstScore", "ServDischDate").to_pyarrow().to_pylist()
    assert [(row["PHQ9_FirstScore"], str(row["ServDischDate"])) for row in read] == [
        (28, "None"),
        (-1, "None"),
        (9, "2024-02-29"),
        (None, "None"),
    ]


def test_a_header_without_rows_is_an_empty_table(tmp_path, extract):
    (extract / "IDS201CARECONTACT.csv").write_text("PathwayID,UniqueSubmissionID,AuditId\n")
    assert open_records(extract).everything["IDS201CareContact"].count().to_pyarrow().as_py() == 0


def test_a_full_disk_is_said(tmp_path, extract):
    """On a file system of a megabyte, which root can mount for itself alone."""
    room = tmp_path / "room"
    room.mkdir()
    mount = f"mount -t tmpfs -o size=1m none '{room}'"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    (extract / "ids101referral.csv").write_text(_HEAD + "".join(f"P{n * 7919},{n},1,10,RX2\n" for n in range(100_000)))
    command = f"{mount} && exec '{sys.executable}' -c 'from caseness.cli import main; main()' validate '{extract}'"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command],
        env=os.environ | {"TMPDIR": str(room)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr.startswith(f"caseness: the disk with the temporary files ({room}) is full. Make room")
    assert not (tmp_path / "validation").exists()


def test_a_folder_that_cannot_be_opened_is_not_passed_over(tmp_path, extract, monkeypatch):
    def walk(place, onerror):
        onerror(PermissionError(13, "Permission denied", str(Path(place) / "april")))
        return []

    monkeypatch.setattr(os, "walk", walk)
    with pytest.raises(InputRefused, match="april: no permission to open the folder"):
        open_records(extract)
