"""Extracts small enough to read: tables drawn in text become files in a folder.

::

    write(folder, IDS101Referral='''
        ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate
        R1                P1              2024-04-02
        R2                P2              .
    ''')

Columns are parted by two spaces or more; a full stop is a blank.
"""

from __future__ import annotations

import csv
import re
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, **tables: str) -> Path:
    """Each table as a CSV file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_rows(text))
    return folder


def national(folder: Path, *providers: str) -> Path:
    """An extract of the warehouse: a load of each provider with one referral, received in April or May 2024 by turns."""
    keys = "UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider"
    each = [(n, f"{n}  {n}  1489  {provider}") for n, provider in enumerate(providers, 1)]
    referrals = [f"R{n}  P{n}  P{n}  2024-0{5 - n % 2}-02  {row}" for n, row in each]
    people = [f"P{n}  {row}" for n, row in each]
    return write(
        folder,
        IDS101Referral="\n".join(
            [f"PathwayID  Person_ID  RecordNumber  ReferralRequestReceivedDate  {keys}", *referrals]
        ),
        IDS001MPI="\n".join([f"RecordNumber  {keys}", *people]),
        IDS201CareContact=f"PathwayID  {keys}",
    )


def submission(folder: Path, month: str, made: str, **tables: str) -> Path:
    """A submission of provider PRV for a month (``2024-04``), made at an ISO time, with at least its three main tables."""
    header = f"""
        DatSetVer  OrgIDProv  OrgIDSubmit  PrimSystemInUse  ReportingPeriodStartDate  ReportingPeriodEndDate  DateTimeDatSetCreate
        2.1        PRV        PRV          made             {month}-01                {month}-28              {made}
    """
    return write(folder, IDS000Header=header, **tables)


def _rows(text: str) -> list[list[str]]:
    return [
        ["" if cell == "." else cell for cell in re.split(r"\s{2,}", line.strip())]
        for line in dedent(text).strip().splitlines()
    ]
