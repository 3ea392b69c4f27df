"""A table of key metrics, made by this project and three other ways, from the same extract.

The way of the nation's dashboard scripts is one wide query per level of organisation with a ``COUNT(DISTINCT CASE ...)`` for
each measure, over referrals joined with the submissions that count and the hierarchies of organisations. The query here is
written in that shape and runs on DuckDB and on Spark; pandas does the same with a mask and a count of different pathways for
each measure. These start from the columns that the warehouse derives; this project derives them itself, as pathways.

The answer of each way is the whole table, of five levels and every month, so that one can be held against another.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cost import Cost

from caseness.measures import compute, measures
from caseness.measures.periods import months_of
from caseness.sources.records import month_numbered
from caseness.vocabulary import Statistic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from caseness.pathways import Pathways

    Answer = dict[str, int]
    """Each figure of the table that is not 0, by level, month, organisation and measure."""

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
    "SubICB": "COALESCE(place, 'Other')",
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


def from_pathways(pathways: Pathways) -> Answer:
    """The table as this project makes it, once pathways are there."""
    asked = [measures()[name] for name in METRICS]
    figures = compute(pathways, asked, months_of(pathways.months.numbers)).to_pylist()
    return {
        f"{row['level']} {_month(row['period_start'])} {row['org_code']} {row['official_id']}": int(row["value"])
        for row in figures
        if row["statistic"] == Statistic.COUNT and row["value"]
    }


def _month(day: date) -> int:
    return month_numbered(f"{day:%Y-%m}")


def on_duckdb(folder: Path) -> None:
    """With DuckDB, a view for each table's files."""
    import duckdb

    before = Cost.now()
    with duckdb.connect() as engine:
        for name, files in FILES.items():
            engine.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder / files}'")
        found = {level: engine.sql(query(level)).to_arrow_table().to_pylist() for level in _LEVELS}
        Cost.now().report("sql", WAYS["sql"], before, answer=_answer(found))


def on_spark(folder: Path) -> None:
    """With PySpark on two cores; what it takes to start is told apart."""
    from pyspark.sql import SparkSession

    before = Cost.now()
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    for name, files in FILES.items():
        session.read.parquet(str(folder / files)).createOrReplaceTempView(name)
    started = Cost.now()
    started.report("spark start", "PySpark, start of the session", before)
    found = {level: [row.asDict() for row in session.sql(query(level)).collect()] for level in _LEVELS}
    Cost.now().report("spark", WAYS["spark"], started, answer=_answer(found))
    session.stop()


def on_pandas(folder: Path) -> None:
    """With pandas, the whole table in memory."""
    import pandas as pd

    before = Cost.now()

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
        "SubICB": place.where(place.isin(here.index)).fillna("Other"),
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
    Cost.now().report("pandas", WAYS["pandas"], before, answer=_answer(found))


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


def _answer(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> Answer:
    return {
        f"{level} {int(row['Unique_MonthID'])} {row['organisation']} {name}": int(row[name])
        for level, rows in found.items()
        for row in rows
        for name in METRICS
        if row[name]
    }


WAYS = {
    "sql": "key metrics, DuckDB, one wide query per level",
    "spark": "key metrics, PySpark on two cores",
    "pandas": "key metrics, pandas",
}
"""The other ways, by the part of the benchmark that each is."""
OTHERS: dict[str, Callable[[Path], None]] = {"sql": on_duckdb, "spark": on_spark, "pandas": on_pandas}


if __name__ == "__main__":
    OTHERS[sys.argv[1]](Path(sys.argv[2]))
