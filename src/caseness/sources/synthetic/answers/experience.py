"""What people say of the service and of their work: PEQ answers after assessment and treatment, iPCQ answers on work.

An answer follows one latent contentment, lower with depression, cut at thresholds that give the declared shares at
average depression. The service is judged at an appointment; work is asked about on the same day, outside it. Numbers:
``parameters/experience.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each, last_of_each
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Experience
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Contacts, Flags, Whole

    Answers = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceParameters:
    """The entries of ``parameters/experience.toml``."""

    assessment: Mapping[str, Answers]
    treatment: Mapping[str, Answers]
    work: Mapping[str, Answers]
    asked: tuple[float, float, float]
    work_again: float
    severity: float


@cache
def experience_parameters() -> ExperienceParameters:
    """The numbers for answers about the service and work."""
    return read(ExperienceParameters, "experience")


@dataclass(frozen=True, slots=True)
class _Given:
    """Answers to one question at some appointments, each the place among the answers declared."""

    question: str
    at: Whole
    place: NDArray[np.intp]
    outside: bool


def ask(rng: np.random.Generator, contacts: Contacts, working: Flags) -> Experience:
    """The answers of a block, by referral and day; ``working`` says of each referral whether the person is in work."""
    numbers = experience_parameters()
    given = [*_of_service(rng, contacts), *_of_work(rng, contacts, working)]
    declared = {**numbers.assessment, **numbers.treatment, **numbers.work}
    concepts = list(declared)
    levels = sorted({answer for answers in declared.values() for answer, _ in answers})
    concept = np.concatenate([np.full(len(some.at), concepts.index(some.question)) for some in given])
    texts = [np.array([levels.index(text) for text, _ in declared[some.question]]) for some in given]
    answer = np.concatenate([by_place[some.place] for by_place, some in zip(texts, given, strict=True)])
    outside = np.concatenate([np.full(len(some.at), some.outside) for some in given])
    at = np.concatenate([some.at for some in given]).astype(np.int32)
    order = np.argsort(at, kind="stable")
    return Experience(
        referral=contacts.referral[at[order]],
        contact=np.where(outside, NONE, at)[order].astype(np.int32),
        day=contacts.day[at[order]],
        minute=contacts.minute[at[order]],
        concept=Coded.of(concepts, concept[order]),
        answer=Coded.of(levels, answer[order]),
    )


def _of_service(rng: np.random.Generator, contacts: Contacts) -> Iterator[_Given]:
    """After some assessments, and after the last treatment of some."""
    numbers = experience_parameters()
    assessment = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "assessment"))
    last = last_of_each(contacts.referral, _treatment(contacts))
    for asked, at, share in ((numbers.assessment, assessment, 0), (numbers.treatment, last, 1)):
        rows = np.flatnonzero(at & (rng.random(len(at), np.float32) < numbers.asked[share]))
        for question, answers in asked.items():
            yield _Given(question, rows, _choose(rng, contacts.depression[rows], answers), outside=False)


def _of_work(rng: np.random.Generator, contacts: Contacts, working: Flags) -> Iterator[_Given]:
    """At the first treatment of some in work, and for most of these again at the last; more of those who are bothered.

    Who gives another answer than the first to the first question has none to the others.
    """
    numbers = experience_parameters()
    treatment = _treatment(contacts)
    asked = (working & (rng.random(len(working), np.float32) < numbers.asked[2]))[contacts.referral]
    again = last_of_each(contacts.referral, treatment) & (rng.random(len(treatment)) < numbers.work_again)
    rows = np.flatnonzero(asked & (first_of_each(contacts.referral, treatment) | again))
    (whether, bothered), *further = numbers.work.items()
    place = _choose(rng, contacts.depression[rows], bothered)
    yield _Given(whether, rows, place, outside=True)
    rows = rows[place == 0]
    for question, answers in further:
        yield _Given(question, rows, _choose(rng, contacts.depression[rows], answers), outside=True)


def _treatment(contacts: Contacts) -> Flags:
    kept: Flags = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    return kept


def _choose(rng: np.random.Generator, depression: NDArray[np.floating], answers: Answers) -> NDArray[np.intp]:
    """For each person the place of the answer they give."""
    shares = np.array([share for _, share in answers])
    thresholds = ndtri(np.cumsum(shares)[:-1] / shares.sum())
    content = rng.standard_normal(len(depression)) + experience_parameters().severity * depression
    return np.searchsorted(thresholds, content)
