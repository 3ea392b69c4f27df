"""Profiles from published figures: small ones worked out by hand, and the real organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.checks.finding import Interval
from caseness.organisations import CautionKind, profiles
from caseness.organisations.lines import BEFORE_TREATMENT, FINISHED, ONCE, OVER_90, RECOVERED
from caseness.sources.published import headline
from caseness.vocabulary import Level
from checks.building import publish

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.organisations import Key, Profile

ANNUAL = """
    publication  period   level     org  referrals_received  finished_course_treatment  not_at_caseness  recovery
    annual       2024/25  England   -    1000                400                        40               180
    annual       2024/25  Provider  P1   500                 220                        20               120
    annual       2024/25  Provider  P2   100                 30                         *                10
    annual       2024/25  Provider  P3   60                  15                         *                10
    annual       2022/23  Provider  P4   60                  *                          *                *
    annual       2022/23  England   -    900                 390                        40               170
"""


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Profile]:
    return {profile.code: profile for profile in profiles(publish(tmp_path, ANNUAL))}


def test_every_organisation_has_a_profile_from_a_to_z(made: dict[str, Profile]):
    assert list(made) == ["P1", "P2", "P3", "P4"]
    assert [profile.ended for profile in made.values()] == [False, False, False, True]


def test_a_share_stands_beside_england_s(made: dict[str, Profile]):
    # P1: 120 ÷ (220 − 20) = 60%; England 180 ÷ (400 − 40) = 50%
    line = made["P1"].line(RECOVERED)
    assert line.estimate.value == 0.6
    assert line.reference.value == 0.5
    assert line.of_whom == "120 of 200 finished cases"
    # 120 is 118 to 122, 220 − 20 is 196 to 204
    assert line.limits == (118 / 204, 122 / 196)


def test_a_suppressed_count_leaves_limits(made: dict[str, Profile]):
    # P2: 10 is 8 to 12; 30 less a suppressed count is 24 to 32: from 8 ÷ 32 to 12 ÷ 24
    line = made["P2"].line(RECOVERED)
    assert (line.estimate.value, line.estimate.low, line.estimate.high) == (None, 0.25, 0.5)
    assert line.estimate.interval is Interval.ROUNDING
    assert line.of_whom == "10 of [c] 24 to 32 finished cases"


def test_fewer_than_twenty_have_no_rate(made: dict[str, Profile]):
    line = made["P3"].line("Recovered, of all who finished")
    assert (line.estimate.value, line.estimate.low) == (None, None)
    assert line.of_whom == "10 of 15 finished courses"
    assert "for a rate beside England’s" in made["P3"].summary


def test_everything_suppressed_stays_honest(made: dict[str, Profile]):
    p4 = made["P4"]
    assert all(line.estimate.value is None for group in p4.groups for line in group.lines)
    assert p4.cautions[0].text == "Its figures end with 2022/23."


def test_more_and_fewer_are_said_without_praise(made: dict[str, Profile]):
    assert made["P1"].summary == (
        "More of its finished cases are recorded as recovered than in England (60% and 50.0%)."
    )


def test_england_alone_has_no_organisations():
    assert profiles(headline()) == ()


def test_the_spread_needs_ten_organisations(made: dict[str, Profile], tmp_path: Path):
    assert made["P1"].line(RECOVERED).spread is None
    rows = [f"annual  2024/25  Q{n}  200  0  {50 + 10 * n}" for n in range(10)]
    head = "publication  period  org  finished_course_treatment  not_at_caseness  recovery"
    many = profiles(publish(tmp_path, "\n".join([head, *rows])))
    # rates 25%, 30% … 70%: the 5% point lies 0.45 of a step in, 25% + 0.45 × 5%
    assert many[0].line(RECOVERED).spread == pytest.approx((0.2725, 0.6775))


MONTHS = """
    publication  period   org  ended_referrals  ended_treated_once  finished_course_treatment  recovery  not_at_caseness
    monthly      2025-04  M1   100              30                  40                         20        5
    monthly      2025-05  M1   100              20                  40                         20        *
    monthly      2025-06  M1   100              20                  40                         20        5
    monthly      2025-04  -    1000             300                 400                        190       40
    monthly      2025-05  -    1000             300                 400                        190       40
    monthly      2025-06  -    1000             300                 400                        190       40
"""


def test_without_annual_figures_the_months_are_added_up(tmp_path: Path):
    (profile,) = profiles(publish(tmp_path, MONTHS))
    assert profile.line(FINISHED).of_whom == "120 of 300 referrals that ended"
    assert profile.line(ONCE).estimate.value == pytest.approx(70 / 300)
    # ended less treated once less finished: 300 − 70 − 120
    assert profile.line(BEFORE_TREATMENT).of_whom == "110 of 300 referrals that ended"
    assert profile.line(BEFORE_TREATMENT).reference.value == pytest.approx(0.3)
    # one of three months of cases is suppressed: 120 − (10 to 14, each rounded) has no value
    assert profile.line(RECOVERED).estimate.value is None
    assert "add up 3 of 12 months" in " ".join(c.text for c in profile.cautions)


def test_a_month_without_figures_is_said_and_breaks_the_line(tmp_path: Path):
    without = "\n".join(line for line in MONTHS.splitlines() if "2025-05  M1" not in line)
    (profile,) = profiles(publish(tmp_path, without))
    assert any("No figures for May 2025" in c.text for c in profile.cautions if c.kind is CautionKind.MISSING)


def test_the_picture_of_the_design_is_reproduced(berkshire: Profile):
    assert berkshire.name == "Berkshire Healthcare NHS Foundation Trust"
    shown = {name: berkshire.line(name).of_whom for name in (ONCE, FINISHED, OVER_90, RECOVERED)}
    assert shown == {
        ONCE: "6,545 of 26,510 referrals that ended",
        FINISHED: "10,795 of 26,510 referrals that ended",
        OVER_90: "1,880 of 10,795 finished courses",
        RECOVERED: "4,875 of 9,680 finished cases",
    }
    assert berkshire.line(RECOVERED).estimate.low == pytest.approx(0.494, abs=5e-4)
    assert berkshire.summary == (
        "Near England on recovery (50.4% and 50.5%). Fewer wait over 90 days for a second session (17.4% and 23.7%). "
        "More referrals end before treatment (34.6% and 33.0%)."
    )


def test_every_known_organisation_of_the_files_has_a_page(real: dict[Key, Profile]):
    kinds = {level: sum(key[0] is level for key in real) for level in (Level.PROVIDER, Level.ICB, Level.REGION)}
    assert kinds == {Level.PROVIDER: 235, Level.ICB: 42, Level.REGION: 10}
    assert not any(code.upper() == "UNKNOWN" for _level, code in real)


def test_every_figure_is_a_share_and_lies_within_its_interval(real: dict[Key, Profile]):
    for profile in real.values():
        lines = [line for group in (*profile.groups, *profile.equity) for line in group.lines]
        for line in lines:
            e = line.estimate
            ends = [end for end in (e.low, e.value, e.high) if end is not None]
            assert ends == sorted(ends), (profile.code, line)
            assert all(0 <= end <= 1 for end in ends), (profile.code, line)
            assert e.value is None or e.denominator >= 20, (profile.code, line)


def test_one_that_ended_in_mid_year_says_who_carries_it_on(real: dict[Key, Profile]):
    solent = real[Level.PROVIDER, "R1C"]
    assert solent.ended
    assert solent.carried_on_by == (Level.PROVIDER, "RW1")
    assert [c.text for c in solent.cautions[:3]] == [
        "Its figures end with September 2024.",
        "From October 2024 its service goes on under Hampshire and Isle of Wight Healthcare NHS Foundation Trust (RW1).",
        "Monthly figures of 2024/25 add up 6 of 12 months.",
    ]


def test_who_took_services_over_says_so(real: dict[Key, Profile]):
    came = [c.text for c in real[Level.PROVIDER, "G6V2S"].cautions if c.kind is CautionKind.SUCCESSION]
    assert "The service of Camden IAPT (TAF88) came in in November 2024: before and after are not one series." in came


def test_a_partnership_s_board_has_its_code(real: dict[Key, Profile]):
    assert real[Level.STP, "QKS"].carried_on_by == (Level.ICB, "QKS")


def test_where_every_case_is_recorded_as_recovered_the_page_says_it_first(real: dict[Key, Profile]):
    texts = {
        profile.code: c.text
        for profile in real.values()
        for c in profile.cautions
        if c.kind is CautionKind.CONTRADICTORY and "all of its cases are recorded as recovered (300 of 300)" in c.text
    }
    assert texts


def test_a_commissioner_of_the_past_has_its_providers(real: dict[Key, Profile]):
    dartford = real[Level.CCG, "09J"]
    assert dartford.partners[0].name == "North Kent Mind"
    assert dartford.partners[0].referrals.value == 2160


def test_months_make_a_run_chart_and_years_do_where_there_are_none(berkshire: Profile, real: dict[Key, Profile]):
    assert [run.key for run in berkshire.runs] == ["recovery", "referrals_received"]
    assert len(berkshire.runs[0].values) == 62
    assert berkshire.runs[0].chart is not None
    (years,) = real[Level.REGION, "Y56"].runs
    assert [str(period) for period in years.periods][-2:] == ["2023/24", "2024/25"]
    assert years.values[-2] is None


@pytest.mark.parametrize(("printed", "said"), [(60, False), (61, False), (62, False), (65, True), (40, True)])
def test_a_percentage_that_no_true_counts_give_is_said(tmp_path: Path, printed: int, said: bool):
    # 120 is 118 to 122, 220 − 20 is 196 to 204: 57.8% to 62.2%, a whole number stands for half a point either side
    table = f"""
        publication  period   org  finished_course_treatment  not_at_caseness  recovery  recovery%
        annual       2024/25  P1   220                        20               120       {printed}
    """
    (profile,) = profiles(publish(tmp_path, table))
    texts = [c.text for c in profile.cautions if c.kind is CautionKind.CONTRADICTORY]
    wanted = "In 2024/25 no true counts give the printed percentage of recovery with its printed counts."
    assert texts == ([wanted] if said else [])
