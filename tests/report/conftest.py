"""Made audits for the tests of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from report import made

if TYPE_CHECKING:
    from caseness.audit import Audit


@pytest.fixture(scope="session")
def full() -> Audit:
    """Every chart, verdict, voice and state."""
    return made.full()


@pytest.fixture(scope="session")
def empty() -> Audit:
    """No source, no finding."""
    return made.empty()


@pytest.fixture(scope="session")
def only_not_run() -> Audit:
    """A source that meets no need."""
    return made.only_not_run()
