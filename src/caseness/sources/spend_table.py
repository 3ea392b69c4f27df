"""What was spent, by provider and period, from a table of the user's own; every fault is refused with its file and line.

A CSV file with the columns ``org_code, period, amount, scope, source``: the code of a provider, a financial year (2024/25), a
month (2024-04) or two days (2024-04-01 to 2025-03-31), pounds, what the amount covers, and where it comes from. Amounts are only
added and compared if they cover the same and no two of one provider overlap, so anything else is refused.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, ClassVar

from caseness.errors import InputRefused
from caseness.sources.published.inputs import sha256
from caseness.vocabulary.organisations import register
from caseness.vocabulary.period import Period, month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

COLUMNS = ("org_code", "period", "amount", "scope", "source")
_YEAR = re.compile(r"(\d{4})/(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Spent:
    """One row: pounds of its time that ``org_code`` spent in ``period``, by which ``source``; ``line`` of the file."""

    org_code: str
    period: Period
    amount: float
    source: str
    line: int


class SpendTable:
    """A table of spending by provider; ``scope`` is what every amount covers."""

    called: ClassVar = "a table of what providers spent"
    obtained: ClassVar = "a table org_code, period, amount, scope, source, given with --spend"
    of_people: ClassVar = False

    def __init__(self, rows: tuple[Spent, ...], scope: str, name: str, checksum: str) -> None:
        self.rows, self.scope, self.name, self.checksum = rows, scope, name, checksum
        self.queries: list[str] = []

    def recording(self) -> SpendTable:
        """The same: it is read as it stands, without a query."""
        return SpendTable(self.rows, self.scope, self.name, self.checksum)


def read_spend(file: Path, *, known: Collection[str] = ()) -> SpendTable:
    """The table in ``file``. An organisation is known if it is registered, or among ``known``.

    Raises `InputRefused` for the first fault: a file that cannot be read, a missing column, an amount that is missing, negative
    or no number, a period that is none, an organisation not known, a scope unlike the others', and periods of one
    organisation that repeat or overlap.
    """
    rows = _rows(file)
    if not rows:
        raise _refusal("has no row", file, None, f"Give a row for each provider and period: {', '.join(COLUMNS)}.")
    codes = {code for _level, code in register()} | set(known)
    scope = rows[0][1]["scope"].strip()
    spent = tuple(_spent(file, line, row, scope, rows[0][0], codes) for line, row in rows)
    _test_overlaps(file, spent)
    return SpendTable(spent, scope, file.name, sha256(file))


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if lacking:
                raise _refusal(f"no column {lacking[0]}", file, 1, f"The first line has to be {','.join(COLUMNS)}.")
            return [(reader.line_num, {column: row[column] or "" for column in COLUMNS}) for row in reader]
    except OSError as fault:
        raise _refusal(f"cannot be read: {fault.strerror}", file, None, "Check the path given with --spend.") from None
    except UnicodeDecodeError:
        raise _refusal("is not text in UTF-8", file, None, "Save it as UTF-8.") from None
    except csv.Error as fault:
        raise _refusal(f"is no CSV: {fault}", file, None, "Save it as CSV with commas.") from None


def _spent(file: Path, line: int, row: dict[str, str], scope: str, first: int, codes: Collection[str]) -> Spent:
    code, source = row["org_code"].strip(), row["source"].strip()
    if code not in codes:
        hint = "Give the code under which the provider is published."
        raise _refusal(f"organisation “{code}” is not known", file, line, hint)
    if row["scope"].strip() != scope or not scope:
        said = f"scope “{row['scope'].strip()}” unlike “{scope}” on line {first}" if scope else "no scope"
        raise _refusal(said, file, line, "Give amounts that all cover the same; put others in a table of their own.")
    if not source:
        raise _refusal("no source", file, line, "Say where the amount comes from.")
    return Spent(
        code, _period(file, line, row["period"].strip()), _amount(file, line, row["amount"].strip()), source, line
    )


def _amount(file: Path, line: int, text: str) -> float:
    if not text:
        raise _refusal("the amount is missing", file, line, "Give pounds, or leave the row out.")
    try:
        amount = float(text.removeprefix("£").replace(",", ""))
    except ValueError:
        raise _refusal(f"the amount “{text}” is no number", file, line, "Give pounds in figures: 1250000.") from None
    if not isfinite(amount) or amount < 0:
        raise _refusal(f"the amount {text} is under 0 or without end", file, line, "Give pounds of 0 or more.")
    return amount


def _period(file: Path, line: int, text: str) -> Period:
    try:
        if (year := _YEAR.fullmatch(text)) and int(year[2]) == (int(year[1]) + 1) % 100:
            return year_of(int(year[1]))
        if month := _MONTH.fullmatch(text):
            return month_of(int(month[1]), int(month[2]))
        if days := _DAYS.fullmatch(text):
            period = Period(date.fromisoformat(days[1]), date.fromisoformat(days[2]))
            if not period.is_whole_months:
                hint = "Counts are published by month: begin on the first day of a month and end on the last of one."
                raise _refusal(f"“{text}” is no whole months", file, line, hint)
            if period.start <= period.end:
                return period
    except ValueError:
        pass
    hint = "Write 2024/25, 2024-04 or 2024-04-01 to 2025-03-31."
    raise _refusal(f"“{text}” is no period", file, line, hint)


def _test_overlaps(file: Path, spent: tuple[Spent, ...]) -> None:
    for code in dict.fromkeys(row.org_code for row in spent):
        own = sorted((row for row in spent if row.org_code == code), key=lambda row: (row.period, row.line))
        for before, after in pairwise(own):
            if after.period.start <= before.period.end:
                earlier, later = sorted((before, after), key=lambda row: row.line)
                how = "repeats" if before.period == after.period else "overlaps"
                raise _refusal(
                    f"{code}, {later.period}: {how} {earlier.period} on line {earlier.line}",
                    file,
                    later.line,
                    "Give each day of a provider once.",
                )


def _refusal(what: str, file: Path, line: int | None, hint: str) -> InputRefused:
    return InputRefused(what, file=str(file), line=line, hint=hint)
