"""What the tests on altered scores, on stopping and on last drops say together of England and of each provider.

Honest early stopping and moved scores both pile last scores just below the line. Each leaves its own trace: a stopping rule in
the chance of an ending and not in the scores; moved scores in all scores; invented last forms in the last step alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.forensics.power import power_table
from caseness.checks.forensics.runs_of_months import THROUGHOUT, months_table
from caseness.checks.forensics.testing import put_to_tests
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.forensics.reading import read
from caseness.forensics.reading.units import Grouping
from caseness.forensics.signature import MEANINGS, Reading, evidence_grade, signature
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.statistics.harmonic_mean_p import harmonic_mean_p
from caseness.vocabulary import Level
from caseness.wording import count, decimal, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.checks.forensics.testing import Said

    Flags = NDArray[np.bool_]

_PAIR = ("F02", "F03", "F06")
_STRUCTURAL = ("F08", "F09", "F10")
_AT_THE_LINE = (Reading.STOPPING, Reading.STOPPING_AND_INVENTED)
_DOUBTFUL = (
    "courses end when the line is crossed; scores just below it are more than a smooth curve has, though without a flag, so that "
    "moved scores are not excluded"
)
_LEAST_PRINTED = 0.001
_NAMED = 6  # providers named in the answer; the table has all
_GRADES = (Verdict.NO_FLAG, Verdict.FLAG_1, Verdict.FLAG_2, Verdict.FLAG_3)


@dataclass(frozen=True, slots=True)
class _Signed:
    """Units with their reading, whether it was found again in the half held out, structural flags and grade.

    ``doubtful`` are those with a reading of courses that end at the line, whose scores F02 rejects at its nominal size.
    """

    names: tuple[str, ...]
    readings: NDArray[np.int64]
    again: Flags
    structural: Flags
    grades: NDArray[np.int64]
    told: Flags
    doubtful: Flags

    def says(self, place: int) -> str:
        """The reading of a unit in words."""
        if not self.told[place]:
            return "too few to say"
        return _DOUBTFUL if self.doubtful[place] else MEANINGS[Reading(self.readings[place])].says


@check(chapter=Chapter.FORENSICS, needs=[Records], order=10)
def forensic_signatures(records: Records) -> Answer:
    """What do the tests on scores, on endings and on last forms say together?"""
    tests = put_to_tests(records)
    england, providers = (_signed(records, tests, pooled=pooled) for pooled in (True, False))
    if not (england.told.any() or providers.told.any()):
        lacking = next((str(reason) for reason in _reasons(tests) if reason), "needs scores of each occasion")
        raise CannotRun(lacking, settled_by="an extract with more finished courses and their scores")
    grade = int(max(england.grades.max(initial=0), providers.grades.max(initial=0)))
    shown = {Reading(reading) for one in (england, providers) for reading in one.readings if reading}
    return Answer(
        short="Signatures",
        answer=" ".join([*_of_england(england), _of_providers(tests, providers), *_of_single_tests(tests, providers)]),
        verdict=_GRADES[grade],
        condition=f"England and {count(int(providers.told.sum()))} providers with records enough",
        estimates=(
            *_numbers(providers),
            Estimate(
                name="grade of evidence, England", value=int(england.grades[0]), unit=Unit.SCORE, level=Level.ENGLAND
            ),
        ),
        figures=(
            FigureBlock(
                label="Providers with a flag",
                estimate=_share_flagged(tests, providers),
                of_whom=f"{count(int((providers.grades > 0).sum()))} of {count(_looked_at(tests))} that any test could look at",
            ),
        ),
        caveats=tuple(
            f"{_capital(text)}."
            for reading in sorted(shown or {Reading.NOTHING})
            for text in MEANINGS[reading].cannot_exclude
        ),
        method=(
            "Signature of F02 (scores moved over the line), F03 (endings at the line) and F06 (last drops), each by its default "
            "flag with false discoveries held at 5%. Grade 1: any flag. Grade 2: a signature that is found again, at the "
            "tests’ nominal size, in a half of the courses held out. Grade 3: a structural record besides (F08 forms given "
            "twice, F09 last forms where nobody came, F10 copied forms). Grade 4, confirmation by source documents or by the "
            "patients, is beyond any statistic and never given here."
        ),
        sources=(
            "error rates of each signature: caseness forensics validate",
            "Vovk and Wang 2020, Biometrika 107: 791-808",
        ),
        tables=(
            _table(tests, england, providers),
            *months_table([run for said in tests.values() for run in said.runs], next(iter(tests.values())).begin),
            power_table([tests[identity] for identity in _PAIR]),
        ),
    )


def _signed(records: Records, tests: dict[str, Said], *, pooled: bool) -> _Signed:
    def level(identity: str) -> tuple[Flags, Flags] | None:
        """The flags that stand and where anything was told."""
        at = tests[identity].england if pooled else tests[identity].providers
        return None if at is None else (at.flagged, at.signals.told)

    whose = next((at for one in tests.values() if (at := one.england if pooled else one.providers)), None)
    names = whose.names if whose else ()
    nothing = np.zeros(len(names), bool)
    flags = {identity: found[0] if (found := level(identity)) else nothing for identity in tests}
    told = [found[1] for identity in _PAIR if (found := level(identity))]
    readings = signature(*(flags[identity] for identity in _PAIR))
    structural = np.logical_or.reduce([nothing, *(flags[identity] for identity in _STRUCTURAL)])
    again = (_held_out(records, tests, pooled=pooled, size=len(names)) == readings) & (readings > 0)
    flagged = np.logical_or.reduce([nothing, *flags.values()])
    return _Signed(
        names,
        readings,
        again,
        structural,
        evidence_grade(flagged, again, structural),
        np.logical_or.reduce([nothing, *told]),
        np.isin(readings, _AT_THE_LINE) & _rejected(tests["F02"], nothing, pooled=pooled),
    )


def _rejected(said: Said, nothing: Flags, *, pooled: bool) -> Flags:
    """Where a test rejects at its nominal size."""
    at = said.england if pooled else said.providers
    return nothing if at is None else np.nan_to_num(at.signals.p, nan=1.0) < said.test.size


def _held_out(records: Records, tests: dict[str, Said], *, pooled: bool, size: int) -> NDArray[np.int64]:
    """The readings of the half held out, each test at its nominal size."""
    pathways = pathways_of(records)
    positive = []
    for identity in _PAIR:
        test = tests[identity].test
        tables = [read(pathways, kind, Grouping.HELD_OUT).table for kind in test.evidence]
        given = [table for table in tables if table is not None]
        if len(given) < len(tables) or not given[0].units:
            return np.zeros(size, np.int64)
        signals = test.run(*(table.pooled() if pooled else table for table in given))
        positive.append(np.nan_to_num(signals.p, nan=1.0) < test.size)
    return signature(*positive)


def _reasons(tests: dict[str, Said]) -> list[str]:
    found = []
    for identity in _PAIR:
        found += [tests[identity].lacking]
        found += [str(at.signals.reason[0]) for at in (tests[identity].england,) if at]
    return found


def _of_england(england: _Signed) -> list[str]:
    if not england.told.any():
        return ["Of England too few courses are there to say anything."]
    return [f"England: {england.says(0)}."]


def _when(tests: dict[str, Said], name: str) -> str:
    """A provider with the months in which its signature is clearest: “SYNPE (clearest Oct 2024 to Mar 2025)”."""
    said = [(run, tests[identity].begin) for identity in _PAIR for run in tests[identity].runs if run.provider == name]
    if not said:
        return name
    run, begin = max(said, key=lambda pair: pair[0].inside)
    words = run.words(begin)
    return f"{name} ({words})" if words == THROUGHOUT else f"{name} (clearest {words})"


def _of_providers(tests: dict[str, Said], providers: _Signed) -> str:
    told = int(providers.told.sum())
    if not told:
        return "No provider has enough records to be told about."
    alike: dict[str, list[str]] = {}
    for place in np.argsort(providers.readings, kind="stable"):
        if providers.readings[place] != Reading.NOTHING:
            alike.setdefault(providers.says(place), []).append(_when(tests, providers.names[place]))
    parts = [f"{listed(names)}: {says}" for says, names in alike.items()]
    if len(providers.names) == 1:
        return "All records are of one provider."
    if not parts:
        return f"Of {count(told)} providers with records enough none shows a signature; what could have been seen is tabled."
    return f"Of {count(told)} providers with records enough: {'; '.join(parts)}."


def _of_single_tests(tests: dict[str, Said], providers: _Signed) -> list[str]:
    """Which providers have a flag of some test, and no signature."""
    alone = np.flatnonzero((providers.grades > 0) & (providers.readings == Reading.NOTHING))
    if not len(alone):
        return []
    named = [f"{providers.names[place]} ({', '.join(_flagged(tests, int(place), pooled=False))})" for place in alone]
    shown = listed([*named[:_NAMED], *([f"{len(named) - _NAMED} more"] if len(named) > _NAMED else [])])
    return [f"Single tests raise a flag, which alone is no signature, at {shown}."]


def _flagged(tests: dict[str, Said], place: int, *, pooled: bool) -> list[str]:
    """The tests by which a unit has a flag."""
    at = {identity: one.england if pooled else one.providers for identity, one in tests.items()}
    return [identity for identity, level in at.items() if level and level.flagged[place]]


def _numbers(providers: _Signed) -> list[Estimate]:
    return [
        Estimate(
            name="providers with any flag",
            value=int((providers.grades > 0).sum()),
            unit=Unit.RATIO,
            level=Level.PROVIDER,
        ),
        Estimate(
            name="providers with a signature",
            value=int((providers.readings > 0).sum()),
            unit=Unit.RATIO,
            level=Level.PROVIDER,
        ),
    ]


def _looked_at(tests: dict[str, Said]) -> int:
    """How many providers any test could say something of."""
    told = [one.providers.signals.told for one in tests.values() if one.providers]
    return int(np.logical_or.reduce(told).sum()) if told else 0


def _share_flagged(tests: dict[str, Said], providers: _Signed) -> Estimate:
    """A share of providers, not of people: no count of anybody is behind it."""
    looked = _looked_at(tests)
    share = int((providers.grades > 0).sum()) / looked if looked else None
    return Estimate(
        name="providers with any flag, of those looked at", value=share, unit=Unit.PROPORTION, level=Level.PROVIDER
    )


def _table(tests: dict[str, Said], england: _Signed, providers: _Signed) -> Table:
    def statistic(identity: str, place: int, *, pooled: bool) -> Cell:
        at = tests[identity].england if pooled else tests[identity].providers
        value = float(at.signals.statistic[place]) if at else np.nan
        return decimal(value, 1) if np.isfinite(value) else "[z]"

    def row(signed: _Signed, place: int, *, pooled: bool) -> tuple[Cell, ...]:
        reading = Reading(signed.readings[place])
        at = {identity: one.england if pooled else one.providers for identity, one in tests.items()}
        every = float(harmonic_mean_p([level.signals.p[place] for level in at.values() if level]))
        return (
            signed.names[place],
            str(signed.grades[place]),
            signed.says(place),
            *(statistic(identity, place, pooled=pooled) for identity in _PAIR),
            "yes" if signed.again[place] else "no" if reading else "[z]",
            _probability(every),
            ", ".join(_flagged(tests, place, pooled=pooled)) or "none",
            ", ".join(MEANINGS[reading].look_next) or "[z]",
        )

    return Table(
        name="signatures",
        caption="The reading of each unit, its grade of evidence, and what was flagged",
        columns=(
            Column(key="unit", title="Unit"),
            Column(key="grade", title="Grade"),
            Column(key="reading", title="Reading"),
            *(Column(key=identity.lower(), title=f"z of {identity}") for identity in _PAIR),
            Column(key="held_out", title="Found again in the half held out"),
            Column(key="together", title="p of all tests together"),
            Column(key="flagged", title="Tests flagged"),
            Column(key="next", title="Look next at"),
        ),
        rows=(
            *(row(england, place, pooled=True) for place in range(len(england.names))),
            *(row(providers, place, pooled=False) for place in range(len(providers.names))),
        ),
        note="z: how many standard errors from what is expected where nothing is wrong. p of all tests together: that none "
        "of them has anything to find, by the harmonic mean, which holds however they depend on each other (Vovk and Wang 2020).",
    )


def _probability(p: float) -> str:
    if not np.isfinite(p):
        return "[z]"
    return f"{p:.2g}" if p >= _LEAST_PRINTED else f"under {_LEAST_PRINTED}"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
