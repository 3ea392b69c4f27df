"""A long run of made input, guided by what code it reaches (Atheris on libFuzzer); not part of the test suite.

Run by ``make fuzz`` or as ``python tests/fuzz.py readers -max_total_time=600``; options after the name are libFuzzer's. The
input that ends a run is kept in the working folder as ``crash-…``; make a test of it in ``test_hostile_files.py`` or,
for records, in ``test_damage.py``.
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
    from sources.records import damage

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = (
    "About half of patients recover",
    "More than 40% of referrals end before the course is completed in 2022/23",
    "87% of those who completed treatment recovered in Nottingham in the 12 months to October 2019",
    "Nine out of ten people start treatment within six weeks",
)


def main(target: str, *options: str) -> None:
    """Fuzz the ``readers`` of files, those of ``records`` or the grammar of a ``claim`` until something breaks."""
    with tempfile.TemporaryDirectory(prefix="caseness-fuzz-") as name:
        folder = Path(name)
        corpus = folder / "corpus"
        corpus.mkdir()
        tried, seeds = {
            "readers": (a_file(folder), SEEDS.values()),
            "records": (a_table(folder), damage.TABLES.values()),
            "claim": (a_sentence, [sentence.encode() for sentence in SENTENCES]),
        }[target]
        for number, seed in enumerate(seeds):
            (corpus / str(number)).write_bytes(seed)
        atheris.Setup([target, *(options or ("-max_total_time=60",)), "-rss_limit_mb=3000", str(corpus)], tried)
        atheris.Fuzz()


def a_file(folder: Path) -> Callable[[bytes], None]:
    """Reads any bytes as a file of statistics."""
    con = duckdb.connect()
    printing.prepare(con)

    def tried(content: bytes) -> None:
        read_or_refuse(con, content, folder)

    return tried


def a_table(folder: Path) -> Callable[[bytes], None]:
    """Reads any bytes as a table of an extract, and holds that no line is lost and no cell shown."""
    place = folder / "extract"
    place.mkdir()

    def tried(content: bytes) -> None:
        damage.read_or_refuse(content, place)

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
