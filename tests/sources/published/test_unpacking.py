from __future__ import annotations

import gzip
import zipfile
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseness.sources.published import load
from caseness.sources.published.inputs import find_sources
from caseness.sources.published.unpacking import open_source
from caseness.sources.set_aside import SetAside

from . import examples

TEXT = examples.all_groups()


def opened(path, scratch):
    """What opening one file gives: (name, text) of each CSV, or what was set aside."""
    (source,), _ = find_sources([path])
    return [
        member if isinstance(member, SetAside) else (member.name, member.path.read_text(encoding="utf-8-sig"))
        for member in open_source(source, scratch)
    ]


def test_a_plain_file_is_read_where_it_is(tmp_path):
    (source,), _ = find_sources([examples.written(tmp_path / "may.csv", TEXT)])
    (member,) = open_source(source, tmp_path / "scratch")
    assert member.path == source.path
    assert not (tmp_path / "scratch").exists()


@pytest.mark.parametrize("name", ["may.csv.gz", "may.csv", "may"])
def test_gzip_is_told_by_its_bytes_not_its_name(tmp_path, name):
    path = examples.gzipped(tmp_path / name, TEXT)
    assert opened(path, tmp_path / "scratch") == [(name, TEXT)]


def test_scratch_copies_are_gone_when_all_is_read(tmp_path):
    scratch = tmp_path / "scratch"
    opened(examples.gzipped(tmp_path / "may.gz", TEXT), scratch)
    assert list(scratch.iterdir()) == []


def test_the_csv_files_of_a_zip_go_by_archive_and_name(tmp_path):
    members = {"a/one.csv": "1\n", "two.CSV": "2\n", "read me.txt": "-", "__MACOSX/._two.csv": "junk"}
    path = examples.zipped(tmp_path / "annual.zip", members)
    assert opened(path, tmp_path / "scratch") == [("annual.zip/a/one.csv", "1\n"), ("annual.zip/two.CSV", "2\n")]


@pytest.mark.parametrize(("encoding", "text"), [("cp1252", "org,café – ½\n"), ("utf-16", TEXT), ("utf-8-sig", TEXT)])
def test_files_saved_in_other_encodings_are_read(tmp_path, encoding, text):
    path = tmp_path / "may.csv"
    path.write_bytes(text.encode(encoding))
    assert opened(path, tmp_path / "scratch") == [("may.csv", text)]


def test_an_old_encoding_after_a_megabyte_is_still_noticed(tmp_path):
    text = "a,b\n" * 400_000 + "é,b\n"
    assert opened_text(tmp_path, text.encode("cp1252")) == text
    assert opened_text(tmp_path, gzip.compress(text.encode("cp1252"))) == text


def opened_text(tmp_path, content):
    path = tmp_path / "large.csv"
    path.write_bytes(content)
    ((_name, text),) = opened(path, tmp_path / "scratch")
    return text


FAULTY = {
    "empty": (b"", "the file is empty", None),
    "blank": (b" \n\n ", "the file is empty", None),
    "web page": (b"<!DOCTYPE html><html><body>404</body></html>", "this is a web page", 1),
    "web page, later": (b"\xef\xbb\xbf\n  <HTML>", "this is a web page", 1),
    "binary": (b"\x7fELF\x00\x01\x02", "this is a binary file", None),
    "binary without zeros": (b"\x81\x8d\x8f\x90\x9d" * 20, "this is a binary file", None),
    "RAR": (b"Rar!\x1a\x07\x00 and so on", "a RAR archive cannot be opened here", None),
    "7z": (b"7z\xbc\xaf\x27\x1c", "a 7z archive cannot be opened here", None),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a workbook in the old XLS format", None),
    "PDF": (b"%PDF-1.7 and so on", "this is a PDF file", None),
    "zip cut off": (b"PK\x03\x04 and so on", "the zip file ends early or is damaged", None),
    "gzip of nothing": (gzip.compress(b""), "the file is empty", None),
    "gzip of a web page": (gzip.compress(b"<html>404</html>"), "this is a web page", 1),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_what_cannot_be_opened_says_what_it_is_and_what_to_do(tmp_path, kind):
    content, reason, line = FAULTY[kind]
    path = tmp_path / "may.csv"
    path.write_bytes(content)
    (aside,) = opened(path, tmp_path / "scratch")
    assert aside.reason.startswith(reason)
    assert (aside.file, aside.line, aside.rows) == ("may.csv", line, None)
    assert aside.hint


def test_a_gzip_cut_off_says_where_it_ends(tmp_path):
    packed = gzip.compress("\n".join(f"{n},{n * n},{n**3}" for n in range(9000)).encode(), compresslevel=1)
    (tmp_path / "may.gz").write_bytes(packed[: len(packed) // 2])
    (aside,) = opened(tmp_path / "may.gz", tmp_path / "scratch")
    assert aside.reason == "the packed file ends early or is damaged"
    assert aside.line is not None
    assert 1000 < aside.line < 9000
    assert "cut off" in aside.hint


def test_a_gzip_with_a_flipped_byte_is_damaged(tmp_path):
    packed = bytearray(gzip.compress(TEXT.encode()))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "may.gz").write_bytes(packed)
    (aside,) = opened(tmp_path / "may.gz", tmp_path / "scratch")
    assert "damaged" in aside.reason


def test_one_bad_file_in_a_zip_leaves_the_others(tmp_path):
    path = examples.zipped(tmp_path / "a.zip", {"1.csv": "<html>", "2.csv": TEXT})
    bad, good = opened(path, tmp_path / "scratch")
    assert (bad.file, bad.reason) == ("a.zip/1.csv", "this is a web page, not a CSV file")
    assert good == ("a.zip/2.csv", TEXT)


def test_a_damaged_file_in_a_zip_is_set_aside(tmp_path):
    path = examples.zipped(tmp_path / "a.zip", {"1.csv": TEXT * 50, "2.csv": TEXT})
    content = bytearray(path.read_bytes())
    content[80:90] = b"\xff" * 10  # in the packed text of the first file
    path.write_bytes(content)
    bad, good = opened(path, tmp_path / "scratch")
    assert "damaged" in bad.reason
    assert good == ("a.zip/2.csv", TEXT)


def test_a_zip_without_a_csv_is_set_aside(tmp_path):
    path = examples.zipped(tmp_path / "a.zip", {"notes.txt": "x"})
    (aside,) = opened(path, tmp_path / "scratch")
    assert aside.reason == "the archive holds no CSV file"


def test_a_zip_with_a_password_is_set_aside(tmp_path):
    path = examples.zipped(tmp_path / "a.zip", {"1.csv": TEXT})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # general purpose flags: bit 0, encrypted
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive, pytest.raises(RuntimeError, match="encrypted"):
        archive.open("1.csv")
    (aside,) = opened(path, tmp_path / "scratch")
    assert "password" in aside.reason


def test_parquet_is_read_as_the_csv_it_would_be(tmp_path):
    table = pa.table({"a": ["x", None], "month": [date(2023, 5, 1), None], "b": [1.5, 35.0]})
    pq.write_table(table, tmp_path / "tidy.parquet")
    ((name, text),) = opened(tmp_path / "tidy.parquet", tmp_path / "scratch")
    assert (name, text.split()) == ("tidy.parquet", ["a,month,b", "x,2023-05-01,1.5", ",,35.0"])


def test_a_tidy_copy_in_parquet_has_the_figures_of_its_csv(tmp_path):
    text = examples.annual_tidy(
        ["England", "All", "England", "Total", "NULL", "NULL", "finished_course_treatment", "count", 670419]
    )
    path = examples.written(tmp_path / "tidy.csv", text)
    duckdb.sql(f"COPY (FROM read_csv('{path}')) TO '{tmp_path / 'tidy.parquet'}' (FORMAT parquet)")
    figures = [
        load([tmp_path / name], cache=None).figures.drop("source_file").to_pyarrow()
        for name in ("tidy.csv", "tidy.parquet")
    ]
    assert figures[0].to_pylist() == figures[1].to_pylist()
    assert figures[0]["value"].to_pylist() == [670419.0]


def test_damaged_parquet_is_set_aside(tmp_path):
    (tmp_path / "tidy.parquet").write_bytes(b"PAR1 and so on PAR1")
    (aside,) = opened(tmp_path / "tidy.parquet", tmp_path / "scratch")
    assert aside.reason == "the Parquet file is damaged"


def test_each_sheet_of_a_workbook_keeps_its_row_numbers(tmp_path):
    path = examples.time_series_workbook(tmp_path / "series.xlsx")
    (title, _text), (table, rows) = opened(path, tmp_path / "scratch")
    assert (title, table) == ("series.xlsx/Title sheet", "series.xlsx/Table 1")
    assert rows.splitlines()[7].startswith("CCG code,CCG name,Provider code")
    assert rows.splitlines()[8].startswith("All,All,All,All,England,2019-02-01,137647,93098")
