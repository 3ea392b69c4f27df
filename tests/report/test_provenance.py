"""Provenance names inputs and checks, never a machine, a folder of it or a time."""

from __future__ import annotations

import pytest

from caseness import __version__
from caseness.audit import Audit
from caseness.report.inputs import Coverage, what_was_read
from caseness.report.provenance import provenance, repeatable
from report import made


def test_inputs_losses_and_checks_are_recorded(full: Audit) -> None:
    record = provenance(full, "caseness audit made --out x", ["tables/a.csv"])
    assert record["caseness"] == __version__
    assert record["inputs"][0]["rows_set_aside"] == 2
    assert record["set_aside"][1] == {
        "file": "made/notes.xlsx",
        "line": None,
        "rows": None,
        "reason": "not CSV",
        "hint": "",
    }
    assert (record["figures"], record["repeated"], record["conflicting"]) == (5678, 9, 1)
    assert record["checks_not_run"] == ["does-it-last", "altered"]
    assert "recovery-by-denominator" in record["checks_run"]
    assert record["files"] == ["tables/a.csv"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("caseness audit data/published", "caseness audit data/published"),
        ("/usr/local/bin/caseness audit /home/someone/data --out /tmp/x", "caseness audit data"),
        ("caseness audit --out=/tmp/x a.csv -o y", "caseness audit a.csv"),
        ("caseness audit '/home/some one/my data'", "caseness audit 'my data'"),
        ("caseness audit it's", "caseness audit 'it'\"'\"'s'"),
    ],
)
def test_the_command_can_be_repeated_anywhere(given: str, kept: str) -> None:
    assert repeatable(given) == kept


def test_what_was_read_names_the_series_that_ships_and_no_source(full: Audit, empty: Audit) -> None:
    assert what_was_read(empty) == "No source was read."
    shipped = made.published()
    shipped.embedded = True
    said = what_was_read(Audit(sources=(shipped,), findings=(), not_run=()))
    assert said.startswith("The England headline series that ships with Caseness, annual 2021/22 to 2024/25")
    assert what_was_read(full).startswith("Published statistics, annual 2021/22 to 2024/25 (2023/24 not at hand)")
    assert str(Coverage(years=(), months=())) == "no period named"
