"""What the forensic tests take after pathways: every table of evidence, every test at England and provider level.

``make bench`` runs it on a synthetic extract of 30,000 referrals of a year; with ``--england``, on 1.8 million; with ``--extract
FOLDER``, on one that is there. Each part is told when it is done. Target at 1.8 million on two cores: 60 s after pathways, 6 GB.
Where the processor seconds are far fewer than twice the seconds, the machine was busy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cost import Cost
from extracts import measured

from caseness.checks.finding import Chapter
from caseness.checks.forensics.testing import put_to_tests
from caseness.checks.registry import all_checks
from caseness.forensics.reading import read
from caseness.forensics.registry import forensic_tests
from caseness.pathways import pathways_of
from caseness.sources.records import open_records

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = 30_000
_SECONDS, _MEGABYTES = 60, 6 * 1024  # the target


def _measure(folder: Path) -> None:
    with open_records(folder) as records:
        start = Cost.now()
        pathways = pathways_of(records)
        print(Cost.now().line("pathways", start), flush=True)
        begun = Cost.now()
        for kind in dict.fromkeys(kind for test in forensic_tests() for kind in test.evidence):
            start = Cost.now()
            read(pathways, kind)
            print(Cost.now().line(f"  {kind.__name__}", start), flush=True)
        start = Cost.now()
        put_to_tests(records)
        print(Cost.now().line("  every test, at England and provider level", start), flush=True)
        start = Cost.now()
        for check in all_checks():
            if check.chapter is Chapter.FORENSICS:
                check.run([records])
        print(Cost.now().line("  findings and charts", start), flush=True)
        end = Cost.now()
        held = end.seconds - begun.seconds <= _SECONDS and end.peak <= _MEGABYTES
        print(end.line("all forensics", begun))
        print(f"{'within' if held else 'NOT within'} the target of {_SECONDS} s and {_MEGABYTES:,} MB")


if __name__ == "__main__":
    measured(_measure, __doc__, _SIZE)
