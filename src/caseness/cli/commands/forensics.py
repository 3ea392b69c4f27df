"""``caseness forensics``: what the forensic tests can and cannot show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from caseness.cli.shared import progress_bar
from caseness.forensics.operating_characteristics import SHORT, WHOLE, joined, shipped_table, validate, write_table
from caseness.forensics.operating_characteristics.judging import judged
from caseness.forensics.worlds import englands

_HELP = """Simulate the forensic tests' error rates: how often they reject where nothing is wrong, and find what is.

Made services, honest and wronged, are put to every test. Writes operating_characteristics.csv and the parts it is made of
to the folder; a run that was interrupted goes on with --resume.

\b
Examples:
  caseness forensics validate --short
  caseness forensics validate --out characteristics --workers 4
  caseness forensics validate --out characteristics --workers 4 --resume
  caseness forensics validate --englands

\b
Exit status: 0 done, every test keeps its size; 6 done, but a test rejects too often where nothing is wrong (says which).
"""


@click.group()
def forensics() -> None:
    """What the forensic tests can and cannot show."""


@forensics.command("validate", help=_HELP, short_help="Simulate the error rates of the forensic tests.")
@click.option("--short", is_flag=True, help="A small run, to see that nothing has gone wrong badly.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("operating-characteristics"), show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes at once.")
@click.option("--resume", is_flag=True, help="Use the parts that an earlier run of the same plan left.")
@click.option(
    "--englands",
    "englands_only",
    is_flag=True,
    help="Only the Englands of many providers; the other rates are those that ship.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def validate_tests(short: bool, out: Path, workers: int, resume: bool, englands_only: bool, quiet: bool) -> None:
    """Run a plan, write its table, and say which tests do not keep their size."""
    plan = SHORT if short else WHOLE
    if englands_only:
        plan = replace(plan, only=tuple(england.name for england in englands()))
    with progress_bar(quiet, "Simulating") as progress:
        table = validate(plan, out / "parts", workers=workers, resume=resume, progress=progress)
    if englands_only:
        table = joined(table, shipped_table())
    file = out / "operating_characteristics.csv"
    write_table(table, file)
    verdict = judged(table)
    click.echo(f"{verdict.words}\n{file}")
    verdict.hold()
