"""A report is written whole or not at all, and the same audit gives the same bytes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from caseness.errors import OutputFailed
from caseness.report import output, write

if TYPE_CHECKING:
    from caseness.audit import Audit


RECORDS = {"index.html", "findings.json", "provenance.json", "evidence.json"}
INDEXES = {
    f"{place}.{kind}"
    for place in (
        "crosswalk/measures",
        "crosswalk/organisations",
        "evidence/conclusions",
        "evidence/england-and-parts",
        "evidence/inputs",
    )
    for kind in ("csv", "parquet")
}


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_page_records_indexes_tables_and_charts_are_written(full: Audit, tmp_path: Path) -> None:
    index = write(full, tmp_path / "deep" / "report")
    assert index == tmp_path / "deep" / "report" / "index.html"
    written = set(_contents(index.parent))
    assert written >= RECORDS | INDEXES
    tables = {name for name in written if name.startswith("tables/")}
    stems = ("c03--shorthand", "recovery-by-denominator--all-units", "recovery-by-denominator--shorthand")
    assert tables == {f"tables/{stem}.{kind}" for stem in stems for kind in ("csv", "parquet")}
    charts = {name for name in written if name.startswith("charts/")}
    drawn = [f"{finding.id}--{n}" for finding in full.findings for n, _ in enumerate(finding.result.charts, 1)]
    assert charts == {f"charts/{stem.lower()}.{kind}" for stem in drawn for kind in ("svg", "csv", "json")}
    assert written == RECORDS | INDEXES | tables | charts


def test_the_page_links_only_to_files_that_are_there(full: Audit, tmp_path: Path) -> None:
    html = write(full, tmp_path).read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#]+)"', html))
    assert links <= set(_contents(tmp_path))
    assert {link for link in links if link.startswith("charts/")} == {
        name for name in _contents(tmp_path) if name.startswith("charts/")
    }


def test_two_runs_give_the_same_bytes(full: Audit, tmp_path: Path) -> None:
    write(full, tmp_path / "a", command="caseness audit made --out a")
    write(full, tmp_path / "b", command="caseness audit made --out b")
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b")


def test_tables_of_an_earlier_report_go_other_files_stay(full: Audit, empty: Audit, tmp_path: Path) -> None:
    write(full, tmp_path)
    (tmp_path / "tables" / "mine.csv").write_text("kept", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("kept", encoding="utf-8")
    write(empty, tmp_path)
    assert set(_contents(tmp_path)) == RECORDS | INDEXES | {"tables/mine.csv", "notes.txt"}


@pytest.mark.parametrize("claimed", ["../outside.csv", "/outside.csv", "tables/../outside.csv", 7])
def test_a_forged_provenance_removes_nothing_outside_tables(empty: Audit, tmp_path: Path, claimed: object) -> None:
    import json

    out = tmp_path / "report"
    out.mkdir()
    (tmp_path / "outside.csv").write_text("kept", encoding="utf-8")
    (out / "outside.csv").write_text("kept", encoding="utf-8")
    (out / "provenance.json").write_text(json.dumps({"files": [claimed]}), encoding="utf-8")
    write(empty, out)
    assert (tmp_path / "outside.csv").exists()
    assert (out / "outside.csv").exists()


def test_an_interrupt_leaves_the_earlier_report_whole(
    full: Audit, empty: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(empty, tmp_path)
    before = _contents(tmp_path)
    real = Path.write_bytes

    def interrupted(path: Path, *args: object, **more: object) -> int:
        if path.name == "findings.json":
            raise KeyboardInterrupt
        return real(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(full, tmp_path)
    assert _contents(tmp_path) == before


def test_a_file_where_the_folder_should_be_is_said(empty: Audit, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputFailed, match="a file stands where a folder should be"):
        write(empty, tmp_path / "report")
    with pytest.raises(OutputFailed, match="a file stands where a folder should be"):
        write(empty, tmp_path / "report" / "deeper")


def test_a_file_named_tables_is_said_and_kept(full: Audit, tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputFailed, match="a file stands where a folder should be"):
        write(full, tmp_path)
    assert _contents(tmp_path) == {"tables": b"mine"}


def test_no_permission_and_a_full_disk_are_said(empty: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(fault: OSError) -> None:
        def replace(*_: object) -> None:
            raise fault

        monkeypatch.setattr(output.os, "replace", replace)

    failing(PermissionError(13, "Permission denied", "x"))
    with pytest.raises(OutputFailed, match="no permission to write here"):
        write(empty, tmp_path)
    failing(OSError(28, "No space left on device"))
    with pytest.raises(OutputFailed, match="No space left on device"):
        write(empty, tmp_path)
    assert os.listdir(tmp_path) == []
