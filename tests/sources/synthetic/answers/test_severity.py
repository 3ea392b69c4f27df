import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.sources.synthetic.answers import severity
from caseness.sources.synthetic.answers.severity import Benefit, Severity
from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE


def rng(seed=1):
    return np.random.default_rng(seed)


def referred(number, seed=1, *, problem=NONE, age=40, decile=5, condition=False, out_of_work=False, gender="2"):
    return severity.at_referral(
        rng(seed),
        problem=np.full(number, problem, np.int32),
        age=np.full(number, age),
        decile=np.full(number, decile, np.int8),
        condition=np.full(number, condition),
        out_of_work=np.full(number, out_of_work),
        gender=Coded.constant(gender, number),
    )


def helped(number, seed=1, *, therapy=0, quality=0.0, skill=0.0, decile=5, level=0.0, problem=NONE, ethnicity="A"):
    start = np.broadcast_to(np.reshape(np.array(level, np.float32), (-1, 1)), (2, number))
    return severity.benefit(
        rng(seed),
        severity=Severity(level=start, usual=start, swing=0 * start),
        problem=np.full(number, problem, np.int32),
        therapy=np.full(number, therapy, np.int8),
        age=np.full(number, 40),
        decile=np.full(number, decile, np.int8),
        condition=np.zeros(number, np.bool_),
        ethnicity=Coded.constant(ethnicity, number),
        quality=np.full(number, quality, np.float32),
        skill=np.full(number, skill, np.float32),
    )


def still(level, usual):
    """One person without any swing."""
    column = np.ones((2, 1), np.float32)
    return Severity(level=level * column, usual=usual * column, swing=0 * column)


def nothing(number=1):
    return np.zeros((2, number), np.float32)


class TestAtReferral:
    def test_excess_and_its_spread_are_those_declared(self):
        numbers = severity.severity_parameters()
        people = referred(100_000)
        excess = people.level - people.usual
        assert (excess.mean(), excess.std()) == pytest.approx((numbers.excess, numbers.excess_spread), abs=0.01)

    def test_where_all_are_ill_enough_spread_and_correlation_are_those_declared(self):
        numbers = severity.severity_parameters()
        people = referred(100_000, age=-300)  # each ten years make a difference: these are very ill
        assert people.level.std(axis=1) == pytest.approx(numbers.spread, rel=0.01)
        assert np.corrcoef(people.level)[0, 1] == pytest.approx(numbers.correlation, abs=0.01)
        assert people.swing.std(axis=1) == pytest.approx(numbers.swing, rel=0.01)

    def test_hardly_anybody_is_referred_who_feels_well_in_both(self):
        numbers = severity.severity_parameters()
        people = referred(100_000)
        felt = np.maximum(people.depression, people.anxiety)
        assert (felt < numbers.seeks_help - 5 * numbers.seeks_help_spread).mean() < 0.001
        assert felt.min() < numbers.seeks_help

    def test_what_is_known_of_a_person_shifts_the_level(self):
        plain = referred(20_000).level.mean()
        assert referred(20_000, age=70).level.mean() < plain
        assert referred(20_000, decile=9).level.mean() < plain
        assert referred(20_000, condition=True).level.mean() > plain
        assert referred(20_000, out_of_work=True).level.mean() > plain

    def test_a_problem_without_an_entry_is_like_none(self):
        last = len(severity.problems()) - 1
        assert severity.problems()[last].code not in severity.severity_parameters().depression_by_problem
        assert (referred(10, problem=last).level == referred(10).level).all()


class TestAdvance:
    def test_half_of_the_excess_is_gone_after_a_half_life(self):
        days = np.array([round(severity.severity_parameters().half_life)])
        later = severity.advance(still(2.0, 1.0), rng(), days=days, change=nothing())
        assert later.level == pytest.approx(1.5)
        assert later.usual == pytest.approx(1.0)

    def test_what_treatment_changes_stays(self):
        change = np.array([[-0.4], [-0.3]], np.float32)
        later = severity.advance(still(2.0, 2.0), rng(), days=np.array([1]), change=change)
        much_later = severity.advance(later, rng(), days=np.array([3_650]), change=nothing())
        assert later.level[:, 0] == pytest.approx([1.6, 1.7])
        assert much_later.level[:, 0] == pytest.approx([1.6, 1.7])

    def test_no_time_and_no_treatment_change_nothing(self):
        people = referred(100)
        same = severity.advance(people, rng(), days=np.zeros(100, int), change=nothing(100))
        assert same.depression == pytest.approx(people.depression, abs=1e-6)
        assert same.anxiety == pytest.approx(people.anxiety, abs=1e-6)

    def test_a_swing_is_remembered_for_a_week_by_the_share_declared(self):
        people = referred(200_000)
        week = severity.advance(people, rng(2), days=np.full(200_000, 7), change=nothing(200_000))
        remembered = np.corrcoef(people.swing[0], week.swing[0])[0, 1]
        assert remembered == pytest.approx(severity.severity_parameters().swing_week, abs=0.01)
        assert week.swing.std(axis=1) == pytest.approx(severity.severity_parameters().swing, rel=0.01)

    def test_two_steps_are_as_good_as_one(self):
        people, number = referred(100_000), 100_000
        once = severity.advance(people, rng(3), days=np.full(number, 20), change=nothing(number))
        half = severity.advance(people, rng(4), days=np.full(number, 8), change=nothing(number))
        twice = severity.advance(half, rng(5), days=np.full(number, 12), change=nothing(number))
        assert once.depression.mean() == pytest.approx(twice.depression.mean(), abs=0.01)
        assert once.depression.std() == pytest.approx(twice.depression.std(), rel=0.01)


class TestBenefit:
    def test_contacts_do_less_and_less_good_and_never_more_than_the_whole(self):
        benefit = Benefit(total=np.array([[-1.0], [-0.5]]), rate=np.array([0.5]))
        changes = [benefit.change(np.array([number]))[:, 0] for number in (1, 2, 3)]
        assert changes == [
            pytest.approx([-0.5, -0.25]),
            pytest.approx([-0.25, -0.125]),
            pytest.approx([-0.125, -0.0625]),
        ]

    @given(st.floats(0.01, 0.99), st.integers(1, 60))
    def test_after_n_contacts_the_whole_is_there_but_for_the_nth_power(self, rate, contacts):
        benefit = Benefit(total=np.array([[-2.0], [1.0]]), rate=np.array([rate]))
        done = sum(benefit.change(np.array([number]))[:, 0] for number in range(1, contacts + 1))
        assert done == pytest.approx(np.array([-2.0, 1.0]) * (1 - (1 - rate) ** contacts), abs=1e-3)

    def test_better_providers_and_therapists_do_more_good(self):
        plain = helped(100).total
        assert helped(100, quality=0.2).total - plain == pytest.approx(-0.2, abs=1e-6)
        assert helped(100, skill=0.1).total - plain == pytest.approx(-0.1, abs=1e-6)

    def test_who_is_well_is_moved_by_nothing_but_their_own(self):
        numbers = severity.treatment_parameters()
        total = helped(100_000, level=numbers.well).total
        assert total.std(axis=1) == pytest.approx(numbers.own, rel=0.01)
        assert np.corrcoef(total)[0, 1] == pytest.approx(numbers.own_correlation, abs=0.01)

    def test_therapies_bring_people_their_share_of_the_way(self):
        numbers = severity.treatment_parameters()
        for index, therapy in enumerate(severity.therapies()):
            share = numbers.depression_by_therapy.get(therapy.concept, numbers.other_therapy[0])
            way = helped(50_000, therapy=index, level=numbers.well[0] + 1).total[0]
            well = helped(50_000, seed=2, therapy=index, level=numbers.well[0]).total[0]
            assert way.mean() - well.mean() == pytest.approx(-share, abs=0.02)

    def test_some_are_brought_far_and_some_hardly_at_all(self):
        numbers = severity.treatment_parameters()
        way = -helped(50_000, level=numbers.well[0] + 10).total[0] / 10
        assert 0.2 < (way < 0.1).mean() < 0.6
        assert 0.2 < (way > 0.9).mean() < 0.6

    def test_rates_lie_between_those_declared(self):
        rate = helped(50_000).rate
        assert (rate.min(), rate.max()) == pytest.approx(severity.treatment_parameters().rate, abs=0.001)

    def test_some_problems_respond_more(self):
        by_problem = severity.treatment_parameters().by_problem
        codes = [problem.code for problem in severity.problems()]
        least, most = (helped(50_000, problem=codes.index(f(by_problem, key=by_problem.get))) for f in (min, max))
        assert most.total.mean() < least.total.mean() - 0.1


@pytest.mark.parametrize("part", ["depression_by_problem", "anxiety_by_problem"])
def test_every_problem_with_numbers_is_in_the_vocabulary(part):
    known = {problem.code for problem in severity.problems()}
    assert set(getattr(severity.severity_parameters(), part)) <= known


@pytest.mark.parametrize("part", ["depression_by_therapy", "anxiety_by_therapy"])
def test_every_therapy_with_numbers_is_in_the_vocabulary(part):
    known = {therapy.concept for therapy in severity.therapies()}
    assert set(getattr(severity.treatment_parameters(), part)) <= known


def test_equal_seeds_give_equal_people():
    assert (referred(50, seed=7).level == referred(50, seed=7).level).all()
    assert (referred(50, seed=7).level != referred(50, seed=8).level).any()
