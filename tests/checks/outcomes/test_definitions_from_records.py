"""Findings on definitions of recovery from records: by hand where it can be, and on extracts that lack what they need."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.pathways.people import national, person, tables, treatment

from caseness.checks.finding import Finding, NotRun, Verdict
from caseness.checks.registry import all_checks
from caseness.disclosure.release import released
from caseness.sources.records import open_records

CHECKS = (
    "every-definition",
    "definitions-by-provider",
    "fixed-time-recovery",
    "missing-scores",
    "reliability-of-change",
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
    return _run(national(tmp_path_factory.mktemp("forty") / "extract", tables(people, MONTHS)))


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


def test_one_provider_has_no_order(forty):
    assert isinstance(forty["definitions-by-provider"], NotRun)
    assert "providers" in forty["definitions-by-provider"].reason


EQUAL = [_course(f"e{n}", CASE, CASE) for n in range(30)]
TWELVE = [_course(f"t{n}", CASE, WELL if n % 2 else CASE) for n in range(12)]
UNSCORED = [_course(f"u{n}", {}, {}) for n in range(12)]
ONE_SCORE_MISSING = [_course(f"m{n}", {}, WELL) for n in range(12)] + [_course("last", CASE, CASE)]


@pytest.mark.parametrize("people", [EQUAL, TWELVE, UNSCORED, ONE_SCORE_MISSING], ids=["equal", "12", "none", "few"])
def test_thin_extracts_are_answered_or_said_to_be_too_thin(tmp_path, people):
    for outcome in _run(national(tmp_path / "extract", tables(people, MONTHS))).values():
        assert isinstance(outcome, Finding | NotRun)
        if isinstance(outcome, NotRun):
            assert outcome.reason
        else:
            assert released(outcome, internal=False).result.answer


def test_care_that_has_ended(tmp_path):
    """Of 100 who began treatment 20 ended recovered and 40 otherwise after 15 days, in the third week; 40 are still in care."""
    people = [_course(f"w{n}", CASE, CASE, WELL) for n in range(20)] + [
        _course(f"i{n}", CASE, CASE, CASE) for n in range(40)
    ]
    people += [person(f"o{n}", "2024-01-02", treatment("2024-01-08", **CASE)) for n in range(40)]
    found = _run(national(tmp_path / "extract", tables(people, MONTHS)), ["time-to-the-end-of-care"])
    rows = {row[0]: row for row in found["time-to-the-end-of-care"].result.tables[0].rows}
    assert rows["4"][1] == 40
    assert (rows["4"][2], rows["4"][5]) == (pytest.approx(0.2), pytest.approx(0.4))
