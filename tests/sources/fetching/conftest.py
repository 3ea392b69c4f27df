"""A site that is served, without a proxy between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .server import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An empty site, served."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with serving(Site()) as site:
        yield site
