"""From what a test said of each unit to an answer: effect first, then how sure, then what else could explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import (
    Answer,
    Cell,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.forensics.beside import beside
from caseness.checks.forensics.drawing import charts
from caseness.checks.forensics.months import onsets
from caseness.checks.forensics.power import could_have_seen, power_column
from caseness.checks.forensics.runs_of_months import months_table
from caseness.checks.forensics.testing import FALSE_DISCOVERIES, LEAST_OF_A_THERAPIST
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.forensics.fellows import ALONE
from caseness.forensics.signals import CONFIDENCE
from caseness.vocabulary import Level
from caseness.wording import count, decimal, listed, points

if TYPE_CHECKING:
    from caseness.checks.forensics.testing import AtLevel, Said
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals

_NAMED = 6  # flagged providers named in the answer; the table has all


def answer(said: Said) -> Answer:
    """The answer of one test. Raises `CannotRun` where it could say nothing of anybody."""
    levels = [level for level in (said.england, said.providers, said.therapists) if level]
    if not any(level.told for level in levels):
        raise _cannot_run(said, levels)
    flagged = said.flags
    return Answer(
        short=said.test.title,
        answer=" ".join(part for part in (_of_england(said), _of_providers(said), _of_therapists(said)) if part),
        verdict=Verdict.FLAG_1 if flagged else Verdict.NO_FLAG,
        condition=_condition(said),
        estimates=_estimates(said),
        figures=_figures(said),
        charts=charts(said),
        caveats=tuple(_sentence(text) for text in said.test.innocent),
        method=_method(said),
        sources=(said.test.source,),
        tables=(
            *onsets(said),
            *months_table(said.runs, said.begin),
            *beside(said),
            *(_table(said, name, level) for name, level in _by_unit(said)),
        ),
    )


def _cannot_run(said: Said, levels: list[AtLevel]) -> CannotRun:
    """What the extract lacks altogether, or what there is too little of."""
    if said.lacking:
        return CannotRun(said.lacking, settled_by=f"an extract with {listed([need.value for need in said.test.needs])}")
    reasons = {str(reason) for level in levels for reason in level.signals.reason if reason}
    settled_by = "an extract of more courses, months or providers"
    return CannotRun(listed(sorted(reasons - {ALONE}) or [ALONE]), settled_by=settled_by)


def _of_england(said: Said) -> str:
    if said.england is None:
        return ""
    signals = said.england.signals
    if signals.reason[0] == ALONE:
        return ""
    if not said.england.told:
        return f"Of England as a whole nothing can be said: {signals.reason[0]}."
    if said.england.flagged[0]:
        return f"England is flagged: {_effect(said, signals, 0)}."
    return f"England shows no flag: {_effect(said, signals, 0)}. {could_have_seen(said.test, signals, 0)}"


def _of_providers(said: Said) -> str:
    if said.providers is None:
        return ""
    if said.providers.signals.units == 1:
        return "All records are of one provider."
    told, names = said.providers.told, flagged_names(said.providers)
    if not told:
        few = sorted({reason for reason in said.providers.signals.reason if reason})
        return f"No provider could be told about: {listed(few)}."
    which = "none is flagged"
    if names:
        shown = listed([*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])])
        which = f"{count(len(names))} {_are(len(names))} flagged: {shown}"
    whose = f"{count(told)} providers" if told > 1 else "the one provider"
    return f"Of {whose} with records enough {which}.{_seen_in_the_middle(said.test, said.providers)}"


def _seen_in_the_middle(test: ForensicTest, level: AtLevel) -> str:
    """What could have been seen at the provider of middle size among those without a flag."""
    silent = np.flatnonzero(level.signals.told & ~level.flagged)
    if not len(silent):
        return ""
    middle = int(silent[np.argsort(level.signals.n[silent])[len(silent) // 2]])
    seen = could_have_seen(test, level.signals, middle)
    return f" Of those without a flag, at the one of middle size: {seen[0].lower()}{seen[1:]}"


def _of_therapists(said: Said) -> str:
    if said.therapists is None or not said.therapists.told:
        return ""
    number = int(said.therapists.flagged.sum())
    which = f"{count(number)} {_are(number)}" if number else "none is"
    return f"Of {count(said.therapists.told)} therapists there, under pseudonyms, {which} flagged."


def flagged_names(level: AtLevel) -> list[str]:
    """The units with a flag that stands, by name."""
    return [level.names[place] for place in np.flatnonzero(level.flagged)]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _effect(said: Said, signals: Signals, place: int) -> str:
    """The effect as recoveries and points where it has that meaning, else in the test's own unit; with intervals."""
    if np.isfinite(signals.recoveries[place]):
        most = signals.recoveries[place]
        seen = "what the test sees" if most > 0 else "nothing in the direction it looks for; what it sees"
        low, high = sorted((signals.recoveries_low[place], signals.recoveries_high[place]))
        ends = sorted((signals.points_low[place], signals.points_high[place]))
        rate = (
            f", or {points(signals.points[place], 2)} of the recovery rate "
            f"({points(ends[0], 2)} to {points(ends[1], 2)})"
            if np.isfinite(signals.points[place])
            else ""
        )
        return f"{seen} would account for {count(round(most))} recoveries ({count(round(low))} to {count(round(high))}){rate}"
    low, value, high = (decimal(getattr(signals, name)[place], 3) for name in ("low", "effect", "high"))
    return f"{value} ({low} to {high}), {said.test.effect_unit}"


def _condition(said: Said) -> str:
    parts = []
    if said.england and said.england.told:
        parts.append(f"England: z {decimal(said.england.signals.statistic[0], 1)}")
    if said.providers:
        parts.append(f"providers flagged: {count(int(said.providers.flagged.sum()))} of {count(said.providers.told)}")
    return "; ".join(parts)


def _estimates(said: Said) -> tuple[Estimate, ...]:
    found = []
    for level, where in ((said.england, Level.ENGLAND), (said.providers, Level.PROVIDER)):
        if level is None:
            continue
        for place in np.flatnonzero(level.signals.told):
            if where is Level.PROVIDER and not level.flagged[place]:
                continue
            found += _estimates_of(said, level, int(place), where)
    if said.providers:
        for name, value in (
            ("providers tested", said.providers.told),
            ("providers flagged", int(said.providers.flagged.sum())),
        ):
            found.append(Estimate(name=name, value=value, unit=Unit.RATIO, level=Level.PROVIDER))
    return tuple(found)


def _estimates_of(said: Said, level: AtLevel, place: int, where: Level) -> list[Estimate]:
    signals, found = level.signals, []
    code = level.names[place] if where is Level.PROVIDER else None
    n = float(signals.n[place])
    for name, prefix, unit in (
        (said.test.effect_unit, "", Unit.RATIO),
        ("recoveries it would account for", "recoveries", Unit.RATIO),
        ("points of the recovery rate, at most", "points", Unit.PERCENTAGE_POINT),
    ):
        value, low, high = (
            float(getattr(signals, key)[place])
            for key in ((prefix or "effect"), f"{prefix}_low".lstrip("_"), f"{prefix}_high".lstrip("_"))
        )
        if np.isfinite(value):
            found.append(
                Estimate(
                    name=name,
                    value=value,
                    low=low,
                    high=high,
                    interval=Interval.SAMPLING,
                    confidence=CONFIDENCE,
                    unit=unit,
                    denominator=n,
                    level=where,
                    org_code=code,
                )
            )
    return found


def _figures(said: Said) -> tuple[FigureBlock, ...]:
    if said.england is None or not said.england.told:
        return ()
    estimates = _estimates_of(said, said.england, 0, Level.ENGLAND)
    shown = estimates[-1]
    of_whom = f"of {people(int(said.england.signals.n[0]))} {said.test.counted}, England"
    return (FigureBlock(label=_sentence(shown.name).rstrip("."), estimate=shown, of_whom=of_whom),)


def _by_unit(said: Said) -> list[tuple[str, AtLevel]]:
    found = [("providers", said.providers), ("therapists", said.therapists)]
    return [(name, level) for name, level in found if level is not None]


def _table(said: Said, name: str, level: AtLevel) -> Table:
    s = level.signals
    power = power_column(said.test, s)

    def row(place: int) -> tuple[Cell, ...]:
        numbers = [_cell(getattr(s, key)[place]) for key in _NUMBERS]
        state = "flag" if level.flagged[place] else "no flag" if s.told[place] else str(s.reason[place])
        return (level.names[place], int(s.n[place]), *numbers, *([power[1][place]] if power else []), state)

    shown = [place for place in range(s.units) if name == "providers" or s.told[place]]
    known = power[2] if power else "No power is known at these sizes."
    return Table(
        name=name,
        caption=f"{said.test.title}, by {name.removesuffix('s')}: effect with 95% interval and what became of it",
        columns=(
            Column(key="unit", title=name.removesuffix("s").capitalize()),
            Column(key="n", title=said.test.counted.capitalize(), unit=Unit.COUNT),
            *(Column(key=key, title=title, unit=Unit.RATIO) for key, title in _NUMBERS.items()),
            *([power[0]] if power else []),
            Column(key="state", title="Result"),
        ),
        rows=tuple(row(place) for place in shown),
        note=f"Effect: {said.test.effect_unit}. Recoveries: how many it would account for, at most. {known}",
    )


_NUMBERS = {
    "effect": "Effect",
    "low": "From",
    "high": "To",
    "statistic": "z",
    "p": "p",
    "recoveries": "Recoveries",
    "recoveries_low": "Recoveries, from",
    "recoveries_high": "Recoveries, to",
}


def _cell(value: float) -> Cell:
    return float(f"{value:.4g}") if np.isfinite(value) else "[z]"


def _method(said: Said) -> str:
    test = said.test
    return (
        f"{test.id}. What it catches: {test.catches}. At least {count(test.minimum)} {test.counted} in each unit. One-sided size "
        f"{100 * test.size:g}%; default flag: {test.flag}. A flag stands if it is also among the discoveries of its family "
        f"({test.family.value}) at its level with false discoveries held at {100 * FALSE_DISCOVERIES:g}% (Benjamini and "
        f"Hochberg 1995); so where nothing is wrong anywhere, {round(100 * FALSE_DISCOVERIES)} audits in 100 show any flag of a "
        f"family and level. Therapists are looked at only if asked for, at flagged providers, from {LEAST_OF_A_THERAPIST} cases. "
        f"What would settle it: {test.settles}."
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."
