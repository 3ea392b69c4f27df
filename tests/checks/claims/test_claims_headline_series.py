"""With no more than the series that ships with the package, claims degrade and never fail."""

from __future__ import annotations

import pytest

from caseness.audit import audit
from caseness.checks.claims import claims_table, register
from caseness.checks.finding import Finding, Status, Verdict
from caseness.sources.published import headline


@pytest.fixture(scope="module")
def embedded() -> dict[str, Finding]:
    found = audit([headline()], only={claim.id for claim in register()})
    return {finding.id: finding for finding in found.findings}


def test_every_claim_gives_a_finding(embedded: dict[str, Finding]) -> None:
    assert len(claims_table(embedded.values())) == 128


def test_claims_that_need_provider_rows_say_so(embedded: dict[str, Finding]) -> None:
    finding = embedded["C04"]
    assert finding.status is Status.UNTESTABLE_HERE
    assert finding.result.answer.startswith("Not tested: the sources have no annual provider figures")


def test_a_definition_that_cannot_be_tried_keeps_a_claim_open(embedded: dict[str, Finding]) -> None:
    # 1.2 million are not the referrals received; those who entered treatment in 2022/23 are not in this series.
    assert embedded["C17"].result.verdict is Verdict.CANNOT_BE_TOLD


def test_annual_totals_are_enough_for_the_recovery_rate(embedded: dict[str, Finding]) -> None:
    assert embedded["C01"].result.verdict is Verdict.IN_PART
    assert embedded["C02"].result.verdict is Verdict.HOLDS


def test_without_any_source_arithmetic_still_runs() -> None:
    found = audit([], only={"C16", "C83"})
    by_id = {finding.id: finding for finding in found.findings}
    assert by_id["C16"].status is Status.UNTESTABLE_HERE
    assert by_id["C83"].status is Status.INPUTS_UNVERIFIED
