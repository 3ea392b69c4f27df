"""Small records of audits, as report folders keep them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def estimate(name: str = "recovered, of cases", value: float | None = 0.5, **more: Any) -> dict[str, Any]:
    """A figure of England's; ``year`` gives it that financial year."""
    year = more.pop("year", 2024)
    return {
        "name": name,
        "value": value,
        "unit": "proportion",
        "low": None,
        "high": None,
        "numerator": None,
        "denominator": None,
        "period_start": f"{year}-04-01",
        "period_end": f"{year + 1}-03-31",
        "level": "England",
        "org_code": None,
        "breakdown": None,
        "category": None,
        **more,
    }


def finding(identity: str = "recovery", *estimates: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A finding that rests on ``a.csv``."""
    return {
        "id": identity,
        "chapter": "outcomes",
        "question": f"What of {identity}?",
        "short": identity,
        "condition": "as made",
        "verdict": "holds",
        "status": None,
        "claim": None,
        "inputs": ["folder/a.csv"],
        "definition": "d1",
        "code": "c1",
        "estimates": list(estimates),
        **more,
    }


def write_audit(folder: Path, *findings: dict[str, Any], **provenance: Any) -> Path:
    """A report folder with these findings; ``files`` maps input files to checksums."""
    files = provenance.pop("files", {"folder/a.csv": "sha-a"})
    names = provenance.pop("names_not_known", [])
    not_run = provenance.pop("not_run", [])
    folder.mkdir()
    record = {
        "caseness": "0.1.0",
        "code": "whole",
        "command": "caseness audit made",
        "inputs": [{"file": file, "sha256": sha, "names_not_known": names} for file, sha in files.items()],
        "set_aside": [],
        "conflicts": [],
        **provenance,
    }
    (folder / "provenance.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "findings.json").write_text(json.dumps({"findings": findings, "not_run": not_run}), encoding="utf-8")
    return folder
