"""Histograms of decisive occasions, freed of straight lines, and two scales as one."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.forensics.cards.f02_altered_scores import density_jumps, jumps_over_others
from caseness.forensics.densities import SUPPORT, as_one, averaged, decisive, together
from caseness.forensics.evidence import SCALES, Beside, DecisiveChanges, Ending, Scores
from caseness.statistics.quasi_poisson_jump import Jump, as_normal


def scores(counts: dict[tuple[int, int], int], beside_ones: dict[int, int], ones: int | None = None) -> Scores:
    """One unit's PHQ-9 by (where the other scale stood, score), all at one session and going on."""
    table = np.zeros((1, 2, 3, 20, 28, 3), int)
    for (beside, score), n in counts.items():
        table[0, 0, beside, 4, score, Ending.GOES_ON] = n
    by = np.zeros((1, 2, 28, 3), int)
    for score, n in beside_ones.items():
        by[0, 0, score, Ending.GOES_ON] = n
    alike = None
    if ones is not None:
        alike = np.zeros((1, 2, 3, 3), int)
        alike[0, 0, Beside.BELOW, Ending.GOES_ON] = ones
    return Scores(table, by, alike)


BELOW = Beside.BELOW


def test_only_occasions_on_which_the_scale_decided_count():
    table = scores({(Beside.CASE, 12): 50, (BELOW, 12): 7, (Beside.UNKNOWN, 12): 5}, {})
    assert decisive(table, 0, tuple(Ending))[0, 12] == 12
    assert decisive(table, 0, (Ending.PLANNED,)).sum() == 0


def test_known_straight_lines_are_taken_out():
    table = scores({(BELOW, 9): 100}, {9: 40}, ones=30)
    assert decisive(table, 0, tuple(Ending))[0, 9] == 70


def test_from_totals_alone_they_are_known_by_the_other_scale():
    # beside a GAD-7 of 7 are 10 of the 100 at 8, 10 of the 100 at 10, and 40 of the 130 at 9: of those 30 straight lines.
    # 90 are left, a tenth of the honest being lost with them: 90 ÷ 0.9 = 100
    table = scores({(BELOW, 8): 100, (BELOW, 9): 130, (BELOW, 10): 100}, {8: 10, 9: 40, 10: 10})
    assert decisive(table, 0, tuple(Ending))[0, [8, 9, 10]] == pytest.approx([100, 100, 100])


def test_smooth_curves_keep_away_from_the_ends_and_from_answers_of_two():
    assert SUPPORT[SCALES[0]].tolist() == [*range(2, 18), 19, 20]
    assert SUPPORT[SCALES[1]].tolist() == [*range(1, 14), 15, 16, 17]


def test_two_scales_by_hand():
    # 2 and 1, correlated by a half: 3 ÷ √3; with one alone, that one
    both = together(np.array([[2.0, 2.0, np.nan], [1.0, np.nan, np.nan]]), 0.5)
    assert both == pytest.approx([np.sqrt(3), 2, np.nan], nan_ok=True)
    # 1 with error 1 and 4 with error 2: weights 4/5 and 1/5, parts of the error 0.8 and 0.4
    effect, error = averaged(np.array([[1.0], [4.0]]), np.array([[1.0], [2.0]]), 0.5)
    assert effect == pytest.approx([1.6])
    assert error == pytest.approx([np.sqrt(0.64 + 0.16 + 2 * 0.5 * 0.32)])


def smooth(extra: int, ones: int | None) -> Scores:
    """PHQ-9 of a smooth density on decisive occasions, with more forms at 9."""
    density = {score: round(4000 * np.exp(-((score - 9) ** 2) / 60)) for score in range(28)}
    density[9] += extra
    return scores({(BELOW, score): n for score, n in density.items()}, {}, ones=ones)


def test_without_answers_a_lump_of_straight_lines_moves_nothing():
    plain, lump = (density_jumps(smooth(extra, None), tuple(Ending))[0] for extra in (0, 800))
    assert lump.log_excess == pytest.approx(plain.log_excess)
    assert abs(plain.statistic[0]) < 1
    # nor does it at a sham line
    sham = [density_jumps(smooth(extra, None), tuple(Ending), 4)[0].log_excess for extra in (0, 800)]
    assert sham[0] == pytest.approx(sham[1])


def test_with_answers_the_score_is_used_once_straight_lines_are_out():
    known, unknown = (density_jumps(smooth(800, ones), tuple(Ending))[0] for ones in (800, 0))
    assert abs(known.statistic[0]) < 1
    assert unknown.log_excess[0] > known.log_excess[0] + 0.02


def moves(units: int) -> DecisiveChanges:
    """PHQ-9 of units alike: from scores of 8, 12 and 16, each to a smooth density around two thirds of that, by steps of one."""
    table = np.zeros((units, 2, 28, 28, 3), int)
    for before, forms in ((8, 4000), (12, 6000), (16, 3000)):
        score = np.arange(28)
        table[:, 0, before, :, Ending.GOES_ON] = np.round(forms * np.exp(-((score - before * 2 / 3) ** 2) / 40)).astype(
            int
        )
    return DecisiveChanges(table)


def test_a_provider_is_held_against_the_others():
    """Five providers with the same lump just below the line: none stands out, until one has half as many again."""
    alike = moves(5)
    below = (slice(None), 0, slice(None), slice(7, 10), Ending.GOES_ON)
    alike.counts[below] = alike.counts[below] * 11 // 10
    phq9, _gad7 = jumps_over_others(alike, tuple(Ending))
    assert phq9.log_excess == pytest.approx(np.zeros(5), abs=1e-3)
    alike.counts[2, 0, :, 7:10, Ending.GOES_ON] = alike.counts[2, 0, :, 7:10, Ending.GOES_ON] * 3 // 2
    phq9, _gad7 = jumps_over_others(alike, tuple(Ending))
    assert phq9.log_excess.argmax() == 2
    assert phq9.log_excess[2] > 0.2
    assert (np.delete(phq9.log_excess, 2) < 0).all()


def test_who_is_measured_again_makes_no_difference():
    """A provider with half as many forms after a score of 8, as where courses end there: its other scores are as those of all."""
    alike = moves(5)
    alike.counts[3, 0, 8] //= 2
    phq9, _gad7 = jumps_over_others(alike, tuple(Ending))
    assert phq9.log_excess == pytest.approx(np.zeros(5), abs=2e-3)


def test_known_straight_lines_are_taken_out_of_what_is_held_against_others():
    plain = moves(4)
    lump = plain.counts.copy()
    lump[1, 0, 12, 9, Ending.GOES_ON] += 500
    ones = np.zeros((4, 2, 28, 3), int)
    ones[1, 0, 12, Ending.GOES_ON] = 500
    known, none = (
        jumps_over_others(DecisiveChanges(*told), tuple(Ending))[0] for told in ((lump, ones), (plain.counts, 0 * ones))
    )
    assert known.log_excess == pytest.approx(none.log_excess)


def test_two_jumps_as_one_say_the_same_by_interval_and_by_statistic():
    # 1 with error 1 and 4 with error 2: weights 4/5 and 1/5; by Satterthwaite (1 + ¼)² ÷ (1 ÷ 5 + (¼)² ÷ 10) = 7.58 degrees
    jumps = [
        Jump(*(np.array([value]) for value in (effect, error, 0.0, 0.0, 1.0, freedom)))
        for effect, error, freedom in ((1.0, 1.0, 5.0), (4.0, 2.0, 10.0))
    ]
    effect, error, statistic = as_one(jumps, 0.0)
    assert effect == pytest.approx([1.6])
    assert statistic == pytest.approx(as_normal(np.array([1.6 / np.sqrt(0.8)]), 1.25**2 / (1 / 5 + 0.0625 / 10)))
    assert error == pytest.approx(effect / statistic)
