"""``caseness audit``: run the checks and write the report."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.audit import Audit, organisations_in
from caseness.audit import audit as run_audit
from caseness.checks.registry import all_checks
from caseness.cli.organisations import choose
from caseness.cli.shared import (
    how_many,
    load_assumptions,
    load_sources,
    load_spend,
    progress_bar,
    takes_any_sources,
    takes_assumptions,
    takes_spend,
)
from caseness.materiality import Materiality
from caseness.report import write
from caseness.sources.records import Records
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published import Published
    from caseness.sources.set_aside import SetAside

_DATABASE = "DATABASE"  # in the command a report shows: an address tells of the house
_LISTED = 10  # set-aside entries shown on the terminal; the report has all

_HELP = """Audit published statistics, records or both and write a report.

SOURCE is a file or folder of published statistics, as many as you like: the monthly and annual files as NHS England
issues them, zipped, gzipped or plain, or tidy copies. The layout is told from the columns. Or it is a folder with an
extract of the national data set, its files named as the tables (IDS101Referral.csv, …; CSV, gzipped or Parquet), as a
provider submits it or as the national warehouse keeps it, or the address of a database that has these tables
(duckdb:///path/file.duckdb, postgresql://user@host/database?schema=name). With no SOURCE the audit runs on the England
headline series that comes with the program.

Of figures made from records, counts under 5 are suppressed and others rounded to the nearest 5. --internal shows them
all, and says so on everything that is written. --therapists lets forensic tests look at the therapists of flagged providers,
under pseudonyms and from 30 cases each; nothing else does. Synthetic records, those of made-up providers, are audited alone and
labelled just as much.

\b
Examples:
  caseness audit --out report
  caseness audit downloads/ --out report
  caseness audit annual-2024-25.zip monthly/ --out report
  caseness audit extract/ --out report
  caseness audit extract/ downloads/ --out report
  caseness audit "postgresql://me@server/talking_therapies" --out report
  caseness audit extract/ --internal --out for-us-only
  caseness audit extract/ --therapists --out report
  caseness audit downloads/ --only second-wait --only C28 --out report
  caseness audit downloads/ --org "Berkshire Healthcare" --out report
  caseness audit downloads/ --materiality 0.5 --out report
  caseness audit downloads/ --spend spending.csv --out report
  caseness audit downloads/ --assumptions mine.toml --out report

\b
Exit status: 0 done (files or rows that could not be read are set aside, listed and counted); 2 wrong usage;
3 input refused; 4 a database that cannot be reached; 5 output cannot be written; 130 interrupted, nothing half-written;
1 a fault of the program.
"""


@click.command(help=_HELP, short_help="Audit published statistics, records or both and write a report.")
@takes_any_sources
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("audit"), show_default=True, help="Folder to write."
)
@click.option("--only", multiple=True, metavar="ID", help="Run this check or claim only; may be repeated.")
@click.option(
    "--org",
    multiple=True,
    metavar="NAME",
    help="Show this organisation only, by code, name, old name or town; may be repeated.",
)
@click.option(
    "--materiality",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="POINTS",
    help="Mark differences below this many points (per cent, for figures that are no shares). Leaves nothing out.",
)
@click.option("--internal", is_flag=True, help="Show exact and small counts made from records, and say so everywhere.")
@takes_assumptions
@takes_spend
@click.option(
    "--therapists",
    is_flag=True,
    help="Let forensic tests look at single therapists of flagged providers, under pseudonyms.",
)
@click.option("--pages", is_flag=True, help="Write one file for each organisation beside a light index.html.")
def audit(
    source: tuple[Path | str, ...],
    quiet: bool,
    no_cache: bool,
    out: Path,
    only: tuple[str, ...],
    org: tuple[str, ...],
    materiality: float,
    internal: bool,
    therapists: bool,
    pages: bool,
    assumptions: Path | None,
    spend: Path | None,
) -> None:
    """Run the checks and write the report (see `_HELP`)."""
    _check_names(only)
    stated = load_assumptions(assumptions)  # a fault in it is said before anything long is read
    options = [
        *(["--materiality", f"{materiality:g}"] if materiality else []),
        *(["--internal"] if internal else []),
        *(["--therapists"] if therapists else []),
        *(["--pages"] if pages else []),
        *([f"--assumptions {shlex.quote(assumptions.name)}"] if assumptions else []),
        *([f"--spend {shlex.quote(spend.name)}"] if spend else []),
    ]
    with load_sources(source, quiet=quiet, cache=not no_cache) as sources:
        of_people = any(isinstance(one, Records) for one in sources)
        if internal and not of_people:
            raise click.BadParameter("published statistics have no other form; give records.", param_hint="--internal")
        if therapists and not of_people:
            raise click.BadParameter(
                "published statistics name no therapists; give records.", param_hint="--therapists"
            )
        shown = choose(organisations_in(sources), org) if org else None
        with progress_bar(quiet, "Checking") as progress:
            outcome = run_audit(
                [*sources, *load_spend(spend, sources), *stated],
                only=only,
                organisations=shown,
                materiality=Materiality(materiality),
                internal=internal,
                therapists=therapists,
                progress=progress,
            )
        index = write(outcome, out, command=_as_typed(source, only, org, options), pages=pages)
        if not quiet:
            _summarise(sources, outcome, index)


def _check_names(only: tuple[str, ...]) -> None:
    known = {check.id for check in all_checks()}
    for name in only:
        if name not in known:
            raise click.BadParameter(f"there is no check or claim {name!r}.", param_hint="--only")


def _as_typed(source: tuple[Path | str, ...], only: tuple[str, ...], org: tuple[str, ...], options: list[str]) -> str:
    """The command that makes this report again: files by their last name, as folders differ, and no database's address."""
    sources = [_DATABASE if isinstance(one, str) else one.resolve().name for one in source]
    named = [f"--only {name}" for name in only] + [f"--org {shlex.quote(name)}" for name in org]
    return " ".join(["caseness audit", *sources, *named, *options])


def _summarise(sources: Sequence[Published | Records], outcome: Audit, index: Path) -> None:
    for source in sources:
        click.echo(_read(source), err=True)
        _say_set_aside(source.set_aside if isinstance(source, Records) else source.reading.set_aside)
    found = sum(1 for finding in outcome.findings if finding.claim is None)
    tested = len(outcome.findings) - found
    not_run = how_many(len(outcome.not_run), "check")
    click.echo(f"{how_many(found, 'finding')}, {how_many(tested, 'claim')}; {not_run} could not be run.", err=True)
    click.echo(f"Report: {index}")


def _read(source: Published | Records) -> str:
    """What was read, in a sentence."""
    if isinstance(source, Records):
        kind = "synthetic records" if source.synthetic else "records"
        rows = how_many(sum(file.rows for file in source.files), "row")
        return f"Read {kind}: {rows} of {how_many(len(source.columns), 'table')}."
    what = "the England headline series" if source.embedded else how_many(len(source.reading.files), "file")
    return f"Read {count(source.reading.figures)} figures from {what}."


def _say_set_aside(set_aside: Sequence[SetAside]) -> None:
    for aside in set_aside[:_LISTED]:
        place = f"{aside.file}, line {aside.line}" if aside.line else aside.file
        rows = how_many(aside.rows, "row") if aside.rows else "file"
        click.echo(f"Set aside ({rows}): {place}: {aside.reason}. {aside.hint}".rstrip(), err=True)
    if len(set_aside) > _LISTED:
        click.echo(f"… and {len(set_aside) - _LISTED} more set aside, listed in the report.", err=True)
