"""What the choice of pathway rule changes: how many courses the rule across providers joins or divides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.sources.records.submissions import by_service_request, with_person_and_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Joining:
    """Pathways of the same referrals under `PathwayRule.SERVICE_REQUEST` and `PathwayRule.PERSON_AND_DATE`.

    ``joined`` pathways of the first rule are one with another under the second, ``across_providers`` pathways of the second
    hold referrals of several providers, and ``divided`` pathways of the first fall apart under the second, as the number
    or the day of referral changed from month to month.
    """

    by_service_request: int
    by_person_and_date: int
    joined: int
    across_providers: int
    divided: int

    @classmethod
    def of(cls, counts: Mapping[str, int | None]) -> Joining:
        """From the row that `joining` gives."""
        return cls(**{name: counts[name] or 0 for name in cls.__dataclass_fields__})


def joining(referrals: ir.Table, patients: ir.Table) -> ir.Table:
    """One row of counts, the fields of `Joining`, of referrals as submitted; those without a service request left out."""
    keyed = with_person_and_date(referrals, patients, "other").mutate(one=by_service_request)
    pairs = keyed.filter(_.one.notnull()).select("one", "other", "OrgID_Provider").distinct()
    by_other = pairs.group_by("other").aggregate(ones=_.one.nunique(), providers=_.OrgID_Provider.nunique())
    by_one = pairs.group_by("one").aggregate(others=_.other.nunique())
    shared = pairs.inner_join(by_other.filter(_.ones > 1), "other")
    first = by_one.aggregate(by_service_request=_.count(), divided=_.count(where=_.others > 1))
    second = by_other.aggregate(by_person_and_date=_.count(), across_providers=_.count(where=_.providers > 1))
    return first.cross_join(second).cross_join(shared.aggregate(joined=_.one.nunique()))
