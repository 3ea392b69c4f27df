"""How long the model of value for money takes: the draws, all four options, and all that is told of them.

Run: python benchmarks/value.py [DRAWS]
The probabilistic analysis (draws, model, acceptability) of 10,000 draws is to stay under 5 seconds; it leaves with status 1
otherwise.
"""

from __future__ import annotations

import sys

from cost import Cost

from caseness.value.analysis import DRAWS, Analysis
from caseness.value.assumptions import read_assumptions

LIMIT = 5.0  # seconds of the processor


def main() -> None:
    """Print what each step took."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    analysis = Analysis(read_assumptions(), draws=draws)
    start = Cost.now()
    assert analysis.result.costs.shape[1] == draws
    assert analysis.acceptability.shape[0] == analysis.result.costs.shape[0]
    drawn = Cost.now()
    print(drawn.line(f"value: {draws:,} draws, four options", start))
    assert analysis.variants
    ways = Cost.now()
    print(ways.line("value: every way to count and horizon", drawn))
    assert analysis.each(analysis.thresholds[0])
    print(Cost.now().line("value: worth of knowing each assumption", ways))
    if draws <= DRAWS and drawn.cpu - start.cpu > LIMIT:
        sys.exit(f"{draws:,} draws took over {LIMIT:g} s of the processor")


if __name__ == "__main__":
    main()
