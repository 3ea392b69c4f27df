"""``caseness demo``: make a small synthetic extract and audit it."""

from __future__ import annotations

from pathlib import Path

import click

from caseness.audit import audit as run_audit
from caseness.cli.shared import how_many, progress_bar
from caseness.report import write
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise

_EXTRACT, _REPORT = "extract", "report"

_HELP = """Make a small synthetic extract and audit it, to see what an audit of records gives.

People and services are invented. Writes the extract to DIR/extract and its report to DIR/report; both say throughout that
they are synthetic. The same numbers make the same files on any machine.

\b
Examples:
  caseness demo
  caseness demo --referrals 5000 --seed 7 --out try

\b
Exit status: 0 done; 2 wrong usage; 5 output cannot be written; 130 interrupted, nothing half-written; 1 a fault of the
program.
"""

_DEFAULT = Plan()


@click.command(help=_HELP, short_help="Make a small synthetic extract and audit it.")
@click.option(
    "--referrals",
    type=click.IntRange(1, 1_000_000),
    default=_DEFAULT.referrals,
    show_default=True,
    metavar="N",
    help="Referrals received in a year.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=_DEFAULT.seed,
    show_default=True,
    help="Another number, other records.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, metavar="DIR", help="Folder."
)
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only.")
def demo(referrals: int, seed: int, out: Path, quiet: bool) -> None:
    """Make and audit the extract (see `_HELP`)."""
    with progress_bar(quiet, "Making") as progress:
        made = synthesise(Plan(referrals=referrals, seed=seed), out / _EXTRACT, progress)
    with progress_bar(quiet, "Reading") as progress:
        records = open_records(out / _EXTRACT, progress=progress)
    with records, progress_bar(quiet, "Checking") as progress:
        outcome = run_audit([records], progress=progress)
        index = write(outcome, out / _REPORT, command=f"caseness audit {_EXTRACT}")
    if quiet:
        return
    made_of = f"{how_many(referrals, 'referral')} at {how_many(made.providers, 'provider')}"
    click.echo(f"Synthetic extract: {out / _EXTRACT} ({made_of})", err=True)
    click.echo(f"{how_many(len(outcome.findings), 'finding')} from these records.", err=True)
    click.echo(f"Report: {index}")
