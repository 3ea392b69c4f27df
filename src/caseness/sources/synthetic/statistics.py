"""The statistics that would be published of synthetic records: counted from the warehouse's own derived columns.

One file for each month in the layout of the monthly files, rounded and suppressed as they are, all organisations made up. They
are worked out in plain SQL on the files as written, apart from everything that derives pathways or computes measures, so that
what these come to can be held against them.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import duckdb

from caseness.sources.records import STATISTICS
from caseness.sources.synthetic.plan import Form
from caseness.vocabulary import table as rows_of
from caseness.vocabulary.disclosure import LEAST_SHOWN, ROUNDED_TO

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Organisations

_COLUMNS = (
    "REPORTING_PERIOD_START",
    "REPORTING_PERIOD_END",
    "GROUP_TYPE",
    "ORG_CODE1",
    "ORG_NAME1",
    "ORG_CODE2",
    "ORG_NAME2",
    "MEASURE_ID",
    "MEASURE_NAME",
    "MEASURE_VALUE_SUPPRESSED",
)
_SUPPRESSED = "*"
_SIX_WEEKS, _EIGHTEEN_WEEKS = 42, 126  # days
_ENDED = "ServDischDate BETWEEN starts AND ends"
_FINISHED = f"{_ENDED} AND CompletedTreatment_Flag"
_CASES = f"{_FINISHED} AND NOT NotCaseness_Flag"
_RELIABLY_RECOVERED = f"{_FINISHED} AND Recovery_Flag AND ReliableImprovement_Flag"
_WAIT = "date_diff('day', ReferralRequestReceivedDate, TherapySession_FirstDate)"
_PARTS = {  # by official id the condition that is counted, and of which the share is taken
    "M001": ("ReferralRequestReceivedDate BETWEEN starts AND ends", None),
    "M031": ("TherapySession_FirstDate BETWEEN starts AND ends", None),
    "M056": (_ENDED, None),
    "M076": (_FINISHED, None),
    "M153": (f"{_ENDED} AND TherapySession_FirstDate IS NULL", None),
    "M179": (f"{_FINISHED} AND NotCaseness_Flag", None),
    "M185": (f"{_FINISHED} AND ReliableImprovement_Flag", None),
    "M186": (f"{_FINISHED} AND ReliableImprovement_Flag", _FINISHED),
    "M187": (f"{_FINISHED} AND NoChange_Flag", None),
    "M189": (f"{_FINISHED} AND ReliableDeterioration_Flag", None),
    "M191": (f"{_FINISHED} AND Recovery_Flag", None),
    "M192": (f"{_FINISHED} AND Recovery_Flag", _CASES),
    "M193": (_RELIABLY_RECOVERED, None),
    "M195": (_RELIABLY_RECOVERED, _CASES),
    "M052": (f"{_FINISHED} AND {_WAIT} <= {_SIX_WEEKS}", None),
    "M053": (f"{_FINISHED} AND {_WAIT} <= {_SIX_WEEKS}", _FINISHED),
    "M054": (f"{_FINISHED} AND {_WAIT} <= {_EIGHTEEN_WEEKS}", None),
    "M055": (f"{_FINISHED} AND {_WAIT} <= {_EIGHTEEN_WEEKS}", _FINISHED),
}
_DATES = ("ReferralRequestReceivedDate", "ServDischDate", "TherapySession_FirstDate")
_FLAGS = (
    "UsePathway_Flag",
    "CompletedTreatment_Flag",
    "NotCaseness_Flag",
    "Recovery_Flag",
    "ReliableImprovement_Flag",
    "NoChange_Flag",
    "ReliableDeterioration_Flag",
)


def write_statistics(plan: Plan, organisations: Organisations, folder: Path) -> None:
    """Write ``published/monthly-YYYY-MM.csv`` for each month of the records in ``folder``."""
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in _cells(plan, folder):
        for level, code, name in _places(organisations, cell["provider"], cell["commissioner"]):
            key = (cell["starts"], cell["ends"], level, code, name)
            for place in range(len(_terms())):
                sums[key][f"n{place}"] += cell[f"n{place}"]
    by_month: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for key in sorted(sums, key=lambda k: (k[0], _LEVELS.index(k[2]), k[3])):
        by_month[f"{key[0]:%Y-%m}"] += _lines(key, sums[key])
    out = folder / STATISTICS
    out.mkdir()
    for month, lines in by_month.items():
        with (out / f"monthly-{month}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(lines)


_LEVELS = ("England", "CommissioningRegion", "ICB", "SubICB", "Provider")


def _terms() -> list[str]:
    """Every condition that is counted, once."""
    return list(dict.fromkeys(term for parts in _PARTS.values() for term in parts if term))


def _cells(plan: Plan, folder: Path) -> list[dict[str, Any]]:
    """The counts by month, provider and commissioner, of the rows that speak in the submissions that count."""
    read = "read_parquet('{}/*.parquet')" if plan.form is Form.PARQUET else "read_csv('{}/*.csv', all_varchar=true)"
    quoted = str(folder).replace("'", "''")
    dates = ", ".join(f"try_cast({name} AS DATE) AS {name}" for name in _DATES)
    flags = ", ".join(f"coalesce(try_cast({name} AS BOOLEAN), false) AS {name}" for name in _FLAGS)
    counts = ", ".join(f"count(*) FILTER (WHERE {term}) AS n{place}" for place, term in enumerate(_terms()))
    query = f"""
        WITH files AS (
            SELECT UniqueSubmissionID, AuditId, try_cast(ReportingPeriodStartDate AS DATE) AS starts,
                try_cast(ReportingPeriodEndDate AS DATE) AS ends
            FROM {read.format(f"{quoted}/IsLatest_SubmissionID")} WHERE try_cast(IsLatest AS BOOLEAN)
        ),
        referrals AS (
            SELECT UniqueSubmissionID, AuditId, OrgID_Provider AS provider, OrgIDComm AS commissioner, {dates}, {flags}
            FROM {read.format(f"{quoted}/IDS101Referral")}
        )
        SELECT starts, ends, provider, commissioner, {counts}
        FROM referrals JOIN files USING (UniqueSubmissionID, AuditId) WHERE UsePathway_Flag GROUP BY ALL"""
    with duckdb.connect() as connection:
        answer = connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _places(o: Organisations, provider: str, commissioner: str | None) -> list[tuple[str, str, str]]:
    """Level, code and name of every organisation that a referral counts for."""
    by = o.successor_of.get(provider, provider)
    at = o.commissioner_successor_of.get(commissioner or "", commissioner or "")
    providers, sub_icbs = o.provider_code.tolist(), o.sub_icb_code.tolist()
    found = [("England", "", "")]
    if at in sub_icbs:
        place = sub_icbs.index(at)
        icb = int(o.sub_icb_icb[place])
        region = int(o.icb_region[icb])
        found += [
            ("CommissioningRegion", str(o.region_code[region]), str(o.region_name[region])),
            ("ICB", str(o.icb_code[icb]), str(o.icb_name[icb])),
            ("SubICB", at, str(o.sub_icb_name[place])),
        ]
    if by in providers:
        found.append(("Provider", by, str(o.provider_name[providers.index(by)])))
    return found


def _lines(key: tuple[Any, ...], sums: dict[str, int]) -> list[tuple[Any, ...]]:
    starts, ends, level, code, name = key
    places = {term: f"n{place}" for place, term in enumerate(_terms())}
    first, second = (("", ""), (code, name)) if level == "Provider" else ((code, name), ("", ""))
    printed = {row["official_id"]: row for row in rows_of("measures")}
    lines = []
    for official, (part, whole) in _PARTS.items():
        above = sums[places[part]]
        shown = _count(above, level) if whole is None else _percentage(above, sums[places[whole]], level)
        name_of = printed[official]["measure"]
        lines.append((starts, ends, level, *first, *second, official, name_of, shown))
    return lines


def _count(number: int, level: str) -> str:
    if level == "England":
        return str(number)
    return _SUPPRESSED if number < LEAST_SHOWN else str((number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO)


def _percentage(above: int, below: int, level: str) -> str:
    if level == "England":
        return f"{math.floor(1000 * above / below + 0.5) / 10}" if below else ""
    if above < LEAST_SHOWN or below < LEAST_SHOWN:
        return _SUPPRESSED
    return str(math.floor(100 * above / below + 0.5))
