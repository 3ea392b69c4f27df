"""Printed percentages against their own counts, by interval arithmetic.

A sub-national count is rounded to 5 or suppressed and its percentage rounded to a whole number, so a percentage worked
out from printed counts will often differ from the printed one though nothing is wrong. What can be tested is whether any
true counts exist that would print as they do. A cell fails only if there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

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

    from caseness.checks.finding import Estimate
    from caseness.sources.published.relation import Row

_FINISHED, _NOT_CASES, _CASES = "finished_course_treatment", "not_at_caseness", "at_caseness"
_PUBLICATIONS = ("annual", "monthly")
_WHAT = ("cells", "recomputed", "differ", "infeasible")


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
    rows = _tested(published)
    official = [row for row in rows if row["rate"].official]
    tested, contradicted = _sum(official, "cells"), _sum(official, "infeasible")
    if not tested:
        raise CannotRun(
            "no sub-national percentage with its counts", settled_by="the official annual or monthly files by provider"
        )
    rivals = [(rate, _sum([r for r in rows if r["rate"] is rate], "infeasible")) for rate in _RIVALS]
    wrong = rivals[0][1]
    return Answer(
        short="Percentages and their counts",
        answer=(
            f"{_of(contradicted, tested)}, once rounding and suppression are allowed "
            "for. The test can see a wrong denominator: with all at caseness, "
            f"{count(wrong)} recovery cells would contradict."
        ),
        verdict=_verdict(contradicted, tested),
        condition="for recovery, reliable recovery, improvement and deterioration",
        estimates=(
            tally("percentages tested", tested, level=None),
            tally("percentages that contradict their counts", contradicted, level=None),
            *_naive(official),
            *(tally(f"recovery cells that contradict {rate.denominator}", n, level=None) for rate, n in rivals),
        ),
        figures=tuple(
            FigureBlock(
                label="Differ when worked out naively",
                estimate=naive,
                of_whom=f"of {count(naive.denominator or 0)} with all counts printed; {count(contradicted)} contradict once "
                "rounding is allowed for",
            )
            for naive in _naive(official)
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


def _naive(official: list[Row]) -> list[Estimate]:
    """The share that differ when rounding is ignored; empty where no cell has all its counts printed."""
    recomputed = _sum(official, "recomputed")
    if not recomputed:
        return []
    name = "percentages that differ when worked out from printed counts"
    return [share(name, _sum(official, "differ"), recomputed, level=None, chance=False)]


def _of(contradicted: float, tested: float) -> str:
    verb = "contradict their" if contradicted > 1 else "contradicts its"
    return f"{count(contradicted) if contradicted else 'None'} of {count(tested)} sub-national percentages {verb} own counts"


def _verdict(contradicted: float, tested: float) -> Verdict:
    if not contradicted:
        return Verdict.HOLDS
    return Verdict.IN_PART if contradicted < tested / 100 else Verdict.DOES_NOT_HOLD


def _cells(published: Published) -> ir.Table:
    """Sub-national cells with every count and printed percentage side by side."""
    counts = {m for rate in (*_OFFICIAL, *_RIVALS) for m in (rate.numerator, rate.whole, rate.without) if m}
    figures = {m: (m, Statistic.COUNT) for m in sorted(counts)} | {
        _printed(rate): (rate.numerator, Statistic.PERCENTAGE) for rate in _OFFICIAL
    }
    rows = published.figures.filter(
        _.level != Level.ENGLAND.value, _.publication.isin(_PUBLICATIONS), _.measure.isin(sorted(counts))
    )
    keys = ("publication", "level", "period_start", "period_end", "org_code", "parent_code", "breakdown", "category")
    return side_by_side(rows, figures, keys)


def _printed(rate: _Rate) -> str:
    return f"{rate.numerator}_percentage"


def _tested(published: Published) -> list[Row]:
    """Per rate, publication and level: cells, those worked out from printed counts, those that differ or are infeasible."""
    cells = _cells(published)
    rates = (*_OFFICIAL, *_RIVALS)
    sums = {f"{what}_{i}": value for i, rate in enumerate(rates) for what, value in _tests(cells, rate).items()}
    rows = published.fetch(cells.group_by("publication", "level").aggregate(**sums).order_by("publication", "level"))
    return [
        {"rate": rate, "publication": row["publication"], "level": row["level"]}
        | {what: row[f"{what}_{i}"] or 0 for what in _WHAT}
        for i, rate in enumerate(rates)
        for row in rows
        if row[f"cells_{i}"]
    ]


def _tests(cells: ir.Table, rate: _Rate) -> dict[str, ir.IntegerScalar]:
    """The four counts for one rate, over the cells where percentage and all limits are known."""
    printed = _printed(rate)
    nothing = {"": 0.0, "_lower": 0.0, "_upper": 0.0}

    def without(suffix: str) -> ir.NumericValue:
        return cells[f"{rate.without}{suffix}"] if rate.without else ibis.literal(nothing[suffix])

    greatest = cells[f"{rate.whole}_upper"] - without("_lower")
    least = cells[f"{rate.whole}_lower"] - without("_upper")
    naive = 100 * cells[rate.numerator] / (cells[rate.whole] - without("")).nullif(0)
    low = 100 * cells[f"{rate.numerator}_lower"] / greatest.nullif(0)
    high = ibis.ifelse(least > 0, 100 * cells[f"{rate.numerator}_upper"] / least.nullif(0), ibis.null("float64"))
    known = reduce(and_, (value.notnull() for value in (cells[printed], low, least)))
    infeasible = (low > cells[f"{printed}_upper"]) | (high < cells[f"{printed}_lower"])
    return {
        "cells": known.sum(),
        "recomputed": (known & naive.notnull()).sum(),
        "differ": (known & (naive.round() != cells[printed])).fill_null(False).sum(),
        "infeasible": (known & infeasible.fill_null(False)).sum(),
    }


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

    tried = [rate for rate in (*_OFFICIAL, *_RIVALS) if any(row["rate"] is rate for row in rows)]
    dots = tuple(dot(rate) for rate in tried)
    return Dots(
        title=_title([rate for rate, drawn in zip(tried, dots, strict=True) if drawn.value]),
        subtitle="Share of sub-national percentages that no true counts could give, by denominator tried",
        alt="; ".join(f"{d.label}: {d.text}" for d in dots) + ".",
        note="The first rows are the official formulas; the last two are wrong on purpose.",
        rows=dots,
        domain=(0.0, max([0.05, *(d.value or 0 for d in dots)]) * 1.1),
    )


def _title(contradicted: list[_Rate]) -> str:
    """The chart's title, given the rates that some cell contradicts."""
    if any(rate.official for rate in contradicted):
        return "Some cells contradict the official denominators"
    fit = "The official denominators fit every cell"
    return f"{fit}; two wrong ones do not" if len(contradicted) == len(_RIVALS) else fit


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
