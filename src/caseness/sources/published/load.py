"""Sources in, a `Published` out: read once in parallel, resolved, and kept in a cache keyed by content."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from hashlib import sha256 as new_sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
from platformdirs import user_cache_path

from caseness.errors import InputRefused
from caseness.sources.published import editions, printing, reading
from caseness.sources.published.inputs import Member, SetAside, find_sources, open_source, sha256
from caseness.sources.published.reading import InputFile
from caseness.sources.published.relation import Conflict, Published, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.sources.published.inputs import Source

_THREADS = os.cpu_count() or 1


def headline() -> Published:
    """The England headline series that ships with the package, typed in as cited facts."""
    with resources.as_file(resources.files("caseness.sources") / "headline.csv") as path:
        published = load([path], cache=None)
    published.embedded = True
    return published


def default_cache() -> Path:
    """Where read statistics are kept: ``CASENESS_CACHE`` or the user's cache folder."""
    return Path(os.environ.get("CASENESS_CACHE") or user_cache_path("caseness"))


def load(
    given: Sequence[Path],
    *,
    cache: Path | None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Published:
    """Read published statistics from files and folders, or take them from ``cache`` if read before.

    Raises `InputRefused` for a named file that cannot be read, and when nothing at all could be read.
    """
    sources = find_sources(given)
    with tempfile.TemporaryDirectory(prefix="caseness-") as scratch:
        if cache is None:
            store = Path(tempfile.mkdtemp(prefix="caseness-"))
            _build(sources, store, Path(scratch), progress)
            return _open(store, keep=False)
        store = cache / _fingerprint(sources)
        if not (store / "reading.json").exists():
            fresh = store.with_name(f"{store.name}.{os.getpid()}")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            try:
                _build(sources, fresh, Path(scratch), progress)
                shutil.rmtree(store, ignore_errors=True)
                fresh.rename(store)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    return _open(store, keep=True)


def _fingerprint(sources: Sequence[Source]) -> str:
    """Changes with the inputs' names and contents, and with the code and vocabulary that read them."""
    digest = new_sha256()
    for source in sources:
        digest.update(f"{source.name}\0{source.named}\0{sha256(source.path)}\n".encode())
    package = resources.files("caseness")
    for folder in ("sources/published", "vocabulary/data"):
        for entry in sorted((package / folder).iterdir(), key=lambda e: e.name):
            if entry.name.endswith((".py", ".csv")):
                digest.update(entry.read_bytes())
    return digest.hexdigest()[:32]


def _build(
    sources: Sequence[Source], store: Path, scratch: Path, progress: Callable[[str, int, int], None]
) -> None:
    """Read everything into ``store``: ``figures.parquet`` and ``reading.json``."""
    parts = scratch / "parts"
    parts.mkdir()
    con = _connect()
    printing.prepare(con)
    done = 0

    def read_source(item: tuple[int, Source]) -> tuple[list[InputFile], list[SetAside]]:
        nonlocal done
        number, source = item
        outcome = _read_source(con.cursor(), source, scratch, parts / f"{number:05}")
        done += 1
        progress(source.name, done, len(sources))
        return outcome

    with ThreadPoolExecutor(_THREADS) as pool:
        outcomes = list(pool.map(read_source, enumerate(sources)))
    files = [file for read, _aside in outcomes for file in read]
    set_aside = [aside for _read, asides in outcomes for aside in asides]
    if not any(file.figures for file in files):
        raise _nothing(set_aside)
    repeated, conflicting, conflicts = editions.resolve(con, parts, store / "figures.parquet")
    figures = con.execute(f"SELECT count(*) FROM '{store / 'figures.parquet'}'").fetchone() or (0,)
    outcome = Reading(tuple(files), tuple(set_aside), figures[0], repeated, conflicting, tuple(conflicts))
    (store / "reading.json").write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    con.close()


def _read_source(
    con: duckdb.DuckDBPyConnection, source: Source, scratch: Path, part: Path
) -> tuple[list[InputFile], list[SetAside]]:
    files: list[InputFile] = []
    set_aside: list[SetAside] = []
    unread: list[SetAside] = []
    for number, member in enumerate(open_source(source, scratch)):
        if isinstance(member, SetAside):
            set_aside.append(member)
            continue
        try:
            file, rows = reading.read(con, member, part.with_name(f"{part.name}-{number:03}.parquet"))
        except InputRefused as refusal:
            unread.append(SetAside(member.name, refusal.line, None, refusal.what, refusal.hint))
            continue
        files.append(file)
        set_aside += rows
    if unread and source.named and not files:
        first = unread[0]
        raise InputRefused(first.reason, file=first.file, line=first.line, hint=first.hint)
    # The notes and title sheets around the tables of a workbook that was read are no loss.
    return files, set_aside + ([] if files else unread)


def _nothing(set_aside: Sequence[SetAside]) -> InputRefused:
    if not set_aside:
        return InputRefused("no file holds published figures", hint="Give the CSV files as published.")
    first = set_aside[0]
    others = f" ({len(set_aside) - 1} more could not be read either)" if len(set_aside) > 1 else ""
    return InputRefused(f"{first.reason}{others}", file=first.file, line=first.line, hint=first.hint)


def _connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET memory_limit = '1200MB'")
    con.execute(f"SET threads = {_THREADS}")
    return con


def _open(store: Path, *, keep: bool) -> Published:
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET memory_limit = '1200MB'")
    path = store / "figures.parquet"
    if keep:
        backend.raw_sql(f"CREATE VIEW figures AS SELECT * FROM read_parquet('{path}')")
    else:
        backend.raw_sql(f"CREATE TABLE figures AS SELECT * FROM read_parquet('{path}')")
    record: dict[str, Any] = json.loads((store / "reading.json").read_text(encoding="utf-8"))
    if not keep:
        shutil.rmtree(store)
    outcome = Reading(
        files=tuple(InputFile(**{**f, "names_not_known": tuple(f["names_not_known"])}) for f in record["files"]),
        set_aside=tuple(SetAside(**s) for s in record["set_aside"]),
        figures=record["figures"],
        repeated=record["repeated"],
        conflicting=record["conflicting"],
        conflicts=tuple(Conflict(**c) for c in record["conflicts"]),
    )
    return Published(backend.table("figures"), outcome)
