"""What could not be run is told once for all checks that lack the same."""

from __future__ import annotations

from caseness.checks.finding import Chapter, NotRun
from caseness.report.lacking import lacking


def lack(check: str, reason: str, chapter: Chapter = Chapter.QUALITY) -> NotRun:
    return NotRun(check=check, chapter=chapter, question=f"What of {check}?", reason=reason)


def test_checks_that_lack_the_same_stand_together_in_the_order_of_the_first():
    one, other = lacking(
        [
            lack("a", "needs records"),
            lack("b", "no annual figures", Chapter.SPEND),
            lack("c", "needs records", Chapter.OUTCOMES),
            lack("d", "needs records", Chapter.OUTCOMES),
        ]
    )
    assert (one.named, one.size, one.chapters) == ("3 checks", 3, ("Data quality", "Outcome measurement"))
    assert one.questions == ("What of a?", "What of c?", "What of d?")
    assert (other.named, other.size, other.reason) == ("What of b?", 1, "no annual figures")


def test_nothing_lacks_nothing():
    assert lacking([]) == []
