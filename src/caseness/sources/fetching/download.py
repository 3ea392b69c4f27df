"""One file over HTTP, in spite of a network that breaks: it goes on where it broke off, waits longer each time, and tells
what will pass from what will not.

A partial file is continued only where the server vouches that it is still the same file (``If-Range`` with a strong
ETag or a date, RFC 9110 section 13.1.5); a server that sends the whole file again is taken at its word. Proxies are those of
``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY``.
"""

from __future__ import annotations

import random
import re
import shutil
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import TYPE_CHECKING, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from caseness import __version__
from caseness.errors import OutputFailed, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message
    from io import FileIO
    from pathlib import Path
    from typing import IO

    Progress = Callable[[int, int | None], None]

_BLOCK = 1 << 16
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_NOT_THERE = {401, 403, 404, 410}  # the publisher's store answers 403 where it has no such file


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on.

    ``attempts`` in a row that bring nothing new; between them waits that double from ``first_wait`` seconds to at most
    ``longest_wait``, shortened by chance so that many clients do not come back together (Brooker 2015, "full jitter");
    ``silence`` is the longest time in seconds that a server may say nothing, and over which it must bring ``least`` bytes.
    """

    attempts: int = 5
    first_wait: float = 1
    longest_wait: float = 60
    silence: float = 30
    least: int = 1024

    def wait(self, failed: int) -> float:
        """Seconds to wait after so many failed attempts."""
        longest: float = min(self.longest_wait, self.first_wait * 2.0 ** (failed - 1))
        return random.uniform(0.5, 1) * longest


class NoNetwork(Unreachable):
    """The server cannot be reached at all, so that asking it for other files is no use."""


@dataclass
class _Passing(Exception):
    """What may be better next time; ``lasting`` is what to say if it is not."""

    lasting: Unreachable
    wait: float | None = None  # as the server asks


def download(
    address: str,
    part: Path,
    *,
    patience: Patience | None = None,
    progress: Progress = lambda *_: None,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Bring the file at ``address`` into ``part``, going on from what ``part`` has of an earlier run.

    Raises `Unreachable` when the file or the server cannot be had (`NoNetwork` when no file of that server can), and
    `OutputFailed` when the disk is full or may not be written. What has come stays in ``part`` for the next run.
    """
    patience = patience or Patience()
    failed, furthest = 0, _size(part)
    while True:
        try:
            return _attempt(address, part, patience, progress)
        except _Passing as fault:
            failed = 1 if _size(part) > furthest else failed + 1
            furthest = max(furthest, _size(part))
            if failed >= patience.attempts:
                raise fault.lasting from None
            sleep(min(fault.wait, patience.longest_wait) if fault.wait is not None else patience.wait(failed))


def discard(part: Path) -> None:
    """Remove a partial file and what the server vouched for it."""
    part.unlink(missing_ok=True)
    _voucher(part).unlink(missing_ok=True)


def _attempt(address: str, part: Path, patience: Patience, progress: Progress) -> None:
    with _ask(address, part, patience) as response:
        beginning = _beginning(response, part, address)
        length = response.headers.get("Content-Length", "")
        total = beginning + int(length) if length.isdecimal() else None
        _receive(response, part, beginning, total, patience, progress, address)
    if total is not None and _size(part) != total:
        raise _Passing(
            Unreachable(f"{address}: the connection broke off after {_size(part):,} of {total:,} bytes, each time.")
        )


def _ask(address: str, part: Path, patience: Patience) -> HTTPResponse:
    """The server's answer to a request for what ``part`` still lacks."""
    headers = {"User-Agent": f"caseness/{__version__}", "Accept-Encoding": "identity"}
    if (have := _size(part)) and _voucher(part).exists():
        headers |= {"Range": f"bytes={have}-", "If-Range": _voucher(part).read_text(encoding="latin-1")}
    try:
        answer: HTTPResponse = build_opener(_Redirects).open(
            Request(address, headers=headers), timeout=patience.silence
        )
    except HTTPError as refusal:
        with refusal:
            _explain(refusal, part, address)
    except URLError as fault:
        raise _not_reached(address, fault.reason) from None
    except (OSError, HTTPException) as fault:
        raise _Passing(_broke_off(address, fault)) from None
    return answer


class _Redirects(HTTPRedirectHandler):
    """Redirects are followed, but never from an encrypted address to one that is not."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise HTTPError(req.full_url, code, f"leads on to {newurl}, which is not encrypted", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _explain(answer: HTTPError, part: Path, address: str) -> NoReturn:
    """Raise what an answer other than success means."""
    if answer.code == 416:  # what is here is no beginning of what is there
        discard(part)
        raise _Passing(Unreachable(f"{address}: the server cannot go on where the download broke off."))
    if answer.code in _PASSING:
        lasting = Unreachable(f"{address}: the server answers {answer.code} ({answer.reason}). Try again later.")
        raise _Passing(lasting, _asked_to_wait(answer.headers.get("Retry-After")))
    if answer.code in _NOT_THERE:
        raise Unreachable(f"{address}: the publisher has no file at this address any more ({answer.code}).")
    if answer.code == 407:
        raise NoNetwork("The proxy wants a name and a password: HTTPS_PROXY=http://name:password@proxy:port")
    raise Unreachable(f"{address}: the server answers {answer.code} ({answer.reason}).")


def _not_reached(address: str, reason: object) -> Exception:
    host = urlsplit(address).netloc
    if isinstance(reason, ssl.SSLCertVerificationError):
        return NoNetwork(f"{host} does not show a certificate that can be trusted ({reason.verify_message}).")
    why = getattr(reason, "strerror", None) or reason
    return _Passing(
        NoNetwork(f"{host} cannot be reached ({why}). Is there a network? A proxy is taken from HTTPS_PROXY.")
    )


def _broke_off(address: str, fault: Exception) -> Unreachable:
    why = "it said nothing for too long" if isinstance(fault, TimeoutError) else f"{type(fault).__name__}"
    return Unreachable(f"{address}: the connection broke off, each time ({why}).")


def _asked_to_wait(text: str | None) -> float | None:
    """Seconds in a ``Retry-After``, which has seconds or a date (RFC 9110 section 10.2.3)."""
    if text is None or text.strip().isdecimal():
        return None if text is None else float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _beginning(response: HTTPResponse, part: Path, address: str) -> int:
    """At which byte the answer begins; anything but the end of ``part`` means from the start."""
    have = _size(part)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unreachable(f"{address}: the server packs the file in a way that was not asked for.")
    if response.status == 206:
        if re.match(rf"bytes {have}-", response.headers.get("Content-Range", "")):
            return have
        discard(part)
        raise _Passing(Unreachable(f"{address}: the server sends another part of the file than was asked for."))
    if response.status != 200:
        raise Unreachable(f"{address}: the server answers {response.status} and no file.")
    return 0


def _receive(
    response: HTTPResponse,
    part: Path,
    beginning: int,
    total: int | None,
    patience: Patience,
    progress: Progress,
    address: str,
) -> None:
    """Write what comes to ``part`` from byte ``beginning`` on."""
    try:
        if beginning == 0:
            discard(part)
            _vouch(part, response.headers)
        if total is not None and shutil.disk_usage(part.parent).free < total - beginning:
            raise OutputFailed(f"{part.parent}: the file has {total:,} bytes, more than the disk has room for.")
        file = part.open("ab", buffering=0)
    except OSError as fault:
        raise OutputFailed.writing(fault, part) from None
    with file:
        done = beginning
        for block in _blocks(response, patience, address):
            _write(file, block, part)
            done += len(block)
            progress(done, total)


def _blocks(response: HTTPResponse, patience: Patience, address: str) -> Iterator[bytes]:
    since, came = time.monotonic(), 0
    try:
        while block := response.read1(_BLOCK):
            yield block
            came += len(block)
            if time.monotonic() - since > patience.silence:
                if came < patience.least:
                    raise TimeoutError
                since, came = time.monotonic(), 0
    except (OSError, HTTPException) as fault:
        raise _Passing(_broke_off(address, fault)) from None


def _write(file: FileIO, block: bytes, part: Path) -> None:
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as fault:
        raise OutputFailed.writing(fault, part) from None


def _vouch(part: Path, headers: Message) -> None:
    """Keep what tells whether the file on the server is still the same; a weak ETag does not."""
    etag = headers.get("ETag", "")
    voucher = etag if etag.startswith('"') else headers.get("Last-Modified", "")
    if voucher:
        _voucher(part).write_text(voucher, encoding="latin-1")


def _voucher(part: Path) -> Path:
    return part.with_name(f"{part.name}.voucher")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
