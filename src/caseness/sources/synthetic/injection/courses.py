"""What of a course a wrong needs to know: whether it is finished, and its first and last form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each, last_of_each
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.questionnaires import questionnaire

if TYPE_CHECKING:
    from caseness.sources.synthetic.world import Block, Flags, Index, Whole

_COURSE = 2  # treatment contacts that make a course (guide 2021, 6.15)


def line(name: str) -> int:
    """The lowest score of a case. Raises `ValueError` where none is known."""
    threshold = questionnaire(name).case_line
    if threshold is None:
        raise ValueError(f"{name} has no line of caseness")
    return int(threshold.value)


DEPRESSED, ANXIOUS = line("PHQ-9"), line("GAD-7")


def case(block: Block) -> Flags:
    """Of each form, whether it is at caseness on PHQ-9 or GAD-7."""
    return np.asarray((block.forms.phq9_total >= DEPRESSED) | (block.forms.gad7_total >= ANXIOUS))


def complete(block: Block) -> Flags:
    """Of each form, whether PHQ-9 and GAD-7 were both answered to the end."""
    return np.asarray((block.forms.phq9_total != NONE) & (block.forms.gad7_total != NONE))


def treatments(block: Block) -> Flags:
    """Of each appointment, whether it is a treatment that was kept, within the course."""
    contacts, end = block.contacts, block.referrals.end[block.contacts.referral]
    treated = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    return np.asarray(treated & ((end == NONE) | (contacts.day <= end)))


def finished(block: Block) -> Flags:
    """Of each referral, whether it was discharged after a course of treatment (guide 2021, 6.15)."""
    number = len(block.referrals.end)
    sessions = np.bincount(block.contacts.referral[treatments(block)], minlength=number)
    sessions += np.bincount(block.logs.referral, minlength=number)
    return np.asarray((sessions >= _COURSE) & (block.referrals.end != NONE))


def first_forms(block: Block) -> Index:
    """By referral, its first form with PHQ-9 and GAD-7 answered to the end, NONE where there is none."""
    return _by_referral(block, first_of_each(block.forms.referral, _of_course(block)))


def final_forms(block: Block) -> Index:
    """By referral, its last such form up to the discharge, NONE where there is none or it is the first."""
    last = _by_referral(block, last_of_each(block.forms.referral, _of_course(block)))
    return np.where(last == first_forms(block), NONE, last).astype(np.int32)


def _of_course(block: Block) -> Flags:
    forms, end = block.forms, block.referrals.end[block.forms.referral]
    return np.asarray(complete(block) & ((end == NONE) | (forms.day <= end)))


def _by_referral(block: Block, one_of_each: Flags) -> Index:
    rows = np.flatnonzero(one_of_each)
    form = np.full(len(block.referrals.end), NONE, np.int32)
    form[block.forms.referral[rows]] = rows
    return form


def there(forms: Whole) -> Index:
    """The forms that are there, in order."""
    return np.sort(forms[forms != NONE]).astype(np.int32)
