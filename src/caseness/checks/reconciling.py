"""Computed figures held against the published ones: each printed figure is an interval, and the computed one lies in it or not.

A count below England is printed to the nearest 5, or not at all under 5; a percentage to whole per cent, from counts before
they are rounded, or not at all where one of them is under 5; a mean or median to one decimal. So a suppressed figure agrees
with a computed one that would have been suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.measures import LEVELS, compute, geography_of, measures
from caseness.measures.geography import ENGLAND, OTHER
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.vocabulary import TOTAL, Frequency, Level, Mark, Statistic
from caseness.vocabulary.disclosure import LEAST_SHOWN
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from caseness.measures import Measure
    from caseness.sources.published import Published
    from caseness.sources.records import Records
    from caseness.vocabulary.period import Period

    Row = dict[str, Any]
    Key = tuple[Period, str, str, str, str]

_HUNDRED = 100  # percentages are printed as such, and computed as proportions
_CLOSE = 1e-6
_PRINTED = (Mark.EXACT, Mark.ROUNDED, Mark.SUPPRESSED, Mark.ZERO)


@dataclass(frozen=True, slots=True)
class Held:
    """One published figure with the computed one. ``difference`` is computed minus published, NULL where suppressed.

    Percentages are proportions in both.
    """

    measure: Measure
    period: Period
    level: Level
    org_code: str
    computed: float | None
    published: float | None
    agrees: bool

    @property
    def difference(self) -> float | None:
        """Computed minus published."""
        return None if self.computed is None or self.published is None else self.computed - self.published


@dataclass(frozen=True, slots=True)
class Reconciled:
    """All that could be compared, the months in which, and the levels at which."""

    held: tuple[Held, ...]
    months: tuple[Period, ...]
    levels: tuple[Level, ...]


def reconcile(records: Records, published: Published) -> Reconciled:
    """Hold every measure that is both published and computed against each other, in the months that both cover.

    Where published statistics have providers that the extract lacks, only providers are compared: what an area or the
    country comes to, nobody can work out from a part.
    """
    pathways = pathways_of(records)
    printed = _printed(published, months_of(pathways.months.numbers))
    months = sorted({key[0] for key in printed})
    if not months:
        return Reconciled((), (), ())
    by_name = {(one.measure, one.statistic.value): one for one in measures().values() if one.official}
    wanted = {key[3:] for key in printed} & set(by_name)
    geography = geography_of(records)
    figures = compute(
        pathways, [by_name[name] for name in sorted(wanted)], months, levels=LEVELS, geography=geography
    ).to_pylist()
    computed = {_key(row, row["org_code"]): row for row in figures}
    levels = _levels(printed, computed)
    known = {key[1:3] for key in computed}
    held = [
        _held(by_name[key[3:]], key, row, computed.get(key))
        for key, row in printed.items()
        if key[3:] in wanted and Level(key[1]) in levels and key[1:3] in known
    ]
    return Reconciled(tuple(one for one in held if one), tuple(months), levels)


def _printed(published: Published, months: list[Period]) -> dict[Key, Row]:
    rows = published.figures.filter(
        _.frequency == Frequency.MONTH.value,
        _.publication == "monthly",
        _.breakdown == TOTAL,
        _.category == TOTAL,
        _.level.isin([level.value for level in LEVELS]),
        _.mark.isin([mark.value for mark in _PRINTED]),
        _.period_start.isin([month.start for month in months]),
    )
    columns = (
        "period_start",
        "period_end",
        "level",
        "org_code",
        "measure",
        "statistic",
        "value",
        "lower",
        "upper",
        "mark",
    )
    return {_key(row, row["org_code"] or ENGLAND): row for row in published.fetch(rows.select(*columns))}


def _key(row: Row, org_code: str) -> Key:
    period = month_of(row["period_start"].year, row["period_start"].month)
    return period, row["level"], org_code, row["measure"], row["statistic"]


def _levels(printed: dict[Key, Row], computed: dict[Key, Row]) -> tuple[Level, ...]:
    """All levels if the extract has every provider that is published, else that of providers."""
    providers = [
        {key[2] for key in keys if key[1] == Level.PROVIDER.value and key[2] != OTHER} for keys in (printed, computed)
    ]
    return LEVELS if providers[0] and providers[0] <= providers[1] else (Level.PROVIDER,)


def _held(measure: Measure, key: Key, row: Row, figure: Row | None) -> Held | None:
    """The two together; None where nothing was computed and that is not the same as nought."""
    if figure is None and measure.statistic is not Statistic.COUNT:
        return None
    value = 0.0 if figure is None else figure["value"]
    scale = _HUNDRED if measure.statistic is Statistic.PERCENTAGE else 1
    shown = None if row["value"] is None else row["value"] / scale
    period, level, org_code = key[:3]
    agrees = _would_be_suppressed(measure, figure) if row["mark"] == Mark.SUPPRESSED else _within(value, row, scale)
    return Held(measure, period, Level(level), org_code, value, shown, agrees)


def _within(value: float | None, row: Row, scale: int) -> bool:
    """Whether a computed figure lies between the limits that the printed one leaves."""
    if value is None:
        return False
    low, high = (row["value"] if row[end] is None else row[end] for end in ("lower", "upper"))
    return bool(low - _CLOSE <= value * scale <= high + _CLOSE)


def _would_be_suppressed(measure: Measure, figure: Row | None) -> bool:
    if figure is None:
        return True
    counts = [figure["denominator"]]
    if measure.statistic in (Statistic.COUNT, Statistic.PERCENTAGE):
        counts.append(figure["numerator"])
    return figure["value"] is None or any(count is not None and count < LEAST_SHOWN for count in counts)
