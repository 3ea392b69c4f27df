"""A claim on trial: the figure under the claim as its own words define it, and under other declared definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from caseness.checks import estimating
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.errors import CannotRun
from caseness.vocabulary import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.claims.stated import Stated
    from caseness.checks.inputs import Input
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One definition, base or year under which a claim can be read, and the figure found there.

    ``name`` says which, so that "… of 635,185 ``name``" reads well. ``estimate`` is None where the sources lack it.
    ``stated`` is the claimed figure it is set against, where it is not the trial's own. ``inputs`` are the cited
    figures used. ``clause`` becomes the condition of the verdict if this reading alone bears the claim out. ``source``
    is where the figure comes from, if from one of the trial's sources only, ``saying`` its sentence to quote, if not the
    trial's.
    """

    name: str
    estimate: Estimate | None
    stated: Stated | None = None
    inputs: tuple[Input, ...] = ()
    clause: str = ""
    source: str = ""
    saying: str = ""

    @property
    def unverified(self) -> bool:
        """Whether the figure hangs on an input not seen at its source."""
        return any(not given.verified for given in self.inputs)

    @property
    def of_claimed_inputs_only(self) -> bool:
        """Whether the figure is plain arithmetic on figures of the claim itself."""
        return bool(self.inputs) and all(given.claimed for given in self.inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Everything the verdict rule needs to know about one claim, and what the report says of it.

    ``what`` is measured; every reading in ``as_stated`` has to match for the claim to hold as stated, any reading in
    ``otherwise`` for it to hold in part; ``beside`` are figures shown that no reading of the claim's words gives.
    ``also`` follows the answer's first sentence; ``saying`` is the sentence to quote, with ``{figure}`` and ``{of}``
    (whom, and when) for the reading shown. ``holds``, ``fails``, ``untold`` are clauses for those verdicts.
    """

    what: str
    stated: Stated
    as_stated: tuple[Reading, ...]
    otherwise: tuple[Reading, ...] = ()
    beside: tuple[Reading, ...] = ()
    also: str = ""
    saying: str = ""
    holds: str = "as stated and defined"
    fails: str = "no definition, base or year tried reaches it"
    untold: str = ""
    caveats: tuple[str, ...] = ()
    method: str = ""
    sources: tuple[str, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All readings, those of the claim's words first."""
        return (*self.as_stated, *self.otherwise, *self.beside)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The cited figures used in any reading."""
        return tuple(dict.fromkeys(given for reading in self.readings for given in reading.inputs))

    def claimed(self, reading: Reading) -> Stated:
        """The claimed figure a reading is set against."""
        return reading.stated or self.stated

    def matches(self, reading: Reading) -> bool | None:
        """Whether the words of the claim are true of a reading's figure.

        None where there is no figure, and where only limits reach what the words allow: those that rounding leaves, or
        those of a figure that is not known beyond them. Limits that do not reach it are no match.
        """
        found = reading.estimate
        if found is None:
            return None
        if found.value is not None and self.claimed(reading).allows(found.value):
            return True
        limits_only = found.value is None or found.interval is Interval.ROUNDING
        if limits_only and found.low is not None and found.high is not None:
            return None if self.claimed(reading).meets(found.low, found.high) else False
        return None if found.value is None else False


def share(
    name: str,
    numerator: float,
    denominator: float,
    period: Period | None = None,
    *,
    chance: bool = True,
    level: Level | None = Level.ENGLAND,
    org_code: str | None = None,
    stated: Stated | None = None,
    inputs: tuple[Input, ...] = (),
    clause: str = "",
) -> Reading:
    """A reading whose figure is a share of a count."""
    estimate = estimating.share(name, numerator, denominator, period, chance=chance, level=level, org_code=org_code)
    return Reading(name=name, estimate=estimate, stated=stated, inputs=inputs, clause=clause)


def value(
    name: str,
    figure: float | None,
    unit: Unit = Unit.COUNT,
    period: Period | None = None,
    *,
    level: Level | None = Level.ENGLAND,
    org_code: str | None = None,
    stated: Stated | None = None,
    inputs: tuple[Input, ...] = (),
    clause: str = "",
) -> Reading:
    """A reading whose figure is a count, a sum of money or another plain number."""
    estimate = estimating.tally(name, figure, period, unit=unit, level=level, org_code=org_code)
    return Reading(name=name, estimate=estimate, stated=stated, inputs=inputs, clause=clause)


def cited(name: str, given: Input, *, stated: Stated | None = None, clause: str = "") -> Reading:
    """A reading whose figure is a cited one."""
    estimate = Estimate(name=name, value=given.value, unit=given.unit)
    return Reading(name=name, estimate=estimate, stated=stated, inputs=(given,), clause=clause)


def missing(name: str) -> Reading:
    """A reading that the sources have no figure for."""
    return Reading(name=name, estimate=None)


FromPublished: TypeAlias = "Callable[[Published], Trial]"
FromInputs: TypeAlias = "Callable[[], Trial]"

_FROM_PUBLISHED: dict[str, FromPublished] = {}
_FROM_INPUTS: dict[str, FromInputs] = {}


def from_published(claim: str) -> Callable[[FromPublished], FromPublished]:
    """Declare the test of a claim that reads published statistics."""

    def register(function: FromPublished) -> FromPublished:
        _FROM_PUBLISHED[claim] = function
        return function

    return register


def from_inputs(claim: str) -> Callable[[FromInputs], FromInputs]:
    """Declare the test of a claim that is arithmetic on cited figures."""

    def register(function: FromInputs) -> FromInputs:
        _FROM_INPUTS[claim] = function
        return function

    return register


def claims_with_tests() -> set[str]:
    """The ids of claims that have a computed test."""
    return set(_FROM_PUBLISHED) | set(_FROM_INPUTS)


def module_of_test(claim: str) -> tuple[str, ...]:
    """The module in which a claim's test is written; none where no test is."""
    tests = (_FROM_PUBLISHED.get(claim), _FROM_INPUTS.get(claim))
    return tuple(test.__module__ for test in tests if test)


def attempt(claim: str, published: Published | None) -> Trial | CannotRun | None:
    """Run the test of a claim: its trial, what the sources lack for it, or None where no test is written."""
    if claim in _FROM_INPUTS:
        return _FROM_INPUTS[claim]()
    if claim not in _FROM_PUBLISHED:
        return None
    if published is None:
        return CannotRun("no published statistics were given", settled_by="the official statistics as published")
    try:
        return _FROM_PUBLISHED[claim](published)
    except CannotRun as lack:
        return lack
