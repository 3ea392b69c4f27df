"""The recovery rate under every definition that makes sense, and which choices move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import ChoiceRow, Dot, Dots, Role, SpecificationCurve
from caseness.checks.estimating import share
from caseness.checks.finding import (
    Answer,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.outcomes.defining import ASKED, LEAST, changed_alone, evaluated, short, telling
from caseness.checks.registry import check
from caseness.disclosure import people
from caseness.disclosure import share as said_share
from caseness.outcomes.specification import FACTORS
from caseness.sources.records import Records
from caseness.statistics.variance_shares import sensitivities
from caseness.vocabulary.data_set import citations
from caseness.vocabulary.specifications import factors
from caseness.wording import count, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.outcomes import Evaluated
    from caseness.statistics.variance_shares import Sensitivity

_BINS = 60
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=12)
def every_definition(records: Records) -> Answer:
    """How far does the recovery rate move with its definition, and which choice moves it most?"""
    found = evaluated(records)
    places = telling(found)
    rates = found.rates[places]
    order = np.argsort(rates, kind="stable")
    official = found.official
    above, below = int(found.numerator[official]), int(found.denominator[official])
    at = float((rates < found.rates[official]).mean())
    low, _quarter, median, _three, high = (float(value) for value in np.quantile(rates, _QUANTILES))
    moves = _sensitivities(found, places)
    own = share(
        "recovery rate, official definition, courses that began and ended in the extract", above, below, chance=True
    )
    return Answer(
        short="Every definition",
        answer=(
            f"Of courses that began and ended in these months {said_share(above, below)} of cases recover by the official "
            f"definition. Under {count(len(places))} definitions "
            f"that make sense the rate lies between {percent(low, decimals=0)} and {percent(high, decimals=0)} for nine in ten "
            f"of them; the middle one gives {percent(median, decimals=0)}. The official one gives more than "
            f"{percent(at, decimals=0)} of them. {_most(moves)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=(
            own,
            _figure("definitions of recovery that make sense and could be worked out", len(places), Unit.RATIO),
            *(
                _figure(f"recovery rate, {quantile:.0%} of definitions give less", float(value), Unit.PROPORTION)
                for quantile, value in zip(_QUANTILES, np.quantile(rates, _QUANTILES), strict=True)
            ),
            _figure("share of definitions that give less than the official one", at, Unit.PROPORTION),
            *(
                _figure(
                    f"share of the variance over definitions that hangs on: {ASKED[one.factor]}", one.in_all, Unit.RATIO
                )
                for one in moves
            ),
        ),
        figures=(
            FigureBlock(
                label="Recovery rate, official definition",
                estimate=own,
                of_whom=f"of {people(below)} finished courses but those not at caseness; the band has nine in ten definitions",
                definitions=(low, high),
            ),
        ),
        charts=(_curve(found, places, order, at), _by_choice(found, places)),
        caveats=(
            "No definition is the true one: each answers a question of its own. Definitions overlap, so that their number is no "
            "evidence, and not all are equally sensible to everybody.",
            "Which choices go together is a judgement of ours. Its rules are in the documentation, and were settled on made-up "
            "records. As a missing score counts as recovered only at the end of care, the choice of the missing score moves the "
            "rate less, and the official definition stands a little higher among all, than if that went with everything.",
            "Courses that began before the extract are left out, as their first scores were sent before; what is left are the "
            "shorter ones.",
            "A person referred again to a provider outside the extract, or to no service at all, is not seen.",
            *(
                ()
                if found.persons_known
                else (
                    "Persons cannot be followed from one referral to another here, so nothing is told by person or of later.",
                )
            ),
        ),
        method=_method(found, len(places)),
        sources=(*citations("G2021; TS2020; MM2026"), *_SOURCES),
        tables=(_choices_table(moves, found), _specifications_table(found, places[order])),
    )


_SOURCES = (
    "Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4: 1208-1214 (specification curve)",
    "Saltelli and others 2008, Global Sensitivity Analysis, 4.5 (shares of the variance)",
)


def _method(found: Evaluated, told: int) -> str:
    return (
        "Every course is reduced, in the engine, to a cell: how far above its line it began, how far below it ended, what each "
        f"criterion makes of it, how many contacts it had, and what came after. {count(told)} definitions are sums over cells; "
        f"{count(len(found.specifications) - told)} more are left out, as fewer than {LEAST} are counted. The share of the "
        "variance that hangs on a choice is what would be left of the variance over definitions, on average, were all other "
        "choices settled. The dose that NICE recommends is the fewest sessions its guideline names for the problem; guidelines "
        "are quoted from reviews and not yet checked."
    )


def _figure(name: str, value: float, unit: Unit) -> Estimate:
    return Estimate(name=name, value=value, unit=unit)


def _sensitivities(found: Evaluated, places: NDArray[np.intp]) -> tuple[Sensitivity, ...]:
    told = [found.specifications[place] for place in places]
    chosen = {factor: [getattr(one, factor) for one in told] for factor in FACTORS}
    try:
        return sensitivities(found.rates[places], chosen)
    except ValueError:
        return ()


def _most(moves: tuple[Sensitivity, ...]) -> str:
    if len(moves) < 2:
        return "All definitions give the same."
    first, second = (f"“{ASKED[one.factor].lower().rstrip('?')}”" for one in moves[:2])
    return f"Most hangs on {first}, then on {second}."


def _curve(found: Evaluated, places: NDArray[np.intp], order: NDArray[np.intp], at: float) -> SpecificationCurve:
    bins = np.array_split(order, min(_BINS, len(order)))
    rates = found.rates[places]
    told = [found.specifications[place] for place in places]
    rows = []
    for factor in FACTORS:
        codes = np.array([getattr(one, factor) for one in told])
        for choice in factors()[factor]:
            if (codes == choice.id).any():
                shares = tuple(float((codes[part] == choice.id).mean()) for part in bins)
                rows.append(
                    ChoiceRow(factor=ASKED[factor], label=choice.short, values=shares, official=choice.official)
                )
    low, high = float(rates.min()), float(rates.max())
    official = float(found.rates[found.official])
    return SpecificationCurve(
        title=f"{count(len(told))} definitions of recovery, from the lowest rate to the highest",
        subtitle="Rate of each, in order; below, the choices that definitions with such a rate make. Axis 0 to 100%",
        alt=f"Specification curve. {count(len(told))} definitions give {percent(low, decimals=0)} to "
        f"{percent(high, decimals=0)}; the official one gives more than {percent(at, decimals=0)} of them. Choices below.",
        note="The darker a mark, the more of the definitions at that place make the choice. Bold: the official choice. Upright "
        "line: the official definition.",
        values=tuple(float(rates[part].mean()) for part in bins),
        rows=tuple(rows),
        at=at,
        official=official,
    )


def _by_choice(found: Evaluated, places: NDArray[np.intp]) -> Dots:
    rates = found.rates[places]
    told = [found.specifications[place] for place in places]
    rows = []
    for factor in FACTORS:
        codes = np.array([getattr(one, factor) for one in told])
        for choice in factors()[factor]:
            own = rates[codes == choice.id]
            if own.size:
                low, middle, high = (float(value) for value in np.quantile(own, (0.25, 0.5, 0.75)))
                rows.append(
                    Dot(
                        label=f"{choice.short} (official)" if choice.official else choice.short,
                        value=middle,
                        text=percent(middle, decimals=0),
                        low=low,
                        high=high,
                        spread=(float(own.min()), float(own.max())),
                        role=Role.SUBJECT if choice.official else Role.OTHER,
                        group=ASKED[factor],
                    )
                )
    return Dots(
        title="What each choice gives, whatever the other choices are",
        subtitle="Rates of definitions that make the choice: middle one (dot), middle half (line), all (dashed). Axis 0 to 100%",
        alt="; ".join(f"{row.group}, {row.label}: {row.text}" for row in rows) + ".",
        note="Choices with dots far apart within a question move the rate; those with dots in a line do not.",
        rows=tuple(rows),
        domain=(0.0, 1.0),
        reference=(float(found.rates[found.official]), "official definition"),
    )


def _choices_table(moves: tuple[Sensitivity, ...], found: Evaluated) -> Table:
    hangs = {one.factor: one for one in moves}
    rows = []
    for choice, place in changed_alone(found):
        above, below = found.numerator[place], found.denominator[place]
        rate = float(above / below) if below else None
        whole = hangs.get(choice.factor)
        rows.append(
            (
                ASKED[choice.factor],
                f"{choice.words} (official)" if choice.official else choice.words,
                int(above),
                int(below),
                rate,
                None if rate is None else rate - float(found.rates[found.official]),
                round(whole.alone, 3) if whole else None,
                round(whole.in_all, 3) if whole else None,
            )
        )
    return Table(
        name="one-choice-at-a-time",
        caption="The recovery rate with one choice changed and all others official",
        columns=(
            Column(key="question", title="Question"),
            Column(key="choice", title="Choice"),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="counted", title="Counted", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
            Column(key="change", title="Change from official", unit=Unit.PERCENTAGE_POINT),
            Column(key="alone", title="Share of variance, alone", unit=Unit.RATIO),
            Column(key="in_all", title="Share of variance, with others", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="Shares of the variance over all definitions, for the question as a whole.",
    )


def _specifications_table(found: Evaluated, places: NDArray[np.intp]) -> Table:
    rates = found.rates
    return Table(
        name="every-definition",
        caption="Every definition, from the lowest rate to the highest",
        columns=(
            *(Column(key=factor, title=ASKED[factor]) for factor in FACTORS),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="counted", title="Counted", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                *(short(factor, chosen) for factor, chosen in found.specifications[place].choices.items()),
                int(found.numerator[place]),
                int(found.denominator[place]),
                float(rates[place]),
            )
            for place in places
        ),
    )
