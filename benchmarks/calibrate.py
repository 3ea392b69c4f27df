"""How near a made England comes to the published one: makes one and writes each margin beside its target.

Run by ``make calibration``; the documentation prints the file it writes, and a test holds that every figure in it is within
its tolerance. Exits with 1 where one is not.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from caseness.sources.synthetic.calibration import calibrate_folder, calibration_plan
from caseness.sources.synthetic.synthesis import synthesise

_REFERRALS = 200_000  # in two years


def main(out: str) -> int:
    """Write the comparison to ``out``."""
    plan = calibration_plan(_REFERRALS)
    with tempfile.TemporaryDirectory(prefix="caseness-calibration-") as scratch:
        folder = Path(scratch) / "extract"
        synthesise(plan, folder)
        comparisons = calibrate_folder(folder, plan)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["measure", "breakdown", "category", "value", "error"])
        for found in comparisons:
            made = [f"{found.margin.value:.4f}", f"{found.margin.error:.4f}"] if found.margin else ["", ""]
            rows.writerow([*found.target.key, *made])
    off = [found.target for found in comparisons if not found.within]
    for target in off:
        print("Off:", *target.key, file=sys.stderr)
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
