"""Appointments: in order, kept or missed with the codes declared."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.visits import (
    Visits,
    app_type,
    app_types,
    attendance,
    attendances,
    attended,
    joined,
    visit_parameters,
)


def visits(*rows):
    """Appointments of (referral, day)."""
    referral, day = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    small, real = np.zeros(len(rows), np.int8), np.zeros(len(rows), np.float32)
    return Visits(
        referral=referral,
        day=day,
        attendance=small,
        app_type=small,
        therapy=small,
        therapist=referral,
        depression=real,
        anxiety=real,
    )


def test_appointments_from_everywhere_are_put_in_order():
    both = joined([visits((1, 30), (0, 20)), visits((1, 10), (0, 25))])
    assert list(zip(both.referral.tolist(), both.day.tolist(), strict=True)) == [(0, 20), (0, 25), (1, 10), (1, 30)]


def test_appointments_follow_the_referrals_that_are_kept():
    kept = visits((0, 1), (1, 2), (2, 3), (2, 4)).of_referrals(np.array([1, 2]), 3)
    assert kept.referral.tolist() == [0, 1, 1]
    assert kept.day.tolist() == [2, 3, 4]


def test_what_is_kept_is_attended_and_what_is_missed_is_not():
    kept = np.tile([True, False], 20_000)
    codes = attendance(np.random.default_rng(1), kept, visit_parameters().missed)
    assert (attended(codes) == kept).all()
    late = np.mean(codes[kept] == attendances().index("6"))
    assert late == pytest.approx(visit_parameters().kept["6"], abs=0.005)
    assert NONE not in codes


def test_types_of_appointment_are_found_by_what_they_mean():
    assert app_types()[app_type("assessment and treatment")] == "03"
    with pytest.raises(ValueError, match="picnic"):
        app_type("picnic")
