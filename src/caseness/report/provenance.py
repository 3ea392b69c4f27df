"""Where a report came from: inputs with checksums, what was set aside, what ran. No time, no machine, no folder."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from caseness import __version__, fingerprint
from caseness.checks.assumed import Stated
from caseness.report.extract import inputs_record
from caseness.report.inputs import readings, set_aside
from caseness.report.record import flags
from caseness.sources.spend_table import SpendTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.audit import Audit

_OUTPUT = ("--out", "-o")


def provenance(audit: Audit, command: str, written: Sequence[str]) -> dict[str, Any]:
    """The record ``provenance.json``; ``written`` are the tables, charts and indexes beside it."""
    read = readings(audit)
    return {
        "caseness": __version__,
        "code": fingerprint.whole(),
        "command": repeatable(command),
        "materiality": audit.materiality.threshold,
        **flags(audit.marks),
        "inputs": [
            *inputs_record(audit),
            *(asdict(file) for reading in read for file in reading.files),
            *(_spend_record(source) for source in audit.sources if isinstance(source, SpendTable)),
            *(_stated_record(source) for source in audit.sources if isinstance(source, Stated)),
        ],
        "set_aside": [asdict(aside) for aside in set_aside(audit)],
        "figures": sum(reading.figures for reading in read),
        "repeated": sum(reading.repeated for reading in read),
        "conflicting": sum(reading.conflicting for reading in read),
        "conflicts": [asdict(conflict) for reading in read for conflict in reading.conflicts],
        "checks_run": [finding.id for finding in audit.findings],
        "checks_not_run": [lack.check for lack in audit.not_run],
        "files": list(written),
    }


def _spend_record(table: SpendTable) -> dict[str, Any]:
    """A table of spending as an input."""
    return {"file": table.name, "sha256": table.checksum, "layout": "spend", "rows_read": len(table.rows)}


def _stated_record(file: Stated) -> dict[str, Any]:
    """A file of assumptions as an input."""
    return {"file": file.name, "sha256": file.checksum, "layout": "assumptions", "rows_read": file.changed}


def repeatable(command: str) -> str:
    """The command without its output folder and without the folders of the machine it ran on.

    What is left gives the same report anywhere, and two runs into two folders stay equal byte for byte.
    """
    kept: list[str] = []
    words = iter(_words(command))
    for word in words:
        if word in _OUTPUT:
            next(words, None)
        elif not word.startswith("--out="):
            kept.append(PurePath(word).name if PurePath(word).is_absolute() else word)
    return shlex.join(kept)


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # an unclosed quote
        return command.split()
