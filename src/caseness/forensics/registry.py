"""How a test is declared and found: a module in ``forensics.cards`` with a function under ``@forensic_test``."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from caseness.forensics.worlds.world import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.forensics.evidence import Evidence
    from caseness.forensics.signals import Signals


class Need(StrEnum):
    """What a source must carry for a test."""

    TOTALS = "scores of each occasion"
    ITEMS = "the answers to single questions"
    TIME_STAMPS = "times of entry"
    AGGREGATES = "counts by organisation and month"
    THERAPISTS = "who treated"


class Family(StrEnum):
    """Tests that ask the same thing, and share one rate of false discoveries at each level."""

    ALTERED = "scores altered"
    STOPPED = "stopped at a good moment"
    SELECTED = "selected"
    INVENTED = "forms invented"
    OUTLYING = "outlying"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForensicTest:
    """A test by its number on the list (F01 to F24), and what has to be known to read it.

    ``evidence`` are the tables it takes, in order, ``beside`` those of what is shown with it but takes no part; ``minimum``
    is the least ``n`` of a unit (in ``counted``) for which it says anything; ``size`` the one-sided rate at which it may
    reject where nothing is wrong, ``flag`` its default flag in words. ``settles`` is the record that would settle what a
    flag leaves open. ``sees`` are the kinds of made worlds that it is meant, or bound, to see: in all others it may reject
    no more often than ``size``. A ``screen`` never raises a flag by itself. ``over_others`` holds a provider against all others
    as one, so that England by itself is another question, to which error rates of providers say nothing.
    """

    id: str
    title: str
    question: str
    catches: str
    family: Family
    needs: tuple[Need, ...]
    evidence: tuple[type[Evidence], ...]
    minimum: int
    counted: str
    effect_unit: str
    size: float
    flag: str
    innocent: tuple[str, ...]
    settles: str
    source: str
    estimate: Callable[..., Signals]
    sees: tuple[Nature, ...] = (Nature.WRONGED,)
    screen: bool = False
    over_others: bool = False
    beside: tuple[type[Evidence], ...] = ()

    def run(self, *tables: Evidence) -> Signals:
        """The signals of all units at once, from tables of the types in ``evidence`` in any order.

        Raises `LookupError` if one is not there.
        """
        given = {type(table): table for table in tables}
        if missing := [kind.__name__ for kind in self.evidence if kind not in given]:
            raise LookupError(f"{self.id} needs {', '.join(missing)}")
        with warnings.catch_warnings():  # a unit without counts is NaN and says why: numpy need not warn of it
            warnings.simplefilter("ignore", RuntimeWarning)
            return self.estimate(*(given[kind] for kind in self.evidence))


_DECLARED: dict[str, ForensicTest] = {}


def forensic_test(
    identity: str, *, evidence: Sequence[type[Evidence]], needs: Sequence[Need], innocent: Sequence[str], **said: Any
) -> Callable[[Callable[..., Signals]], Callable[..., Signals]]:
    """Declare a function from tables of evidence to `Signals` as a test; its docstring's first line is the question.

    ``said`` are the other fields of `ForensicTest`.
    """

    def register(estimate: Callable[..., Signals]) -> Callable[..., Signals]:
        question = (estimate.__doc__ or "").strip().splitlines()[0]
        _DECLARED[identity] = ForensicTest(
            id=identity,
            question=question,
            evidence=tuple(evidence),
            needs=tuple(needs),
            innocent=tuple(innocent),
            estimate=estimate,
            **said,
        )
        return estimate

    return register


def forensic_tests() -> tuple[ForensicTest, ...]:
    """Every test declared in ``forensics.cards``, by number."""
    package: Any = importlib.import_module("caseness.forensics.cards")
    for module in pkgutil.iter_modules(package.__path__, "caseness.forensics.cards."):
        importlib.import_module(module.name)
    return tuple(_DECLARED[identity] for identity in sorted(_DECLARED))


def forensic_test_called(identity: str) -> ForensicTest:
    """The test of a number. Raises `KeyError` if there is none."""
    return {test.id: test for test in forensic_tests()}[identity]
