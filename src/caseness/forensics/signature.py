"""What several tests say together of one unit, and how far the evidence goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Reading(IntEnum):
    """The signatures of F02 (scores moved), F03 (ending at the line) and F06 (a last score out of line with the course)."""

    NOTHING = 0
    STOPPING = 1
    ALTERED = 2
    INVENTED = 3
    STOPPING_AND_INVENTED = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reading says, what it cannot exclude, and the tests (by number) that take it further."""

    says: str
    cannot_exclude: tuple[str, ...]
    look_next: tuple[str, ...]


MEANINGS: dict[Reading, Meaning] = {
    Reading.NOTHING: Meaning(
        "no sign of scores altered, of stopping at the line, or of invented last forms",
        ("any of them at rates that could not have been seen in so many courses",),
        (),
    ),
    Reading.STOPPING: Meaning(
        "a stopping rule in operation: courses end when the line is crossed, and the scores themselves are smooth",
        (
            "scores altered too rarely to be seen",
            "forms taken again until the line was crossed, which leave little trace in totals",
        ),
        ("F07", "F08"),
    ),
    Reading.ALTERED: Meaning(
        "scores moved over the line: forms just below it are too many among all, not only among the last",
        ("people who know the line and answer to it", "forms taken again, the lowest kept", "a stopping rule besides"),
        ("F08", "F11"),
    ),
    Reading.INVENTED: Meaning(
        "last forms out of line with the course, without a sign of the line: as of forms filled in for people who had left",
        ("people who leave when they suddenly feel better", "last forms left out when they would have been bad"),
        ("F09", "F13"),
    ),
    Reading.STOPPING_AND_INVENTED: Meaning(
        "courses end when the line is crossed, and last forms are out of line with the course besides",
        (
            "scores moved over the line too rarely for F02, which F03 and F06 see as well",
            "a stopping rule and invented forms in one service",
            "treatment that ends after a large step, not at a low score",
        ),
        ("F08", "F09", "F13"),
    ),
}
"""Source: the tests' error rates in made worlds, which the operating characteristics give."""


def signature(altered: ArrayLike, stopping: ArrayLike, last_drop: ArrayLike) -> NDArray[np.int64]:
    """The `Reading` of each unit, from whether F02, F03 and F06 are positive there.

    Moved scores also move the chance of an ending and the last step, so F02 speaks first; honest stopping leaves F02 and F06
    alone; invented forms leave F02 and F03 alone.
    """
    f02, f03, f06 = (np.asarray(positive, bool) for positive in (altered, stopping, last_drop))
    readings: NDArray[np.int64] = np.zeros_like(f02, dtype=np.int64)
    readings[f06] = Reading.INVENTED
    readings[f03] = Reading.STOPPING
    readings[f03 & f06] = Reading.STOPPING_AND_INVENTED
    readings[f02] = Reading.ALTERED
    return readings


def evidence_grade(flagged: ArrayLike, pair_holds_out: ArrayLike, structural: ArrayLike) -> NDArray[np.int64]:
    """How far the evidence goes in each unit, 0 to 3; a grade 4 is for source documents and re-contact, never for figures.

    0 nothing; 1 a statistical flag; 2 a signature found again in a half of the courses that was held out; 3 that, with a
    record that does not fit besides (F08, F09 or F10). Without a flag nothing else counts.
    """
    flag, pair, record = (np.asarray(value, bool) for value in (flagged, pair_holds_out, structural))
    return np.asarray(flag.astype(np.int64) + (flag & pair) + (flag & pair & record))
