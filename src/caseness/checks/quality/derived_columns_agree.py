"""Whether the columns that NHS England derives follow from what providers sent, by the published rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.pathways import pathways_of
from caseness.pathways.agreement import agreements, began_before
from caseness.sources.records import Records, Shape
from caseness.vocabulary.data_set import citations
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.pathways.agreement import Agreement

_DRAWN = 12  # columns, those that differ most


@check(chapter=Chapter.QUALITY, needs=[Records], order=8)
def derived_columns_agree(records: Records) -> Answer:
    """Do the columns that NHS England derives follow from what providers sent?"""
    if records.shape is Shape.SUBMITTED:
        raise CannotRun(
            "providers submit no derived columns",
            settled_by="an extract of the national warehouse with its derived columns",
        )
    pathways = pathways_of(records)
    compared = [one for one in agreements(pathways) if one.rows]
    if not compared:
        raise CannotRun(
            "the extract carries no derived column of a pathway that began within it",
            settled_by="derived columns, and more months",
        )
    before = began_before(pathways)
    apart = sorted((one for one in compared if one.differing), key=lambda one: (-one.differing / one.rows, one.ours))
    whole, part = sum(one.rows for one in compared), sum(one.differing for one in compared)
    total = rows_share("derived values that differ from ours", part, whole)
    left_out = (
        f"{people(before)} pathways that began before the extract are left out: what was sent of them then is not in it"
    )
    return Answer(
        short="Derived columns",
        answer=_answer(compared, apart),
        verdict=Verdict.IN_PART if apart else Verdict.HOLDS,
        condition=f"pathways that began within the extract; columns that differ somewhere: {count(len(apart))}",
        estimates=(
            total,
            *(rows_share(f"{one.national}, rows that differ", one.differing, one.rows) for one in compared),
        ),
        figures=(
            FigureBlock(
                label="Derived values that differ",
                estimate=total,
                of_whom=f"of the values of {count(len(compared))} columns that we derive too",
            ),
        ),
        charts=(_chart(apart[:_DRAWN]),) if apart else (),
        caveats=(
            "A difference is not an error of either side: part of the national rules is not public, and some questions of "
            "the methodology are open.",
            f"{left_out}.",
        ),
        method=(
            "Each column is derived from contacts, internet therapy logs, scores and problem descriptors by the published "
            "rules, and compared with the one that came. What is known by a month's end is compared month by month, the "
            "rest on the last row of each pathway. A count that is blank is 0, a flag that is blank is not set."
        ),
        sources=citations("G2021; MM2026; OURS"),
        tables=(_table(compared, f"{left_out}."),),
    )


def _answer(compared: Sequence[Agreement], apart: Sequence[Agreement]) -> str:
    begun = f"Of {count(len(compared))} derived columns that the extract carries and we derive too"
    if not apart:
        return f"{begun}, all say the same as ours in every row."
    worst = apart[0]
    return (
        f"{begun}, {count(len(compared) - len(apart))} say the same as ours in every row. Furthest apart is "
        f"{worst.national}: {share(worst.differing, worst.rows)} of its rows differ."
    )


def _chart(apart: Sequence[Agreement]) -> Dots:
    return Dots(
        title="The derived columns that differ most from ours",
        subtitle="Share of rows in which the national value is not the one that follows from what was sent",
        alt="; ".join(f"{one.national}: {share(one.differing, one.rows)}" for one in apart) + ".",
        note="Pathways that began within the extract.",
        rows=tuple(
            Dot(label=one.national, value=one.differing / one.rows, text=share(one.differing, one.rows))
            for one in apart
        ),
    )


def _table(compared: Sequence[Agreement], note: str) -> Table:
    return Table(
        name="agreement",
        caption="National derived columns beside ours",
        columns=(
            Column(key="national", title="National column"),
            Column(key="ours", title="Ours"),
            Column(key="rows", title="Rows compared", unit=Unit.COUNT),
            Column(key="only_ours", title="Only ours has a value", unit=Unit.COUNT),
            Column(key="only_theirs", title="Only theirs has a value", unit=Unit.COUNT),
            Column(key="both", title="Two different values", unit=Unit.COUNT),
            Column(key="share", title="Share that differs", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                one.national,
                one.ours,
                one.rows,
                one.only_ours,
                one.only_theirs,
                one.both,
                one.differing / one.rows,
            )
            for one in compared
        ),
        note=note,
    )
