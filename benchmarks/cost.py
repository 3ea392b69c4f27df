"""What a stretch of work took of this process: seconds on the clock, processor seconds, and the most memory."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of the processor, and the most memory so far in megabytes."""

    seconds: float
    cpu: float
    peak: float

    @classmethod
    def now(cls) -> Cost:
        """Of this process."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return cls(time.perf_counter(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def line(self, what: str, before: Cost) -> str:
        """What was used since ``before``."""
        seconds, cpu = self.seconds - before.seconds, self.cpu - before.cpu
        return f"{what:46} {seconds:8.1f} s {cpu:8.1f} s of processor, up to {self.peak:,.0f} MB"
