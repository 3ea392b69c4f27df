"""Referrals that go on from one month to the next (data quality metadata for version 2.0).

Every referral that was open at the end of a month has to be sent again the next month, by the same provider, for the same
person and with the same number, until it is discharged. Here the months are those for which the provider sent something:
a month not sent at all is a matter of `caseness.validation.history`. Counted under the month in which it was last seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.validation.marks import Above, left_joined
from caseness.validation.ours.declaring import PATIENTS, QUALITY, REFERRALS, Kind, ours

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.validation.rule import Rule

    Tables = Callable[..., ir.Table]

_NUMBER = Above(PATIENTS, "NHSNumber")


class Next(StrEnum):
    """What became of a referral in the month that follows."""

    NOT_ASKED = "not_asked"  # discharged, or the provider sent nothing for that month
    THERE = "there"
    OTHER_PERSON = "other_person"  # the provider has the number under another person
    OTHER_PROVIDER = "other_provider"  # another provider has the person and the number
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Following:
    """What became of a referral in the month that follows (`Next`); never NULL.

    A person is the warehouse's Person_ID; in what a provider submits the local patient number, and the NHS number from
    one provider to another.
    """

    @property
    def column(self) -> str:
        """``following_month``."""
        return "following_month"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing from other tables that it cannot do without."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """The number of the referral, and its end."""
        return ("ServiceRequestId", "ServDischDate")

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        earlier = _with_persons(rows, table, tables).mutate(next_month=_.Unique_MonthID + 1)
        later = _with_persons(tables(table, "ServiceRequestId", *_PERSON), table, tables).mutate(
            next_month=_.Unique_MonthID
        )
        joined = left_joined(earlier, _seen(later, "OrgID_Provider", name="month_sent"), (*_MONTH, "OrgID_Provider"))
        joined = left_joined(joined, _seen(later, *_SAME_REFERRAL, name="referral_sent"), (*_MONTH, *_SAME_REFERRAL))
        joined = left_joined(joined, _seen(later, *_SAME_NUMBER, name="number_sent"), (*_MONTH, *_SAME_NUMBER))
        joined = left_joined(joined, _providers(later), (*_MONTH, *_SAME_PERSON))
        elsewhere = (joined.first_provider != joined.OrgID_Provider) | (joined.last_provider != joined.OrgID_Provider)
        became = ibis.cases(
            (
                joined.ServDischDate.notnull() | joined.ServiceRequestId.isnull() | joined.month_sent.isnull(),
                Next.NOT_ASKED.value,
            ),
            (joined.referral_sent.notnull(), Next.THERE.value),
            (joined.number_sent.notnull(), Next.OTHER_PERSON.value),
            (elsewhere.fill_null(False), Next.OTHER_PROVIDER.value),
            else_=Next.GONE.value,
        )
        return joined.mutate(**{self.column: became}).drop(*_MADE)


_PERSON = ("Person_ID", "LocalPatientId")
_MONTH = ("next_month",)
_SAME_REFERRAL = ("OrgID_Provider", "local_person", "ServiceRequestId")
_SAME_NUMBER = ("OrgID_Provider", "ServiceRequestId")
_SAME_PERSON = ("any_person", "ServiceRequestId")
_MADE = (
    "next_month",
    "local_person",
    "any_person",
    "month_sent",
    "referral_sent",
    "number_sent",
    "first_provider",
    "last_provider",
)


def _with_persons(rows: ir.Table, table: str, tables: Tables) -> ir.Table:
    """The rows with the person as one provider knows them, and as all do."""
    there = _NUMBER.column in rows.columns
    numbered = rows if there else _NUMBER.added(rows, table, tables)
    named = numbered.mutate(
        local_person=ibis.coalesce(numbered.Person_ID, numbered.LocalPatientId),
        any_person=ibis.coalesce(numbered.Person_ID, numbered[_NUMBER.column]),
    )
    return named if there else named.drop(_NUMBER.column)


def _seen(later: ir.Table, *keys: str, name: str) -> ir.Table:
    return later.group_by(*_MONTH, *keys).aggregate(**{name: later.count()})


def _providers(later: ir.Table) -> ir.Table:
    """The first and the last provider, by code, that have a person and a number in a month."""
    provider = later.OrgID_Provider
    return later.group_by(*_MONTH, *_SAME_PERSON).aggregate(first_provider=provider.min(), last_provider=provider.max())


_BECAME = Following()


def _rule(identity: str, words: str, innocent: str, *broken: Next) -> Rule:
    return ours(
        identity,
        Kind.CONTINUITY,
        REFERRALS,
        "ServiceRequestId",
        words,
        lambda t: t[_BECAME.column].isin([which.value for which in broken]),
        asked=lambda t: t[_BECAME.column] != Next.NOT_ASKED.value,
        source=QUALITY,
        innocent=innocent,
        wants=_PERSON,
        marks=(_BECAME,),
    )


RULES = (
    _rule(
        "pathway-continues",
        "A referral is open at the end of a month and is not sent again the next month.",
        "A referral entered by mistake and withdrawn; or only referrals with something new are exported.",
        Next.OTHER_PERSON,
        Next.OTHER_PROVIDER,
        Next.GONE,
    ),
    _rule(
        "organisation-continues",
        "A referral is open at the end of a month, and another provider sends it the next month.",
        "Services merge, and a contract goes to another provider with its open referrals.",
        Next.OTHER_PROVIDER,
    ),
    _rule(
        "person-continues",
        "A referral is open at the end of a month, and is sent for another person the next month.",
        "A person's NHS number was traced in between, or two records of one person were joined.",
        Next.OTHER_PERSON,
    ),
)
