"""How much is simulated: which worlds, how many services of which sizes, from how many pools."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.worlds import Nature, worlds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from caseness.forensics.worlds import World


@dataclass(frozen=True, slots=True)
class Task:
    """One pool of courses of one world."""

    world: str
    pool: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Of each world so many pools of ``people`` courses, of each pool so many services of each size (cases) in ``sizes``.

    ``null_pools`` and ``null_services`` are those of worlds in which nothing is wrong, the others those of wronged worlds.
    """

    people: int
    sizes: tuple[int, ...]
    null_pools: int
    null_services: int
    pools: int
    services: int
    seed: int
    only: tuple[str, ...] = ()

    def tasks(self) -> Iterator[Task]:
        """Every pool to be made, the largest expectations of error first: one pool of each world, then the next of each."""
        for pool in range(max(self.null_pools, self.pools)):
            for world in self.worlds():
                if pool < (self.pools if world.nature is Nature.WRONGED else self.null_pools):
                    yield Task(world.name, pool)

    def worlds(self) -> tuple[World, ...]:
        """The worlds simulated: all, or those named in ``only``."""
        return tuple(world for world in worlds() if not self.only or world.name in self.only)

    def services_of(self, world: World) -> int:
        """How many services of each size are drawn from one pool."""
        return self.services if world.nature is Nature.WRONGED else self.null_services

    def random(self, task: Task) -> Generator:
        """The random numbers of a task: the same on every run, whatever runs beside it."""
        place = [world.name for world in worlds()].index(task.world)
        return np.random.default_rng([self.seed, place, task.pool])

    def fingerprint(self) -> str:
        """What has to be the same for a part to be taken up again."""
        return repr(asdict(self))


WHOLE = Plan(
    people=100_000,
    sizes=(200, 500, 2_000, 10_000),
    null_pools=20,
    null_services=250,
    pools=4,
    services=50,
    seed=20_260_601,
)
"""5,000 services of each size in worlds in which nothing is wrong, 200 in each wronged one."""

SHORT = Plan(
    people=20_000,
    sizes=(2_000,),
    null_pools=2,
    null_services=50,
    pools=1,
    services=30,
    seed=7,
    only=("clean", "stop rule 40 %", "straight lines", "moved below 25 %", "ghost forms 25 %", "left unmeasured 25 %"),
)
"""Seconds instead of an hour: enough to see a test that has gone wrong badly."""
