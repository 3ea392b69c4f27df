"""What pathways and measures take: at growing sizes, beside a mere scan, and beside other ways to the same key figures.

``make bench`` runs it on synthetic extracts of 10,000 to 100,000 referrals of a year; with ``--england``, up to 1.8 million. The
argument can also be the folder of an extract. Each stretch runs in a process of its own, so that its memory is its own.
Targets at 1.8 million on two cores: pathways in 30 s, all measures at five levels for twelve months in 20 s, 6 GB; pathways
within five times a scan of the same columns; the key metrics at least 3 times as fast as the wide queries on DuckDB and 10
times as fast as PySpark and pandas. Where the processor seconds are far fewer than twice the seconds, the machine was busy.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import key_metrics
from cost import Cost

from caseness.measures import compute, measures
from caseness.pathways import pathways_of
from caseness.sources.records import Records, month_named, open_records
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_SIZES = (10_000, 30_000, 100_000)
_ENGLISH_SIZES = (300_000, 1_800_000)


def main(*words: str) -> None:
    """Measure a folder, or extracts made here."""
    if words and words[0] != "--england":
        _measure(Path(words[0]))
        return
    for referrals in (*_SIZES, *(_ENGLISH_SIZES if words else ())):
        with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
            synth = "from caseness.cli import main; main()"
            made = ["synth", "--quiet", "--referrals", str(referrals), "--out", f"{scratch}/extract"]
            subprocess.run([sys.executable, "-c", synth, *made], check=True)
            print(f"{referrals:,} referrals", flush=True)
            _measure(Path(scratch) / "extract")


def _measure(folder: Path) -> None:
    """Each stretch in a process of its own; one that fails says so and the rest goes on."""
    for stretch in STRETCHES:
        subprocess.run([sys.executable, __file__, stretch, str(folder)], check=False)
    for way in key_metrics.WAYS:
        told = subprocess.run(
            [sys.executable, key_metrics.__file__, way, str(folder)], check=False, stderr=subprocess.DEVNULL
        )
        if told.returncode:
            print(f"{way:46} failed with status {told.returncode}", flush=True)


def _scan(folder: Path) -> None:
    """DuckDB reads every column that pathways are made from, and nothing else."""
    read: dict[str, set[str]] = defaultdict(set)
    asked = Records.of_loads

    def noted(records: Records, table: str, loads: ir.Table, names: Sequence[str]) -> ir.Table:
        read[table].update(names)
        return asked(records, table, loads, names)

    Records.of_loads = noted  # type: ignore[method-assign]
    with open_records(folder) as records:
        pathways_of(records)
        before = Cost.now()
        for table, names in sorted(read.items()):
            rows = records.as_found[table]
            there = [name for name in names if name in rows.columns]
            records.backend.to_pyarrow(rows.aggregate(**{name: rows[name].max() for name in there}))
        print(Cost.now().line("scan of the columns that pathways need", before), flush=True)


def _all(folder: Path) -> None:
    """Pathways, then every measure at five levels for every month."""
    with open_records(folder) as records:
        before = Cost.now()
        pathways = pathways_of(records)
        built = Cost.now()
        print(built.line("pathways", before), flush=True)
        figures = compute(pathways, measures().values(), _months(pathways))
        print(Cost.now().line(f"all measures ({figures.num_rows:,} figures)", built), flush=True)


def _key_metrics(folder: Path) -> None:
    """Pathways, then the key metrics only."""
    with open_records(folder) as records:
        before = Cost.now()
        pathways = pathways_of(records)
        built = Cost.now()
        asked = [measures()[name] for name in key_metrics.METRICS]
        figures = compute(pathways, asked, _months(pathways)).to_pylist()
        done = Cost.now()
        print(done.line("key metrics, from pathways", built), flush=True)
        print(done.line("key metrics, pathways included", before), flush=True)
    of_england = defaultdict(int)
    for row in figures:
        if row["level"] == "England" and row["statistic"] == "count":
            of_england[row["official_id"]] += int(row["value"])
    print(" ".join(f"{name}={of_england[name]}" for name in key_metrics.METRICS), flush=True)


def _months(pathways: Pathways) -> list[Period]:
    return [month_of(*map(int, month_named(number).split("-"))) for number in pathways.months.numbers]


STRETCHES = {"scan": _scan, "all": _all, "key-metrics": _key_metrics}


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STRETCHES:
        STRETCHES[sys.argv[1]](Path(sys.argv[2]))
    else:
        main(*sys.argv[1:])
