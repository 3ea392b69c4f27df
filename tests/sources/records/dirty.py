"""Extracts of all tables in which every field holds, row after row, what exports hold and what they should not."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from caseness.vocabulary.data_set import FieldType, codes, fields, tables

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.vocabulary.data_set import Field

_WRITTEN = {
    FieldType.TEXT: (
        "x",
        " padded ",
        "\ttab",
        "",
        "Ünïcode £",
        "it's",
        'say "so"',
        "back\\slash",
        "line\nbreak",
        "%",
        "0",
    ),
    FieldType.INTEGER: ("12", "9.0", "-1", "28", "N/A", "12.5", "1e3", "", "007", "+5", "12345678901234567890", "0"),
    FieldType.DECIMAL: ("2.31", "3", "-0.5", ".5", "5.", "abc", "", "1e3", "0"),
    FieldType.FLAG: ("True", "FALSE", "1", "0", "1.0", "", "Y", "n", "maybe"),
    FieldType.DATE: (
        "2024-02-29",
        "29/02/2024",
        "31/02/2024",
        "2023-02-29",
        "2024-05-10T09:00:00",
        "10/05/2024 00:00",
        "2024-05-10 00:00:00.000",
        "2999-12-31",
        "soon",
        "",
    ),
    FieldType.TIME: ("09:30", "9:30", "23:59:59", "24:00", "09:30:00.0000000", "noon", ""),
    FieldType.TIMESTAMP: ("2024-05-10T09:00:07", "10/05/2024", "10/05/2024 09:15", "31/02/2024 09:00", "now", ""),
    FieldType.MONTH: ("2023-05", "2023/05", "2023-13", "May", "2023-05-09", ""),
}
_ROWS = 12
_HEADER, _SUBMISSIONS = "IDS000Header", "IsLatest_SubmissionID"
_SENT = [entry for entry in tables() if entry.table not in (_HEADER, _SUBMISSIONS)]


def national(folder: Path) -> Path:
    """The tables as the warehouse keeps it, three loads of one month and one of the next, some keys missing."""
    months = ("1489", "1489", "1489", "1490")
    for table in (entry.table for entry in tables()):
        rows = []
        for n in range(_ROWS):
            load = n % len(months)
            keys = {"AuditId": str(10 + load), "UniqueSubmissionID": f"S{load}", "Unique_MonthID": months[load]}
            person = {
                "PathwayID": "ABC"[n % 3],
                "RecordNumber": str(n),
                "OrgID_Provider": "RX2",
                "IsLatest": str(load // 2),
            }
            rows.append(_row(table, n, keys | person))
        _write(folder / f"{table}.csv", rows)
    return folder


def submitted(folder: Path) -> Path:
    """The tables as a provider submits it: April three times, May, and a month of another provider."""
    sent = (
        ("RX2", "2024-04-01", "2024-05-10T09:00:00"),
        ("RX2", "2024-04-01", "2024-05-10T09:00:01"),
        ("RX2", "01/04/2024", "2024-06-10T09:00:00"),
        ("RX2", "2024-05-01", ""),
        ("RX3", "2024-05-01", "31/02/2024"),
    )
    for number, (provider, month, made) in enumerate(sent):
        place = folder / f"{provider} {number}"
        place.mkdir(parents=True)
        header = {"OrgIDProv": provider, "ReportingPeriodStartDate": month, "DateTimeDatSetCreate": made}
        _write(place / f"{_HEADER}.csv", [_row(_HEADER, number, header, derived=False)])
        for entry in _SENT:
            keys = [k for k in (entry.key, entry.parent_key, "LocalPatientId", "NHSNumber") if k]
            rows = [_row(entry.table, n + number, {k: _key(k, n) for k in keys}, derived=False) for n in range(_ROWS)]
            _write(place / f"{entry.table}.csv", rows)
    return folder


def _key(field: str, n: int) -> str:
    return "" if n % 6 == 5 else f"{field[:1]}{n % 5}"


def _row(table: str, n: int, given: dict[str, str], *, derived: bool = True) -> dict[str, str]:
    declared = fields(table, derived=derived)
    return {f.field: given.get(f.field, _value(f, n + place)) for place, f in enumerate(declared)}


def _value(field: Field, n: int) -> str:
    listed = [code.code for code in codes(field.code_list)] if field.code_list else []
    loosely = [writing for code in listed for writing in (code, code.lstrip("0"), f" {code.lower()}")]
    pool = [*loosely, *_WRITTEN[field.type]]
    return pool[n % len(pool)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
