"""``caseness demo`` makes an extract, audits it, and says throughout that it is synthetic."""

from __future__ import annotations

import json
from functools import partial

from caseness.audit import audit
from caseness.cli.commands import demo

DEMO = ("demo", "--referrals", 40, "--seed", 4)


AGAIN = ["what-the-extract-holds", "records-between-months"]


def test_a_demo_is_a_synthetic_extract_and_its_report_and_is_made_again_over_an_earlier_one(run, tmp_path, monkeypatch):
    status, out, err = run(*DEMO, "--out", tmp_path)
    assert status == 0
    assert out.strip() == f"Report: {tmp_path / 'report' / 'index.html'}"
    assert "40 referrals at" in err
    assert (tmp_path / "extract" / "IDS101Referral").is_dir()
    record = json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8"))
    assert record["synthetic"] is True
    assert {*AGAIN} < {finding["id"] for finding in record["findings"]}
    assert all(finding["from_records"] for finding in record["findings"])
    assert "Synthetic: made-up records" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(demo, "run_audit", partial(audit, only=AGAIN))
    assert run(*DEMO, "--quiet", "--out", tmp_path) == (0, "", "")
    again = json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8"))
    assert again["findings"] == [finding for finding in record["findings"] if finding["id"] in AGAIN]
    assert len(again["findings"]) == len(AGAIN)


def test_a_demo_is_not_made_over_a_folder_with_something_else_in_it(run, tmp_path):
    (tmp_path / "extract").mkdir()
    (tmp_path / "extract" / "mine.txt").write_text("kept", encoding="utf-8")
    assert run(*DEMO, "--quiet", "--out", tmp_path)[0] == 5
    assert (tmp_path / "extract" / "mine.txt").read_text(encoding="utf-8") == "kept"
