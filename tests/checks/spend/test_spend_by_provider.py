"""Cost of a course by provider, by hand on two made providers; and the command that takes the table."""

from __future__ import annotations

import json

import pytest

from caseness.checks.assumed import shipped
from caseness.checks.finding import Finding, NotRun
from caseness.checks.registry import all_checks
from caseness.sources.spend_table import read_spend
from checks.building import estimate, estimates, publish

HEAD = "publication  period  org  finished_course_treatment  not_at_caseness  recovery"
COUNTS = (
    f"{HEAD}\nannual  2023/24  P1  1000  100  400\nannual  2023/24  P2  500  50  0\nannual  2022/23  P1  900  90  300"
)
SPENT = """org_code,period,amount,scope,source
P1,2023/24,700000,all costs,accounts
P2,2023/24,500000,all costs,accounts
P1,2024-05,60000,all costs,accounts
"""


def outcome(folder, *sources):
    (check,) = (check for check in all_checks() if check.id == "spend-by-provider")
    return check.run([publish(folder, COUNTS), *sources, shipped()])


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "spend.csv"
    file.write_text(SPENT, encoding="utf-8")
    return file


def test_two_providers_by_hand(tmp_path, table):
    found = outcome(tmp_path, read_spend(table, known={"P1", "P2"}))
    assert isinstance(found, Finding)
    # £700,000 ÷ 1,000 and £500,000 ÷ 500; £1.2m ÷ 1,500 together; the month has no published count
    assert [e.value for e in estimates(found.result, "cost of a finished course")] == [700, 1000]
    assert estimate(found.result, "cost of a finished course, all together").value == 800
    assert estimate(found.result, "rows without a published count").value == 1
    # In prices of 2024, × 100 ÷ (¾ · 96.25 + ¼ · 100) = 100 ÷ 97.1875
    assert found.result.tables[0].rows[0][7] == pytest.approx(700 / 0.971875)
    assert [row[8] for row in found.result.tables[0].rows] == [1750, "[z]"]


def test_months_are_costed_by_their_own_counts(tmp_path):
    head = "publication  period  org  finished_course_treatment  recovery"
    months = f"{head}\nmonthly  2024-05  P1  100  40\nmonthly  2024-06  P1  50  20"
    spent = "P1,2024-05-01 to 2024-06-30,120000,all,accounts\nP2,2024-05,1,all,accounts\nP1,2024-07,5,all,accounts\n"
    file = tmp_path / "months.csv"
    file.write_text(SPENT.splitlines()[0] + "\n" + spent, encoding="utf-8")
    (check,) = (check for check in all_checks() if check.id == "spend-by-provider")
    found = check.run([publish(tmp_path, months), read_spend(file, known={"P1", "P2"}), shipped()]).result
    # £120,000 ÷ 150; the other two rows have no month of their own
    assert estimate(found, "cost of a finished course, all together").value == 800
    assert estimate(found, "rows without a published count").value == 2


def test_without_a_table_it_is_not_run(tmp_path):
    lack = outcome(tmp_path)
    assert isinstance(lack, NotRun)
    assert "--spend" in lack.settled_by


def test_the_command_takes_the_table_and_names_it(tmp_path, table, run):
    publish(tmp_path, COUNTS)
    report = tmp_path / "report"
    status, _out, _err = run(
        "audit", tmp_path / "facts.csv", "--spend", table, "--only", "spend-by-provider", "--out", report, "-q"
    )
    assert status == 0
    made = json.loads((report / "provenance.json").read_text(encoding="utf-8"))
    assert made["inputs"][-1]["file"] == "spend.csv"
    assert "--spend spend.csv" in made["command"]


def test_a_fault_in_the_table_ends_the_command_with_3(tmp_path, table, run):
    publish(tmp_path, COUNTS)
    table.write_text(SPENT + "P1,2023/24,1,all costs,accounts\n", encoding="utf-8")
    status, _out, err = run("audit", tmp_path / "facts.csv", "--spend", table, "--out", tmp_path / "report")
    assert status == 3
    assert "spend.csv, line 5: P1, 2023/24: repeats 2023/24 on line 2" in err
    assert not (tmp_path / "report").exists()
