"""``caseness demo`` makes an extract, audits it, and says throughout that it is synthetic."""

from __future__ import annotations

import json

DEMO = ("demo", "--referrals", 40, "--seed", 4)


def test_a_demo_is_a_synthetic_extract_and_its_report_and_is_made_again_over_an_earlier_one(run, tmp_path):
    status, out, err = run(*DEMO, "--out", tmp_path)
    assert status == 0
    assert out.strip() == f"Report: {tmp_path / 'report' / 'index.html'}"
    assert "40 referrals at" in err
    assert (tmp_path / "extract" / "IDS101Referral").is_dir()
    record = json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8"))
    assert record["synthetic"] is True
    assert "what-the-extract-holds" in [finding["id"] for finding in record["findings"]]
    assert all(finding["from_records"] for finding in record["findings"])
    assert "Synthetic: made-up records" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert run(*DEMO, "--quiet", "--out", tmp_path) == (0, "", "")
    assert json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8")) == record


def test_a_demo_is_not_made_over_a_folder_with_something_else_in_it(run, tmp_path):
    (tmp_path / "extract").mkdir()
    (tmp_path / "extract" / "mine.txt").write_text("kept", encoding="utf-8")
    assert run(*DEMO, "--quiet", "--out", tmp_path)[0] == 5
    assert (tmp_path / "extract" / "mine.txt").read_text(encoding="utf-8") == "kept"
