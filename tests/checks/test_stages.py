"""Groups along the stages of a course: counts with their limits, shares, and where a gap arises."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval
from caseness.checks.printed import Count
from caseness.checks.stages import Group, Stage, gap, groups, is_known, passing
from caseness.vocabulary import Level
from caseness.vocabulary.period import year_of
from checks.building import publish

HEAD = "publication  period  org  breakdown  category  referrals_received  finished_course_treatment  not_at_caseness  recovery"
YEAR = year_of(2024)


def gender(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *(f"annual  {row}" for row in rows)]))


def exact(number: float) -> Count:
    return Count(number, number, number)


def test_counts_keep_their_limits_when_added_and_taken_away():
    five, hidden = Count(5, 3, 7), Count(None, 0, 4)
    assert five + five == Count(10, 6, 14)
    assert Count(50, 48, 52) - five == Count(45, 41, 49)
    assert Count(50, 48, 52) - hidden == Count(None, 44, 52)
    assert five - Count(10, 8, 12) == Count(0, 0, 0)


def test_groups_of_england_come_by_year_with_exact_counts(tmp_path):
    found = groups(
        gender(
            tmp_path,
            "2023/24  -  Gender  Female  100  40  4  18",
            "2024/25  -  Gender  Female  200  90  10  40",
            "2024/25  -  Gender  Male  100  30  5  10",
        ),
        "gender",
    )
    assert [str(year) for year in found] == ["2023/24", "2024/25"]
    female, male = found[YEAR]
    assert (female.category, female.referred, female.cases, male.cases) == ("Female", exact(200), exact(80), exact(25))
    share = passing(female, Stage.RECOVERING)
    assert (share.value, share.numerator, share.denominator, share.interval) == (0.5, 40, 80, Interval.SAMPLING)
    assert (share.breakdown, share.category) == ("gender", "Female")


def test_a_provider_s_shares_lie_within_what_rounding_leaves(tmp_path):
    (found,) = groups(
        gender(tmp_path, "2024/25  P1  Gender  Female  200  100  *  40", "2024/25  P2  Gender  Female  5  5  5  5"),
        "gender",
        level=Level.PROVIDER,
        org_code="P1",
    ).values()
    # 38 to 42 recovered; 98 − 4 to 102 − 0 cases, as 0 to 4 are not at caseness
    share = passing(found[0], Stage.RECOVERING)
    assert share.value is None
    assert (share.low, share.high) == pytest.approx((38 / 102, 42 / 94))
    assert share.interval is Interval.ROUNDING
    assert passing(found[0], Stage.FINISHING).value == 0.5
    assert passing(found[0], Stage.IMPROVING) is None


def test_a_gap_is_split_over_the_stages():
    one = Group(
        category="a", period=YEAR, referred=exact(1000), finished=exact(400), not_cases=exact(0), recovered=exact(200)
    )
    other = Group(
        category="b", period=YEAR, referred=exact(1000), finished=exact(500), not_cases=exact(0), recovered=exact(300)
    )
    # as in the statistics' own test: 0.2 and 0.3, finishing 0.055, recovering 0.045, being a case 0
    assert [part.value for part in gap(one, other).parts] == pytest.approx([0.055, 0, 0.045])
    assert [part.value for part in gap(one, other, start="finished").parts] == pytest.approx([0, 0.1])


@pytest.mark.parametrize(
    "counts",
    [
        {"referred": exact(100), "finished": exact(150), "not_cases": exact(0), "recovered": exact(60)},
        {"referred": exact(100), "finished": exact(50), "not_cases": exact(0), "recovered": exact(19)},
        {"referred": None, "finished": exact(50), "not_cases": exact(0), "recovered": exact(30)},
        {"referred": exact(100), "finished": exact(50), "not_cases": Count(None, 0, 4), "recovered": exact(30)},
    ],
    ids=["more finish than were referred", "fewer than twenty", "not printed", "suppressed"],
)
def test_what_is_no_chain_has_no_split(counts):
    full = {"referred": exact(100), "finished": exact(80), "not_cases": exact(0), "recovered": exact(40)}
    assert gap(Group(category="a", period=YEAR, **counts), Group(category="b", period=YEAR, **full)) is None


def test_a_share_beyond_all_is_kept_at_all():
    """Rounding and later recording can put more among the finished than among the referred."""
    more = Group(category="a", period=YEAR, referred=Count(50, 48, 52), finished=Count(80, 78, 82))
    share = passing(more, Stage.FINISHING)
    assert (share.low, share.value, share.high) == (1, 1, 1)


def test_nobody_counted_has_no_share():
    nobody = Group(category="a", period=YEAR, finished=exact(0), referred=exact(0))
    assert passing(nobody, Stage.FINISHING) is None


@pytest.mark.parametrize(
    "category",
    [
        "Not stated/Not known/Invalid",
        "No Code Recorded",
        "ZZ Not Stated (Person asked but declined to provide a response)",
        "Patient Religion Unknown",
        "Declines to Disclose",
    ],
)
def test_a_group_not_recorded_is_not_known(category):
    assert not is_known(category)


@pytest.mark.parametrize("category", ["None", "Any other mixed background", "No long term condition", "Indeterminate"])
def test_a_recorded_group_is_known(category):
    assert is_known(category)


def test_in_2024_25_most_of_the_gap_by_deprivation_arises_before_the_course_is_finished(published):
    found = groups(published, "indices_of_deprivation_decile")
    least, most = found[YEAR][0], found[YEAR][9]
    split = gap(least, most)
    # 28,257 of 119,299 against 29,753 of 246,365
    assert (split.first, split.second) == pytest.approx((28_257 / 119_299, 29_753 / 246_365))
    assert [round(100 * part.value, 1) for part in split.parts] == [-7.8, 0.9, -4.7]


def test_an_organisation_s_groups_are_read_too(published):
    found = groups(published, "ethnic_group", level=Level.ICB)
    assert len({group.org_code for group in found[YEAR]}) == 43
