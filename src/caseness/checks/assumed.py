"""The assumptions of value for money as checks take them, with one run of the model from them, and a file that changes some."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from caseness.errors import CannotRun
from caseness.sources.published.inputs import sha256
from caseness.value.analysis import Analysis
from caseness.value.assumptions import default_assumptions, read_assumptions
from caseness.value.comparisons import MixedDefinitions, comparisons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from caseness.value.assumptions import Assumptions


class Stated:
    """A file with assumptions of the user's own, which go before those shipped and those of any other source.

    Raises `InputRefused` for the first fault in it, before anything long is read.
    """

    called: ClassVar = "a file of assumptions"
    obtained: ClassVar = "a file in TOML, given with --assumptions"
    of_people: ClassVar = False

    def __init__(self, file: Path) -> None:
        self._file = file
        mine = read_assumptions(file)
        try:
            comparisons(mine)
        except MixedDefinitions as fault:
            raise MixedDefinitions(fault.what, file=str(file), hint=fault.hint) from None
        self.changed = len(mine.replaced)
        self.name, self.checksum = file.name, sha256(file)
        self.queries: list[str] = []

    def before(self, given: Assumptions) -> Assumptions:
        """``given``, with those of the file in their place. Raises `InputRefused`."""
        return read_assumptions(self._file, given)

    def recording(self) -> Stated:
        """The same: it is read as it stands, without a query."""
        return self


class Assumed:
    """The assumptions, and the model run from them; or why the sources allow none.

    ``england`` are those shipped with what a file changed, and no source, for what is told of England's totals;
    ``queries`` are those that such figures came from.
    """

    called: ClassVar = "the assumptions of value for money"
    obtained: ClassVar = "an audit, which brings them itself"
    of_people: ClassVar = False

    def __init__(
        self, run: Analysis | CannotRun, england: Assumptions | None = None, queries: Sequence[str] = ()
    ) -> None:
        self._run = run
        self.england = england or default_assumptions()
        self.queries = list(queries)

    @property
    def analysis(self) -> Analysis:
        """The run of the model. Raises `CannotRun`."""
        if isinstance(self._run, CannotRun):
            raise self._run
        return self._run

    @property
    def assumptions(self) -> Assumptions:
        """Those that the model is run from. Raises `CannotRun`."""
        return self.analysis.assumptions

    def recording(self) -> Assumed:
        """The same: nothing more is asked of a source for them."""
        return self


@cache
def shipped() -> Assumed:
    """Those that come with the program, with the model run once."""
    return Assumed(Analysis(default_assumptions()))
