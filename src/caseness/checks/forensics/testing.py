"""Every forensic test run once on an extract: England, its providers and, if asked for, therapists of flagged providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from caseness.checks.forensics.runs_of_months import runs_of_months
from caseness.forensics.evidence import Courses
from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.forensics.reading import read
from caseness.forensics.reading.units import Grouping
from caseness.forensics.registry import Need, forensic_tests
from caseness.pathways import pathways_of
from caseness.statistics.funnel import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from caseness.checks.forensics.runs_of_months import Run
    from caseness.forensics.evidence import Evidence
    from caseness.forensics.reading import Reading
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals
    from caseness.pathways import Pathways
    from caseness.sources.records import Records

FALSE_DISCOVERIES = 0.05
"""The share of flags, within one family of tests and one level, that may be false."""

LEAST_OF_A_THERAPIST = 30
"""Cases among the finished courses of a therapist, below which nothing is told."""


@dataclass(frozen=True, slots=True)
class AtLevel:
    """The signals of one test at one level; ``flagged`` are the flags that stand after allowing for many looks."""

    names: tuple[str, ...]
    providers: tuple[str, ...]
    signals: Signals
    flagged: NDArray[np.bool_]

    @property
    def told(self) -> int:
        """Of how many units the test could say something."""
        return int(self.signals.told.sum())


@dataclass(frozen=True, slots=True)
class Said:
    """What one test said of an extract. A level at which it could not be done is None, ``lacking`` says why it ran at none.

    ``evidence`` are its tables by provider, ``queries`` what they were read with, ``begin`` the first day of the extract;
    ``runs`` are the months in which each flagged provider shows the sign.
    """

    test: ForensicTest
    england: AtLevel | None
    providers: AtLevel | None
    therapists: AtLevel | None
    evidence: dict[type[Evidence], Evidence]
    queries: tuple[str, ...]
    begin: date
    lacking: str = ""
    runs: tuple[Run, ...] = ()

    @property
    def flags(self) -> int:
        """How many flags stand, England's among them."""
        return sum(int(level.flagged.sum()) for level in (self.england, self.providers) if level)


def put_to_tests(records: Records) -> dict[str, Said]:
    """Every test by its number, run once for an extract."""
    key = f"forensic tests, therapists {records.therapists}"
    if key not in records.remembered:
        records.remembered[key] = _tested(records)
    found: dict[str, Said] = records.remembered[key]
    return found


def _tested(records: Records) -> dict[str, Said]:
    pathways = pathways_of(records)
    runs = [_Run(test, pathways) for test in forensic_tests()]
    england = {run.test.id: run.signals(Grouping.PROVIDER, pooled=True) for run in runs}
    providers = {run.test.id: run.signals(Grouping.PROVIDER) for run in runs}
    families = {run.test.id: run.test.family.value for run in runs}
    stand = discovered(families, _told(providers))
    therapists: dict[str, Signals | None] = dict.fromkeys(providers)
    if records.therapists:
        looked_at = {
            run.names(Grouping.PROVIDER)[place]
            for run in runs
            if (signals := providers[run.test.id]) is not None
            for place in np.flatnonzero(stand[run.test.id] & signals.flagged)
        }
        therapists = {run.test.id: run.of_therapists(looked_at) for run in runs}
    levels = (england, providers, therapists)
    fallen = [discovered(families, _told(level)) for level in levels]
    return {run.test.id: run.tested(levels, fallen) for run in runs}


def _told(level: Mapping[str, Signals | None]) -> dict[str, NDArray[np.float64]]:
    return {test: signals.p for test, signals in level.items() if signals is not None}


@dataclass(frozen=True, slots=True)
class _Run:
    """One test with an extract."""

    test: ForensicTest
    pathways: Pathways

    @property
    def by_therapist_only(self) -> bool:
        return Need.THERAPISTS in self.test.needs

    def readings(self, grouping: Grouping) -> list[Reading]:
        return [read(self.pathways, kind, grouping) for kind in self.test.evidence]

    def shown(self) -> list[Reading]:
        """By provider: what the test rests on, and what is shown beside it."""
        return [read(self.pathways, kind, Grouping.PROVIDER) for kind in (*self.test.evidence, *self.test.beside)]

    def tables(self, grouping: Grouping) -> list[Evidence] | None:
        found = [reading.table for reading in self.readings(grouping)]
        given = [table for table in found if table is not None]
        return given if len(given) == len(found) else None

    def names(self, grouping: Grouping) -> tuple[str, ...]:
        return self.readings(grouping)[0].units.names

    def signals(self, grouping: Grouping, *, pooled: bool = False) -> Signals | None:
        tables = None if self.by_therapist_only else self.tables(grouping)
        if tables is None or not tables[0].units:
            return None
        return self.test.run(*(table.pooled() if pooled else table for table in tables))

    def of_therapists(self, providers: set[str]) -> Signals | None:
        """Of the therapists at these providers; what rests on fewer than `LEAST_OF_A_THERAPIST` cases is withheld."""
        tables = self.tables(Grouping.THERAPIST)
        courses = read(self.pathways, Courses, Grouping.THERAPIST)
        if tables is None or not isinstance(courses.table, Courses):
            return None
        few = courses.table.cases < LEAST_OF_A_THERAPIST
        elsewhere = ~np.isin(courses.units.providers, sorted(providers))
        hidden = few | (elsewhere & (not self.by_therapist_only))
        return None if hidden.all() else self.test.run(*tables).without(hidden, "withheld: few cases, or no flag above")

    def tested(
        self, levels: Sequence[dict[str, Signals | None]], fallen: Sequence[dict[str, NDArray[np.bool_]]]
    ) -> Said:
        groupings = (Grouping.PROVIDER, Grouping.PROVIDER, Grouping.THERAPIST)
        at: list[AtLevel | None] = []
        for place, (level, grouping) in enumerate(zip(levels, groupings, strict=True)):
            signals = level[self.test.id]
            if signals is None:
                at.append(None)
                continue
            whose = self.readings(grouping)[0].units
            names, providers = (("England",), ("",)) if place == 0 else (whose.names, whose.providers)
            at.append(AtLevel(names, providers, signals, signals.flagged & fallen[place][self.test.id]))
        readings = self.shown()
        runs, queries = self.runs(at[1])
        return Said(
            test=self.test,
            england=at[0],
            providers=at[1],
            therapists=at[2],
            evidence={type(one.table): one.table for one in readings if one.table is not None},
            queries=tuple(dict.fromkeys((*(query for one in readings for query in one.queries), *queries))),
            begin=cast("date", self.pathways.months.begin),
            lacking="" if any(at) else self._lacking(),
            runs=runs,
        )

    def runs(self, providers: AtLevel | None) -> tuple[tuple[Run, ...], tuple[str, ...]]:
        """The months of the flags that stand, and the queries; none of a test that itself looks for months."""
        tables = self.tables(Grouping.PROVIDER)
        if providers is None or tables is None or MonthlyCourses in self.test.evidence:
            return (), ()
        return runs_of_months(
            self.test, self.pathways, tables, providers.names, map(int, np.flatnonzero(providers.flagged))
        )

    def _lacking(self) -> str:
        if self.by_therapist_only and not self.pathways.records.therapists:
            return "looks at single therapists, which is off unless asked for"
        if self.by_therapist_only and self.tables(Grouping.THERAPIST) and self.names(Grouping.THERAPIST):
            return f"looks at single therapists, none of whom has {LEAST_OF_A_THERAPIST} cases"
        return f"needs {', '.join(need.value for need in self.test.needs)}"


def discovered(families: Mapping[str, str], p: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.bool_]]:
    """Which null hypotheses fall, of each test and unit, with false discoveries held within each family.

    ``families`` has the family of each test, ``p`` its probabilities at one level, NaN where nothing was told. Source: Benjamini
    and Hochberg 1995, Journal of the Royal Statistical Society B 57: 289-300.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    for family in dict.fromkeys(families[test] for test in p):
        tests = [test for test in p if families[test] == family]
        every = np.concatenate([p[test] for test in tests])
        told = ~np.isnan(every)
        rejected = np.zeros(len(every), bool)
        if told.any():
            rejected[told] = benjamini_hochberg(every[told], FALSE_DISCOVERIES)
        found |= dict(zip(tests, np.split(rejected, np.cumsum([len(p[test]) for test in tests])[:-1]), strict=True))
    return found
