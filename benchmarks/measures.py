"""What pathways and measures take: at growing sizes, beside a mere scan, and beside other ways to the same key figures.

``make bench`` runs it on synthetic extracts of 10,000 to 100,000 referrals of a year; with ``--england``, up to 1.8 million.
``--extract FOLDER`` measures one that is there, with ``--years 10`` ten years of it, and ``--parts scan,sql`` only some
parts. Each runs in processes of its own, so that its memory is its own, and is told when it is done; one that takes longer
than ``--seconds`` or more memory than there is, is given up and the rest goes on.

Targets at 1.8 million on two cores: pathways in 30 s and within five times a scan of the same columns, all measures at five
levels for twelve months in 20 s, 6 GB; the key metrics at least 3 times as fast as the wide queries on DuckDB and 10 times as
fast as PySpark and pandas. Where the processor seconds are far fewer than twice the seconds, the machine was busy.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import key_metrics
import stretches
from cost import Cost
from extracts import made, repeated

_SIZES = (10_000, 30_000, 100_000)
_ENGLISH_SIZES = (300_000, 1_800_000)
_DERIVED = ("pathways", "measures", "key")  # in one process, as the others need the first
_PARTS = ("scan", *_DERIVED, *key_metrics.WAYS)
_LONGEST = 1800  # seconds
_SHARE_OF_MEMORY = 0.8

_RATIOS = (
    ("pathways", "scan", "pathways take {:.1f} times the scan of their columns (target: at most 5)"),
    ("sql", "key", "the wide queries on DuckDB take {:.1f} times the key metrics from pathways (target: at least 3)"),
    ("spark", "key", "PySpark takes {:.1f} times the key metrics from pathways (target: at least 10)"),
    ("pandas", "key", "pandas takes {:.1f} times the key metrics from pathways (target: at least 10)"),
)

Told = dict[str, Any]
"""What a part told: ``seconds``, ``cpu``, ``peak``, and the ``answer`` where it has one."""


def main() -> None:
    """Measure an extract, or some that are made here."""
    asked = _asked()
    if asked.extract:
        print(f"{asked.extract}", flush=True)
        if asked.years == 1:
            _measure(asked.extract, asked.parts, asked.seconds)
            return
        with repeated(asked.extract, asked.years) as folder:
            _measure(folder, asked.parts, asked.seconds)
        return
    grown: dict[int, dict[str, Told]] = {}
    for referrals in (*_SIZES, *(_ENGLISH_SIZES if asked.england else ())):
        with made(referrals) as folder:
            grown[referrals] = _measure(folder, asked.parts, asked.seconds)
            _growth(grown)


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--england", action="store_true", help="also 300,000 and 1.8 million referrals")
    words.add_argument("--extract", type=Path, help="the folder of an extract in Parquet, instead of making some")
    words.add_argument("--years", type=int, default=1, help="so many years of that extract, of other people each time")
    words.add_argument("--parts", type=_parts, default=_PARTS, help=f"of {','.join(_PARTS)}; all if not given")
    words.add_argument("--seconds", type=float, default=_LONGEST, help="after which a process is given up")
    return words.parse_args()


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := set(parts) - set(_PARTS):
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
    return parts


def _measure(folder: Path, parts: list[str], seconds: float) -> dict[str, Told]:
    """What each part took, by its name, and how they compare."""
    found: dict[str, Told] = {}
    if "scan" in parts:
        found |= _apart(stretches.__file__, "scan", folder, seconds)
    if derived := [part for part in _DERIVED if part in parts]:
        found |= _apart(stretches.__file__, ",".join(derived), folder, seconds)
    for way in key_metrics.WAYS:
        if way in parts:
            found |= _apart(key_metrics.__file__, way, folder, seconds)
    for part, other, words in _RATIOS:
        if part in found and other in found:
            by_clock, by_processor = (found[part][name] / found[other][name] for name in ("seconds", "cpu"))
            print(f"{words.format(by_clock)}; {by_processor:.1f} times the processor time", flush=True)
    _held_together({part: told["answer"] for part, told in found.items() if "answer" in told})
    return found


def _apart(script: str, parts: str, folder: Path, seconds: float) -> dict[str, Told]:
    """Run parts in a process of their own and print what each took as soon as it is told."""
    found: dict[str, Told] = {}
    command = [sys.executable, script, parts, str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_within_memory
    )
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
    reader.start()
    stopwatch = threading.Timer(seconds, process.kill)
    stopwatch.start()
    for line in process.stdout or ():
        told = json.loads(line)
        print(Cost(told["seconds"], told["cpu"], told["peak"]).told(told["what"]), flush=True)
        found[told["part"]] = told
    status = process.wait()
    late = not stopwatch.is_alive()
    stopwatch.cancel()
    reader.join()
    if status:
        why = f"took more than {seconds:,.0f} s" if late else (errors or [f"status {status}"])[-1].strip()
        print(f"{parts}: given up, {why}", flush=True)
    return found


def _within_memory() -> None:
    """Let a process fail, rather than the machine, where it wants more memory than most of what there is."""
    most = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _SHARE_OF_MEMORY)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _held_together(answers: dict[str, dict[str, int]]) -> None:
    """Whether all ways came to the same table. Ends the program with status 1 where they did not."""
    if len(answers) < 2:
        return
    first, *others = answers
    for other in others:
        one, two = answers[first].items(), answers[other].items()
        if apart := sorted(one ^ two):
            print(f"{first} and {other} differ in {len(apart):,} figures, such as {apart[:4]}", flush=True)
            sys.exit(1)
    print(f"{', '.join(answers)}: the same {len(answers[first]):,} figures", flush=True)


def _growth(grown: dict[int, dict[str, Told]]) -> None:
    """Time against size: processor seconds per 1,000 referrals, and the power of the size by which they grow at last."""
    for part in ("pathways", "measures", "key"):
        cpu = {size: found[part]["cpu"] for size, found in grown.items() if part in found}
        if len(cpu) > 1:
            rates = ", ".join(f"{seconds / size * 1000:.3f} at {size:,}" for size, seconds in cpu.items())
            (small, before), (large, after) = list(cpu.items())[-2:]
            power = math.log(after / before) / math.log(large / small)
            print(
                f"{part}: processor seconds per 1,000 referrals {rates}; grows with the power {power:.2f}", flush=True
            )


if __name__ == "__main__":
    main()
