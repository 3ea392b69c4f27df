"""Wrongs as they are asked for, on the command line, and the truth that is put beside the extract."""

from __future__ import annotations

import json
from datetime import date

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from caseness.cli.commands.synth import synth
from caseness.sources.synthetic.injection.asking import asked_for
from caseness.sources.synthetic.plan import Injection

SMALL = ["--referrals", "60", "--months", "2", "--workers", "1"]


def run(*arguments):
    return CliRunner().invoke(synth, [*SMALL, *map(str, arguments)])


def test_a_wrong_is_read_with_where_it_is_meant():
    text = "copied-forms=0.1@providers=SYNPA+SYNPB,therapists=S0001,months=2024-11..2025-01+2025-03"
    months = (date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 3, 1))
    assert asked_for(text) == Injection(
        kind="copied-forms", rate=0.1, providers=("SYNPA", "SYNPB"), therapists=("S0001",), months=months
    )
    assert asked_for("retaken-forms=0.2@refresh=0.5").refreshed == 0.5
    assert asked_for("copied-forms=1") == Injection(kind="copied-forms", rate=1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("copied-form=0.1", "no known wrong is called 'copied-form'. Perhaps copied-forms"),
        ("copied-forms", "has no rate"),
        ("copied-forms=0", "more than 0 and at most 1"),
        ("copied-forms=1.01", "more than 0 and at most 1"),
        ("copied-forms=nan", "more than 0 and at most 1"),
        ("copied-forms=often", "more than 0 and at most 1"),
        ("copied-forms=0.1@SYNPA", "'SYNPA' cannot be read"),
        ("copied-forms=0.1@months=May", "'May' is not a month"),
        ("copied-forms=0.1@months=2024-05..2024-04", "ends before it begins"),
        ("copied-forms=0.1@months=2023-05", "2023-05 is not among the months 2024-04 to 2024-05"),
        ("copied-forms=0.1@refresh=0.5", "nothing of it is done between a primary file and its refresh"),
        ("retaken-forms=0.1@refresh=2", "from 0 to 1, not '2'"),
        ("copied-forms=0.1@providers=RTQ", "there is no provider RTQ"),
    ],
)
def test_what_cannot_be_done_is_wrong_usage(text, said, tmp_path):
    result = run("--inject", text, "--out", tmp_path / "extract")
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())


def test_kinds_are_listed_with_what_they_do_and_are_a_share_of():
    result = CliRunner().invoke(synth, ["--kinds"])
    assert result.exit_code == 0
    assert "suppressed-risk-item\n  The ninth answer" in result.output
    assert "The rate is a share of complete PHQ-9 forms" in result.output


def test_the_truth_lies_beside_the_extract_and_goes_with_it(tmp_path):
    out = tmp_path / "extract"
    result = run("--inject", "straight-lining=0.5", "--out", out)
    assert result.exit_code == 0
    record = json.loads((tmp_path / "extract-truth" / "synthetic.json").read_text())
    cells = pq.read_table(tmp_path / "extract-truth" / "known_wrongs")
    wrong = record["injections"][0]
    assert (wrong["kind"], wrong["rate"], wrong["share_of"]) == (
        "straight-lining",
        0.5,
        "complete forms with answers that differ",
    )
    assert abs(wrong["done"] - wrong["open"] / 2) < 1
    assert set(cells["field"].to_pylist()) == {"PersScore"}
    assert not any("truth" in path.name or "wrong" in path.name for path in out.rglob("*"))
    assert run("--out", out).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["extract"]
