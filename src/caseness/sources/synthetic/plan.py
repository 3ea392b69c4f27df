"""What made records are asked for: how many referrals, over which months, in which shape, with which known wrongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseness.sources.synthetic.columns.days import first_of_month, months_after
from caseness.vocabulary.data_set import versions

VERSION = "2.1"  # of the data set, which made records follow
FIRST_MONTH = next(date.fromisoformat(f"{v.from_month}-01") for v in versions() if v.version == VERSION)
"""The first month in which that version was in force."""


class Shape(StrEnum):
    """Tables as a service submits them, or as the national warehouse keeps them."""

    PROVIDER = "provider"
    NATIONAL = "national"


class Form(StrEnum):
    """How the files of an extract are written."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """A known wrong: ``kind`` by name, done to the share ``rate`` of what it can be done to.

    Empty ``providers``, ``therapists`` or ``months`` mean all of them; months are their first days. ``refreshed`` is the share
    that is done after the primary file was sent and shows in the refresh only; None for what is usual with the kind.
    """

    kind: str
    rate: float
    providers: tuple[str, ...] = ()
    therapists: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    refreshed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The records to make. Two equal plans give the same bytes on any machine, with any number of ``workers``.

    ``referrals`` are those received in the ``months`` from ``start``, the first day of a month. With ``carry_over``,
    referrals received before and still open at the start are there too, as in any extract of a running service: their
    earlier appointments belong to earlier submissions, which an extract of these months does not hold. With ``published``,
    the statistics that would be published of the records lie beside them; only the national shape has what they need.
    """

    referrals: int = 20_000
    seed: int = 1
    start: date = date(2024, 4, 1)
    months: int = 12
    shape: Shape = Shape.NATIONAL
    form: Form = Form.PARQUET
    items: bool = False
    carry_over: bool = True
    published: bool = False
    injections: tuple[Injection, ...] = ()
    workers: int | None = None

    @property
    def month_starts(self) -> tuple[date, ...]:
        """The first day of each month of the extract."""
        return tuple(months_after(first_of_month(self.start), number) for number in range(self.months))

    @property
    def end(self) -> date:
        """The first day after the extract."""
        return months_after(first_of_month(self.start), self.months)
