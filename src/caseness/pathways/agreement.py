"""How far the columns that NHS England derives say the same as ours, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.pathways.referrals import REFERRALS
from caseness.pathways.treatment import COUNTS
from caseness.pathways.warehouse import AT_MONTH_END, OF_PATHWAY, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

_KEY = ("pathway_id", "month")
_KINDS = ("only_ours", "only_theirs", "both")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One fact as we derive it, ``ours``, and as the warehouse does, ``national``, over ``rows``.

    ``only_ours`` counts the rows where we have a value, or a flag set or a count above 0, and the warehouse has not;
    ``only_theirs`` the converse; ``both`` those where both have one and they differ.
    """

    ours: str
    national: str
    rows: int
    only_ours: int
    only_theirs: int
    both: int

    @property
    def differing(self) -> int:
        """The rows that differ."""
        return self.only_ours + self.only_theirs + self.both


def agreements(pathways: Pathways) -> tuple[Agreement, ...]:
    """Every derived column that the extract carries, over pathways that began within it.

    What is known by the end of a month is compared month by month, the rest on the newest row of each pathway. Of a pathway
    from before the extract there is no derivation of ours to compare: its earlier contacts and scores were sent before.
    """
    by_month = {name: OF_PATHWAY[name] for name in AT_MONTH_END}
    of_pathway = {ours: national for ours, national in OF_PATHWAY.items() if ours not in AT_MONTH_END}
    return (
        *_compared(pathways, pathways.referral_months, by_month),
        *_compared(pathways, pathways.pathways, of_pathway),
    )


def began_before(pathways: Pathways) -> int:
    """How many pathways began before the first month of the extract."""
    rows = pathways.pathways
    (counted,) = pathways.records.fetch(rows.aggregate(rows=rows.began_before.ifelse(1, 0).sum()))
    return int(counted["rows"] or 0)


def _compared(pathways: Pathways, rows: ir.Table, names: Mapping[str, str]) -> list[Agreement]:
    here = pathways.records.columns[REFERRALS].given
    names = {ours: national for ours, national in names.items() if national in here}
    if not names:
        return []
    wanted = tuple(dict.fromkeys(names.values()))
    within = rows.filter(~rows.began_before).select("pathway_id", "month", *names)
    # Grouped are the rows that are asked for: those of all months are too wide to lie in memory.
    asked = given(pathways.records, pathways.months, *wanted).semi_join(within, _KEY)
    theirs = asked.group_by(_KEY).aggregate(**{f"their_{national}": asked[national].max() for national in wanted})
    joined = within.inner_join(theirs, _KEY)
    counts = {
        f"{ours}_{kind}": answer.ifelse(1, 0).sum()
        for ours, national in names.items()
        for kind, answer in zip(_KINDS, _kinds(joined[ours], joined[f"their_{national}"], ours), strict=True)
    }
    (told,) = pathways.records.fetch(joined.aggregate(rows=joined.count(), **counts))
    return [
        Agreement(ours, national, told["rows"], *(int(told[f"{ours}_{kind}"] or 0) for kind in _KINDS))
        for ours, national in names.items()
    ]


def _kinds(ours: ir.Value, theirs: ir.Value, name: str) -> tuple[ir.BooleanValue, ir.BooleanValue, ir.BooleanValue]:
    if name in COUNTS:
        ours, theirs = ours.nullif(0), theirs.nullif(0)
    mine, other = _there(ours), _there(theirs)
    if ours.type().is_numeric():
        ours, theirs = ours.cast("float64"), theirs.cast("float64")
    apart = (ours != theirs).fill_null(False)
    return mine & ~other, ~mine & other, mine & other & apart


def _there(value: ir.Value) -> ir.BooleanValue:
    """Whether a column says something: a flag that is set, anything else that is given."""
    return value.fill_null(False) if value.type().is_boolean() else value.notnull()
