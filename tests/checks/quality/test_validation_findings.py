"""What an audit says of an extract's rules, fields, months and submissions: made validations, each figure by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.report.made_validation import broken, examined, kept
from tests.validation.national import extract

from caseness.checks.finding import Verdict
from caseness.checks.quality.fields_filled import fields_filled
from caseness.checks.quality.records_between_months import records_between_months
from caseness.checks.quality.records_that_contradict import records_that_contradict
from caseness.checks.quality.rules_of_the_data_set import rules_of_the_data_set
from caseness.checks.quality.submissions_that_count import submissions_that_count
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.validation import Validation, examine
from caseness.validation.history import History
from caseness.validation.ours.declaring import Kind
from caseness.vocabulary.data_set import Severity

if TYPE_CHECKING:
    from caseness.sources.records import Records
    from caseness.validation import Examined, Outcome


class _Extract:
    """Stands for an extract that was examined already."""

    def __init__(self, made: Examined) -> None:
        self.remembered = {"validation": made}


def on(*outcomes: Outcome, **parts: object) -> Records:
    made = replace(examined(), validation=Validation(outcomes=outcomes), **parts)
    return _Extract(made)  # type: ignore[return-value]


def words(text: str) -> str:
    return resolved(text, internal=True)


def of_kind(outcome: Outcome, kind: Kind, identity: str = "") -> Outcome:
    return replace(outcome, rule=replace(outcome.rule, kind=kind, id=identity or outcome.rule.id))


REJECTING = broken("IDS20171", Severity.REJECT_RECORD, "CareContDate is before the referral.", 2, 100)
WARNING = broken("seldom", Severity.WARNING, "A rare thing.", 1, 3, innocent="It can be so.")


def test_rules_that_reject_make_the_sentence_fail():
    answer = rules_of_the_data_set(on(REJECTING, of_kind(WARNING, Kind.CONTRADICTION)))
    assert answer.verdict is Verdict.DOES_NOT_HOLD
    assert words(answer.answer) == (
        "Of 1 official rules tested, 1 are broken by some row, 1 of them rules for which rows or files are rejected. The "
        "one broken most: CareContDate is before the referral (IDS20171), in 12 of 600 rows."
    )
    assert [(e.numerator, e.denominator, e.value) for e in answer.estimates[1:]] == [(12, 600, 0.02)]


def test_an_extract_that_keeps_every_official_rule():
    sound = replace(REJECTING, broken=0, by=(), examples=())
    assert rules_of_the_data_set(on(sound)).verdict is Verdict.HOLDS
    with pytest.raises(CannotRun):
        rules_of_the_data_set(on(kept("ours")))


def test_contradictions_are_told_from_what_needs_an_explanation():
    answer = records_that_contradict(
        on(REJECTING, of_kind(WARNING, Kind.CONTRADICTION), of_kind(WARNING, Kind.UNLIKELY, "other"))
    )
    assert answer.verdict is Verdict.IN_PART
    assert "2 are broken by some row: 1 on what cannot be" in answer.answer
    assert answer.caveats == ("It can be so.",)


def test_records_between_months():
    """Of 600 open referrals 12 were not sent again: 3 by another provider, 6 for another person."""
    lost = of_kind(replace(WARNING, broken=12, checked=600), Kind.CONTINUITY, "pathway-continues")
    moved = of_kind(replace(lost, broken=3), Kind.CONTINUITY, "organisation-continues")
    renamed = of_kind(replace(lost, broken=6), Kind.CONTINUITY, "person-continues")
    answer = records_between_months(on(lost, moved, renamed))
    assert words(answer.answer) == (
        "600 times a referral was open at the end of a month whose provider sent the next one too. Of these, 2% were not "
        "sent again: 3 came from another provider, 6 for another person, the rest not at all."
    )
    assert [e.value for e in answer.estimates] == [0.02, 0.005, 0.01]
    whole = records_between_months(on(*(replace(one, broken=0) for one in (lost, moved, renamed))))
    assert (whole.verdict, words(whole.answer)[-28:]) == (Verdict.HOLDS, "Each time it was sent again.")
    with pytest.raises(CannotRun, match="no open referral"):
        records_between_months(on(*(replace(one, broken=0, checked=0) for one in (lost, moved, renamed))))


def test_fields_filled():
    """309 of 621 dates are missing, and 6 of 621 types: 315 of 1,242."""
    answer = fields_filled(on(kept("x")))
    assert words(answer.answer) == (
        "Of the values of 2 fields that are mandatory or required, 25.4% cannot be used: a code for “not known”, not in the "
        "list or format, or blank. Least filled is CareContDate of IDS201CareContact: 50%."
    )
    assert (answer.estimates[0].numerator, answer.estimates[0].denominator) == (315, 1242)
    assert answer.tables[0].rows[0] == ("IDS201CareContact", "CareContDate", 621, 312, 0, 0, 0, 309)


def test_submissions_that_count():
    answer = submissions_that_count(on(kept("x")))
    assert answer.verdict is Verdict.IN_PART
    assert answer.condition == "1 of 3 months are missing"
    assert answer.tables[0].rows[1] == ("PRVA", "2024-05", "0", "none")
    with pytest.raises(CannotRun):
        submissions_that_count(on(kept("x"), history=History((), "")))


def test_an_extract_is_examined_once_however_many_ask(tmp_path):
    records = extract(tmp_path)
    assert examine(records.recording()) is examine(records)
