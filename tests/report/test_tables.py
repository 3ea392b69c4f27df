"""Tables as CSV: whole, raw, and named after their finding."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.report.tables import slug, table_files, tables
from report import made

if TYPE_CHECKING:
    from caseness.audit import Audit


def test_every_row_is_there_with_raw_numbers(full: Audit) -> None:
    text = tables(full)["tables/recovery-by-denominator--all-units.csv"]
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["period", "counted", "share", "change", "days", "cost", "score", "ratio"]
    assert rows[34] == ["row 33", "33000", "0.33", "-0.033", "33.5", "1234.5", "3.3", "1.33"]
    assert len(rows) == 101


def test_shorthands_stay_and_what_does_not_apply_is_no_blank(full: Audit) -> None:
    text = tables(full)["tables/c03--shorthand.csv"]
    assert text == "what,figure\nsuppressed,[c]\nblank,[c?]\nlacking,[x]\nfew,[u]\nzero,0\nnone,[z]\n"


def test_tables_of_one_name_do_not_overwrite_each_other() -> None:
    finding = made.recovery()
    twice = replace(finding, result=replace(finding.result, tables=(made.shorthand_table(),) * 3))
    assert list(table_files(twice)) == [
        "tables/recovery-by-denominator--shorthand.csv",
        "tables/recovery-by-denominator--shorthand-again-1.csv",
        "tables/recovery-by-denominator--shorthand-again-2.csv",
    ]


def test_slugs_are_safe() -> None:
    assert slug("../Recovery, by £ & “year”") == "recovery-by-year"
    assert slug("§") == "unnamed"
