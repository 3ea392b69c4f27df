"""The extract that a benchmark is run on: one that is there, or a synthetic one made for it."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENGLAND = 1_800_000
"""Referrals of a year."""


def measured(measure: Callable[[Path], None], says: str | None, referrals: int) -> None:
    """Run ``measure`` on the extract that the command names, or on one of so many referrals, or of all England's, made here."""
    words = argparse.ArgumentParser(description=says, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--england", action="store_true", help="make an extract of 1.8 million referrals")
    words.add_argument("--extract", type=Path, help="the folder of an extract, instead of making one")
    asked = words.parse_args()
    if asked.extract:
        print(f"{asked.extract}", flush=True)
        measure(asked.extract)
        return
    with made(ENGLAND if asked.england else referrals) as folder:
        measure(folder)


@contextmanager
def made(referrals: int) -> Iterator[Path]:
    """The folder of a synthetic extract of so many referrals in a year, made in a process of its own and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
        folder = Path(scratch) / "extract"
        synth = "from caseness.cli import main; main()"
        words = ["synth", "--quiet", "--referrals", str(referrals), "--out", str(folder)]
        subprocess.run([sys.executable, "-c", synth, *words], check=True)
        print(f"{referrals:,} referrals", flush=True)
        yield folder
