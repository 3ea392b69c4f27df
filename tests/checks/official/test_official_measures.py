"""What the official measures come to: people made by hand, and a synthetic extract whose warehouse columns say the same."""

from __future__ import annotations

import pyarrow.dataset as ds
import pytest
from tests.pathways.people import national, person, tables, treatment

from caseness.audit import audit
from caseness.checks.chart import Dots, OverTime
from caseness.checks.finding import Verdict
from caseness.checks.official.official_measures import official_measures
from caseness.checks.performance.endings_in_records import endings_in_records
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise


def course(name: str, last_phq9: int, last_gad7: int, ended: str = "04-30"):
    """Two treatment contacts 8 and 15 days after referral, PHQ-9 from 15 and GAD-7 from 12."""
    contacts = (treatment("04-10", phq9=15, gad7=12), treatment("04-17", phq9=last_phq9, gad7=last_gad7))
    return person(name, "04-02", *contacts, ended=ended)


PEOPLE = (
    course("recovered", 5, 4),
    course("later", 8, 5, ended="05-20"),
    course("same", 15, 12),
    person("once", "04-02", treatment("04-10", phq9=15, gad7=12), ended="04-30"),
    person("never", "05-06", ended="05-30"),
)


def told(folder, *people):
    with open_records(national(folder, tables(people))) as records:
        return official_measures(records)


def test_rates_are_of_those_the_definitions_let_in(tmp_path):
    """Three of five finish, two of them recover; of five that ended one was never treated and one treated once."""
    with open_records(national(tmp_path / "extract", tables(PEOPLE))) as records:
        asked, again = records.recording(), records.recording()
        answer, endings = official_measures(asked), endings_in_records(again)
    assert again.queries
    assert set(again.queries) <= set(asked.queries)  # worked out once, and in the log of both
    found = {estimate.name: (estimate.numerator, estimate.denominator) for estimate in answer.estimates}
    assert found["recovered, of cases who finished"] == (2, 3)
    assert found["first session within 6 weeks, of finished courses"] == (3, 3)
    assert found["ended before treatment, of referrals that ended"] == (1, 5)
    assert found["ended after one treatment session, of referrals that ended"] == (1, 5)
    values = {estimate.name: estimate.value for estimate in answer.estimates}
    assert values["referrals received"] == 5
    assert values["treatment sessions, mean, of finished courses"] == 2
    assert values["days from referral to first session, mean, of finished courses"] == 8
    assert resolved(answer.answer, internal=True).startswith(
        "Of 3 courses that finished and began as a case, Apr 2024 to Jun 2024, 67% are recorded as recovered."
    )
    assert answer.verdict is Verdict.DESCRIBED
    assert [estimate.value for estimate in endings.estimates[:7]] == [5, 1, 1, 2, 1, 0, 3]
    assert [step.share for step in endings.charts[0].steps] == [1, 0.8, 0.8, 0.6, 0.6, 0.4]
    assert resolved(endings.answer, internal=True) == (
        "Of 5 referrals that ended, 20% ended before treatment, 20% after one session, and 60% had two or more, which counts "
        "as finished."
    )


def test_each_month_has_those_discharged_in_it(tmp_path):
    answer = told(tmp_path / "extract", *PEOPLE)
    months = next(table for table in answer.tables if table.name == "months")
    assert [row[2:5] for row in months.rows if row[0] == "M192"] == [("2024-04", 1, 2), ("2024-05", 1, 1)]
    rates, by_month = answer.charts
    assert isinstance(rates, Dots)
    assert isinstance(by_month, OverTime)
    assert by_month.series[0].values == (0.5, 1.0, None)


def test_nobody_finished(tmp_path):
    with pytest.raises(CannotRun, match="no course that began as a case"):
        told(tmp_path / "extract", *PEOPLE[3:])


def test_a_synthetic_extract_comes_to_what_the_warehouse_flags_say(tmp_path):
    folder = tmp_path / "extract"
    synthesise(Plan(referrals=400, months=2, workers=1), folder)
    names = ("UsePathway_Flag", "CompletedTreatment_Flag", "Recovery_Flag", "NotCaseness_Flag", "ServDischDate")
    rows = ds.dataset(folder / "IDS101Referral").to_table(columns=[*names, "UniqueSubmissionID"]).to_pylist()
    files = ds.dataset(folder / "IsLatest_SubmissionID").to_table().to_pylist()
    month = {f["UniqueSubmissionID"]: f["ReportingPeriodStartDate"].month for f in files if f["IsLatest"]}
    finished = [
        row
        for row in rows
        if row["UsePathway_Flag"]
        and row["CompletedTreatment_Flag"]
        and row["ServDischDate"]
        and row["ServDischDate"].month == month.get(row["UniqueSubmissionID"])
    ]
    cases = [row for row in finished if not row["NotCaseness_Flag"]]
    with open_records(folder) as records:
        (finding,) = audit([records], only=["official-measures"], internal=True).findings
    (recovered,) = [e for e in finding.result.estimates if e.name == "recovered, of cases who finished"]
    assert (recovered.numerator, recovered.denominator) == (sum(bool(r["Recovery_Flag"]) for r in cases), len(cases))
    assert len(cases) > 20
