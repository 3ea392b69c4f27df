"""Where cases stood at each treatment contact, until they left: counts of paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np

from caseness.outcomes.cells import facts_in_parts
from caseness.outcomes.scored import A_DAY, PHQ9_PLACE, SCORE, cohort, deciding_scores, session_days
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.outcomes import PHQ9, case_line
from caseness.statistics.discharge_weights import GONE

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.pathways import Pathways

STEPS = 8  # treatment contacts followed
BELOW, NEAR, FAR, UNKNOWN = 1, 2, 3, 4
_STATES = 5
_NEAR = 5 * HUNDREDTHS  # less than so far above a line is near it


@dataclass(frozen=True, slots=True)
class SessionPaths:
    """Counts of paths of cases who entered treatment, over their first `STEPS` treatment contacts.

    A state is `BELOW` both lines, `NEAR` (the worse of the two less than 5 points above), `FAR`, or `UNKNOWN` (no score of one
    or the other yet), by the latest scores up to the day of the contact; `GONE` after the last. ``recovered`` and ``cases``
    are the official rate of those of them who finished.
    """

    paths: NDArray[np.int64]
    counts: NDArray[np.int64]
    recovered: int
    cases: int


def session_states(pathways: Pathways) -> ir.Table | None:
    """One row per case of the cohort that entered treatment, with ``path``: its states packed into a whole number."""
    scores, facts = pathways.facet(deciding_scores), pathways.facet(facts_in_parts)
    names = {f"day_{step}": step for step in range(1, STEPS + 1)}
    held = session_days(pathways, names)
    if scores is None or facts is None or held is None:
        return None
    own = cohort(pathways)
    points = own.select("pathway", "anxiety_measure").inner_join(held, "pathway")
    rows = scores.inner_join(points, "pathway")
    phq9 = rows.instrument == PHQ9_PLACE
    anxiety = (rows.instrument == rows.anxiety_measure).fill_null(False)
    day = rows.timed // SCORE // A_DAY
    until = rows.group_by("pathway").aggregate(
        **{
            f"{role}_{step}": (rows.timed.max(where=here & (day <= rows[name])))
            for role, here in (("p", phq9), ("a", anxiety))
            for name, step in names.items()
        }
    )
    held_points = points.drop("anxiety_measure")
    told = facts.select("pathway", "line", "p_first", "a_first").inner_join(held_points, "pathway")
    told = told.left_join(until, "pathway").drop("pathway_right")
    line = case_line(PHQ9) or 0
    case = (told.p_first % SCORE >= line).fill_null(False) | (told.a_first % SCORE >= told.line).fill_null(False)
    path = ibis.literal(0).cast("int64")
    for name, step in names.items():
        above_p, above_a = told[f"p_{step}"] % SCORE - line, told[f"a_{step}"] % SCORE - told.line
        worse = ibis.ifelse(above_p > above_a, above_p, above_a)
        known = above_p.notnull() & above_a.notnull()
        state = ibis.cases(
            (told[name].isnull(), GONE), (~known, UNKNOWN), (worse < 0, BELOW), (worse < _NEAR, NEAR), else_=FAR
        )
        path = path + state.cast("int64") * _STATES ** (step - 1)
    return told.filter(case).select("pathway", path=path)


def session_paths(pathways: Pathways) -> SessionPaths | None:
    """The counts; None where the extract has no scores or no contacts."""
    states = pathways.facet(session_states)
    if states is None:
        return None
    told = pathways.records.fetch_table(states.group_by("path").aggregate(n=states.count()).order_by("path"))
    packed, counts = (told[name].to_numpy() for name in ("path", "n"))
    paths = packed[:, None] // _STATES ** np.arange(STEPS)[None, :] % _STATES
    own = cohort(pathways)
    (official,) = pathways.records.fetch(
        own.aggregate(
            recovered=own.recovered.ifelse(1, 0).sum(),
            cases=(own.completed_treatment & ~own.not_at_caseness).ifelse(1, 0).sum(),
        )
    )
    return SessionPaths(
        paths.astype(np.int64),
        counts.astype(np.int64),
        int(official["recovered"] or 0),
        int(official["cases"] or 0),
    )
