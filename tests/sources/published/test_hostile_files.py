"""Files that were damaged or made to do harm: never a traceback, nothing lost without a word, memory within bounds."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseness.errors import InputRefused
from caseness.sources.published import load, printing
from caseness.sources.published.unpacking import DAMAGE

from . import examples
from .fuzzing import EDITS, SEEDS, TEXT, mutated, read_or_refuse

ROW = [*examples.PROVIDER, *examples.REFERRALS, "35"]
OTHER = ["Provider", "all", "all SubICBs", "RX2", "LEEDS", *examples.REFERRALS, "40"]
PLENTY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

NOT_WITHIN_A_CELL = '\r\n"\x85\u2028\u2029\x1c\x1d\x1e\x0b\x0c' + "\0"
"""What ends a row or a cell, and the zero by which a file is known not to be text, and is refused."""


@pytest.fixture(scope="module")
def engine():
    """An engine that knows the vocabulary, shared because preparing it takes longer than reading a small file."""
    with duckdb.connect() as con:
        printing.prepare(con)
        yield con


# --- Mutations ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SEEDS)
@PLENTY
@given(edits=EDITS)
def test_damaged_files_are_read_or_refused(kind, edits, engine, tmp_path):
    read_or_refuse(engine, mutated(SEEDS[kind], edits), tmp_path)


@PLENTY
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content, engine, tmp_path):
    read_or_refuse(engine, content, tmp_path)


@PLENTY
@given(
    printed=st.lists(st.text(max_size=12), max_size=8),
    cells=st.lists(st.text(max_size=12), min_size=8, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
    wide=st.booleans(),
)
def test_any_columns_beside_the_known_ones_are_read_or_refused(printed, cells, encoding, wide, engine, tmp_path):
    if wide:
        header, *rows = csv.reader(io.StringIO(examples.wide("annual", "2023-24")))
    else:
        header, *rows = csv.reader(io.StringIO(TEXT))
    text = examples.csv_text([*header, *printed], *([*row, *cells[: len(printed)]] for row in rows))
    files, set_aside = read_or_refuse(engine, text.encode(encoding, "surrogatepass"), tmp_path)
    assert files or set_aside


# --- Rows and columns -----------------------------------------------------------------------------------------------------


@PLENTY
@given(
    values=st.lists(
        st.one_of(
            st.text(alphabet=st.characters(exclude_characters=NOT_WITHIN_A_CELL, codec="utf-8")),
            st.floats().map(str),
            st.integers(-(10**6), 10**6).map(str),
            st.sampled_from(["*", "", "NULL", "1_000", "0x1F", "1e5", "١٢", "½", " 5 ", "5%"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_row_is_read_or_set_aside_and_every_figure_within_its_limits(values, tmp_path):
    rows = [[*examples.PROVIDER[:3], f"R{n}", "NAME", *examples.REFERRALS, value] for n, value in enumerate(values)]
    path = examples.written(tmp_path / "may.csv", examples.monthly(ROW, *rows))
    reading = (published := load([path], cache=None)).reading
    (file,) = reading.files
    assert file.rows_read + file.rows_set_aside == len(values) + 1
    assert sum(aside.rows or 0 for aside in reading.set_aside) == file.rows_set_aside
    for row in published.figures.to_pyarrow().to_pylist():
        if row["value"] is not None:
            assert row["lower"] <= row["value"] <= row["upper"]


def test_columns_of_one_name_and_of_our_own_names_do_no_harm(tmp_path):
    header = ["x_12", *examples.MONTHLY, "x", "x", "label", "publication", "value", "source_row", "unpivoted"]
    row = ["1", "2023-05-01", "2023-05-31", *ROW, *"abcdefg"]
    published = load([examples.written(tmp_path / "may.csv", examples.csv_text(header, row))], cache=None)
    assert published.figures.value.to_pyarrow().to_pylist() == [35.0]


def test_measures_named_like_our_own_columns_are_measures(tmp_path):
    first, *rows = examples.wide("annual", "2023-24").splitlines()
    text = "\n".join([f"{first},source_row,unpivoted,column_name,as_printed", *(f"{row},5,5,5,5" for row in rows)])
    published = load([examples.written(tmp_path / "main-2023-24.csv", text)], cache=None)
    assert {"source_row", "unpivoted", "column_name", "as_printed"} <= set(published.reading.files[0].names_not_known)


def test_a_measure_named_with_a_nul_keeps_its_figures(tmp_path):
    first, *rows = examples.wide("annual", "2023-24").splitlines()
    text = "\n".join([f"{first},Count_\0Odd", *(f"{row},5" for row in rows)])
    published = load([examples.written(tmp_path / "main-2023-24.csv", text)], cache=None)
    assert published.reading.files[0].names_not_known == ("Count_\ufffdOdd",)


def test_ten_thousand_columns_are_refused(tmp_path):
    header = [*examples.MONTHLY, *(f"c{number}" for number in range(10_000))]
    path = examples.written(tmp_path / "may.csv", examples.csv_text(header))
    with pytest.raises(InputRefused, match="the table has 10,010 columns, more than 500"):
        load([path], cache=None)


PERIODS = {
    ("0000-01-01", "0000-01-31"): "not in this century",
    ("9999-12-01", "9999-12-31"): "not in this century",
    ("2010-04-01", "2020-03-31"): "longer than a year",
    ("2023-05-31", "2023-05-01"): "ends before it begins",
}


@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_periods_that_cannot_be_are_refused(tmp_path, start, end):
    path = examples.written(tmp_path / "may.csv", examples.monthly(ROW, start=start, end=end))
    with pytest.raises(InputRefused, match=PERIODS[start, end]):
        load([path], cache=None)


# --- Names ----------------------------------------------------------------------------------------------------------------


def test_files_of_one_name_keep_their_own_figures(tmp_path):
    paths = []
    for folder, row in (("april", ROW), ("may", OTHER)):
        (tmp_path / folder).mkdir()
        paths.append(examples.written(tmp_path / folder / "x.csv", examples.monthly(row)))
    published = load(paths, cache=None)
    assert [file.file for file in published.reading.files] == ["april/x.csv", "may/x.csv"]
    assert sorted(published.figures.org_code.to_pyarrow().to_pylist()) == ["RX1", "RX2"]


def test_two_files_of_one_name_in_an_archive_are_both_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in (ROW, OTHER):
            archive.writestr("x.csv", examples.monthly(row))
    published = load([tmp_path / "a.zip"], cache=None)
    assert [file.file for file in published.reading.files] == ["a.zip/x.csv", "a.zip/x.csv (2)"]
    assert sorted(published.figures.org_code.to_pyarrow().to_pylist()) == ["RX1", "RX2"]


def test_names_in_an_archive_lead_nowhere(tmp_path):
    (tmp_path / "inner").mkdir()
    path = examples.zipped(tmp_path / "inner" / "a.zip", {"../../outside.csv": TEXT, "/absolute.csv": TEXT})
    published = load([path], cache=None)
    assert len(published.reading.files) == 2
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "inner"]


# --- Bombs ----------------------------------------------------------------------------------------------------------------


def test_an_archive_that_unpacks_to_far_too_much_is_refused_unread(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", b"0" * (80 << 20))
    with pytest.raises(InputRefused, match="unpacks to far more than published statistics do"):
        load([tmp_path / "bomb.zip"], cache=None)


def test_a_gzip_that_unpacks_to_far_too_much_is_refused(tmp_path):
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"a,b\n" * (20 << 20)))
    with pytest.raises(InputRefused, match="unpacks to far more than published statistics do"):
        load([tmp_path / "bomb.csv.gz"], cache=None)


def test_archives_in_an_archive_are_told_not_opened(tmp_path):
    inner = examples.zipped(tmp_path / "inner.zip", {"y.csv": TEXT}).read_bytes()
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("x.csv", TEXT)
        archive.writestr("inner.zip", inner)
        archive.writestr("series.xlsx", SEEDS["workbook"])
    aside = load([tmp_path / "outer.zip"], cache=None).reading.set_aside
    assert [entry.file for entry in aside] == ["outer.zip/inner.zip", "outer.zip/series.xlsx"]
    assert {entry.reason for entry in aside} == {"an archive or workbook inside an archive is not opened"}


def workbook_with(sheet: str) -> bytes:
    """The example workbook with other XML in the place of its second sheet."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SEEDS["workbook"])) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet2.xml") else old.read(name))
    return target.getvalue()


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
SHEETS = {
    "a row beyond the last": f'{HEAD}<row r="2000000000"><c><v>1</v></c></row>{TAIL}',
    "a column beyond the last": f'{HEAD}<row r="1"><c r="ZZZ1"><v>1</v></c></row>{TAIL}',
    "a column of a hundred letters": f'{HEAD}<row r="1"><c r="{"Z" * 100}1"><v>1</v></c></row>{TAIL}',
    "rows out of order": f'{HEAD}<row r="5"/><row r="4"/>{TAIL}',
    "cells out of order": f'{HEAD}<row r="1"><c r="C1"/><c r="A1"/></row>{TAIL}',
    "a string that is not there": f'{HEAD}<row r="1"><c t="s"><v>999999</v></c></row>{TAIL}',
    "a string before the first": f'{HEAD}<row r="1"><c t="s"><v>-1</v></c></row>{TAIL}',
    "a date beyond all dates": f'{HEAD}<row r="1"><c s="1"><v>1e300</v></c></row>{TAIL}',
    "a row without an end": HEAD + "<row>" + "<c/>" * 100,
    "a row of millions of cells": f"{HEAD}<row>{'<c><v>1</v></c>' * (5 << 18)}</row>{TAIL}",
    "laughs": f'{LAUGHS}]>{HEAD}<row r="1"><c t="inlineStr"><is><t>&i;</t></is></c></row>{TAIL}',
}


@pytest.mark.parametrize("what", SHEETS)
def test_a_sheet_that_no_proper_workbook_has_is_refused(tmp_path, what):
    path = tmp_path / "series.xlsx"
    path.write_bytes(workbook_with(SHEETS[what]))
    with pytest.raises(InputRefused, match=r"the workbook is damaged|far more than published"):
        load([path], cache=None)


def test_what_reading_a_damaged_archive_raises_is_no_fault_of_writing():
    assert not any(issubclass(PermissionError, kind) for kind in DAMAGE)


LONG = {
    "first": ("{long}", "line 1: the line has more than 2,000,000 characters"),
    "below": ("{text}{long}\n{rows}", "1 row set aside"),
    "quote": ('{text}"{long}', "1 row set aside"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
@pytest.mark.parametrize("where", LONG)
def test_a_line_of_two_hundred_megabytes_does_not_fill_the_memory(tmp_path, where):
    """In a process of its own, which starts with about 120 MB; the line is 200 MB."""
    form, told = LONG[where]
    with (tmp_path / "may.csv").open("w", encoding="utf-8") as file:
        before, after = form.split("{long}")
        file.write(before.format(text=TEXT))
        for _megabyte in range(200):
            file.write("x" * 1_000_000)
        file.write(after.format(rows=TEXT.partition("\n")[2]))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "may.csv")], capture_output=True, text=True, check=True
    )
    said, _space, peak = done.stdout.rpartition(" ")
    assert told in said
    assert float(peak) < 400


READ = """
import sys
from pathlib import Path
from caseness.errors import InputRefused
from caseness.sources.published import load
try:
    reading = load([Path(sys.argv[1])], cache=None).reading
    print(f"{sum(aside.rows for aside in reading.set_aside)} row set aside", end="")
except InputRefused as refusal:
    print(str(refusal).splitlines()[0], end="")
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("", int(peak.split()[1]) / 1024)
"""
