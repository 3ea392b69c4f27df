"""The evidence index leads from each conclusion to files with checksums; the control totals add up."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from caseness.audit import Audit, audit
from caseness.report.control_totals import balance, inputs_table, parts_table
from caseness.report.crosswalk import measures, organisations
from caseness.report.evidence import conclusions, evidence_record, gather
from caseness.sources.published import headline, load
from checks.building import publish
from report import made

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.checks.finding import Table
    from caseness.sources.published import Published

DRAWN = """
    publication  period   org  referrals_received  finished_course_treatment  recovery
    annual       2023/24  --   31                  20                         10
    annual       2023/24  P1   15                  10                         5
    annual       2023/24  P2   15                  *                          *
    annual       2024/25  --   40                  20                         8
    annual       2024/25  P1   15                  10                         5
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Two years of England; two providers, then one, whose parts no longer make the whole."""
    return publish(tmp_path_factory.mktemp("facts"), DRAWN)


def _audit(*sources: Published) -> Audit:
    return Audit(sources=sources, findings=(), not_run=())


def _rows(table: Table) -> list[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def test_each_conclusion_names_its_findings_and_these_their_inputs() -> None:
    outcome = audit([headline()], only=["recovery-by-denominator", "ended-referrals", "C28"])
    record = evidence_record(outcome, gather(outcome))
    by_place = {row["place"]: row for row in record["conclusions"]}
    assert by_place["Headline"]["findings"] == ["recovery-by-denominator", "ended-referrals"]
    assert by_place["Outcome measurement"]["findings"] == ["recovery-by-denominator"]
    assert by_place["Claims"]["findings"] == ["C28"]
    assert by_place["Data quality"] == {
        "id": "quality",
        "place": "Data quality",
        "says": "This was not asked of what was read.",
        "findings": [],
    }
    assert record["findings"]["recovery-by-denominator"]["inputs"] == ["headline.csv"]
    assert set(record["inputs"]) == {"headline.csv"}
    assert all(len(checksum) == 64 for checksum in record["inputs"].values())


def test_the_index_as_a_table_has_a_row_for_each_file_and_keeps_what_has_none() -> None:
    outcome = made.full()
    claim = next(finding for finding in outcome.findings if finding.claim)
    silent = replace(claim, result=replace(claim.result, sql=()))
    outcome = replace(outcome, findings=(*(f for f in outcome.findings if f.id != claim.id), silent))
    evidence = gather(outcome)
    rows = _rows(evidence.tables["evidence/conclusions.csv"])
    assert {row["finding"] for row in rows} == {f.id for c in conclusions(outcome) for f in c.findings}
    of_claim = [row for row in rows if row["finding"] == claim.id]
    assert [(row["input"], row["sha256"]) for row in of_claim] == [("", "")]


def test_an_audit_of_nothing_has_an_index_of_nothing(empty: Audit) -> None:
    evidence = gather(empty)
    assert evidence.balance["adds_up"]
    assert evidence.parts == (0, 0)
    assert [conclusion.findings for conclusion in evidence.conclusions] == [()] * 9


def test_sums_of_england_and_limits_of_its_parts(source: Published) -> None:
    (row,) = _rows(inputs_table(_audit(source)))
    assert (row["rows_read"], row["figures_made"], row["figures_kept"]) == (15, 15, 15)
    assert (row["england_referrals_received"], row["england_recovery"], row["england_accessing_services"]) == (
        71,
        18,
        "[x]",
    )
    parts = {(r["period"], r["measure"]): r for r in _rows(parts_table(_audit(source)))}
    referrals = parts["2023/24", "referrals_received"]
    assert (referrals["england"], referrals["parts"], referrals["parts_printed"]) == (31, 2, 30)
    assert (referrals["parts_lowest"], referrals["parts_highest"], referrals["england_inside"]) == (26, 34, "yes")
    finished = parts["2023/24", "finished_course_treatment"]
    assert (finished["parts_lowest"], finished["parts_highest"], finished["england_inside"]) == (8, 16, "no")
    assert parts["2024/25", "referrals_received"]["england_inside"] == "no"


def test_every_figure_made_is_kept_repeated_or_in_conflict(source: Published, tmp_path: Path) -> None:
    assert balance(_audit(source)) == {
        "rows_read": 15,
        "rows_set_aside": 0,
        "figures_made": 15,
        "figures_kept": 15,
        "repeated": 0,
        "conflicting": 0,
        "adds_up": True,
    }
    for name, recovery in (("a", "10"), ("b", "11")):
        (tmp_path / name).mkdir()
        drawn = f"publication  period  referrals_received  recovery\nannual  2023/24  31  {recovery}"
        publish(tmp_path / name, drawn)
    twice = balance(_audit(load([tmp_path], cache=None)))
    assert (twice["figures_made"], twice["figures_kept"], twice["repeated"], twice["conflicting"]) == (4, 2, 1, 1)
    assert twice["adds_up"]


def test_a_figure_that_went_missing_would_show(source: Published) -> None:
    (file,) = source.reading.files
    lossy = source.recording()
    lossy.reading = replace(source.reading, files=(replace(file, figures=file.figures + 1),))
    assert not balance(_audit(lossy))["adds_up"]


def test_the_control_totals_are_those_of_the_files(published: Published, shared_data: Path) -> None:
    """On the real files: rows counted and England's sums added up by another reader."""
    rows = {row["file"]: row for row in _rows(inputs_table(_audit(published)))}
    file = shared_data / "monthly" / "nhstt-monthly-2024.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        raw = list(csv.DictReader(lines))
    england = [row for row in raw if row["group_type"] == "England" and row["measure_id"] == "M001"]
    control = rows["published/monthly/nhstt-monthly-2024.csv.gz"]
    assert control["rows_read"] == len(raw)
    assert control["england_referrals_received"] == sum(float(row["value"]) for row in england)
    assert balance(_audit(published))["adds_up"]


def test_england_lies_within_the_limits_of_its_providers_in_every_year(published: Published) -> None:
    annual = [row for row in _rows(parts_table(_audit(published))) if row["publication"] == "annual"]
    assert len(annual) > 50
    assert {row["england_inside"] for row in annual} == {"yes"}


def test_the_crosswalk_joins_ids_and_printed_names_to_the_months_they_were_read(published: Published) -> None:
    rows = _rows(measures(_audit(published)))
    entered = [row for row in rows if row["measure"] == "accessing_services" and row["statistic"] == "count"]
    first = {row["printed_name"]: (row["first_period"], row["last_period"]) for row in entered if row["figures"]}
    assert first["first_treatment"] == ("2021-01-01", "2022-08-31")
    assert first["accessing_services"] == ("2022-09-01", "2026-02-28")
    assert {row["official_id"] for row in entered if row["publication"] == "monthly" and row["figures"]} == {"M031"}
    assert any(row["first_period"] == "[x]" for row in rows)
    assert len({tuple(row.values())[:6] for row in rows}) == len(rows)


def test_the_crosswalk_of_organisations_has_each_name_and_who_carries_on(source: Published) -> None:
    assert _rows(organisations(_audit(source))) == [
        {
            "org_code": code,
            "org_name": f"Provider {code}",
            "level": "Provider",
            "present_name": f"Provider {code}",
            "carried_on_by": code,
            "first_period": "2023-04-01",
            "last_period": last,
            "figures": figures,
        }
        for code, last, figures in (("P1", "2025-03-31", 6), ("P2", "2024-03-31", 3))
    ]
