"""The assumptions of value for money as checks take them, with one run of the model from them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from caseness.errors import CannotRun
from caseness.value.analysis import Analysis
from caseness.value.assumptions import default_assumptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.value.assumptions import Assumptions


class Assumed:
    """The assumptions, and the model run from them; or why the sources allow none.

    ``england`` are the same without the figures of a source of the user's own, for what is told of England's totals;
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
