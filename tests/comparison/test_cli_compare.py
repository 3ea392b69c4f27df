"""``caseness compare``: words, record, page and exit status."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from caseness.audit import audit
from caseness.cli.commands.compare import compare
from caseness.errors import InputRefused, OutputFailed, ThresholdCrossed
from caseness.report import write
from caseness.sources.published import load
from checks.building import publish
from comparison.records import estimate, finding, write_audit

THEN = """
    publication  period   referrals_received  finished_course_treatment  at_caseness  not_at_caseness  recovery
    annual       2023/24  2000                1100                       1000         100              500"""
NOW = f"{THEN}\n    annual  2024/25  2000  1100  1000  100  520"


def run(*words, fails=None):
    result = CliRunner().invoke(compare, [str(word) for word in words])
    if fails is None:
        assert result.exception is None, result.output
    else:
        assert isinstance(result.exception, fails)
    return result


@pytest.fixture
def pair(tmp_path):
    """Two made audits: a share moved by two points, a count by a little, a verdict in part."""
    files = {"files": {"x/a.csv": "sha-2"}}
    old = write_audit(
        tmp_path / "old",
        finding("recovery", estimate(value=0.5, year=2022), estimate("finished", 1000, unit="count")),
        finding("C1", verdict="holds", claim={"short": "Half <recover>"}, condition="of cases"),
        finding("gone", estimate()),
    )
    new = write_audit(
        tmp_path / "new",
        finding(
            "recovery", estimate(value=0.52, year=2024), estimate("finished", 1001, unit="count"), estimate("came")
        ),
        finding("C1", verdict="holds_in_part", claim={"short": "Half <recover>"}, condition="of finishers"),
        set_aside=[{"file": "x/a.csv", "reason": "not a number", "rows": 2, "line": 7}],
        materiality=0.5,
        **files,
    )
    return old, new


def test_the_words_say_what_moved_and_what_moved_it(pair):
    text = run(*pair).output
    for words in (
        "old and new: Both made by Caseness 0.1.0, code whole.",
        "0 inputs added, 0 removed, 1 changed, 0 the same.",
        "2 of 2 figures that both audits have moved: 2 by the data. 1 below materiality (0.5 points for shares",
        "recovered, of cases: 50.0% (2022/23) → 52.0% (2024/25), +2.0 points; the data",
        "finished: 1,000 → 1,001, +1 (+0.1%); the data, below materiality",
        "1 figure came and 0 went in findings both have.",
        "C1  Half <recover>\n    Holds → Holds in part: of finishers",
        "New data problems: 1\n  Set aside: a.csv: not a number (2 rows)",
        "Resolved data problems: 0",
        "Checks no longer run: 1\n  gone: not asked for",
    ):
        assert words in text


def test_the_record_has_numbers_and_causes(pair):
    record = json.loads(run(*pair, "--format", "json", "--materiality", "0").output)
    share = next(moved for moved in record["moved"] if moved["unit"] == "proportion")
    assert (share["finding"], share["causes"], share["below_materiality"]) == ("recovery", ["data"], False)
    assert share["change"] == pytest.approx(0.02)
    assert share["before"]["period_start"] == "2022-04-01"
    assert record["figures_in_both"] == 2
    assert record["old"] == {"name": "old", "caseness": "0.1.0", "code": "whole", "command": "caseness audit made"}
    assert record["problems"]["new"] == [{"kind": "set_aside", "about": "a.csv: not a number", "told": "2 rows"}]
    assert record["materiality"] == 0


def test_the_page_is_whole_asks_for_nothing_and_escapes(pair, tmp_path):
    out = tmp_path / "compared"
    result = run(*pair, "--out", out)
    assert str(out / "index.html") in result.output
    html = (out / "index.html").read_text(encoding="utf-8")
    assert "Half &lt;recover&gt;" in html
    assert "<recover>" not in html
    assert "+2.0 points" in html
    assert not re.search(r"https?:|@import|url\((?!#)", html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert json.loads((out / "comparison.json").read_text(encoding="utf-8"))["new"]["name"] == "new"


def test_the_page_is_not_put_over_an_audit(pair):
    result = run(*pair, "--out", pair[1], fails=OutputFailed)
    assert "this folder holds an audit" in str(result.exception)


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        (["verdict"], "verdicts changed: C1"),
        (["points=1.9"], "1 figure moved by more than 1.9 points"),
        (["points=2.1"], None),
        (["verdict", "points=0"], "verdicts changed: C1; 1 figure moved by more than 0 points"),
    ],
)
def test_a_threshold_that_was_asked_for_leaves_status_6(pair, conditions, said):
    words = [word for condition in conditions for word in ("--fail-on", condition)]
    result = run(*pair, *words, fails=ThresholdCrossed if said else None)
    if said:
        assert str(result.exception) == said
        assert result.exception.exit_status == 6


def test_equal_audits_cross_no_threshold(pair):
    old, _new = pair
    assert "None of 3 figures" in run(old, old, "--fail-on", "verdict", "--fail-on", "points=0").output


@pytest.mark.parametrize("condition", ["verdicts", "points=", "points=x", "points=-1", ""])
def test_a_condition_that_is_none_is_wrong_usage(pair, condition):
    result = run(*pair, "--fail-on", condition, fails=SystemExit)
    assert result.exit_code == 2


def test_what_is_no_audit_leaves_status_3(pair, tmp_path):
    result = run(pair[0], tmp_path, fails=InputRefused)
    assert result.exception.exit_status == 3
    assert "this is no audit: it has no findings.json" in str(result.exception)


def test_two_audits_of_growing_data_by_one_program(tmp_path):
    """From files to words: the data moved the rate, nothing else did."""
    for name, table in (("then", THEN), ("now", NOW)):
        (tmp_path / name).mkdir()
        publish(tmp_path / name, table)
        source = load([tmp_path / name / "facts.csv"], cache=None)
        write(audit([source], only=["recovery-by-denominator"]), tmp_path / f"{name}-report")
    text = run(tmp_path / "then-report", tmp_path / "now-report").output
    assert "0 inputs added, 0 removed, 1 changed, 0 the same." in text
    assert "recovered, of cases who finished: 50.0% (2023/24) → 52.0% (2024/25), +2.0 points; the data" in text
    assert "the code" not in text.partition("recovery-by-denominator")[2]
