"""What the staff cost, added up from below, and how many contacts they have room for.

C = WTE × salary × (1 + employer's costs) × (1 + overheads) × (1 + premises) + training. Productive contacts of one member of
staff are working weeks × clinical hours × (1 − missed) ÷ hours to an appointment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PER_HEAD = ("salary", "employers_costs", "overheads", "premises", "training")
CAPACITY = ("working_weeks", "clinical_hours", "contact_hours")
PARTS = ("salaries", "employer’s costs", "overheads", "premises", "training")


def parts_per_head(values: Mapping[str, Floats]) -> dict[str, Floats]:
    """What one whole-time member of staff costs in a year, by `PARTS`, for each draw of `PER_HEAD`."""
    salary = values["salary"]
    employed = salary * (1 + values["employers_costs"])
    led = employed * (1 + values["overheads"])
    parts = (
        salary,
        employed - salary,
        led - employed,
        led * values["premises"],
        employed * values["training"],
    )
    return dict(zip(PARTS, parts, strict=True))


def cost_per_head(values: Mapping[str, Floats]) -> Floats:
    """All parts of `parts_per_head` together."""
    total: Floats = np.sum(list(parts_per_head(values).values()), axis=0)
    return total


def contacts_per_head(values: Mapping[str, Floats], missed: float) -> Floats:
    """Attended appointments that one whole-time member of staff has room for in a year, for each draw of `CAPACITY`.

    ``missed`` is the share of appointments that patients do not attend.
    """
    room: Floats = values["working_weeks"] * values["clinical_hours"] * (1 - missed) / values["contact_hours"]
    return room
