"""The command line: sources in, a report out; every failure one clear message and its exit status."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caseness import __version__
from caseness.audit import Audit
from caseness.audit import audit as run_audit
from caseness.checks.claims import claims_table
from caseness.checks.registry import all_checks
from caseness.errors import CasenessError
from caseness.report import write
from caseness.sources.published import Published, default_cache, headline, load
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from caseness.checks.claims.rows import ClaimRow

    Progress = Callable[[str, int, int], None]

_LISTED = 10  # set-aside entries shown on the terminal; the report has all

_AUDIT_HELP = """Audit published statistics and write a report.

SOURCE is a file or folder of published statistics, as many as you like: the monthly and annual files as NHS England
issues them, zipped, gzipped or plain, or tidy copies. The layout is told from the columns. With no SOURCE the audit runs
on the England headline series that comes with the program.

\b
Examples:
  caseness audit --out report
  caseness audit downloads/ --out report
  caseness audit annual-2024-25.zip monthly/ --out report
  caseness audit downloads/ --only second-wait --only C28 --out report

\b
Exit status: 0 done (files or rows that could not be read are set aside, listed and counted); 2 wrong usage;
3 input refused; 5 output cannot be written; 130 interrupted, nothing half-written; 1 a fault of the program.
"""

_CLAIMS_HELP = """Show the register of public claims with computed verdicts.

The service's and its critics' claims are put through the same tests. With no SOURCE, on the headline series.

\b
Examples:
  caseness claims
  caseness claims downloads/ --format json > claims.json
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="caseness")
def cli() -> None:
    """Caseness: an independent, reproducible audit of NHS Talking Therapies.

    Start with: caseness audit --out report
    """


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("source", nargs=-1, type=click.Path(path_type=Path)),
        click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only."),
        click.option("--no-cache", is_flag=True, help="Read the files anew and keep no copy of what was read."),
    ):
        command = option(command)
    return command


@cli.command(help=_AUDIT_HELP, short_help="Audit published statistics and write a report.")
@_common
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("audit"), show_default=True, help="Folder to write."
)
@click.option("--only", multiple=True, metavar="ID", help="Run this check or claim only; may be repeated.")
def audit(source: tuple[Path, ...], quiet: bool, no_cache: bool, out: Path, only: tuple[str, ...]) -> None:
    """Run the checks and write the report (see `_AUDIT_HELP`)."""
    _check_names(only)
    published = _load(source, quiet=quiet, cache=not no_cache)
    with _progress(quiet, "Checking") as progress:
        outcome = run_audit([published], only=only, progress=progress)
    index = write(outcome, out, command=_as_typed(source, only))
    if not quiet:
        _summarise(published, outcome, index)


@cli.command(help=_CLAIMS_HELP, short_help="Show the register of public claims with computed verdicts.")
@_common
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def claims(source: tuple[Path, ...], quiet: bool, no_cache: bool, form: str) -> None:
    """Print the register (see `_CLAIMS_HELP`)."""
    published = _load(source, quiet=quiet, cache=not no_cache)
    ids = [check.id for check in all_checks() if check.chapter == "claims"]
    with _progress(quiet, "Testing") as progress:
        rows = claims_table(run_audit([published], only=ids, progress=progress).findings)
    if form == "json":
        click.echo(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_in_words(row) for row in rows))


def _check_names(only: tuple[str, ...]) -> None:
    known = {check.id for check in all_checks()}
    for name in only:
        if name not in known:
            raise click.BadParameter(f"there is no check or claim {name!r}.", param_hint="--only")


def _load(source: tuple[Path, ...], *, quiet: bool, cache: bool) -> Published:
    if not source:
        return headline()
    with _progress(quiet, "Reading") as progress:
        return load(source, cache=default_cache() if cache else None, progress=progress)


@contextmanager
def _progress(quiet: bool, verb: str) -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[what]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None, what="")
        yield lambda what, done, of: bar.update(task, completed=done, total=of, what=what)


def _as_typed(source: tuple[Path, ...], only: tuple[str, ...]) -> str:
    """The command that makes this report again; sources by their last name, so that it is the same everywhere."""
    words = ["caseness audit", *(path.resolve().name for path in source), *(f"--only {name}" for name in only)]
    return " ".join(words)


def _summarise(published: Published, outcome: Audit, index: Path) -> None:
    reading = published.reading
    what = "the England headline series" if published.embedded else _of(len(reading.files), "file")
    click.echo(f"Read {count(reading.figures)} figures from {what}.", err=True)
    for aside in reading.set_aside[:_LISTED]:
        place = f"{aside.file}, line {aside.line}" if aside.line else aside.file
        rows = _of(aside.rows, "row") if aside.rows else "file"
        click.echo(f"Set aside ({rows}): {place}: {aside.reason}. {aside.hint}".rstrip(), err=True)
    if len(reading.set_aside) > _LISTED:
        click.echo(f"… and {len(reading.set_aside) - _LISTED} more set aside, listed in the report.", err=True)
    found = sum(1 for finding in outcome.findings if finding.claim is None)
    tested = len(outcome.findings) - found
    not_run = _of(len(outcome.not_run), "check")
    click.echo(f"{_of(found, 'finding')}, {_of(tested, 'claim')}; {not_run} could not be run.", err=True)
    click.echo(f"Report: {index}")


def _of(number: int, thing: str) -> str:
    return f"{count(number)} {thing}{'' if number == 1 else 's'}"


def _in_words(row: ClaimRow) -> str:
    verdict = "Not a question of fact" if row.verdict is None else row.verdict.replace("_", " ").capitalize()
    return f"{row.id}  {row.short} ({row.claimant})\n     {verdict}: {row.condition}\n     {row.answer}"


def main() -> None:
    """Run the command line and leave with the status that the outcome has."""
    try:
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
