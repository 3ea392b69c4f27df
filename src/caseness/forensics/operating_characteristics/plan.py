"""How much is simulated: which worlds, how many services of which sizes, from how many pools."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.worlds import Nature, every_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from caseness.forensics.worlds import England, World


@dataclass(frozen=True, slots=True)
class Task:
    """One pool of courses of one world."""

    world: str
    pool: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Of each world so many pools of ``people`` courses, of each pool so many services with so many cases.

    ``honest`` and ``wronged`` are how many services of one pool have so many cases: of worlds in which nothing is wrong, and of
    those in which something is. An England counts as many services as it has providers that count; ``cases`` are there what
    the test counts. ``alone`` are, in the same way, units put by themselves to tests that else hold a provider against others.
    """

    people: int
    honest_pools: int
    honest: tuple[tuple[int, int], ...]
    wronged_pools: int
    wronged: tuple[tuple[int, int], ...]
    seed: int
    alone: tuple[tuple[int, int], ...] = ()
    only: tuple[str, ...] = ()

    def tasks(self) -> Iterator[Task]:
        """Every pool to be made: the first of each world, then the second of each."""
        for pool in range(max(self.honest_pools, self.wronged_pools)):
            for world in self.worlds():
                if pool < (self.wronged_pools if world.nature is Nature.WRONGED else self.honest_pools):
                    yield Task(world.name, pool)

    def worlds(self) -> tuple[World | England, ...]:
        """The worlds simulated: all, or those named in ``only``."""
        return tuple(world for world in every_world() if not self.only or world.name in self.only)

    def services_of(self, world: World | England) -> tuple[tuple[int, int], ...]:
        """The cases of services, and how many services of so many are drawn from one pool."""
        return self.wronged if world.nature is Nature.WRONGED else self.honest

    def random(self, task: Task) -> Generator:
        """The random numbers of a task: the same on every run, whatever runs beside it."""
        place = [world.name for world in every_world()].index(task.world)
        return np.random.default_rng([self.seed, place, task.pool])

    def fingerprint(self) -> str:
        """What has to be the same for a part to be taken up again."""
        return repr(asdict(self))


WHOLE = Plan(
    people=400_000,
    honest_pools=50,
    honest=((200, 100), (500, 100), (2_000, 100), (10_000, 100)),
    wronged_pools=10,
    wronged=((200, 20), (500, 20), (2_000, 20), (10_000, 20)),
    seed=20_260_601,
    alone=((10_000, 4), (50_000, 2), (300_000, 1)),
)
"""5,000 services of each size where nothing is wrong, 200 in each wronged world; and fewer as large as England, each a pool."""

SHORT = Plan(
    people=20_000,
    honest_pools=2,
    honest=((2_000, 50),),
    wronged_pools=1,
    wronged=((2_000, 30),),
    seed=7,
    alone=((2_000, 10),),
    only=(
        "clean",
        "stop rule 40 %",
        "straight lines",
        "moved below 25 %",
        "ghost forms 25 %",
        "left unmeasured 25 %",
        "providers differ",
        "copied forward 25 %",
    ),
)
"""Seconds instead of many minutes: enough to see a test that has gone wrong badly."""
