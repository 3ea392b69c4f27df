"""The chapter on small and odd extracts: every check says what it could not do, and nothing fails."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.pathways.people import national as written
from tests.pathways.people import person, tables, treatment
from tests.sources.records.extracts import national

from caseness.checks.finding import Chapter, Finding, NotRun, Verdict
from caseness.checks.forensics import power, signatures
from caseness.checks.forensics.answering import answer
from caseness.checks.forensics.months import onsets, run_of_england
from caseness.checks.forensics.testing import AtLevel, Said, discovered, put_to_tests
from caseness.checks.registry import all_checks
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.forensics.fellows import ALONE
from caseness.forensics.operating_characteristics import Visible, shipped_table
from caseness.forensics.registry import forensic_test_called, forensic_tests
from caseness.forensics.signals import Signals
from caseness.sources.records import open_records


def _course(number: int, **scores: object):
    days = ("04-10", "04-17", "04-24")
    return person(f"p{number}", "04-02", *(treatment(day, **scores) for day in days), ended="04-30", EndCode="46")


EXTRACTS = {
    "without scores, therapists or time stamps": lambda folder: national(folder, "SYNPA", "SYNPB"),
    "twelve patients of one provider, all scores equal": lambda folder: written(
        folder, tables([_course(n, phq9=12, gad7=9) for n in range(12)])
    ),
    "every score missing": lambda folder: written(folder, tables([_course(n) for n in range(12)])),
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_each_check_says_what_it_could_not_do(name, tmp_path):
    with open_records(EXTRACTS[name](tmp_path / "extract")) as records:
        records.therapists = True
        outcomes = [check.run([records]) for check in all_checks() if check.chapter is Chapter.FORENSICS]
    assert len(outcomes) == 2 + len(forensic_tests())
    for outcome in outcomes:
        if isinstance(outcome, NotRun):
            assert outcome.reason
            assert outcome.settled_by
        else:
            assert isinstance(outcome, Finding)
            assert outcome.result.verdict in (Verdict.NO_FLAG, Verdict.DESCRIBED)


def test_without_records_nothing_is_run():
    check = next(check for check in all_checks() if check.id == "forensic-f02")
    assert check.run([]) == NotRun(
        check="forensic-f02",
        chapter=Chapter.FORENSICS,
        question=check.question,
        reason="needs record-level data",
        settled_by="an extract of the national data set: a folder of its tables",
    )


def _signals(effects, *, flagged, reason="") -> Signals:
    effects = np.array(effects, float)
    return Signals.of(
        n=np.full(len(effects), 2000),
        effect=effects,
        error=np.full(len(effects), 0.02),
        flagged=flagged,
        reason=np.full(len(effects), reason),
        per_unit_of_effect=np.full(len(effects), 1000.0),
        cases=np.full(len(effects), 2000),
    )


def _said(england, providers) -> Said:
    names = ("SYNPA", "SYNPB")
    return Said(
        test=forensic_test_called("F02"),
        england=AtLevel(("England",), ("",), england, england.flagged),
        providers=AtLevel(names, names, providers, providers.flagged),
        therapists=None,
        evidence={},
        queries=(),
        begin=date(2023, 4, 1),
    )


def test_a_flag_comes_with_its_recoveries_and_points_first():
    """0.1 × 1,000 is 100 recoveries, 0.05 of 2,000 cases; ±1.96 × 0.02 × 1,000 is 39.2."""
    said = answer(_said(_signals([0.1], flagged=[True]), _signals([0.1, 0.1], flagged=[True, True])))
    assert said.verdict is Verdict.FLAG_1
    assert resolved(said.answer, internal=True) == (
        "England is flagged: what the test sees would account for 100 recoveries (61 to 139), or 5.00 points of the recovery "
        "rate (3.04 points to 6.96 points). Of 2 providers with records enough 2 are flagged: SYNPA and SYNPB."
    )
    assert said.caveats
    assert "beyond" not in said.answer


def test_small_probabilities_are_told_as_such():
    assert [signatures._probability(p) for p in (0.39, 0.0014, 0.00002, np.nan)] == [
        "0.39",
        "0.0014",
        "under 0.001",
        "[z]",
    ]


def test_a_single_provider_is_not_told_of_twice():
    said = answer(_said(_signals([0.0], flagged=[False]), _signals([0.0], flagged=[False])))
    assert said.answer.endswith("All records are of one provider.")


def test_what_there_is_too_little_of_is_told_before_who_has_nobody_to_be_compared_with():
    nothing = replace(_signals([np.nan], flagged=[False]), reason=np.array([ALONE]))
    few = replace(_signals([np.nan], flagged=[False]), reason=np.array(["fewer than 500 cases"]))
    with pytest.raises(CannotRun) as lack:
        answer(_said(nothing, few))
    assert lack.value.reason == "fewer than 500 cases"
    assert "more courses" in lack.value.settled_by


def test_no_flag_says_what_could_have_been_seen():
    said = answer(_said(_signals([0.0], flagged=[False]), _signals([0.0, 0.0], flagged=[False, False])))
    assert said.verdict is Verdict.NO_FLAG
    assert said.answer.count("it would be flagged with probability") == 1  # the provider of middle size
    assert said.answer.count("No power is known for so few cases") == 1  # England by itself, of as few as the provider
    assert said.condition == "England: z 0.0; providers flagged: 0 of 2"


@pytest.mark.parametrize(
    ("powers", "said"),
    [
        ((0.004, 0.02, 0.36), "under 0.01 if 5% are, 0.02 if 10% are and 0.36 if 25% are, at this size"),
        ((0.0, 0.0, 0.004), "under 0.01 even if 25% are, at this size"),
    ],
)
def test_no_power_to_speak_of_is_said_once(monkeypatch, powers, said):
    worlds = [f"moved below {rate} %" for rate in (5, 10, 25)]
    seen = tuple(Visible(world=world, power=power) for world, power in zip(worlds, powers, strict=True))
    monkeypatch.setattr(power, "visible_at", lambda *_arguments, **_options: seen)
    text = power.could_have_seen(forensic_test_called("F02"), _signals([0.1, 0.1], flagged=[False, False]), 0)
    assert text.endswith(f"it would be flagged with probability {said}.")


def test_the_power_told_is_that_of_the_flag_as_the_table_has_it():
    said = answer(_said(_signals([0.0], flagged=[False]), _signals([0.0, 0.1], flagged=[False, True])))
    table = next(table for table in said.tables if table.name == "providers")
    place = [column.key for column in table.columns].index("power")
    best = max(
        row.flagged
        for row in shipped_table()
        if row.test == "F02" and row.cases == 2000 and row.nature in ("stopped", "wronged")
    )
    assert [row[place] for row in table.rows] == [round(best, 2)] * 2
    assert "Of those without a flag, at the one of middle size: were it that" in said.answer


def test_a_flag_without_a_signature_is_told_with_its_test():
    tests = {"F02": _said(_signals([0.0], flagged=[False]), _signals([0.0, 0.1], flagged=[False, True]))}
    none = np.zeros(2, np.int64)
    providers = signatures._Signed(("SYNPA", "SYNPB"), none, none > 0, none > 0, np.array([0, 1]), none == 0, none > 0)
    assert signatures._of_single_tests(tests, providers) == [
        "Single tests raise a flag, which alone is no signature, at SYNPB (F02)."
    ]


def test_smooth_scores_are_not_told_of_whom_f02_rejects():
    readings, nobody = np.array([1, 1, 4, 0]), np.zeros(4, bool)
    doubtful = np.array([False, True, True, False])
    signed = signatures._Signed(("A", "B", "C", "D"), readings, nobody, nobody, readings, ~nobody, doubtful)
    assert "the scores themselves are smooth" in signed.says(0)
    assert signed.says(1) == signed.says(2) == signatures._DOUBTFUL
    assert signed.says(3).startswith("no sign of scores altered")
    told = signatures._of_providers(
        {
            name: _said(_signals([0.0], flagged=[False]), _signals([0.0] * 2, flagged=[False] * 2))
            for name in ("F02", "F03", "F06")
        },
        signed,
    )
    assert "A: a stopping rule in operation" in told
    assert "B and C: courses end when the line is crossed; scores just below it" in told


def test_what_signatures_could_have_been_is_tabled():
    said = _said(_signals([0.0], flagged=[False]), _signals([0.0, 0.1], flagged=[False, True]))
    rows = power.power_table([said]).rows
    assert [row[0] for row in rows] == ["F02"] * 3  # at 5, 10 and 25 %
    best = power.power_at("F02", "moved below 25 %", 2000)
    assert rows[2][2:] == ("[z]", round(best, 2))  # by itself so few were not simulated
    rows = power.power_table([replace(said, test=forensic_test_called("F03"))]).rows
    assert rows[0][2] == rows[0][3]  # both of 2,000 cases


def test_for_england_by_itself_no_power_of_providers_is_told():
    """1.96 standard errors of 0.02; 0.02 × (2.326 + 0.842) is an effect of 0.0634, at 1,000 recoveries each 63."""
    test, few = forensic_test_called("F02"), _signals([0.1], flagged=[False])
    text = power.could_have_seen(test, few, 0)
    assert text.startswith("No power is known for so few cases")
    assert "what accounts for 63 recoveries" in resolved(text, internal=True)
    many = replace(few, n=np.array([300_000.0]))
    alone = power.power_at("F02", "moved below 25 %", 300_000, alone=True)
    assert alone != power.power_at("F02", "moved below 25 %", 300_000)
    assert f"{alone:.2f} if 25% are" in power.could_have_seen(test, many, 0)


def test_a_test_that_was_not_simulated_says_that_no_power_is_known(monkeypatch):
    """1.96 standard errors of 0.02; 0.02 × (2.326 + 0.842) is an effect of 0.0634, at 1,000 recoveries each 63."""
    monkeypatch.setattr(power, "visible_at", lambda *_arguments, **_options: ())
    monkeypatch.setattr(power, "is_simulated", lambda _test: False)
    text = power.could_have_seen(forensic_test_called("F03"), _signals([0.1], flagged=[False]), 0)
    assert text.startswith("No power is known: how often")
    assert "what accounts for 63 recoveries" in resolved(text, internal=True)


def test_every_answer_without_a_flag_speaks_of_power():
    for test in forensic_tests():
        nothing = _said(_signals([0.0], flagged=[False]), _signals([0.0, 0.0], flagged=[False, False]))
        text = answer(replace(nothing, test=test)).answer
        assert len(re.findall("with probability|o power is known", text)) == 2


def test_where_nothing_could_be_told_the_reason_is_given():
    few = _signals([0.0], flagged=[False], reason="fewer than 500 cases")
    with pytest.raises(CannotRun, match="fewer than 500 cases"):
        answer(_said(few, few))


def test_tests_of_one_family_share_their_false_discoveries():
    """Of 4 p-values at q = 0.05, 0.012 is below 0.05 × 1 ÷ 4 = 0.0125 and 0.03 is above 0.05 × 2 ÷ 4 = 0.025."""
    found = discovered(
        {"F02": "altered", "F08": "altered"}, {"F02": np.array([0.012, np.nan]), "F08": np.array([0.03, 0.9, 0.5])}
    )
    assert found["F02"].tolist() == [True, False]
    assert found["F08"].tolist() == [False, False, False]


def test_a_rate_that_rises_is_told_with_its_months():
    """Half of 100 recover each month for two years, but 80 from the nineteenth on: October 2024 to March 2025.

    Watched from month to month, 80 · log 1.25 − 100 · log 1.125 = 6.1 in the first of these months is over any limit.
    """
    counts = np.full((1, 24, 2), 50)
    counts[0, 18:] = 20, 80
    said = replace(
        _said(_signals([0.1], flagged=[False]), _signals([0.1, 0.0], flagged=[True, False])),
        test=forensic_test_called("F18"),
        evidence={MonthlyCourses: MonthlyCourses(np.concatenate([counts, counts]))},
    )
    (table,) = onsets(said)
    assert table.rows == (("SYNPA", "Oct 2024", "Mar 2025", "rose", "Oct 2024"),)
    (chart,) = run_of_england(said)
    assert (chart.periods[0], chart.run.values[-1]) == ("Apr 2023", 0.8)


def test_tested_is_worked_out_once(tmp_path):
    with open_records(national(tmp_path / "extract", "SYNPA")) as records:
        assert put_to_tests(records) is put_to_tests(records.recording())
