"""Computed figures against published ones: on synthetic records with their statistics, and on those with a known change."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pyarrow.dataset as ds
import pytest

from caseness.audit import audit
from caseness.checks.finding import Verdict
from caseness.checks.reconciling import _within, _would_be_suppressed, reconcile
from caseness.errors import InputRefused
from caseness.measures import measures
from caseness.sources.published import load
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary import Level

if TYPE_CHECKING:
    from pathlib import Path

ID = "records-against-published"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "extract"
    synthesise(Plan(referrals=600, months=2, workers=1, published=True), out)
    return out


@pytest.fixture(scope="module")
def records(folder):
    with open_records(folder) as opened:
        yield opened


def printed(folder):
    with (folder / "published" / "monthly-2024-04.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(folder: Path, to: Path, change):
    """The statistics of April with rows changed by a function."""
    shutil.copytree(folder / "published", to)
    rows = change(printed(folder))
    with (to / "monthly-2024-04.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return load([to], cache=None)


def test_the_statistics_count_the_warehouses_own_flags(folder):
    names = ("OrgID_Provider", "UsePathway_Flag", "CompletedTreatment_Flag", "ServDischDate", "UniqueSubmissionID")
    rows = ds.dataset(folder / "IDS101Referral").to_table(columns=list(names)).to_pylist()
    files = ds.dataset(folder / "IsLatest_SubmissionID").to_table().to_pylist()
    april = {f["UniqueSubmissionID"]: f for f in files if f["IsLatest"] and f["ReportingPeriodStartDate"].month == 4}
    finished = Counter(
        row["OrgID_Provider"]
        for row in rows
        if row["UniqueSubmissionID"] in april
        and row["UsePathway_Flag"]
        and row["CompletedTreatment_Flag"]
        and row["ServDischDate"]
        and row["ServDischDate"].month == 4
    )
    (england,) = [r for r in printed(folder) if r["GROUP_TYPE"] == "England" and r["MEASURE_ID"] == "M076"]
    assert int(england["MEASURE_VALUE_SUPPRESSED"]) == finished.total() > 0
    below = {r["MEASURE_VALUE_SUPPRESSED"] for r in printed(folder) if r["GROUP_TYPE"] != "England"}
    assert all(value == "*" or int(value) % 5 == 0 or int(value) <= 100 for value in below)
    assert "*" in below


def test_synthetic_records_come_to_their_own_statistics(folder, records):
    published = load([folder / "published"], cache=None)
    assert published.synthetic
    done = reconcile(records, published)
    assert [str(month) for month in done.months] == ["Apr 2024", "May 2024"]
    assert set(done.levels) == {Level.ENGLAND, Level.REGION, Level.ICB, Level.SUB_ICB, Level.PROVIDER}
    assert {one.measure.id for one in done.held} >= {"M001", "M076", "M186", "M192"}
    assert [one for one in done.held if not one.agrees] == []
    (finding,) = audit([records, published], only=[ID]).findings
    assert finding.result.verdict is Verdict.HOLDS
    assert finding.from_records


def test_a_figure_that_was_changed_is_found_and_no_other(folder, records, tmp_path):
    def change(rows):
        for row in rows:
            if (row["GROUP_TYPE"], row["MEASURE_ID"]) == ("England", "M076"):
                row["MEASURE_VALUE_SUPPRESSED"] = str(int(row["MEASURE_VALUE_SUPPRESSED"]) + 1)
        return rows

    published = changed(folder, tmp_path / "published", change)
    (apart,) = [one for one in reconcile(records, published).held if not one.agrees]
    assert (apart.measure.id, apart.level, apart.difference) == ("M076", Level.ENGLAND, -1)
    (finding,) = audit([records, published], only=[ID]).findings
    assert finding.result.verdict is Verdict.IN_PART
    assert "Finished a course" in finding.result.answer


def test_of_a_part_of_the_country_only_providers_are_compared(folder, records, tmp_path):
    def change(rows):
        provider = next(row for row in rows if row["GROUP_TYPE"] == "Provider")
        return [*rows, provider | {"ORG_CODE2": "SYNZZ", "ORG_NAME2": "Not in the extract"}]

    done = reconcile(records, changed(folder, tmp_path / "published", change))
    assert done.levels == (Level.PROVIDER,)
    assert {one.level for one in done.held} == {Level.PROVIDER}
    assert "SYNZZ" not in {one.org_code for one in done.held}


def test_months_that_only_one_of_them_covers_are_not_compared(records, tmp_path, folder):
    (tmp_path / "published").mkdir()
    text = (folder / "published" / "monthly-2024-04.csv").read_text(encoding="utf-8")
    later = text.replace("2024-04-01", "2023-04-01").replace("2024-04-30", "2023-04-30")
    (tmp_path / "published" / "monthly-2023-04.csv").write_text(later, encoding="utf-8")
    outcome = audit([records, load([tmp_path / "published"], cache=None)], only=[ID])
    assert [lack.check for lack in outcome.not_run] == [ID]


def test_made_up_statistics_stand_with_their_records_and_nothing_else(folder, records, tmp_path):
    published = load([folder / "published"], cache=None)
    with pytest.raises(InputRefused, match="without the synthetic records"):
        audit([published], only=[ID])
    mixed = changed(
        folder, tmp_path / "published", lambda rows: [*rows, rows[-1] | {"ORG_CODE2": "RAA", "ORG_NAME2": "Real"}]
    )
    with pytest.raises(InputRefused, match="mix made-up organisations and others"):
        audit([records, mixed], only=[ID])


@pytest.mark.parametrize(("computed", "agrees"), [(12, False), (13, True), (17, True), (18, False)])
def test_a_rounded_count_agrees_within_half_a_step(computed, agrees):
    assert _within(computed, {"value": 15, "lower": 13, "upper": 17}, 1) is agrees


@pytest.mark.parametrize(("computed", "agrees"), [(0.534, False), (0.535, True), (0.545, True), (0.546, False)])
def test_a_whole_percentage_agrees_within_half_a_per_cent(computed, agrees):
    assert _within(computed, {"value": 54.0, "lower": 53.5, "upper": 54.5}, 100) is agrees


@pytest.mark.parametrize(
    ("identity", "numerator", "denominator", "agrees"),
    [("M076", 4, None, True), ("M076", 5, None, False), ("M192", 4, 40, True), ("M192", 5, 40, False)],
)
def test_a_suppressed_figure_agrees_with_one_that_would_be(identity, numerator, denominator, agrees):
    figure = {"numerator": numerator, "denominator": denominator, "value": numerator / (denominator or 1)}
    assert _would_be_suppressed(measures()[identity], figure) is agrees
