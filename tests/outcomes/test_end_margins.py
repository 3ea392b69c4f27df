"""Strata of those without an end score: by where they began alone, and by how many contacts they had too."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.outcomes.end_margins import LOW, MARGINS, EndMargins
from caseness.outcomes.facts import POPULATIONS
from caseness.statistics.shifted_outcomes import shifted_shares

TWO, THREE = POPULATIONS.index("two_contacts"), POPULATIONS.index("three_contacts")
START, BELOW, ABOVE = 25, 18, 24  # places: 5 points above the line at first; 2 below and 4 above at last


def test_with_as_many_contacts_other_people_speak_for_the_unseen():
    """Of 20 with two contacts 10 recovered, of 20 with three none; 20 unseen had two.

    Like others: 10 + 20 × 10/40 of 60. Like others with two contacts: 10 + 20 × 10/20 of 60.
    """
    known = np.zeros((len(POPULATIONS), 2, len(MARGINS) + 1, len(MARGINS)), int)
    missing = np.zeros(known.shape[:3], int)
    known[TWO, LOW, START, [BELOW, ABOVE]] = 10
    known[THREE, LOW, START, ABOVE] = 20
    missing[TWO, LOW, START] = 20
    found = EndMargins(known, missing)
    alike = (table.sum(axis=0) for table in found.since("two_contacts"))
    for tables, share in ((alike, 15 / 60), (found.by_contacts("two_contacts"), 20 / 60)):
        floats = (one.astype(float) for one in tables)
        assert shifted_shares(*floats, MARGINS.astype(float), np.zeros(1)) == pytest.approx([share])
