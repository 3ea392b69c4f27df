"""Single answers against totals, each case worked out by hand."""

from __future__ import annotations

import pytest
from tests.validation.national import PLACE, extract, outcomes

PHQ9, WSAS_WORK = "720433000", "932621000000100"


def answers(points: str, **where: str) -> list[dict[str, str]]:
    """A row for each answer; a dash leaves the question out."""
    return [
        PLACE | where | {"CodedAssToolType": PHQ9, "Item": str(n), "Answer": point}
        for n, point in enumerate(points, 1)
        if point != "-"
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    total = PLACE | {"CodedAssToolType": PHQ9}
    at_contacts = [
        total | {"CareActId": "agrees", "PersScore": "12"},
        total | {"CareActId": "differs", "PersScore": "9"},
        total | {"CareActId": "incomplete", "PersScore": "12"},
        total | {"CareActId": "none", "PersScore": "12"},
        total | {"CareActId": "no-number", "PersScore": "N/A"},
    ]
    outside = [
        total | {"ServiceRequestId": "without-fault", "AssToolCompDate": "2024-04-03", "PersScore": "10"},
        total | {"ServiceRequestId": "without-fault", "AssToolCompDate": "2024-04-04", "PersScore": "10"},
    ]
    single = [
        *answers("222111111", CareActId="agrees", AssToolCompDate="2024-04-10"),
        *answers("222111111", CareActId="differs", AssToolCompDate="2024-04-10"),  # 12, not 9
        *answers("22211111-", CareActId="incomplete", AssToolCompDate="2024-04-10"),
        *answers("000000000", CareActId="no-number", AssToolCompDate="2024-04-10"),
        *answers("211111111", ServiceRequestId="without-fault", AssToolCompDate="2024-04-03"),  # 10
        *answers("311111111", ServiceRequestId="without-fault", AssToolCompDate="2024-04-04"),  # 11, not 10
        *answers("4", ServiceRequestId="without-fault", AssToolCompDate="2024-04-05"),  # no such answer
        *answers("---------1", ServiceRequestId="without-fault", AssToolCompDate="2024-04-05"),  # no tenth question
        *answers("-11", ServiceRequestId="without-fault", AssToolCompDate="2024-04-06"),
        *answers("-1", ServiceRequestId="without-fault", AssToolCompDate="2024-04-06"),  # the second question again
    ]
    timeless = [row | {"AssToolCompTime": ""} for row in single]
    records = extract(
        tmp_path_factory.mktemp("answers"),
        IDS606CodedScoreAssessmentRefer=[row | {"AssToolCompTime": ""} for row in outside],
        IDS607CodedScoreAssessmentAct=at_contacts,
        questionnaire_items=timeless,
    )
    return outcomes(records)


@pytest.mark.parametrize(
    ("rule", "broken", "checked"),
    [
        ("answers-add-up-at-contact", 2, 3),  # of forms with all nine answers
        ("answers-complete-at-contact", 1, 4),  # of forms with any answer
        ("answers-add-up-outside", 1, 2),
        ("answers-complete-outside", 0, 2),
        ("answer-within-form", 1, 58),
        ("question-on-form", 1, 58),
        ("question-answered-once", 2, 58),
    ],
)
def test_single_answers(found, rule, broken, checked):
    assert (found[rule].broken, found[rule].checked) == (broken, checked)


def test_the_totals_that_differ_are_named(found):
    assert [key.key for key in found["answers-add-up-at-contact"].examples] == ["differs", "no-number"]
