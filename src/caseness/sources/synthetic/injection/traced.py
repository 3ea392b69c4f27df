"""A block whose appointments and forms are known again, whatever known wrongs have put into it or taken out of it.

What nobody touched has to stay as it was, down to the identifiers. So every appointment and form keeps the number it had in
the block as it was made, its row there, and an appointment its place among those of its provider; what is put in gets
numbers and places after all others.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.people.settling import rows_of

if TYPE_CHECKING:
    from caseness.sources.synthetic.world import (
        Block,
        Contacts,
        Flags,
        Forms,
        Index,
        Whole,
    )

Events = TypeVar("Events", "Contacts", "Forms")
SCORES = (  # columns of `world.Forms`
    "phq9",
    "gad7",
    "wsas",
    "phq9_total",
    "gad7_total",
    "measure",
    "measure_score",
    "physical",
    "physical_score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A block with, by row, the numbers of its appointments and forms, and the places of its appointments.

    ``made`` is how many appointments the block was made with, ``places`` how many places each provider has given. The forms
    of the numbers ``replaced`` stood in the primary file as ``stood`` has them, row for row.
    """

    block: Block
    contact: Index
    contact_place: Index
    form: Index
    made: int
    forms: int
    places: Index
    replaced: Index
    stood: Forms

    @classmethod
    def of(cls, block: Block) -> Traced:
        """The block as it was made."""
        provider = block.referrals.provider[block.contacts.referral]
        contacts, forms = len(provider), len(block.forms.referral)
        return cls(
            block=block,
            contact=np.arange(contacts, dtype=np.int32),
            contact_place=rank_within(provider),
            form=np.arange(forms, dtype=np.int32),
            made=contacts,
            forms=forms,
            places=np.bincount(provider, minlength=len(block.organisations.provider_code)).astype(np.int32),
            replaced=np.empty(0, np.int32),
            stood=rows_of(block.forms, np.empty(0, np.int32)),
        )

    @property
    def first_forms(self) -> Forms:
        """The forms as the primary file of their month has them, row for row."""
        order = np.argsort(self.form)
        place = np.searchsorted(self.form, self.replaced, sorter=order)
        there = np.flatnonzero(np.isin(self.replaced, self.form))
        if not len(there):
            return self.block.forms
        rows = order[place[there]]
        columns = {name: getattr(self.block.forms, name).copy() for name in SCORES}
        for name, values in columns.items():
            values[rows] = getattr(self.stood, name)[there]
        return replace(self.block.forms, **columns)

    def after_primary(self, before: Traced, rows: Index) -> Traced:
        """The same where the primary file still has some forms as they stood ``before``, with the same rows."""
        first = ~np.isin(before.form[rows], self.replaced)
        kept = rows_of(before.block.forms, rows[first])
        columns = {f.name: np.concatenate([getattr(self.stood, f.name), getattr(kept, f.name)]) for f in fields(kept)}
        number = np.append(self.replaced, before.form[rows[first]]).astype(np.int32)
        return replace(self, replaced=number, stood=replace(kept, **columns))

    def with_forms(self, forms: Forms) -> Traced:
        """The same with other values in its forms, row for row."""
        return replace(self, block=replace(self.block, forms=forms))

    def with_contacts(self, contacts: Contacts) -> Traced:
        """The same with other values in its appointments, row for row."""
        return replace(self, block=replace(self.block, contacts=contacts))

    def and_forms(self, added: Forms) -> Traced:
        """The same with forms put in."""
        forms, order = _in_order(self.block.forms, added)
        number = np.append(self.form, self.forms + np.arange(len(added.referral)))[order].astype(np.int32)
        return replace(self.with_forms(forms), form=number, forms=self.forms + len(added.referral))

    def and_contacts(self, added: Contacts) -> Traced:
        """The same with appointments put in."""
        contacts, order = _in_order(self.block.contacts, added)
        provider = self.block.referrals.provider[added.referral]
        after = self.places[provider] + rank_within(provider)
        highest = int(max(self.contact.max(initial=NONE) + 1, self.made))
        number = np.append(self.contact, highest + np.arange(len(provider)))[order]
        where = np.empty(len(order), np.int32)
        where[order] = np.arange(len(order))
        return replace(
            self,
            block=replace(_pointing(self.block, where), contacts=contacts),
            contact=number.astype(np.int32),
            contact_place=np.append(self.contact_place, after)[order].astype(np.int32),
            places=self.places + np.bincount(provider, minlength=len(self.places)).astype(np.int32),
        )

    def without_forms(self, gone: Flags) -> Traced:
        """The same without some of its forms."""
        kept = np.flatnonzero(~gone)
        return replace(self.with_forms(rows_of(self.block.forms, kept)), form=self.form[kept])

    def without_contacts(self, gone: Flags) -> Traced:
        """The same without some of its appointments, on which no form or answer may hang any more."""
        kept = np.flatnonzero(~gone)
        where = np.full(len(gone), NONE, np.int32)
        where[kept] = np.arange(len(kept))
        return replace(
            self,
            block=replace(_pointing(self.block, where), contacts=rows_of(self.block.contacts, kept)),
            contact=self.contact[kept],
            contact_place=self.contact_place[kept],
        )


def rank_within(provider: Whole) -> Index:
    """The place of each row among those of its provider, from 1; providers come one after the other."""
    starts = np.searchsorted(provider, provider)
    return (np.arange(len(provider)) - starts + 1).astype(np.int32)


def recoded(column: Coded, rows: Whole, code: str) -> Coded:
    """The same column with one code in some rows."""
    levels = column.levels if code in column.levels else (*column.levels, code)
    index = column.index.copy()
    index[rows] = levels.index(code)
    return Coded(index, levels)


def _pointing(block: Block, where: Index) -> Block:
    """The block with its forms and answers pointing to where their appointments have gone."""

    def moved(contact: Index) -> Index:
        return np.where(contact == NONE, NONE, where[contact]).astype(np.int32) if len(where) else contact

    return replace(
        block,
        forms=replace(block.forms, contact=moved(block.forms.contact)),
        experience=replace(block.experience, contact=moved(block.experience.contact)),
    )


def _in_order(events: Events, added: Events) -> tuple[Events, Whole]:
    """Both together by referral and time, what is added after what was there, and the order they were put in."""
    columns: dict[str, Any] = {
        column.name: _both(getattr(events, column.name), getattr(added, column.name)) for column in fields(events)
    }
    together = replace(events, **columns)
    order = np.lexsort((together.minute, together.day, together.referral))
    return rows_of(together, order), order


def _both(one: Any, other: Any) -> Any:
    """Two columns of one kind, one after the other."""
    if not isinstance(one, Coded):
        return np.concatenate([one, other]).astype(one.dtype)
    levels = tuple(dict.fromkeys((*one.levels, *other.levels)))
    places = np.array([*(levels.index(level) for level in other.levels), NONE], np.int16)
    return Coded(np.append(one.index, places[other.index]), levels)
