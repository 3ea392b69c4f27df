"""``caseness measures`` on the command line."""

from __future__ import annotations

import csv

import pyarrow.parquet as pq
import pytest

from caseness.measures import FIGURES, measures
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """Four months of few made-up providers."""
    folder = tmp_path_factory.mktemp("made") / "extract"
    synthesise(Plan(referrals=400, months=4, workers=1), folder)
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_list_shows_the_measures_that_have_all_words(run):
    status, said, _ = run("measures", "list", "recovered", "percentage")
    assert status == 0
    assert "M192" in said
    assert "M191" not in said
    _, all_of_them, _ = run("measures", "list")
    assert len(all_of_them.splitlines()) == len(measures())


def test_show_tells_a_measure_in_the_warehouses_words_and_in_each_engines(run):
    status, said, _ = run("measures", "show", "m192")
    assert status == 0
    assert "Share of referrals, discharged in the period" in said
    assert "Recovery_Flag" in said
    assert "-- DuckDB" in said
    assert 'COALESCE(CASE WHEN "t1"."recovered" THEN 1 ELSE 0 END, 0)' in said


def test_show_prints_the_known_quirks_and_what_the_script_computes(run):
    status, said, _ = run("measures", "show", "attrition_rate", "--no-sql")
    assert status == 0
    assert "As scripted\n  The script divides referrals that ended before treatment by referrals received." in said
    assert "Set apart by: P3-1" in said
    assert "P3-1 (H, Programme Development Tool): the script divides" in said
    _, said, _ = run("measures", "show", "M192", "--no-sql")
    assert "KM-2 (H, Key Metrics)" in said
    assert "No scripted variant: it is about what is printed" in said


def test_compute_writes_the_raw_figures_only_when_asked_and_marks_them(run, extract, tmp_path):
    asked = ("measures", "compute", extract, "--measure", "M076", "--measure", "M192", "--level", "Provider")
    status, said, _ = run(*asked, "--internal", "--out", tmp_path / "raw.parquet")
    assert status == 0
    assert "Internal, raw figures" in said
    raw = pq.read_table(tmp_path / "raw.parquet")
    assert raw.column_names == [*FIGURES.names, "marked"]
    assert set(raw["marked"].to_pylist()) == {"synthetic internal"}
    assert set(raw["level"].to_pylist()) == {"Provider"}
    status, _, _ = run(*asked, "--out", tmp_path / "shown.csv")
    assert status == 0
    shown = rows(tmp_path / "shown.csv")
    assert len(shown) == len(raw)
    small = 0
    for before, after in zip(raw.to_pylist(), shown, strict=True):
        if before["statistic"] != "count":
            continue
        small += before["value"] < 5
        assert after["value"] == ("" if before["value"] < 5 else str(5 * int(before["value"] / 5 + 0.5)))
    assert small


def test_what_cannot_be_is_refused_in_words(run, extract, tmp_path):
    out = tmp_path / "figures.csv"
    status, _, message = run("measures", "compute", extract, "--out", tmp_path / "figures.pdf")
    assert (status, ".csv or .parquet" in message) == (2, True)
    status, _, message = run("measures", "compute", extract, "--out", out, "--measure", "M9999")
    assert (status, "no measure 'M9999'" in message) == (2, True)
    status, _, message = run("measures", "compute", extract, "--out", out, "--from", "April")
    assert (status, "YYYY-MM" in message) == (2, True)
    status, _, message = run("measures", "show", "nothing")
    assert status == 2
    assert "caseness measures list has all" in message
    status, _, message = run("measures", "show", "recovery")
    assert status == 2
    assert "Did you mean M191 (Recovered, count) or M192 (Recovered, percentage)" in " ".join(message.split())
    status, _, message = run("measures", "show", "M19")
    assert status == 2
    assert "Did you mean M19" in message
    status, _, message = run("measures", "compute", extract, "--out", out, "--from", "2024-06", "--to", "2024-05")
    assert (status, "2024-06 is after --to 2024-05" in message) == (2, True)
    (tmp_path / "a-file").write_text("")
    status, _, message = run("measures", "compute", extract, "--out", tmp_path / "a-file" / "figures.csv")
    assert (status, "a file stands where a folder should be" in " ".join(message.split())) == (5, True)
    status, _, message = run("measures", "compute", extract, "--out", out, "--period", "year")
    assert (status, "it has 2024-04 to 2024-07" in message) == (3, True)
    assert not out.exists()


def test_what_was_asked_for_and_is_not_there_is_said(run, extract, tmp_path):
    """M001 is computed as published only; the extract begins in April 2024."""
    asked = ("--measure", "M001", "--measure", "attrition_rate", "--variant", "as_scripted", "--level", "England")
    out = tmp_path / "figures.csv"
    status, _, message = run(
        "measures", "compute", extract, *asked, "--from", "2024-01", "--to", "2024-04", "--out", out
    )
    assert status == 0
    assert "The extract has 2024-04 to 2024-07; other months asked for are left out." in message
    assert "Computed as published, so without a variant as_scripted: M001." in message
    assert {row["measure"] for row in rows(out)} == {"attrition_rate"}
