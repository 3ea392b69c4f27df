"""Finding an organisation by what a person would type: a code, a name, a name it had before, or a town."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.organisations.profile import Profile

_NEAREST = 5  # names offered where nothing matches
_LIKE = 0.5  # how alike a name must be to be offered (difflib's ratio)


def find(profiles: Sequence[Profile], text: str) -> tuple[Profile, ...]:
    """The organisations that ``text`` may mean, likeliest first; one alone is what is meant.

    An exact code means that organisation, the one published now where a code has two. Else an exact name, present or
    former. Else every organisation with all the words in its name, in a former name or in its town, in this order.
    """
    wanted = plain(text)
    if not wanted:
        return ()
    by_code = [p for p in profiles if p.code.casefold() == text.strip().casefold()]
    if by_code:
        return tuple([p for p in by_code if not p.ended] or by_code)
    by_name = [p for p in profiles if wanted in {plain(name) for name in (p.name, *p.former)}]
    return tuple(by_name or _by_words(profiles, wanted.split()))


def _by_words(profiles: Sequence[Profile], words: Sequence[str]) -> list[Profile]:
    ranked = [(place, p) for p in profiles if (place := _place(p, words)) is not None]
    return [p for _place, p in sorted(ranked, key=lambda pair: pair[0])]


def _place(profile: Profile, words: Sequence[str]) -> int | None:
    """0 if the words are in its name, 1 in a former name, 2 in its town; None if nowhere."""
    places = ((profile.name,), profile.former, (profile.town,))
    return next((n for n, names in enumerate(places) if any(_holds(name, words) for name in names)), None)


def _holds(name: str, words: Sequence[str]) -> bool:
    """Whether each word begins a word of the name."""
    inside = plain(name).split()
    return all(any(own.startswith(word) for own in inside) for word in words)


def nearest(profiles: Sequence[Profile], text: str) -> tuple[str, ...]:
    """Names and towns spelt like ``text``, for when nothing matches."""
    spelt = {plain(name): name for p in profiles for name in (p.town, *p.former, p.name) if name}
    return tuple(spelt[name] for name in get_close_matches(plain(text), spelt, n=_NEAREST, cutoff=_LIKE))


def plain(text: str) -> str:
    """Small letters without accents, apostrophes or punctuation; ``&`` as ``and``."""
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’")
    return " ".join(re.split(r"[\W_]+", bare)).strip()
