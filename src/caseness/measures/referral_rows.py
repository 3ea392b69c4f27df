"""The rows of measures of referrals: each as it stood in a period, with what is known of it on the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.measures.standing import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period


def referrals(pathways: Pathways, periods: Sequence[Period], among: ir.Table | None = None) -> ir.Table:
    """One row per pathway and period: as it stood in the last of the period's months in which it was sent.

    Only those whose ``state`` is ``among`` these, of which there are few: what is known of the others is not looked up.
    """
    rows, states = standing(pathways, periods), pathways.states
    if among is not None:
        rows = rows.semi_join(among, "state")
    known = [name for name in states.columns if name not in rows.columns]
    joined = rows.inner_join(states.select(*known, state="pathway"), "state")
    return _with_waits(joined.drop(*(name for name in joined.columns if name.endswith("_right"))))


def _with_waits(t: ir.Table) -> ir.Table:
    """Whole days between two dates; NULL where either is not there. A date before the other gives a negative number."""

    def days(begin: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
        return end.delta(begin, unit="day").cast("int64")

    return t.mutate(
        wait_to_assessment=days(t.referral_date, t.assessment_first_date),
        wait_to_treatment=days(t.referral_date, t.treatment_first_date),
        wait_to_second=days(t.treatment_first_date, t.treatment_second_date),
        days_since_treatment=days(t.treatment_last_date, t.period_end),
        days_since_referral=days(t.referral_date, t.period_end),
    )
