"""Tables on the page: numbers by unit, shorthands explained, long ones in part."""

from __future__ import annotations

from caseness.report.html_table import ROWS_SHOWN, abbreviated, html_table
from report import made


def test_numbers_are_printed_by_unit() -> None:
    table = html_table(made.long_table(), "tables/x.csv")
    assert list(table.rows[33]) == ["row 33", "33,000", "33.0%", "−3.3", "33.5", "£1,234", "3.3", "1.33"]
    assert table.heads[0] == ("Period", "")
    assert table.heads[1] == ("Counted", "n")


def test_long_tables_are_cut_and_say_so() -> None:
    table = html_table(made.long_table(), "tables/x.csv")
    assert (len(table.rows), table.left_out) == (ROWS_SHOWN, 100 - ROWS_SHOWN)
    assert table.size == "100 rows, 8 columns"


def test_shorthands_carry_their_meaning_and_are_listed_below() -> None:
    table = html_table(made.shorthand_table(), "tables/x.csv")
    assert table.rows[0][1] == '<abbr title="suppressed: between 0 and 4">[c]</abbr>'
    assert table.rows[5][1] == '<abbr title="does not apply">[z]</abbr>'
    assert [mark for mark, _meaning in table.shorthands] == ["[c]", "[c?]", "[x]", "[z]", "[u]"]


def test_text_around_a_shorthand_is_escaped() -> None:
    assert abbreviated("<b>[c] 0 to 4") == '&lt;b&gt;<abbr title="suppressed: between 0 and 4">[c]</abbr> 0 to 4'
    assert abbreviated("[other]") == "[other]"
