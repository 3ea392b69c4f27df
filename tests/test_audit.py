"""The audit runs what it can, lists what it cannot, and finds the same twice."""

from __future__ import annotations

import pytest

from caseness.audit import audit
from caseness.checks.finding import Chapter
from caseness.checks.registry import all_checks
from caseness.sources.published import headline
from checks.building import publish

FEW = ("recovery-by-denominator", "provider-spread", "second-wait")


def test_every_check_either_finds_or_says_why_not(headline_audit):
    seen = [f.id for f in headline_audit.findings] + [n.check for n in headline_audit.not_run]
    assert sorted(seen) == sorted(check.id for check in all_checks())
    assert all(not_run.reason for not_run in headline_audit.not_run)


def test_the_headline_series_lacks_providers_and_says_what_would_settle_it(headline_audit):
    not_run = {n.check: n for n in headline_audit.not_run}
    assert {"provider-spread", "providers-against-england", "percentages-against-counts"} <= set(not_run)
    assert "by provider" in not_run["provider-spread"].reason
    assert not_run["provider-spread"].settled_by


def test_with_all_published_statistics_every_check_on_them_runs(real_audit):
    assert {not_run.reason for not_run in real_audit.not_run} == {
        "needs record-level data",
        "needs a table of what providers spent",
        "needs record-level data and a table of what providers spent",
    }


def test_two_runs_find_the_same():
    first, second = audit([headline()], only=FEW), audit([headline()], only=FEW)
    assert first.findings == second.findings
    assert first.not_run == second.not_run


def test_the_same_source_audited_twice_finds_the_same():
    source = headline()
    assert audit([source], only=FEW).findings == audit([source], only=FEW).findings


def test_only_runs_what_is_named():
    outcome = audit([headline()], only=FEW)
    assert [f.id for f in outcome.findings] == ["second-wait", "recovery-by-denominator"]
    assert [n.check for n in outcome.not_run] == ["provider-spread"]


def test_a_finding_is_got_by_its_identity_and_by_its_chapter(headline_audit):
    assert headline_audit.finding("second-wait").chapter is Chapter.PERFORMANCE
    assert headline_audit.finding("no-such-check") is None
    chapter = headline_audit.chapter(Chapter.SPEND)
    identities = [finding.id for finding in chapter]
    assert identities[0] == "cost-per-outcome"
    assert identities.index("cumulative-spend") < identities.index("value-for-money")


def test_progress_counts_every_check():
    steps = []
    audit([headline()], only=FEW, progress=lambda what, done, of: steps.append((what, done, of)))
    assert [(done, of) for _what, done, of in steps] == [(1, 3), (2, 3), (3, 3)]


def test_a_source_with_one_figure_runs_little_and_breaks_nothing(tmp_path):
    outcome = audit([publish(tmp_path, "publication  period  recovery\nannual  2024/25  1")])
    assert outcome.finding("impossible-values") is not None
    assert len(outcome.not_run) > 8


def test_zeros_break_nothing(tmp_path):
    table = (
        "publication  period  referrals_received  finished_course_treatment  at_caseness  not_at_caseness  recovery\n"
        "annual  2023/24  0  0  0  0  0\nannual  2024/25  0  0  0  0  0"
    )
    ids = [check.id for check in all_checks() if check.chapter is not Chapter.CLAIMS]
    outcome = audit([publish(tmp_path, table)], only=ids)
    assert {n.check for n in outcome.not_run} >= {"recovery-by-denominator", "referrals-received"}


@pytest.mark.parametrize(
    "identity", ["recovery-by-denominator", "second-wait", "deprivation-gradient", "cost-per-outcome"]
)
def test_the_headline_series_gives_the_same_england_figures_as_the_full_files(headline_audit, real_audit, identity):
    embedded, full = (outcome.finding(identity).result for outcome in (headline_audit, real_audit))
    assert embedded.estimates
    assert set(embedded.estimates) <= set(full.estimates)
    assert embedded.verdict == full.verdict
