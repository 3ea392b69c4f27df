"""The figure of a sentence: a percentage, a fraction in words, a count or a sum of money, and how it is related.

What each relation allows is decided in `checks.claims.stated`, as for the register. A figure in digits is stated to its
last digit that is not a nought at the end of a whole number: 600,000 to 100,000, 50% to one percentage point. A fraction
in words ("half", "two thirds", "nine out of ten") is read as about that share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from caseness.checks.claims.stated import Relation, Stated
from caseness.checks.finding import Unit

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as stated, in ``unit``, and where it stands in the text."""

    stated: Stated
    unit: Unit
    start: int
    end: int


_RELATIONS = {
    Relation.AT_LEAST: "at least|no fewer than|no less than|not less than|a minimum of",
    Relation.MORE_THAN: "more than|over|above|in excess of|greater than|upwards of|well over|exceeding",
    Relation.AT_MOST: "at most|no more than|not more than|up to|a maximum of",
    Relation.FEWER_THAN: "fewer than|less than|under|below",
    Relation.NEARLY: "nearly|almost|close to|just under|just below|approaching",
    Relation.ABOUT: "about|around|roughly|approximately|approx|some|circa|in the region of",
}
_BEFORE = "|".join(f"(?P<{relation.name}>{words})" for relation, words in _RELATIONS.items())
_RELATION = re.compile(rf"(?:\b(?:{_BEFORE})\s+(?:only |just |all )?|~\s*)$")

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_ONES)} | {
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twentieth": 20,
    "hundredth": 100,
}
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9}

_DIGITS = r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?)"
_WORD = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,6}})"
_EDGE = r"(?<![\w.,/£$€-])"

_Reader: TypeAlias = "Callable[[re.Match[str]], tuple[Stated, Unit] | None]"


def find_figures(text: str) -> list[Figure]:
    """Every figure in a plain text, from left to right; no two overlap."""
    found: list[Figure] = []
    for pattern, understand in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < figure.end and figure.start < match.end() for figure in found):
                continue
            read = understand(match)
            if read:
                found.append(_related(text, match, *read))
    return sorted(found, key=lambda figure: figure.start)


def _related(text: str, match: re.Match[str], stated: Stated, unit: Unit) -> Figure:
    """The figure with the relation that stands before it, if one does."""
    before = _RELATION.search(text[: match.start()])
    if not before:
        return Figure(stated, unit, match.start(), match.end())
    relation = Relation[before.lastgroup] if before.lastgroup else Relation.ABOUT
    return Figure(Stated(relation, stated.value, stated.step), unit, before.start(), match.end())


def _number(match: re.Match[str]) -> tuple[float, float]:
    """Value and step of a number in digits."""
    digits = match["number"].replace(",", "")
    whole, _, decimals = digits.partition(".")
    if decimals:
        return float(digits), 10.0 ** -len(decimals)
    noughts = len(whole) - len(whole.rstrip("0")) if float(whole) else 0
    return float(whole), 10.0**noughts


def _percentage(match: re.Match[str]) -> tuple[Stated, Unit]:
    _value, step = _number(match)
    exact = float(match["number"].replace(",", "") + "e-2")  # dividing by 100 would miss the nearest number
    return Stated(Relation.FIGURE, exact, min(step, 1.0) / 100), Unit.PROPORTION


def _count(match: re.Match[str]) -> tuple[Stated, Unit]:
    value, step = _number(match)
    scale = _SCALES[match["scale"]] if match["scale"] else 1.0
    return Stated(Relation.FIGURE, value * scale, (min(step, 1.0) if match["scale"] else step) * scale), Unit.COUNT


def _money(match: re.Match[str]) -> tuple[Stated, Unit]:
    stated, _unit = _count(match)
    return stated, Unit.GBP


def _ratio(match: re.Match[str]) -> tuple[Stated, Unit] | None:
    """``nine out of ten``; nothing where the second number is not the larger."""
    some, base = _in_words(match["some"]), _in_words(match["base"])
    if base < 2 or some > base:
        return None
    return Stated(Relation.ABOUT, some / base, 0.0), Unit.PROPORTION


def _fraction(match: re.Match[str]) -> tuple[Stated, Unit] | None:
    parts = _PARTS[match["part"].removesuffix("s") if match["part"] != "halves" else "half"]
    some = _in_words(match["some"]) if match["some"] else 1
    return (Stated(Relation.ABOUT, some / parts, 0.0), Unit.PROPORTION) if 0 < some <= parts else None


def _in_words(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _scaled_words(match: re.Match[str]) -> tuple[Stated, Unit]:
    """``a million``, ``half a million``, ``two thousand``: stated to one unit of the scale, a half to half of it."""
    scale = _SCALES[match["scale"]]
    value = 0.5 if match["some"].startswith("half") else float(_in_words(match["some"]))
    return Stated(Relation.FIGURE, value * scale, min(value, 1.0) * scale), Unit.COUNT


_SCALE = "|".join(_SCALES)
_MANY = "|".join(part for part in _PARTS if part not in ("half", "halves"))
_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(rf"{_EDGE}(?P<some>half an?|{'|'.join(_NUMBERS)}) (?P<scale>thousand|million|billion)(?!\w)"),
        _scaled_words,
    ),
    (re.compile(rf"{_EDGE}{_DIGITS}\s?%"), _percentage),
    (re.compile(rf"(?<!\w)[£]\s?{_DIGITS}(?:\s?(?P<scale>{_SCALE}))?(?!\w)"), _money),
    (re.compile(rf"{_EDGE}(?P<some>{_WORD}) (?:(?:out )?of|in|per)(?: every)? (?P<base>{_WORD})(?!\w|,\d)"), _ratio),
    (re.compile(rf"{_EDGE}(?:(?P<some>{_WORD})[ -])?(?P<part>half|halves|(?:{_MANY})s?)(?!\w)"), _fraction),
    (re.compile(rf"{_EDGE}{_DIGITS}(?:\s?(?P<scale>{_SCALE}))?(?![\w%/]|[.,]\d|-\d)"), _count),
)
