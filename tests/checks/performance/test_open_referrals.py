"""Open referrals by days since the last session."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish
from checks.performance.months import months

CHECK = "open-referrals"
LONG = "no session for more than 120 days, of open referrals"


def open_(recent, to_90, to_120, long):
    return {
        "open_referral_no_activity60days": recent,
        "open_referral_no_activity61to90days": to_90,
        "open_referral_no_activity91to120days": to_120,
        "open_referral_no_activity_over120days": long,
    }


def test_of_1_000_open_100_had_no_session_for_120_days(tmp_path):
    result = answer(CHECK, publish(tmp_path, months(open_([800, 700], [60, 100], [40, 100], [100, 100]))))
    assert [e.value for e in estimates(result, LONG)] == [0.1, 0.1]
    assert estimate(result, "no session for more than 60 days, of open referrals").value == 0.3
    assert estimate(result, "no session for more than 90 days, of open referrals").value == 0.2
    assert result.tables[0].rows[0] == ("Feb 2022", 1000, 700, 100, 100, 100, 0.3, 0.2, 0.1)


def test_a_provider_s_share_has_the_limits_its_cells_leave(tmp_path):
    england = months(open_([800], [60], [40], [100]))
    provider = months(open_([75], [10], [10], [5]), org="P1")
    blank = months(open_([80], [10], [10], ["*"]), org="P2")
    _by_month, by_provider = answer(CHECK, publish(tmp_path, england, provider, blank)).tables
    (_name, code, open_referrals, long, rate, least, most), other = by_provider.rows
    assert (code, open_referrals, long, rate) == ("P1", 100, 5, 0.05)
    # 5 stands for 5 to 7; the others for 73 to 77, 8 to 12 and 8 to 12
    assert (least, most) == (pytest.approx(5 / 106), pytest.approx(7 / 96))
    # blank is 0 to 4, of others 78 to 82, 8 to 12, 8 to 12
    assert other[2:5] == ("[c?]", "[c?]", "[u]")
    assert other[5:] == (0, pytest.approx(4 / 98))


def test_months_not_at_hand_are_gaps(tmp_path):
    calm = [100, 110] * 13
    values = open_([800] * 26, [60] * 26, [40] * 26, [*calm[:25], "."])
    values["open_referral_no_activity_over120days"][20] = "."
    chart, _dots = answer(CHECK, publish(tmp_path, months(values))).charts
    assert chart.run.values[20] is None
    assert len(chart.run.values) == 25


def test_without_the_classes_it_is_not_run(tmp_path):
    published = publish(tmp_path, months({"open_referral_no_activity60days": [5]}))
    assert "open referral" in not_run(CHECK, published).reason


def test_13_percent_open_without_a_session_for_120_days(real_audit):
    result = real_audit.finding(CHECK).result
    now, before = estimates(result, LONG)
    assert (now.numerator, now.denominator) == (53_437, 402_347)
    assert round(100 * before.value, 1) == 10.4
    assert all(row[5] <= row[6] for row in result.tables[1].rows)
    assert all(row[5] <= row[4] <= row[6] for row in result.tables[1].rows if isinstance(row[4], float))
