"""Dirty extracts, drawn from what the data set declares: values that fit their field and values that do not, side by side.

`drawn` gives the tables of several submissions as rows of text; `laid` writes them as an extract. Every row carries its
number, so that what a rule says of it can be compared with what a second implementation says.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

from caseness.vocabulary.data_set import FieldType, codes, fields, tables
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from caseness.vocabulary.data_set import Field, TableEntry

    Rows = list[dict[str, str]]

ROW = "row"
SENT = {"first": "2022-02", "second": "2022-03", "third": "2022-04", "fourth": "2024-02"}  # two of each version
KEYS = ("LocalPatientId", "ServiceRequestId", "CareContactId", "CareActId", "CarePersLocalId", "PauseID")
_TYPES = {
    FieldType.TIME: ("09:30", "9:30", "25:00", "noon"),
    FieldType.MONTH: ("2020-05", "1979-12", "2020/05", "2020-13", "May 2020"),
    FieldType.INTEGER: ("5", "60", "123456", "-1", "an hour"),
}
_FIELDS = {
    "NHSNumber": ("9434765919", "9990000018", "9434765918", "943476591", "?"),
    "Postcode": ("SW1A 1AA", "LONDON"),
    "CodedAssToolType": ("720433000", "473355002", "748161000000109", "747901000000107", "720433001", "PHQ9"),
    "PersScore": ("5", "27", "28", "3.5", "6.5", "9.", "Y", "NA", "q", "100000"),
    "SocPerCircumstance": ("42035005", "42035004", "160549006", "42"),
    "CodeObs": ("386053000", "386053001", "soon"),
    "CodeFind": ("F321", "F32", "F32100X", "83482000"),
    "LongTermCondition": ("J45X", "J45", "195967001", "19596"),
    "PresComp": ("F321", "F32", "83482000", "8348"),
    "CodeProcAndProcStatus": ("304891004", "304891004:408730004=443390004", "CBT", "1" * 57),
    "DatSetVer": ("2.0", "2.1", "2", "3.0"),
}


def drawn(random: Random, size: int) -> dict[str, dict[str, Rows]]:
    """For each submission, the rows of every official table."""
    return {name: {"IDS000Header": headers(random, month)} | below(random, month, size) for name, month in SENT.items()}


def below(random: Random, month: str, size: int) -> dict[str, Rows]:
    """The tables of one submission but its header; some rows stand twice, or nearly."""
    official = [entry for entry in tables() if entry.table.startswith("IDS") and entry.table != "IDS000Header"]
    content = {entry.table: [_row(random, entry, n, month, size) for n in range(size)] for entry in official}
    return {table: [*rows, *_again(random, table, rows)] for table, rows in content.items()}


def headers(random: Random, month: str) -> Rows:
    """A header that says provider, month and time, and others that say less."""
    period = month_of(*map(int, month.split("-")))
    declared = fields("IDS000Header", derived=False)
    rows = [{field.field: _value(random, field, month) for field in declared} for _row in range(3)]
    rows[0] |= {"OrgIDProv": "PRV", "ReportingPeriodStartDate": str(period.start)}
    rows[0] |= {"DateTimeDatSetCreate": f"{period.end} 9:00"}
    for row, nothing in zip(rows[1:], ("", "?" * 21), strict=True):
        row |= dict.fromkeys((name for name in row if name != "ReportingPeriodEndDate"), nothing)
    return [row | {ROW: str(n)} for n, row in enumerate(rows)]


def laid(folder: Path, submissions: dict[str, dict[str, Rows]]) -> Path:
    """The extract as a folder of CSV files, one folder for each submission."""
    for name, content in submissions.items():
        (folder / name).mkdir(parents=True)
        for table, rows in content.items():
            with (folder / name / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                names = [ROW, *(field.field for field in fields(table, derived=False))]
                writer = csv.DictWriter(file, names)
                writer.writeheader()
                writer.writerows(rows)
    return folder


def _again(random: Random, table: str, rows: Rows) -> Rows:
    """A few of the rows once more: the same but for one field, which is blank in both or differs."""
    again = []
    for number, row in enumerate(random.sample(rows, len(rows) // 4), len(rows)):
        field = random.choice(fields(table, derived=False)).field
        row[field] = random.choice((row[field], ""))
        again.append(row | {field: random.choice((row[field], ""))} | {ROW: str(number)})
    return again


def _row(random: Random, entry: TableEntry, number: int, month: str, size: int) -> dict[str, str]:
    row = {field.field: _value(random, field, month) for field in fields(entry.table, derived=False)}
    for key in KEYS:
        if key in row:
            row[key] = _key(random, key, number if key == entry.key else None, size)
    return row | {ROW: str(number)}


def _key(random: Random, key: str, own: int | None, size: int) -> str:
    """The key of a row, now and then another's; or the key of a row that it hangs on, now and then of none."""
    if random.random() < 0.08:
        return random.choice(("", "x" * 21))
    number = own if own is not None and random.random() < 0.9 else random.randrange(size + size // 8)
    return f"{key[0]}{number}"


def _value(random: Random, field: Field, month: str) -> str:
    if random.random() < 0.15:
        return ""
    if field.type in (FieldType.DATE, FieldType.TIMESTAMP):
        return _date(random, month)
    if field.type in _TYPES:
        return random.choice(_TYPES[field.type])
    if field.field in _FIELDS:
        return random.choice(_FIELDS[field.field])
    listed = [code.code for code in codes(field.code_list)] if field.code_list else []
    if listed:
        code = random.choice(listed)
        return random.choice((code, code, code.lower(), code.lstrip("0"), "?", "???"))
    return random.choice(("PRV", "prv", "A1", "X" * (field.longest or 3), "X" * ((field.longest or 3) + 1)))


def _date(random: Random, month: str) -> str:
    """Days about the period and far from it, in both writings, and some that are none."""
    period = month_of(*map(int, month.split("-")))
    near = (period.start, period.end, date(1980, 2, 29), date(2004, 12, 31))
    day = random.choice(near) + timedelta(days=random.choice((-1, 0, 1, 2)))
    far = (date(1890, 1, 1), period.end + timedelta(days=900))
    written = (f"{day}", f"{day}", f"{day:%d/%m/%Y}", f"{day}T10:30:00", f"{random.choice(far)}", "2023-02-30", "soon")
    return random.choice(written)
