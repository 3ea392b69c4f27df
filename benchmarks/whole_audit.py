"""What a whole audit takes, phase by phase: seconds, processor seconds, peak memory, slowest checks, bytes written.

Run by ``make bench``; the arguments are the folder of published statistics and, if wanted, an empty folder to keep the
report in. The statistics are read into a cache first, in a process of its own, so that the phases are those of the second
audit of the same files. Target: 120 s and 3 GB with two cores, first read included. Where the processor seconds of the
checks are far fewer than the seconds, the machine was busy with something else.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from caseness.audit import audit, organisations_in
from caseness.report import write
from caseness.sources.published import load

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOWEST = 10
_SECONDS, _MEGABYTES = 120, 3072  # the target


def main(folder: str, out: str = "") -> None:
    """Print one line per phase, then the slowest checks, then the sum against the target."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
        cache = Path(scratch) / "cache"
        first = _apart("--read", folder, str(cache))
        _line("first read, into the cache", first)
        audited = _apart("--audit", folder, str(cache), out or str(Path(scratch) / "report"))
        total = _Cost(first.seconds + audited.seconds, first.cpu + audited.cpu, max(first.peak, audited.peak))
        held = "within" if total.seconds <= _SECONDS and total.peak <= _MEGABYTES else "NOT within"
        _line("all of it", total)
        print(f"{held} the target of {_SECONDS} s and {_MEGABYTES:,} MB")


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

    def since(self, start: _Cost) -> _Cost:
        """What was used since ``start``; the peak is that of the whole process."""
        return _Cost(self.seconds - start.seconds, self.cpu - start.cpu, self.peak)


def _apart(task: str, *words: str) -> _Cost:
    """Run a task in a process of its own and show what it prints; what it used, starting Python included."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, task, *words], stdout=subprocess.PIPE, text=True)
    used = (0.0, 0.0)
    for line in process.stdout or ():
        if line.startswith("used "):
            used = (float(line.split()[1]), float(line.split()[2]))
        else:
            print(line, end="", flush=True)
    if process.wait():
        sys.exit(f"{task} failed")
    return _Cost(time.perf_counter() - start, *used)


def _read(folder: str, cache: str) -> None:
    load([Path(folder)], cache=Path(cache))


def _audit(folder: str, cache: str, out: str) -> None:
    with _phase("load from the cache"):
        published = load([Path(folder)], cache=Path(cache))
    times: list[tuple[float, str]] = []
    last = time.perf_counter()

    def timed(check: str, _done: int, _of: int) -> None:
        nonlocal last
        now = time.perf_counter()
        times.append((now - last, check))
        last = now

    with _phase("every check"):
        outcome = audit([published], organisations=(), progress=timed)
    with _phase("organisations"):
        outcome = replace(outcome, organisations=organisations_in([published]))
    with _phase("report"):
        write(outcome, Path(out))
    for seconds, check in sorted(times, reverse=True)[:_SLOWEST]:
        print(f"  {check:40} {seconds:7.2f} s")
    _sizes(Path(out))
    print(
        f"{len(times)} checks: {len(outcome.findings)} findings, {len(outcome.not_run)} not run; "
        f"{len(outcome.organisations)} organisations"
    )


def _sizes(out: Path) -> None:
    """The largest files of the report and what stands in each folder, in megabytes."""
    sizes = {path.relative_to(out): path.stat().st_size for path in out.rglob("*") if path.is_file()}
    by_place: dict[str, int] = {}
    for path, size in sizes.items():
        place = f"{path.parts[0]}/" if len(path.parts) > 1 else path.name
        by_place[place] = by_place.get(place, 0) + size
    for place, size in sorted(by_place.items(), key=lambda item: -item[1]):
        print(f"  {place:40} {size / 1e6:7.2f} MB")
    print(f"{len(sizes)} files written, {sum(sizes.values()) / 1e6:.1f} MB")


@contextmanager
def _phase(name: str) -> Iterator[None]:
    start = _Cost.now()
    yield
    _line(name, _Cost.now().since(start))


def _line(name: str, cost: _Cost) -> None:
    print(f"{name:28} {cost.seconds:7.2f} s   {cost.cpu:7.2f} s of processor   {cost.peak:6.0f} MB at most", flush=True)


def _task(words: list[str]) -> None:
    match words:
        case ["--read", folder, cache]:
            _read(folder, cache)
        case ["--audit", folder, cache, out]:
            _audit(folder, cache, out)
    cost = _Cost.now()
    print("used", cost.cpu, cost.peak)


if __name__ == "__main__":
    if sys.argv[1].startswith("--"):
        _task(sys.argv[1:])
    else:
        main(*sys.argv[1:])
