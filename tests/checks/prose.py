"""The numerals of a sentence, and every way in which a finding's own figures can be written."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from caseness.wording import count, days, millions, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.checks.finding import Answer, Finding

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATES = re.compile(
    rf"\b20\d\d/\d\d\b|\b(?:{_MONTHS}|{'|'.join(m[:3] for m in _MONTHS.split('|'))}) 20\d\d\b|\bversion \d\b"
)
_BASE = re.compile(r"\bof every 1(?:00|,000)\b|\bevery 100\b|\beach hundred\b")
_NUMERAL = re.compile(r"£?\d[\d,]*(?:\.\d+)?(?: million|bn|m\b)?")
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z£0-9−])")


def sentences(text: str) -> list[str]:
    """Sentences; a semicolon or a colon does not end one."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def words(text: str) -> int:
    """How many words, a figure being one."""
    return len(text.split())


def numerals(text: str) -> list[str]:
    """Figures in a text as they are written, without years, months and bases."""
    return [found.rstrip(",") for found in _NUMERAL.findall(_BASE.sub(" ", _DATES.sub(" ", text)))]


def not_accounted_for(finding: Finding, text: str, *, tables: bool = False) -> list[str]:
    """The numerals of a text that are neither a figure of the finding nor named in its question, method or estimates.

    Cells of tables count only if asked for: among so many most percentages would be found by accident.
    """
    result = finding.result
    named = set(numerals(f"{finding.question} {result.method} {result.short}"))
    named |= {numeral for estimate in result.estimates for numeral in numerals(estimate.name)}
    figures = chain(_figures(result), _cells(result) if tables else ())
    own = set(chain.from_iterable(_ways_to_write(value) for value in figures))
    return [numeral for numeral in numerals(text) if numeral not in own and numeral not in named]


def _figures(result: Answer) -> Iterator[float]:
    """Every figure of the answer's estimates and figure blocks, and the differences of like estimates."""
    for estimate in (*result.estimates, *(block.estimate for block in result.figures)):
        parts = (estimate.value, estimate.low, estimate.high, estimate.numerator, estimate.denominator)
        yield from (part for part in parts if part is not None)
    for block in result.figures:
        yield from block.limits or ()
        yield from block.definitions or ()
        if block.reference:
            yield block.reference.value
    for one in result.estimates:
        for other in result.estimates:
            if one.name == other.name and one.value is not None and other.value is not None:
                yield one.value - other.value


def _cells(result: Answer) -> Iterator[float]:
    return (cell for table in result.tables for row in table.rows for cell in row if isinstance(cell, int | float))


def _ways_to_write(value: float) -> Iterator[str]:
    size = abs(value)
    yield count(size)
    yield f"{size:.1f}"
    yield pounds(size)
    yield millions(size)
    yield days(size).split()[0]
    if size <= 2:
        yield f"{100 * size:.1f}"
        yield f"{100 * size:.0f}"
        yield str(round(100 * size))
