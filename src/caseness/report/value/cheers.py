"""What an economic evaluation should report, item by item, filled in from the run itself.

The items are those of the CHEERS 2022 statement in our own words. Source: Husereau and others 2022, BMJ 376: e067975.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness import __version__
from caseness.checks.valuing import PER, gained, ratio, span
from caseness.value.comparisons import comparisons
from caseness.value.model import HORIZONS, OPTIONS, UTILITIES
from caseness.value.panels import Panel
from caseness.value.prices import PRICES
from caseness.wording import count, listed, percent, pounds

if TYPE_CHECKING:
    from caseness.valuation import Valuation

_NOT_DONE = "Not done."


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number, what it asks for, and what this run says to it."""

    number: int
    asks: str
    says: str


def items(valuation: Valuation) -> list[Item]:
    """All 28, in order."""
    says = [*_background(valuation), *_methods(valuation), *_results(valuation), *_around(valuation)]
    return [Item(number, asks, said) for number, (asks, said) in enumerate(says, 1)]


def _background(valuation: Valuation) -> list[tuple[str, str]]:
    options = listed([option.words.lower() for option in OPTIONS])
    return [
        ("Title: what is evaluated, against what", f"Cost per quality-adjusted life-year of {options}."),
        ("Summary", valuation.findings[0].result.answer),
        ("Why, and for which decision", valuation.findings[0].question),
        ("Plan made beforehand, and where it is", "No plan was registered. The model is public code."),
    ]


def _methods(valuation: Valuation) -> list[tuple[str, str]]:
    analysis = valuation.analysis
    pairs = comparisons(analysis.assumptions)
    rate = percent(analysis.assumptions["discount_rate"].value)
    return [
        ("Who it is about", "Everyone referred in England, whether they come or not."),
        ("Where", "NHS Talking Therapies in England; trials and cohorts from several countries."),
        (
            "What is compared, and why",
            f"{listed([option.words for option in OPTIONS])}: had by, or open to, the same people.",
        ),
        ("Whose costs", f"{listed([panel.words for panel in Panel])}, each on its own; the first is the base case."),
        (
            "For how long",
            f"The course and {analysis.years} years after it; also {listed([str(h) for h in HORIZONS])} years.",
        ),
        ("Discount rate", f"{rate} a year for costs and effects."),
        ("Which outcomes", f"Quality-adjusted life-years; better counted as {pairs[0].outcome.words}."),
        ("How outcomes were measured", "; ".join(f"{pair.name}: {pair.outcome.words}" for pair in pairs) + "."),
        ("How outcomes were valued", f"{listed([u.name for u in UTILITIES])}, both run, never averaged."),
        (
            "How resources were costed",
            "Totals over finished courses; published cost per course; consultations of a case.",
        ),
        ("Currency, prices, conversion", f"Pounds of {PRICES}, by {analysis.assumptions.prices.name}."),
        ("The model", "Decision tree, then well, case or dead by month. Public code, diagram in the documentation."),
        (
            "Statistics and assumptions",
            f"{len(analysis.used)} assumptions with ranges and distributions, listed below; {len(analysis.not_seen)} of them "
            "not seen at a source.",
        ),
        ("Differences between people", f"{_NOT_DONE} One average person; providers differ in the draws only."),
        ("Who gains and who loses", f"{_NOT_DONE} Differences by deprivation are in the audit, not in the model."),
        (
            "Uncertainty",
            f"{count(analysis.draws)} draws (seed {analysis.seed}), one assumption at a time, two together, other definitions, "
            "utilities and horizons; what it is worth to know more.",
        ),
        (
            "Whom those concerned were asked",
            "Nobody was asked beforehand. Anyone can put other assumptions in their place.",
        ),
    ]


def _results(valuation: Valuation) -> list[tuple[str, str]]:
    analysis, base = valuation.analysis, valuation.analysis.base
    low, high = analysis.thresholds
    return [
        ("Values of all inputs", "Listed below, and in tables/assumptions.csv."),
        (
            "Main results",
            f"{ratio(base.increment)} per quality-adjusted life-year; {pounds(base.increment.cost)} and "
            f"{gained(base.increment.effect)} such years per {count(PER)} referred, against usual care.",
        ),
        (
            "What uncertainty does to them",
            f"95% of draws: {span(base.ends)}. Worth its cost in {percent(base.worth[0], decimals=0)} of draws at {pounds(low)}, "
            f"{percent(base.worth[1], decimals=0)} at {pounds(high)}.",
        ),
        ("What asking those concerned changed", "Nothing, as nobody was asked."),
    ]


def _around(valuation: Valuation) -> list[tuple[str, str]]:
    return [
        ("What it means, its limits, who could use it", " ".join(valuation.findings[0].result.caveats)),
        ("Who paid", "Nobody paid for this run that the program knows of."),
        (
            "Interests",
            f"Caseness {__version__} is independent of NHS England, of every provider and of critics of either.",
        ),
    ]
