"""A second reader, as plain as can be, that must agree with the first: csv, dictionaries, one row at a time.

It reads the layouts of the files it is given in the tests: the monthly statistics as published and tidy, the annual
statistics tidy and as an archive's main file.
"""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime
from typing import TYPE_CHECKING

from caseness import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Figure = tuple[object, ...]  # start, end, level, org, parent, breakdown, category, measure, statistic, value to mark
Printed = tuple[str, str, str, str, str, str, str, str, str, str]

MEASURES = {row["official_id"]: (row["measure"], row["statistic"]) for row in vocabulary.table("measures")}
NAMES = {
    (row["printed_name"].lower(), row["statistic"]): row["measure"]
    for row in vocabulary.table("printed_names")
    if row["publication"] == "annual"
}
LEVELS = {row["printed_level"]: row["level"] for row in vocabulary.table("levels")}
BREAKDOWNS = {row["printed_breakdown"]: row["breakdown"] for row in vocabulary.table("breakdowns")}
CATEGORIES = {
    (row["breakdown"], row["printed_category"].lower()): row["category"] for row in vocabulary.table("categories")
}


def figures(path: Path, year: int | None = None) -> list[Figure]:
    """Every figure of one file; ``year`` is the first of the financial year, for files that do not say."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    return sorted((figure(*printed) for row in rows for printed in texts(row, year)), key=str)


def texts(row: dict[str, str], year: int | None) -> Iterator[Printed]:
    """Start, end, level, organisation, parent, breakdown, category, what, statistic and value, as printed."""
    if "org_type" in row:
        organisation = row["org_type"], row["org_code"], ""
        broken = row["variable_type"], category(row["variable_a"], row["variable_b"])
        yield (
            row["start_date"],
            row["end_date"],
            *organisation,
            *broken,
            row["measure_name"],
            row["measure_statistic"],
            row["value"],
        )
    elif "OrgType" in row:
        organisation = row["OrgType"], row["OrgCode"], ""
        broken = row["VariableType"], category(row["VariableA"], row["VariableB"])
        for name in list(row)[6:]:
            yield f"{year}-04-01", f"{(year or 0) + 1}-03-31", *organisation, *broken, name, "", row[name]
    else:
        row = {name.lower().replace("reporting_period_", ""): value for name, value in row.items()}
        kind = row["group_type"]
        org = row["org_code2"] if kind.endswith("Provider") else row["org_code1"]
        value = row.get("value", row.get("measure_value_suppressed", row.get("measure_value", "")))
        yield (
            row.get("start_date", row.get("start", "")),
            row.get("end_date", row.get("end", "")),
            kind,
            org,
            row["org_code1"] if "/" in kind else "",
            "Total",
            "",
            row["measure_id"],
            "",
            value,
        )


def category(first: str, second: str) -> str:
    """The category of an annual row, from its two variables."""
    return ": ".join(part.strip() for part in (first, second) if part.strip() not in ("", "NULL", "NA"))


def figure(
    start: str, end: str, kind: str, org: str, parent: str, by: str, of: str, what: str, stat: str, value: str
) -> Figure:
    """What a printed row means."""
    level, breakdown = LEVELS[kind], BREAKDOWNS[by]
    of = "total" if breakdown == "total" else CATEGORIES.get((breakdown, of.lower()), of)
    if what in MEASURES:
        measure, stat = MEASURES[what]
    elif stat:
        measure = NAMES[what, stat]
    else:
        measure, stat = next((m, s) for (name, s), m in NAMES.items() if name == what.lower())
    identity = day(start), day(end), level, org if level != "England" else None, parent or None, breakdown, of
    return *identity, measure, stat, *limits(value, level, stat)


def day(text: str) -> date:
    """A date as 2024-04-01 or 01/04/2024."""
    return datetime.strptime(text, "%d/%m/%Y" if "/" in text else "%Y-%m-%d").date()


def limits(value: str, level: str, stat: str) -> tuple[float | None, float | None, float | None, str]:
    """Value, least, most and mark, by the rules of printing."""
    if value in ("NULL", "NA", "-"):
        return None, None, None, "not_applicable"
    if value == "" and level == "England":
        return None, None, None, "missing"
    if value in ("", "*"):
        return (None, 0, 4, "suppressed") if stat == "count" else (None, None, None, "suppressed")
    number = float(value)
    if stat == "count" and number == 0:
        return number, number, number, "zero"
    if stat in ("min", "max") or (stat in ("count", "sum") and (level == "England" or number % 5)):
        return number, number, number, "exact"
    if stat == "count":
        return number, max(number - 2, 5) if number >= 5 else number - 2, number + 2, "rounded"
    if stat == "sum":
        return number, number - 2, number + 2, "rounded"
    if stat == "percentage":
        half = 0.05 if level == "England" else 0.5
        low = max(number - half, 0) if number >= 0 else number - half
        high = min(number + half, 100) if number <= 100 else number + half
        return number, low, high, "rounded"
    return number, number - 0.05, number + 0.05, "rounded"
