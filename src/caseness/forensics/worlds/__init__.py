"""Made courses of treatment, honest and wronged, as the tables that tests look at: what their error rates are measured on."""

from __future__ import annotations

from caseness.forensics.worlds.drawing import Pool
from caseness.forensics.worlds.world import RATES, Nature, World, world_called, worlds

__all__ = ["RATES", "Nature", "Pool", "World", "world_called", "worlds"]
