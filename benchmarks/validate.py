"""What validating an extract takes: seconds and processor seconds for each table, and the most memory.

The argument is the folder of an extract. Without one, as ``make bench`` runs it, a synthetic extract of 20,000 referrals is
made and validated; with ``--england``, a year of England too, of 1.8 million. Target for that: 6 GB of memory. Each table is
told twice: once for its rules, once for how its fields are filled. Where the processor seconds are far fewer than the
seconds, the machine was busy with something else.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cost import Cost
from extracts import made

from caseness.sources.records import open_records
from caseness.validation import examine

_REFERRALS, _ENGLAND = 20_000, 1_800_000


def main(*words: str) -> None:
    """Measure a folder, or extracts made here; each in a process of its own, so that its memory is its own."""
    if words and words[0] != "--england":
        _measure(words[0])
        return
    for referrals in (_REFERRALS, *([_ENGLAND] if words else [])):
        with made(referrals) as folder:
            subprocess.run([sys.executable, __file__, str(folder)], check=True)


def _measure(folder: str) -> None:
    """Print one line for opening the extract, one for each table, and one for all of it."""
    start = last = Cost.now()

    def done(what: str) -> None:
        nonlocal last
        now = Cost.now()
        print(now.line(what, last), flush=True)
        last = now

    records = open_records(Path(folder))
    rows = {table: sum(file.rows for file in records.files if file.table == table) for table in records.columns}
    done(f"open ({sum(rows.values()):,} rows)")
    examined = examine(records, lambda table, *_of: done(f"{table} ({rows.get(table, 0):,} rows)"))
    outcomes = examined.validation.outcomes
    computed = sum(outcome.broken is not None for outcome in outcomes)
    done(f"the rest ({computed} of {len(outcomes)} rules)")
    print(last.line("all of it", start))


if __name__ == "__main__":
    main(*sys.argv[1:])
