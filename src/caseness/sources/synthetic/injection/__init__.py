"""Known wrongs: done to made records at a known rate, and written down, so that what finds them can be put to the test.

A wrong is done to a block before it is submitted, so that whatever a warehouse derives follows from it. Nobody's rows but
those drawn are touched: the random numbers are of streams of their own, and identifiers stay. What was done is found by
holding the block before a wrong against the block after it (`injection.truth`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from caseness.sources.synthetic.injection.kind import Done, Kind, Reach, all_kinds, kind_called, kinds
from caseness.sources.synthetic.injection.traced import Traced
from caseness.sources.synthetic.injection.truth import TRUTH, differences, refreshed

if TYPE_CHECKING:
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Block

__all__ = ["TRUTH", "Done", "Injected", "all_kinds", "inject", "kind_called", "kinds"]


@dataclass(frozen=True, slots=True)
class Injected:
    """A block with the known wrongs of a plan: what is different (`TRUTH`), and how much of each wrong was done."""

    traced: Traced
    truth: pa.Table
    done: tuple[Done, ...]


def inject(plan: Plan, block: Block) -> Injected:
    """Do the known wrongs of a plan to a block, one after the other. Raises `LookupError` for a kind there is not."""
    traced, done = Traced.of(block), []
    truth = [TRUTH.empty_table()]
    for number, injection in enumerate(plan.injections):
        kind = kind_called(injection.kind)
        if not isinstance(kind, Kind):  # dirty data and files, which come in when the tables are written
            done.append(Done(0, 0))
            continue
        reach = Reach.of(plan, number, block)
        occasions = reach.within(kind.open_to(traced), block)
        rows = reach.drawn(occasions)
        done.append(Done(len(occasions), len(rows)))
        later = reach.after_primary(kind, rows)
        for after_primary, part in ((False, rows[~later]), (True, rows[later])):
            if len(part):
                wronged = kind.done_to(traced, part, reach.random)
                cells = differences(traced, wronged, number=number, kind=injection.kind, items=plan.items)
                truth.append(refreshed(cells) if after_primary else cells)
                traced = wronged.after_primary(traced, part) if after_primary else wronged
    return Injected(traced, pa.concat_tables(truth), tuple(done))
