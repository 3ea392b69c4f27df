"""A table of spending: what is read, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from caseness.errors import InputRefused
from caseness.sources.spend_table import read_spend
from caseness.vocabulary.organisations import register
from caseness.vocabulary.period import Period, month_of, year_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "org_code,period,amount,scope,source"
KNOWN = ("MADE1", "MADE2")


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "spend.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def test_years_months_and_spans_of_months(tmp_path):
    read = read_spend(
        table(
            tmp_path,
            "MADE1,2023/24,1250000,all costs,accounts",
            "MADE1,2024-04,£100.50,all costs,accounts",
            "MADE2,2024-05-01 to 2024-06-30,0,all costs,accounts",
        ),
        known=KNOWN,
    )
    assert [row.period for row in read.rows] == [
        year_of(2023),
        month_of(2024, 4),
        Period(date(2024, 5, 1), date(2024, 6, 30)),
    ]
    assert [row.amount for row in read.rows] == [1_250_000, 100.5, 0]
    assert read.scope == "all costs"


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        (["MADE1,2023/24,,all,x"], 2, "amount is missing"),
        (["MADE1,2023/24,-1,all,x"], 2, "under 0"),
        (["MADE1,2023/24,much,all,x"], 2, "no number"),
        (["MADE1,2023/24,nan,all,x"], 2, "without end"),
        (["MADE1,2023/25,1,all,x"], 2, "no period"),
        (["MADE1,2023-13,1,all,x"], 2, "no period"),
        (["MADE1,2024-02-01 to 2024-01-31,1,all,x"], 2, "no period"),
        (["MADE1,2024-02-01 to 2024-02-28,1,all,x"], 2, "no whole months"),
        (["NOBODY,2023/24,1,all,x"], 2, "“NOBODY” is not known"),
        (["MADE1,2023/24,1,all,"], 2, "no source"),
        (["MADE1,2023/24,1,,x"], 2, "no scope"),
        (["MADE1,2023/24,1,all,x", "MADE2,2023/24,1,staff,x"], 3, "scope “staff” unlike “all” on line 2"),
        (["MADE1,2023/24,1,all,x", "MADE1,2023/24,2,all,x"], 3, "repeats 2023/24 on line 2"),
        (["MADE1,2023/24,1,all,x", "MADE1,2024-03,2,all,x"], 3, "overlaps 2023/24 on line 2"),
        (["MADE1,2024-03,1,all,x", "MADE2,2024-03,1,all,x", "MADE1,2023/24,2,all,x"], 4, "overlaps Mar 2024 on line 2"),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path, rows, line, said):
    with pytest.raises(InputRefused, match=said) as refused:
        read_spend(table(tmp_path, *rows), known=KNOWN)
    assert refused.value.exit_status == 3
    assert refused.value.line == line
    assert refused.value.file.endswith("spend.csv")
    assert refused.value.hint


def test_a_table_without_a_column_without_rows_or_not_there_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="no column scope"):
        read_spend(table(tmp_path, "MADE1,2023/24,1,x", head="org_code,period,amount,source"), known=KNOWN)
    with pytest.raises(InputRefused, match="has no row"):
        read_spend(table(tmp_path), known=KNOWN)
    with pytest.raises(InputRefused, match="cannot be read"):
        read_spend(tmp_path / "none.csv")


def test_registered_organisations_need_no_other_word(tmp_path):
    _level, code = next(iter(register()))
    assert read_spend(table(tmp_path, f"{code},2023/24,1,all,x")).rows[0].org_code == code
