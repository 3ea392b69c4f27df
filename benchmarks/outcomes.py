"""What recovery under every definition takes after pathways: the cells of an extract, then the specification curve.

``make bench`` runs it on a synthetic extract of 30,000 referrals of a year; with ``--england``, on 1.8 million; with ``--extract
FOLDER``, on one that is there. Each part is told when it is done. Target at 1.8 million on two cores: 20 s after pathways, for
England and every provider. Where the processor seconds are far fewer than twice the seconds, the machine was busy.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cost import Cost
from extracts import measured

from caseness.outcomes import evaluate
from caseness.outcomes.cells import cell_tables, facts_in_parts
from caseness.outcomes.scored import days_of_sessions, deciding_scores
from caseness.pathways import pathways_of
from caseness.pathways.episodes import episodes
from caseness.sources.records import open_records

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = 30_000
_SECONDS = 20  # the target


def _measure(folder: Path) -> None:
    with open_records(folder) as records:
        start = Cost.now()
        pathways = pathways_of(records)
        print(Cost.now().line("pathways", start), flush=True)
        begun = Cost.now()
        for facet in (deciding_scores, days_of_sessions, episodes, facts_in_parts):
            start = Cost.now()
            pathways.facet(facet)
            print(Cost.now().line(f"  {facet.__name__}", start), flush=True)
        start = Cost.now()
        tables = cell_tables(pathways)
        print(Cost.now().line("  cells", start), flush=True)
        if tables is None:
            sys.exit("the extract has no scores")
        start = Cost.now()
        found = evaluate(tables)
        end = Cost.now()
        print(
            end.line(f"  {len(found.specifications):,} definitions, {len(found.providers)} providers", start),
            flush=True,
        )
        print(end.line("specification curve", begun))
        print(f"{'within' if end.seconds - begun.seconds <= _SECONDS else 'NOT within'} the target of {_SECONDS} s")


if __name__ == "__main__":
    measured(_measure, __doc__, _SIZE)
