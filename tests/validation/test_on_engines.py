"""Every rule, and VODIM of every field, give the same on PostgreSQL and Spark as on DuckDB, examples included."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES
from tests.sources.records.extracts import submission, write

from caseness.validation import Origin, Unit, examine
from caseness.validation.engine import judged
from caseness.validation.official import official_rules
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared

pytest.importorskip("psycopg")

pytestmark = ENGINES


def test_submitted_tables_break_the_same_rules_on_every_engine(submitted):
    """Official rules and ours, VODIM, the months sent and what the extract lacks."""
    found = {name: examine(records) for name, records in submitted.items()}
    here = found.pop("duckdb")
    assert [o.rule.id for o in here.validation.outcomes if o.broken == 0 and _of_rows(o)] == []
    for name, there in found.items():
        assert told(there.validation.outcomes) == told(here.validation.outcomes), name
        assert there.vodim.equals(here.vodim), name
        assert (there.history.months, there.history.why) == (here.history.months, here.history.why), name
        assert (there.missing, there.lacking) == (here.missing, here.lacking), name


def test_national_tables_break_the_same_rules_on_every_engine(national):
    """Our rules, most of which ask for what the warehouse derives."""
    found = {name: judged(our_rules(), Prepared(records)) for name, records in national.items()}
    here = found.pop("duckdb")
    assert [outcome.rule.id for outcome in here if outcome.broken is None] == []
    assert len([outcome for outcome in here if outcome.broken]) > 20
    for name, there in found.items():
        assert told(there) == told(here), name


def test_submissions_of_nobody_knows_which_month_are_the_same_on_every_engine(on_engines, tmp_path):
    """The rules on submissions, where a header says provider and month of one of three."""
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **TABLES)
    for name in ("lost", "strayed"):
        write(tmp_path / name, **TABLES)
    rules = [rule for rule in official_rules() if rule.unit is Unit.SUBMISSION]
    found = {name: whose_and_broken(rules, records) for name, records in on_engines(tmp_path).items()}
    here = found.pop("duckdb")
    months = [(row["UniqueSubmissionID"], row["OrgID_Provider"], row["Unique_MonthID"]) for row in here[0]]
    assert months == [("PRV-1", "PRV", 1489), ("lost-2", None, None), ("strayed-3", None, None)]
    assert found == {"postgresql": here, "spark": here}


TABLES = {
    "IDS001MPI": "LocalPatientId  PersonBirthDate\nP1  1980-01-31",
    "IDS101Referral": "ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate\nR1  P1  2024-04-02",
    "IDS201CareContact": "CareContactId  ServiceRequestId  CareContDate\nC1  R1  2024-04-10",
}


def whose_and_broken(rules, records):
    """The submissions as prepared, and what came of the rules."""
    prepared = Prepared(records)
    submissions = sorted(records.fetch(prepared.submissions), key=lambda row: row["AuditId"])
    return submissions, told(judged(rules, prepared))


def told(outcomes):
    """What came of each rule, but for its tests."""
    return [(o.rule.id, o.broken, o.checked, o.reason, o.by, o.examples) for o in outcomes]


def _of_rows(outcome):
    return outcome.rule.origin is Origin.OFFICIAL and outcome.rule.unit is Unit.ROW
