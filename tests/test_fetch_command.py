"""``caseness fetch``: what it says, what it writes, and the status it leaves."""

from __future__ import annotations

import json

import pytest

from caseness.sources.catalogue import Kind, select
from caseness.sources.fetching import download
from sources.fetching.server import Site, serving
from sources.published import examples

MAY = select(kinds=[Kind.MONTHLY], months=["2023-05"])[0]
PATH = MAY.address.removeprefix("https://files.digital.nhs.uk")
CHOICE = ("--kind", "monthly", "--month", "2023-05")


@pytest.fixture
def site(monkeypatch):
    """The publisher's site, with the file of May 2023; no waiting between attempts."""
    monkeypatch.setattr(download.Patience, "wait", lambda *_: 0)
    with serving(Site({PATH: examples.all_groups().encode()})) as site:
        monkeypatch.setenv("CASENESS_MIRROR", site.address)
        yield site


def test_what_was_fetched_can_be_audited(run, site, tmp_path):
    out = tmp_path / "downloads"
    status, said, err = run("fetch", *CHOICE, "--out", out)
    assert (status, said) == (0, f"Audit them: caseness audit {out}\n")
    assert err == "Fetched 1 file; 0 were there.\n"
    status, _said, err = run("audit", out, "--no-cache", "--only", "impossible-values", "--out", tmp_path / "report")
    assert status == 0
    assert "Read 28 figures from 1 file." in err
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"][0]["address"] == MAY.address


def test_a_second_run_says_that_all_is_there(run, site, tmp_path):
    run("fetch", *CHOICE, "--out", tmp_path)
    status, _said, err = run("fetch", *CHOICE, "--out", tmp_path)
    assert (status, err) == (0, "Fetched 0 files; 1 were there.\n")
    assert site.times(PATH) == 1


def test_quiet_says_nothing(run, site, tmp_path):
    assert run("fetch", *CHOICE, "--quiet", "--out", tmp_path) == (0, "", "")


def test_a_dry_run_asks_for_nothing_and_writes_nothing(run, site, tmp_path):
    status, said, _err = run("fetch", *CHOICE, "--dry-run", "--out", tmp_path / "downloads")
    assert status == 0
    assert MAY.address in said
    assert "1 file of 1 would be fetched." in said
    assert not site.asked
    assert not (tmp_path / "downloads").exists()
    run("fetch", *CHOICE, "--quiet", "--out", tmp_path / "downloads")
    assert run("fetch", *CHOICE, "--dry-run", "--out", tmp_path / "downloads")[1] == "0 files of 1 would be fetched.\n"


def test_the_list_has_every_file_and_page(run):
    status, said, _err = run("fetch", "--list")
    assert status == 0
    assert all(issue.address in said for issue in select(kinds=list(Kind)))
    assert "annual: Annual report, archive of CSV files, since 2017/18" in said
    assert "https://digital.nhs.uk/data-and-information/publications/statistical/" in said


def test_the_list_may_be_narrowed(run):
    said = run("fetch", "--list", "--year", "2024-25", "--kind", "annual")[1]
    assert said.count("https://files.digital.nhs.uk/") == 1


def test_a_file_that_has_moved_leaves_4_with_the_page_to_look_at(run, site, tmp_path):
    site.files.clear()
    status, _said, err = run("fetch", *CHOICE, "--out", tmp_path)
    assert status == 4
    assert "1 of 1 file could not be fetched" in err
    assert "monthly 2023-05" in err
    assert "no file at this address any more (404)" in err
    assert "Look for “monthly 2023-05” at https://digital.nhs.uk/" in err


def test_a_web_page_instead_leaves_3(run, site, tmp_path):
    site.faults[PATH] = [("web_page",)]
    status, _said, err = run("fetch", *CHOICE, "--out", tmp_path)
    assert status == 3
    assert "this is a web page, not a CSV file" in err


def test_no_network_leaves_4_in_plain_words(run, tmp_path, monkeypatch):
    monkeypatch.setattr(download.Patience, "wait", lambda *_: 0)
    status, _said, err = run("fetch", *CHOICE, "--mirror", "http://127.0.0.1:9", "--out", tmp_path)
    assert status == 4
    assert err.startswith("caseness: 127.0.0.1:9 cannot be reached")
    assert "Is there a network?" in err
    assert "Traceback" not in err


def test_a_place_that_cannot_be_written_leaves_5(run, site, tmp_path):
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    status, _said, err = run("fetch", *CHOICE, "--out", tmp_path / "mine")
    assert status == 5
    assert "mine" in err


def test_an_interrupt_leaves_130_and_no_half_file(run, site, tmp_path, monkeypatch):
    def interrupted(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "_write", interrupted)
    status, _said, err = run("fetch", *CHOICE, "--out", tmp_path)
    assert (status, err.strip()) == (130, "caseness: Interrupted; nothing was left half-written.")
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--year", "2024-26"), "'2024-26' is no year"),
        (("--month", "June"), "'June' is no month"),
        (("--year", "2031"), "The catalogue has no such file"),
        (("--kind", "weekly"), "'weekly' is not one of"),
        (("--mirror", "ftp://x"), "begins with http:// or https://"),
    ],
)
def test_wrong_usage_leaves_2_and_says_what_is_wrong(run, words, told):
    status, _said, err = run("fetch", *words)
    assert status == 2
    assert told in err
