"""A long run of made input, guided by what code it reaches (Atheris on libFuzzer); not part of the test suite.

Run by ``make fuzz`` or as ``python tests/fuzz.py readers -max_total_time=600``; options after the name are libFuzzer's. The
input that ends a run is kept in the working folder as ``crash-…``; make a test of it in ``test_hostile_files.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

sys.path.insert(0, str(Path(__file__).parent))

with atheris.instrument_imports(include=["caseness"]):
    import duckdb

    from caseness.claim import NotUnderstood, read
    from caseness.sources.published import printing
    from sources.published.fuzzing import SEEDS, read_or_refuse

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = (
    "About half of patients recover",
    "More than 40% of referrals end before the course is completed in 2022/23",
    "87% of those who completed treatment recovered in Nottingham in the 12 months to October 2019",
    "Nine out of ten people start treatment within six weeks",
)


def main(target: str, *options: str) -> None:
    """Fuzz the ``readers`` of files or the grammar of a ``claim`` until time is up or something breaks."""
    with tempfile.TemporaryDirectory(prefix="caseness-fuzz-") as name:
        folder = Path(name)
        corpus = folder / "corpus"
        corpus.mkdir()
        for number, seed in enumerate([s.encode() for s in SENTENCES] if target == "claim" else SEEDS.values()):
            (corpus / str(number)).write_bytes(seed)
        tried = {"readers": a_file(folder), "claim": a_sentence}[target]
        atheris.Setup([target, *(options or ("-max_total_time=60",)), "-rss_limit_mb=3000", str(corpus)], tried)
        atheris.Fuzz()


def a_file(folder: Path) -> Callable[[bytes], None]:
    """Reads any bytes as a file of statistics."""
    con = duckdb.connect()
    printing.prepare(con)

    def tried(content: bytes) -> None:
        read_or_refuse(con, content, folder)

    return tried


def a_sentence(content: bytes) -> None:
    """Reads any text as a claim."""
    try:
        read(content.decode("utf-8", "replace"))
    except NotUnderstood as lack:
        if not str(lack):
            raise AssertionError("it does not say why") from None


if __name__ == "__main__":
    main(*sys.argv[1:])
