"""The quirks of the nation's dashboard scripts, a module for each dashboard."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from caseness.measures.quirks.quirk import (
    Bearing,
    Both,
    CannotCompute,
    Grade,
    Kind,
    Quirk,
    Value,
    bearings,
    computed,
    register,
    scripts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

__all__ = [
    "Bearing",
    "Both",
    "CannotCompute",
    "Grade",
    "Kind",
    "Quirk",
    "Value",
    "bearings",
    "computations",
    "register",
    "scripts",
]


@cache
def computations() -> Mapping[str, Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]]:
    """The function of every quirk that can be computed, found by its module being there."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    return dict(computed())
