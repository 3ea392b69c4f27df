"""A service that changes its software: other numbers, another use of a scale, and a first week that got lost in part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.kind import Kind, at_contacts

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.kind import Occasions
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Flags, Index

_NEW_SERIES = 50_000_000  # added to the number of an appointment, which has eight digits
_WEEK = 7
_WORK = 0  # the question of WSAS that does not apply to people without work


def _appointments(traced: Traced) -> Occasions:
    return at_contacts(traced.block, np.arange(len(traced.block.contacts.day), dtype=np.int32))


def _migrated(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    block = traced.block
    moved = np.zeros(len(block.contacts.day), bool)
    moved[rows] = True
    place = np.where(moved, traced.contact_place + _NEW_SERIES, traced.contact_place).astype(np.int32)
    lost = moved & _bare(block) & _in_first_week(block, rows)
    forms = replace(block.forms, wsas=block.forms.wsas.copy())
    recoded = (forms.contact != NONE) & moved[forms.contact] & _work_left_out(forms.wsas)
    forms.wsas[recoded, _WORK] = 0
    return replace(traced.with_forms(forms), contact_place=place).without_contacts(lost)


def _bare(block: Block) -> Flags:
    """Of each appointment, whether no form and no answer belongs to it."""
    bare = np.ones(len(block.contacts.day), bool)
    for contact in (block.forms.contact, block.experience.contact):
        bare[contact[contact != NONE]] = False
    return bare


def _in_first_week(block: Block, rows: Index) -> Flags:
    """Of each appointment, whether it is within a week of the first that its provider moved."""
    provider = block.referrals.provider[block.contacts.referral]
    first = np.full(len(block.organisations.provider_code), np.iinfo(np.int32).max, np.int64)
    np.minimum.at(first, provider[rows], block.contacts.day[rows])
    return np.asarray(block.contacts.day < first[provider] + _WEEK)


def _work_left_out(wsas: np.ndarray) -> Flags:
    return np.asarray((wsas[:, _WORK] == NONE) & (wsas[:, _WORK + 1 :] != NONE).any(axis=1))


KINDS = (
    Kind(
        name="supplier-migration",
        does="Appointments get numbers of another series; of those in the first week the ones without a form are lost; and in "
        "their forms the question of WSAS about work, left out where it does not apply, is written as 0.",
        share_of="appointments: 1, with the months from the change on, for all of them",
        open_to=_appointments,
        done_to=_migrated,
    ),
)
