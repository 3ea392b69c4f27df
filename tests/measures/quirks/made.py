"""Quirks computed on people made by hand: one extract for all tests of a dashboard, in which each test has months of its own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.pathways.people import YEAR, national, person, tables, treatment

from caseness.measures.quirks import Both, computations
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.pathways.people import Event, Person, Row

    from caseness.pathways import Choices, Pathways

MONTHS = tuple(f"{YEAR}-{month:02}" for month in range(4, 13))
SPRING = ("04", "05", "06")


@contextmanager
def extract(
    folder: Path,
    people: Iterable[Person],
    *,
    more: dict[str, list[Row]] | None = None,
    choices: Choices | None = None,
) -> Iterator[Pathways]:
    """The pathways of made people; ``more`` are rows of other tables, such as those of reference."""
    with open_records(national(folder / "extract", tables(people, MONTHS) | (more or {}))) as records:
        yield pathways_of(records, choices)


def figures(pathways: Pathways, quirk: str, *months: str) -> dict[str, Both]:
    """The figures of a quirk by name, over months written ``04``."""
    periods = [month_of(int(YEAR), int(month)) for month in months]
    return {both.name: both for both in computations()[quirk](pathways, periods)}


def both_ways(figure: Both) -> tuple[float | None, float | None, float | None]:
    """What the script prints, what is correct, and the difference in people."""
    return figure.scripted.value, figure.correct.value, figure.people


def in_order(
    pathways: Pathways, quirk: str, months: Iterable[str] = SPRING
) -> list[tuple[float | None, float | None, float | None]]:
    """The figures of a quirk as `both_ways` gives them, in their order."""
    return [both_ways(figure) for figure in figures(pathways, quirk, *months).values()]


def near(*numbers: float | None) -> tuple[object, ...]:
    """Numbers to compare with, apart from the last digits of a fraction."""
    return tuple(None if number is None else pytest.approx(number) for number in numbers)


def course(
    name: str,
    month: str,
    *more: Event,
    first: tuple[int, int] = (15, 12),
    last: tuple[int, int] = (15, 12),
    **record: object,
) -> Person:
    """A course finished in a month with two treatment contacts, and the PHQ-9 and GAD-7 scores given at them; and ``more``."""
    return person(
        name,
        f"{month}-02",
        *(treatment(f"{month}-{day}", phq9=scores[0], gad7=scores[1]) for day, scores in (("10", first), ("17", last))),
        *more,
        ended=f"{month}-28",
        **record,
    )


def written(event: Event, **fields: object) -> Event:
    """A row with other fields written into it."""
    return replace(event, row=event.row | fields)
