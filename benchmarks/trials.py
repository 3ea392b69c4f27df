"""Every cited figure that was pooled from a database of trials, computed again from the databases.

Run as ``python benchmarks/trials.py FOLDER``, FOLDER with the databases ``metapsy-depression`` and
``metapsy-total-response`` (metapsy.org, ODC-BY 1.0). Prints a table; exits with 1 where a cited figure is not what the files
give to its last digit.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from caseness.checks.inputs import inputs, use
from caseness.value.trials import read_trials, recipes, recompute

if TYPE_CHECKING:
    from caseness.value.trials import Recomputed


def main(folder: str) -> int:
    """Print each figure as cited and as computed."""
    databases = read_trials(Path(folder))
    (correlation,) = use("pre_post_correlation")
    off = 0
    print("figure | cited | computed (95% interval; next trial) | trials or arms | people")
    for identity, recipe in recipes().items():
        found = recompute(recipe, databases[recipe.measure.database], correlation.value)
        cited = inputs()[identity].value
        off += round(found.value, recipe.measure.decimals) != cited
        print(identity, f"{cited:g}", _words(found), found.studies, found.people or "", sep=" | ")
    return 1 if off else 0


def _words(found: Recomputed) -> str:
    if found.pooled is None:
        return f"{found.value:g}"
    pooled = found.pooled
    following = "" if pooled.next_low is None else f"; {pooled.next_low:.3f} to {pooled.next_high:.3f}"
    return f"{pooled.mean:.3f} ({pooled.low:.3f} to {pooled.high:.3f}{following})"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
