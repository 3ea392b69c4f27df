"""Provider-months against the standard of 50%: do more lie just above it than a smooth run of rates would give?

A target can work: providers below it try harder, or are helped. It can also be met by choosing when to stop, whom to count
or which score to keep. Either way rates would gather just above the line and thin out just below. Published percentages are
whole numbers and counts multiples of five, so this looks at the printed percentages, with what rounding and small numbers
do to them drawn and taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, monthly_source
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.target import (
    DEGREE,
    FLAGGED,
    LOPSIDED,
    REACH,
    WIDTH,
    Draws,
    Gathering,
    OneSided,
    Units,
    over_dispersion,
)
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import Period
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.sources.published.relation import Row

_LINE = 50
_SHAMS = (*range(40, 45), *range(56, 61))  # their percentages are not those contrasted at the line
_FAR = _LINE + WIDTH  # where the far side of a peak at the line falls off
_MOVED = (0.1, 0.25, 0.5)  # shares of the months short of the line
_DRAWS = 120
_FEWEST_CASES = 50
_FEWEST_MONTHS = 6  # of a provider's year, as its own average is what its months are held against
_FEWEST_UNITS = 200
_FIGURES = {
    "rate": ("recovery", Statistic.PERCENTAGE),
    "finished": ("finished_course_treatment", Statistic.COUNT),
    "not_cases": ("not_at_caseness", Statistic.COUNT),
}


@dataclass(frozen=True, slots=True)
class _Set:
    """Printed percentages of one kind of unit: what they are, the period they cover, and their null."""

    name: str
    period: Period
    draws: Draws

    @property
    def size(self) -> int:
        return int(self.draws.units.printed.size)


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=45)
def target_seeking(published: Published) -> Answer:
    """Do recovery rates gather just above the 50% standard, more than chance and rounding give?"""
    months = _provider_months(published)
    others = [found for level in (Level.PROVIDER, Level.CCG) if (found := _years(published, level)) is not None]
    at = months.draws.gathering(_LINE)
    shams = [months.draws.gathering(line) for line in _SHAMS]
    far = months.draws.gathering(_FAR)
    sided = months.draws.one_sided(_LINE)
    power = {moved: months.draws.power(_LINE, moved, at, sided) for moved in _MOVED}
    largest = max(shams, key=lambda g: g.z)
    return Answer(
        short="Gathering at 50%",
        answer=f"{_seen(months, at)} {_reading(at, largest, sided)} {_power(power)}",
        verdict=Verdict.DESCRIBED,
        condition=_condition(at, largest, sided),
        estimates=(
            _number("provider-months compared", months.size, months.period),
            _number(f"printed {_LINE}% to {_LINE + WIDTH - 1}%", at.above, months.period),
            _number(f"printed {_LINE - WIDTH}% to {_LINE - 1}%", at.below, months.period),
            _number("months just above the line beyond a smooth count", round(at.excess), months.period),
            _contrast(at, months.period),
            *(
                _number(f"z at the line, {words}", g.z, months.period, Unit.RATIO)
                for words, g in (("of 50%", at), ("largest sham", largest))
            ),
            _number("z of one-sidedness", sided.z, months.period, Unit.RATIO),
            *(
                _number(
                    f"power if {moved:.0%} of months up to 2 points short were lifted",
                    value,
                    months.period,
                    Unit.PROPORTION,
                )
                for moved, value in power.items()
            ),
            *(_met(months, line) for line in (49, 50, 51, 52)),
        ),
        figures=(
            FigureBlock(
                label="Just above ÷ a smooth count",
                estimate=_contrast(at, months.period),
                of_whom=f"{count(at.above)} of {count(months.size)} provider-months printed {_LINE}% to {_LINE + WIDTH - 1}%, "
                f"{months.period}",
            ),
        ),
        charts=(_chart(months, at, [*shams, far]),),
        caveats=(
            "A standard that works looks the same: providers below it are watched and helped until they reach it.",
            "The national average lies at the line. Rates gather about their average, with or without a standard.",
            "A printed 50% covers 49.5% to 50.5%: the months that just miss and just meet the line share one number.",
            "Months of one provider hang together, and providers change code and merge.",
            "What would settle it are records: whether discharge grows likelier once a score is below the line.",
        ),
        method=_method(),
        sources=(monthly_source(months.period), *([annual_source(*(s.period for s in others))] if others else [])),
        tables=(_lines_table(months, [*shams, at, far]), *([_sets_table(others)] if others else [])),
    )


def _provider_months(published: Published) -> _Set:
    """Each provider's months, expected to lie about the provider's own average of the financial year."""
    cells = published.cells(_FIGURES, frequency=Frequency.MONTH, level=Level.PROVIDER, publication="monthly")
    rows = _usable(published, cells, _FEWEST_CASES)
    years = [f"{row['org_code']} {_financial_year(row)}" for row in rows]
    size = {year: years.count(year) for year in set(years)}
    kept = [at for at, year in enumerate(years) if size[year] >= _FEWEST_MONTHS]
    if len(kept) < _FEWEST_UNITS:
        raise CannotRun(
            f"fewer than {_FEWEST_UNITS} provider-months with a printed recovery rate",
            settled_by="the monthly statistics by provider of two years or more",
        )
    return _set("provider-months", [rows[at] for at in kept], [years[at] for at in kept])


def _years(published: Published, level: Level) -> _Set | None:
    """The years of providers or commissioners, expected to lie about the average of the year."""
    cells = published.cells(_FIGURES, frequency=Frequency.YEAR, level=level)
    rows = _usable(published, cells, 2 * _FEWEST_CASES)
    if len(rows) < _FEWEST_UNITS:
        return None
    return _set(f"{'CCG' if level is Level.CCG else 'provider'}-years", rows, [str(_financial_year(r)) for r in rows])


def _usable(published: Published, cells: ir.Table, fewest: int) -> list[Row]:
    table = cells.filter(_.rate.notnull(), _.finished.notnull(), _.not_cases_upper.notnull())
    rows = published.fetch(
        table.filter(_.finished - _.not_cases_upper >= fewest).select(
            "period_start",
            "period_end",
            "org_code",
            "rate",
            least=_.finished_lower - _.not_cases_upper,
            most=_.finished_upper - _.not_cases_lower,
        )
    )
    return sorted(rows, key=lambda row: (row["org_code"], row["period_start"]))


def _financial_year(row: Row) -> int:
    start = row["period_start"]
    return int(start.year if start.month >= 4 else start.year - 1)


def _set(name: str, rows: Sequence[Row], averaged: Sequence[str]) -> _Set:
    """Units with the average of those that share a key in ``averaged`` as expected rate, over-dispersed by provider."""
    rate = np.array([row["rate"] for row in rows]) / 100
    least, most = (np.array([row[end] for row in rows]) for end in ("least", "most"))
    cases = (least + most) / 2
    cluster = _codes([row["org_code"] for row in rows])
    group = _codes(averaged)
    expected = (np.bincount(group, cases * rate) / np.bincount(group, cases))[group]
    pooled = name != "provider-months"
    within = np.zeros_like(cluster) if pooled else cluster
    rho = np.array(
        [over_dispersion(rate[within == c], expected[within == c], cases[within == c]) for c in range(within.max() + 1)]
    )
    units = Units(
        printed=np.array([row["rate"] for row in rows]).astype(np.int64),
        cluster=cluster,
        expected=expected,
        fewest=least.astype(np.int64),
        most=most.astype(np.int64),
        rho=rho[within],
    )
    starts, ends = [row["period_start"] for row in rows], [row["period_end"] for row in rows]
    return _Set(name, Period(min(starts), max(ends)), Draws(units, _DRAWS))


def _codes(keys: Sequence[str]) -> np.ndarray:
    """0, 1, … for each different key."""
    return np.unique(keys, return_inverse=True)[1]


def _flagged(at: Gathering, largest: Gathering) -> bool:
    return at.z > FLAGGED and at.z > largest.z


def _seen(months: _Set, at: Gathering) -> str:
    more = "more" if at.excess >= 0 else "fewer"
    return (
        f"Of {count(months.size)} provider-months, {count(at.above)} are printed {_LINE}% to {_LINE + WIDTH - 1}%, "
        f"{count(abs(round(at.excess)))} {more} than a smooth count gives ({decimal(at.z, 1)} standard errors)."
    )


def _reading(at: Gathering, largest: Gathering, sided: OneSided) -> str:
    if not _flagged(at, largest):
        return f"No flag: sham lines give up to z {decimal(largest.z, 1)}."
    errors = f"(one-sidedness {decimal(sided.z, 1)} standard errors)"
    if sided.z <= LOPSIDED:
        return f"They are missing on both sides alike {errors}, as about any peak. That is no flag for the line itself."
    return f"They are missing below rather than above {errors}: a question, flag of grade 1 of 3."


def _power(power: dict[float, float]) -> str:
    tenth, quarter, _half = (percent(value, decimals=0) for value in power.values())
    return (
        f"Had a tenth of the months just short been lifted to the line, a flag had a probability of {tenth}; a quarter, "
        f"{quarter}."
    )


def _condition(at: Gathering, largest: Gathering, sided: OneSided) -> str:
    if not _flagged(at, largest):
        return "no flag; power in the answer"
    return "no flag: a peak, alike on both sides" if sided.z <= LOPSIDED else "flag, grade 1 of 3: a question"


def _number(name: str, value: float, period: Period, unit: Unit = Unit.COUNT) -> Estimate:
    return Estimate(
        name=name, value=value, unit=unit, period_start=period.start, period_end=period.end, level=Level.PROVIDER
    )


def _contrast(at: Gathering, period: Period) -> Estimate:
    """How many times as many lie just above as a smooth count gives."""
    return Estimate(
        name="just above the line ÷ a smooth count",
        value=float(np.exp(at.contrast)),
        low=float(np.exp(at.contrast - 1.96 * at.error)),
        high=float(np.exp(at.contrast + 1.96 * at.error)),
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.RATIO,
        period_start=period.start,
        period_end=period.end,
        level=Level.PROVIDER,
    )


def _met(months: _Set, line: int) -> Estimate:
    """Observed over expected number at or above a percentage, about each provider's own average (Ioannidis–Trikalinos)."""
    seen, expected = months.draws.met(line)
    return _number(f"printed {line}% or more, observed ÷ expected", seen / expected, months.period, Unit.RATIO)


def _chart(months: _Set, at: Gathering, others: Sequence[Gathering]) -> Dots:
    lines = sorted([*others, at], key=lambda g: g.line)
    return Dots(
        title=f"{count(at.above)} provider-months are printed {_LINE}% to {_LINE + WIDTH - 1}%, {count(at.below)} just below",
        subtitle=f"Units just above each line ÷ a smooth count, {count(months.size)} provider-months, {months.period}. "
        "Axis from 0.7 to 1.4",
        alt="Dots with intervals, a row per line. "
        + " ".join(f"{g.line}%: {decimal(float(np.exp(g.contrast)), 2)}." for g in lines),
        note=f"At {_FAR}% the far side of a peak falls off. All other lines are shams, where nothing is to be gained. z is in "
        "standard errors.",
        rows=tuple(
            Dot(
                label=f"{g.line}%{ {_LINE: ', the standard', _FAR: ', far side'}.get(g.line, '') }",
                value=float(np.exp(g.contrast)),
                text=f"{decimal(float(np.exp(g.contrast)), 2)}, z {decimal(g.z, 1)}",
                low=float(np.exp(g.contrast - 1.96 * g.error)),
                high=float(np.exp(g.contrast + 1.96 * g.error)),
                role=Role.SUBJECT if g.line == _LINE else Role.OTHER,
            )
            for g in lines
        ),
        domain=(0.7, 1.4),
        unit="",
        reference=(1.0, "as a smooth count"),
    )


def _method() -> str:
    return (
        f"Printed recovery percentages of providers’ months with {_FEWEST_CASES} cases or more, in years with "
        f"{_FEWEST_MONTHS} such months. Null: each month’s recoveries drawn {_DRAWS} times, beta-binomial about the provider’s "
        "own average of the year, over-dispersed as its months are; cases drawn within the limits their rounding leaves; "
        "printed as whole numbers, halves up. The draws’ counts are the offset of a Poisson regression on a polynomial of "
        f"degree {DEGREE} over {REACH} percentages each side, with a contrast of the {WIDTH} from the line up against the "
        f"{WIDTH} below. Standard error: 200 resamples of providers. A flag needs three: z above {FLAGGED:.0f}; z above every "
        f"sham line; and missing below rather than on both sides (the contrasts at {_LINE}% and {_FAR}% added, z above "
        f"{LOPSIDED:.0f}). Multiplicity: one line was named before; {len(_SHAMS)} shams are its yardstick. Counts are rounded "
        "to 5, so no test uses them as such. Years of providers and commissioners are in the tables."
    )


def _lines_table(months: _Set, lines: Sequence[Gathering]) -> Table:
    return Table(
        name="target-lines",
        caption=f"Provider-months around the standard and sham lines, {months.period}",
        columns=_line_columns(),
        rows=tuple((f"{g.line}%", *_cells(g)) for g in sorted(lines, key=lambda g: g.line)),
        note="Contrast: logarithm of the ratio to a smooth count; ten and more percentages from a line count as far.",
    )


def _sets_table(sets: Sequence[_Set]) -> Table:
    return Table(
        name="target-years",
        caption="The standard of 50% in the years of providers and commissioners",
        columns=(*_line_columns("Units"), Column(key="compared", title="Compared", unit=Unit.COUNT)),
        rows=tuple((s.name, *_cells(s.draws.gathering(_LINE)), s.size) for s in sets),
    )


def _line_columns(first: str = "Line") -> tuple[Column, ...]:
    return (
        Column(key=first.lower(), title=first),
        Column(key="above", title="Just above", unit=Unit.COUNT),
        Column(key="below", title="Just below", unit=Unit.COUNT),
        Column(key="contrast", title="Contrast", unit=Unit.RATIO),
        Column(key="error", title="Standard error", unit=Unit.RATIO),
        Column(key="z", title="z", unit=Unit.RATIO),
    )


def _cells(g: Gathering) -> tuple[Cell, ...]:
    return g.above, g.below, g.contrast, g.error, g.z
