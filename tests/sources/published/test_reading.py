from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseness.errors import InputRefused

from . import examples
from .examples import ENGLAND, PROVIDER, RECOVERY, REFERRALS

GOOD = [[*who, *what, "10"] for who in (ENGLAND, PROVIDER) for what in (REFERRALS, RECOVERY)]


def with_line(number, line):
    """A good monthly file with one of its lines replaced."""
    lines = examples.monthly(*GOOD).splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


LINE_3 = "2023-05-01,2023-05-31,England,all,all,all,all,M191,Count_Recovery,10"
FAULTY_ROWS = {
    "a cell too few": (LINE_3.removesuffix(",10"), "the row has 9 cells, the header 10", "A comma inside a cell"),
    "a comma too many": (LINE_3.replace("all,M191", "all,Leeds, North,M191"), "the row has 12 cells", "A comma inside"),
    "no number": (LINE_3.replace(",10", ",many"), "a value is not a number", "Expected a number, a blank, * or NULL."),
    "thousands": (LINE_3.replace(",10", ',"1,234"'), "a value is not a number", "Expected a number"),
    "infinite": (LINE_3.replace(",10", ",inf"), "a value is not a number", "Expected a number"),
    "not a number": (LINE_3.replace(",10", ",nan"), "a value is not a number", "Expected a number"),
    "no date": (LINE_3.replace("2023-05-01", "May"), "the reporting period is not a date", "the day first"),
    "month first": (LINE_3.replace("2023-05-31", "05/31/2023"), "the reporting period is not a date", "the day first"),
    "backwards": (
        LINE_3.replace("2023-05-31", "2023-04-30"),
        "the reporting period ends before it begins",
        "day first",
    ),
    "no such level": (LINE_3.replace("England", "Ingland"), "the kind of organisation is not known", "Expected one of"),
    "open quote": (LINE_3.replace("M191", '"M191'), "a quote is not closed", "a quote that is not closed swallows"),
}


@pytest.mark.parametrize("fault", FAULTY_ROWS)
def test_a_row_that_cannot_be_read_is_set_aside_with_line_and_reason(read, fault):
    line, reason, hint = FAULTY_ROWS[fault]
    published = read(with_line(3, line), name="may.csv")
    (file,), (aside,) = published.reading.files, published.reading.set_aside
    assert (file.rows_read, file.rows_set_aside, file.figures) == (3, 1, 3)
    assert (aside.file, aside.line, aside.rows) == ("may.csv", 3, 1)
    assert aside.reason.startswith(reason)
    assert hint in aside.hint
    assert published.figures.count().to_pyarrow().as_py() == 3


def test_messages_hold_no_values(read):
    published = read(with_line(3, LINE_3.replace(",10", ",secret")))
    (aside,) = published.reading.set_aside
    assert "secret" not in aside.reason + aside.hint


@pytest.mark.parametrize("above", ["Title\n", "Title,of one line\n\n\n", 'Title,"of two\nlines"\n\n', '\n"\n\n\n"\n'])
def test_lines_are_counted_from_the_top_of_the_file(read, above):
    published = read(above + with_line(3, LINE_3.replace(",10", ",many")))
    assert [aside.line for aside in published.reading.set_aside] == [3 + above.count("\n")]
    assert published.reading.files[0].rows_read == 3


def test_lines_are_right_after_other_faults_above(read):
    lines = examples.monthly(*GOOD).splitlines()
    text = "\n".join([*lines[:2], "too,short", "", ",,,,,,,,,", lines[2].replace(",10", ",many"), *lines[3:]]) + "\n"
    published = read(text)
    assert [(aside.line, aside.rows) for aside in published.reading.set_aside] == [(3, 1), (6, 1)]
    assert (published.reading.files[0].rows_read, published.reading.files[0].rows_set_aside) == (3, 2)


def test_a_quote_that_is_never_closed_takes_one_line_only(read):
    rows = [[*PROVIDER[:3], f"RX{n}", "X", *REFERRALS, "10"] for n in range(300)]
    lines = examples.monthly(*rows).splitlines()
    lines[4] = lines[4].replace("M001", '"M001')
    published = read("\n".join(lines) + "\n")
    assert [aside.line for aside in published.reading.set_aside] == [5]
    assert published.reading.files[0].rows_read == 299


def test_a_cell_over_two_lines_is_one_row(read):
    row = ["England", "all", "all", "all", "two\nlines", *REFERRALS, "10"]
    published = read(examples.monthly(row, *GOOD[1:]) + "too,short\n")
    assert (published.reading.files[0].rows_read, published.reading.files[0].rows_set_aside) == (4, 1)


def test_blank_lines_are_no_rows(read):
    published = read(examples.monthly(*GOOD).replace("\n", "\n\n") + ",,,,,,,,,\n")
    assert (published.reading.files[0].rows_read, published.reading.set_aside) == (4, ())


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_may_end_in_any_of_the_usual_ways(read, tmp_path, newline):
    path = tmp_path / "may.csv"
    path.write_bytes(examples.monthly(*GOOD).replace("\n", newline).encode())
    assert read(path).reading.files[0].rows_read == 4


def test_very_many_faulty_rows_are_counted_not_listed(read):
    rows = [[*PROVIDER[:3], f"RX{n}", "X", *REFERRALS, "many"] for n in range(250)]
    published = read(examples.monthly(*rows, *GOOD))
    *shown, rest = published.reading.set_aside
    assert len(shown) == 100
    assert (rest.line, rest.rows) == (102, 150)
    assert rest.reason == "and so on; at first, a value is not a number"


def test_a_file_of_faulty_rows_only_is_refused(read):
    with pytest.raises(InputRefused, match="a value is not a number") as refused:
        read(examples.monthly([*ENGLAND, *REFERRALS, "many"]), name="may.csv")
    assert (refused.value.file, refused.value.line) == ("may.csv", 2)


def test_a_file_without_rows_is_refused(read):
    with pytest.raises(InputRefused, match="no file holds published figures"):
        read(examples.monthly())


def test_one_bad_cell_sets_the_whole_row_of_a_wide_file_aside(read):
    rows = examples.time_series_rows()
    rows[2][7] = "lots"
    published = read(examples.csv_text(*rows))
    (file,), (aside,) = published.reading.files, published.reading.set_aside
    assert (file.rows_read, file.rows_set_aside, file.figures) == (3, 1, 12)
    assert aside.line == 3


def test_a_column_not_needed_does_no_harm(read):
    header = [*examples.MONTHLY, "MTH"]
    published = read(examples.monthly(*([*row, "Final"] for row in GOOD), header=header))
    assert published.reading.files[0].rows_read == 4


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=8)
corrupted = st.lists(
    st.one_of(
        st.just(None),  # a good row
        st.lists(cells, max_size=14),  # any cells
        st.tuples(st.integers(0, 9), cells),  # one cell exchanged
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corrupted)
def test_rows_read_and_rows_set_aside_are_all_rows(read, faults):
    """Whatever is done to the rows, each is either read or set aside. Every row is quoted throughout."""
    rows = [[*["2023-05-01", "2023-05-31"], *ENGLAND, *REFERRALS, "1"]]
    for fault in faults:
        row = list(rows[0])
        if isinstance(fault, list):
            row = fault
        elif fault:
            row[fault[0]] = fault[1]
        rows.append(row)
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([examples.MONTHLY, *rows])
    (file,) = read(out.getvalue()).reading.files
    assert file.rows_read + file.rows_set_aside == sum(any(row) for row in rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.sampled_from(',"*\nx')), max_size=6))
def test_whatever_is_typed_into_a_file_good_rows_around_it_survive(read, typed):
    """Characters put anywhere into the first four rows: the fifth to eighth are read all the same."""
    late = [["Provider", "all", "all", f"RY{n}", "Y", *REFERRALS, "20"] for n in range(4)]
    lines = examples.monthly(*GOOD, *late).splitlines()
    for row, place, character in typed:
        line = lines[row + 1]
        lines[row + 1] = line[:place] + character + line[place:]
    published = read("\n".join(lines) + "\n")
    kept = published.figures.filter(published.figures.org_code.startswith("RY")).to_pyarrow().to_pylist()
    assert sorted(f["org_code"] for f in kept) == ["RY0", "RY1", "RY2", "RY3"]
