"""Forms that were filled in again or by nobody: re-takes, and ghosts where no one attended (F06, F08, F09)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.answers import items
from caseness.sources.synthetic.answers.forms import form_parameters
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import last_of_each
from caseness.sources.synthetic.injection.answers import most, moved, with_answers
from caseness.sources.synthetic.injection.courses import (
    ANXIOUS,
    DEPRESSED,
    case,
    complete,
    final_forms,
    finished,
    there,
)
from caseness.sources.synthetic.injection.kind import Kind, Occasions, at_ends, at_forms
from caseness.sources.synthetic.people.settling import rows_of
from caseness.vocabulary.questionnaires import questionnaire

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Days, Flags, Forms, Index, Whole

_TRIES = 2
_GHOST_MEAN, _GHOST_SPREAD = 7.0, 2.2  # PHQ-9 of a ghost form (forensics.md, 3); GAD-7 in proportion to its highest
_AFTERWARDS = 14  # days after discharge within which a ghost form is dated


def _still_a_case(traced: Traced) -> Occasions:
    block = traced.block
    rows = there(np.where(finished(block), final_forms(block), NONE))
    at_contact = block.forms.contact[rows] != NONE  # elsewhere nobody was there to ask again
    rows = rows[case(block)[rows] & at_contact]
    in_time = ~block.forms.late[rows] & ~block.contacts.late[block.forms.contact[rows]]
    return at_forms(block, rows[in_time])


def _retaken(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    block, forms = traced.block, traced.block.forms
    contact = forms.contact[rows]
    phq9, gad7 = forms.phq9[rows].copy(), forms.gad7[rows].copy()
    none = np.zeros(len(rows), bool)
    waiting = ~none
    for _ in range(_TRIES):
        again = items.phq9().answer(random, block.contacts.depression[contact], none)
        anxiety = items.gad7().answer(random, block.contacts.anxiety[contact], none)
        below = waiting & (again.sum(axis=1) < DEPRESSED) & (anxiety.sum(axis=1) < ANXIOUS)
        phq9[below], gad7[below] = again[below], anxiety[below]
        waiting &= ~below
    return with_answers(traced, rows, phq9=phq9, gad7=gad7)


def _dropped_out(traced: Traced) -> Occasions:
    block = traced.block
    left = block.referrals.end_code.is_in(*form_parameters().dropped_out) & (block.referrals.end != NONE)
    return at_ends(block, np.flatnonzero(left & _answered(block)).astype(np.int32))


def _ghosts_of_drop_outs(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    block = traced.block
    missed = _missed_at_the_end(block)[rows]
    contacts, at = block.contacts, missed != NONE
    day = np.where(at, contacts.day[missed], block.referrals.end[rows])
    minute = np.where(at, contacts.minute[missed], _minutes(random, len(rows)))
    return traced.and_forms(_ghosts(block, rows, random, contact=missed, day=day, minute=minute))


def _missed_at_the_end(block: Block) -> Index:
    """By referral, its last appointment if nobody came, no form belongs to it and it was in the month of the discharge."""
    contacts, end = block.contacts, block.referrals.end[block.contacts.referral]
    last = np.flatnonzero(last_of_each(contacts.referral, (end == NONE) | (contacts.day <= end)))
    with_form = np.zeros(len(contacts.day), bool)
    with_form[block.forms.contact[block.forms.contact != NONE]] = True
    months = [days[last].astype("datetime64[D]").astype("datetime64[M]") for days in (contacts.day, end)]
    free = last[~contacts.attended[last] & ~with_form[last] & (months[0] == months[1])]
    missed = np.full(len(block.referrals.end), NONE, np.int32)
    missed[contacts.referral[free]] = free
    return missed


def _discharged_ill(traced: Traced) -> Occasions:
    block = traced.block
    final = final_forms(block)
    ill = finished(block) & (final != NONE) & case(block)[final]
    rows = np.flatnonzero(ill).astype(np.int32)
    ends = at_ends(block, rows)
    return Occasions(rows=rows, referral=rows, day=ends.day + 1, therapist=ends.therapist)


def _ghosts_of_the_discharged(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    """Within the month of the day after discharge, so that a month in which nothing else happened gets nothing."""
    block = traced.block
    first = (block.referrals.end[rows] + 1).astype("datetime64[D]")
    next_month = (first.astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int32)
    ahead = np.minimum(random.integers(0, _AFTERWARDS, len(rows)), next_month - first.astype(np.int32) - 1)
    nowhere = np.full(len(rows), NONE, np.int32)
    day, minute = first.astype(np.int32) + ahead, _minutes(random, len(rows))
    return traced.and_forms(_ghosts(block, rows, random, contact=nowhere, day=day, minute=minute))


def _ghosts(
    block: Block, rows: Index, random: np.random.Generator, *, contact: Index, day: Days, minute: Whole
) -> Forms:
    """Good forms of these referrals, after the likeness of their last one."""
    whole = np.flatnonzero(last_of_each(block.forms.referral, complete(block)))
    template = whole[np.searchsorted(block.forms.referral[whole], rows)]
    forms = rows_of(block.forms, template)
    share = random.normal(_GHOST_MEAN, _GHOST_SPREAD, (2, len(rows))) / most(questionnaire("PHQ-9"))
    good = [_good(share[place], name) for place, name in enumerate(("PHQ-9", "GAD-7"))]
    phq9, gad7 = moved(forms.phq9, good[0], random), moved(forms.gad7, good[1], random)
    return replace(
        forms,
        contact=contact.astype(np.int32),
        day=day.astype(np.int32),
        minute=minute.astype(np.int16),
        phq9=phq9,
        gad7=gad7,
        wsas=np.full_like(forms.wsas, NONE),
        phq9_total=items.total(phq9),
        gad7_total=items.total(gad7),
        measure=np.full_like(forms.measure, NONE),
        measure_score=np.full_like(forms.measure_score, np.nan),
        physical=np.full_like(forms.physical, NONE),
        physical_score=np.full_like(forms.physical_score, np.nan),
        late=np.zeros_like(forms.late),
    )


def _good(share: np.ndarray, name: str) -> Whole:
    """A total below the line of its questionnaire."""
    scale = questionnaire(name)
    lowest_case = DEPRESSED if name == "PHQ-9" else ANXIOUS
    return np.asarray(np.clip(np.rint(share * most(scale)), 0, lowest_case - 1).astype(np.int64))


def _answered(block: Block) -> Flags:
    """Of each referral, whether it has a complete form."""
    found = np.zeros(len(block.referrals.end), bool)
    found[block.forms.referral[complete(block)]] = True
    return found


def _minutes(random: np.random.Generator, number: int) -> Whole:
    """In office hours."""
    return np.asarray(random.integers(9 * 60, 17 * 60, number))


KINDS = (
    Kind(
        name="retaken-forms",
        does=f"PHQ-9 and GAD-7 are filled in again, up to {_TRIES} times on the same day and in the same state, and the first "
        "below both lines replaces the one that was there; where none is, that one stays. The first one stands in the primary "
        "file and the other in the refresh, for the share that refresh= gives, or for all.",
        share_of="last forms of finished courses that are a case, taken at an appointment and in the primary file",
        open_to=_still_a_case,
        done_to=_retaken,
        refreshed=1.0,
    ),
    Kind(
        name="ghost-forms-after-drop-out",
        does="A form below both lines appears where nobody came: at the last appointment if it was missed, else outside any "
        "on the day of discharge.",
        share_of="referrals ended by the person staying away that have a complete form",
        open_to=_dropped_out,
        done_to=_ghosts_of_drop_outs,
    ),
    Kind(
        name="ghost-forms-after-discharge",
        does=f"A form below both lines appears outside any appointment, up to {_AFTERWARDS} days after discharge.",
        share_of="finished courses whose last form is a case",
        open_to=_discharged_ill,
        done_to=_ghosts_of_the_discharged,
    ),
)
