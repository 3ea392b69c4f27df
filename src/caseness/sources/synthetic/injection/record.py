"""The truth about an extract, in a folder beside it and never in it: what was done, and every cell that it changed."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from caseness.errors import OutputFailed
from caseness.sources.synthetic.folder import SIGN, put_in_place
from caseness.sources.synthetic.injection.kind import Done, kind_called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from caseness.sources.synthetic.plan import Injection, Plan

CELLS = "known_wrongs"  # the folder of the table, with a file per block


def truth_beside(out: Path) -> Path:
    """Where the truth about an extract lies: ``england-truth`` beside ``england``."""
    return out.absolute().with_name(f"{out.absolute().name}-truth")


@contextmanager
def truth_put_in_place(plan: Plan, out: Path) -> Iterator[Path | None]:
    """A fresh folder for the truth about an extract, put beside it when all is well; None if no wrong was asked for.

    The truth about an earlier extract at the same place goes with that extract.
    """
    place = truth_beside(out)
    if plan.injections:
        with put_in_place(place) as folder:
            yield folder
        return
    yield None
    if (place / SIGN).is_file():
        try:
            shutil.rmtree(place)
        except OSError as fault:
            raise OutputFailed.writing(fault, place) from fault


def write_record(plan: Plan, done: Sequence[Sequence[Done]], folder: Path, out: Path) -> tuple[Done, ...]:
    """Write what was asked for and how much of it was done, over all blocks, which is returned."""
    sums = tuple(Done(sum(d.open for d in each), sum(d.drawn for d in each)) for each in zip(*done, strict=True))
    record = {
        "synthetic": True,
        "extract": out.absolute().name,
        "injections": [
            _of(number, injection, each)
            for number, (injection, each) in enumerate(zip(plan.injections, sums, strict=True))
        ],
    }
    (folder / SIGN).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return sums


def _of(number: int, injection: Injection, done: Done) -> dict[str, object]:
    kind = kind_called(injection.kind)
    return {
        "injection": number,
        "kind": injection.kind,
        "does": kind.does,
        "rate": injection.rate,
        "share_of": kind.share_of,
        "providers": injection.providers,
        "therapists": injection.therapists,
        "refreshed": (getattr(kind, "refreshed", None) if injection.refreshed is None else injection.refreshed) or 0.0,
        "months": [f"{month:%Y-%m}" for month in injection.months],
        "open": done.open,
        "done": done.drawn,
    }
