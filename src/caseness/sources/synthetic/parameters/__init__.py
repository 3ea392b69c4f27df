"""The numbers a made England turns on, as data: one file of this folder per part, read into the dataclass of that part.

Each entry of a file is a table with ``value``, ``what`` it is, and its ``source``: a citation, ``calibrated`` (tuned until
the published margins are met, see `calibration`) or ``assumption``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

ASSUMPTION = "assumption"

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One entry of a part: its name, value, meaning and source."""

    part: str
    name: str
    value: Any
    what: str
    source: str


def read(kind: type[Part], part: str) -> Part:
    """The values of a part as ``kind``, a dataclass with one field for each entry. Lists become tuples.

    Raises `TypeError` when the names of file and dataclass differ.
    """
    return kind(**{entry.name: _frozen(entry.value) for entry in entries(part)})


@cache
def entries(part: str) -> tuple[Parameter, ...]:
    """The entries of a part in the order of its file."""
    text = resources.files(__name__).joinpath(f"{part}.toml").read_text("utf-8")
    return tuple(
        Parameter(part=part, name=name, value=entry["value"], what=entry["what"], source=entry["source"])
        for name, entry in tomllib.loads(text).items()
    )


@cache
def parts() -> tuple[str, ...]:
    """The parts there are, by name."""
    names = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(each) for key, each in value.items()})
    return value
