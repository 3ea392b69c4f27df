"""A selection into a folder: what is there is left, what is lacking is fetched, and the manifest tells it all."""

from __future__ import annotations

import hashlib
import json

import pytest

from caseness.errors import InputRefused, OutputFailed, Unreachable
from caseness.sources.catalogue import Issue, Kind
from caseness.sources.fetching import Manifest, Patience, fetch
from caseness.sources.fetching.download import NoNetwork
from caseness.sources.fetching.folder import lacking
from caseness.sources.published import load
from caseness.vocabulary.period import month_of, year_of
from sources.published import examples

TEXT = examples.all_groups()
MAY = Issue(Kind.MONTHLY, "2023-05", month_of(2023, 5), "https://example.org/A1/may.csv", "csv")
JUNE = Issue(Kind.MONTHLY, "2023-06", month_of(2023, 6), "https://example.org/B2/june%20v2.csv", "csv")
YEAR = Issue(Kind.ANNUAL, "2023-24", year_of(2023), "https://example.org/C3/annual.zip", "zip")
OUTCOMES = Issue(Kind.THERAPY_OUTCOMES, "2023-24", year_of(2023), "https://example.org/D4/outcomes.zip", "zip")
ALL = [MAY, JUNE, YEAR, OUTCOMES]
ONCE = Patience(attempts=1, silence=2)


@pytest.fixture
def mirror(site, tmp_path):
    """A mirror that has all four files."""
    site.files["/A1/may.csv"] = TEXT.encode()
    site.files["/B2/june%20v2.csv"] = examples.all_groups("2023-06-01", "2023-06-30").encode()
    archives = {
        "/C3/annual.zip": examples.annual_archive("2023-24"),
        "/D4/outcomes.zip": examples.therapy_archive("2023-24"),
    }
    for path, members in archives.items():
        site.files[path] = examples.zipped(tmp_path / "made.zip", members).read_bytes()
    return site


@pytest.fixture
def out(tmp_path):
    return tmp_path / "downloads"


def paths(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_each_kind_has_its_folder_and_each_archive_its_period(mirror, out):
    outcome = fetch(ALL, out, mirror=mirror.address)
    assert (list(outcome.fetched), list(outcome.there), list(outcome.failed)) == (ALL, [], [])
    found = paths(out)
    assert "monthly/may.csv" in found
    assert "monthly/june v2.csv" in found
    assert "annual/2023-24/psych-ther-ann-rep-csv-2023-24-main.csv" in found
    assert "therapy-outcomes/2023-24/Therapy Based Outcomes Table 4.csv" in found
    assert not [path for path in found if path.startswith(".")]


def test_the_manifest_has_address_size_and_checksum(mirror, out):
    fetch([MAY, YEAR], out, mirror=mirror.address)
    record = {entry["address"]: entry for entry in json.loads((out / "manifest.json").read_text())["files"]}
    entry = record[MAY.address]
    assert (entry["kind"], entry["period"], entry["bytes"]) == ("monthly", "2023-05", len(TEXT))
    assert entry["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert entry["pieces"] == [{"path": "monthly/may.csv", "bytes": len(TEXT), "sha256": entry["sha256"]}]
    assert entry["fetched"].endswith("Z")
    archive = mirror.files["/C3/annual.zip"]
    assert record[YEAR.address]["sha256"] == hashlib.sha256(archive).hexdigest()
    assert len(record[YEAR.address]["pieces"]) == len(examples.annual_archive("2023-24"))


def test_an_audit_of_the_folder_reads_every_file(mirror, out):
    fetch(ALL, out, mirror=mirror.address)
    reading = load([out], cache=None).reading
    assert reading.set_aside == ()
    assert len(reading.files) == len(paths(out)) - 1  # all but the manifest
    assert {file.figures > 0 for file in reading.files} == {True}


def test_a_second_run_asks_for_nothing(mirror, out):
    fetch(ALL, out, mirror=mirror.address)
    asked = len(mirror.asked)
    outcome = fetch(ALL, out, mirror=mirror.address)
    assert list(outcome.there) == ALL
    assert len(mirror.asked) == asked


def test_a_file_that_was_changed_or_removed_is_fetched_again(mirror, out):
    fetch(ALL, out, mirror=mirror.address)
    (out / "monthly" / "may.csv").write_text(TEXT.replace("1523", "1524"), encoding="utf-8")  # of the same size
    (out / "annual" / "2023-24" / "psych-ther-ann-rep-csv-2023-24-main.csv").unlink()
    assert lacking(ALL, out) == [MAY, YEAR]
    assert list(fetch(ALL, out, mirror=mirror.address).fetched) == [MAY, YEAR]
    assert (out / "monthly" / "may.csv").read_text(encoding="utf-8") == TEXT


def test_a_file_that_has_moved_is_told_with_its_page_and_the_others_come(mirror, out):
    del mirror.files["/A1/may.csv"]
    outcome = fetch(ALL, out, mirror=mirror.address)
    ((issue, failure),) = outcome.failed
    assert issue == MAY
    assert isinstance(failure, Unreachable)
    assert "has no file at this address any more (404)" in str(failure)
    assert "Look for “monthly 2023-05” at https://digital.nhs.uk/" in str(failure)
    assert list(outcome.fetched) == [JUNE, YEAR, OUTCOMES]


def test_a_web_page_is_refused_and_not_continued_next_time(mirror, out):
    mirror.faults["/A1/may.csv"] = [("web_page",)]
    ((_issue, failure),) = fetch([MAY], out, mirror=mirror.address).failed
    assert isinstance(failure, InputRefused)
    assert "this is a web page, not a CSV file" in str(failure)
    assert paths(out) == []
    assert list(fetch([MAY], out, mirror=mirror.address).fetched) == [MAY]
    assert mirror.asked[-1] == ("/A1/may.csv", None)


def test_a_hostile_archive_leaves_nothing(mirror, out, tmp_path):
    bad = examples.zipped(tmp_path / "bad.zip", {"../../../escaped.csv": TEXT})
    mirror.files["/C3/annual.zip"] = bad.read_bytes()
    ((_issue, failure),) = fetch([YEAR], out, mirror=mirror.address).failed
    assert "leads elsewhere" in str(failure)
    assert not list(tmp_path.rglob("escaped.csv"))


def test_no_network_ends_it_at_once_and_says_what_came(out, mirror):
    mirror.faults["/B2/june%20v2.csv"] = [("refuse", 407)]
    with pytest.raises(NoNetwork, match="1 of 4 files came and are kept; run the same command again"):
        fetch(ALL, out, mirror=mirror.address, patience=ONCE)
    assert mirror.times("/C3/annual.zip") == 0
    assert paths(out) == ["manifest.json", "monthly/may.csv"]
    assert not (out / ".fetching").exists()


def test_an_interrupt_keeps_what_came_and_the_next_run_goes_on(mirror, out):
    def interrupted(what, _done, _of):
        if "MB" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch([MAY], out, mirror=mirror.address, progress=interrupted)
    assert not (out / "monthly").exists()
    assert list(fetch([MAY], out, mirror=mirror.address).fetched) == [MAY]
    assert paths(out) == ["manifest.json", "monthly/may.csv"]


def test_a_manifest_that_cannot_be_read_is_refused(out):
    out.mkdir()
    (out / "manifest.json").write_text('{"files": [{"address": 1}]}', encoding="utf-8")
    with pytest.raises(InputRefused, match="the manifest cannot be read"):
        fetch([MAY], out)


def test_a_file_where_the_folder_should_be_is_an_output_fault(mirror, out):
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputFailed):
        fetch([MAY], out, mirror=mirror.address)
    assert out.read_text(encoding="utf-8") == "mine"


def test_the_manifest_is_whole_or_as_it_was(mirror, out, monkeypatch):
    fetch([MAY], out, mirror=mirror.address)
    before = (out / "manifest.json").read_bytes()

    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("caseness.sources.fetching.manifest.os.replace", full)
    with pytest.raises(OutputFailed):
        Manifest(out).add(Manifest(out).entries[MAY.address])
    assert (out / "manifest.json").read_bytes() == before
