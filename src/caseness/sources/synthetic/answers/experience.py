"""What people say of the service and of their work: PEQ answers after assessment and treatment, iPCQ answers on work.

An answer follows one latent contentment, lower with depression, cut at thresholds that give the declared shares at
average depression. Numbers: ``parameters/experience.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.groups import last_of_each
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Experience
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Contacts

    Answers = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceParameters:
    """The entries of ``parameters/experience.toml``."""

    assessment: Mapping[str, Answers]
    treatment: Mapping[str, Answers]
    work: Mapping[str, Answers]
    asked: tuple[float, float, float]
    severity: float


@cache
def experience_parameters() -> ExperienceParameters:
    """The numbers for answers about the service and work."""
    return read(ExperienceParameters, "experience")


def ask(rng: np.random.Generator, contacts: Contacts) -> Experience:
    """The answers of a block, by referral and day."""
    numbers = experience_parameters()
    assessment = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "assessment"))
    treatment = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    asked_of = (
        (numbers.assessment, assessment, numbers.asked[0]),
        (numbers.treatment, last_of_each(contacts.referral, treatment), numbers.asked[1]),
        (numbers.work, treatment, numbers.asked[2]),
    )
    questions = {question: answers for asked, _, _ in asked_of for question, answers in asked.items()}
    concepts = list(questions)
    levels = sorted({answer for answers in questions.values() for answer, _ in answers})
    rows, concept, answer = [], [], []
    for asked, at, share in asked_of:
        given = np.flatnonzero(at & (rng.random(len(at), np.float32) < share))
        for question, answers in asked.items():
            chosen = _choose(rng, contacts.depression[given], answers)
            rows.append(given)
            concept.append(np.full(len(given), concepts.index(question)))
            answer.append(np.array([levels.index(text) for text, _ in answers])[chosen])
    at_contact = np.concatenate(rows).astype(np.int32)
    order = np.argsort(at_contact, kind="stable")
    contact = at_contact[order]
    return Experience(
        referral=contacts.referral[contact],
        contact=contact,
        day=contacts.day[contact],
        concept=Coded.of(concepts, np.concatenate(concept)[order]),
        answer=Coded.of(levels, np.concatenate(answer)[order]),
    )


def _choose(rng: np.random.Generator, depression: NDArray[np.floating], answers: Answers) -> NDArray[np.intp]:
    """For each person the number of the answer they give."""
    shares = np.array([share for _, share in answers])
    thresholds = ndtri(np.cumsum(shares)[:-1] / shares.sum())
    content = rng.standard_normal(len(depression)) + experience_parameters().severity * depression
    return np.searchsorted(thresholds, content)
