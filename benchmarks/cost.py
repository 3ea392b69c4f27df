"""What a stretch of work took of this process and those below it: seconds, processor seconds, and the most memory."""

from __future__ import annotations

import json
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of the processor, and the most memory so far in megabytes."""

    seconds: float
    cpu: float
    peak: float

    @classmethod
    def now(cls) -> Cost:
        """Of this process, and of those it has started where the system tells of them, such as a Java engine."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        below = [_of_process(process) for process in _below("self")]
        cpu = used.ru_utime + used.ru_stime + sum(cpu for cpu, _peak in below)
        return cls(time.perf_counter(), cpu, used.ru_maxrss / 1024 + sum(peak for _cpu, peak in below))

    def since(self, before: Cost) -> Cost:
        """What was used since ``before``; the most memory is that of the whole process."""
        return Cost(self.seconds - before.seconds, self.cpu - before.cpu, self.peak)

    def line(self, what: str, before: Cost) -> str:
        """What was used since ``before``."""
        return self.since(before).told(what)

    def told(self, what: str) -> str:
        """A line of what a stretch took."""
        return f"{what:58} {self.seconds:8.1f} s {self.cpu:8.1f} s of processor, up to {self.peak:,.0f} MB"

    def report(self, part: str, what: str, before: Cost, **more: Any) -> None:
        """Tell the process that started this one, at once, what was used since ``before``."""
        used = self.since(before)
        told = {"part": part, "what": what, "seconds": used.seconds, "cpu": used.cpu, "peak": used.peak, **more}
        print(json.dumps(told), flush=True)


def _below(process: str) -> list[str]:
    """All processes below one; none where the system does not say."""
    children: list[str] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        children += listed.read_text().split()
    return children + [one for child in children for one in _below(child)]


def _of_process(process: str) -> tuple[float, float]:
    """Processor seconds and the most memory of another process; 0 of one that is gone."""
    try:
        times = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    peak = next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:")), 0.0)
    return (int(times[11]) + int(times[12])) / _TICKS, peak
