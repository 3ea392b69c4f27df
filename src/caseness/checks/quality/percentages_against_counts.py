"""Printed percentages against their own counts, by interval arithmetic.

A sub-national count is rounded to 5 or suppressed and its percentage rounded to a whole number, so a percentage worked
out from printed counts will often differ from the printed one though nothing is wrong. What can be tested is whether any
true counts exist that would print as they do. A cell fails only if there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import share, tally
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published, side_by_side
from caseness.vocabulary import Level, Statistic
from caseness.wording import count, percent

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_FINISHED, _NOT_CASES, _CASES = "finished_course_treatment", "not_at_caseness", "at_caseness"
_PUBLICATIONS = ("annual", "monthly")


@dataclass(frozen=True, slots=True)
class _Rate:
    """A printed percentage, its numerator, and a denominator: ``whole`` less ``without`` (if any)."""

    numerator: str
    whole: str
    without: str | None
    official: bool

    @property
    def denominator(self) -> str:
        whole = self.whole.replace("_", " ")
        return f"{whole} − {self.without.replace('_', ' ')}" if self.without else whole


_OFFICIAL = (
    _Rate("recovery", _FINISHED, _NOT_CASES, official=True),
    _Rate("reliable_recovery", _FINISHED, _NOT_CASES, official=True),
    _Rate("reliable_improvement", _FINISHED, None, official=True),
    _Rate("reliable_deterioration", _FINISHED, None, official=True),
)
_RIVALS = (
    _Rate("recovery", _CASES, None, official=False),
    _Rate("recovery", _FINISHED, None, official=False),
)


@check(chapter=Chapter.QUALITY, needs=[Published], order=20)
def percentages_against_counts(published: Published) -> Answer:
    """Do the published percentages follow from the published counts?"""
    rows = [{**row, "rate": rate} for rate in (*_OFFICIAL, *_RIVALS) for row in _tested(published, rate)]
    official = [row for row in rows if row["rate"].official]
    tested, contradicted = _sum(official, "cells"), _sum(official, "infeasible")
    if not tested:
        raise CannotRun(
            "no sub-national percentage with its counts", settled_by="the official annual or monthly files by provider"
        )
    recomputed, differ = _sum(official, "recomputed"), _sum(official, "differ")
    rivals = [(rate, _sum([r for r in rows if r["rate"] is rate], "infeasible")) for rate in _RIVALS]
    wrong = rivals[0][1]
    return Answer(
        short="Percentages and their counts",
        answer=(
            f"{_of(contradicted, tested)} sub-national percentages contradicts its own counts, once rounding and "
            f"suppression are allowed for. The test can see a wrong denominator: with all at caseness, "
            f"{count(wrong)} recovery cells would contradict."
        ),
        verdict=_verdict(contradicted, tested),
        condition="for recovery, reliable recovery, improvement and deterioration",
        estimates=(
            tally("percentages tested", tested, level=None),
            tally("percentages that contradict their counts", contradicted, level=None),
            share("percentages that differ when worked out from printed counts", differ, recomputed, level=None, chance=False),
            *(tally(f"recovery cells that contradict {rate.denominator}", n, level=None) for rate, n in rivals),
        ),
        figures=(
            FigureBlock(
                label="Differ when worked out naively",
                estimate=share(
                    "percentages that differ when worked out from printed counts", differ, recomputed, level=None, chance=False
                ),
                of_whom=f"of {count(recomputed)} with all counts printed; {count(contradicted)} contradict once rounding is "
                "allowed for",
            ),
        ),
        charts=(_chart(rows),),
        caveats=(
            "That figures agree with each other does not show that the records behind them are right.",
            "Where counts are suppressed the limits are wide, and only a gross error could be seen.",
        ),
        method=(
            "Each printed count is an interval (10 is 8 to 12, a blank 0 to 4), each printed percentage too (±0.5). The "
            "share’s lower limit is the least numerator over the greatest denominator, the upper the reverse; a cell "
            "contradicts if this does not meet the printed percentage’s interval. Every organisation below England, "
            "every breakdown and period, annual and monthly. The rates are computed before rounding (guide 2021, 4.3)."
        ),
        sources=("NHS England, annual and monthly statistics as read, Open Government Licence v3.0",),
        tables=(_table(rows),),
    )


def _of(contradicted: float, tested: float) -> str:
    return f"{'None' if not contradicted else count(contradicted)} of {count(tested)}"


def _verdict(contradicted: float, tested: float) -> Verdict:
    if not contradicted:
        return Verdict.HOLDS
    return Verdict.IN_PART if contradicted < tested / 100 else Verdict.DOES_NOT_HOLD


def _tested(published: Published, rate: _Rate) -> list[Row]:
    """Per publication and level: cells, those worked out from printed counts, those that differ, those infeasible."""
    cells = _with_limits(_cells(published, rate))
    return published.fetch(
        cells.group_by("publication", "level")
        .aggregate(
            cells=_.count(),
            recomputed=_.naive.notnull().sum(),
            differ=(_.naive.round() != _.percentage).fill_null(False).sum(),  # noqa: FBT003 - an Ibis literal
            infeasible=((_.low > _.percentage_upper) | (_.high < _.percentage_lower)).fill_null(False).sum(),  # noqa: FBT003
        )
        .order_by("publication", "level")
    )


def _cells(published: Published, rate: _Rate) -> ir.Table:
    """Sub-national cells with a printed percentage, numerator and denominator side by side."""
    figures = {
        "percentage": (rate.numerator, Statistic.PERCENTAGE),
        "numerator": (rate.numerator, Statistic.COUNT),
        "whole": (rate.whole, Statistic.COUNT),
        **({"without": (rate.without, Statistic.COUNT)} if rate.without else {}),
    }
    rows = published.figures.filter(
        _.level != Level.ENGLAND.value,
        _.publication.isin(_PUBLICATIONS),
        _.measure.isin([measure for measure, _statistic in figures.values()]),
    )
    keys = ("publication", "level", "period_start", "period_end", "org_code", "parent_code", "breakdown", "category")
    cells = side_by_side(rows, figures, keys)
    if not rate.without:
        cells = cells.mutate(without=0.0, without_lower=0.0, without_upper=0.0)
    return cells.filter(_.percentage.notnull(), _.numerator_lower.notnull(), _.whole_lower.notnull(), _.without_lower.notnull())


def _with_limits(cells: ir.Table) -> ir.Table:
    """The naive percentage, and the least and greatest percentage that the printed counts allow."""
    least, greatest = cells.whole_lower - cells.without_upper, cells.whole_upper - cells.without_lower

    def percentage(numerator: Any, denominator: Any) -> Any:
        return ibis.ifelse(denominator > 0, 100 * numerator / denominator.nullif(0), ibis.null(float))

    return cells.mutate(
        naive=percentage(cells.numerator, cells.whole - cells.without),
        low=percentage(cells.numerator_lower, greatest),
        high=percentage(cells.numerator_upper, least),
    )


def _sum(rows: list[Row], key: str) -> float:
    return float(sum(row[key] for row in rows))


def _chart(rows: list[Row]) -> Dots:
    def dot(rate: _Rate) -> Dot:
        mine = [row for row in rows if row["rate"] is rate]
        cells, bad = _sum(mine, "cells"), _sum(mine, "infeasible")
        return Dot(
            label=f"{rate.numerator.replace('_', ' ')} ÷ {rate.denominator}",
            value=bad / cells if cells else None,
            text=f"{count(bad)} of {count(cells)}",
            role=Role.NATION if rate.official else Role.SUBJECT,
        )

    dots = tuple(dot(rate) for rate in (*_OFFICIAL, *_RIVALS) if any(row["rate"] is rate for row in rows))
    return Dots(
        title="The official denominators fit every cell; two wrong ones do not"
        if not any(d.value for d in dots[: len(_OFFICIAL)])
        else "Some cells contradict the official denominators",
        subtitle="Share of sub-national percentages that no true counts could give, by denominator tried",
        alt="; ".join(f"{d.label}: {d.text}" for d in dots) + ".",
        note="The first four rows are the official formulas; the last two are wrong on purpose.",
        rows=dots,
        domain=(0.0, max([0.05, *(d.value or 0 for d in dots)]) * 1.1),
    )


def _table(rows: list[Row]) -> Table:
    official = [row for row in rows if row["rate"].official]
    return Table(
        name="percentages-against-counts",
        caption="Printed percentages tested against the limits that their printed counts leave",
        columns=(
            Column(key="rate", title="Rate"),
            Column(key="denominator", title="Denominator tried"),
            Column(key="publication", title="Publication"),
            Column(key="level", title="Level"),
            Column(key="cells", title="Tested", unit=Unit.COUNT),
            Column(key="contradict", title="Contradict", unit=Unit.COUNT),
            Column(key="recomputed", title="All counts printed", unit=Unit.COUNT),
            Column(key="differ", title="Differ if worked out naively", unit=Unit.COUNT),
        ),
        rows=tuple(
            (
                row["rate"].numerator.replace("_", " "),
                row["rate"].denominator,
                row["publication"],
                row["level"],
                row["cells"],
                row["infeasible"],
                row["recomputed"],
                row["differ"],
            )
            for row in rows
        ),
        note=f"Worked out naively, {percent(_sum(official, 'differ') / max(1, _sum(official, 'recomputed')))} of the cells "
        "differ under the official denominators, from rounding alone.",
    )
