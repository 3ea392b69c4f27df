"""Heterosexual, gay or lesbian and bisexual people: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="sexual_orientation",
    short="Stages by sexual orientation",
    by="by sexual orientation",
    names={"Heterosexual": "Heterosexual", "Gay/Lesbian": "Gay or lesbian", "Bi-sexual": "Bisexual"},
    caveats=(
        "Orientation as recorded goes with age, and the young finish and recover less often; the two are not parted here.",
        "Whether and how orientation is asked differs between services.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=16)
def outcomes_by_sexual_orientation(published: Published) -> Answer:
    """Do people of different sexual orientation finish and recover equally often?"""
    return compared(published, _COMPARISON)
