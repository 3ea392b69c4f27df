"""The command line: sources in, a report out; every failure one clear message and its exit status."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from caseness import __version__
from caseness.errors import CasenessError, OutputFailed
from caseness.interrupts import remembered

_COMMANDS = (
    "audit",
    "validate",
    "measures",
    "claims",
    "claim",
    "compare",
    "value",
    "fetch",
    "forensics",
    "synth",
    "demo",
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class _OnDemand(click.Group):
    """A group that reads a command's module when the command is asked for: whatever else is asked need not wait for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"caseness.cli.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="caseness")
def cli() -> None:
    """Caseness: an independent, reproducible audit of NHS Talking Therapies.

    Start with: caseness audit --out report
    """


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
