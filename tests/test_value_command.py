"""``caseness value`` as a user meets it: files written, changes told, faults refused with nothing computed."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from caseness.cli import cli
from caseness.errors import InputRefused, OutputFailed
from caseness.value.assumptions import default_assumptions

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("--draws", "200")


def run(*arguments: str) -> str:
    outcome = CliRunner().invoke(cli, ["value", *arguments], catch_exceptions=False)
    assert outcome.exit_code == 0
    return outcome.output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("value") / "out"
    run(*FEW, "--out", str(out))
    return out


def test_a_page_a_record_and_tables(written: Path) -> None:
    record = json.loads((written / "value.json").read_text(encoding="utf-8"))
    assert (record["draws"], record["seed"], record["years"]) == (200, 1, 2)
    assert record["cost_per_qaly"]["standing"] == "costs_per_gain"
    assert next(finding["id"] for finding in record["findings"]) == "value-for-money"
    assert len(record["variants"]) == 18
    with (written / "tables" / "assumptions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} <= set(default_assumptions())
    assert {"trial_below_line_controls", "cost_per_course", "relapse_12_months"} <= {row["id"] for row in rows}


def test_the_page_asks_for_nothing_and_has_every_reporting_item(written: Path) -> None:
    page = (written / "index.html").read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert page.count('<th scope="row">28</th>') == 1
    assert page.count('type="range"') == 5


def test_the_same_seed_gives_the_same_files(written: Path, tmp_path: Path) -> None:
    run(*FEW, "--out", str(tmp_path))
    for name in ("value.json", "tables/worth-measuring--worth-of-knowing.csv"):
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_a_change_is_told_with_what_it_did(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[trial_below_line_controls]\nvalue = 0.56\nlow = 0.49\nhigh = 0.63\n", encoding="utf-8")
    told = run(*FEW, "--assumptions", str(mine), "--out", str(tmp_path / "out"))
    assert "Changed: trial_below_line_controls = 0.56, shipped 0.282" in told
    assert "no gain at a cost (dominated)" in told
    record = json.loads((tmp_path / "out" / "value.json").read_text(encoding="utf-8"))
    assert record["cost_per_qaly"]["ratio"] is None
    assert record["cost_per_qaly"]["added_qalys"] < 0
    assert record["changed"][0]["without_this_change"]["standing"] == "costs_per_gain"
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Assumptions changed: now, as shipped, and what the change did" in page


def test_a_service_that_costs_nothing_and_helps_is_told_so(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[cost_per_course]\nvalue = 0\ndistribution = "fixed"\n', encoding="utf-8")
    assert "gains and saves (dominant)" in run(*FEW, "--assumptions", str(mine), "--out", str(tmp_path / "out"))


def test_a_fault_leaves_status_3_one_message_and_no_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[cost_per_course]\nvalue = -5\nlow = -9\n", encoding="utf-8")
    program = "import sys; from caseness.cli import main; sys.argv[0] = 'caseness'; main()"
    command = [sys.executable, "-c", program, "value", "--assumptions", str(mine), "--out", str(tmp_path / "out")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 3
    assert "mine.toml: cost_per_course: a cost under 0" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "out").exists()


def test_unlike_definitions_in_a_file_are_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[recovery_phq9]\noutcome = "both_below"\n', encoding="utf-8")
    with pytest.raises(InputRefused, match="in two ways"):
        run(*FEW, "--assumptions", str(mine), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_an_audit_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "findings.json").write_text("{}", encoding="utf-8")
    with pytest.raises(OutputFailed, match="holds an audit"):
        run(*FEW, "--out", str(tmp_path))


def test_the_assumptions_are_listed_with_their_ranges() -> None:
    told = run("--list")
    assert "cost_per_course = 803  (710 to 896)  Cost of the service per finished course" in told
    assert len(told.splitlines()) == len(default_assumptions())
