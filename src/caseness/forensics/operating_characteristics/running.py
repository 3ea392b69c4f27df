"""Run a plan: pools of courses in several processes, each written when it is done, so that a run can be taken up again."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from caseness.errors import OutputFailed
from caseness.forensics.evidence import Courses
from caseness.forensics.operating_characteristics.plan import Task
from caseness.forensics.operating_characteristics.table import Rate, standard_error
from caseness.forensics.registry import forensic_test_called, forensic_tests
from caseness.forensics.signature import Reading, signature
from caseness.forensics.worlds import England, Nature, Pool, world_called, worlds
from caseness.forensics.worlds.drawing import DRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray

    from caseness.forensics.evidence import Evidence
    from caseness.forensics.operating_characteristics.plan import Plan
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals
    from caseness.forensics.worlds import World

    Progress = Callable[[str, int, int], None]

_AT_ONCE = 25  # services whose tables are held in memory
_FEWER = {"F18": 25, "F22": 5}  # one in so many services where nothing is wrong, of tests that take long
_SIGNED = ("F02", "F03", "F06")
_MANY = 50  # times that all other providers are taken, so that services drawn together hardly matter to each other


@dataclass(frozen=True, slots=True)
class Part:
    """What one pool says of one test at one size; ``effect`` is the sum of effects over those ``told``."""

    test: str
    world: str
    pool: int
    cases: int
    replicates: int
    told: int
    rejected: int
    flagged: int
    effect: float
    alone: bool = False


def validate(
    plan: Plan, folder: Path, *, workers: int = 1, resume: bool = False, progress: Progress = lambda *_: None
) -> tuple[Rate, ...]:
    """Simulate a plan and return its table; parts are kept in ``folder``, and used again with ``resume``.

    ``progress`` is told the world, how many pools are done and how many there are. Raises `OutputFailed` where a part cannot be
    written.
    """
    tasks = list(plan.tasks())
    files = {task: folder / f"{task.world.replace(' %', '').replace(' ', '-')}-{task.pool}.json" for task in tasks}
    parts = {task: kept for task, file in files.items() if resume and (kept := _kept(file, plan)) is not None}
    left = [task for task in tasks if task not in parts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for task, found in _run(plan, left, workers):
            files[task].write_text(json.dumps({"plan": plan.fingerprint(), "parts": [asdict(part) for part in found]}))
            parts[task] = found
            progress(task.world, len(parts), len(tasks))
    except OSError as fault:
        raise OutputFailed.writing(fault, folder) from fault
    return rates(plan, [part for task in tasks for part in parts[task]])


def _run(plan: Plan, tasks: list[Task], workers: int) -> Iterable[tuple[Task, list[Part]]]:
    if workers == 1:
        yield from ((task, simulate(plan, task)) for task in tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        futures = {executor.submit(simulate, plan, task): task for task in tasks}
        for done in as_completed(futures):
            yield futures[done], done.result()


def _kept(file: Path, plan: Plan) -> list[Part] | None:
    if not file.is_file():
        return None
    record = json.loads(file.read_text())
    return [Part(**part) for part in record["parts"]] if record["plan"] == plan.fingerprint() else None


def simulate(plan: Plan, task: Task) -> list[Part]:
    """One pool: its services at every size, put to every test whose evidence can be made."""
    random = plan.random(task)
    world = world_called(task.world)
    if isinstance(world, England):
        sizes = plan.services_of(world)
        return [part for cases, services in sizes for part in _of_englands(task, world, cases, services, random)]
    pool = Pool.of(world.courses(plan.people, random))
    england = _elsewhere(plan, world if world.everywhere else worlds()[0], task.pool)
    tests = [test for test in forensic_tests() if _can_be_put_to(test)]
    beside = [
        part
        for cases, services in plan.services_of(world)
        for part in _at_size(task, pool, england, cases, services, tests, random)
    ]
    over_others = [test for test in tests if test.over_others]
    alone = [_alone(task, pool, cases, units, test, random) for cases, units in plan.alone for test in over_others]
    return beside + alone


@lru_cache(maxsize=2)
def _elsewhere(plan: Plan, world: World, pool: int) -> tuple[Evidence, ...]:
    """The tables of all other providers together: the same for every world of a pool that has no England of its own."""
    random = plan.random(Task(world.name, pool)).spawn(1)[0]
    others = Pool.of(world.courses(plan.people, random)).whole()
    return tuple(table.times(_MANY) for table in others)


def _of_englands(task: Task, world: England, n: int, services: int, random: Generator) -> Iterator[Part]:
    """So many providers that count, of each size and for each test of a made England."""
    for test in map(forensic_test_called, world.tests):
        wanted = services // _FEWER.get(test.id, 1) if world.nature is Nature.INNOCENT else services
        if test.minimum > n:
            yield Part(test.id, task.world, task.pool, n, wanted, 0, 0, 0, 0.0)
            continue
        answers: list[Signals] = []
        while (there := sum(answer.units for answer in answers)) < wanted:
            counts, tables = world.drawn(test.id, n, min(_AT_ONCE, wanted - there), random)
            answers.append(test.run(*tables).first(min(counts, wanted - there)))
        yield _part(test, task, n, answers)


def _can_be_put_to(test: ForensicTest) -> bool:
    """Whether a test can be tried on a made service by itself: not what holds a service's rate against those of others."""
    return set(test.evidence) <= set(DRAWN) and set(test.evidence) != {Courses}


def _at_size(
    task: Task,
    pool: Pool,
    england: tuple[Evidence, ...],
    cases: int,
    services: int,
    tests: list[ForensicTest],
    random: Generator,
) -> Iterator[Part]:
    """Services of one size, each beside an England so large that the others drawn with it hardly matter to it."""
    able = [test for test in tests if test.minimum <= cases]
    answers: dict[str, list[Signals]] = {test.id: [] for test in able}
    for start in range(0, services if able else 0, _AT_ONCE):
        number = min(_AT_ONCE, services - start)
        drawn = pool.draw(cases, number, random)
        tables = [table.followed_by(rest) for table, rest in zip(drawn, england, strict=True)]
        for test in able:
            answers[test.id].append(test.run(*tables).first(number))
    for test in tests:
        if test in able:
            yield _part(test, task, cases, answers[test.id])
        else:
            yield Part(test.id, task.world, task.pool, cases, services, 0, 0, 0, 0.0)
    signed = [_rejected(test, answers[test.id]) for test in able if test.id in _SIGNED]
    if len(signed) == len(_SIGNED):
        yield from _signed(task, cases, signed)


def _alone(task: Task, pool: Pool, cases: int, units: int, test: ForensicTest, random: Generator) -> Part:
    """Units of one size, each put to a test by itself, as England is."""
    answers = [test.run(*pool.draw(cases, 1, random)) for _unit in range(units)]
    return replace(_part(test, task, cases, answers), alone=True)


def _rejected(test: ForensicTest, answers: list[Signals]) -> NDArray[np.bool_]:
    return np.concatenate([answer.p for answer in answers]) < test.size


def _part(test: ForensicTest, task: Task, cases: int, answers: list[Signals]) -> Part:
    told = np.concatenate([answer.told for answer in answers])
    flagged = np.concatenate([answer.flagged for answer in answers])
    effect = np.concatenate([answer.effect for answer in answers])
    rejected = _rejected(test, answers)
    return Part(
        test.id,
        task.world,
        task.pool,
        cases,
        len(told),
        int(told.sum()),
        int(rejected.sum()),
        int(flagged.sum()),
        float(np.nansum(effect[told])),
    )


def _signed(task: Task, cases: int, rejected: list[NDArray[np.bool_]]) -> list[Part]:
    """How often each reading of the signature table came out."""
    readings = signature(*rejected)
    n = len(readings)
    return [
        Part(reading.name.lower(), task.world, task.pool, cases, n, n, int((readings == reading).sum()), 0, 0.0)
        for reading in Reading
    ]


def joined(fresh: Iterable[Rate], kept: Iterable[Rate]) -> tuple[Rate, ...]:
    """Fresh rates with those ``kept`` of other worlds, test by test."""
    rows = list(fresh)
    made = {rate.world for rate in rows}
    places = {test.id: place for place, test in enumerate(forensic_tests())}
    every = [*(rate for rate in kept if rate.world not in made), *rows]
    return tuple(sorted(every, key=lambda rate: places.get(rate.test, len(places))))


def rates(plan: Plan, parts: list[Part]) -> tuple[Rate, ...]:
    """The table of some parts: those of one test, world and size put together, in the order they came."""
    groups: dict[tuple[str, str, int, bool], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.test, part.world, part.cases, part.alone), []).append(part)
    places = {test.id: place for place, test in enumerate(forensic_tests())}
    order = sorted(groups, key=lambda group: places.get(group[0], len(places)))
    return tuple(_rate(plan, groups[group]) for group in order)


def _rate(plan: Plan, parts: list[Part]) -> Rate:
    told = sum(part.told for part in parts)
    one = parts[0]
    return Rate(
        test=one.test,
        world=one.world,
        nature=world_called(one.world).nature.value,
        cases=one.cases,
        replicates=sum(part.replicates for part in parts),
        pools=len(parts),
        told=told,
        rejected=sum(part.rejected for part in parts) / told if told else None,
        error=standard_error((part.rejected, part.told) for part in parts) if told else None,
        flagged=sum(part.flagged for part in parts) / told if told else None,
        effect=sum(part.effect for part in parts) / told if told else None,
        seed=plan.seed,
        alone=one.alone,
    )
