"""Sources in, a `Published` out: read once in parallel, resolved, and kept in a store keyed by content."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256 as new_sha256
from importlib import resources
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
from platformdirs import user_cache_path

from caseness.errors import InputRefused, OutputFailed
from caseness.sources.published import editions, printing, reading
from caseness.sources.published.inputs import find_sources
from caseness.sources.published.reading import InputFile
from caseness.sources.published.relation import Conflict, Overlap, Published, Reading
from caseness.sources.published.unpacking import open_source
from caseness.sources.set_aside import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from caseness.sources.published.inputs import Source

    Progress = Callable[[str, int, int], None]
    Outcome = tuple[list[InputFile], list[SetAside]]

_TOO_LARGE = "reading it takes more memory than there is"
_THREADS = os.cpu_count() or 1
_MEMORY = "1200MB"
_UNPACKS_TO = 12  # a packed file is about this much smaller than what it holds


def headline() -> Published:
    """The England headline series that ships with the package, typed in as cited facts."""
    with resources.as_file(resources.files("caseness.sources") / "headline.csv") as path:
        published = load([path], cache=None)
    published.embedded = True
    return published


def default_cache() -> Path:
    """Where read statistics are kept: ``CASENESS_CACHE`` or the user's cache folder."""
    return Path(os.environ.get("CASENESS_CACHE") or user_cache_path("caseness"))


def load(given: Sequence[Path], *, cache: Path | None, progress: Progress = lambda *_: None) -> Published:
    """Read published statistics from files and folders, or take them from ``cache`` if read before.

    Raises `InputRefused` for a named file that cannot be read, and when nothing at all could be read; `OutputFailed`
    when the cache cannot be written.
    """
    sources, unopened = find_sources(given)
    if cache is None:
        with tempfile.TemporaryDirectory(prefix="caseness-") as folder:
            store = Path(folder) / "store"
            with _writing(Path(folder)):
                _build(sources, unopened, store, progress)
            return _open(store, keep=False)
    store = cache / _fingerprint(sources, unopened)
    if not (store / "reading.json").exists():
        fresh = store.with_name(f"{store.name}.{os.getpid()}")
        try:
            with _writing(cache):
                _build(sources, unopened, fresh, progress)
                _put_in_place(fresh, store)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return _open(store, keep=True)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Turn faults of the disk, Python's and the engine's, into `OutputFailed`."""
    try:
        yield
    except (OSError, duckdb.IOException) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault).partition("\n")[0]
        raise OutputFailed(f"what was read cannot be kept in {place}: {reason}") from None


def _put_in_place(fresh: Path, store: Path) -> None:
    try:
        fresh.rename(store)
    except OSError:
        if not (store / "reading.json").exists():  # where it does, another process was faster
            shutil.rmtree(store, ignore_errors=True)
            fresh.rename(store)


def _fingerprint(sources: Sequence[Source], unopened: Sequence[SetAside]) -> str:
    """Changes with the inputs' names and contents, and with the code and vocabulary that read them."""
    digest = new_sha256()
    for source in sources:
        digest.update(f"{source.name}\0{source.named}\0{source.sha256}\n".encode())
    for entry in unopened:
        digest.update(f"{entry.file}\0{entry.reason}\n".encode())
    package = resources.files("caseness")
    for folder in ("sources/published", "vocabulary/data"):
        for file in sorted((package / folder).iterdir(), key=lambda e: e.name):
            if file.name.endswith((".py", ".csv")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _build(sources: Sequence[Source], unopened: Sequence[SetAside], store: Path, progress: Progress) -> None:
    """Read everything into ``store``: ``figures.parquet`` and ``reading.json``."""
    shutil.rmtree(store, ignore_errors=True)
    parts = store / "parts"
    parts.mkdir(parents=True)
    con = _connect(parts)
    outcomes = _read_all(con, sources, parts, progress)
    files = [file for read, _aside in outcomes for file in read]
    set_aside = [*unopened, *(aside for _read, asides in outcomes for aside in asides)]
    if not any(file.figures for file in files):
        raise _nothing(set_aside)
    overlaps, conflicts = editions.resolve(con, parts, store / "figures.parquet")
    con.close()
    shutil.rmtree(parts)
    figures = sum(file.figures for file in files) - sum(overlap.equal + overlap.different for overlap in overlaps)
    record = Reading(tuple(files), tuple(set_aside), figures, tuple(overlaps), tuple(conflicts))
    (store / "reading.json").write_text(json.dumps(asdict(record)), encoding="utf-8")


def _read_all(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], parts: Path, progress: Progress
) -> list[Outcome]:
    """Read the sources in parallel, the largest first; the outcomes in the order of the sources."""
    printing.prepare(con)
    done = count(1)
    outcomes: list[Outcome] = [([], [])] * len(sources)

    def read_source(number: int) -> None:
        source = sources[number]
        outcomes[number] = _read_source(con.cursor(), source, scratch, parts / f"{number:05}")
        progress(source.name, next(done), len(sources))

    by_size = sorted(range(len(sources)), key=lambda number: -_size(sources[number]))
    with (
        tempfile.TemporaryDirectory(prefix="caseness-") as folder,
        ThreadPoolExecutor(_THREADS) as pool,
    ):
        scratch = Path(folder)
        list(pool.map(read_source, by_size))
    return outcomes


def _size(source: Source) -> int:
    return source.path.stat().st_size * (1 if source.path.suffix == ".csv" else _UNPACKS_TO)


def _read_source(con: duckdb.DuckDBPyConnection, source: Source, scratch: Path, part: Path) -> Outcome:
    files: list[InputFile] = []
    set_aside: list[SetAside] = []
    unread: list[SetAside] = []
    sheets: list[SetAside] = []
    for number, member in enumerate(open_source(source, scratch)):
        if isinstance(member, SetAside):
            unread.append(member)
            continue
        try:
            file, rows = reading.read(con, member, part.with_name(f"{part.name}-{number:05}"))
        except InputRefused as refusal:
            (sheets if member.sheet else unread).append(SetAside.refused(refusal))
        except duckdb.OutOfMemoryException:
            unread.append(SetAside(member.name, None, None, _TOO_LARGE, "Give it in parts."))
        else:
            files.append(file)
            set_aside += rows
    if sheets and not files:  # title pages and notes around the tables of a workbook that was read are no loss
        unread.append(_no_table(source, sheets))
    if unread and source.named and not files:
        raise unread[0].as_refusal()
    return files, set_aside + unread


def _no_table(source: Source, sheets: Sequence[SetAside]) -> SetAside:
    nearest = next((sheet for sheet in sheets if sheet.hint.startswith("Nearest")), sheets[0])
    return SetAside(source.name, None, None, f"none of its {len(sheets)} sheets has a published layout", nearest.hint)


def _nothing(set_aside: Sequence[SetAside]) -> InputRefused:
    if not set_aside:
        return InputRefused("no file holds published figures", hint="Give the CSV files as published.")
    first = set_aside[0].as_refusal()
    if len(set_aside) > 1:
        return InputRefused(
            f"{first.what} ({len(set_aside) - 1} more could not be read either)",
            file=first.file,
            line=first.line,
            hint=first.hint,
        )
    return first


def _connect(parts: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{_MEMORY}'")
    con.execute(f"SET threads = {_THREADS}")
    # Joins as written, with the small table on the right.
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    con.execute(f"SET temp_directory = {printing.text(str(parts / 'spill'))}")
    return con


def _open(store: Path, *, keep: bool) -> Published:
    backend = ibis.duckdb.connect()
    backend.raw_sql(f"SET memory_limit = '{_MEMORY}'")
    kind = "VIEW" if keep else "TABLE"
    backend.raw_sql(f"CREATE {kind} figures AS FROM read_parquet({printing.text(str(store / 'figures.parquet'))})")
    record: dict[str, Any] = json.loads((store / "reading.json").read_text(encoding="utf-8"))
    outcome = Reading(
        files=tuple(InputFile(**{**f, "names_not_known": tuple(f["names_not_known"])}) for f in record["files"]),
        set_aside=tuple(SetAside(**s) for s in record["set_aside"]),
        figures=record["figures"],
        overlaps=tuple(Overlap(**o) for o in record["overlaps"]),
        conflicts=tuple(Conflict(**c) for c in record["conflicts"]),
    )
    return Published(backend.table("figures"), outcome)
