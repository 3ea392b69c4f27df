"""A selection of the catalogue into one folder: what is there already is left, what is lacking is fetched."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from caseness.errors import CasenessError, InputRefused, OutputFailed, Unreachable
from caseness.sources.catalogue import publications
from caseness.sources.fetching.arrival import settle
from caseness.sources.fetching.download import NoNetwork, Patience, discard, download
from caseness.sources.fetching.manifest import Entry, Manifest, Piece
from caseness.sources.published.inputs import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from caseness.sources.catalogue import Issue

    Progress = Callable[[str, int, int], None]

_WORK = ".fetching"  # hidden, so that an audit of the folder passes it over
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was fetched, what was there already, and what could not be had and why."""

    fetched: tuple[Issue, ...]
    there: tuple[Issue, ...]
    failed: tuple[tuple[Issue, CasenessError], ...]


def fetch(
    issues: Sequence[Issue],
    out: Path,
    *,
    mirror: str = "",
    patience: Patience | None = None,
    progress: Progress = lambda *_: None,
) -> Outcome:
    """Fetch these files into ``out``, a folder for each kind, and record them in its manifest.

    With ``mirror``, ``scheme://host`` or more, the addresses' paths are asked for there. A file that cannot be had is
    told and the others are fetched; `NoNetwork` and `OutputFailed` end it. What has come is kept either way.
    """
    manifest = Manifest(out)
    fetched: list[Issue] = []
    there: list[Issue] = []
    failed: list[tuple[Issue, CasenessError]] = []
    for done, issue in enumerate(issues):
        progress(issue.name, done, len(issues))
        if manifest.whole(issue.address):
            there.append(issue)
            continue
        try:
            entry = _fetch_one(issue, out, mirror, patience, _told(progress, issue, done, len(issues)))
        except NoNetwork as end:
            kept = f"\n  {len(fetched)} of {len(issues)} files came and are kept; run the same command again to go on."
            raise NoNetwork(f"{end}{kept if fetched else ''}") from None
        except (InputRefused, Unreachable) as failure:
            failed.append((issue, _with_page(failure, issue)))
        else:
            manifest.add(entry)
            fetched.append(issue)
    return Outcome(tuple(fetched), tuple(there), tuple(failed))


def lacking(issues: Sequence[Issue], out: Path) -> list[Issue]:
    """Those that `fetch` would ask the network for."""
    manifest = Manifest(out)
    return [issue for issue in issues if not manifest.whole(issue.address)]


def _fetch_one(
    issue: Issue, out: Path, mirror: str, patience: Patience | None, progress: Callable[[int, int | None], None]
) -> Entry:
    folder = out / issue.kind / issue.label if issue.format == "zip" else out / issue.kind
    with _working_folder(out) as work:
        part = work / f"{issue.kind}-{issue.label}-{issue.name}.part"
        download(_at(mirror, issue.address), part, patience=patience, progress=progress)
        try:
            size, checksum = part.stat().st_size, sha256(part)
            pieces = tuple(Piece.of(path, out) for path in settle(part, issue, folder))
        except InputRefused:  # what is no good is not the beginning of what is
            discard(part)
            raise
        discard(part)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Entry(issue.address, issue.kind.value, issue.label, now, size, checksum, pieces)


@contextmanager
def _working_folder(out: Path) -> Iterator[Path]:
    """Where files lie until they are whole; gone afterwards, unless it has the beginning of one."""
    work = out / _WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputFailed.writing(fault, work) from None
    try:
        yield work
    finally:
        with suppress(OSError):  # not empty
            work.rmdir()


def _at(mirror: str, address: str) -> str:
    parts = urlsplit(address)
    return f"{mirror.rstrip('/')}{parts.path}" if mirror else address


def _told(progress: Progress, issue: Issue, done: int, of: int) -> Callable[[int, int | None], None]:
    def told(size: int, total: int | None) -> None:
        whole = f" of {total / _MEGABYTE:.1f}" if total else ""
        progress(f"{issue.name} {size / _MEGABYTE:.1f}{whole} MB", done, of)

    return told


def _with_page(failure: CasenessError, issue: Issue) -> CasenessError:
    """The same with the page where the publisher announces the file, in case it has moved."""
    page = f"Look for “{issue}” at {publications()[issue.kind].page}"
    if isinstance(failure, InputRefused):
        return InputRefused(failure.what, file=f"{issue.address}", line=failure.line, hint=page)
    return type(failure)(f"{failure}\n  {page}")
