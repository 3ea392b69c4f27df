"""The rows that measures are computed over, one relation for each kind, with the period each row belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from caseness.measures import contact_rows, employment_rows, support_rows
from caseness.measures.measure import Rows
from caseness.measures.referral_rows import referrals
from caseness.pathways.employment import employment
from caseness.pathways.internet_therapy import internet_therapy
from caseness.pathways.people import people_by_month
from caseness.pathways.steps import steps, steps_of_all_therapies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

    _Builder = Callable[[Pathways, Sequence[Period]], ir.Table | None]

PERIOD = ("period", "period_start", "period_end")


def rows_of(kind: Rows, pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """The rows of a kind, once for each period they belong to; None where the extract lacks their table.

    ``period`` is the place in ``periods``. Every kind has ``provider`` and ``commissioner``. They stand behind a view, made
    once, so that a query for many measures does not carry along how rows come about.
    """
    remembered = pathways.records.remembered
    key = f"rows {kind} {pathways.choices} {periods}"
    if key not in remembered:
        built = _BUILT[kind](pathways, periods)
        behind = None if built is None else pathways.records.view(f"{kind}_rows", built)
        remembered[key] = behind, built  # a view reads the calendar as long as what was built is there
    rows: ir.Table | None = remembered[key][0]
    return rows


def _referrals_with(
    facet: Callable[[Pathways], ir.Table | None], *keys: str, how: Literal["left", "inner"] = "left"
) -> _Builder:
    """Referrals with the columns of a facet, NULL where it has no row for them; joined ``inner``, those that have one."""

    def rows(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
        more = pathways.facet(facet)
        known = rows_of(Rows.REFERRALS, pathways, periods)
        if more is None or known is None:
            return None
        joined = known.join(more, keys, how=how)
        return joined.drop(*(name for name in joined.columns if name.endswith("_right")))

    return rows


def _of(build: Callable[..., ir.Table | None], needed: Rows, *others: Rows) -> _Builder:
    """Rows made of those of other kinds, behind whose views they stand; ``build`` has to do without the ``others``."""

    def rows(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
        first = rows_of(needed, pathways, periods)
        if first is None:
            return None
        return build(pathways, first, *(rows_of(kind, pathways, periods) for kind in others))

    return rows


_BUILT: dict[Rows, _Builder] = {
    Rows.REFERRALS: referrals,
    Rows.PEOPLE: _referrals_with(people_by_month, "pathway", "month"),
    Rows.INTERNET_THERAPY: _referrals_with(internet_therapy, "pathway"),
    Rows.CONTACTS: contact_rows.contacts,
    Rows.LOGS: contact_rows.logs,
    Rows.THERAPY_SESSIONS: _of(contact_rows.therapy_sessions, Rows.CONTACTS, Rows.LOGS),
    Rows.STAFFED_CONTACTS: _of(contact_rows.staffed_contacts, Rows.CONTACTS),
    Rows.STAGES: _referrals_with(steps, "pathway", how="inner"),
    Rows.STAGES_OF_ALL_THERAPIES: _referrals_with(steps_of_all_therapies, "pathway", how="inner"),
    Rows.SEEN: _of(support_rows.seen_in_period, Rows.CONTACTS, Rows.LOGS),
    Rows.EMPLOYMENT: _referrals_with(employment, "state"),
    Rows.EMPLOYMENT_RECORDS: employment_rows.employment_records,
    Rows.SUPPORT_STARTED: _of(employment_rows.support_started, Rows.REFERRALS),
    Rows.SUPPORT_ENDED: employment_rows.support_ended,
    Rows.SUPPORT_SUITABLE: employment_rows.support_suitable,
    Rows.SUPPORT_CONTACTS: _of(support_rows.support_appointments, Rows.CONTACTS),
}
