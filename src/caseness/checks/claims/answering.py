"""From a ruling to the answer that the report prints: sentence, figure block, table of the definitions tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.trial import Trial
from caseness.checks.finding import Answer, Cell, Column, Estimate, FigureBlock, Interval, Reference, Table, Unit
from caseness.errors import CannotRun
from caseness.wording import count, decimal, percent, percent_range, points, pounds, share_decimals

if TYPE_CHECKING:
    from caseness.checks.claims.ruling import Ruling
    from caseness.checks.claims.stated import Stated
    from caseness.checks.claims.trial import Reading
    from caseness.checks.finding import Claim

ON_STRIP = (Unit.PROPORTION, Unit.PERCENTAGE_POINT)
_RULE = (
    "A claim holds if the figure matches as stated; in part if it matches under another declared definition, base or "
    "year. A plain figure allows half a unit of its last digit, “about” 5% of the figure if that is more."
)


def answer(claim: Claim, outcome: Trial | CannotRun | None, ruling: Ruling) -> Answer:
    """The answer to a claim."""
    trial = outcome if isinstance(outcome, Trial) else None
    return Answer(
        short=claim.short,
        answer=_tried(trial, ruling.reading) if trial else _not_tried(claim, outcome),
        verdict=ruling.verdict,
        condition=ruling.condition,
        estimates=tuple(r.estimate for r in trial.readings if r.estimate) if trial else (),
        caveats=trial.caveats if trial else (),
        method=" ".join((trial.method, _RULE)).strip() if trial else f"How it would be tested: {claim.test}",
        sources=_sources(claim, trial),
        figures=_figures(trial, ruling.reading) if trial else (),
        tables=(_definitions(trial),) if trial else (),
    )


def _not_tried(claim: Claim, lack: CannotRun | Trial | None) -> str:
    reason = f"the sources have {lack.reason}" if isinstance(lack, CannotRun) else "no figure read here settles it"
    return f"Not tested: {reason}. It would take {claim.settled_by}."


def _tried(trial: Trial, shown: Reading | None) -> str:
    if shown is None or shown.estimate is None:
        return "Not tested: the sources lack every figure it needs."
    estimate = shown.estimate
    text = figure_text(estimate)
    joint = " " if estimate.unit is Unit.COUNT else ", "
    of = f" of {count(estimate.denominator)} {shown.name}" if estimate.denominator else f"{joint}{shown.name}"
    return f"{trial.what}: {text}{of}. {trial.also}".strip()


def figure_text(estimate: Estimate) -> str:
    """``50.5% (50.4% to 50.7%)``; limits in square brackets, chance in round ones."""
    text = "[x]" if estimate.value is None else _number(estimate.value, estimate.unit, estimate.denominator)
    if estimate.low is None or estimate.high is None:
        return text
    if estimate.unit is Unit.PROPORTION:
        between = percent_range(estimate.low, estimate.high, estimate.denominator)
    else:
        between = f"{_number(estimate.low, estimate.unit)} to {_number(estimate.high, estimate.unit)}"
    if estimate.value is None:
        return f"[{between}]"
    return f"{text} ({between})" if estimate.interval is Interval.SAMPLING else f"{text} [{between}]"


def figure_alone(estimate: Estimate) -> str:
    """``50.5%``; where only limits are known, ``3% to 95%``."""
    if estimate.value is not None:
        return _number(estimate.value, estimate.unit, estimate.denominator)
    if estimate.low is None or estimate.high is None:
        return "[x]"
    return f"{_number(estimate.low, estimate.unit, 100)} to {_number(estimate.high, estimate.unit, 100)}"


def _number(figure: float, unit: Unit, counted: float | None = None) -> str:
    match unit:
        case Unit.PROPORTION:
            whole = counted is None and abs(100 * figure - round(100 * figure)) < 1e-9  # cited in whole percent
            return percent(figure, decimals=0 if whole else share_decimals(counted))
        case Unit.PERCENTAGE_POINT:
            return points(figure)
        case Unit.GBP:
            return pounds(figure)
        case Unit.COUNT:
            return count(round(figure))
        case _:
            return decimal(figure, 2 if abs(figure) < 1 else 1)


def stated_text(stated: Stated, unit: Unit) -> str:
    """``about 50%``: the claimed figure in words."""
    return f"{stated.prefix}{_number(stated.value, unit)}"


def _figures(trial: Trial, shown: Reading | None) -> tuple[FigureBlock, ...]:
    if shown is None or shown.estimate is None:
        return ()
    estimate = shown.estimate
    return (
        FigureBlock(
            label=trial.what,
            estimate=estimate,
            of_whom=_of_whom(shown, estimate),
            definitions=_band(trial, shown),
            reference=_reference(trial.claimed(shown), estimate.unit),
        ),
    )


def _of_whom(shown: Reading, estimate: Estimate) -> str:
    return f"of {count(estimate.denominator)} {shown.name}" if estimate.denominator else shown.name


def _reference(stated: Stated, unit: Unit) -> Reference | None:
    if unit not in ON_STRIP or not 0 <= stated.value <= 1:
        return None
    return Reference(value=stated.value, label=f"{stated.of}: {stated_text(stated, unit)}")


def _band(trial: Trial, shown: Reading) -> tuple[float, float] | None:
    """The least and the most over the declared definitions of what is shown, for shares."""
    values = [
        reading.estimate.value
        for reading in (*trial.as_stated, *trial.otherwise)
        if reading.estimate
        and reading.estimate.value is not None
        and reading.estimate.unit in ON_STRIP
        and trial.claimed(reading) == trial.claimed(shown)
    ]
    return (min(values), max(values)) if len(values) > 1 else None


def _definitions(trial: Trial) -> Table:
    unit = next((r.estimate.unit for r in trial.readings if r.estimate), Unit.COUNT)
    rows = [
        _row(trial, reading, role)
        for role, readings in (
            ("as stated", trial.as_stated),
            ("otherwise", trial.otherwise),
            ("for comparison", trial.beside),
        )
        for reading in readings
    ]
    return Table(
        name="definitions_tried",
        caption=f"{trial.what}: every definition, base and year tried",
        columns=(
            Column(key="definition", title="Definition"),
            Column(key="read", title="Read"),
            Column(key="numerator", title="Numerator", unit=Unit.COUNT),
            Column(key="denominator", title="Denominator", unit=Unit.COUNT),
            Column(key="value", title="Value", unit=unit),
            Column(key="low", title="Low", unit=unit),
            Column(key="high", title="High", unit=unit),
            Column(key="claimed", title="Claimed"),
            Column(key="matches", title="Matches"),
        ),
        rows=tuple(rows),
        note="[x] not at hand; [z] does not apply.",
    )


def _row(trial: Trial, reading: Reading, role: str) -> tuple[Cell, ...]:
    estimate = reading.estimate
    unit = estimate.unit if estimate else Unit.COUNT
    match trial.matches(reading):
        case None:
            matches = "[x]"
        case matched:
            matches = "yes" if matched else "no"
    if role == "for comparison":
        matches = "[z]"
    return (
        reading.name,
        role,
        _cell(estimate.numerator if estimate else None, "[z]"),
        _cell(estimate.denominator if estimate else None, "[z]"),
        _cell(estimate.value if estimate else None, "[x]"),
        _cell(estimate.low if estimate else None, "[z]"),
        _cell(estimate.high if estimate else None, "[z]"),
        "[z]" if estimate is None or role == "for comparison" else stated_text(trial.claimed(reading), unit),
        matches,
    )


def _cell(number: float | None, without: str) -> Cell:
    return without if number is None else number


def _sources(claim: Claim, trial: Trial | None) -> tuple[str, ...]:
    given = (*trial.sources, *(i.citation for i in trial.inputs)) if trial else ()
    return tuple(dict.fromkeys((*claim.sources, *given)))
