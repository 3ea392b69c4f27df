"""Scores as the data set carries them, totals and WSAS items: IDS607 at an appointment, IDS606 outside one.

With single answers wanted, `questionnaire_items` has those of PHQ-9 and GAD-7.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import in_rows
from caseness.sources.synthetic.submissions.schedule import Sent, sent
from caseness.sources.synthetic.tables.rows import Rows
from caseness.vocabulary.data_set import concepts
from caseness.vocabulary.questionnaires import questionnaire, questionnaires

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from caseness.sources.synthetic.submissions.delivery import Delivery
    from caseness.sources.synthetic.world import Days, Forms, Real, Small, Whole

_HUNDREDTHS = 100
_FORMS_AT_ONCE = 50_000  # of which items are made together: some 800,000 rows


@dataclass(frozen=True, slots=True)
class _Scores:
    """One row per score as sent: of which referral and appointment, when, on what, how many points.

    ``tool`` and ``text`` index `tools` and `texts` and go on with the block's answers about the service and work.
    """

    submission: Whole
    referral: Whole
    contact: Whole
    day: Days
    minute: Whole
    tool: Whole
    text: Whole

    def rows(self, which: Whole) -> _Scores:
        """Some of the rows."""
        return _Scores(*(getattr(self, name)[which] for name in _Scores.__slots__))


def score_rows(delivery: Delivery) -> Iterator[Rows]:
    """The score tables of a block."""
    scores = _by_referral(_of_forms(delivery), _of_answers(delivery))
    at_activity = scores.contact != NONE
    yield _at_activities(delivery, scores.rows(in_rows(at_activity)))
    yield _at_referrals(delivery, scores.rows(in_rows(~at_activity)))


def item_rows(delivery: Delivery) -> Iterator[Rows]:
    """Every answer to PHQ-9 and GAD-7, some forms at a time."""
    as_sent = _forms_sent(delivery)
    for start in range(0, len(as_sent), _FORMS_AT_ONCE):
        part = slice(start, start + _FORMS_AT_ONCE)
        yield _items(delivery, as_sent, part)


def _forms_sent(delivery: Delivery) -> Sent:
    forms = delivery.block.forms
    provider = delivery.block.referrals.provider[forms.referral]
    return sent(delivery.submissions, provider, forms.day, delivery.first.form)


def _of_forms(delivery: Delivery) -> _Scores:
    """The totals of PHQ-9 and GAD-7, the items of WSAS and the totals of the two other measures, in this order."""
    forms, as_sent = delivery.block.forms, _forms_sent(delivery)
    points = as_sent.read(points_of(forms), points_of(delivery.first.forms))
    tool = tools_of(forms)
    place, column = np.nonzero(points != NONE)
    form = as_sent.row[place]
    return _Scores(
        as_sent.submission[place],
        forms.referral[form],
        forms.contact[form],
        forms.day[form],
        forms.minute[form],
        tool[form, column],
        points[place, column],
    )


def points_of(forms: Forms) -> NDArray[np.int32]:
    """By form and score: the index in `texts` of the score as written, NONE where there is none.

    The scores are PHQ-9, GAD-7, the items of WSAS, the problem's own measure and that of the long-term condition.
    """
    totals = np.column_stack([forms.phq9_total, forms.gad7_total]).astype(np.int32)
    measures = [(forms.measure, forms.measure_score), (forms.physical, forms.physical_score)]
    columns: NDArray[np.int32] = np.column_stack(
        [totals, forms.wsas.astype(np.int32), *(_written(measure, score) for measure, score in measures)]
    )
    return columns


def _written(measure: Small, score: Real) -> NDArray[np.int32]:
    """By form: the index in `texts` of its score on a measure, NONE where it was not given or no record can hold it."""
    points = np.full(len(measure), NONE, np.int32)
    given = np.flatnonzero(measure != NONE)
    given = given[np.array([q.concept is not None for q in questionnaires()])[measure[given]]]
    hundredths = np.rint(score[given] * _HUNDREDTHS).astype(np.int32)
    with_decimals = np.array([q.decimals > 0 for q in questionnaires()])[measure[given]]
    points[given] = np.where(with_decimals, _first_decimal() + hundredths, hundredths // _HUNDREDTHS)
    return points


def tools_of(forms: Forms) -> NDArray[np.int16]:
    """By form and score: the index in `tools` of what it is a score on."""
    number = _OWN_MEASURE + 2
    tool: NDArray[np.int16] = np.tile(np.arange(number, dtype=np.int16), (len(forms.measure), 1))
    tool[:, -2] = _OWN_MEASURE + forms.measure
    tool[:, -1] = _OWN_MEASURE + forms.physical
    return tool


_PHQ9_AND_GAD7 = 2
_OWN_MEASURE = (
    _PHQ9_AND_GAD7 + 5
)  # tools from here on are the questionnaires; before them PHQ-9, GAD-7, five items of WSAS


@cache
def tools() -> tuple[str, ...]:
    """The concepts of all scores."""
    totals = (questionnaire("PHQ-9"), questionnaire("GAD-7"), *questionnaires())
    codes = [q.concept or "" for q in totals]
    wsas = [item.concept for item in concepts("questionnaire_item")]
    return (*codes[:_PHQ9_AND_GAD7], *wsas, *codes[_PHQ9_AND_GAD7:])


@cache
def _first_decimal() -> int:
    """Where scores with decimals begin in `texts`."""
    return 1 + max(int(q.highest) for q in questionnaires() if q.highest is not None)


@cache
def texts() -> pa.Array:
    """Every score as it is written: whole ones, then those with two decimals."""
    highest = max(int(q.highest) for q in questionnaires() if q.decimals and q.highest is not None)
    whole = [str(score) for score in range(_first_decimal())]
    return pa.array([*whole, *(f"{hundredths / _HUNDREDTHS:.2f}" for hundredths in range(highest * _HUNDREDTHS + 1))])


def _of_answers(delivery: Delivery) -> _Scores:
    """Answers about the service and work; their tools follow those of forms, as do texts that no score has."""
    answers = delivery.block.experience
    provider = delivery.block.referrals.provider[answers.referral]
    as_sent = sent(delivery.submissions, provider, answers.day, delivery.first.answer)
    row = as_sent.row
    return _Scores(
        as_sent.submission,
        answers.referral[row],
        answers.contact[row],
        answers.day[row],
        answers.minute[row],
        (answers.concept.index[row] + len(tools())).astype(np.int16),
        _with_answers(answers.answer.levels)[1][answers.answer.index[row]],
    )


@cache
def _with_answers(levels: tuple[str, ...]) -> tuple[pa.Array, Whole]:
    """`texts` and, after them, the answers that are none of them; and where each answer is there."""
    known = {text: place for place, text in enumerate(texts().to_pylist())}
    for level in levels:
        known.setdefault(level, len(known))
    return pa.array(list(known)), np.array([known[level] for level in levels], np.int32)


def _by_referral(forms: _Scores, answers: _Scores) -> _Scores:
    """Both in one list, sorted by referral."""
    if not len(answers.referral):
        return forms
    both = _Scores(*(np.concatenate([getattr(forms, n), getattr(answers, n)]) for n in _Scores.__slots__))
    return both.rows(np.argsort(both.referral, kind="stable"))


def _tool_and_score(delivery: Delivery, scores: _Scores) -> dict[str, pa.Array]:
    answers = delivery.block.experience
    written, _places = _with_answers(answers.answer.levels)
    return {
        "CodedAssToolType": arrow.chosen((*tools(), *answers.concept.levels), scores.tool),
        "PersScore": arrow.chosen(written, scores.text),
        "PathwayID": delivery.pathway_id.of(scores.referral),
    }


def _at_activities(delivery: Delivery, scores: _Scores) -> Rows:
    return Rows(
        "IDS607CodedScoreAssessmentAct",
        scores.submission,
        {
            "CareActId": delivery.activity_id.of(scores.contact),
            **_tool_and_score(delivery, scores),
        },
    )


def _at_referrals(delivery: Delivery, scores: _Scores) -> Rows:
    rank = rank_within(delivery.block.referrals.provider[scores.referral])
    return Rows(
        "IDS606CodedScoreAssessmentRefer",
        scores.submission,
        {
            "ServiceRequestId": delivery.request_id.of(scores.referral),
            **_tool_and_score(delivery, scores),
            "AssToolCompDate": arrow.dates(scores.day),
            "AssToolCompTime": arrow.times(scores.minute),
            "Unique_ServiceRequestID": delivery.pathway_id.of(scores.referral),
            "UniqueID_IDS606": arrow.all_numbers(delivery.row_number(rank, scores.submission)),
        },
    )


def _items(delivery: Delivery, as_sent: Sent, part: slice) -> Rows:
    forms, first = delivery.block.forms, delivery.first.forms
    form, submission = as_sent.row[part], as_sent.submission[part]
    answers = np.hstack([as_sent.read(getattr(forms, n), getattr(first, n), part) for n in ("phq9", "gad7")])
    place, column = np.nonzero(answers != NONE)
    row = form[place]
    items = forms.phq9.shape[1]
    referral = forms.referral[row]
    concept = [questionnaire(name).concept or "" for name in ("PHQ-9", "GAD-7")]
    return Rows(
        "questionnaire_items",
        submission[place],
        {
            "ServiceRequestId": delivery.request_id.of(referral),
            "CareActId": delivery.activity_id.of(forms.contact[row]),
            "CodedAssToolType": arrow.chosen(concept, column // items),
            "AssToolCompDate": arrow.dates(forms.day[row]),
            "AssToolCompTime": arrow.times(forms.minute[row]),
            "Item": arrow.all_numbers(column % items + 1),
            "Answer": arrow.all_numbers(answers[place, column]),
            "PathwayID": delivery.pathway_id.of(referral),
        },
    )
