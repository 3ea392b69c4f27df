"""Finding an organisation by what a person would type: a code, a name, a name it had before, or a town."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAREST = 5  # names offered where nothing matches
_LIKE = 0.5  # how alike a name must be to be offered (difflib's ratio)
_SAYS_LITTLE = {"nhs", "foundation", "trust", "ft", "the", "and", "of", "limited", "ltd", "cic", "plc"}


class Named(Protocol):
    """What can be found: it has a code, a present name, former names and a town; ``ended`` if it is of the past."""

    @property
    def code(self) -> str:
        """The code it is published under."""

    @property
    def name(self) -> str:
        """Its present name."""

    @property
    def former(self) -> tuple[str, ...]:
        """Other names it has been published under."""

    @property
    def town(self) -> str:
        """Where it is registered; empty if that is not known."""

    @property
    def ended(self) -> bool:
        """Whether it is published no longer."""


Organisation = TypeVar("Organisation", bound=Named)


@dataclass(frozen=True, slots=True)
class Found(Generic[Organisation]):
    """The organisations that a text may mean, likeliest first: by code or name, or else by the town they are in."""

    named: tuple[Organisation, ...]
    in_town: tuple[Organisation, ...]

    @property
    def all(self) -> tuple[Organisation, ...]:
        """All of them; one alone is what is meant."""
        return (*self.named, *self.in_town)


def find(organisations: Sequence[Organisation], text: str) -> Found[Organisation]:
    """The organisations that ``text`` may mean.

    An exact code means that organisation, the one published now where a code has two. Else an exact name, present or
    former. Else every organisation with all the words in its name, in a former name or in its town, in this order; words
    that most names have do not count.
    """
    wanted = plain(text)
    if not wanted:
        return Found((), ())
    by_code = [one for one in organisations if one.code.casefold() == text.strip().casefold()]
    if by_code:
        return Found(tuple([one for one in by_code if not one.ended] or by_code), ())
    by_name = [one for one in organisations if wanted in {plain(name) for name in (one.name, *one.former)}]
    if by_name:
        return Found(tuple(by_name), ())
    words = _telling(text)
    by_words = [one for one in organisations if _holds(one.name, words)]
    by_words += [
        one for one in organisations if one not in by_words and any(_holds(name, words) for name in one.former)
    ]
    in_town = [one for one in organisations if one not in by_words and one.town and _holds(one.town, words)]
    return Found(tuple(by_words), tuple(in_town))


def _holds(name: str, words: Sequence[str]) -> bool:
    """Whether each word begins a word of the name."""
    inside = plain(name).split()
    return all(any(own.startswith(word) for own in inside) for word in words)


def nearest(organisations: Sequence[Named], text: str) -> tuple[str, ...]:
    """Names and towns spelt like ``text`` but for words that most names have, for when nothing matches."""
    names = [name for one in organisations for name in (one.town, *one.former, one.name) if name]
    spelt = {" ".join(_telling(name)): name for name in names}
    return tuple(spelt[name] for name in get_close_matches(" ".join(_telling(text)), spelt, n=_NEAREST, cutoff=_LIKE))


def _telling(text: str) -> list[str]:
    """The words of a name that most names do not have; all of them where it has no other."""
    words = plain(text).split()
    return [word for word in words if word not in _SAYS_LITTLE] or words


def plain(text: str) -> str:
    """Small letters without accents, apostrophes or punctuation; ``&`` as ``and``."""
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’")
    return " ".join(re.split(r"[\W_]+", bare)).strip()
