"""What came is looked at before it is put in place, and archives are unpacked where they belong and nowhere else."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile

import pytest

from caseness.errors import InputRefused, OutputFailed
from caseness.sources.catalogue import Issue, Kind
from caseness.sources.fetching import arrival
from caseness.sources.fetching.arrival import settle
from caseness.vocabulary.period import year_of
from sources.published import examples

TEXT = examples.all_groups()


def issue(form: str, name: str) -> Issue:
    return Issue(Kind.ANNUAL, "2024-25", year_of(2024), f"https://example.org/A1/{name}", form)


def zipped(*members: tuple[zipfile.ZipInfo | str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for member, text in members:
            archive.writestr(member, text)
    return target.getvalue()


@pytest.fixture
def arrived(tmp_path):
    """Settle bytes as a file of this format and name; the files in place, by their path."""

    def settling(content: bytes | str, form: str, name: str) -> dict[str, str]:
        part = tmp_path / "work" / "x.part"
        part.parent.mkdir()
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        folder = tmp_path / "out"
        settle(part, issue(form, name), folder)
        return {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return settling


def test_a_csv_is_put_in_place_under_its_published_name(arrived):
    assert arrived(TEXT, "csv", "may%202023.csv") == {"may 2023.csv": TEXT}


def test_an_archive_is_unpacked_whole(arrived):
    packed = zipped(("csv/one.csv", TEXT), ("read me.txt", "x"), ("csv/", ""), ("__MACOSX/csv/._one.csv", "x"))
    assert arrived(packed, "zip", "a.zip") == {"csv/one.csv": TEXT, "read me.txt": "x"}


def test_a_workbook_and_an_archive_of_another_kind_stay_as_they_are(arrived, tmp_path):
    workbook = examples.time_series_workbook(tmp_path / "book.xlsx").read_bytes()
    assert list(arrived(workbook, "xlsx", "book.xlsx")) == ["book.xlsx"]


@pytest.mark.parametrize(("form", "content"), [("rar", b"Rar!\x1a\x07 and so on"), ("parquet", b"PAR1 and so on PAR1")])
def test_other_formats_are_told_by_their_first_bytes(arrived, form, content):
    assert list(arrived(content, form, f"x.{form}")) == [f"x.{form}"]


PAGE = b"<!DOCTYPE html><html><body>This file has moved</body></html>"
WRONG = {
    "a web page for a table": ("csv", PAGE, "this is a web page"),
    "a web page for an archive": ("zip", PAGE, "this is a web page"),
    "nothing": ("csv", b"", "the file is empty"),
    "a table for an archive": ("zip", TEXT.encode(), "this is no ZIP file"),
    "an archive for a table": ("csv", zipped(("x.csv", TEXT)), "this is a binary file"),
    "a table cut off": ("csv", TEXT.encode()[:-40], "the file ends in the middle of a row"),
    "an archive cut off": ("zip", zipped(("x.csv", TEXT))[:-40], "the archive ends early or is damaged"),
    "a workbook cut off": ("xlsx", zipped(("x.xml", TEXT))[:-40], "the archive ends early or is damaged"),
    "a table in Parquet cut off": ("parquet", b"PAR1 and so", "the file ends early"),
    "an empty archive": ("zip", zipped(("folder/", "")), "the archive is empty"),
    "a web page in an archive": ("zip", zipped(("x.csv", PAGE.decode())), "this is a web page"),
    "too much": ("zip", zipped(("x.csv", "0" * (80 << 20))), "unpacks to far more than published statistics do"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_what_was_asked_for_is_refused_and_nothing_is_in_place(arrived, tmp_path, what):
    form, content, reason = WRONG[what]
    with pytest.raises(InputRefused, match=reason):
        arrived(content, form, f"x.{form}")
    assert not (tmp_path / "out").exists()


def test_a_table_without_a_last_line_break_is_whole_if_its_last_row_is(arrived):
    assert arrived(TEXT.rstrip("\n"), "csv", "x.csv")


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("x.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


UNSAFE = {
    "up": ("../x.csv", "leads elsewhere"),
    "up and down": ("a/../../x.csv", "leads elsewhere"),
    "from the root": ("/etc/x.csv", "leads elsewhere"),
    "a drive": ("C:x.csv", "leads elsewhere"),
    "up, on Windows": ("..\\x.csv", "leads elsewhere"),
    "hidden": (".fetching/x.csv", "leads elsewhere"),
    "dots": ("a/.. /x.csv", "leads elsewhere"),
    "a device": ("a/x\x1b.csv", "leads elsewhere"),
    "a link": (link(), "holds a link"),
}


@pytest.mark.parametrize("what", UNSAFE)
def test_an_archive_that_would_write_elsewhere_is_refused_whole(arrived, tmp_path, what):
    member, reason = UNSAFE[what]
    with pytest.raises(InputRefused, match=reason) as refused:
        arrived(zipped(("good.csv", TEXT), (member, TEXT)), "zip", "a.zip")
    assert "Nothing of it was unpacked" in refused.value.hint
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["work", "x.part"]


def test_two_files_of_one_name_are_refused(arrived):
    with pytest.raises(InputRefused, match="two files of one name"):
        arrived(zipped(("x.csv", TEXT), ("X.CSV", TEXT)), "zip", "a.zip")


def test_a_damaged_file_in_an_archive_refuses_the_archive(arrived, tmp_path):
    packed = bytearray(zipped(("x.csv", TEXT * 50)))
    packed[80:90] = b"\xff" * 10
    with pytest.raises(InputRefused, match="is damaged"):
        arrived(bytes(packed), "zip", "a.zip")
    assert not (tmp_path / "out").exists()


def test_a_password_refuses_the_archive(arrived):
    packed = bytearray(zipped(("x.csv", TEXT)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # general purpose flags: bit 0, encrypted
        packed[packed.index(signature) + offset] |= 1
    with pytest.raises(InputRefused, match="packed in a way not known here"):
        arrived(bytes(packed), "zip", "a.zip")


def test_a_damaged_workbook_is_refused(arrived, tmp_path):
    workbook = bytearray(examples.time_series_workbook(tmp_path / "book.xlsx").read_bytes())
    workbook[100:120] = b"\xff" * 20
    with pytest.raises(InputRefused, match="the workbook is damaged"):
        arrived(bytes(workbook), "xlsx", "book.xlsx")


def test_a_disk_that_fills_while_unpacking_leaves_nothing(arrived, tmp_path, monkeypatch):
    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arrival.os, "replace", full)
    with pytest.raises(OutputFailed, match="No space left on device"):
        arrived(zipped(("x.csv", TEXT)), "zip", "a.zip")
    assert [path.name for path in tmp_path.rglob("*.csv")] == []
