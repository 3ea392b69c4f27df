"""Every declared measure, found by its module being there."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from caseness.measures.measure import declared

if TYPE_CHECKING:
    from caseness.measures.measure import Measure


@cache
def measures() -> dict[str, Measure]:
    """By id, in the order of their ids."""
    package: Any = importlib.import_module("caseness.measures.declared")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(declared().items()))
