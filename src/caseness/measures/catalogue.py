"""Every declared measure, found by its module being there."""

from __future__ import annotations

import importlib
import pkgutil
import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from caseness.measures.measure import declared

if TYPE_CHECKING:
    from caseness.measures.measure import Measure


@cache
def measures() -> dict[str, Measure]:
    """By id: the official ones in the order of their numbers, then ours by name."""
    package: Any = importlib.import_module("caseness.measures.declared")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return {identity: declared()[identity] for identity in sorted(declared(), key=_in_order)}


def near(name: str) -> list[Measure]:
    """Up to three measures that somebody may have meant by a name that is no id: of a title or name like it, or of a like id."""
    wanted = name.casefold()
    called = [one for one in measures().values() if wanted in f"{one.measure} {one.title}".casefold()]
    by_id = {one.id.casefold(): one for one in measures().values()}
    begin = [identity for identity in by_id if identity.startswith(wanted)]
    alike = [by_id[identity] for identity in begin or get_close_matches(wanted, by_id, n=_NEAR)]
    return sorted(called or alike, key=lambda one: one.measure != wanted)[:_NEAR]


_NEAR = 3


def _in_order(identity: str) -> tuple[bool, int, str, int]:
    """Core measures (M) before those of employment (EA), and ours last."""
    official = re.fullmatch(r"([A-Z]+)(\d+)", identity)
    return (False, len(official[1]), official[1], int(official[2])) if official else (True, 0, identity, 0)
