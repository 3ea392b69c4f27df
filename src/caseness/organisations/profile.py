"""What the audit says of one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate, FigureBlock
    from caseness.organisations.fellows import Fellows
    from caseness.statistics.spc import XmR
    from caseness.vocabulary import Level
    from caseness.vocabulary.period import Period

Key = tuple["Level", str]  # level and code: a partnership and a board may share a code


class CautionKind(StrEnum):
    """What a caution is about, in the order in which the page lists them."""

    ENDED = "ended"
    SUCCESSION = "succession"
    MISSING = "missing"
    CONTRADICTORY = "contradictory"
    SUPPRESSED = "suppressed"
    NOT_KNOWN = "not_known"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know before reading the figures, with the figures it rests on."""

    kind: CautionKind
    text: str
    estimates: tuple[Estimate, ...] = ()


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Figures that answer one question, each a strip."""

    title: str
    lines: tuple[FigureBlock, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """One figure for each group of people: by deprivation, ethnic group, age and so on.

    ``finished`` is the share of referrals of the year that finish, per group, in the order of ``lines``.
    """

    title: str
    lines: tuple[FigureBlock, ...]
    finished: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A figure period by period. ``chart`` holds it to its own history where there are months enough."""

    key: str
    title: str
    subtitle: str
    note: str
    share: bool  # shares (0 to 1) rather than counts
    periods: tuple[Period, ...]
    values: tuple[float | None, ...]
    chart: XmR | None


@dataclass(frozen=True, slots=True)
class Partner:
    """Another organisation with which referrals are shared: a provider's commissioner, or a commissioner's provider."""

    key: Key
    name: str
    referrals: Estimate


@dataclass(frozen=True, slots=True)
class Peer:
    """An organisation of similar case mix, with the figures that stand beside this one's."""

    key: Key
    name: str
    lines: tuple[FigureBlock, ...]

    def line(self, name: str) -> FigureBlock | None:
        """The figure of this name, if the peer has it."""
        return next((line for line in self.lines if line.label == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One organisation: what to be careful of first, then its figures.

    ``period`` is the year of the figures, ``first`` and ``last`` the first and last period in which it has any.
    ``former`` are the names it was published under before. ``carried_on_by`` is who provides its service now. ``fellows``
    is the funnel of its kind, where it has cases enough. ``peers`` are the organisations of similar case mix, by name, in
    no order of merit.
    """

    code: str
    level: Level
    name: str
    former: tuple[str, ...]
    town: str
    icb: str
    region: str
    first: Period
    last: Period
    ended: bool
    carried_on_by: Key | None
    period: Period | None
    summary: str
    cautions: tuple[Caution, ...]
    groups: tuple[LineGroup, ...]
    equity: tuple[Groups, ...]
    runs: tuple[Run, ...]
    fellows: Fellows | None
    peers: tuple[Peer, ...]
    partners: tuple[Partner, ...]

    @property
    def key(self) -> Key:
        """Level and code."""
        return self.level, self.code

    def line(self, name: str) -> FigureBlock | None:
        """The figure of this name, if the organisation has it."""
        return next((line for group in self.groups for line in group.lines if line.label == name), None)
