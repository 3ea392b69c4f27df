"""How long the published statistics take to load, first and from the cache, and how much memory that takes at most.

Usage: python benchmarks/load_published.py [FOLDER]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from caseness.sources.published import Published, load

FIRST_WITHIN, CACHED_WITHIN, MEMORY_WITHIN = 30.0, 1.0, 1.5  # seconds on two cores, seconds, GB


def main(folder: Path) -> None:
    """Load ``folder`` twice, with a cache of its own, and print what it took."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as cache:
        first, published = timed(folder, Path(cache))
        peak = peak_memory()
        cached, _published = timed(folder, Path(cache))
    reading = published.reading
    print(f"{reading.figures:,} figures of {len(reading.files)} files in {folder}, {os.cpu_count()} cores")
    print(f"first load    {first:6.1f} s   (within {FIRST_WITHIN:.0f} s on two cores)")
    print(f"from cache    {cached:6.2f} s   (within {CACHED_WITHIN:.0f} s)")
    print(f"peak memory   {peak:6.2f} GB  (within {MEMORY_WITHIN} GB)")


def timed(folder: Path, cache: Path) -> tuple[float, Published]:
    """Seconds that one load takes, and what it gives."""
    start = time.perf_counter()
    published = load([folder], cache=cache)
    return time.perf_counter() - start, published


def peak_memory() -> float:
    """Peak resident memory of this process in GB. Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e9 if sys.platform == "darwin" else 1e6)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/data/published"))
