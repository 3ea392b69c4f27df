"""Damaged CSV: what is read and what is set aside make up the file, to the last line."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.published.fuzzing import EDITS, mutated
from tests.sources.records.damage import SECRET, TABLES, read_or_refuse

from caseness.errors import CasenessError
from caseness.sources.records.csv_files import CsvRead


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(TABLES)), EDITS, st.booleans())
def test_no_damage_loses_a_line_or_shows_a_cell(tmp_path, table, edits, packed):
    whole = TABLES[table]
    read_or_refuse(gzip.compress(mutated(whole, edits)) if packed else mutated(whole, edits), tmp_path)


def read(tmp_path, content: bytes) -> CsvRead:
    outcome = read_or_refuse(content, tmp_path)
    assert isinstance(outcome, CsvRead)
    return outcome


@pytest.mark.parametrize("table", TABLES)
def test_every_way_of_writing_is_read_whole(tmp_path, table):
    outcome = read(tmp_path, TABLES[table])
    assert (outcome.file.rows, outcome.set_aside) == (12, ())


def test_what_is_not_utf8_is_said(tmp_path):
    assert read(tmp_path, TABLES["windows"]).file.note == "12 lines not in UTF-8, read as Windows-1252"
    assert read(tmp_path, TABLES["utf16"]).file.note == "in UTF-16"
    assert read(tmp_path, TABLES["plain"]).file.note == ""


def test_a_quotation_that_does_not_close_costs_one_line(tmp_path):
    lines = TABLES["plain"].splitlines(keepends=True)
    lines[4] = lines[4].replace(b"none", b'"none')
    outcome = read(tmp_path, b"".join(lines))
    assert outcome.file.rows == 11
    assert [(aside.line, aside.reason) for aside in outcome.set_aside] == [
        (5, "a quotation in the row does not close, or stands inside a cell")
    ]


def test_the_line_is_right_after_quoted_newlines_and_blank_lines(tmp_path):
    content = TABLES["quoted"] + b"\n\nR99,too few\n"
    outcome = read(tmp_path, content)
    assert outcome.file.rows == 12
    assert [aside.line for aside in outcome.set_aside] == [28]


def test_a_thousand_bad_lines_are_counted_and_a_hundred_listed(tmp_path):
    outcome = read(tmp_path, TABLES["plain"] + b"R1,too few\n" * 1000)
    assert (outcome.file.rows, outcome.file.set_aside) == (12, 1000)
    assert len(outcome.set_aside) == 101


@pytest.mark.parametrize("length", [20, 60, -8, -1])
def test_a_gzipped_file_cut_short_is_refused(tmp_path, length):
    outcome = read_or_refuse(gzip.compress(TABLES["quoted"], mtime=0)[:length], tmp_path)
    assert isinstance(outcome, CasenessError)
    assert "the file ends early or is damaged" in str(outcome)
    assert SECRET not in str(outcome)


def test_a_cell_gone_astray_into_the_header_is_not_shown(tmp_path):
    outcome = read_or_refuse(TABLES["plain"].replace(b"\n", b",", 2).replace(b"R1,Smith1", b"R0,Smith0"), tmp_path)
    assert str(outcome).startswith("IDS101Referral.csv, line 1: two columns have the same name")
