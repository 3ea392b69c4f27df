"""Synthetic England from a plan to a folder: blocks are made, delivered and written apart, in as many processes as wanted."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from caseness import __version__
from caseness.errors import CasenessError
from caseness.interrupts import heed, held_back
from caseness.sources.synthetic.folder import SIGN, put_in_place
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.injection import Done, inject
from caseness.sources.synthetic.injection.asking import check
from caseness.sources.synthetic.injection.dirt import Spoiler
from caseness.sources.synthetic.injection.filing import Posting, as_sent
from caseness.sources.synthetic.injection.record import CELLS, truth_put_in_place, write_record
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Shape
from caseness.sources.synthetic.statistics import write_statistics
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.submissions.schedule import submissions_of
from caseness.sources.synthetic.tables import rows_of
from caseness.sources.synthetic.tables.files import header_rows, submission_rows
from caseness.sources.synthetic.tables.reference import reference_tables
from caseness.sources.synthetic.writing import write_rows, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Organisations

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What was made: rows by table, how many providers and submissions they come from, and how much of each known wrong."""

    rows: dict[str, int]
    providers: int
    submissions: int
    wrongs: tuple[Done, ...] = ()


def synthesise(plan: Plan, out: Path, progress: Progress = lambda *_: None) -> Synthesis:
    """Make the records of a plan and put them at ``out``, whole or not at all.

    With known wrongs in the plan, the truth about them goes beside it (`injection.record`). Raises `OutputFailed` where
    either cannot be written or holds anything but what was made here before, `ValueError` for a wrong that is meant for
    providers or months that there are not.
    """
    organisations = invent(plan)
    check(plan, organisations.provider_code.tolist())
    with put_in_place(out) as folder, truth_put_in_place(plan, out) as truth:
        places = Places(folder, truth)
        common = _common(plan, organisations, places)
        blocks = [common, *_blocks(plan, organisations, places, progress)]
        written: Counter[str] = Counter()
        for block in blocks:
            written.update(block.rows)
        made = Synthesis(
            dict(sorted(written.items())),
            len(organisations.provider_code),
            _files_sent(plan, organisations),
            write_record(plan, [block.done for block in blocks], truth, out) if truth else (),
        )
        if plan.published and plan.shape is Shape.NATIONAL:
            write_statistics(plan, organisations, folder)
        (folder / SIGN).write_text(_signed(plan, made), encoding="utf-8")
        (folder / "README.txt").write_text(_README, encoding="utf-8")
    return made


def _files_sent(plan: Plan, organisations: Organisations) -> int:
    codes = organisations.provider_code.tolist()
    return int(as_sent(plan, codes, submissions_of(plan, len(codes))).there.sum())


def _common(plan: Plan, organisations: Organisations, places: Places) -> Written:
    """What is not of one block: headers, which files count, and the warehouse's tables of reference."""
    codes, folder = organisations.provider_code.tolist(), places.extract
    submissions = as_sent(plan, codes, submissions_of(plan, len(codes)))
    spoiler = Spoiler(plan, submissions, codes, _NO_BLOCK)
    tables = list(spoiler.spoilt([header_rows(submissions, organisations)]))
    if plan.shape is Shape.NATIONAL:
        tables.append(submission_rows(submissions))
        for place, table in reference_tables(plan, organisations).items():
            write_table(table, folder / place, plan.form)
    if places.truth and spoiler.truth:
        write_table(pa.concat_tables(spoiler.truth), places.truth / CELLS / "all", plan.form)
    rows = write_rows(tables, folder, "all", plan=plan, submissions=submissions, provider_codes=codes)
    return Written(rows, tuple(spoiler.done.get(number, _NOT_DONE) for number in range(len(plan.injections))))


_NO_BLOCK = 0  # of the random numbers of what is not of one block
_NOT_DONE = Done(0, 0)


@dataclass(frozen=True, slots=True)
class Places:
    """The folders being written: of the extract, and of the truth about it where there is any."""

    extract: Path
    truth: Path | None


@dataclass(frozen=True, slots=True)
class Written:
    """Of one block: rows by table, and how much of each known wrong was done."""

    rows: dict[str, int]
    done: tuple[Done, ...]


def _blocks(plan: Plan, organisations: Organisations, places: Places, progress: Progress) -> list[Written]:
    numbers = [part.number for part in parts(plan, organisations)]
    workers = min(plan.workers or os.cpu_count() or 1, len(numbers))
    written: list[Written] = []
    if workers == 1:
        for done, number in enumerate(numbers, 1):
            written.append(make_block(plan, number, places))
            progress("blocks of providers", done, len(numbers))
        return written
    with processes(workers) as pool:
        with held_back():  # each has to be given its work before we stop
            futures = [pool.submit(make_block, plan, number, places) for number in numbers]
        for done, future in enumerate(as_completed(futures), 1):
            written.append(future.result())
            progress("blocks of providers", done, len(numbers))
    return written


@contextmanager
def processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave an interrupt to us, and are ended at once when the work is broken off."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the engine's threads half-way through their work
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_process)
    try:
        yield pool
    except BrokenProcessPool:
        heed()
        raise CasenessError(
            "A worker process ended by itself, most likely for lack of memory. Try fewer --workers."
        ) from None
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
            process.join()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # also where a started process does not inherit it
    pa.set_cpu_count(1)


def make_block(plan: Plan, number: int, places: Places) -> Written:
    """Make, deliver and write one block."""
    organisations = invent(plan)
    injected = inject(plan, generate(plan, number, organisations))
    delivery = Delivery.traced(plan, injected.traced)
    part = f"block-{number:03}"
    posting = Posting(plan, delivery)
    spoiler = Spoiler(plan, delivery.submissions, posting.codes, number)
    rows = write_rows(
        posting.posted(spoiler.spoilt(rows_of(delivery, derived=plan.shape is Shape.NATIONAL, items=plan.items))),
        places.extract,
        part,
        plan=plan,
        submissions=posting.submissions,
        provider_codes=posting.codes,
    )
    if places.truth:
        write_table(
            pa.concat_tables([injected.truth, *spoiler.truth, *posting.truth]), places.truth / CELLS / part, plan.form
        )
    on_the_way = spoiler.done | posting.done
    return Written(rows, tuple(on_the_way.get(number, done) for number, done in enumerate(injected.done)))


def _signed(plan: Plan, made: Synthesis) -> str:
    """What says that the folder is synthetic, and how it came about."""
    record = {
        "synthetic": True,
        "caseness": __version__,
        "referrals": plan.referrals,
        "seed": plan.seed,
        "start": plan.start.isoformat(),
        "months": plan.months,
        "shape": plan.shape.value,
        "form": plan.form.value,
        "items": plan.items,
        "carry_over": plan.carry_over,
        "published": plan.published,
        "providers": made.providers,
        "submissions": made.submissions,
        "rows": made.rows,
    }
    return json.dumps(record, indent=1) + "\n"


_README = """Synthetic records, made by caseness. No person, service or organisation in them is real.

The tables and columns are those of the NHS Talking Therapies Data Set. synthetic.json says how they were made; the same
numbers give the same files.
"""
