"""What the page's sliders move, and the numbers that its script computes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.valuing import told
from caseness.value.assumptions import Unit
from caseness.value.drawing import Reading, central
from caseness.value.reduced import added

if TYPE_CHECKING:
    from caseness.value.analysis import Analysis
    from caseness.value.assumptions import Assumption

SLIDERS = 5


@dataclass(frozen=True, slots=True)
class Slider:
    """One input: its ends and steps, where it stands, and how its value is printed (``gbp``, ``proportion`` or ``plain``)."""

    id: str
    title: str
    value: float
    low: float
    high: float
    step: float
    factor: float
    kind: str
    text: str


def sliders(analysis: Analysis) -> list[Slider]:
    """One for each of the inputs that move the result most."""
    return [_slider(swing.assumption) for swing in analysis.tornado[:SLIDERS]]


def constants(analysis: Analysis) -> dict[str, object]:
    """All that the reduced form reads, in the prices of the results, and the names of the figures that are compared."""
    setting = analysis.setting
    values = Reading(central(analysis.assumptions))
    added(values, setting.comparison, setting.utilities, setting.years)
    return {
        "values": {key: float(values[key][0]) for key in sorted(values.read)},
        "treated": setting.comparison.treated,
        "untreated": setting.comparison.untreated,
        "well": setting.utilities.well,
        "case": setting.utilities.case,
        "years": setting.years,
        "prices": list(analysis.thresholds),
    }


def _slider(row: Assumption) -> Slider:
    share = row.unit in (Unit.PROPORTION, Unit.UTILITY)
    high = 1.0 if share else 2 * row.value
    return Slider(
        id=row.id,
        title=row.title,
        value=row.value,
        low=0.0,
        high=high,
        step=0.001 if share else high / 1000,
        factor=row.factor,
        kind={Unit.GBP: "gbp", Unit.PROPORTION: "proportion"}.get(row.unit, "plain"),
        text=told(row, row.value),
    )
