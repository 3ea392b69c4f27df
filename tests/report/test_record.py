"""``findings.json`` keeps its contract."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from caseness.checks.finding import Chapter, Interval, Status, Unit, Verdict, Voice
from caseness.report.record import findings_record
from caseness.report.tracing import files_read
from caseness.vocabulary import Level
from report import made

if TYPE_CHECKING:
    from caseness.audit import Audit


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = (resources.files("caseness.report") / "findings.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return schema


@pytest.mark.parametrize("audit", [made.full(), made.empty(), made.only_not_run()], ids=["full", "empty", "not run"])
def test_the_record_satisfies_the_schema(audit: Audit, schema: dict[str, Any]) -> None:
    record = json.loads(json.dumps(findings_record(audit, files_read(audit))))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(record)


def test_the_schema_knows_every_word_of_the_vocabulary(schema: dict[str, Any]) -> None:
    definitions = schema["$defs"]
    finding, estimate = definitions["finding"]["properties"], definitions["estimate"]["properties"]
    assert finding["chapter"]["enum"] == [*Chapter]
    assert finding["verdict"]["enum"] == [*Verdict, None]
    assert finding["status"]["enum"] == [*Status, None]
    assert estimate["unit"]["enum"] == [*Unit]
    assert estimate["interval"]["enum"] == [*Interval, None]
    assert estimate["level"]["enum"] == [*Level, None]
    assert definitions["claim"]["properties"]["voice"]["enum"] == [*Voice]


def test_figures_are_numbers_dates_iso_and_the_rest_null(full: Audit) -> None:
    finding = next(
        f for f in findings_record(full, files_read(full))["findings"] if f["id"] == "recovery-by-denominator"
    )
    assert finding["estimates"][0] == {
        "name": "recovered, of cases who finished",
        "value": 0.505,
        "unit": "proportion",
        "low": 0.474,
        "high": 0.536,
        "interval": "sampling",
        "confidence": 0.95,
        "numerator": 505,
        "denominator": 1000,
        "period_start": "2024-04-01",
        "period_end": "2025-03-31",
        "level": "England",
        "org_code": None,
        "breakdown": None,
        "category": None,
    }
    assert finding["claim"] is None
    assert finding["status"] is None


def test_a_claim_carries_its_status_and_what_was_said(full: Audit) -> None:
    claim = next(f for f in findings_record(full, files_read(full))["findings"] if f["id"] == "C05")
    assert (claim["verdict"], claim["status"]) == (None, "value_judgement")
    assert claim["claim"]["needs"] == ["published"]
