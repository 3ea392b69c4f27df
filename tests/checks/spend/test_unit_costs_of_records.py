"""What an extract counts, and what each unit of it costs: people made by hand, at one provider."""

from __future__ import annotations

import pytest
from tests.pathways.people import PROVIDER, national, person, tables, treatment

from caseness.checks.assumed import shipped
from caseness.checks.finding import Finding, NotRun
from caseness.checks.own_figures import _spent
from caseness.checks.registry import all_checks
from caseness.checks.spend import unit_costs_of_records as module
from caseness.checks.spend.counted_in_records import counted_in
from caseness.checks.spend.spend_by_provider_of_records import costed_in
from caseness.sources.records import open_records
from caseness.sources.spend_table import read_spend
from caseness.value.assumptions import default_assumptions
from caseness.value.prices import gdp_deflator
from caseness.value.units import Counted
from caseness.vocabulary.period import Period, month_of
from checks.building import estimate


def finishes(name: str, last: int):
    """Someone treated on 10 and 24 April, with 15 on the PHQ-9 at first."""
    first, then = treatment("04-10", phq9=15, gad7=9), treatment("04-24", phq9=last, gad7=3)
    return person(name, "04-02", first, then, ended="05-30")


PEOPLE = [
    *(finishes(f"recovered-{i}", 5) for i in range(10)),
    *(finishes(f"stayed-{i}", 15) for i in range(10)),
    *(person(f"once-{i}", "04-02", treatment("04-10", phq9=15), ended="04-30") for i in range(5)),
]
DAYS = "2024-04-01 to 2024-06-30"


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    with open_records(national(tmp_path_factory.mktemp("made") / "extract", tables(PEOPLE))) as opened:
        yield opened


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "spend.csv"
    head = "org_code,period,amount,scope,source"
    file.write_text(f"{head}\n{PROVIDER},{DAYS},18000,all,ledger\n{PROVIDER},2023-04,5,all,ledger\n", encoding="utf-8")
    return read_spend(file, known={PROVIDER})


def run(identity: str, *sources):
    (check,) = (check for check in all_checks() if check.id == identity)
    return check.run(sources)


def test_counts_by_provider_and_month(records):
    found = counted_in(records.recording())
    # 20 × 2 appointments and 5; all come in April, 20 end in May after two sessions, all of them cases
    assert found.of(PROVIDER, month_of(2024, 4)) == Counted(
        contacts=45, referrals=25, entrants=25, finished=0, cases=0, recovered=0, reliably=0
    )
    assert found.of(PROVIDER, month_of(2024, 5)).finished == 20
    assert found.all == Counted(
        contacts=45, referrals=25, entrants=25, finished=20, cases=20, recovered=10, reliably=10
    )
    assert found.of(PROVIDER, Period(month_of(2024, 3).start, month_of(2024, 5).end)) is None


def test_every_unit_shares_the_cost_of_the_courses(records, monkeypatch):
    monkeypatch.setattr(module, "_LEAST", 20)
    found = run("unit-costs-of-records", records, shipped())
    assert isinstance(found, Finding)
    course = default_assumptions().amount("cost_per_course")
    assert estimate(found.result, "cost per attended contact").value == pytest.approx(course * 20 / 45)
    assert estimate(found.result, "cost per referral received").value == pytest.approx(course * 20 / 25)
    assert estimate(found.result, "cost per recorded recovery").value == pytest.approx(course * 20 / 10)
    # Ten recovered of 20, of whom 7.12 would have anyway under the official rule: 20 ÷ 2.88 courses for each of the others
    net = estimate(found.result, "cost per recovery that would not have come anyway")
    assert net.value == pytest.approx(course * 20 / (10 - 20 * 0.356))
    assert any("FROM" in query.upper() for query in found.result.sql)


def test_few_courses_are_not_costed(records):
    lack = run("unit-costs-of-records", records, shipped())
    assert isinstance(lack, NotRun)
    assert "fewer than 100" in lack.reason


def test_a_table_of_spending_over_the_counts_of_the_extract(records, table):
    found = run("spend-by-provider-of-records", records, table)
    assert isinstance(found, Finding)
    # £18,000 over 45 contacts, 25 referrals, 20 courses, 10 recoveries; the other row is of a month the extract lacks
    costs = [
        estimate(found.result, f"cost per {unit}").value for unit in ("attended contact", "referral", "finished course")
    ]
    assert costs == [400, 720, 900]
    assert estimate(found.result, "cost per recovery").value == 1800
    assert estimate(found.result, "rows that do not").value == 1


def test_a_course_of_the_model_costs_what_the_table_says(records, table, monkeypatch):
    assert _spent(records, [table], gdp_deflator()) == {}  # 20 courses are too few
    monkeypatch.setattr("caseness.checks.own_figures.LEAST", 20)
    cost = _spent(records, [table], gdp_deflator())["cost_per_course"]
    (row,) = costed_in(records, table)
    assert row.pounds(gdp_deflator()) == 18_000  # three months of 2024, in prices of 2024
    assert (cost.value, cost.exact, cost.price_year) == (900, True, "2024")
