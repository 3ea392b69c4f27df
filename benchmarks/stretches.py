"""The parts of the benchmark of measures that this project is, in one process: what it was asked for, told as it is done."""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import key_metrics
from cost import Cost

from caseness.measures import compute, measures
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.sources.records import Records, open_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir


def scan(folder: Path) -> None:
    """DuckDB reads every column that pathways are made from, and nothing else."""
    read = _columns_read(folder)
    with open_records(folder) as records:
        before = Cost.now()
        for table, names in sorted(read.items()):
            rows = records.as_found[table]
            there = [name for name in sorted(names) if name in rows.columns]
            records.backend.to_pyarrow(rows.aggregate(**{name: rows[name].max() for name in there}))
        Cost.now().report("scan", "scan of the columns that pathways need", before)


def _columns_read(folder: Path) -> dict[str, set[str]]:
    """By table the columns that pathways are made from, as an extract of the same tables without rows tells it."""
    read: dict[str, set[str]] = defaultdict(set)
    asked = Records.of_loads

    def noted(records: Records, table: str, loads: ir.Table, names: Sequence[str]) -> ir.Table:
        read[table].update(names)
        return asked(records, table, loads, names)

    Records.of_loads = noted  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as empty:
        for file in sorted(folder.glob("*/*.parquet")):
            place = Path(empty) / file.parent.name
            place.mkdir(exist_ok=True)
            duckdb.sql(f"SELECT * FROM '{file}' LIMIT 0").write_parquet(str(place / file.name))
        with open_records(Path(empty)) as records:
            pathways_of(records)
    Records.of_loads = asked  # type: ignore[method-assign]
    return read


def derive(folder: Path, parts: Sequence[str]) -> None:
    """Pathways; then, as asked, every measure at five levels for every month, and the key metrics alone."""
    with open_records(folder) as records:
        before = Cost.now()
        pathways = pathways_of(records)
        built = Cost.now()
        built.report("pathways", "pathways", before)
        if "measures" in parts:
            last = built

            def told(title: str, done: int, of: int) -> None:
                nonlocal last
                now = Cost.now()
                now.report("anchor", f"  {done} of {of}: {title}", last)
                last = now

            figures = compute(pathways, measures().values(), months_of(pathways.months.numbers), progress=told)
            Cost.now().report("measures", f"all measures ({figures.num_rows:,} figures)", built)
        if "key" in parts:
            start = Cost.now()
            answer = key_metrics.from_pathways(pathways)
            Cost.now().report("key", "key metrics, from pathways", start, answer=answer)


if __name__ == "__main__":
    part, extract = sys.argv[1], Path(sys.argv[2])
    if part == "scan":
        scan(extract)
    else:
        derive(extract, part.split(","))
