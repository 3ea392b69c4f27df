"""Every claim of the register, tested once on the real published statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.audit import audit
from caseness.checks.claims import register

if TYPE_CHECKING:
    from caseness.checks.finding import Finding
    from caseness.sources.published import Published


@pytest.fixture(scope="session")
def claims(published: Published) -> dict[str, Finding]:
    found = audit([published], only={claim.id for claim in register()})
    assert not found.not_run
    return {finding.id: finding for finding in found.findings}
