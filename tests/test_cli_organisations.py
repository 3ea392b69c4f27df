"""``caseness audit --org`` and ``--pages``: one organisation picked by what a person types."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from caseness import cli
from organisations.made import made_profiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Audit made organisations with these words: status, standard output, standard error."""
    (tmp_path / "source").mkdir()
    made_profiles(tmp_path / "source")

    def called(*words: object) -> tuple[int, str, str]:
        given = ["audit", tmp_path / "source", "--no-cache", "--only", "C28", "--out", tmp_path / "report", *words]
        monkeypatch.setattr(sys, "argv", ["caseness", *map(str, given)])
        status = 0
        try:
            cli.main()
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return called


def codes(folder: Path) -> list[str]:
    record = json.loads((folder / "report" / "organisations.json").read_text(encoding="utf-8"))
    return [one["code"] for one in record["organisations"]]


def test_a_code_shows_that_organisation_alone(run: Run, tmp_path: Path) -> None:
    assert run("--org", "p1")[0] == 0
    assert codes(tmp_path) == ["P1"]
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert 'id="org-provider-p1"' in page
    assert 'id="org-provider-p3"' not in page
    assert "Provider P3" in page, "a peer is named though it has no page"
    provenance = json.loads((tmp_path / "report" / "provenance.json").read_text(encoding="utf-8"))
    assert provenance["command"] == "caseness audit source --only C28 --org p1"


def test_several_may_be_asked_for_and_one_asked_for_twice_comes_once(run: Run, tmp_path: Path) -> None:
    assert run("--org", "P3", "--org", "Provider P1", "--org", "p3")[0] == 0
    assert codes(tmp_path) == ["P3", "P1"]


def test_what_may_mean_several_lists_them_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    status, _out, err = run("--org", "provider")
    assert status == 2
    assert "'provider' may mean 5 organisations. Name one by its code or whole name:" in err
    assert "P4         Provider P4 (Provider; ended 2022/23)" in err
    assert not (tmp_path / "report").exists()


def test_what_means_none_is_offered_the_nearest(run: Run, tmp_path: Path) -> None:
    status, _out, err = run("--org", "Provdier P1")
    assert status == 2
    assert "no organisation is called 'Provdier P1'. Nearest:" in err
    assert "Provider P1" in err
    assert not (tmp_path / "report").exists()


def test_pages_are_files_of_their_own(run: Run, tmp_path: Path) -> None:
    assert run("--org", "P1", "--pages")[0] == 0
    assert (tmp_path / "report" / "organisations" / "org-provider-p1.html").exists()


def test_a_source_without_organisations_says_so(monkeypatch, capsys, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["caseness", "audit", "--org", "P1", "--out", str(tmp_path / "report")])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "the sources have no figures of single organisations" in capsys.readouterr().err


def test_checks_picked_out_leave_the_organisations_out(run: Run, tmp_path: Path) -> None:
    assert run()[0] == 0
    assert not (tmp_path / "report" / "organisations.json").exists()
