"""What it takes to make synthetic extracts: seconds, processor seconds, peak memory of all processes, rows and size.

Run by ``make bench``; with ``--england``, a year of England too, with and without single answers. Targets on two cores: 20,000
referrals in 10 s; 1.8 million in 10 minutes and 6 GB, with single answers in 20. Where the processor seconds are far fewer
than twice the seconds, the machine was busy with something else. Memory is read from /proc, twice a second.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ENGLAND = 1_800_000
_MEGABYTES = 6_000
_RUNS = ((20_000, False, 10), (20_000, True, 20))
_ENGLISH_RUNS = ((_ENGLAND, False, 600), (_ENGLAND, True, 1200))
_BETWEEN_LOOKS = 0.5  # seconds


def main(*words: str) -> None:
    """Print one line per extract."""
    for referrals, items, target in (*_RUNS, *(_ENGLISH_RUNS if "--england" in words else ())):
        with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
            _measure(Path(scratch) / "extract", referrals, items, target)


def _measure(out: Path, referrals: int, items: bool, target: int) -> None:
    command = [sys.executable, "-c", "from caseness.cli import main; main()", "synth", "--quiet"]
    command += ["--referrals", str(referrals), "--out", str(out), *(["--items"] if items else [])]
    start, before = time.perf_counter(), _processor_seconds()
    process = subprocess.Popen(command)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(_BETWEEN_LOOKS)
    if process.returncode:
        sys.exit(f"synth failed with status {process.returncode}")
    seconds = time.perf_counter() - start
    held = "within" if seconds <= target and peak <= _MEGABYTES else "NOT within"
    rows = json.loads((out / "synthetic.json").read_text(encoding="utf-8"))["rows"]
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(
        f"{referrals:9,} referrals{' with answers' if items else '':13} {seconds:7.1f} s   "
        f"{_processor_seconds() - before:7.1f} s of processor   {peak:6.0f} MB at most   "
        f"{sum(rows.values()) / 1e6:7.1f} million rows   {size / 1e6:8.1f} MB   {held} {target} s and {_MEGABYTES:,} MB",
        flush=True,
    )


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> float:
    """Megabytes that a process and all below it hold; 0 where the system does not say."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)
    return own + sum(_memory(int(child)) for child in children)


if __name__ == "__main__":
    main(*sys.argv[1:])
