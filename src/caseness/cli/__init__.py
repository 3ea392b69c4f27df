"""The command line: sources in, a report out; every failure one clear message and its exit status."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click

from caseness import __version__
from caseness.cli.commands.audit import audit
from caseness.cli.commands.claim import claim
from caseness.cli.commands.claims import claims
from caseness.cli.commands.compare import compare
from caseness.cli.commands.demo import demo
from caseness.cli.commands.fetch import fetch
from caseness.cli.commands.forensics import forensics
from caseness.cli.commands.measures import measures
from caseness.cli.commands.synth import synth
from caseness.cli.commands.validate import validate
from caseness.cli.commands.value import value
from caseness.errors import CasenessError, OutputFailed
from caseness.interrupts import remembered

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="caseness")
def cli() -> None:
    """Caseness: an independent, reproducible audit of NHS Talking Therapies.

    Start with: caseness audit --out report
    """


for command in (audit, validate, measures, claims, claim, compare, value, fetch, forensics, synth, demo):
    cli.add_command(command)


def main() -> None:
    """Run the command line and leave with the status that the outcome has."""
    try:
        with remembered():
            cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _leave("Interrupted; nothing was left half-written.", 130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except KeyboardInterrupt:
        _leave("Interrupted; nothing was left half-written.", 130)
    except CasenessError as failure:
        _leave(str(failure), failure.exit_status)
    except Exception as fault:
        if isinstance(fault, OSError) and fault.errno in _FULL and not fault.filename:
            _leave(str(OutputFailed.writing(fault, Path("standard output"))), OutputFailed.exit_status)
        if os.environ.get("CASENESS_DEBUG"):
            raise
        _leave(
            f"A fault in the program ({type(fault).__name__}). Please report it with the command you ran; "
            "CASENESS_DEBUG=1 shows where it happened.",
            1,
        )


def _leave(message: str, status: int) -> None:
    click.echo(f"caseness: {message}", err=True)
    sys.exit(status)
