"""Made courses of treatment and made Englands, honest and wronged, as tables that tests look at: to measure error rates on."""

from __future__ import annotations

from caseness.forensics.worlds.drawing import Pool
from caseness.forensics.worlds.england import England, englands
from caseness.forensics.worlds.world import RATES, Nature, World, worlds

__all__ = ["RATES", "England", "Nature", "Pool", "World", "englands", "every_world", "world_called", "worlds"]


def every_world() -> tuple[World | England, ...]:
    """Worlds of single courses, then Englands of many providers."""
    return (*worlds(), *englands())


def world_called(name: str) -> World | England:
    """The world of a name. Raises `KeyError` if there is none."""
    return {world.name: world for world in every_world()}[name]
