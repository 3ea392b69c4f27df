"""The database of an extract: how much memory it may hold, and that it leaves nothing behind."""

from __future__ import annotations

import pytest

from caseness.sources.records.scratch import _memory, scratch_database


class _Machine:
    """What DuckDB says of a machine: it would take four fifths of the memory by itself."""

    def __init__(self, limit: str) -> None:
        self.limit = limit

    def execute(self, _statement: str) -> _Machine:
        return self

    def fetchone(self) -> tuple[str]:
        return (self.limit,)


@pytest.mark.parametrize(
    ("would_take", "may_hold"),
    [("3.2 GiB", "2.000 GiB"), ("819.2 MiB", "0.500 GiB"), ("18.7 GiB", "4.500 GiB"), ("1.5 TiB", "4.500 GiB")],
)
def test_it_holds_half_of_the_machine_and_no_more_than_a_laptop_has(would_take, may_hold):
    assert _memory(_Machine(would_take)) == may_hold


def test_its_folder_is_gone_when_it_is_closed():
    scratch = scratch_database()
    size, unit = scratch.backend.con.execute("SELECT current_setting('memory_limit')").fetchone()[0].split()
    assert unit in {"MiB", "GiB"}
    assert unit == "MiB" or float(size) <= 4.5
    assert scratch.folder.is_dir()
    scratch.close()
    assert not scratch.folder.exists()
