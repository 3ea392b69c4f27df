"""``caseness forensics validate``: what it writes and how it leaves."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from caseness.cli.commands import forensics as command
from caseness.forensics.operating_characteristics import Plan, Rate, read_table

TINY = Plan(3_000, 1, ((500, 4),), 1, ((500, 4),), 3, only=("clean",))


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(command, "SHORT", TINY)


def run(*arguments: str):
    return CliRunner().invoke(command.forensics, ["validate", "--short", "--quiet", *arguments])


def test_it_writes_the_table_and_says_whether_sizes_are_kept(tiny, tmp_path):
    result = run("--out", str(tmp_path / "made"))
    assert result.exit_code == 0
    assert "Every test keeps its size" in result.output
    table = read_table((tmp_path / "made" / "operating_characteristics.csv").read_text())
    assert {rate.world for rate in table} == {"clean"}
    again = run("--out", str(tmp_path / "made"), "--resume")
    assert again.output == result.output


def test_it_is_crossed_when_a_test_rejects_too_often(tiny, tmp_path, monkeypatch):
    wrong = Rate("F02", "clean", "innocent", 500, 100, 1, 100, 0.2, 0.01, 0.1, 0.0, 3)
    monkeypatch.setattr(command, "validate", lambda *_arguments, **_options: (wrong,))
    result = run("--out", str(tmp_path))
    assert "F02 in “clean” at 500 cases: 0.2000" in result.output
    assert type(result.exception).__name__ == "ThresholdCrossed"
