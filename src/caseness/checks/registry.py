"""How a check is declared and found: a function in this package under ``@check``, found by being there."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from caseness.checks.finding import Answer, Chapter, Finding, NotRun
from caseness.errors import CannotRun
from caseness.wording import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Source(Protocol):
    """What checks read from. ``recording`` gives a view whose ``queries`` are logged apart.

    ``called`` is the kind of source in words, ``obtained`` how one comes by it: what is said where it is lacking.
    ``of_people`` is whether a row of it is about one person.
    """

    called: ClassVar[str]
    obtained: ClassVar[str]
    of_people: ClassVar[bool]
    queries: list[str]

    def recording(self) -> Source:
        """The same source with a query log of its own."""
        ...


class Runnable(Protocol):
    """What an audit runs: a `Check`, or a check made from data such as that of a claim."""

    @property
    def id(self) -> str:
        """Unique among all checks."""
        ...

    @property
    def chapter(self) -> Chapter:
        """Where it belongs."""
        ...

    @property
    def question(self) -> str:
        """What it asks, or the claim it tests."""
        ...

    @property
    def needs(self) -> tuple[type[Source], ...]:
        """The kinds of source without which it cannot run."""
        ...

    @property
    def order(self) -> int:
        """Its place in the chapter."""
        ...

    @property
    def modules(self) -> tuple[str, ...]:
        """Where it is written: the modules its figures begin from."""
        ...

    def run(self, sources: Sequence[Source]) -> Finding | NotRun:
        """Answer from ``sources``, or say what is missing."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the audit: a function from sources to an answer.

    ``order`` places it in its chapter: the smaller, the more hangs on the answer. ``needs`` are the source types the
    function takes, in order; it may still raise `CannotRun` when the sources it gets lack what it asks for.
    """

    id: str
    chapter: Chapter
    question: str
    order: int
    needs: tuple[type[Source], ...]
    function: Callable[..., Answer]

    @property
    def modules(self) -> tuple[str, ...]:
        """The module of its function."""
        return (self.function.__module__,)

    def run(self, sources: Sequence[Source]) -> Finding | NotRun:
        """Answer the question from ``sources``, or say what is missing. The queries run become the finding's SQL."""
        given = {need: next((s for s in sources if isinstance(s, need)), None) for need in self.needs}
        if missing := [need for need, source in given.items() if source is None]:
            lacking, remedy = (listed([getattr(need, words) for need in missing]) for words in ("called", "obtained"))
            return not_run(self, CannotRun(f"needs {lacking}", settled_by=remedy))
        views = [source.recording() for source in given.values() if source is not None]
        try:
            answer = self.function(*views)
        except CannotRun as lack:
            return not_run(self, lack)
        queries = dict.fromkeys(query for view in views for query in view.queries)
        return Finding(
            id=self.id,
            chapter=self.chapter,
            question=self.question,
            result=replace(answer, sql=answer.sql + tuple(queries)),
            from_records=draws_on_people(self),
        )


def draws_on_people(check: Runnable) -> bool:
    """Whether a check reads rows about single people."""
    return any(need.of_people for need in check.needs)


def not_run(check: Runnable, lack: CannotRun) -> NotRun:
    """What is said of a check that lacks something."""
    return NotRun(
        check=check.id, chapter=check.chapter, question=check.question, reason=lack.reason, settled_by=lack.settled_by
    )


_REGISTERED: dict[str, Runnable] = {}


def declare(check: Runnable) -> None:
    """Register a check that is made from data rather than from a decorated function."""
    _REGISTERED[check.id] = check


def check(
    *, chapter: Chapter, needs: Sequence[type[Source]], order: int
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Declare a function as a check; its name is the check's id, its docstring's first line the question."""

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        identity = function.__name__.replace("_", "-")
        question = (function.__doc__ or "").strip().splitlines()[0]
        _REGISTERED[identity] = Check(identity, chapter, question, order, tuple(needs), function)
        return function

    return register


def all_checks() -> list[Runnable]:
    """Every check in ``caseness.checks``: by chapter, then in order of consequence."""
    package: Any = importlib.import_module("caseness.checks")
    for module in pkgutil.walk_packages(package.__path__, "caseness.checks."):
        importlib.import_module(module.name)
    chapters = list(Chapter)
    return sorted(_REGISTERED.values(), key=lambda c: (chapters.index(c.chapter), c.order, c.id))
