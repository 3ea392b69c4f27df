"""A table of key metrics, made three other ways than by this project, from the columns that the warehouse derives.

The way of the nation's dashboard scripts is one wide query per level of organisation with a ``COUNT(DISTINCT CASE ...)`` for
each measure, over referrals joined with the submissions that count and the hierarchies of organisations. The query here is
written in that shape and runs on DuckDB and on Spark; pandas does the same with a mask and a count of different pathways for
each measure. The other ways start from flags that are there; this project derives them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PERIOD = "BETWEEN ReportingPeriodStartDate AND ReportingPeriodEndDate"
_ENDED = f"ServDischDate {_PERIOD}"
_FINISHED = f"{_ENDED} AND CompletedTreatment_Flag"
METRICS = {
    "M001": f"ReferralRequestReceivedDate {_PERIOD}",
    "M023": f"Assessment_FirstDate {_PERIOD}",
    "M031": f"TherapySession_FirstDate {_PERIOD}",
    "M056": _ENDED,
    "M076": _FINISHED,
    "M184": f"TherapySession_SecondDate {_PERIOD}",
    "M185": f"{_ENDED} AND ReliableImprovement_Flag",
    "M187": f"{_FINISHED} AND NoChange_Flag",
    "M189": f"{_FINISHED} AND ReliableDeterioration_Flag",
    "M191": f"{_FINISHED} AND Recovery_Flag",
    "M193": f"{_FINISHED} AND Recovery_Flag AND ReliableImprovement_Flag",
}
"""Measures by their official id, as conditions on a referral; each counts different pathways."""

_COLUMNS = (
    "PathwayID",
    "UniqueSubmissionID",
    "AuditId",
    "OrgID_Provider",
    "OrgIDComm",
    "UsePathway_Flag",
    "ReferralRequestReceivedDate",
    "ServDischDate",
    "Assessment_FirstDate",
    "TherapySession_FirstDate",
    "TherapySession_SecondDate",
    "CompletedTreatment_Flag",
    "Recovery_Flag",
    "ReliableImprovement_Flag",
    "NoChange_Flag",
    "ReliableDeterioration_Flag",
)
_LEVELS = {
    "England": "'ENG'",
    "Region": "COALESCE(Region_Code, 'Other')",
    "ICB": "COALESCE(STP_Code, 'Other')",
    "Sub-ICB": "COALESCE(place, 'Other')",
    "Provider": "COALESCE(provider, 'Other')",
}
_BASE = f"""
    SELECT {", ".join(f"r.{name}" for name in _COLUMNS)},
        l.Unique_MonthID, l.ReportingPeriodStartDate, l.ReportingPeriodEndDate, h.Region_Code, h.STP_Code,
        h.Organisation_Code AS place, COALESCE(s.Prov_Successor, r.OrgID_Provider) AS provider
    FROM referrals r
    INNER JOIN submissions l
        ON r.UniqueSubmissionID = l.UniqueSubmissionID AND r.AuditId = l.AuditId AND l.IsLatest
    LEFT JOIN commissioner_changes c ON r.OrgIDComm = c.Org_Code
    LEFT JOIN provider_changes s ON r.OrgID_Provider = s.Prov_original
    LEFT JOIN hierarchy h ON COALESCE(c.New_Code, r.OrgIDComm) = h.Organisation_Code AND h.Effective_To IS NULL
    WHERE r.UsePathway_Flag
"""
FILES = {
    "referrals": "IDS101Referral/*.parquet",
    "submissions": "IsLatest_SubmissionID/*.parquet",
    "commissioner_changes": "Internal_Reference/ComCodeChanges.parquet",
    "provider_changes": "Internal_Reference/Provider_Successor.parquet",
    "hierarchy": "Reporting/Ref_ODS_Commissioner_Hierarchies_ICB.parquet",
}


def query(level: str) -> str:
    """The table of one level, for every month."""
    counts = ", ".join(
        f"COUNT(DISTINCT CASE WHEN {condition} THEN PathwayID END) AS {name}" for name, condition in METRICS.items()
    )
    organisation = _LEVELS[level]
    return f"SELECT Unique_MonthID, {organisation} AS organisation, {counts} FROM ({_BASE}) GROUP BY 1, 2"


def on_duckdb(folder: Path) -> Mapping[str, int]:
    """England's totals over all months, after the tables of every level were made."""
    import duckdb

    with duckdb.connect() as engine:
        for name, files in FILES.items():
            engine.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / files}'")
        return _totals({level: engine.sql(query(level)).to_arrow_table().to_pylist() for level in _LEVELS})


def on_spark(folder: Path) -> Mapping[str, int]:
    """The same, with PySpark on two cores."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    for name, files in FILES.items():
        session.read.parquet(str(folder / files)).createOrReplaceTempView(name)
    found = {level: [row.asDict() for row in session.sql(query(level)).collect()] for level in _LEVELS}
    session.stop()
    return _totals(found)


def on_pandas(folder: Path) -> Mapping[str, int]:
    """The same, with pandas, the whole table in memory."""
    import pandas as pd

    def read(name: str, columns: list[str] | None = None) -> pd.DataFrame:
        return pd.read_parquet(str(folder / FILES[name].removesuffix("/*.parquet")), columns=columns)

    rows = read("referrals", list(_COLUMNS))
    latest = read("submissions").query("IsLatest").drop(columns="OrgID_Provider")
    rows = rows[rows.UsePathway_Flag.fillna(value=False)].merge(latest, on=["UniqueSubmissionID", "AuditId"])
    changed = dict(read("commissioner_changes")[["Org_Code", "New_Code"]].itertuples(index=False))
    moved = dict(read("provider_changes")[["Prov_original", "Prov_Successor"]].itertuples(index=False))
    here = read("hierarchy").query("Effective_To.isnull()").set_index("Organisation_Code")
    place = rows.OrgIDComm.replace(changed)
    of = {
        "England": "ENG",
        "Region": place.map(here.Region_Code).fillna("Other"),
        "ICB": place.map(here.STP_Code).fillna("Other"),
        "Sub-ICB": place.where(place.isin(here.index)).fillna("Other"),
        "Provider": rows.OrgID_Provider.replace(moved).fillna("Other"),
    }
    met = _conditions(rows)
    found: dict[str, list[dict[str, Any]]] = {}
    for level, organisation in of.items():
        keyed = rows.assign(organisation=organisation)
        table = pd.DataFrame(
            {
                name: keyed[condition].groupby(["Unique_MonthID", "organisation"]).PathwayID.nunique()
                for name, condition in met.items()
            }
        )
        found[level] = table.fillna(0).reset_index().to_dict("records")
    return _totals(found)


def _conditions(rows: Any) -> dict[str, Any]:
    """The conditions of `METRICS` on a table of pandas."""

    def within(column: str) -> Any:
        return rows[column].between(rows.ReportingPeriodStartDate, rows.ReportingPeriodEndDate)

    def flag(column: str) -> Any:
        return rows[column].fillna(value=False).astype(bool)

    ended = within("ServDischDate")
    finished = ended & flag("CompletedTreatment_Flag")
    return {
        "M001": within("ReferralRequestReceivedDate"),
        "M023": within("Assessment_FirstDate"),
        "M031": within("TherapySession_FirstDate"),
        "M056": ended,
        "M076": finished,
        "M184": within("TherapySession_SecondDate"),
        "M185": ended & flag("ReliableImprovement_Flag"),
        "M187": finished & flag("NoChange_Flag"),
        "M189": finished & flag("ReliableDeterioration_Flag"),
        "M191": finished & flag("Recovery_Flag"),
        "M193": finished & flag("Recovery_Flag") & flag("ReliableImprovement_Flag"),
    }


def _totals(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, int]:
    return {name: sum(int(row[name]) for row in found["England"]) for name in METRICS}


WAYS: dict[str, Callable[[Path], Mapping[str, int]]] = {
    "DuckDB, one wide query per level": on_duckdb,
    "PySpark on two cores": on_spark,
    "pandas": on_pandas,
}


if __name__ == "__main__":
    from cost import Cost

    way, folder = sys.argv[1:]
    before = Cost.now()
    totals = WAYS[way](Path(folder))
    print(Cost.now().line(way, before))
    print(" ".join(f"{name}={number}" for name, number in totals.items()))
