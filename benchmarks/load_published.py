"""How long the published statistics take to read, first and from the cache, and how much memory at most.

Run by ``make bench``; the folder is the one argument. Each figure is measured in a process of its own, so that the peak
of one is not the peak of the other; starting Python and importing is left out of the times and kept in the memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from caseness.audit import audit
from caseness.sources.published import load

_RUNS = 3  # from the cache; the first read is made once


def main(folder: str) -> None:
    """Print one line per measurement."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as cache:
        _measure("first read", "load", folder, cache)
        for run in range(1, _RUNS + 1):
            _measure(f"from the cache, run {run}", "load", folder, cache)
        _measure("every check, from the cache", "audit", folder, cache)


def _measure(what: str, task: str, folder: str, cache: str) -> None:
    command = [sys.executable, __file__, task, folder, cache]
    seconds, megabytes, figures = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    print(
        f"{what:30} {float(seconds):7.2f} s   {float(megabytes):6.0f} MB at most   {int(figures):,} figures", flush=True
    )


def _run(task: str, folder: str, cache: str) -> None:
    """One measurement: seconds, peak megabytes and figures, on standard output."""
    published = None if task == "load" else load([Path(folder)], cache=Path(cache))
    start = time.perf_counter()
    if published is None:
        published = load([Path(folder)], cache=Path(cache))
    else:
        audit([published])
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, published.reading.figures)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        _run(*sys.argv[1:])
