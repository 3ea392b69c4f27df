"""Choosing organisations by what was typed; asking when it may mean several, helping when it means none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from caseness.organisations.search import find, nearest
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.organisations import Profile

_LISTED = 20  # candidates shown; the rest are counted


def choose(profiles: Sequence[Profile], texts: Sequence[str]) -> tuple[Profile, ...]:
    """The organisation that each text means, once each.

    Raises `click.BadParameter` (exit status 2) with the candidates where a text may mean several, and with the nearest
    names where it means none.
    """
    chosen = [_one(profiles, text) for text in texts]
    return tuple({profile.key: profile for profile in chosen}.values())


def _one(profiles: Sequence[Profile], text: str) -> Profile:
    found = find(profiles, text).all
    if len(found) == 1:
        return found[0]
    raise click.BadParameter(_several(text, found) if found else _none(profiles, text), param_hint="--org")


def _several(text: str, found: Sequence[Profile]) -> str:
    lines = [f"  {_described(profile)}" for profile in found[:_LISTED]]
    more = [f"  … and {count(len(found) - _LISTED)} more"] if len(found) > _LISTED else []
    return "\n".join(
        [f"{text!r} may mean {count(len(found))} organisations. Name one by its code or whole name:", *lines, *more]
    )


def _described(profile: Profile) -> str:
    """``8J766  North Kent Mind (Provider, Dartford; ended Mar 2024)``."""
    facts = ", ".join(part for part in (profile.level.value, profile.town) if part)
    ended = f"; ended {profile.last}" if profile.ended else ""
    formerly = f"; formerly {profile.former[0]}" if profile.former else ""
    return f"{profile.code:<9}  {profile.name} ({facts}{formerly}{ended})"


def _none(profiles: Sequence[Profile], text: str) -> str:
    if not profiles:
        return "the sources have no figures of single organisations."
    close = nearest(profiles, text)
    offer = f" Nearest: {'; '.join(close)}." if close else " Try a code, a shorter name or a town."
    return f"no organisation is called {text!r}.{offer}"
