"""Ends that were chosen: discharge when the line is crossed, bad last scores left out, bad courses made none (F03, F13, F21)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each
from caseness.sources.synthetic.injection.courses import (
    case,
    complete,
    final_forms,
    finished,
    first_forms,
    there,
    treatments,
)
from caseness.sources.synthetic.injection.kind import Kind, at_contacts, at_ends, at_forms
from caseness.sources.synthetic.injection.traced import recoded
from caseness.sources.synthetic.people.settling import rows_of
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.kind import Occasions
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Flags, Index

_COURSE = 2  # treatment contacts that make a course (guide 2021, 6.15)


def _code(code_list: str, meaning: str) -> str:
    return next(code.code for code in codes(code_list) if code.meaning == meaning)


_COMPLETED = _code("EndCode", "mutually agreed completion of treatment")
_ADVISED = _code("EndCode", "discharged by mutual agreement after advice and support")
_FOLLOW_UP = _code("AppType", "follow-up after the end of treatment")


def _crossings(traced: Traced) -> Occasions:
    block = traced.block
    contacts, forms, end = block.contacts, block.forms, block.referrals.end
    sessions = _numbered(contacts.referral, treatments(block))
    rows = np.flatnonzero(complete(block) & ~case(block) & (forms.contact != NONE))
    began_ill = case(block)[first_forms(block)][forms.referral[rows]]
    in_course = (sessions[forms.contact[rows]] >= _COURSE) & treatments(block)[forms.contact[rows]]
    open_then = (end[forms.referral[rows]] == NONE) | (forms.day[rows] < end[forms.referral[rows]])
    rows = rows[began_ill & in_course & open_then]
    rows = rows[first_of_each(forms.referral[rows], np.ones(len(rows), bool))]
    contact = forms.contact[rows]
    goes_on = np.append(contacts.referral[1:] == contacts.referral[:-1], False)[contact]
    return at_contacts(block, contact[goes_on])


def _numbered(group: Index, flagged: Flags) -> Index:
    """How many flagged rows of its group there are up to each row."""
    running = np.cumsum(flagged)
    begins = np.append(True, group[1:] != group[:-1])
    before = np.maximum.accumulate(np.where(begins, running - flagged, 0))
    return (running - before).astype(np.int32)


def _ended_there(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    """Discharged as completed on the day of these appointments, of which nothing later is left."""
    referrals, contacts = traced.block.referrals, traced.block.contacts
    ended = contacts.referral[rows]
    last = np.full(len(referrals.end), np.iinfo(np.int32).max, np.int32)
    last[ended] = contacts.day[rows]
    end = referrals.end.copy()
    end[ended] = contacts.day[rows]
    cut = replace(
        traced,
        block=replace(
            _without_later(traced.block, last),
            referrals=replace(referrals, end=end, end_code=recoded(referrals.end_code, ended, _COMPLETED)),
        ),
    )
    forms = cut.block.forms
    cut = cut.without_forms(forms.day > last[forms.referral])
    contacts = cut.block.contacts
    return cut.without_contacts(contacts.day > last[contacts.referral])


def _without_later(block: Block, last: Index) -> Block:
    """Without logs, answers about the service, employment records and pauses of a referral after a day."""
    return replace(
        block,
        logs=rows_of(block.logs, block.logs.end <= last[block.logs.referral]),
        experience=rows_of(block.experience, block.experience.day <= last[block.experience.referral]),
        employment=rows_of(block.employment, block.employment.day <= last[block.employment.referral]),
        pauses=rows_of(block.pauses, block.pauses.end <= last[block.pauses.referral]),
        onward=rows_of(block.onward, block.onward.day <= last[block.onward.referral]),
    )


def _bad_finals(traced: Traced) -> Occasions:
    block = traced.block
    rows = there(np.where(finished(block), final_forms(block), NONE))
    return at_forms(block, rows[case(block)[rows]])


def _not_recorded(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    gone = np.zeros(len(traced.block.forms.day), bool)
    gone[rows] = True
    return traced.without_forms(gone)


def _bad_courses(traced: Traced) -> Occasions:
    block, final, first = traced.block, final_forms(traced.block), first_forms(traced.block)
    bad = finished(block) & (final != NONE) & case(block)[final] & case(block)[first]
    logged = (
        np.bincount(block.logs.referral, minlength=len(bad)) > 0
    )  # a log is treatment, whatever the appointments are
    return at_ends(block, np.flatnonzero(bad & ~logged).astype(np.int32))


def _one_treatment(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    """All treatments but the first become follow-ups, which are none."""
    block, contacts, referrals = traced.block, traced.block.contacts, traced.block.referrals
    trimmed = np.isin(contacts.referral, rows) & treatments(block)
    later = np.flatnonzero(trimmed & ~first_of_each(contacts.referral, trimmed))
    ends = replace(referrals, end_code=recoded(referrals.end_code, rows, _ADVISED))
    wronged = traced.with_contacts(replace(contacts, app_type=recoded(contacts.app_type, later, _FOLLOW_UP)))
    return replace(wronged, block=replace(wronged.block, referrals=ends))


KINDS = (
    Kind(
        name="discharge-on-crossing",
        does="The person is discharged as completed at the first treatment with both scores below the line, and nothing that "
        "came later is there.",
        share_of="first such treatments, from the second on, of people who began as a case and went on",
        open_to=_crossings,
        done_to=_ended_there,
    ),
    Kind(
        name="missing-finals",
        does="The last form is not recorded, because it is bad.",
        share_of="last forms of finished courses that are a case",
        open_to=_bad_finals,
        done_to=_not_recorded,
    ),
    Kind(
        name="trimmed-denominators",
        does="A bad course is recorded as one treatment and advice: its later treatments as follow-ups, so that it is not "
        "counted as finished.",
        share_of="finished courses without internet therapy that began and ended as a case",
        open_to=_bad_courses,
        done_to=_one_treatment,
    ),
)
