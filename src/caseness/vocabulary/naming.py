"""Names that are published in capitals, in ordinary letters."""

from __future__ import annotations

import re
from functools import cache

_SMALL = frozenset(["and", "of", "the", "in", "at", "for", "with", "are", "you", "on", "by", "upon", "le", "de", "to"])
_BODIES = ("NHS", "CIC", "CCG", "STP", "ICS", "ICB", "UK", "IAPT", "HQ", "LLR", "PTS", "LGBT", "ICCS", "ELTT")
_INITIALS = frozenset([*_BODIES, "BMHC-FTB", "PCPCS", "BICS", "DHC", "MSK", "SMS", "SE", "SW", "NW", "NE"])
_SPELT = {"LTD": "Ltd", "VITAMINDS": "VitaMinds"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:-[^\W_]+)*")


@cache
def readable(printed: str) -> str:
    """``NHS KENT AND MEDWAY CCG`` as ``NHS Kent and Medway CCG``; a name with small letters in it stays as it is."""
    if printed != printed.upper():
        return printed.strip()
    spaced = re.sub(r"\s+", " ", printed.strip())
    return _WORD.sub(lambda word: _spelt(word.group(), first=word.start() == 0), spaced)


def _spelt(word: str, *, first: bool) -> str:
    if word in _INITIALS:
        return word
    if word in _SPELT:
        return _SPELT[word]
    if word.lower() in _SMALL and not first:
        return word.lower()
    parts = word.split("-")
    return "-".join(_part(part, first=n == 0) for n, part in enumerate(parts))


def _part(part: str, *, first: bool) -> str:
    """One part of a hyphenated word: ``Stoke``, ``on``, ``Trent``."""
    return part.lower() if part.lower() in _SMALL and not first else part[:1] + part[1:].lower()
