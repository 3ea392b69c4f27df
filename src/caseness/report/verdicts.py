"""The words for verdicts and how they are counted. The degree of fill of a mark is the degree of support."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from caseness.checks.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.finding import Finding

WORDS: dict[Verdict | None, str] = {
    Verdict.HOLDS: "Holds",
    Verdict.IN_PART: "Holds in part",
    Verdict.DOES_NOT_HOLD: "Does not hold",
    Verdict.CANNOT_BE_TOLD: "Cannot be told from this",
    Verdict.DESCRIBED: "Described",
    Verdict.FLAG_3: "Flag, grade 3 of 3",
    Verdict.FLAG_2: "Flag, grade 2 of 3",
    Verdict.FLAG_1: "Flag, grade 1 of 3",
    Verdict.NO_FLAG: "No flag",
    None: "Not a question of fact",
}
_TALLY: dict[Verdict | None, tuple[str, str]] = {  # one, several
    Verdict.HOLDS: ("holds", "hold"),
    Verdict.IN_PART: ("in part", "in part"),
    Verdict.DOES_NOT_HOLD: ("does not", "do not"),
    Verdict.DESCRIBED: ("described", "described"),
    Verdict.FLAG_3: ("flag of grade 3", "flags of grade 3"),
    Verdict.FLAG_2: ("flag of grade 2", "flags of grade 2"),
    Verdict.FLAG_1: ("flag of grade 1", "flags of grade 1"),
    Verdict.NO_FLAG: ("without a flag", "without a flag"),
    Verdict.CANNOT_BE_TOLD: ("open", "open"),
    None: ("no question of fact", "no question of fact"),
}
DECIDED = (Verdict.HOLDS, Verdict.IN_PART, Verdict.DOES_NOT_HOLD, Verdict.DESCRIBED)


def in_order(findings: Iterable[Finding]) -> list[Verdict]:
    """The verdicts of findings, most support first; a question of value has none."""
    order = list(_TALLY)
    verdicts = [f.result.verdict for f in findings if f.result.verdict is not None]
    return sorted(verdicts, key=order.index)


def tally(findings: Sequence[Finding]) -> str:
    """``3 hold, 3 in part, 1 open``."""
    counts = Counter(finding.result.verdict for finding in findings)
    return ", ".join(
        f"{counts[verdict]} {one if counts[verdict] == 1 else several}"
        for verdict, (one, several) in _TALLY.items()
        if counts[verdict]
    )


def by_verdict(findings: Iterable[Finding]) -> list[tuple[Verdict | None, int]]:
    """How many findings got each verdict, those that occur, in the order of `WORDS`."""
    counts = Counter(finding.result.verdict for finding in findings)
    return [(verdict, counts[verdict]) for verdict in WORDS if counts[verdict]]
