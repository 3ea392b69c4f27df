"""The input files behind a finding are those with figures in the scope of its queries: no more, no fewer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from ibis import _

from caseness.audit import Audit, audit
from caseness.report.tracing import files_read
from caseness.sources.published import headline, load
from caseness.vocabulary import Frequency, Level
from checks.building import publish
from report import made

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.checks.finding import Finding
    from caseness.sources.published import Published

A, B = "a/facts.csv", "b/facts.csv"


@pytest.fixture(scope="module")
def two_files(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Recovery in 2022/23 in one file; referrals, and a provider's recovery in 2023/24, in another."""
    folder = tmp_path_factory.mktemp("facts")
    tables = {
        "a": ("publication  period  recovery\nannual  2022/23  50",),
        "b": (
            "publication  period  referrals_received\nannual  2023/24  90",
            "publication  period  org  recovery\nannual  2023/24  P1  5",
        ),
    }
    for name, drawn in tables.items():
        (folder / name).mkdir()
        publish(folder / name, *drawn)
    return load([folder / "a", folder / "b"], cache=None)


def _asking(source: Published, *questions: ir.Table) -> Finding:
    view = source.recording()
    for question in questions:
        view.fetch(question)
    finding = made.recovery()
    return replace(finding, result=replace(finding.result, sql=tuple(view.queries)))


def _files(source: Published, *questions: ir.Table) -> tuple[str, ...]:
    finding = _asking(source, *questions)
    return files_read(Audit(sources=(source,), findings=(finding,), not_run=()))[finding.id]


def test_a_query_reads_the_files_that_hold_its_measure_level_and_period(two_files: Published) -> None:
    figures = two_files.figures
    assert _files(two_files, figures.filter(_.measure == "recovery")) == (A, B)
    assert _files(two_files, two_files.select("recovery", frequency=Frequency.YEAR)) == (A,)
    assert _files(two_files, two_files.select("recovery", frequency=Frequency.YEAR, level=Level.PROVIDER)) == (B,)
    assert _files(two_files, figures.filter(_.org_code == "P1")) == (B,)
    assert _files(two_files, figures.filter(_.measure == "none_such")) == ()
    assert _files(two_files, figures) == (A, B)


def test_several_queries_and_several_scans_of_one_query_add_up(two_files: Published) -> None:
    england = two_files.figures.filter(_.measure == "recovery", _.level == "England")
    referrals = two_files.figures.filter(_.measure == "referrals_received")
    assert _files(two_files, england, referrals) == (A, B)
    assert _files(two_files, england.join(referrals.view(), "level").select("value")) == (A, B)


def test_what_a_query_asks_of_the_amount_narrows_nothing(two_files: Published) -> None:
    assert _files(two_files, two_files.figures.filter(_.value < -1000)) == (A, B)
    negative = two_files.figures.filter(_.value < -1000, _.level == "England", _.measure == "recovery")
    assert _files(two_files, negative) == (A,)


def test_a_condition_on_other_rows_lets_through_rather_than_hides(two_files: Published) -> None:
    figures = two_files.figures
    asked = figures.filter(figures.measure.isin(figures.filter(_.level == "Provider").measure))
    assert _files(two_files, asked) == (A, B)


def test_a_check_without_a_query_is_about_every_file_and_a_claim_about_none(two_files: Published) -> None:
    check, claim = made.recovery(), made.claims()[0]
    silent = [replace(finding, result=replace(finding.result, sql=())) for finding in (check, claim)]
    found = files_read(Audit(sources=(two_files,), findings=tuple(silent), not_run=()))
    assert found == {check.id: (A, B), claim.id: ()}
    assert files_read(Audit(sources=(), findings=tuple(silent), not_run=())) == {check.id: (), claim.id: ()}


def test_every_finding_that_asks_something_of_the_headline_series_rests_on_it() -> None:
    outcome = audit([headline()], only=["recovery-by-denominator", "second-wait", "C28"])
    assert set(files_read(outcome).values()) == {("headline.csv",)}


def test_the_files_are_those_whose_rows_the_queries_return(published: Published) -> None:
    """On the real files, against asking each query's own rows where they came from."""
    annual = published.select("recovery", frequency=Frequency.YEAR, level=Level.PROVIDER)
    monthly = published.select("referrals_received", frequency=Frequency.MONTH, level=Level.CCG_PROVIDER)
    age = published.select("recovery", frequency=Frequency.YEAR, breakdown="age_group")
    for asked in (annual, monthly, age):
        rows = asked.select("source_file").distinct().to_pyarrow()["source_file"].to_pylist()
        assert set(_files(published, asked)) == set(rows) != set()
