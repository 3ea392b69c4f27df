"""What became of finished courses, of some people and some therapies, as the dashboards show it."""

from __future__ import annotations

from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, RECEIVED
from caseness.measures.breakdowns import breakdowns
from caseness.measures.declared.outcomes import cases, finished, reliably_recovered
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Mean, Rows, Share, as_scripted, declare_ours
from caseness.pathways.treatment import count_column
from caseness.vocabulary.data_set import CodeKind, codes, codes_for
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from ibis.common.deferred import Deferred

_ENDED, _RECEIVED = ENDED.on(Rows.PEOPLE), RECEIVED.on(Rows.PEOPLE)
_BEGUN = "as a share of all of them but those whose first scores were both below caseness"
_recovered = finished & _.recovered

_GROUPS = {category.name: category.keys for category in breakdowns()["bme_group"].categories}
_RUN_TOGETHER = ("L", "M")  # other Asian and Caribbean, which the script writes as one text (KM:90-98)
_white, _minority = (_.ethnicity.isin(_GROUPS[name]).fill_null(False) for name in ("White British", "BME"))
_listed = _minority & ~_.ethnicity.isin(_RUN_TOGETHER).fill_null(False)
declare_ours(
    "recovery_rate_white_british",
    _ENDED,
    Share(part=_recovered & _white, whole=cases & _white),
    in_words=f"Courses of White British people finished in the period and recovered, {_BEGUN}.",
)
declare_ours(
    "recovery_rate_ethnic_minority",
    _ENDED,
    Share(part=_recovered & _minority, whole=cases & _minority),
    in_words=f"Courses of people of ethnic minorities finished in the period and recovered, {_BEGUN}.",
    scripted=as_scripted(_ENDED, Share(part=_recovered & _listed, whole=cases & _listed), "KM-1"),
)

_others = codes_for("EthnicCategory", "Other")
_not_asked = [code.code for code in codes("EthnicCategory") if code.kind is CodeKind.DEFAULT]
_other, _with_not_asked = (_.ethnicity.isin(listed).fill_null(False) for listed in (_others, [*_others, *_not_asked]))
declare_ours(
    "referrals_other_ethnic_groups__pc",
    _RECEIVED,
    Count(where=_other),
    in_words="Referrals of people of other ethnic groups received in the period.",
    scripted=as_scripted(_RECEIVED, Count(where=_with_not_asked), "PC-1"),
)
declare_ours(
    "recovery_rate_other_ethnic_groups__pc",
    _ENDED,
    Share(part=_recovered & _other, whole=cases & _other),
    in_words=f"Courses of people of other ethnic groups finished in the period and recovered, {_BEGUN}.",
    scripted=as_scripted(_ENDED, Share(part=_recovered & _with_not_asked, whole=cases & _with_not_asked), "PC-1"),
)

_ENGLISH = "en"
_told, _more = _.language.notnull(), (_.treatment_contact_count > 2).fill_null(False)
_not_english = (_.language != _ENGLISH).fill_null(False)
_SPEAKERS = "Courses of people with a preferred language finished in the period"
for identity, part, words in (
    ("finished_course__pl", finished & _told, f"{_SPEAKERS}."),
    ("recovery_count__pl", _recovered & _told, f"{_SPEAKERS} and recovered."),
):
    declare_ours(
        identity,
        _ENDED,
        Count(where=part),
        in_words=words,
        scripted=as_scripted(_ENDED, Count(where=part & _more), "PL-1"),
    )
declare_ours(
    "recovery_rate__pl",
    _ENDED,
    Share(part=_recovered & _told, whole=cases & _told),
    in_words=f"{_SPEAKERS} and recovered, {_BEGUN}.",
    scripted=as_scripted(_ENDED, Share(part=_recovered & _told & _more, whole=cases & _told & _more), "PL-1"),
)
declare_ours(
    "reliable_recovery_rate__pl",
    _ENDED,
    Share(part=finished & reliably_recovered & _not_english, whole=cases & _not_english),
    in_words="Courses of people whose preferred language is not English finished in the period, recovered and reliably "
    f"improved, {_BEGUN}.",
    scripted=as_scripted(
        _ENDED, Share(part=finished & reliably_recovered & _not_english, whole=finished & _not_english), "PL-4"
    ),
)

declare_ours(
    "no_reliable_change_rate",
    ENDED,
    Share(part=finished & _.no_reliable_change, whole=finished),
    in_words="Courses finished in the period with no reliable change, or a change each way, as a share of all finished.",
)
for instrument, name in (("phq9", "PHQ-9"), ("gad7", "GAD-7")):
    declare_ours(
        f"{instrument}_first_mean",
        ENDED,
        Mean(of=_[f"{instrument}_first"], where=finished),
        in_words=f"Mean first score of {name}, of courses finished in the period.",
    )

_COLUMNS = {
    step: [
        count_column(therapy.count_column) for therapy in therapies() if therapy.step is step and therapy.count_column
    ]
    for step in Step
}


def _given(column: str) -> Deferred:
    return _[column].fill_null(0) > 0


def _any(conditions: list[Deferred]) -> Deferred:
    return reduce(or_, conditions)


_low, _high, _support = (
    _any([_given(column) for column in _COLUMNS[step]]) for step in (Step.LOW, Step.HIGH, Step.NEITHER)
)
declare_ours(
    "finished_low_intensity",
    ENDED,
    Count(where=finished & _low),
    in_words="Courses finished in the period with a session of a low-intensity therapy.",
)
for identity, listed, words in (
    ("finished_high_intensity__pc", EVERY, "a session of a high-intensity therapy"),
    ("finished_low_and_high_intensity__pc", _low, "sessions of low-intensity and of high-intensity therapies"),
):
    declare_ours(
        identity,
        ENDED,
        Count(where=finished & listed & _high),
        in_words=f"Courses finished in the period with {words}.",
        scripted=as_scripted(ENDED, Count(where=finished & listed & (_high | _support)), "PC-3"),
    )

_MISLAID = "mindfulness_count"
_of_therapy = [*_COLUMNS[Step.LOW], *_COLUMNS[Step.HIGH]]


_different = reduce(add, (_given(column).ifelse(1, 0) for column in _of_therapy))


def _alone(*columns: str) -> Deferred:
    """Whether one of these therapies was given and no other."""
    return _any([_given(column) for column in columns]) & (_different == 1)


_one_low, _one_high = _alone(*_COLUMNS[Step.LOW]), _alone(*_COLUMNS[Step.HIGH])
for step, one, listed in (
    (Step.LOW, _one_low, _one_low | _alone(_MISLAID)),
    (Step.HIGH, _one_high, _one_high & ~_alone(_MISLAID)),
):
    words = f"Courses of one therapy, of {step.value} intensity, finished in the period"
    declare_ours(
        f"ucp_completed_{step.value}",
        ENDED,
        Count(where=finished & one),
        in_words=f"{words}.",
        scripted=as_scripted(ENDED, Count(where=finished & listed), "UCP-1"),
    )
    declare_ours(
        f"ucp_recovery_rate_{step.value}",
        ENDED,
        Share(part=_recovered & one, whole=cases & one),
        in_words=f"{words} and recovered, {_BEGUN}.",
        scripted=as_scripted(ENDED, Share(part=_recovered & listed, whole=cases & listed), "UCP-1"),
    )
