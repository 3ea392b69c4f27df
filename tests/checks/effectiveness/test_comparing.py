"""Groups of a breakdown along the stages of a course: which gap is told, where it arises, and what is not known."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECKS = [
    "outcomes-by-age",
    "outcomes-by-gender",
    "outcomes-by-ethnicity",
    "outcomes-by-religion",
    "outcomes-by-sexual-orientation",
    "outcomes-by-disability",
    "outcomes-by-long-term-condition",
    "outcomes-by-problem",
]
HEAD = (
    "publication  period  breakdown  category  referrals_received  finished_course_treatment  not_at_caseness  recovery"
)
FEMALE = "2024/25  Gender  Female  10000  4000  0  2000"  # 0.4 × 1 × 0.5 = 0.2
MALE = "2024/25  Gender  Male  5000  1500  0  600"  # 0.3 × 1 × 0.4 = 0.12
FEW = "2024/25  Gender  Indeterminate (unable to be classified as male or female)  500  100  0  20"
UNKNOWN = "2024/25  Gender  Not stated/Not known/Invalid  1000  100  0  20"
TOTAL = "2024/25  Total  -  16500  5700  0  2640"


def gender(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *(f"annual  {row}" for row in rows)]))


def test_the_widest_gap_is_told_and_split(tmp_path):
    # finishing: −0.1 × (0.5 + 0.4)/2 = −0.045; recovering: −0.1 × (0.4 + 0.3)/2 = −0.035
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, UNKNOWN, TOTAL))
    assert result.answer == (
        "Of referrals in the group “Male”, 12.0% are recorded as recovered in 2024/25; in “Female” 20.0%. "
        "Of this gap of 8.0 points, 4.5 arise in finishing, 0.0 in being a case and 3.5 in recovering."
    )
    named = "recovered, of referrals: part of the gap arising in finishing"
    assert estimate(result, named).value == pytest.approx(-0.045)
    assert estimate(result, "recovered, of referrals: ratio to the group compared with").value == pytest.approx(0.6)
    assert [block.reference.value for block in result.figures] == pytest.approx([0.2, 0.4, 0.5])


def test_a_small_group_is_shown_but_not_told(tmp_path):
    # 20 of 500 is a wider gap than the men's, but of fewer than a thousand
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, FEW))
    assert result.figures[0].estimate.category == "Male"
    assert [row.label for row in result.charts[0].rows] == ["Female", "Male", "Indeterminate"]


def test_where_all_groups_are_small_the_widest_of_them_is_told(tmp_path):
    rows = ["2024/25  Gender  Female  400  200  0  100", "2024/25  Gender  Male  300  100  0  40"]
    assert answer("outcomes-by-gender", gender(tmp_path, *rows)).figures[0].estimate.category == "Male"


def test_fewer_than_twenty_have_no_rate(tmp_path):
    tiny = "2024/25  Gender  Indeterminate (unable to be classified as male or female)  40  12  0  8"
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, tiny))
    cells = result.charts[0].rows[2].cells
    assert [cell.text for cell in cells] == ["30%", "12 of 12", "8 of 12", "20%"]
    assert [cell.hollow for cell in cells] == [False, True, True, False]
    table = {row[0]: row for row in result.tables[0].rows}
    assert "[u]" in table["Indeterminate"]
    assert [row[0] for row in result.tables[1].rows] == ["Male"]


def test_those_not_known_stand_apart(tmp_path):
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, UNKNOWN, TOTAL))
    assert [(row.label, row.apart) for row in result.charts[0].rows][-1] == ("Not known", True)
    # 1,000 of 16,500 referrals, 100 of 5,700 finished courses
    assert estimate(result, "group not known, of referrals").value == pytest.approx(1000 / 16500)
    assert estimate(result, "group not known, of finished courses").value == pytest.approx(100 / 5700)
    assert any("those who leave early are less often asked" in caveat for caveat in result.caveats)
    assert [e.value for e in estimates(result, "share of all referrals")] == pytest.approx(
        [10000 / 16500, 5000 / 16500, 1000 / 16500]
    )


def test_where_as_many_are_not_known_at_the_end_nothing_is_said_of_asking(tmp_path):
    unknown = "2024/25  Gender  Not stated/Not known/Invalid  1000  400  0  200"
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, unknown, TOTAL))
    assert not any("less often asked" in caveat for caveat in result.caveats)
    assert any("any group could change" in caveat for caveat in result.caveats)


def test_groups_that_overlap_are_said_to(tmp_path):
    total = "2024/25  Total  -  14000  5000  0  2000"  # the groups' 5,500 finished courses are 110% of all
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, total))
    assert any(caveat.startswith("Groups overlap: their finished courses add to 110.0%") for caveat in result.caveats)


def test_years_without_the_group_are_gaps_not_joined(tmp_path):
    rows = [
        "2021/22  Gender  Female  10000  4000  0  2000",
        "2021/22  Gender  Male  5000  1500  0  600",
        "2022/23  Gender  Female  10000  4000  0  2000",
        "2022/23  Gender  Indeterminate (unable to be classified as male or female)  5000  1500  0  600",
    ]
    result = answer("outcomes-by-gender", gender(tmp_path, *rows, FEMALE, MALE))
    lines = {series.name: series.values for series in result.charts[1].series}
    assert lines["Male"] == pytest.approx((0.12, None, None, 0.12))
    assert result.charts[1].periods == ("2021/22", "2022/23", "2023/24", "2024/25")
    assert [row[1] for row in result.tables[2].rows] == [pytest.approx(-0.08), "[x]", pytest.approx(-0.08)]


def test_the_line_begins_with_the_groups_it_shows(tmp_path):
    rows = [
        "annual  2020/21  Age Group  18 to 35  5000  2000  0  900",
        "annual  2020/21  Age Group  36 to 64  5000  2000  0  900",
    ]
    for year in ("2021/22", "2022/23"):
        rows += [
            f"annual  {year}  Age Group  26 to 64  9000  4000  0  2000",
            f"annual  {year}  Age Group  Under 18  2000  500  0  200",
        ]
    result = answer("outcomes-by-age", publish(tmp_path, "\n".join([HEAD, *rows])))
    assert result.charts[1].periods == ("2021/22", "2022/23")
    assert "[b]" not in result.charts[1].note


def test_one_year_alone_has_no_line(tmp_path):
    assert len(answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE)).charts) == 1


def test_a_rate_that_is_suppressed_is_said_to_be(tmp_path):
    hidden = "2024/25  Gender  Indeterminate (unable to be classified as male or female)  1000  50  *  *"
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, MALE, hidden))
    assert result.charts[0].rows[2].cells[2].text == "[c]"
    assert result.tables[0].rows[1][3:5] == ("[c]", "[c]")


def test_differences_as_chance_makes_them_are_not_counted(tmp_path):
    # 4,000 and 2,010 of 10,000 and 5,000 finish, half of each recover: nothing beyond chance
    alike = "2024/25  Gender  Male  5000  2010  0  1000"
    result = answer("outcomes-by-gender", gender(tmp_path, FEMALE, alike))
    assert result.condition.startswith("0 of 2 differences")


def test_without_groups_they_are_not_run(tmp_path):
    published = gender(tmp_path, TOTAL)
    assert all("annual figures for England" in not_run(check, published).reason for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS)
def test_on_real_figures_every_group_is_named_and_the_gap_adds_up(real_audit, check):
    result = real_audit.finding(check).result
    gap = next(e.value for e in result.estimates if e.name.endswith(": gap to the group compared with"))
    parts = [e.value for e in result.estimates if "part of the gap" in e.name]
    assert sum(parts) == pytest.approx(gap)
    assert len(result.charts) == 2
    assert all(row.label != "" and not row.label.startswith("0") for row in result.charts[0].rows)


def test_of_under_18s_one_in_five_referrals_finishes(real_audit):
    result = real_audit.finding("outcomes-by-age").result
    share = next(e for e in estimates(result, "finished, of referrals") if e.category == "Under 18")
    assert (share.numerator, share.denominator) == (5549, 27226)
    # 2022/23, as the issue has it: 6,544 of 33,126
    table = next(t for t in result.tables if t.name == "stages-age-group")
    row = next(row for row in table.rows if row[:2] == ("2022/23", "Under 18"))
    assert row[2:4] == (33126, 6544)


def test_half_the_gap_of_muslim_referrals_arises_in_recovering(real_audit):
    result = real_audit.finding("outcomes-by-religion").result
    assert "in the group “Muslim”, 13.2%" in result.answer
    assert "7.1 points, 2.9 arise in finishing, −0.1 in being a case and 4.3 in recovering" in result.answer


def test_three_quarters_have_no_known_long_term_condition_status(real_audit):
    result = real_audit.finding("outcomes-by-long-term-condition").result
    assert estimate(result, "group not known, of referrals").value == pytest.approx(1365462 / 1813432)
