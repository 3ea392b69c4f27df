"""What an audit says of national derived columns beside our own: people made by hand, one value put wrong."""

from __future__ import annotations

import pytest
from tests.pathways.people import national, person, submitted, tables, treatment

from caseness.checks.finding import Verdict
from caseness.checks.quality.derived_columns_agree import derived_columns_agree
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.sources.records import open_records

DERIVED = {
    "TherapySession_FirstDate": "2024-04-10",
    "TreatmentCareContact_Count": "2",
    "CompletedTreatment_Flag": "1",
    "Recovery_Flag": "1",
    "PHQ9_LastScore": "5",
}


def treated(name: str, referred: str = "04-02", **derived: str | None):
    """Two treatment contacts, PHQ-9 from 15 to 5 and GAD-7 from 12 to 4: recovered."""
    contacts = (treatment("04-10", phq9=15, gad7=12), treatment("04-17", phq9=5, gad7=4))
    return person(name, referred, *contacts, ended="04-30", **{**DERIVED, **derived})


def told(folder, *people):
    with open_records(national(folder, tables(people))) as records:
        return derived_columns_agree(records)


def test_columns_that_differ_are_counted_by_how(tmp_path):
    """Of three people one has another last score, one a flag not set, one no first date; the fourth began before."""
    answer = told(
        tmp_path / "extract",
        treated("as-ours"),
        treated("other-score", PHQ9_LastScore="6"),
        treated("no-flag", Recovery_Flag="0", TherapySession_FirstDate=None),
        treated("before", referred="2024-03-20", PHQ9_LastScore="27"),
    )
    by_column = {row[0]: row[2:6] for row in answer.tables[0].rows}
    assert by_column == {
        "TherapySession_FirstDate": (3, 1, 0, 0),
        "TreatmentCareContact_Count": (3, 0, 0, 0),
        "PHQ9_LastScore": (3, 0, 0, 1),
        "CompletedTreatment_Flag": (3, 0, 0, 0),
        "Recovery_Flag": (3, 1, 0, 0),
    }
    assert (answer.estimates[0].numerator, answer.estimates[0].denominator) == (3, 15)
    assert answer.verdict is Verdict.IN_PART
    assert resolved(answer.answer, internal=True) == (
        "Of 5 derived columns that the extract carries and we derive too, 2 say the same as ours in every row. Furthest apart "
        "is PHQ9_LastScore: 33% of its rows differ."
    )
    assert resolved(answer.caveats[1], internal=True).startswith("1 pathways that began before the extract")


def test_columns_that_all_agree(tmp_path):
    answer = told(tmp_path / "extract", treated("as-ours"))
    assert (answer.verdict, answer.charts) == (Verdict.HOLDS, ())


def test_nothing_to_compare(tmp_path):
    with pytest.raises(CannotRun, match="no derived column"):
        told(tmp_path / "none", person("bare", "04-02", treatment("04-10")))
    sent = submitted(tmp_path / "submitted", tables([treated("as-ours")]))
    with open_records(sent) as records, pytest.raises(CannotRun, match="submit no derived"):
        derived_columns_agree(records)
