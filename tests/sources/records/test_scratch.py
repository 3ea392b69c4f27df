"""The database of an extract: how much memory it may hold, and that it leaves nothing behind."""

from __future__ import annotations

import duckdb
import pytest

from caseness.sources.records import scratch as rooms
from caseness.sources.records.scratch import in_more_memory, scratch_database

MANY = 20_000_000  # numbers of eight bytes in one value, which nothing puts on disk


@pytest.mark.parametrize(
    ("would_take", "half"), [("3.2 GiB", 2.0), ("819.2 MiB", 0.5), ("18.8 GiB", 11.75), ("1.5 TiB", 960.0)]
)
def test_half_of_a_machine_of_which_an_engine_would_take_four_fifths(monkeypatch, would_take, half):
    class Machine:
        def __enter__(self):
            return self

        def __exit__(self, *_fault):
            pass

        def execute(self, _statement):
            return self

        def fetchone(self):
            return (would_take,)

    monkeypatch.setattr(duckdb, "connect", Machine)
    assert rooms._half() == pytest.approx(half)


@pytest.mark.parametrize(("half", "may_hold"), [(2.0, 2.0), (11.75, 4.5)])
def test_it_holds_half_of_the_machine_and_no_more_than_a_laptop_has(monkeypatch, half, may_hold):
    monkeypatch.setattr(rooms, "_half", lambda: half)
    scratch = scratch_database()
    assert rooms._limit(scratch.backend.con) == may_hold
    scratch.close()


def _numbers(connection):
    return connection.execute(f"SELECT len(list(range)) FROM range({MANY})").fetchone()[0]


@pytest.fixture
def small(monkeypatch):
    """A database of as little as it may hold on a machine of which that is an eighth."""
    monkeypatch.setattr(rooms, "_MOST", 0.125)
    monkeypatch.setattr(rooms, "_half", lambda: 1.0)
    scratch = scratch_database()
    yield scratch.backend.con
    scratch.close()


def test_a_step_that_needs_more_is_given_half_of_the_machine_for_once(small):
    with pytest.raises(duckdb.OutOfMemoryException):
        _numbers(small)
    assert in_more_memory(small, lambda: _numbers(small)) == MANY
    assert rooms._limit(small) == rooms._MOST


def test_a_step_that_half_of_the_machine_is_too_little_for_leaves_the_limit_as_it_was(small, monkeypatch):
    monkeypatch.setattr(rooms, "_half", lambda: 0.15)
    with pytest.raises(duckdb.OutOfMemoryException):
        in_more_memory(small, lambda: _numbers(small))
    assert rooms._limit(small) == rooms._MOST


def test_a_limit_that_somebody_else_has_set_is_kept(small):
    small.execute("SET memory_limit = '50 MiB'")
    with pytest.raises(duckdb.OutOfMemoryException):
        in_more_memory(small, lambda: _numbers(small))
    assert small.execute("SELECT current_setting('memory_limit')").fetchone() == ("50.0 MiB",)


def test_its_folder_is_gone_when_it_is_closed():
    scratch = scratch_database()
    assert scratch.folder.is_dir()
    scratch.close()
    assert not scratch.folder.exists()
