"""Of how many contacts and endings a detail is not known."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimates, not_run, publish, twelve_months

CHECK = "details-of-care-not-known"

STAFF = """
    publication  period   org  appts_staff_qualified  appts_staff_in_training  appts_missing_qualifications_and_training
    monthly      2024-04  -    200                    100                      700
    monthly      2024-05  -    300                    100                      600
    monthly      2024-07  -    400                    100                      500
"""
ENDINGS = """
    publication  period   ended_referrals  ended_unknown_assessed_only  ended_unknown_treated  ended_invalid
    monthly      2024-04  1000             10                           20                     30
    monthly      2024-05  1000             10                           .                      30
"""
NO_REASON = """
    publication  period   ended_no_reason_recorded
    monthly      2024-04  40
    monthly      2024-05  40
"""
APPOINTMENTS = """
    publication  period   appointments  appts_attended  appts_dna
    monthly      2024-04  500           400             80
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(CHECK, publish(tmp_path_factory.mktemp(CHECK), STAFF, ENDINGS, NO_REASON, APPOINTMENTS))


def test_parts_that_are_known_and_not_known_make_the_whole(result):
    (staff,) = estimates(result, "qualification of staff not known, of contacts attended or unplanned")
    # 700 + 600 + 500 of three months with 1,000 contacts each
    assert (staff.numerator, staff.denominator, staff.value) == (1800, 3000, 0.6)


def test_all_that_is_not_known_is_added_and_a_month_that_lacks_a_part_is_left_out(result):
    ended = estimates(result, "reason a referral ended not known, of referrals that ended")
    assert {(e.numerator, e.denominator) for e in ended} == {(100, 1000)}


def test_what_known_parts_leave_of_the_whole_is_not_known(result):
    (attended,) = estimates(result, "whether an appointment was attended not known, of appointments")
    assert (attended.numerator, attended.denominator) == (20, 500)


def test_the_answer_leads_with_the_qualification_of_staff(result):
    assert result.answer.startswith(
        "For 60.0% of 3,000 contacts attended or unplanned in 2024/25 the qualification of staff is not known."
    )
    assert result.verdict is Verdict.DESCRIBED
    assert result.condition == "3 details, each in its latest year"


def test_the_table_says_how_many_months_a_year_holds(result):
    assert result.tables[0].rows[1][:4] == (
        "Qualification of staff",
        "2024/25",
        3,
        "contacts attended or unplanned",
    )


def test_a_year_of_twelve_months_goes_before_a_later_part_of_one(tmp_path):
    full = twelve_months(2023, ended_referrals=100, ended_invalid=1, ended_no_reason_recorded=1)
    known = twelve_months(2023, ended_unknown_assessed_only=4, ended_unknown_treated=4)
    found = answer(CHECK, publish(tmp_path, full, known, ENDINGS, NO_REASON))
    assert (found.figures[0].estimate.value, found.figures[0].estimate.denominator) == (0.1, 1200)
    assert found.figures[0].of_whom == "120 of 1,200 referrals that ended, England 2023/24"


def test_months_that_are_not_at_hand_are_gaps(tmp_path):
    given = [table.replace(" . ", " 20") for table in (ENDINGS, NO_REASON)]
    later = [table.replace("2024-04", "2024-06").replace("2024-05", "2024-07") for table in given]
    over_months, over_years = answer(CHECK, publish(tmp_path, ENDINGS, NO_REASON, *later)).charts
    assert over_months.periods == ("Apr 2024", "May 2024", "Jun 2024", "Jul 2024")
    assert over_months.series[0].values == (0.1, None, 0.1, 0.1)
    assert over_months.domain == (0.0, 0.2)
    assert over_years.columns == ("2024/25",)


def test_providers_are_summed_within_their_limits(tmp_path):
    published = publish(
        tmp_path,
        STAFF,
        """
        publication  period   org  appts_staff_qualified  appts_missing_qualifications_and_training
        monthly      2024-04  P1   100                    300
        monthly      2024-05  P1   100                    300
        monthly      2024-04  P2   *                      5
        monthly      2024-05  P3   1000                   *
        """,
    )
    table = answer(CHECK, published).tables[2]
    ((detail, year, providers, _low, median, _high, over, perhaps),) = table.rows
    # P2, with 0 to 4 known and 5 to 7 not known, is too small to tell; P1 has 600 of 800, P3 0 to 4 of 1,000
    assert (detail, year, providers, over, perhaps) == ("Qualification of staff", "2024/25", 2, 1, 1)
    assert median == pytest.approx((0.75 + 0.001) / 2, abs=0.003)


def test_without_any_detail_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period   recovery\nmonthly      2024-04  5")
    assert "monthly statistics for England" in not_run(CHECK, published).settled_by


def test_62_percent_of_contacts_have_no_known_qualification_of_staff(real_audit):
    leading = real_audit.finding(CHECK).result.figures[0].estimate
    assert leading.value == pytest.approx(0.62, abs=0.005)
    assert leading.denominator == 6_293_310
