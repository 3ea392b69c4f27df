"""What validating an extract takes: seconds and processor seconds for each table, and the most memory.

The argument is the folder of an extract, for instance one that ``caseness synth --referrals 1800000`` made: a year of
England. Target for that: two minutes on two cores. Where the processor seconds are far fewer than the seconds, the machine
was busy with something else.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from caseness.sources.records import open_records
from caseness.validation import validate


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds on the clock and of the processor, and the most memory so far in megabytes."""

    seconds: float
    cpu: float
    peak: float

    @classmethod
    def now(cls) -> _Cost:
        """Of this process."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return cls(time.perf_counter(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def line(self, what: str, before: _Cost) -> str:
        """What was used since ``before``."""
        seconds, cpu = self.seconds - before.seconds, self.cpu - before.cpu
        return f"{what:40} {seconds:8.1f} s {cpu:8.1f} s of processor, up to {self.peak:,.0f} MB"


def main(folder: str) -> None:
    """Print one line for opening the extract, one for each table, and one for all of it."""
    start = last = _Cost.now()

    def done(what: str) -> None:
        nonlocal last
        now = _Cost.now()
        print(now.line(what, last), flush=True)
        last = now

    records = open_records(Path(folder))
    rows = {table: sum(file.rows for file in records.files if file.table == table) for table in records.columns}
    done(f"open ({sum(rows.values()):,} rows)")
    validation = validate(records, lambda table, *_of: done(f"{table} ({rows.get(table, 0):,} rows)"))
    done("the rest")
    computed = sum(outcome.broken is not None for outcome in validation.outcomes)
    done(f"{computed} of {len(validation.outcomes)} rules")
    print(last.line("all of it", start))


if __name__ == "__main__":
    main(*sys.argv[1:])
