"""The findings as a record for machines, by the contract of ``findings.schema.json``.

Figures are numbers, rates are proportions from 0 to 1, dates are ISO, what does not apply is null.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from caseness import fingerprint
from caseness.checks.finding import ReportMark
from caseness.checks.registry import all_checks
from caseness.report.tables import table_files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from caseness.audit import Audit
    from caseness.checks.finding import Finding, NotRun


def findings_record(audit: Audit, inputs: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """``{"synthetic", "internal", "findings", "not_run"}``; ``inputs`` are the files each finding rests on."""
    modules = {check.id: check.modules for check in all_checks()}
    return {
        **flags(audit.marks),
        "findings": [
            {
                **finding_record(finding),
                "inputs": list(inputs[finding.id]),
                "definition": fingerprint.definition(finding),
                "below_materiality": audit.materiality.below(finding),
                "code": fingerprint.behind(modules.get(finding.id, ())),
            }
            for finding in audit.findings
        ],
        "not_run": [_not_run(lack) for lack in audit.not_run],
    }


def flags(marks: Collection[ReportMark]) -> dict[str, bool]:
    """``{"synthetic": false, "internal": false}``: what figures made from records are marked with."""
    return {mark.value: mark in marks for mark in ReportMark}


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding alone, without what an audit knows of it."""
    result = finding.result
    return {
        "id": finding.id,
        "from_records": finding.from_records,
        "chapter": finding.chapter.value,
        "question": finding.question,
        "short": result.short,
        "answer": result.answer,
        "verdict": result.verdict.value if result.verdict else None,
        "condition": result.condition,
        "estimates": [plain_values(asdict(estimate)) for estimate in result.estimates],
        "caveats": list(result.caveats),
        "method": result.method,
        "sources": list(result.sources),
        "settles": list(result.settles),
        "quotation": result.quotation or None,
        "sql": list(result.sql),
        "tables": sorted(table_files(finding)),
        "status": finding.status.value if finding.status else None,
        "claim": plain_values(asdict(finding.claim)) if finding.claim else None,
    }


def _not_run(lack: NotRun) -> dict[str, Any]:
    return plain_values(asdict(lack))


def plain_values(record: dict[str, Any]) -> dict[str, Any]:
    """The record with dates as ISO text and tuples as lists."""
    return {key: _value(value) for key, value in record.items()}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
