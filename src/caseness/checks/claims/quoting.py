"""Figures of a trial in words, and the sentence to quote: figure, of whom, when and from where, in words that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit
from caseness.vocabulary.period import Period
from caseness.wording import count, decimal, percent, percent_range, points, pounds, share_decimals

if TYPE_CHECKING:
    from caseness.checks.claims.stated import Stated
    from caseness.checks.claims.trial import Reading, Trial

_UNKNOWN = 100  # counted, for limits whose base is not known: whole percent


def quotation(trial: Trial, reading: Reading) -> str:
    """``50.5% of 635,185 cases who finished in 2024/25 were recorded as recovered. Source: …``."""
    if reading.estimate is None:
        return ""
    figure, whom = figure_alone(reading.estimate), _of(reading.name, reading.estimate)
    said = reading.saying or trial.saying or f"{trial.what}: {{figure}} {{of}}"
    sentence = said.format(figure=figure, of=whom)
    return f"{sentence}. Source: {_source(trial, reading)}; worked out by Caseness."


def _of(name: str, estimate: Estimate) -> str:
    """``of 635,185 cases who finished in 2024/25``, from the name of a reading that ends with its period."""
    if estimate.period_start and estimate.period_end:
        period = Period(estimate.period_start, estimate.period_end)
        name = name.replace(f", {period}", f" in {period}")
    return f"of {count(round(estimate.denominator))} {name}" if estimate.denominator else name


def _source(trial: Trial, reading: Reading) -> str:
    """Where the figure comes from: the cited inputs, and the statistics of the trial."""
    licence = ", Open Government Licence v3.0"
    cited = [given.citation for given in reading.inputs]
    of_a_period = reading.estimate is not None and reading.estimate.period_start is not None
    published = (reading.source,) if reading.source else trial.sources if of_a_period or not cited else ()
    return "; ".join(dict.fromkeys(source.removesuffix(licence) for source in (*cited, *published)))


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
    counted = estimate.denominator or _UNKNOWN
    return f"{_number(estimate.low, estimate.unit, counted)} to {_number(estimate.high, estimate.unit, counted)}"


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
