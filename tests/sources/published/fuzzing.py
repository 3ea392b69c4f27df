"""Damaging files, and reading what comes of it: shared by the tests and by the long run of ``fuzz.py``."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from caseness.errors import InputRefused
from caseness.sources.published import reading
from caseness.sources.published.inputs import find_sources
from caseness.sources.published.unpacking import open_source
from caseness.sources.set_aside import SetAside

from . import examples

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from caseness.sources.published import InputFile

TEXT = examples.monthly(
    [*examples.PROVIDER, *examples.REFERRALS, "35"],
    ["Provider", "all", "all SubICBs", "RX2", "LEEDS", *examples.REFERRALS, "40"],
)


def _packed(write: object, *what: object) -> bytes:
    target = io.BytesIO()
    write(target, *what)  # type: ignore[operator]
    return target.getvalue()


SEEDS = {
    "csv": TEXT.encode(),
    "wide": examples.wide("annual", "2023-24").encode(),
    "gzip": gzip.compress(TEXT.encode(), mtime=0),
    "zip": _packed(examples.zipped, {"one.csv": TEXT, "two.csv": examples.all_groups()}),
    "workbook": _packed(examples.time_series_workbook),
}
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "insert", "remove", "repeat"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def mutated(content: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    """The content after these edits, each at a place between the beginning (0) and the end (1)."""
    for kind, where, piece in edits:
        at = int(where * len(content))
        head, tail = content[:at], content[at:]
        match kind:
            case "set":
                content = head + piece + tail[len(piece) :]
            case "cut":
                content = head
            case "insert":
                content = head + piece + tail
            case "remove":
                content = head + tail[len(piece) :]
            case "repeat":
                content = head + content[max(0, at - 40) :]
    return content


def read_or_refuse(
    con: duckdb.DuckDBPyConnection, content: bytes, folder: Path
) -> tuple[list[InputFile], list[SetAside]]:
    """What is read of a file with this content, and what is set aside; anything else is a fault of the program."""
    path = folder / "main-2023-24.csv"
    path.write_bytes(content)
    (source,), set_aside = find_sources([path])
    files: list[InputFile] = []
    for number, member in enumerate(open_source(source, folder / "scratch")):
        if isinstance(member, SetAside):
            set_aside.append(member)
            continue
        try:
            file, rows = reading.read(con, member, folder / f"{number:05}")
        except InputRefused as refusal:
            set_aside.append(SetAside.refused(refusal))
        else:
            assert sum(entry.rows or 0 for entry in rows) == file.rows_set_aside
            files.append(file)
    return files, set_aside
