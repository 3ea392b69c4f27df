"""The same figure in two files: equal values are read once; of different ones the later publication's is kept.

Files carry no publication date, so the later one is told by what it covers: the file whose last period ends later was
published later; between equals, the file whose name sorts last. Every disagreement is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.published.printing import figures_sql, files, text
from caseness.sources.published.relation import Conflict, Overlap

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_LISTED = 1000
# Columns of labels with few different texts: as enumerations they are written twice as fast, and sort as listed.
_FEW_TEXTS = "source_file publication frequency level breakdown category measure official_id printed_name statistic"


def resolve(con: duckdb.DuckDBPyConnection, parts: Path, target: Path) -> tuple[list[Overlap], list[Conflict]]:
    """Write one row per figure to ``target``; what each two files have in common, and the first conflicts."""
    con.execute(f"CREATE TEMP TABLE labels AS FROM read_parquet({files(parts, '*.labels')})")
    for column in _FEW_TEXTS.split():
        con.execute(
            f"CREATE TYPE {column}_text AS ENUM "
            f"(SELECT DISTINCT {column} FROM labels WHERE {column} IS NOT NULL ORDER BY {column})"
        )
        con.execute(f"ALTER TABLE labels ALTER {column} TYPE {column}_text")
    con.execute(
        f"CREATE VIEW cells AS FROM read_parquet({files(parts, '*.cells')}, filename=true, file_row_number=true)"
    )
    con.execute("CREATE TEMP TABLE again AS SELECT key FROM cells GROUP BY key HAVING count(*) > 1")
    con.execute(f"CREATE TEMP TABLE editions AS {_RANKED}")
    kept = (
        "cells ANTI JOIN (SELECT key, label, file_row_number FROM editions WHERE rank > 1) "
        "USING (key, label, file_row_number)"
    )
    con.execute(f"COPY ({figures_sql(kept, 'labels')}) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    return _overlaps(con), _conflicts(con)


# A key is a number made of what a figure is (see printing.py); two figures that have it in common are told apart here.
_RANKED = """
    WITH covered AS (SELECT source_file, max(period_end) AS covers_to FROM labels GROUP BY source_file),
    files AS (SELECT label, meaning, source_file, covers_to FROM labels JOIN covered USING (source_file)),
    repeats AS (
        SELECT * EXCLUDE (mark), coalesce(number::VARCHAR, mark) AS printed
        FROM cells SEMI JOIN again USING (key) JOIN files USING (label)
    )
    SELECT *, row_number() OVER ranked AS rank, first_value(printed) OVER ranked AS kept,
        first_value(number) OVER ranked AS kept_number, first_value(source_file) OVER ranked AS kept_file
    FROM repeats
    WINDOW ranked AS (PARTITION BY key, meaning, org_code, parent_code
        ORDER BY covers_to DESC, source_file DESC, file_row_number DESC)"""


def _overlaps(con: duckdb.DuckDBPyConnection) -> list[Overlap]:
    """For each publication and two files: how many figures are equal, and in which ways the others differ."""
    rows = con.execute(
        "SELECT publication, min(period_start)::VARCHAR, max(period_end)::VARCHAR, kept_file, editions.source_file AS file, "
        "count(*) FILTER (printed = kept), count(*) FILTER (printed <> kept), "
        "count(*) FILTER (number IS NULL AND kept_number IS NOT NULL), "
        "count(*) FILTER (number IS NOT NULL AND kept_number IS NULL), "
        "max(abs(kept_number - number) / nullif(abs(number), 0)) "
        "FROM editions JOIN labels USING (label) WHERE rank > 1 GROUP BY ALL ORDER BY publication, kept_file, file"
    ).fetchall()
    return [Overlap(*row) for row in rows]


def _conflicts(con: duckdb.DuckDBPyConnection) -> list[Conflict]:
    """The first conflicts, in words."""
    rows = con.execute(
        f"SELECT concat_ws(', ', measure, statistic, level, org_code, parent_code, nullif(breakdown, 'total'), "
        f"nullif(category, 'total'), period_start || ' to ' || period_end) AS figure, kept, kept_file, printed, "
        f"editions.source_file FROM editions JOIN labels USING (label) WHERE rank > 1 AND printed <> kept "
        f"ORDER BY figure, editions.source_file, file_row_number LIMIT {_LISTED}"
    ).fetchall()
    return [Conflict(*row) for row in rows]
