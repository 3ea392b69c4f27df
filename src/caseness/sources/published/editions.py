"""The same figure in two files: equal values are read once; of different ones the later publication's is kept.

Files carry no publication date, so the later one is told by what it covers: the file whose last period ends later was
published later; between equals, the file whose name sorts last. Every disagreement is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.published.relation import Conflict

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_KEY = (
    "frequency, period_start, period_end, level, org_code, parent_code, breakdown, category, measure, statistic, family"
)
# The monthly files, their national extract and the key-measures series are one publication in several editions.
_FAMILY = "CASE WHEN publication IN ('monthly', 'monthly_national', 'time_series') THEN 'monthly' ELSE publication END"
_LISTED = 1000


def resolve(con: duckdb.DuckDBPyConnection, parts: Path, target: Path) -> tuple[int, int, list[Conflict]]:
    """Write one row per figure to ``target``; figures repeated, figures in conflict, and the first conflicts."""
    con.execute(
        f"CREATE VIEW parts AS SELECT *, {_FAMILY} AS family, hash({_KEY}) AS key FROM read_parquet('{parts}/*.parquet')"
    )
    con.execute("CREATE TEMP TABLE again AS SELECT key FROM parts GROUP BY key HAVING count(*) > 1")
    con.execute(
        "CREATE TEMP TABLE covered AS SELECT source_file, max(period_end) AS covers_to FROM parts GROUP BY source_file"
    )
    con.execute(
        f"CREATE TEMP TABLE editions AS SELECT *, row_number() OVER "
        f"(PARTITION BY {_KEY} ORDER BY covers_to DESC, source_file DESC, value DESC NULLS LAST) AS rank "
        f"FROM parts SEMI JOIN again USING (key) JOIN covered USING (source_file)"
    )
    con.execute(
        f"COPY (SELECT * EXCLUDE (known, family, key) FROM parts ANTI JOIN again USING (key) UNION ALL "
        f"SELECT * EXCLUDE (known, family, key, covers_to, rank) FROM editions WHERE rank = 1) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    return _compare(con)


def _compare(con: duckdb.DuckDBPyConnection) -> tuple[int, int, list[Conflict]]:
    differs = "(late.value IS DISTINCT FROM early.value OR late.mark <> early.mark)"
    same_key = " AND ".join(f"late.{c} IS NOT DISTINCT FROM early.{c}" for c in _KEY.split(", "))
    con.execute(
        f"CREATE TEMP TABLE compared AS SELECT late.*, early.value AS other, early.mark AS other_mark, "
        f"early.source_file AS other_file, {differs} AS differs "
        f"FROM editions AS late JOIN editions AS early "
        f"ON late.key = early.key AND {same_key} WHERE late.rank = 1 AND early.rank > 1"
    )
    counts = con.execute("SELECT count(*) FILTER (NOT differs), count(*) FILTER (differs) FROM compared").fetchone()
    repeated, conflicting = counts or (0, 0)
    rows = con.execute(
        f"SELECT concat_ws(', ', measure, statistic, level, org_code, parent_code, nullif(breakdown, 'total'), "
        f"nullif(category, 'total'), period_start || ' to ' || period_end), "
        f"coalesce(value::VARCHAR, mark), source_file, coalesce(other::VARCHAR, other_mark), other_file "
        f"FROM compared WHERE differs ORDER BY 1, 5 LIMIT {_LISTED}"
    ).fetchall()
    return repeated, conflicting, [Conflict(*row) for row in rows]
