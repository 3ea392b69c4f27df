"""Unit costs and staff costs, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.value.assumptions import default_assumptions
from caseness.value.staffing import contacts_per_head, cost_per_head, parts_per_head
from caseness.value.units import alike, cost_of_a_gain

# England, 2017/18 (NHS Digital), and the cost per unit of £394m and £497m, as the sums come out.
COUNTS = {
    "referral": 1_439_957,
    "entrant": 1.01e6,
    "course": 554_709,
    "case": 517_393,
    "recovery": 263_295,
    "reliable": 250_395,
}
PER_UNIT = {
    "referral": (274, 345),
    "entrant": (390, 492),
    "course": (710, 896),
    "case": (762, 961),
    "recovery": (1_496, 1_888),
    "reliable": (1_574, 1_985),
}


@pytest.mark.parametrize("unit", COUNTS)
def test_units_of_2017_18(unit):
    for total, expected in zip((394e6, 497e6), PER_UNIT[unit], strict=True):
        found = cost_of_a_gain(np.array([total]), np.array([COUNTS[unit]]), at_centre=(total, COUNTS[unit]))
        assert found.value == pytest.approx(expected, abs=1)


def test_a_gain_that_may_be_nothing_has_no_upper_limit():
    # Gains of −1, 1, 2, 3, 4: a fifth of draws have none, so 95% of them have no upper end.
    gain = np.array([-1.0, 1, 2, 3, 4])
    found = cost_of_a_gain(np.full(5, 12.0), gain, at_centre=(12, 2))
    assert (found.value, found.low, found.high, found.none) == (6, 3, None, 0.2)


def test_no_gain_has_no_cost():
    found = cost_of_a_gain(np.array([10.0]), np.array([-0.1]), at_centre=(10, -0.1))
    assert (found.value, found.low, found.high, found.none) == (None, None, None, 1)


def test_shares_counted_by_unlike_definitions_are_refused():
    given = default_assumptions()
    alike(given["recovery_phq9"], given["trial_below_line_controls"])
    alike(given["recovery_official"], given["untreated_official"])
    with pytest.raises(ValueError, match="different outcome definitions"):
        alike(given["recovery_official"], given["trial_below_line_controls"])
    with pytest.raises(ValueError, match="different outcome definitions"):
        alike(given["share_entering"], given["share_finishing"])


def arrays(**values: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in values.items()}


def test_a_head_of_staff_by_hand():
    # 35,000 × 1.28 = 44,800; × 1.35 = 60,480; a tenth of it for premises, a tenth of 44,800 for training.
    values = arrays(salary=35_000, employers_costs=0.28, overheads=0.35, premises=0.1, training=0.1)
    assert [round(part[0]) for part in parts_per_head(values).values()] == [35_000, 9_800, 15_680, 6_048, 4_480]
    assert cost_per_head(values)[0] == pytest.approx(71_008)


def test_thirteen_thousand_with_employer_s_costs_and_overheads():
    # 13,000 × 35,000 × 1.28 × 1.35 = £786m
    values = arrays(salary=35_000, employers_costs=0.28, overheads=0.35, premises=0, training=0)
    assert 13_000 * cost_per_head(values)[0] == pytest.approx(786e6, abs=0.5e6)


def test_room_for_contacts_by_hand():
    # 42 weeks of 20 hours, one in ten missed, an hour each: 756
    values = arrays(working_weeks=42, clinical_hours=20, contact_hours=1)
    assert contacts_per_head(values, missed=0.1)[0] == pytest.approx(756)
