"""Findings on definitions of recovery from records: by hand where it can be, and on extracts that lack what they need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.pathways.people import national, person, problem, tables, treatment

from caseness.checks.finding import Finding, NotRun, Verdict
from caseness.checks.outcomes import definitions_by_provider, regression_in_records
from caseness.checks.registry import all_checks
from caseness.disclosure.release import released
from caseness.errors import CannotRun
from caseness.outcomes import OFFICIAL, Evaluated
from caseness.outcomes.score_moments import Moments, ScoreMoments, score_moments
from caseness.pathways import pathways_of
from caseness.sources.records import open_records

CHECKS = (
    "every-definition",
    "definitions-by-provider",
    "fixed-time-recovery",
    "missing-scores",
    "reliability-of-change",
    "unseen-scores",
    "regression-in-records",
)
MONTHS = tuple(f"2024-{month:02}" for month in range(1, 7))
CASE, WELL = {"phq9": 15, "gad7": 12}, {"phq9": 4, "gad7": 4}


def _check(name):
    return next(one for one in all_checks() if one.id == name)


def _course(name, *scores, every=7):
    days = [date(2024, 1, 8) + timedelta(every * place) for place in range(len(scores))]
    contacts = [treatment(str(day), **taken) for day, taken in zip(days, scores, strict=True)]
    return person(name, "2024-01-02", *contacts, ended=str(days[-1] + timedelta(1)))


def _run(folder, names=CHECKS):
    with open_records(folder) as records:
        return {name: _check(name).run([records]) for name in names}


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """40 courses of three contacts: 20 end well, 16 do not, 4 without an end score; and 20 treated once."""
    people = [
        *(_course(f"well{n}", CASE, CASE, WELL) for n in range(20)),
        *(_course(f"ill{n}", CASE, CASE, CASE) for n in range(16)),
        *(_course(f"none{n}", CASE, {}, {}) for n in range(4)),
        *(_course(f"once{n}", CASE) for n in range(20)),
    ]
    folder = national(tmp_path_factory.mktemp("forty") / "extract", tables(people, MONTHS))
    with open_records(folder) as records:
        found = {name: _check(name).run([records]) for name in CHECKS}
        return found | {"moments": score_moments(pathways_of(records))}


def test_the_official_definition_among_all(forty):
    result = forty["every-definition"].result
    official = result.estimates[0]
    assert (official.numerator, official.denominator) == (20, 40)
    assert result.verdict is Verdict.DESCRIBED
    alone = {row[1]: row[2:4] for row in result.tables[0].rows}
    assert alone["no end score counts as recovered; those without a start score are left out"] == (24, 40)
    assert alone["those without an end score are left out"] == (20, 36)
    assert alone["everyone whose referral ended"] == (20, 60)
    assert alone["below the line on both at the last two scores"] == (0, 40)
    assert alone["the mean of the last two scores"] == (0, 40)  # 12 and 4 make 8, which is at the line
    curve, by_choice = result.charts
    assert len(curve.values) == len(curve.rows[0].values)
    assert sum(row.official for row in curve.rows) == 8
    assert by_choice.reference[0] == 0.5


def test_bounds_and_what_would_have_to_be_true(forty):
    """Of 60 cases who entered treatment 20 recovered and 24 have no end score: 20 to 44 of 60; 10 of 24 make half."""
    rows = {row[0]: row for row in forty["missing-scores"].result.tables[0].rows}
    finished = rows["those with two treatment contacts or more (a finished course)"]
    entered = rows["those with one treatment contact or more"]
    assert finished[1:6] == (40, 36, 4, 20, 20)
    assert entered[1:6] == (60, 36, 24, 20, 20)
    assert (entered[6], entered[8]) == (pytest.approx(20 / 60), pytest.approx(44 / 60))
    assert entered[9] == "42%"


def test_recovery_at_a_fixed_session(forty):
    """Nobody leaves from a state that others stay in but at the first contact, when all are far above the line: 20 of 40."""
    found = {e.name: e for e in forty["fixed-time-recovery"].result.estimates}
    third = found["below both lines at session 3, had nobody left before"]
    assert third.value == pytest.approx(20 / 40)


def test_reliable_change_by_both_reliabilities(forty):
    """Falls of 11 and 8 are reliable either way; 1.96·6·√2·√0.16 = 6.65 and 1.96·5.1·√2·√0.17 = 5.83 points."""
    thresholds, rates = forty["reliability-of-change"].result.tables
    assert thresholds.rows == (("PHQ-9", "6", "5.5", "6.7"), ("GAD-7", "4", "4.0", "5.8"))
    assert [row[1:3] for row in rates.rows] == [(20, 40)] * 3


def test_how_much_worse_the_unseen_must_be(forty):
    """All began 5 points above the line of PHQ-9; 20 ended 4 below that of GAD-7, 16 as they began; 24 of 60 are unseen.

    Alike: 20 + 24 × 20/36 of 60 = 55.6%. Up to 3 points worse nothing changes; 4 points worse none of them recovers: 20 of 60.
    So half is crossed between, at 3 + (55.6 − 50) ÷ (55.6 − 33.3) = 3.25 points.
    """
    result = forty["unseen-scores"].result
    rows = {row[0]: row[1:] for row in result.tables[0].rows}
    entered = rows["those with one treatment contact or more"]
    assert entered[:3] == (60, 36, 20)
    assert entered[3] == pytest.approx(20 / 60)
    assert entered[4] == pytest.approx((20 + 24 * 20 / 36) / 60)
    assert entered[5] < entered[4] < entered[6]
    assert entered[7] == pytest.approx(entered[4])  # of those treated once nobody has an end score: they are as all are
    assert entered[8] == pytest.approx(44 / 60)
    found = {e.name: e.value for e in result.estimates}
    tipping = "points worse at which half recover, of those with one treatment contact or more"
    assert found[tipping] == pytest.approx(3.25, abs=0.06)  # told to a tenth
    finished = rows["those with two treatment contacts or more (a finished course)"]
    assert finished[4] == pytest.approx((20 + 4 * 20 / 36) / 40)
    assert len(result.tables) == 1  # nobody had low and high intensity beside each other


def test_first_scores_and_what_became_of_cases(forty):
    """Of 36 courses with both scores twice all began at 15 and 12; 20 fell to 4 and 4."""
    found = forty["moments"]
    assert (found.courses, found.not_cases, found.recovered, found.cases) == (36, 0, 20, 36)
    assert (found.phq9.mean, found.phq9.sd, found.phq9.line) == (15, 0, 10)
    assert (found.gad7.mean, found.gad7.cases, found.gad7.below) == (12, 36, 20)
    assert found.phq9.change == pytest.approx(20 * (4 - 15) / 36)
    assert isinstance(forty["regression-in-records"], NotRun)


def test_what_would_be_recorded_if_nobody_changed():
    """Mean 14.0, deviation 6.0, reliability 0.84: −0.16·6·φ(z)/(1 − Φ(z)) with z = −0.75 is −0.37 points; 8.8%
    fall below (by a bivariate normal).
    """
    phq9 = Moments(mean=14.0, sd=6.0, line=10, cases=800, below=400, change=-6.0)
    gad7 = Moments(mean=12.5, sd=5.1, line=8, cases=820, below=420, change=-5.0)
    one = regression_in_records._unchanged("", ScoreMoments(1000, 100, 450, phq9, gad7), 0.84, 0.83)
    assert one.change[0] == pytest.approx(-0.37, abs=0.005)
    assert one.below[0] == pytest.approx(0.088, abs=0.001)
    assert 0 < one.both_below < min(one.below)


def test_one_provider_has_no_order(forty):
    assert isinstance(forty["definitions-by-provider"], NotRun)
    assert "providers" in forty["definitions-by-provider"].reason


def test_providers_of_the_same_rate_have_no_order(monkeypatch):
    specifications = (OFFICIAL,)
    cases, nobody = np.full((3, 1), 60), np.zeros((3, 1), np.int64)
    alike = Evaluated(specifications, nobody[0], cases[0], ("A", "B", "C"), nobody, cases, persons_known=True)
    monkeypatch.setattr(definitions_by_provider, "evaluated", lambda records: alike)
    with pytest.raises(CannotRun, match="no order"):
        definitions_by_provider.definitions_by_provider(None)


EQUAL = [_course(f"e{n}", CASE, CASE) for n in range(30)]
TWELVE = [_course(f"t{n}", CASE, WELL if n % 2 else CASE) for n in range(12)]
UNSCORED = [_course(f"u{n}", {}, {}) for n in range(12)]
ONE_SCORE_MISSING = [_course(f"m{n}", {}, WELL) for n in range(12)] + [_course("last", CASE, CASE)]


@pytest.mark.parametrize("people", [EQUAL, TWELVE, UNSCORED, ONE_SCORE_MISSING], ids=["equal", "12", "none", "few"])
def test_thin_extracts_are_answered_or_said_to_be_too_thin(tmp_path, people):
    outcomes = _run(national(tmp_path / "extract", tables(people, MONTHS)))
    for name in ("every-definition", "missing-scores", "reliability-of-change"):
        assert isinstance(outcomes[name], Finding if people is EQUAL else NotRun)
    for outcome in outcomes.values():
        assert isinstance(outcome, Finding | NotRun)
        if isinstance(outcome, NotRun):
            assert outcome.reason
        else:
            assert released(outcome, internal=False).result.answer


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """Of 100 who began treatment 20 end recovered and 40 otherwise after 15 days; 40 stay. 10 of those 60 come back after 28.

    60 have a depressive episode (F32) and 40 a recurrent one (F33), which is one problem.
    """
    people = [_course(f"w{n}", CASE, CASE, WELL) for n in range(20)] + [
        _course(f"i{n}", CASE, CASE, CASE) for n in range(40)
    ]
    people = [replace(one, events=(*one.events, problem("F32", day="2024-01-08"))) for one in people]
    begun = treatment("2024-01-08", **CASE)
    people += [person(f"o{n}", "2024-01-02", begun, problem("F33", day="2024-01-08")) for n in range(40)]
    people += [person(f"b{n}", "2024-02-20", Person_ID=f"w{n}") for n in range(10)]
    names = ["time-to-the-end-of-care", "time-to-below-the-line", "time-to-the-next-referral"]
    return _run(national(tmp_path_factory.mktemp("hundred") / "extract", tables(people, MONTHS)), names)


def test_care_that_has_ended(hundred):
    rows = {row[0]: row for row in hundred["time-to-the-end-of-care"].result.tables[0].rows}
    assert rows["4"][1] == 40
    assert (rows["4"][2], rows["4"][5]) == (pytest.approx(0.2), pytest.approx(0.4))


def test_cases_first_below_the_line(hundred):
    """20 of 100 after 14 days, the third week, in which care ends for 40 who were not; none of 100 is less than 3.6%."""
    rows = {(row[0], row[2]): row for row in hundred["time-to-below-the-line"].result.tables[0].rows}
    assert rows["all", "2"][4:] == (0, 0, pytest.approx(0.0362, abs=1e-4), 0)
    number, _weeks, followed, share, low, high, other = rows["all", "4"][1:]
    assert (number, followed) == (100, 40)
    assert (share, other) == (pytest.approx(0.2), pytest.approx(0.4))
    assert 0.12 < low < 0.2 < high < 0.3
    assert rows["Depression", "4"][1:4] == (100, "4", 40)


def test_people_referred_again(hundred):
    """10 of 60 after 28 days, which is the fifth week; all ten had recovered."""
    rows = {(row[0], row[2]): row for row in hundred["time-to-the-next-referral"].result.tables[0].rows}
    assert rows["all", "4"][4] == 0
    assert rows["all", "8"][4] == pytest.approx(10 / 60)
    assert rows["not recorded as recovered", "8"][4] == 0
