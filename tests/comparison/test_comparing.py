"""Two audits compared: figures paired, their causes, verdicts, problems, checks; and what is no audit refused."""

from __future__ import annotations

import json
import math

import pytest

from caseness.comparison import Cause, compare, read_audit
from caseness.comparison.attribution import in_words
from caseness.comparison.figures import paired
from caseness.errors import InputRefused
from caseness.materiality import Materiality
from comparison.records import estimate, finding, write_audit


@pytest.fixture
def compared(tmp_path):
    """Compare two audits given as their findings and the rest of their records."""

    def both(old, new, *, before=None, after=None, materiality=0.0):
        first = write_audit(tmp_path / "old", *old, **(before or {}))
        second = write_audit(tmp_path / "new", *new, **(after or {}))
        return compare(read_audit(first), read_audit(second), Materiality(materiality))

    return both


OTHER_DATA = {"files": {"folder/a.csv": "sha-other"}}


@pytest.mark.parametrize(
    ("after", "provenance", "causes", "words"),
    [
        ({}, OTHER_DATA, (Cause.DATA,), "the data"),
        ({"code": "c2", "definition": "d2"}, {}, (Cause.DEFINITION,), "the definition"),
        ({"code": "c2"}, {}, (Cause.CODE,), "the code"),
        ({"code": "c2"}, OTHER_DATA, (Cause.DATA, Cause.CODE), "the data or the code"),
        (
            {"code": "c2", "definition": "d2"},
            OTHER_DATA,
            (Cause.DATA, Cause.DEFINITION),
            "the data or the definition",
        ),
        ({"definition": "d2"}, OTHER_DATA, (Cause.DATA,), "the data"),
        ({"definition": "d2"}, {}, (), "not explained"),
        ({}, {"code": "another whole", "caseness": "0.2.0"}, (), "not explained"),
        ({}, {"files": {"elsewhere/b.csv": "sha-a"}}, (Cause.DATA,), "the data"),
    ],
    ids=[
        "data",
        "definition",
        "code",
        "data and code",
        "data and definition",
        "a query that follows the data",
        "a query alone cannot change",
        "code elsewhere",
        "the file it rested on is gone",
    ],
)
def test_the_rule_of_elimination(compared, after, provenance, causes, words):
    outcome = compared(
        [finding("recovery", estimate(value=0.5))],
        [finding("recovery", estimate(value=0.52), **after)],
        after=provenance,
    )
    (moved,) = outcome.moved
    assert moved.causes == causes
    assert in_words(moved.causes) == words
    assert moved.change == pytest.approx(0.02)
    assert moved.points == pytest.approx(2)
    assert outcome.by_cause() == {causes: 1}


def test_a_file_under_another_name_is_the_same_file(compared):
    renamed = finding("recovery", estimate(value=0.6), inputs=["moved/b.csv"], code="c2")
    outcome = compared(
        [finding("recovery", estimate())], [renamed], after={"files": {"moved/b.csv": "sha-a", "x/new.csv": "sha-n"}}
    )
    assert outcome.moved[0].causes == (Cause.CODE,)
    assert (outcome.inputs.added, outcome.inputs.removed, outcome.inputs.same) == (("new.csv",), (), 1)


def test_a_file_that_the_finding_does_not_read_is_no_cause(compared):
    files = {"folder/a.csv": "sha-a", "folder/b.csv": "1"}
    outcome = compared(
        [finding("recovery", estimate())],
        [finding("recovery", estimate(value=0.6), code="c2")],
        before={"files": files},
        after={"files": {**files, "folder/b.csv": "2"}},
    )
    assert outcome.moved[0].causes == (Cause.CODE,)
    assert outcome.inputs.changed == ("b.csv",)


def test_equal_audits_differ_in_nothing(compared):
    findings = [finding("recovery", estimate(), estimate(value=None, low=0.1, high=0.2, year=2023))]
    outcome = compared(findings, findings)
    assert (outcome.moved, outcome.gone, outcome.came, outcome.verdicts) == ((), (), (), ())
    assert (outcome.newly_run, outcome.no_longer_run, outcome.new_problems) == ((), (), ())
    assert (outcome.figures, outcome.same_code) == (2, True)


def test_a_difference_in_the_last_digit_is_none(compared):
    third = 0.1 + 0.2
    assert compared([finding("x", estimate(value=0.3))], [finding("x", estimate(value=third))]).moved == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"low": 0.4, "high": 0.6}, {"low": 0.45, "high": 0.6}),
        ({"denominator": 100}, {"denominator": 101}),
        ({"value": None}, {"value": 0.5}),
        ({"value": 0.5}, {"value": None}),
    ],
)
def test_an_end_a_base_or_a_figure_not_known_counts_as_moved(compared, before, after):
    outcome = compared([finding("x", estimate(**before))], [finding("x", estimate(**after))])
    (moved,) = outcome.moved
    assert moved.points == 0


def test_the_latest_year_then_and_now_are_one_figure():
    then, now = [estimate(year=2022), estimate("other", year=2022)], [estimate(year=2024, value=0.6)]
    assert paired(then, now) == ([(then[0], now[0])], [then[1]], [])


def test_a_series_is_paired_year_by_year_and_what_is_left_only_without_choice():
    then = [estimate(year=year) for year in (2020, 2021, 2022)]
    now = [estimate(year=year) for year in (2021, 2022, 2023, 2024)]
    assert paired(then, now) == ([(then[1], now[0]), (then[2], now[1])], [then[0]], now[2:])


def test_figures_of_one_name_are_told_apart_by_place_group_and_organisation():
    then = [estimate(org_code="A"), estimate(org_code="B"), estimate(), estimate()]
    now = [estimate(org_code="B"), estimate(), estimate(), estimate(category="old", breakdown="age")]
    pairs, gone, came = paired(then, now)
    assert pairs == [(then[1], now[0]), (then[2], now[1]), (then[3], now[2])]
    assert (gone, came) == ([then[0]], [now[3]])


def test_figures_that_came_and_went_have_their_cause(compared):
    outcome = compared(
        [finding("x", estimate("gone"))],
        [finding("x", estimate("came", value=3, unit="count"), code="c2", definition="d2")],
    )
    assert [(single.name, single.causes) for single in outcome.gone] == [("gone", (Cause.DEFINITION,))]
    assert [(single.name, single.unit) for single in outcome.came] == [("came", "count")]


def test_what_is_below_materiality_is_marked_and_stays(compared):
    then = [
        estimate(value=0.5),
        estimate("n", 1000, unit="count"),
        estimate("big", 0.1),
        estimate("zero", 0, unit="count"),
    ]
    now = [
        estimate(value=0.504),
        estimate("n", 1004, unit="count"),
        estimate("big", 0.2),
        estimate("zero", 1, unit="count"),
    ]
    outcome = compared([finding("x", *then)], [finding("x", *now)], materiality=0.5)
    assert [(moved.name, moved.below_materiality) for moved in outcome.moved] == [
        ("recovered, of cases", True),
        ("n", True),
        ("big", False),
        ("zero", False),
    ]


def test_verdicts_and_statuses_that_changed(compared):
    claim = {"short": "Half recover"}
    then = [
        finding("C1", verdict="holds", claim=claim),
        finding("C2", verdict="holds", status="reproduced", claim=claim),
        finding("same"),
    ]
    now = [
        finding("C1", verdict="holds_in_part", claim=claim),
        finding("C2", verdict="holds", status="reproduced_other_denominator", claim=claim, code="c2"),
        finding("same"),
    ]
    first, second = compared(then, now, after=OTHER_DATA).verdicts
    assert (first.finding, first.before, first.after, first.causes) == ("C1", "holds", "holds_in_part", (Cause.DATA,))
    assert (second.status_after, second.causes) == ("reproduced_other_denominator", (Cause.DATA, Cause.CODE))
    assert (first.is_claim, first.short) == (True, "Half recover")


def test_problems_are_new_resolved_or_persisting(compared):
    def quality(identity, verdict):
        return finding(identity, chapter="quality", verdict=verdict)

    outcome = compared(
        [quality("sums", "holds_in_part"), quality("odd", "does_not_hold"), quality("blank", "described")],
        [quality("sums", "does_not_hold"), quality("odd", "holds"), quality("blank", "described")],
        before={
            "set_aside": [
                {"file": "x/a.csv", "reason": "no number", "rows": 2, "line": 3},
                {"file": "x/b.xlsx", "reason": "not CSV", "rows": None, "line": None},
            ],
            "conflicts": [{"figure": "recovery 2022/23", "kept": "1", "other": "2"}],
            "names_not_known": ["old_name"],
        },
        after={
            "set_aside": [
                {"file": "y/a.csv", "reason": "no number", "rows": 2, "line": 30},
                {"file": "y/a.csv", "reason": "no number", "rows": 3, "line": 40},
            ],
            "conflicts": [{"figure": "recovery 2023/24", "kept": "1", "other": "2"}],
            "names_not_known": ["old_name", "new_name"],
        },
    )
    assert [problem.about for problem in outcome.new_problems] == ["recovery 2023/24", "new_name"]
    assert [problem.about for problem in outcome.resolved_problems] == ["odd", "b.xlsx: not CSV", "recovery 2022/23"]
    assert [(problem.about, problem.told) for problem in outcome.persisting_problems] == [
        ("sums", "What of sums? as made"),
        ("a.csv: no number", "5 rows"),
        ("old_name", "a.csv"),
    ]


def test_checks_newly_run_and_no_longer_run_say_why(compared):
    lack = {"check": "lasting", "reason": "needs linked records"}
    outcome = compared(
        [finding("recovery"), finding("dropped")], [finding("recovery"), finding("lasting")], before={"not_run": [lack]}
    )
    assert [(change.check, change.reason) for change in outcome.newly_run] == [("lasting", "needs linked records")]
    assert [(change.check, change.reason) for change in outcome.no_longer_run] == [("dropped", "not asked for")]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "findings.json").unlink(), "this is no audit: it has no findings.json"),
        (lambda folder: (folder / "provenance.json").unlink(), "this is no audit: it has no provenance.json"),
        (
            lambda folder: (folder / "findings.json").write_bytes(b"\xff\xfe"),
            "cannot be read as the record of an audit",
        ),
        (lambda folder: (folder / "findings.json").write_text("[" * 100_000), "cannot be read as the record"),
        (lambda folder: (folder / "findings.json").write_text("[]"), "the record lacks 'findings'"),
        (lambda folder: _edit(folder, "findings", lambda r: r["findings"][0].pop("code")), "the record lacks 'code'"),
        (lambda folder: _edit(folder, "findings", lambda r: r["findings"].append(7)), "the record lacks 'id'"),
        (
            lambda folder: _edit(folder, "findings", lambda r: r["findings"][0]["estimates"][0].update(value="0.5")),
            "the record lacks 'value'",
        ),
        (
            lambda folder: _edit(folder, "findings", lambda r: r["findings"][0]["estimates"][0].update(unit="stone")),
            "the record lacks 'unit'",
        ),
        (lambda folder: _edit(folder, "provenance", lambda r: r.pop("code")), "the record lacks 'code'"),
        (lambda folder: _edit(folder, "provenance", lambda r: r["inputs"][0].pop("sha256")), "lacks 'sha256'"),
    ],
)
def test_what_is_no_audit_is_refused_with_a_word(tmp_path, spoil, said):
    folder = write_audit(tmp_path / "audit", finding("recovery", estimate()))
    spoil(folder)
    with pytest.raises(InputRefused, match=said):
        read_audit(folder)


def _edit(folder, name, change):
    path = folder / f"{name}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="there is no such folder"):
        read_audit(tmp_path / "none")


def test_materiality_said_in_words():
    assert str(Materiality(0.5)) == "0.5 points for shares, 0.5% for other figures"
    assert str(Materiality(1)) == "1 point for shares, 1% for other figures"


def test_the_default_materiality_is_that_of_the_newer_audit(tmp_path):
    assert read_audit(write_audit(tmp_path / "a", materiality=0.5)).materiality == 0.5
    assert math.isclose(read_audit(write_audit(tmp_path / "b")).materiality, 0)
