"""One file from a server that breaks: it goes on, waits, gives up in plain words, and never loses a byte."""

from __future__ import annotations

import errno
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from caseness.errors import OutputFailed, Unreachable
from caseness.sources.fetching import download as downloading
from caseness.sources.fetching.download import NoNetwork, Patience, download

from .server import Site, serving

CONTENT = bytes(range(256)) * 400
QUICK = Patience(attempts=3, first_wait=0.25, longest_wait=8, silence=0.5)


@pytest.fixture
def part(tmp_path):
    return tmp_path / "x.part"


@pytest.fixture
def fetched(site, part):
    """Download ``/x`` and return what came; the waits between attempts are kept in ``.waits`` and not waited for."""
    site.files["/x"] = CONTENT

    def fetching(patience=QUICK):
        download(f"{site.address}/x", part, patience=patience, sleep=fetching.waits.append)
        return part.read_bytes()

    fetching.waits = []
    return fetching


def test_a_file_comes_whole_in_one_request(site, fetched):
    assert fetched() == CONTENT
    assert site.asked == [("/x", None)]


def test_progress_is_told_in_bytes(site, part):
    site.files["/x"] = CONTENT
    told = []
    download(f"{site.address}/x", part, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_a_download_that_breaks_off_goes_on_where_it_was(site, fetched):
    site.faults["/x"] = [("break_off", 1000), ("break_off", 500)]
    assert fetched() == CONTENT
    assert site.asked == [("/x", None), ("/x", "bytes=1000-"), ("/x", "bytes=1500-")]


def test_a_server_that_sends_no_parts_sends_the_whole_again(site, fetched):
    site.ranges = False
    site.faults["/x"] = [("break_off", 1000)]
    assert fetched() == CONTENT
    assert site.asked[1] == ("/x", "bytes=1000-")


def test_a_file_that_changed_meanwhile_is_fetched_anew(site, fetched, part):
    site.faults["/x"] = [("break_off", 1000)] * 3
    with pytest.raises(Unreachable):
        fetched(Patience(attempts=1))
    site.faults.clear()
    site.etag, site.files["/x"] = '"two"', CONTENT[::-1]
    assert fetched() == CONTENT[::-1]


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_proper_mark_of_the_file_nothing_is_continued(site, fetched, etag):
    site.etag = etag
    site.faults["/x"] = [("break_off", 1000)]
    assert fetched() == CONTENT
    assert site.asked == [("/x", None), ("/x", None)]


def test_another_part_than_was_asked_for_is_thrown_away(site, fetched):
    site.faults["/x"] = [("break_off", 1000), ("another_part",)]
    assert fetched() == CONTENT
    assert site.asked[-1] == ("/x", None)


def test_a_part_that_is_longer_than_the_file_is_thrown_away(site, fetched, part):
    site.faults["/x"] = [("break_off", 1000)]
    with pytest.raises(Unreachable):
        fetched(Patience(attempts=1))
    site.files["/x"] = CONTENT[:1000]
    assert fetched() == CONTENT[:1000]


@pytest.mark.parametrize("first_whole", [True, False])
def test_a_file_in_chunks_is_taken_and_one_that_lacks_the_last_is_fetched_again(site, fetched, first_whole):
    site.faults["/x"] = [("chunked", first_whole)]
    assert fetched() == CONTENT
    assert site.times("/x") == (1 if first_whole else 2)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_longer_and_longer_waits(site, fetched, status):
    site.faults["/x"] = [("refuse", status), ("refuse", status)]
    assert fetched() == CONTENT
    first, second = fetched.waits
    assert 0.125 <= first <= 0.25
    assert 0.25 <= second <= 0.5


def test_a_server_may_say_how_long_to_wait(site, fetched):
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=6))
    site.faults["/x"] = [("wait", 503, "3"), ("wait", 429, then)]
    assert fetched() == CONTENT
    assert fetched.waits[0] == 3
    assert 4 < fetched.waits[1] <= 6


def test_it_waits_no_longer_than_patience_has_and_not_for_nonsense(site, fetched):
    site.faults["/x"] = [("wait", 503, "86400"), ("wait", 503, "soon")]
    assert fetched() == CONTENT
    assert fetched.waits[0] == QUICK.longest_wait
    assert fetched.waits[1] <= 0.5


def test_it_gives_up_in_the_end_and_keeps_what_came(site, fetched, part):
    site.faults["/x"] = [("break_off", 1000), *[("break_off", 0)] * 5]
    with pytest.raises(Unreachable, match=r"broke off after 1,000 of 102,400 bytes") as failure:
        fetched()
    assert failure.value.exit_status == 4
    assert part.read_bytes() == CONTENT[:1000]
    assert site.times("/x") == 3  # the first brought something, so two more without anything are the third in a row


def test_the_next_run_goes_on_from_there(site, fetched, part):
    site.faults["/x"] = [("break_off", 1000)]
    with pytest.raises(Unreachable):
        fetched(Patience(attempts=1))
    assert fetched() == CONTENT
    assert site.asked[-1] == ("/x", "bytes=1000-")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_file_that_is_not_there_is_not_asked_for_again(site, fetched, status):
    site.faults["/x"] = [("refuse", status)]
    with pytest.raises(Unreachable, match=f"has no file at this address any more \\({status}\\)"):
        fetched()
    assert site.times("/x") == 1


def test_other_answers_are_told_as_they_are(site, fetched):
    site.faults["/x"] = [("refuse", 418)]
    with pytest.raises(Unreachable, match="the server answers 418"):
        fetched()


def test_an_empty_answer_is_no_file(site, fetched):
    site.faults["/x"] = [("say", 204, b"")]
    with pytest.raises(Unreachable, match="answers 204 and no file"):
        fetched()


def test_a_packing_that_was_not_asked_for_is_refused(site, fetched):
    site.faults["/x"] = [("packed",)]
    with pytest.raises(Unreachable, match="packs the file in a way that was not asked for"):
        fetched()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site, fetched, status):
    site.files["/y"] = CONTENT
    site.faults["/x"] = [("redirect", "/y", status)]
    assert fetched() == CONTENT
    assert site.times("/y") == 1


@pytest.mark.parametrize("to", ["/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_redirects_that_lead_nowhere_good_are_not(site, fetched, to):
    site.faults["/x"] = [("redirect", to)] * 20
    with pytest.raises(Unreachable):
        fetched()


def test_an_encrypted_address_never_leads_to_one_that_is_not():
    request = downloading.Request("https://example.org/x")
    with pytest.raises(downloading.HTTPError, match="not encrypted"):
        downloading._Redirects().redirect_request(request, None, 302, "", {}, "http://example.org/x")


def test_a_server_that_says_nothing_is_given_up(site, fetched):
    site.faults["/x"] = [("silence", 0.4)] * 2
    with pytest.raises(Unreachable, match="broke off"):
        fetched(Patience(attempts=2, first_wait=0, silence=0.1))


def test_a_server_that_drips_is_given_up(site, fetched):
    site.faults["/x"] = [("drip", 0.02, 30)]
    with pytest.raises(Unreachable, match="said nothing for too long"):
        fetched(Patience(attempts=1, silence=0.2))


def test_a_server_that_hangs_up_is_asked_again(site, fetched):
    site.faults["/x"] = [("hang_up",), ("hang_up",)]
    assert fetched() == CONTENT


def test_no_server_is_no_network(part):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoNetwork, match=r"cannot be reached .* Is there a network\?") as failure:
        download(f"http://127.0.0.1:{port}/x", part, patience=Patience(attempts=2), sleep=lambda _: None)
    assert failure.value.exit_status == 4


def test_no_such_host_is_no_network(part):
    with pytest.raises(NoNetwork, match=r"nowhere\.invalid cannot be reached"):
        download("http://nowhere.invalid/x", part, patience=Patience(attempts=1))


def test_a_proxy_is_asked_instead_of_the_server(site, part, monkeypatch):
    site.files["http://far.invalid/x"] = CONTENT
    monkeypatch.setenv("http_proxy", site.address)
    download("http://far.invalid/x", part)
    assert part.read_bytes() == CONTENT


def test_a_proxy_that_wants_a_password_says_so(part):
    with serving(Site(faults={"/x": [("refuse", 407)]})) as site, pytest.raises(NoNetwork, match="proxy wants a name"):
        download(f"{site.address}/x", part)


def test_a_full_disk_is_an_output_fault_and_keeps_what_came(site, fetched, part, monkeypatch):
    written = downloading._write

    def full(file, block, place):
        if file.tell() > 0:
            file = Full()
        written(file, block, place)

    class Full:
        def write(self, _block):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloading, "_write", full)
    with pytest.raises(OutputFailed, match="No space left on device") as failure:
        fetched()
    assert failure.value.exit_status == 5
    assert CONTENT.startswith(part.read_bytes())


def test_a_disk_without_room_is_told_before_anything_is_written(site, fetched, part, monkeypatch):
    monkeypatch.setattr(downloading.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(OutputFailed, match="102,400 bytes, more than the disk has room for"):
        fetched()
    assert not part.exists()


def test_a_place_that_cannot_be_written_is_an_output_fault(site, tmp_path):
    site.files["/x"] = CONTENT
    with pytest.raises(OutputFailed):
        download(f"{site.address}/x", Path(tmp_path / "no" / "such" / "folder"))
