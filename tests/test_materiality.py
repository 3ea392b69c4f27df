"""Materiality marks what is small and changes nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from caseness.audit import audit
from caseness.checks.finding import Chapter, Estimate, FigureBlock, Interval, Unit
from caseness.materiality import Materiality
from caseness.report import write
from caseness.sources.published import headline
from report import made

HALF = Materiality(0.5)


def _finding(value, unit=Unit.PERCENTAGE_POINT, chapter=Chapter.OUTCOMES, *, low=None, high=None, shown=True):
    lead = Estimate(
        name="made", value=value, unit=unit, low=low, high=high, interval=Interval.BOUNDS if low is not None else None
    )
    block = FigureBlock(label="Made", estimate=lead, of_whom="of made people")
    whole = made.recovery()
    result = replace(whole.result, figures=(block,) if shown else (), estimates=(lead,))
    return replace(whole, chapter=chapter, result=result)


@pytest.mark.parametrize(
    ("finding", "below"),
    [
        (_finding(0.004), True),
        (_finding(-0.004), True),
        (_finding(0.005), False),
        (_finding(0.004, low=0.001, high=0.006), False),
        (_finding(0.001, low=-0.006, high=0.004), False),
        (_finding(None, low=-0.001, high=0.004), True),
        (_finding(None), False),
        (_finding(0.004, shown=False), True),
        (_finding(0.004, Unit.PROPORTION, Chapter.QUALITY), True),
        (_finding(0.004, Unit.PROPORTION), False),
        (_finding(0.004, Unit.COUNT, Chapter.QUALITY), False),
    ],
)
def test_a_finding_is_below_when_its_leading_difference_is_with_its_whole_interval(finding, below):
    assert HALF.below(finding) is below
    assert not Materiality().below(finding)


def test_a_finding_without_a_figure_is_not_small():
    whole = made.recovery()
    assert not HALF.below(replace(whole, result=replace(whole.result, figures=(), estimates=())))


@pytest.mark.parametrize(
    ("unit", "change", "before", "covered"),
    [
        (Unit.PROPORTION, 0.0049, 0.5, True),
        (Unit.PROPORTION, -0.0051, 0.5, False),
        (Unit.COUNT, 4, 1000, True),
        (Unit.COUNT, 6, 1000, False),
        (Unit.GBP, 1, 0, False),
    ],
)
def test_shares_move_in_points_and_other_figures_in_per_cent(unit, change, before, covered):
    assert HALF.covers(unit, change, before) is covered


def test_an_audit_with_materiality_differs_in_emphasis_only(tmp_path):
    small = _finding(0.001)
    whole = replace(made.full(), findings=(*(f for f in made.full().findings if f.id != small.id), small))
    records, pages = [], []
    for name, materiality in (("plain", Materiality()), ("marked", HALF)):
        index = write(replace(whole, materiality=materiality), tmp_path / name)
        records.append(json.loads((tmp_path / name / "findings.json").read_text(encoding="utf-8")))
        pages.append(index.read_text(encoding="utf-8"))
        provenance = json.loads((tmp_path / name / "provenance.json").read_text(encoding="utf-8"))
        assert provenance["materiality"] == materiality.threshold
    assert "below materiality</span>" not in pages[0]
    assert pages[1].count("below materiality</span>") == 1
    assert "Set at 0.5 points for shares, 0.5% for other figures. 1 finding is about a difference" in pages[1]
    marks = [[finding.pop("below_materiality") for finding in record["findings"]] for record in records]
    assert (sum(marks[0]), sum(marks[1])) == (0, 1)
    assert records[0] == records[1]


def test_the_audit_carries_its_materiality():
    outcome = audit([headline()], only=["recovery-by-denominator"], materiality=HALF)
    assert outcome.materiality is HALF
