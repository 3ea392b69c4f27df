"""What the field has names for, as data: levels, statistics, measures, breakdowns, organisations.

Values live in the CSV files of ``data/``, each row with its source; this module is their typed face.
"""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """Whose figure it is. An STP (to 2022) is not an ICB, a CCG (to 2022) not a Sub-ICB."""

    ENGLAND = "England"
    REGION = "Region"
    ICB = "ICB"
    STP = "STP"
    SUB_ICB = "SubICB"
    CCG = "CCG"
    PROVIDER = "Provider"
    SUB_ICB_PROVIDER = "SubICB/Provider"
    CCG_PROVIDER = "CCG/Provider"


class Statistic(StrEnum):
    """What was done to the records to get the printed figure."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    MEAN = "mean"
    MEDIAN = "median"
    MINIMUM = "min"
    MAXIMUM = "max"
    SUM = "sum"
    STANDARD_DEVIATION = "sd"
    EFFECT_SIZE = "effect_size"


class Mark(StrEnum):
    """What a printed figure lets a reader know. None of these ever becomes another."""

    EXACT = "exact"
    ROUNDED = "rounded"
    SUPPRESSED = "suppressed"
    ZERO = "zero"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class Frequency(StrEnum):
    """How long the reporting period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


TOTAL = "total"  # breakdown and category of a figure that is not broken down


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv``."""
    path = resources.files(__package__) / "data" / f"{name}.csv"
    return tuple(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@cache
def title(measure: str) -> str:
    """How a measure is called in words, as ``data/measures.csv`` has it."""
    return next((row["title"] for row in table("measures") if row["measure"] == measure), measure.replace("_", " "))


@cache
def label(measure: str) -> str:
    """How a measure is called beside others of its kind, in a word or two; its title where it has no shorter name."""
    rows = (row["label"] for row in table("measures") if row["measure"] == measure and row["label"])
    return next(rows, title(measure))


@cache
def official_ids() -> Mapping[tuple[str, Statistic], str]:
    """The official id of each measure and statistic that has one."""
    rows = (row for row in table("measures") if row["official_id"])
    return {(row["measure"], Statistic(row["statistic"])): row["official_id"] for row in rows}


@cache
def breakdown_title(breakdown: str) -> str:
    """How a breakdown is called in words, as ``data/breakdowns.csv`` has it."""
    return next((r["title"] for r in table("breakdowns") if r["breakdown"] == breakdown), breakdown.replace("_", " "))
