"""Ages that cannot be, or are rare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.validation.marks import Above
from caseness.validation.ours.declaring import OURS, PATIENTS, REFERRALS, Kind, ours

if TYPE_CHECKING:
    import ibis.expr.types as ir

_OLDEST = 110  # years; England has had about one person in a million above it
_ADULT = 16  # years; the service is commissioned for adults, and some areas take people from 16
_BORN = Above(PATIENTS, "PersonBirthDate")


def age_in_years(born: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Full years from birth to a day."""
    before_birthday = (day.month() * 100 + day.day()) < (born.month() * 100 + born.day())
    return day.year() - born.year() - before_birthday.ifelse(1, 0)


def _age(t: ir.Table) -> ir.IntegerValue:
    return age_in_years(t[_BORN.column], t.ReferralRequestReceivedDate)


def _known(t: ir.Table) -> ir.BooleanValue:
    return t[_BORN.column].notnull() & t.ReferralRequestReceivedDate.notnull()


RULES = (
    ours(
        "age-possible",
        Kind.CONTRADICTION,
        REFERRALS,
        "ReferralRequestReceivedDate",
        f"A person is over {_OLDEST} years old when referred.",
        lambda t: _age(t) > _OLDEST,
        asked=_known,
        source=OURS,
        innocent="A few people are older. Many at once are a filler such as 1 January 1900.",
        marks=(_BORN,),
    ),
    ours(
        "age-adult",
        Kind.UNLIKELY,
        REFERRALS,
        "ReferralRequestReceivedDate",
        f"A person is under {_ADULT} years old when referred.",
        lambda t: _age(t).between(0, _ADULT - 1),
        asked=_known,
        source=OURS,
        innocent="Some areas take younger people by agreement with the children's service.",
        marks=(_BORN,),
    ),
    ours(
        "age-as-derived-possible",
        Kind.CONTRADICTION,
        REFERRALS,
        "Age_ReferralRequest_ReceivedDate",
        f"The derived age at referral is below 0 or over {_OLDEST} years.",
        lambda t: ~t.Age_ReferralRequest_ReceivedDate.between(0, _OLDEST),
        asked=lambda t: t.Age_ReferralRequest_ReceivedDate.notnull(),
        source=OURS,
    ),
)
