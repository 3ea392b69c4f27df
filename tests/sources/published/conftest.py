"""Reading a text as a file of published statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from caseness.sources.published import Published, load

from . import examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Published]:
    """``read(text)`` or ``read({name: text})``: the statistics in one file, or in a folder of several."""

    def reading(given: str | dict[str, str] | Path, name: str = "given.csv") -> Published:
        if isinstance(given, str):
            given = examples.written(tmp_path / name, given)
        elif isinstance(given, dict):
            folder = tmp_path / "folder"
            folder.mkdir(exist_ok=True)
            given = examples.folder_of(folder, given)
        return load([given], cache=None)

    return reading


@pytest.fixture
def figures(read: Callable[..., Published]) -> Callable[..., list[dict[str, Any]]]:
    """The figures of a text as dictionaries, in the order of the file."""
    return lambda given, **options: read(given, **options).figures.to_pyarrow().to_pylist()
