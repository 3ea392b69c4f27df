"""A brief early contact that stops the clock of waiting for treatment (F24)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.injection.courses import treatments
from caseness.sources.synthetic.injection.kind import Kind, Occasions
from caseness.sources.synthetic.people.settling import rows_of
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Days, Index

_STANDARD = 42  # days within which treatment should begin: six weeks (guide 2021, 2.6)
_LATEST = 14  # days before the standard from which the contact is made
_CLOSED = 5  # days in a row that a service is closed at most: Good Friday to Easter Monday, or Christmas
_MINUTES = 10


def _first_treatments(block: Block) -> Index:
    return np.flatnonzero(first_of_each(block.contacts.referral, treatments(block))).astype(np.int32)


def _waited(traced: Traced) -> Occasions:
    block, rows = traced.block, _first_treatments(traced.block)
    contacts = block.contacts
    referral = contacts.referral[rows]
    long = contacts.day[rows] > block.referrals.received[referral] + _STANDARD
    return Occasions(
        rows=rows[long],
        referral=referral[long],
        day=_in_time(block, referral[long]),
        therapist=contacts.therapist[rows[long]],
    )


def _in_time(block: Block, referral: Index) -> Days:
    """A working day of the last fortnight before the standard, another one from referral to referral."""
    ahead = referral % (_LATEST - _CLOSED)  # so that the day on which it opens again is in time too
    return on_a_working_day(block.referrals.received[referral] + _STANDARD - _LATEST + ahead)


def _stopped(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    """Each first treatment gets one before it, by telephone, that is still in time."""
    brief = rows_of(traced.block.contacts, rows)
    number = len(rows)
    return traced.and_contacts(
        replace(
            brief,
            day=_in_time(traced.block, brief.referral),
            minute=random.integers(9 * 60, 17 * 60, number).astype(np.int16),
            app_type=_all("AppType", "assessment and treatment", number),
            medium=_all("ConsMechanism", "telephone", number),
            minutes=np.full(number, _MINUTES, np.int16),
            cancelled_on=np.full(number, NONE, np.int32),
            late=np.zeros(number, bool),
        )
    )


def _all(code_list: str, meaning: str, number: int) -> Coded:
    return Coded.constant(next(code.code for code in codes(code_list) if code.meaning == meaning), number)


KINDS = (
    Kind(
        name="clock-stopping",
        does=f"A telephone contact of {_MINUTES} minutes, recorded as assessment and treatment, is put in within "
        f"{_STANDARD} days of the referral, so that the wait is over.",
        share_of=f"referrals whose first treatment came after more than {_STANDARD} days",
        open_to=_waited,
        done_to=_stopped,
    ),
)
