"""``caseness demo`` makes an extract, audits it, and says throughout that it is synthetic."""

from __future__ import annotations

import json


def test_a_demo_is_a_synthetic_extract_and_its_report(run, tmp_path):
    status, out, err = run("demo", "--referrals", 60, "--seed", 4, "--out", tmp_path)
    assert status == 0
    assert out.strip() == f"Report: {tmp_path / 'report' / 'index.html'}"
    assert "60 referrals at" in err
    assert (tmp_path / "extract" / "IDS101Referral").is_dir()
    record = json.loads((tmp_path / "report" / "findings.json").read_text(encoding="utf-8"))
    assert record["synthetic"] is True
    assert "what-the-extract-holds" in [finding["id"] for finding in record["findings"]]
    assert all(finding["from_records"] for finding in record["findings"])
    assert "Synthetic: made-up records" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_a_demo_is_made_again_over_an_earlier_one_and_over_nothing_else(run, tmp_path):
    again = ("demo", "--referrals", 20, "--quiet", "--out", tmp_path)
    assert run(*again) == (0, "", "")
    assert run(*again) == (0, "", "")
    (tmp_path / "other" / "extract").mkdir(parents=True)
    (tmp_path / "other" / "extract" / "mine.txt").write_text("kept", encoding="utf-8")
    assert run("demo", "--quiet", "--out", tmp_path / "other")[0] == 5
    assert (tmp_path / "other" / "extract" / "mine.txt").read_text(encoding="utf-8") == "kept"
