"""Error rates: the short run, taking it up again, what ships, and the power that is told of a unit."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from caseness.errors import InputRefused, OutputFailed, ThresholdCrossed
from caseness.forensics.operating_characteristics import (
    SHORT,
    WHOLE,
    Rate,
    joined,
    power_at,
    read_table,
    shipped_table,
    validate,
    visible_at,
    write_table,
)
from caseness.forensics.operating_characteristics.judging import judged
from caseness.forensics.operating_characteristics.table import standard_error
from caseness.forensics.registry import forensic_test_called, forensic_tests
from caseness.forensics.worlds import Nature, englands, every_world, worlds

RATE = Rate("F02", "clean", "innocent", 2000, 100, 2, 100, 0.01, 0.01, 0.0, 0.0, 7)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    folder = tmp_path_factory.mktemp("short")
    return folder, validate(SHORT, folder)


def rate(table, test, world):
    return next(row for row in table if (row.test, row.world) == (test, world))


def test_every_test_keeps_its_size_in_the_short_run(short):
    found = judged(short[1])
    assert len(found.sizes) >= 18
    assert not found.over, found.words


def test_each_test_sees_what_it_is_for(short):
    table = short[1]
    assert rate(table, "F03", "stop rule 40 %").rejected > 0.9
    assert rate(table, "F04", "moved below 25 %").rejected > 0.6
    assert rate(table, "F06", "ghost forms 25 %").rejected > 0.4
    assert rate(table, "F13", "left unmeasured 25 %").rejected > 0.8
    # the signature tells a stopping rule by its name, and leaves the clean world alone
    assert rate(table, "stopping", "stop rule 40 %").rejected > 0.9
    assert rate(table, "nothing", "clean").rejected > 0.9


def test_a_made_england_counts_its_wronged_providers_alone(short):
    table = short[1]
    copied, honest = rate(table, "F10", "copied forward 25 %"), rate(table, "F10", "providers differ")
    assert (copied.replicates, honest.replicates) == (30, 100)
    assert copied.flagged > 0.9
    assert honest.rejected < 0.1


def test_fresh_rates_take_the_place_of_those_of_the_same_world():
    old = (RATE, replace(RATE, test="F03"), replace(RATE, test="F10", world="providers differ"))
    fresh = (
        replace(RATE, test="F10", world="providers differ", rejected=0.02),
        replace(RATE, test="F01", world="providers differ"),
    )
    assert [(row.test, row.rejected) for row in joined(fresh, old)] == [
        ("F01", 0.01),
        ("F02", 0.01),
        ("F03", 0.01),
        ("F10", 0.02),
    ]


def test_every_england_can_be_drawn_for_its_tests():
    random = np.random.default_rng(2)
    for england in englands():
        for identity in england.tests:
            counts, tables = england.drawn(identity, 300, 5, random)
            assert 0 < counts <= tables[0].units
            assert {type(one) for one in tables} == set(forensic_test_called(identity).evidence)


def test_a_run_is_taken_up_where_it_was_left_and_gives_the_same(short):
    folder, table = short
    told = []
    again = validate(SHORT, folder, resume=True, progress=lambda *what: told.append(what))
    assert again == table
    assert not told  # nothing was left to do
    one = sorted(folder.iterdir())[0]
    one.unlink()
    assert validate(SHORT, folder, resume=True, progress=lambda *what: told.append(what)) == table
    assert len(told) == 1


def test_parts_of_another_plan_are_not_used(short):
    folder, table = short
    other = replace(SHORT, seed=8, only=("clean",), honest=((500, 10),), honest_pools=1)
    assert validate(other, folder / "other", resume=True) != table
    told = []
    validate(replace(other, seed=9), folder / "other", resume=True, progress=lambda *what: told.append(what))
    assert len(told) == 1


def test_the_whole_plan_is_as_large_as_promised():
    honest, wronged = (
        next(world for world in worlds() if world.nature is nature) for nature in (Nature.STOPPED, Nature.WRONGED)
    )
    assert all(n * WHOLE.honest_pools >= 5000 for _cases, n in WHOLE.services_of(honest))
    assert all(n * WHOLE.wronged_pools >= 200 for _cases, n in WHOLE.services_of(wronged))
    assert [cases for cases, _n in WHOLE.services_of(wronged)] == [200, 500, 2000, 10_000]


def test_the_error_counts_pools():
    # 2 of 100, twice: binomial; 0 and 4 of 100: between pools 2 × (2² + 2²) ÷ 200² under the root
    assert standard_error([(2, 100), (2, 100)]) == pytest.approx(np.sqrt(0.02 * 0.98 / 200))
    assert standard_error([(0, 100), (20, 100)]) == pytest.approx(np.sqrt(2 * 200) / 200)


def test_a_test_that_rejects_too_often_is_named():
    wrong = replace(RATE, rejected=0.05)
    found = judged([RATE, wrong])
    assert found.over == (wrong,)
    assert "F02 in “clean” at 2000 cases" in found.words
    with pytest.raises(ThresholdCrossed):
        found.hold()
    judged([RATE]).hold()
    # a stopping rule is what F03 is for: no size there
    assert not judged([replace(RATE, test="F03", world="stop rule 40 %", nature="stopped", rejected=0.9)]).sizes


def test_a_table_comes_back_as_it_was_written(tmp_path):
    rates = (RATE, replace(RATE, told=0, rejected=None, error=None, flagged=None, effect=None))
    write_table(rates, tmp_path / "t.csv")
    assert read_table((tmp_path / "t.csv").read_text()) == rates
    with pytest.raises(InputRefused, match="not a table"):
        read_table("a,b\n1,2\n")
    with pytest.raises(OutputFailed):
        write_table(rates, tmp_path / "none" / "t.csv")


def test_power_lies_on_a_line_in_the_logarithm_of_cases():
    table = tuple(
        replace(RATE, world="moved below 25 %", nature="wronged", cases=cases, rejected=1.0, flagged=power)
        for cases, power in ((200, None), (500, 0.1), (2000, 0.5), (10_000, 0.9))
    )
    at = 0.1 + 0.4 * (log(1000) - log(500)) / (log(2000) - log(500))
    assert power_at("F02", "moved below 25 %", 1000, table) == pytest.approx(at)
    assert power_at("F02", "moved below 25 %", 50_000, table) == 0.9
    assert power_at("F02", "moved below 25 %", 1000, table, flags=False) == 1
    assert np.isnan(power_at("F02", "moved below 25 %", 400, table))  # fewer than were simulated: power falls with size
    assert [one.power for one in visible_at("F02", 2000, table)] == [0.5]
    with pytest.raises(LookupError, match="not simulated"):
        power_at("F02", "nowhere", 1000, table)


def test_a_unit_by_itself_has_power_of_its_own():
    beside = replace(RATE, world="moved below 25 %", nature="wronged", rejected=1.0, flagged=0.9)
    table = (beside, replace(beside, alone=True, flagged=0.3))
    assert power_at("F02", "moved below 25 %", 2000, table) == 0.9
    assert power_at("F02", "moved below 25 %", 2000, table, alone=True) == 0.3
    assert [one.power for one in visible_at("F02", 2000, table, alone=True)] == [0.3]
    assert judged([replace(RATE, rejected=0.2, alone=True)]).words.count("2000 cases, alone") == 1


def test_tests_that_hold_a_provider_against_others_are_tried_on_units_by_themselves(short):
    alone = {(row.test, row.cases, row.replicates) for row in short[1] if row.alone and row.world == "clean"}
    assert alone == {("F02", 2_000, 20), ("F04", 2_000, 20)}


def test_a_unit_too_small_for_the_test_sees_nothing():
    table = (replace(RATE, world="moved below 25 %", nature="wronged", told=0, rejected=None, flagged=None),)
    assert np.isnan(power_at("F02", "moved below 25 %", 1000, table))
    assert visible_at("F02", 1000, table) == ()


def test_what_ships_holds_every_test_in_every_world_and_keeps_every_size():
    table = shipped_table()
    assert {row.world for row in table} == {world.name for world in every_world()}
    assert {test.id for test in forensic_tests()} <= {row.test for row in table}
    assert not judged(table).over
    assert visible_at("F03", 5000)[0].power == 1
