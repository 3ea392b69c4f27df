"""``caseness claims``: the register of public claims with computed verdicts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from caseness.audit import audit as run_audit
from caseness.checks.claims import claims_table
from caseness.checks.registry import all_checks
from caseness.cli.shared import load_published, progress_bar, takes_sources

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.checks.claims.rows import ClaimRow

_HELP = """Show the register of public claims with computed verdicts.

The service's and its critics' claims are put through the same tests. With no SOURCE, on the headline series.

\b
Examples:
  caseness claims
  caseness claims downloads/ --format json > claims.json
  caseness claims --only C41
"""


@click.command(help=_HELP, short_help="Show the register of public claims with computed verdicts.")
@takes_sources
@click.option(
    "--only", multiple=True, metavar="ID", help="Show this claim only, with what would settle it; may be repeated."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def claims(source: tuple[Path, ...], quiet: bool, no_cache: bool, only: tuple[str, ...], form: str) -> None:
    """Print the register (see `_HELP`)."""
    ids = [check.id for check in all_checks() if check.chapter == "claims"]
    for name in only:
        if name not in ids:
            raise click.BadParameter(f"there is no claim {name!r}.", param_hint="--only")
    published = load_published(source, quiet=quiet, cache=not no_cache)
    with progress_bar(quiet, "Testing") as progress:
        rows = claims_table(run_audit([published], only=only or ids, progress=progress).findings)
    if form == "json":
        click.echo(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(_in_words(row, whole=bool(only)) for row in rows))


def _in_words(row: ClaimRow, *, whole: bool) -> str:
    """A claim in a few lines; the whole of it with the question that would get its data."""
    verdict = "Not a question of fact" if row.verdict is None else row.verdict.replace("_", " ").capitalize()
    lines = [f"{row.id}  {row.short} ({row.claimant})", f"{verdict}: {row.condition}", row.answer]
    lines.append(f"To quote: {row.quotation}")
    if row.request and whole:
        lines += ["Question that would get the data:", *row.request.splitlines()]
    if row.interviews:
        lines.append(f"Interviews: {row.interviews}")
    return "\n     ".join(lines)
