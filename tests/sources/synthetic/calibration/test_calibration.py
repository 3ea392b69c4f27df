"""Made margins beside published ones: the arithmetic by hand, the targets against their sources, an extract against both."""

import csv
import gzip
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from pyarrow.parquet import read_table

from caseness.sources.synthetic.calibration import (
    CHANCE,
    Comparison,
    Target,
    calibrate_folder,
    calibration_plan,
    compare,
    targets,
)
from caseness.sources.synthetic.calibration.margins import Margin, margins, measures
from caseness.sources.synthetic.calibration.referrals import ALL, COUNTS, TOTAL
from caseness.sources.synthetic.calibration.tallies import Moments, Tally
from caseness.sources.synthetic.synthesis import synthesise

PRINTED = Path(__file__).parents[4] / "docs" / "calibration.csv"
NOTHING = dict.fromkeys(COUNTS, 0)


def tally(breakdown=TOTAL, category=ALL, moments=None, **counts):
    return Tally(breakdown=breakdown, category=category, counts=NOTHING | {"rows": 0} | counts, moments=moments or {})


def found(*tallies):
    return {margin.key: margin for margin in margins(tallies)}


class TestMargins:
    def test_a_rate_and_its_error_by_hand(self):
        recovery = found(tally(recovered=50, eligible=100))["recovery", TOTAL, ALL]
        assert recovery.value == 0.5
        assert recovery.error == 0.05  # the root of .5 x .5 / 100

    def test_nobody_of_a_few_leaves_some_doubt(self):
        never = found(tally(recovered=0, eligible=2))["recovery", TOTAL, ALL]
        assert never.value == 0
        assert never.error == pytest.approx((0.25 * 0.75 / 2) ** 0.5)  # as one of four

    def test_recovery_is_of_those_finished_less_those_not_at_caseness(self):
        rates = found(tally(finished=10, not_case=2, eligible=8, recovered=4))
        assert rates["recovery", TOTAL, ALL].value == 0.5
        assert rates["not at caseness", TOTAL, ALL].value == 0.2

    def test_a_mean_and_a_deviation_by_hand(self):
        scores = {"wait": Moments(number=4, total=20.0, squares=116.0)}  # 3, 3, 7, 7
        made = found(tally(moments=scores))
        assert made["mean wait", TOTAL, ALL].value == 5
        assert made["sd wait", TOTAL, ALL].value == pytest.approx((16 / 3) ** 0.5)
        assert made["mean wait", TOTAL, ALL].error == pytest.approx((16 / 3) ** 0.5 / 2)

    def test_shares_of_a_breakdown_add_up(self):
        made = found(tally("decile", "1", received=30), tally("decile", "2", received=10))
        assert made["share of received", "decile", "1"].value == 0.75
        assert made["share of received", "decile", "2"].value == 0.25

    def test_courses_of_a_therapy_are_of_all_finished_courses(self):
        made = found(tally(finished=200), tally("therapy", "CBT", finished=70), tally("therapy", "EMDR", finished=10))
        assert made["courses", "therapy", "CBT"].value == 0.35

    def test_what_has_no_denominator_is_not_there(self):
        assert ("recovery", TOTAL, ALL) not in found(tally(recovered=0, eligible=0))

    def test_providers_that_do_not_differ_have_no_spread(self):
        alike = [tally("provider", str(number), eligible=400, recovered=200) for number in range(20)]
        assert found(*alike)["spread of recovery", "provider", ALL].value == 0

    def test_small_providers_do_not_count(self):
        few = [tally("provider", str(number), eligible=99, recovered=number) for number in range(20)]
        assert ("spread of recovery", "provider", ALL) not in found(*few)


class TestComparison:
    target = Target(
        section="S", measure="m", breakdown="b", category="c", value=0.5, tolerance=0.01, source="somewhere"
    )

    def margin(self, value, error):
        return Margin(measure="m", breakdown="b", category="c", value=value, error=error)

    @pytest.mark.parametrize(
        ("value", "error", "within"), [(0.505, 0, True), (0.52, 0, False), (0.52, 0.003, True), (0.525, 0.003, False)]
    )
    def test_within_is_tolerance_and_chance(self, value, error, within):
        assert CHANCE == 4
        assert Comparison(self.target, self.margin(value, error)).within is within

    def test_what_was_not_made_is_off(self):
        missing = Comparison(self.target, None)
        assert (missing.difference, missing.within) == (None, False)

    def test_every_target_is_compared(self):
        assert [each.target for each in compare([])] == list(targets())


class TestTargets:
    def test_each_is_one_that_can_be_computed_and_says_where_it_is_from(self):
        for target in targets():
            assert target.measure in measures()
            assert target.tolerance > 0
            assert target.source

    def test_none_stands_twice(self):
        keys = [target.key for target in targets()]
        assert len(keys) == len(set(keys))

    def test_those_from_two_monthly_counts_are_what_the_months_add_up_to(self, shared_data):
        counts = monthly_counts(shared_data)
        checked = 0
        for target in targets():
            named = re.search(r": (M\d+) of (M\d+)$", target.source)
            if named:
                assert target.value == pytest.approx(counts[named[1]] / counts[named[2]], abs=0.0001)
                checked += 1
        assert checked > 20

    def test_recovery_is_that_of_the_annual_file(self, shared_data):
        printed = annual_recovery(shared_data)
        recovery = {target.key[1:]: target.value * 100 for target in targets() if target.measure == "recovery"}
        assert recovery[TOTAL, ALL] == pytest.approx(printed["Total"])
        assert recovery["decile", "10"] == pytest.approx(printed["01 Least deprived"])
        assert recovery["decile", "1"] == pytest.approx(printed["10 Most deprived"])


def monthly_counts(shared_data):
    """England's counts of 2024/25 by measure, summed over the months."""
    counts = defaultdict(float)
    for year in ("2024", "2025"):
        with gzip.open(shared_data / "monthly" / f"nhstt-monthly-{year}.csv.gz", "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                inside = "2024-04" <= row["reporting_period"] <= "2025-03"
                if inside and row["group_type"] == "England" and row["measure_statistic"] == "count":
                    counts[row["measure_id"]] += float(row["value"] or 0)
    return counts


def annual_recovery(shared_data):
    """England's recovery rates of 2024/25, in total and by decile of deprivation."""
    path = shared_data / "annual" / "nhstt-annual-measures-2024-25.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {
            "Total" if row["variable_type"] == "Total" else row["variable_a"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["org_type"] == "England"
            and row["variable_type"] in ("Total", "Indices of Deprivation Decile")
            and (row["measure_name"], row["measure_statistic"]) == ("recovery", "percentage")
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    plan = calibration_plan(20_000)
    folder = tmp_path_factory.mktemp("made") / "extract"
    synthesise(plan, folder)
    return plan, folder, calibrate_folder(folder, plan)


def test_a_made_england_comes_out_as_published(made):
    _, _, comparisons = made
    assert [each.target.key for each in comparisons if not each.within] == []


def test_margins_are_what_reading_the_referrals_one_by_one_finds(made):
    plan, folder, comparisons = made
    columns = ["PathwayID", "Unique_MonthID", "ReferralRequestReceivedDate", "ServDischDate", "CompletedTreatment_Flag"]
    table = read_table(folder / "IDS101Referral", columns=[*columns, "NotCaseness_Flag", "Recovery_Flag"])
    last = {}
    for row in table.to_pylist():
        kept = last.setdefault(row["PathwayID"], row)
        if row["Unique_MonthID"] >= kept["Unique_MonthID"]:
            last[row["PathwayID"]] = row
    year = date(2024, 4, 1), plan.end
    received = [row for row in last.values() if year[0] <= row["ReferralRequestReceivedDate"] < year[1]]
    ended = [row for row in last.values() if row["ServDischDate"] and year[0] <= row["ServDischDate"] < year[1]]
    finished = [row for row in ended if row["CompletedTreatment_Flag"]]
    eligible = [row for row in finished if not row["NotCaseness_Flag"]]
    recovered = [row for row in eligible if row["Recovery_Flag"]]
    by_measure = {each.target.key: each.margin.value for each in comparisons}
    assert by_measure["finished", TOTAL, ALL] == pytest.approx(len(finished) / len(received))
    assert by_measure["ended finished", TOTAL, ALL] == pytest.approx(len(finished) / len(ended))
    assert by_measure["recovery", TOTAL, ALL] == pytest.approx(len(recovered) / len(eligible))


def test_the_figures_in_the_documentation_are_those_of_every_target_and_within_tolerance():
    with PRINTED.open(encoding="utf-8", newline="") as file:
        printed = [
            Margin(
                measure=row["measure"],
                breakdown=row["breakdown"],
                category=row["category"],
                value=float(row["value"]),
                error=float(row["error"]),
            )
            for row in csv.DictReader(file)
        ]
    assert [margin.key for margin in printed] == [target.key for target in targets()]
    assert [each.target.key for each in compare(printed) if not each.within] == []
