"""Small made-up examples of every published layout, with the column names as they were published.

``published_columns.csv`` holds those names: publication, the periods that had them, and the columns. The numbers are
invented; they only follow the rules of printing (multiples of five below England, ``*`` for small ones).
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence


def _names(text: str) -> list[str]:
    return text.split()


MONTHLY = _names(
    "REPORTING_PERIOD_START REPORTING_PERIOD_END GROUP_TYPE ORG_CODE1 ORG_NAME1 ORG_CODE2 ORG_NAME2 MEASURE_ID "
    "MEASURE_NAME MEASURE_VALUE_SUPPRESSED"
)
MONTHLY_TIDY = _names(
    "reporting_period start_date end_date group_type org_code1 org_name1 org_code2 org_name2 measure_id measure_name "
    "measure_statistic value"
)
ANNUAL_TIDY = _names(
    "reporting_period start_date end_date org_type org_code org_name variable_type variable_a variable_b measure_name "
    "measure_statistic value"
)
THERAPY_TIDY = [*ANNUAL_TIDY[:-1], "measure_time", "value"]
MEDICATION_TIDY = _names(
    "start_date end_date nhs_fy org_type org_code org_name variable_type variable_a variable_b statistic measure value"
)
QUARTERLY = _names(
    "REPORTING_PERIOD_START REPORTING_PERIOD_END ICB ICBName SubICB SubICBName Provider ProviderName GroupType "
    "VariableType VariableA VariableB MEASURE_ID MEASURE_NAME MEASURE_VALUE_SUPPRESSED"
)
TIME_SERIES = [
    *("CCG code", "CCG name", "Provider code", "Provider name", "Group type", "Month-year", "Referrals Received"),
    *("First Treatment", "Finished a Course of Treatment", "Recovery rate"),
]
NATIONAL = ["GroupType", "Month", "ReferralsReceived", "SelfReferrals", "Recovery", "CBTApts"]

# Who: the columns GROUP_TYPE to ORG_NAME2 of the monthly files as published.
ENGLAND = ["England", "all", "all SubICBs", "all", "all Providers"]
REGION = ["CommissioningRegion", "Y60", "MIDLANDS", "all", "all Providers"]
SUB_ICB = ["SubICB", "99A", "NHS CHESHIRE ICB - 99A", "all", "all Providers"]
CCG = ["CCG", "00C", "NHS DARLINGTON CCG", "all", "all Providers"]
PROVIDER = ["Provider", "all", "all SubICBs", "RX1", "NOTTINGHAM"]
SUB_ICB_PROVIDER = ["SubICB/Provider", "99A", "NHS CHESHIRE ICB - 99A", "RX1", "NOTTINGHAM"]
CCG_PROVIDER = ["CCG/Provider", "00C", "NHS DARLINGTON CCG", "RX1", "NOTTINGHAM"]
GROUPS = (ENGLAND, REGION, SUB_ICB, CCG, PROVIDER, SUB_ICB_PROVIDER, CCG_PROVIDER)
REFERRALS, FINISHED = ["M001", "Count_ReferralsReceived"], ["M076", "Count_FinishedCourseTreatment"]
RECOVERY, RECOVERY_RATE = ["M191", "Count_Recovery"], ["M192", "Percentage_Recovery"]


def csv_text(*rows: Sequence[object]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def monthly(
    *rows: Sequence[object], start: str = "2023-05-01", end: str = "2023-05-31", header: Sequence[str] = MONTHLY
) -> str:
    """A monthly file as published; a row is who, what and the printed value."""
    return csv_text(header, *([start, end, *row] for row in rows))


def all_groups(start: str = "2023-05-01", end: str = "2023-05-31", header: Sequence[str] = MONTHLY) -> str:
    """A monthly file with every kind of organisation and, below England, rounded and suppressed values."""
    rows = [
        [*who, *what, value]
        for who in GROUPS
        for what, exact, rounded in (
            (REFERRALS, "1523", "35"),
            (FINISHED, "611", "*"),
            (RECOVERY, "0", ""),
            (RECOVERY_RATE, "50.4", "48"),
        )
        for value in [exact if who is ENGLAND else rounded]
    ]
    return monthly(*rows, start=start, end=end, header=header)


def monthly_tidy(*rows: Sequence[object], month: str = "2023-05", end: str = "2023-05-31") -> str:
    """A monthly file in the tidy layout; a row is who, measure id, name, statistic and value."""
    return csv_text(MONTHLY_TIDY, *([month, f"{month}-01", end, *row] for row in rows))


def annual_tidy(*rows: Sequence[object], header: Sequence[str] = ANNUAL_TIDY) -> str:
    """An annual file of 2023-24 in the tidy layout; a row begins with the organisation type."""
    return csv_text(header, *(["2023-24", "2023-04-01", "2024-03-31", *row] for row in rows))


def published_columns() -> list[tuple[str, list[str], list[str]]]:
    """Publication, periods and columns of everything the official files and archives have had."""
    path = Path(__file__).with_name("published_columns.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [(r["publication"], r["periods"].split(), r["columns"].split()) for r in csv.DictReader(file)]


def columns_of(publication: str, period: str) -> list[str]:
    """The columns one publication had in one period."""
    return next(c for p, periods, c in published_columns() if p == publication and period in periods)


_FILE_NAMES = {
    "annual": "main",
    "annual_effect_size": "effect-size",
    "annual_employment": "employment-status",
    "annual_integrated": "iet-ltc",
    "annual_experience": "peq",
    "annual_medication": "psych-meds",
    "annual_therapist_role": "therapist-role",
    "annual_therapy_type": "therapy-type",
}
_TABLES = _names("therapy_number therapy_position therapy_concurrence therapy_outcomes therapy_by_problem")
_WHO = {
    "England": ["England", "All", "All"],
    "Commissioning Region": ["Commissioning Region", "Y60", "MIDLANDS"],
    "STP": ["STP", "E54000001", "CUMBRIA"],
    "ICB": ["ICB", "QYG", "NHS CHESHIRE AND MERSEYSIDE"],
    "CCG": ["CCG", "00C", "NHS DARLINGTON CCG"],
    "Provider": ["Provider", "RX1", "NOTTINGHAM"],
}
_KEYS = {
    "VariableType": ["Total", "Age Group"],
    "VariableA": ["NULL", "18 to 25"],
    "VariableB": ["NULL", "NULL"],
    "Measure": ["PHQ9", "GAD7"],
    "InitialCaseness": ["At caseness", "Not at caseness"],
    "Diagnosis": ["Total", "Depression"],
    "Probdesc": ["Total", "Depression"],
    "TherapyType": ["Cognitive Behaviour Therapy (CBT)", "Mindfulness"],
    "Therapy_Type": ["50 Cognitive Behavioural Therapy", "47 Mindfulness"],
}


def wide(publication: str, period: str) -> str:
    """One file of the annual archives: every organisation type, two rows each, a value in every cell."""
    header = columns_of(publication, period)
    levels = ("England", "Commissioning Region", *(("STP", "CCG") if period < "2022" else ("ICB",)), "Provider")
    if not {"OrgType", "OrganisationCode"} & set(header):
        levels = ("England",)
    return csv_text(header, *(_wide_row(header, _WHO[level], n) for level in levels for n in (0, 1)))


def _wide_row(header: Sequence[str], who: Sequence[str], which: int) -> list[str]:
    exact = ["1203", "0", "17", "NULL", ""] if who[0] == "England" else ["40", "*", "5", "NULL", ""]
    values = cycle(exact)
    row = []
    for column in header:
        short = column.replace("Organisation", "Org")
        if short in ("OrgType", "OrgCode", "OrgName", "Org"):
            row.append(who[("OrgType", "OrgCode", "OrgName", "Org").index(short) % 3])
        else:
            row.append(_KEYS[column][which] if column in _KEYS else next(values))
    return row


def annual_archive(period: str) -> dict[str, str]:
    """The files of the annual archive of one year, by their published names."""
    there = {p for p, periods, _columns in published_columns() if period in periods}
    return {
        f"psych-ther-ann-rep-csv-{period}-{name}.csv": wide(publication, period)
        for publication, name in _FILE_NAMES.items()
        if publication in there
    }


def therapy_archive(period: str) -> dict[str, str]:
    """The tables of therapy-based outcomes of one year, by their published names."""
    return {
        f"Therapy Based Outcomes Table {number}.csv": wide(publication, period)
        for number, publication in enumerate(_TABLES, start=1)
    }


def quarterly() -> str:
    """A quarterly file as published since 2025: all organisation types, nothing printed as ``null``."""
    period = ["2025-10-01", "2025-12-31"]
    england = ["All_ICB", "null", "All_SubICB", "null", "All_Provider", "null", "England"]
    region = ["Y60", "MIDLANDS", "All_SubICB", "null", "All_Provider", "null", "CommissioningRegion"]
    icb = ["QYG", "NHS CHESHIRE", "All_SubICB", "null", "All_Provider", "null", "ICB"]
    sub_icb = ["QYG", "NHS CHESHIRE", "99A", "NHS CHESHIRE ICB - 99A", "All_Provider", "null", "SubICB"]
    provider = ["All_ICB", "null", "All_SubICB", "null", "RX1", "NOTTINGHAM", "Provider"]
    pair = ["QYG", "NHS CHESHIRE", "99A", "NHS CHESHIRE ICB - 99A", "RX1", "NOTTINGHAM", "SubICB-Provider"]
    total, none = ["Total", "Total", "null"], ["Religion", "null", "null"]
    rows = [[*period, *who, *total, *REFERRALS, "1200"] for who in (england, region, icb, sub_icb, provider, pair)]
    return csv_text(QUARTERLY, *rows, [*period, *england, *none, *REFERRALS, "77"])


def time_series_rows(month: object = "2019-02-01") -> list[list[object]]:
    """The key-measures time series: header and one row of each kind, with real marks."""
    return [
        list(TIME_SERIES),
        ["All", "All", "All", "All", "England", month, 137647, 93098, 46212, 53.6],
        ["00C", "NHS DARLINGTON CCG", "All", "All", "CCG", month, 250, 190, 85, 49],
        ["All", "All", "RX1", "NOTTINGHAM", "Provider", month, 1505, "*", 610, 52],
        ["00C", "NHS DARLINGTON CCG", "RX1", "NOTTINGHAM", "CCG/Provider", month, "*", "*", "*", "*"],
    ]


def time_series_workbook(path: Path) -> Path:
    """The same as a workbook: a title sheet, and the table from row 8 on, its months as dates."""
    workbook = Workbook()
    title = workbook.active
    title.title = "Title sheet"
    title["B3"] = "Key measures\nFebruary 2019"
    table = workbook.create_sheet("Table 1")
    table["A2"] = "Return to contents"
    for number, row in enumerate(time_series_rows(date(2019, 2, 1)), start=8):
        for column, value in enumerate(row, start=1):
            table.cell(number, column, value)
    workbook.save(path)
    return path


def zipped(path: Path, members: dict[str, str]) -> Path:
    """A zip archive with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def gzipped(path: Path, text: str) -> Path:
    """A gzip file with this text."""
    path.write_bytes(gzip.compress(text.encode()))
    return path


def written(path: Path, text: str) -> Path:
    """A plain file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


def folder_of(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        written(folder / name, text)
    return folder
