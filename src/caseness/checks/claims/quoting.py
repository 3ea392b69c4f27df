"""The sentence to quote: figure, of whom, when and from where, made from the trial, in words that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.answering import figure_alone
from caseness.vocabulary.period import Period
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.claims.trial import Reading, Trial
    from caseness.checks.finding import Estimate


def quotation(trial: Trial, reading: Reading) -> str:
    """``50.5% of 635,185 cases who finished in 2024/25 were recorded as recovered. Source: …``."""
    if reading.estimate is None:
        return ""
    figure, whom = figure_alone(reading.estimate), _of(reading.name, reading.estimate)
    said = trial.saying or f"{trial.what}: {{figure}} {{of}}"
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
    published = (reading.source,) if reading.source else trial.sources
    return "; ".join(dict.fromkeys(source.removesuffix(licence) for source in (*cited, *published)))
