"""The table of error rates: what it holds, how it is written and read, and the one that ships."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import TYPE_CHECKING, Any

from caseness.errors import InputRefused, OutputFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHIPPED = "operating_characteristics.csv"


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a test rejected in services of about ``cases`` cases of one world.

    ``told`` of the ``replicates`` had enough courses for the test; ``rejected`` and ``flagged`` are shares of these, at the
    test's nominal size and by its default flag; ``error`` is the Monte Carlo standard error of ``rejected``, from the variation
    between ``pools`` of courses where that is more than chance alone makes. ``test`` is F02 …, or the name of a
    signature's reading, for which ``rejected`` is how often the three tests gave it. ``alone`` says that the services were put to
    the test each by itself, as England is, and not held against all others.
    """

    test: str
    world: str
    nature: str
    cases: int
    replicates: int
    pools: int
    told: int
    rejected: float | None
    error: float | None
    flagged: float | None
    effect: float | None
    seed: int
    alone: bool = False

    @property
    def wrong(self) -> str:
        """The world without its rate: what was done."""
        return self.world.rpartition(" ")[0].rpartition(" ")[0] if self.world.endswith(" %") else self.world


_WHOLE_NUMBERS = ("cases", "replicates", "pools", "told", "seed")
_FLAGS = ("alone",)
_WORDS = ("test", "world", "nature")
_DIGITS = 5


def standard_error(rejections: Iterable[tuple[int, int]]) -> float:
    """Of the share rejected, from the rejections and replicates of each pool: between pools, or binomial if that is more."""
    pools = [(rejected, n) for rejected, n in rejections if n]
    total = sum(n for _rejected, n in pools)
    share = sum(rejected for rejected, _n in pools) / total
    binomial = sqrt(max(share * (1 - share), 1 / total / 4) / total)
    if len(pools) < 2:
        return binomial
    between = sum((rejected - n * share) ** 2 for rejected, n in pools) * len(pools) / (len(pools) - 1)
    return max(binomial, sqrt(between) / total)


def write_table(rates: Iterable[Rate], file: Path) -> None:
    """Write rates as CSV. Raises `OutputFailed`."""
    try:
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, [field.name for field in fields(Rate)], lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _text(value) for name, value in asdict(rate).items()} for rate in rates)
    except OSError as fault:
        raise OutputFailed.writing(fault, file) from fault


def read_table(text: str, file: str = SHIPPED) -> tuple[Rate, ...]:
    """The rates in a table that `write_table` wrote. Raises `InputRefused` if it is another."""
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or set(rows[0]) != {field.name for field in fields(Rate)}:
        raise InputRefused("not a table of operating characteristics", file=file)
    return tuple(_read(row) for row in rows)


@cache
def shipped_table() -> tuple[Rate, ...]:
    """The table that comes with the program."""
    return read_table((files(__package__) / "data" / SHIPPED).read_text(encoding="utf-8"))


def _text(value: object) -> object:
    return "" if value is None else round(value, _DIGITS) if isinstance(value, float) else value


def _read(row: dict[str, str]) -> Rate:
    values: dict[str, Any] = {name: _value(name, text) for name, text in row.items()}
    return Rate(**values)


def _value(name: str, text: str) -> object:
    if name in _WORDS:
        return text
    if name in _FLAGS:
        return text == str(True)
    return int(text) if name in _WHOLE_NUMBERS else float(text) if text else None
