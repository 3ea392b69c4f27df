"""What a file changed, and what an audit says of it."""

from __future__ import annotations

import json

import pytest

from caseness.checks.assumed import Assumed, Stated, shipped
from caseness.checks.own_figures import assumed_from
from caseness.checks.registry import all_checks
from caseness.sources.published import headline
from caseness.value.comparisons import MixedDefinitions
from checks.building import estimate

MINE = """
[cost_per_course]
value = 401.5
low = 355
high = 448
source = "Our own accounts"
"""


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    return file


def told(assumed: Assumed):
    (check,) = (check for check in all_checks() if check.id == "assumptions-changed")
    return check.run([assumed]).result


def test_half_the_cost_of_a_course(mine):
    """A course at half of £803. Consultations saved stay as they are, so the added cost falls by more than half."""
    result = told(assumed_from([headline(), Stated(mine)]))
    now, before = (
        estimate(result, f"cost per QALY, {end}").value for end in ("as it is", "with the assumptions shipped")
    )
    assert now < before / 2
    assert estimate(result, "assumptions changed").value == 1
    (row,) = result.tables[0].rows
    assert row[0] == "Cost of the service per finished course"
    assert "Cost per quality-adjusted life-year: £" in row[1]
    assert "A recovery that would not have come anyway: £" in row[1]
    assert row[2:] == ("£402", "£355 to £448", "£803", "£710 to £896", "Our own accounts", "cost_per_course")


def test_nothing_changed():
    result = told(shipped())
    assert result.answer.startswith("None: all ")
    assert not result.tables


def test_an_audit_takes_the_file_and_names_it(tmp_path, mine, run):
    report = tmp_path / "report"
    only = ("--only", "assumptions-changed", "--only", "opportunity-cost")
    status, _out, _err = run("audit", "--assumptions", mine, *only, "--out", report, "-q")
    assert status == 0
    findings = {f["id"]: f for f in json.loads((report / "findings.json").read_text(encoding="utf-8"))["findings"]}
    assert findings["assumptions-changed"]["answer"].startswith("1 of ")
    bought = {e["name"]: e["value"] for e in findings["opportunity-cost"]["estimates"]}
    assert bought["finished courses of the service"] == pytest.approx(
        1944, abs=1
    )  # £1m at 401.50 of 2017/18 is twice 972
    made = json.loads((report / "provenance.json").read_text(encoding="utf-8"))
    assert made["inputs"][-1]["file"] == "mine.toml"
    assert "--assumptions mine.toml" in made["command"]
    assert str(tmp_path) not in (report / "index.html").read_text(encoding="utf-8")


def test_a_fault_in_the_file_ends_an_audit_with_3(tmp_path, mine, run):
    mine.write_text("[cost_per_course]\nvalue = -1\nlow = -2\n", encoding="utf-8")
    status, _out, err = run("audit", "--assumptions", mine, "--out", tmp_path / "report")
    assert status == 3
    assert "mine.toml: cost_per_course: a cost under 0 (-2)" in err
    assert not (tmp_path / "report").exists()


def test_a_file_that_mixes_definitions_is_named(mine):
    mine.write_text('[recovery_phq9]\noutcome = "both_below"\n', encoding="utf-8")
    with pytest.raises(MixedDefinitions, match=r"mine\.toml: recovery_phq9 and .* in two ways"):
        Stated(mine)


def test_another_index_of_prices_is_named_with_what_it_did(mine):
    """Prices that double from 2017 on, with 2018 to 2023 between, make a course of 2017/18 dearer than the deflator does."""
    mine.write_text(
        '[price_index]\nname = "an index"\nsource = "S"\n2017 = 50\n2018 = 50\n2024 = 100\n', encoding="utf-8"
    )
    result = told(assumed_from([headline(), Stated(mine)]))
    assert "Prices are moved by an index; by the shipped index it is £45,400." in result.answer
    assert estimate(result, "cost per QALY, as it is").value > 45_400
