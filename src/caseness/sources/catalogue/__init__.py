"""Where the statistics are published: each file's address, as data, and how one is picked by year, month and kind.

``addresses.csv`` lists the files, one row to a file or to a file inside an archive; ``publications.csv`` says for each
kind what it is, on which page the publisher announces it, and where the addresses were taken from. An address belongs to
one edition of a file: a revised edition has another.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from caseness.vocabulary.period import Period, month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class Kind(StrEnum):
    """The series that are published, and copies of them."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"
    THERAPY_OUTCOMES = "therapy-outcomes"
    METADATA = "metadata"
    TIDY = "tidy"


STATISTICS = (Kind.MONTHLY, Kind.QUARTERLY, Kind.ANNUAL, Kind.THERAPY_OUTCOMES)  # fetched unless others are asked for


@dataclass(frozen=True, slots=True)
class Publication:
    """What a kind is, the publisher's page that announces its files, and where the addresses were taken from."""

    kind: Kind
    title: str
    page: str
    source: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One published file: of which kind and period, where it is, and the files to expect if it is an archive.

    ``label`` is the period as the publisher writes it (``2024-25``, ``2025-26-q1``, ``2026-05``); a tidy copy of all
    years has neither label nor period.
    """

    kind: Kind
    label: str
    period: Period | None
    address: str
    format: str
    members: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name as published."""
        return PurePosixPath(unquote(urlsplit(self.address).path)).name

    def __str__(self) -> str:
        """``monthly 2026-05``."""
        return f"{self.kind} {self.label or self.name}"


@cache
def publications() -> dict[Kind, Publication]:
    """What each kind is."""
    return {
        Kind(r["kind"]): Publication(Kind(r["kind"]), r["title"], r["page"], r["source"]) for r in _rows("publications")
    }


@cache
def issues() -> tuple[Issue, ...]:
    """Every file of the catalogue, by kind, the latest first."""
    found = []
    for (kind, label, address, form), rows in groupby(
        sorted(_rows("addresses"), key=lambda row: row["address"]),
        lambda row: (row["kind"], row["period"], row["address"], row["format"]),
    ):
        members = tuple(row["member_of_archive"] for row in rows if row["member_of_archive"])
        found.append(Issue(Kind(kind), label, _period(label), address, form, members))
    found.sort(key=lambda issue: (issue.period.start if issue.period else date.max, issue.address), reverse=True)
    return tuple(sorted(found, key=lambda issue: list(Kind).index(issue.kind)))


def select(*, kinds: Collection[Kind] = (), years: Collection[str] = (), months: Collection[str] = ()) -> list[Issue]:
    """The files of these kinds (all statistics, if none is named) in any of these years or months (all, if none).

    A year is ``2024-25``, what lies within April 2024 to March 2025, or ``2024``, what begins in 2024. A month is
    ``2024-06``. Raises `ValueError` for a text that is neither.
    """
    spans = [_within_year(year) for year in years] + [_is_month(month) for month in months]
    wanted = kinds or STATISTICS
    return [
        issue
        for issue in issues()
        if issue.kind in wanted and (not spans or (issue.period and any(span(issue.period) for span in spans)))
    ]


def _within_year(text: str) -> Callable[[Period], bool]:
    if re.fullmatch(r"20\d\d", text):
        return lambda period: period.start.year == int(text)
    said = re.fullmatch(r"(20\d\d)[-/](?:20)?(\d\d)", text)
    if said is None or (int(said[1]) + 1) % 100 != int(said[2]):
        raise ValueError(f"{text!r} is no year; write 2024-25 for April 2024 to March 2025, or 2024.")
    year = year_of(int(said[1]))
    return lambda period: year.start <= period.start and period.end <= year.end


def _is_month(text: str) -> Callable[[Period], bool]:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise ValueError(f"{text!r} is no month; write 2024-06 for June 2024.")
    month = _period(text)
    return lambda period: period == month


def _period(label: str) -> Period | None:
    """``2024-25``, ``2025-26-q1`` and ``2026-05`` as a period. ``2011-12`` could be either; months begin in 2021."""
    if not label:
        return None
    first, second, *quarter = label.split("-")
    if quarter:
        return _quarter(int(first), int(quarter[0].removeprefix("q")))
    if int(second) == (int(first) + 1) % 100:
        return year_of(int(first))
    return month_of(int(first), int(second))


def _quarter(year: int, number: int) -> Period:
    """The first quarter of a financial year is April to June, the fourth January to March of the next year."""
    first, last = 3 * number, 3 * number + 2  # months since January of the year, from 0
    return Period(month_of(year + first // 12, first % 12 + 1).start, month_of(year + last // 12, last % 12 + 1).end)


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files(__package__) / f"{name}.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
