"""The folder of an extract: made beside its place and put there whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from caseness.errors import OutputFailed
from caseness.interrupts import heed

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGN = "synthetic.json"  # in every folder that we made, and the only kind of folder that we replace


@contextmanager
def put_in_place(out: Path) -> Iterator[Path]:
    """A fresh folder to write in, which becomes ``out`` when the block ends well and is removed when it does not.

    An earlier synthetic extract at ``out`` stays until then. Raises `OutputFailed` where ``out`` is anything else but an
    empty folder, and where it cannot be written.
    """
    _refuse_what_is_not_ours(out)
    place = out.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            fresh = beside / "fresh"
            fresh.mkdir()
            yield fresh
            heed()
            _swap(fresh, place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as fault:
        raise OutputFailed.writing(fault, out) from fault


def _refuse_what_is_not_ours(out: Path) -> None:
    try:
        if not out.exists() or (out.is_dir() and ((out / SIGN).is_file() or not any(out.iterdir()))):
            return
    except OSError as fault:
        raise OutputFailed.writing(fault, out) from fault
    what = "this folder holds something else than a synthetic extract" if out.is_dir() else "a file stands here"
    raise OutputFailed(f"{out}: {what}, and stays. Choose another folder.")


def _swap(fresh: Path, out: Path) -> None:
    """Put ``fresh`` at ``out``; if that fails, what was there before is put back."""
    if not out.exists():
        fresh.rename(out)
        return
    earlier = fresh.with_name("earlier")
    out.rename(earlier)
    try:
        fresh.rename(out)
    except BaseException:
        with suppress(OSError):
            earlier.rename(out)
        raise
