"""The real organisations by level and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.vocabulary import Level

if TYPE_CHECKING:
    from caseness.organisations import Key, Profile


@pytest.fixture(scope="session")
def real(real_profiles: tuple[Profile, ...]) -> dict[Key, Profile]:
    return {profile.key: profile for profile in real_profiles}


@pytest.fixture(scope="session")
def berkshire(real: dict[Key, Profile]) -> Profile:
    """RWX, the provider of the design's picture."""
    return real[Level.PROVIDER, "RWX"]
