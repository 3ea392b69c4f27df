from __future__ import annotations

import errno
import gzip

import pytest

from caseness.errors import InputRefused, OutputFailed
from caseness.sources.published import load

from . import examples, naive


def test_a_named_file_that_cannot_be_read_is_refused(tmp_path):
    path = examples.written(tmp_path / "may.csv", "<!doctype html>")
    with pytest.raises(InputRefused, match="this is a web page") as refused:
        load([path], cache=None)
    assert (refused.value.file, refused.value.line) == ("may.csv", 1)
    assert "Download the file again" in refused.value.hint


def test_in_a_folder_it_is_set_aside_and_the_rest_read(read):
    published = read(
        {"may.csv": examples.all_groups(), "page.csv": "<!doctype html>", "empty.csv": "", "odd.csv": "a\n1\n"}
    )
    assert [file.file for file in published.reading.files] == ["folder/may.csv"]
    assert sorted((aside.file, aside.reason) for aside in published.reading.set_aside) == [
        ("folder/empty.csv", "the file is empty"),
        ("folder/odd.csv", "the columns are those of no published layout"),
        ("folder/page.csv", "this is a web page, not a CSV file"),
    ]


def test_a_folder_with_nothing_to_read_is_refused(read):
    with pytest.raises(InputRefused, match=r"the file is empty \(1 more could not be read either\)"):
        read({"a.csv": "", "b.csv": "<html>"})


def test_an_archive_without_its_year_is_refused_with_what_to_do(tmp_path):
    path = examples.zipped(tmp_path / "annual.zip", {"main.csv": examples.wide("annual", "2024-25")})
    with pytest.raises(InputRefused, match="neither the columns nor the name say which year") as refused:
        load([path], cache=None)
    assert refused.value.file == "annual.zip/main.csv"


def test_what_in_an_archive_cannot_be_read_is_told(tmp_path, read):
    members = {"main-2024-25.csv": examples.wide("annual", "2024-25"), "odd.csv": "a,b\n1,2\n"}
    published = read(examples.zipped(tmp_path / "annual.zip", members))
    assert [aside.file for aside in published.reading.set_aside] == ["annual.zip/odd.csv"]


def test_a_workbook_is_read_without_its_title_sheet_being_missed(tmp_path, read):
    published = read(examples.time_series_workbook(tmp_path / "series.xlsx"))
    assert [file.file for file in published.reading.files] == ["series.xlsx/Table 1"]
    assert published.reading.set_aside == ()
    assert published.reading.files[0].rows_read == 4


def test_a_workbook_without_a_table_is_one_thing_set_aside(tmp_path, read):
    folder = tmp_path / "folder"
    folder.mkdir()
    examples.time_series_workbook(folder / "notes.xlsx")
    from openpyxl import load_workbook

    workbook = load_workbook(folder / "notes.xlsx")
    workbook["Table 1"].delete_cols(5, 2)
    workbook.save(folder / "notes.xlsx")
    published = read({"may.csv": examples.all_groups()})
    (aside,) = published.reading.set_aside
    assert (aside.file, aside.reason) == ("folder/notes.xlsx", "none of its 2 sheets has a published layout")


def test_plain_packed_and_zipped_give_the_same_figures(tmp_path):
    text = examples.all_groups()
    plain = examples.written(tmp_path / "may.csv", text)
    packed = examples.gzipped(tmp_path / "may.csv.gz", text)
    archive = examples.zipped(tmp_path / "may.zip", {"may.csv": text})
    first, *others = (load([p], cache=None).figures.drop("source_file").to_pyarrow() for p in (plain, packed, archive))
    assert all(other.equals(first) for other in others)


EXAMPLES = {
    "monthly.csv": examples.all_groups(),
    "monthly-03-2021.csv": examples.all_groups("01/03/2021", "31/03/2021", [*examples.MONTHLY[:-1], "MEASURE_VALUE"]),
    "annual.csv": examples.annual_tidy(
        ["England", "All", "All", "Total", "NULL", "NULL", "recovery", "percentage", "50.5"],
        ["ICB", "QYG", "X", "Waiting Time", "First treatment", "<6 weeks", "recovery", "count", "*"],
        ["Provider", "RX1", "X", "Age Group", "18 to 25", "NULL", "improvement", "count", "NULL"],
    ),
    "main-2023-24.csv": examples.wide("annual", "2023-24"),
    "main-2018-19.csv": examples.wide("annual", "2018-19"),
}


def told(published):
    """The figures as the naive reader gives them."""
    columns = (
        "period_start period_end level org_code parent_code breakdown category measure statistic value lower upper mark"
    )
    table = published.figures.select(*columns.split()).to_pyarrow()
    return sorted(zip(*(column.to_pylist() for column in table.columns), strict=True), key=str)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_naive_second_reader_agrees_on_the_examples(tmp_path, name):
    path = examples.written(tmp_path / name, EXAMPLES[name])
    year = int(name[5:9]) if name.startswith("main") else None
    assert told(load([path], cache=None)) == naive.figures(path, year)


@pytest.mark.parametrize("name", ["monthly/nhstt-monthly-2022-06.csv", "annual/nhstt-annual-measures-2024-25.csv.gz"])
def test_it_agrees_on_every_figure_of_real_files(shared_data, name):
    path = shared_data / name
    assert told(load([path], cache=None)) == naive.figures(path)


def test_names_of_files_and_folders_may_hold_anything(tmp_path):
    folder = tmp_path / "o'clock [2024] *"
    folder.mkdir()
    path = examples.written(folder / "may's [final] ?.csv", examples.all_groups())
    assert load([path], cache=folder / "cache").reading.figures == 28
    assert load([folder], cache=None).reading.figures == 28


def test_a_full_disk_is_a_failed_output(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("caseness.sources.published.editions.resolve", full)
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    with pytest.raises(OutputFailed, match="No space left on device"):
        load([path], cache=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_was_read_once_is_taken_from_the_cache(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    seen = []
    first = load([path], cache=tmp_path / "cache", progress=lambda *step: seen.append(step))
    again = load([path], cache=tmp_path / "cache", progress=lambda *step: seen.append(step))
    assert seen == [("may.csv", 1, 1)]
    assert again.reading == first.reading
    assert again.figures.to_pyarrow().equals(first.figures.to_pyarrow())


def test_the_cache_notices_a_changed_file(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    load([path], cache=tmp_path / "cache")
    examples.written(path, examples.all_groups(start="2023-05-02"))
    changed = load([path], cache=tmp_path / "cache")
    assert str(changed.figures.period_start.max().to_pyarrow().as_py()) == "2023-05-02"


def test_a_cache_left_half_written_is_written_anew(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    load([path], cache=tmp_path / "cache")
    (store,) = (tmp_path / "cache").iterdir()
    (store / "reading.json").unlink()
    assert load([path], cache=tmp_path / "cache").reading.figures == 28
    assert [entry.name for entry in (tmp_path / "cache").iterdir()] == [store.name]


def test_a_refused_input_leaves_nothing_in_the_cache(tmp_path):
    path = examples.written(tmp_path / "may.csv", "a,b\n1,2\n")
    with pytest.raises(InputRefused):
        load([path], cache=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_a_failed_output(tmp_path):
    path = examples.written(tmp_path / "may.csv", examples.all_groups())
    examples.written(tmp_path / "cache", "a file where a folder should be")
    with pytest.raises(OutputFailed, match=r"what was read cannot be kept in .*: Not a directory"):
        load([path], cache=tmp_path / "cache")


def test_reading_twice_gives_the_same(tmp_path):
    """Sources are read in parallel, so that rows may come in another order, but nothing else may differ."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for month in range(1, 7):
        rows = [["Provider", "all", "all", f"R{n:03}", "X", *examples.REFERRALS, n % 50 * 5] for n in range(400)]
        text = examples.monthly(*rows, *rows[7:9], start=f"2023-0{month}-01", end=f"2023-0{month}-28")
        (folder / f"{month}.csv.gz").write_bytes(gzip.compress(text.encode()))
    first, second = (load([folder], cache=tmp_path / run) for run in ("one", "two"))
    assert first.reading == second.reading
    assert sorted(first.figures.to_pyarrow().to_pylist(), key=str) == sorted(
        second.figures.to_pyarrow().to_pylist(), key=str
    )
