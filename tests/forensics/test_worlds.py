"""Made courses: the published figures, what each wrong does and leaves alone, and tables against plain counting."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from caseness.forensics import evidence as ev
from caseness.forensics.worlds import Nature, Pool, world_called, worlds
from caseness.forensics.worlds.courses import LINES, Setting, made
from caseness.forensics.worlds.drawing import BUNDLE
from caseness.forensics.worlds.wrongs import (
    REACH,
    ghost_forms,
    inflated_entry,
    left_unmeasured,
    moved_below,
    taken_again,
    trimmed,
)


def random(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def clean():
    return made(40_000, Setting(), random())


def test_the_clean_world_recovers_as_published(clean):
    # 2024/25: recovery 50.5 %, first PHQ-9 14.2 (6.1) and GAD-7 13.3, last PHQ-9 with a standard deviation of 6.6
    assert clean.recovered.sum() / clean.cases.sum() == pytest.approx(0.505, abs=0.012)
    first, last = clean.totals[:, 0], clean.final_totals
    assert first.mean(axis=0) == pytest.approx([14.2, 13.3], abs=0.25)
    assert first[:, 0].std() == pytest.approx(6.1, abs=0.3)
    assert last[:, 0].std() == pytest.approx(6.6, abs=0.3)
    # as over whole referrals: half recover only if last scores lie about one point below those published of one therapy
    assert last.mean(axis=0) == pytest.approx([9.5 - 1.2, 8.6 - 0.9], abs=0.3)


def test_a_stopping_rule_ends_courses_and_changes_no_score():
    ruled, free = (made(5_000, Setting(stop_below=share), random()) for share in (0.4, 0))
    assert ruled.people == free.people
    assert (ruled.totals == free.totals).all()
    assert ruled.last.mean() < free.last.mean() - 0.5
    assert ruled.recovered.mean() > free.recovered.mean()


def test_alike_questions_gather_totals_where_all_answers_are_the_same():
    """A period of 9 (7): severity at 9 and 18 is spread by 1 − ¼, between by 1 + ¼, so that more lie near than between."""
    plain, humped = (made(40_000, Setting(humps=share), random()).state for share in (0, 0.25))
    for scale, ones in enumerate((9, 7)):
        near = [np.abs(state[:, 1:, scale] - 2 * ones) < 0.5 for state in (plain, humped)]
        between = [np.abs(state[:, 1:, scale] - 1.5 * ones) < 0.5 for state in (plain, humped)]
        assert near[1].mean() / near[0].mean() == pytest.approx(1 / 0.75, abs=0.05)
        assert between[1].mean() / between[0].mean() == pytest.approx(1 / 1.25, abs=0.05)


def test_moved_scores_were_just_above_the_line_and_are_just_below(clean):
    changed = moved_below(clean, 0.25, random())
    who = (changed.final_totals != clean.final_totals).any(axis=1)
    before, after = clean.final_totals[who], changed.final_totals[who]
    moved = before != after
    assert 0 < who.mean() < 0.05
    assert (before[moved] >= np.broadcast_to(LINES, before.shape)[moved]).all()
    assert (before <= LINES + REACH).all()
    assert ((after >= LINES - REACH) | ~moved).all()
    assert changed.recovered[who].all()
    assert not clean.recovered[who].any()
    assert (changed.totals[~who] == clean.totals[~who]).all()


def test_forms_taken_again_count_only_if_below(clean):
    changed = taken_again(clean, 0.25, random())
    who = (changed.final_totals != clean.final_totals).any(axis=1)
    assert who.any()
    assert changed.recovered[who].all()
    assert (changed.recovered >= clean.recovered).all()


def test_ghost_forms_come_after_drop_outs_only(clean):
    changed = ghost_forms(clean, 0.25, random())
    who = changed.last > clean.last
    assert who.sum() == pytest.approx(0.25 * (~clean.planned & clean.measured).sum(), rel=0.1)
    assert not clean.planned[who].any()
    assert changed.final_totals[who].mean(axis=0) == pytest.approx([7, 6], abs=0.2)


def test_inflated_entry_makes_cases_of_people_who_were_none(clean):
    changed = inflated_entry(clean, 0.25, random())
    who = (changed.totals[:, 0] != clean.totals[:, 0]).any(axis=1)
    assert not clean.cases[who].any()
    assert changed.cases[who].all()
    assert (changed.totals[:, 1:] == clean.totals[:, 1:]).all()


def test_left_out_forms_and_courses_did_not_recover(clean):
    unmeasured = left_unmeasured(clean, 0.25, random())
    gone = clean.measured & ~unmeasured.measured
    assert gone.any()
    assert not clean.recovered[gone].any()
    fewer = trimmed(clean, 0.10, random())
    assert fewer.recovered.sum() == clean.recovered.sum()
    assert fewer.cases.sum() == pytest.approx(
        clean.cases.sum() - 0.1 * (clean.cases & ~clean.recovered).sum(), rel=0.01
    )


def test_every_world_can_be_made_and_has_a_name_of_its_own():
    assert len({world.name for world in worlds()}) == len(worlds())
    for world in worlds():
        assert world.courses(300, random()).people > 200
    assert {world.nature for world in worlds()} == set(Nature)
    assert world_called("clean").nature is Nature.INNOCENT


def plainly_counted(courses) -> Counter:
    """The cells of all tables, course by course."""
    cells: Counter = Counter()
    for person in range(courses.people):
        last, planned = int(courses.final[person]), bool(courses.planned[person])
        forms = courses.totals[person].tolist()
        for scale, (line, ones) in enumerate(((10, 7), (8, 9))):
            line_beside = (8, 10)[scale]
            second = forms[1][scale] if last >= 1 else 28
            cells["first", scale, int(forms[0][1 - scale] < line_beside + 3), forms[0][scale], second] += 1
            if forms[0][scale] < line:
                continue
            for occasion in range(1, last + 1):
                score, other = forms[occasion][scale], forms[occasion][1 - scale]
                ending = 0 if occasion < last else 1 if planned else 2
                cells["score", scale, int(other < line_beside), occasion - 1, score, ending] += 1
                cells["change", scale, occasion - 1, forms[occasion - 1][scale], score, ending] += 1
                if other < line_beside:
                    cells["decisive", scale, forms[occasion - 1][scale], score, ending] += 1
                if other == ones:
                    cells["ones", scale, score, ending] += 1
            end = int(courses.last[person])
            if end >= 2:
                cells["last", scale, forms[0][scale], forms[end - 1][scale], int(not courses.measured[person])] += 1
    return cells


def test_tables_are_what_plain_counting_gives():
    courses = made(700, Setting(stop_below=0.2, alike=0.2), random(3))
    # as many cases as fill bundles, so that all are drawn
    cases = np.flatnonzero(courses.cases)[: len(np.flatnonzero(courses.cases)) // BUNDLE * BUNDLE]
    mask = np.zeros(courses.people, bool)
    mask[cases] = True
    courses = courses.only(mask)
    scores, changes, decisive, first, ends, totals = Pool.of(courses).draw(len(cases), 1, random())
    counted = plainly_counted(courses)
    for name, array in (
        ("score", scores.counts),
        ("ones", scores.beside_ones),
        ("change", changes.counts),
        ("decisive", decisive.counts),
        ("first", first.counts),
        ("last", ends.counts),
    ):
        cells = {cell[1:]: n for cell, n in counted.items() if cell[0] == name}
        assert array.sum() == sum(cells.values())
        assert all(array[(0, *cell)] == n for cell, n in cells.items())
    assert totals.cases.tolist() == [len(cases)]
    assert totals.recovered.tolist() == [courses.recovered.sum()]


def test_the_whole_pool_is_all_its_courses():
    pool = Pool.of(made(2_000, Setting(), random()))
    drawn = pool.draw(len(pool.bundles) * BUNDLE, 1, random())
    for table, whole in zip(drawn, pool.whole(), strict=True):
        for field in ("counts", "beside_ones", "cases", "recovered"):
            if hasattr(table, field):
                assert (getattr(table, field) == getattr(whole, field)).all()


def test_no_more_is_drawn_than_there_is():
    pool = Pool.of(made(300, Setting(), random()))
    with pytest.raises(ValueError, match="no service of 10000 cases"):
        pool.draw(10_000, 1, random())
    with pytest.raises(ValueError, match="no service of 51 cases"):
        pool.draw(51, 1, random())


def test_services_of_one_pool_differ_and_are_the_same_on_every_run():
    pool = Pool.of(made(2_000, Setting(), random()))
    one, again = (pool.draw(200, 3, random(9)) for _ in range(2))
    assert isinstance(one[0], ev.Scores)
    assert (one[0].counts == again[0].counts).all()
    assert (one[0].counts[0] != one[0].counts[1]).any()
