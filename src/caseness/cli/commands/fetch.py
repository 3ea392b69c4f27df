"""``caseness fetch``: download published statistics into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.cli.shared import how_many, progress_bar
from caseness.errors import InputRefused, Unreachable
from caseness.sources.catalogue import Kind, publications, select
from caseness.sources.fetching import fetch as fetch_files
from caseness.sources.fetching.folder import lacking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.catalogue import Issue
    from caseness.sources.fetching import Outcome

_HELP = """Download published statistics, to be audited.

The addresses are those of the publisher, NHS England. Without a choice of kind, year or month every file of statistics is
fetched. A download that broke off is continued; a file that is there and unchanged is left. What came, with size and
SHA-256, is in manifest.json beside the files.

A year is 2024-25 (April 2024 to March 2025) or 2024 (what begins in 2024), a month 2024-06. All may be repeated.

\b
Examples:
  caseness fetch --list
  caseness fetch --kind annual --kind therapy-outcomes
  caseness fetch --year 2024-25 --out downloads
  caseness fetch --kind monthly --month 2025-03 --month 2025-04
  caseness audit downloads/ --out report

\b
Exit status: 0 done; 2 wrong usage; 3 something else came than statistics, such as a web page; 4 a file, server or
network cannot be reached; 5 output cannot be written; 130 interrupted, what came is kept; 1 a fault of the program.
"""


def _chosen(kind: tuple[str, ...], year: tuple[str, ...], month: tuple[str, ...]) -> list[Issue]:
    try:
        issues = select(kinds=[Kind(name) for name in kind], years=year, months=month)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    if not issues:
        raise click.UsageError("The catalogue has no such file. All it has: caseness fetch --list")
    return issues


def _mirror(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise click.BadParameter("give an address that begins with http:// or https://.")
    return value


@click.command(help=_HELP, short_help="Download published statistics.")
@click.option("--list", "listing", is_flag=True, help="Show what there is, and where; download nothing.")
@click.option(
    "--kind", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Only files of this kind."
)
@click.option("--year", multiple=True, metavar="YEAR", help="Only files of this year.")
@click.option("--month", multiple=True, metavar="YYYY-MM", help="Only files of this month.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("downloads"), show_default=True, help="Folder to write."
)
@click.option("--dry-run", is_flag=True, help="Say what would be downloaded; download nothing.")
@click.option(
    "--mirror",
    default="",
    envvar="CASENESS_MIRROR",
    metavar="URL",
    callback=_mirror,
    help="Ask this server for the same paths, instead of the publisher's. [env: CASENESS_MIRROR]",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only.")
def fetch(
    listing: bool,
    kind: tuple[str, ...],
    year: tuple[str, ...],
    month: tuple[str, ...],
    out: Path,
    dry_run: bool,
    mirror: str,
    quiet: bool,
) -> None:
    """Download the chosen files (see `_HELP`)."""
    if listing:
        click.echo(_listed(_chosen(kind or tuple(Kind), year, month)))
        return
    issues = _chosen(kind, year, month)
    if dry_run:
        wanted = lacking(issues, out)
        click.echo(
            "\n".join([*map(_line, wanted), f"{how_many(len(wanted), 'file')} of {len(issues)} would be fetched."])
        )
        return
    with progress_bar(quiet, "Fetching") as progress:
        outcome = fetch_files(issues, out, mirror=mirror, progress=progress)
    if not quiet:
        click.echo(f"Fetched {how_many(len(outcome.fetched), 'file')}; {len(outcome.there)} were there.", err=True)
    if outcome.failed:
        raise _failure(outcome, out)
    if not quiet:
        click.echo(f"Audit them: caseness audit {out}")


def _listed(issues: Sequence[Issue]) -> str:
    """The files, under a heading for each kind."""
    lines: list[str] = []
    for kind in Kind:
        if of_kind := [issue for issue in issues if issue.kind is kind]:
            publication = publications()[kind]
            lines += ["", f"{kind.value}: {publication.title}", f"  {publication.page}", *map(_line, of_kind)]
    return "\n".join(lines[1:])


def _line(issue: Issue) -> str:
    return f"  {issue.label or 'all':11} {issue.format:8} {issue.address}"


def _failure(outcome: Outcome, out: Path) -> InputRefused | Unreachable:
    """All that could not be had, as one error; a file refused outweighs one not reached."""
    told = "\n".join(f"{issue}: {failure}" for issue, failure in outcome.failed)
    whole = len(outcome.failed) + len(outcome.fetched) + len(outcome.there)
    message = (
        f"{len(outcome.failed)} of {how_many(whole, 'file')} could not be fetched; the others are in {out}.\n{told}"
    )
    refused = any(isinstance(failure, InputRefused) for _issue, failure in outcome.failed)
    return InputRefused(message) if refused else Unreachable(message)
