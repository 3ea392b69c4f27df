"""What a known wrong is: the occasions there are for it, and how it is done to some of them."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE, day_number, months_after
from caseness.sources.synthetic.columns.groups import last_of_each
from caseness.sources.synthetic.columns.streams import stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from caseness.sources.synthetic.injection.dirt.kinds import DirtyKind
    from caseness.sources.synthetic.injection.filing.kinds import FilingKind
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Block, Days, Flags, Index

_KINDS = "caseness.sources.synthetic.injection.kinds"
_NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """Rows of one table of a block to which a wrong can be done: whose, when, and by which therapist (NONE for nobody)."""

    rows: Index
    referral: Index
    day: Days
    therapist: Index

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of wrong. ``does`` says in a sentence what it does, ``share_of`` what its rate is a share of.

    ``done_to`` gets the rows drawn, in order and at least one, and gives the block with the wrong done to them. ``refreshed``
    is the share usually done after the primary file was sent, None for a kind of which all is done before; it is for kinds
    that give forms other answers and leave their rows as they are.
    """

    name: str
    does: str
    share_of: str
    open_to: Callable[[Traced], Occasions]
    done_to: Callable[[Traced, Index, np.random.Generator], Traced]
    refreshed: float | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How much one wrong of a plan was done: to ``drawn`` of the ``open`` occasions there were for it."""

    open: int
    drawn: int


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name: those that the modules of ``injection.kinds`` declare as ``KINDS``."""
    package = importlib.import_module(_KINDS)
    modules = [importlib.import_module(f"{_KINDS}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    found = {kind.name: kind for module in modules for kind in module.KINDS}
    return dict(sorted(found.items()))


@cache
def all_kinds() -> dict[str, Kind | DirtyKind | FilingKind]:
    """Every kind by name, wrongs, dirty data and wrongs in sending."""
    from caseness.sources.synthetic.injection.dirt.kinds import dirty_kinds
    from caseness.sources.synthetic.injection.filing.kinds import filing_kinds

    return {**kinds(), **dirty_kinds(), **filing_kinds()}


def kind_called(name: str) -> Kind | DirtyKind | FilingKind:
    """The kind of that name. Raises `LookupError` with the nearest names if there is none."""
    if name not in all_kinds():
        near = get_close_matches(name, all_kinds(), n=_NEAREST, cutoff=0.4)
        hint = f" Perhaps {' or '.join(near)}?" if near else ""
        raise LookupError(f"no known wrong is called {name!r}.{hint}")
    return all_kinds()[name]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one injection goes: which occasions, what share of them, and with which random numbers."""

    rate: float
    refreshed: float | None
    providers: Flags | None
    therapists: Flags | None
    spans: tuple[tuple[int, int], ...]
    random: np.random.Generator

    @classmethod
    def of(cls, plan: Plan, number: int, block: Block) -> Reach:
        """The reach of injection ``number`` of a plan within a block."""
        wanted = plan.injections[number]
        codes, staff = block.organisations.provider_code, block.therapists.local_id
        return cls(
            rate=wanted.rate,
            refreshed=wanted.refreshed,
            providers=np.isin(codes, wanted.providers) if wanted.providers else None,
            therapists=np.isin(staff, wanted.therapists) if wanted.therapists else None,
            spans=tuple(map(_span, wanted.months)) or ((day_number(plan.month_starts[0]), day_number(plan.end)),),
            random=stream(plan.seed, plan.referrals, block.number, f"injection {number} {wanted.kind}"),
        )

    def within(self, occasions: Occasions, block: Block) -> Occasions:
        """The occasions at the providers, with the therapists and in the months that are meant."""
        meant = np.zeros(len(occasions), bool)
        for begin, end in self.spans:
            meant |= (occasions.day >= begin) & (occasions.day < end)
        if self.providers is not None:
            meant &= self.providers[block.referrals.provider[occasions.referral]]
        if self.therapists is not None:
            meant &= self.therapists[occasions.therapist] & (occasions.therapist != NONE)
        return Occasions(
            rows=occasions.rows[meant],
            referral=occasions.referral[meant],
            day=occasions.day[meant],
            therapist=occasions.therapist[meant],
        )

    def after_primary(self, kind: Kind, rows: Index) -> Flags:
        """Of the rows drawn, which the wrong is done to after the primary file was sent."""
        share = kind.refreshed if self.refreshed is None else self.refreshed
        return self.random.random(len(rows)) < share if share else np.zeros(len(rows), bool)

    def drawn(self, occasions: Occasions) -> Index:
        """The rows of the share that is wanted: as near to it as whole rows come, and to it on average."""
        number = int(self.rate * len(occasions) + self.random.random())
        return np.sort(self.random.choice(occasions.rows, min(number, len(occasions)), replace=False))


def _span(month: date) -> tuple[int, int]:
    return day_number(month), day_number(months_after(month, 1))


def at_forms(block: Block, rows: Index) -> Occasions:
    """Forms as occasions; one filled in outside an appointment goes by the therapist who saw the person last of all."""
    forms = block.forms
    contact = forms.contact[rows]
    own = block.contacts.therapist[contact] if len(block.contacts.day) else contact
    therapist = np.where(contact == NONE, last_seen_by(block)[forms.referral[rows]], own)
    return Occasions(rows=rows, referral=forms.referral[rows], day=forms.day[rows], therapist=therapist)


def at_ends(block: Block, rows: Index) -> Occasions:
    """Referrals as occasions, on the day of their discharge."""
    return Occasions(rows=rows, referral=rows, day=block.referrals.end[rows], therapist=last_seen_by(block)[rows])


def at_contacts(block: Block, rows: Index) -> Occasions:
    """Appointments as occasions."""
    contacts = block.contacts
    return Occasions(
        rows=rows, referral=contacts.referral[rows], day=contacts.day[rows], therapist=contacts.therapist[rows]
    )


def last_seen_by(block: Block) -> Index:
    """By referral, the therapist of the last appointment kept, NONE where none was."""
    contacts = block.contacts
    last = last_of_each(contacts.referral, contacts.attended)
    therapist = np.full(len(block.referrals.end), NONE, np.int32)
    therapist[contacts.referral[last]] = contacts.therapist[last]
    return therapist
