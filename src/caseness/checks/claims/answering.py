"""From a ruling to the answer that the report prints: sentence, figure block, table of the definitions tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.quoting import figure_text, quotation, stated_text
from caseness.checks.claims.trial import Trial
from caseness.checks.finding import Answer, Cell, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.errors import CannotRun
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.claims.ruling import Ruling
    from caseness.checks.claims.stated import Stated
    from caseness.checks.claims.trial import Reading
    from caseness.checks.finding import Claim, Estimate

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
        quotation=_quotation(claim, trial, ruling),
    )


def _quotation(claim: Claim, trial: Trial | None, ruling: Ruling) -> str:
    """The sentence to quote; of an unsettled claim it says so."""
    if trial is None or ruling.reading is None or ruling.reading.estimate is None:
        return f"Published figures do not settle whether this holds: {claim.short}. It would take {claim.settled_by}."
    said = quotation(trial, ruling.reading)
    if ruling.verdict is not Verdict.CANNOT_BE_TOLD:
        return said
    return f"{said} This does not settle the claim: {ruling.condition}."


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
