"""The charts of forensic findings, by the number of their test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.chart import Chart
    from caseness.checks.forensics.testing import Tested

_DRAWN: dict[str, Callable[[Tested], tuple[Chart, ...]]] = {}


def charts(said: Tested) -> tuple[Chart, ...]:
    """What is drawn of a test, if anything."""
    draw = _DRAWN.get(said.test.id)
    return draw(said) if draw else ()
