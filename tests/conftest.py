"""What all tests share: examples of property tests, and the real published statistics, where they are to be had."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from tests.engines import derived_synthetic, national, on_engines, postgresql, spark, submitted  # noqa: F401 (fixtures)

from caseness import cli
from caseness.audit import Audit, audit
from caseness.organisations import Profile, profiles
from caseness.sources.published import Published, headline, load

# A query is made of very many small objects: to look for garbage after each 700 of them takes a twentieth of the time.
gc.set_threshold(20_000)

# Property tests try the same examples of one commit on every run, and take the time they need on a busy machine.
# Others are tried with --hypothesis-profile=default, and by `make fuzz`.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data and references beside the checkout; a test that needs it skips without.

    With ``CASENESS_REQUIRE_SHARED=1`` the test fails instead.
    """
    if not (_SHARED / "data" / "published").is_dir():
        reason = "the real published statistics are not beside the checkout, in ../shared/data/published"
        if os.environ.get("CASENESS_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return _SHARED


@pytest.fixture(scope="session")
def shared_data(shared: Path) -> Path:
    """The folder of real published statistics."""
    return shared / "data" / "published"


@pytest.fixture(scope="session")
def published(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """All real published statistics, read once for all test processes, into ``CASENESS_CACHE`` if that is set."""
    cache = Path(os.environ.get("CASENESS_CACHE") or tmp_path_factory.getbasetemp().parent / "caseness-cache")
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "reading.lock"):
        return load([shared_data], cache=cache)


@pytest.fixture(scope="session")
def real_audit(published: Published) -> Audit:
    """Every check run once on the real published statistics."""
    return audit([published], organisations=())


@pytest.fixture(scope="session")
def real_profiles(published: Published) -> tuple[Profile, ...]:
    """A profile of every real organisation."""
    return profiles(published)


@pytest.fixture(scope="session")
def headline_audit() -> Audit:
    """Every check run once on the England headline series that comes with the package."""
    return audit([headline()])


@pytest.fixture
def run(monkeypatch, capsys):
    """Run ``caseness`` with these words as a process would: status, standard output, standard error."""

    def called(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caseness", *map(str, words)])
        status = 0
        try:
            cli.main()
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return called
