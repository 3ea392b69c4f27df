"""Published statistics small enough to read: tables drawn in text become a `Published`.

::

    publish(tmp_path, '''
        publication  period   org  recovery  at_caseness
        annual       2024/25  P1   50        100
        annual       2024/25  P2   *         100
    ''')

Columns are parted by two spaces or more. The first ones may be ``publication`` (annual or monthly), ``period`` (a financial
year or a month), ``level``, ``org``, ``breakdown`` and ``category``; level is England unless an ``org`` is named, then
Provider. Every other column is a measure. ``name%`` is its percentage, ``name:max`` its maximum, and so on; ``M031/name`` has an
official id. A full stop is a cell that is not printed at all, ``*`` one that is suppressed.
"""

from __future__ import annotations

import csv
import re
from textwrap import dedent
from typing import TYPE_CHECKING

from caseness.checks.assumed import shipped
from caseness.checks.finding import Answer, Finding, NotRun
from caseness.checks.registry import all_checks
from caseness.sources.published import load
from caseness.sources.published.layout import COMMON_COLUMNS
from caseness.vocabulary.period import month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caseness.checks.finding import Estimate
    from caseness.sources.published import Published

_PLACE = ("publication", "period", "level", "org", "breakdown", "category")


def publish(folder: Path, *tables: str) -> Published:
    """The tables as published statistics, read from a file of cited facts in ``folder``."""
    path = folder / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("publication", *COMMON_COLUMNS, "source"), restval="")
        writer.writeheader()
        for table in tables:
            writer.writerows(_facts(table))
    return load([path], cache=None)


def twelve_months(start_year: int, **counts: float) -> str:
    """A table of England's months from April of ``start_year``, each with the same counts."""
    months = [f"{start_year}-{month:02}" for month in range(4, 13)]
    months += [f"{start_year + 1}-{month:02}" for month in range(1, 4)]
    head = "publication  period  " + "  ".join(counts)
    return "\n".join([head, *("  ".join(("monthly", month, *map(str, counts.values()))) for month in months)])


def finding(check: str, published: Published) -> Finding:
    """What this check finds."""
    outcome = _run(check, published)
    assert isinstance(outcome, Finding), outcome
    return outcome


def answer(check: str, published: Published) -> Answer:
    """What this check answers."""
    return finding(check, published).result


def not_run(check: str, published: Published) -> NotRun:
    """Why this check could not be run."""
    outcome = _run(check, published)
    assert isinstance(outcome, NotRun), outcome
    return outcome


def estimates(result: Answer, name: str) -> list[Estimate]:
    """The answer's estimates of this name."""
    return [estimate for estimate in result.estimates if estimate.name == name]


def estimate(result: Answer, name: str) -> Estimate:
    """The answer's first estimate of this name."""
    return estimates(result, name)[0]


def _run(identity: str, published: Published) -> Finding | NotRun:
    (check,) = (check for check in all_checks() if check.id == identity)
    return check.run([published, shipped()])


def _facts(table: str) -> Iterator[dict[str, str]]:
    head, *lines = (re.split(r"\s{2,}", line.strip()) for line in dedent(table).strip().splitlines())
    for line in lines:
        row = dict(zip(head, line, strict=True))
        place = _place({key: row.pop(key, "") for key in _PLACE})
        for column, value in row.items():
            if value != ".":
                official_id, _slash, name = column.rpartition("/")
                measure, statistic = _measure(name)
                yield place | {
                    "official_id": official_id,
                    "printed_name": measure,
                    "statistic": statistic,
                    "value": value,
                }


def _place(row: dict[str, str]) -> dict[str, str]:
    org = row["org"].strip("-")
    year, month = (int(part) for part in re.split("[/-]", row["period"]))
    period = year_of(year) if "/" in row["period"] else month_of(year, month)
    return {
        "publication": row["publication"],
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "level": row["level"] or ("Provider" if org else "England"),
        "org_code": org,
        "org_name": f"Provider {org}" if org else "",
        "breakdown": row["breakdown"] or "Total",
        "category_a": row["category"].strip("-"),
        "source": "made for a test",
    }


def _measure(column: str) -> tuple[str, str]:
    if column.endswith("%"):
        return column.removesuffix("%"), "percentage"
    measure, _colon, statistic = column.partition(":")
    return measure, statistic or "count"
