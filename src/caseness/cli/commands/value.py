"""``caseness value``: what a quality-adjusted life-year costs, what drives it, and what would settle it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.audit import marks_of
from caseness.checks.changes import changes
from caseness.checks.own_figures import assumed_from
from caseness.cli.shared import (
    load_assumptions,
    load_sources,
    load_spend,
    takes_any_sources,
    takes_assumptions,
    takes_spend,
)
from caseness.errors import CannotRun, InputRefused
from caseness.report import keep_audit, write_value
from caseness.valuation import Valuation
from caseness.value.analysis import DRAWS, SEED, YEARS
from caseness.value.model import HORIZONS
from caseness.wording import pounds

if TYPE_CHECKING:
    from caseness.checks.assumed import Assumed
    from caseness.value.analysis import Analysis
    from caseness.value.assumptions import Assumption, Assumptions

_FEWEST, _MOST = 100, 1_000_000

_HELP = """Value for money: what the service costs and adds, beside what would have happened anyway.

A decision model of everyone referred: who enters, finishes and gets better, how long it lasts, what it is worth and costs, under
four options. Every figure it rests on is an assumption with a range and a source; a file in TOML puts others in their place. A
table of the file is named after an assumption, and gives what it changes:

\b
  [cost_per_course]
  value = 900
  low = 800
  high = 1000
  price_year = "2023/24"
  source = "Our own accounts"

Without SOURCE it rests on the figures that are shipped. With published statistics or an extract of records, figures of theirs
stand in the place of those shipped: who enters, finishes, recovers and gets worse, and of records also sessions, time, return
and work. Each is listed with what it did. A file of yours goes before both. Its table [price_index], with name, source and a
level for each year, puts another index in the place of the GDP deflator.

Writes a page with sliders, value.json, and tables and charts in files of their own.

\b
Examples:
  caseness value
  caseness value --list
  caseness value downloads --out value-published
  caseness value extract/ --out value-extract
  caseness value --assumptions mine.toml --out value-mine
  caseness value downloads/ --spend spending.csv --out value-spent
  caseness value extract/ --spend spending.csv --assumptions mine.toml --out value-both
  caseness value --horizon 5 --draws 50000 --seed 7

\b
Exit status: 0 done; 2 wrong usage; 3 input refused (which file, which key, what to do); 5 output cannot be written; 130
interrupted, nothing half-written; 1 a fault of the program.
"""


@click.command(help=_HELP, short_help="Value for money: cost, counterfactual, what drives it.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("value"), show_default=True, help="Folder to write."
)
@click.option("--draws", type=click.IntRange(_FEWEST, _MOST), default=DRAWS, show_default=True, help="Number of draws.")
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help="Of the draws.")
@click.option(
    "--horizon",
    type=click.Choice([str(years) for years in HORIZONS]),
    default=str(YEARS),
    show_default=True,
    help="Years after the course.",
)
@click.option(
    "--list", "listing", is_flag=True, help="List the assumptions with their values and ranges, and do nothing else."
)
@takes_assumptions
@takes_spend
@takes_any_sources
def value(
    source: tuple[Path | str, ...],
    out: Path,
    draws: int,
    seed: int,
    horizon: str,
    assumptions: Path | None,
    spend: Path | None,
    *,
    listing: bool,
    quiet: bool,
    no_cache: bool,
) -> None:
    """Run the model (see `_HELP`)."""
    stated = load_assumptions(assumptions)  # a fault in it is said before anything long is read
    if not listing:
        keep_audit(out)
    with load_sources(source, quiet=quiet, cache=not no_cache) as sources:
        given = [*sources, *load_spend(spend, sources), *stated]
        marks = marks_of(given)
        assumed = assumed_from(given, draws=draws, seed=seed, years=int(horizon))
        if listing:
            _list(_analysis(assumed).assumptions)
            return
        _analysis(assumed)
        valuation = Valuation(assumed, tuple(given), marks)
        written = write_value(valuation, out, command=_command())
    if not quiet:
        _summarise(valuation, written)


def _analysis(assumed: Assumed) -> Analysis:
    """The run of the model. Raises `InputRefused` where synthetic records have too few people for one."""
    try:
        return assumed.analysis
    except CannotRun as lack:
        raise InputRefused(lack.reason, hint=f"Give {lack.settled_by}.") from None


def _list(assumptions: Assumptions) -> None:
    for row in assumptions.values():
        click.echo(_line(row))


def _command() -> str:
    return shlex.join(["caseness", *sys.argv[1:]])


def _line(row: Assumption) -> str:
    low, high = row.range
    ends = "" if low == high else f"  ({low:g} to {high:g})"
    return f"{row.id} = {row.value:g}{ends}  {row.title}"


def _summarise(valuation: Valuation, written: Path) -> None:
    analysis = valuation.analysis
    for finding in valuation.findings:
        click.echo(f"{finding.result.short}. {finding.result.answer}", err=True)
    if analysis.ratio_error is not None:
        click.echo(f"Monte Carlo standard error of the cost per year: {pounds(analysis.ratio_error)}.", err=True)
    for one in changes(analysis):
        now, before = one.changed.now, one.changed.before
        did = "; ".join(one.did) or "no result read it"
        click.echo(f"Changed: {now.id} = {now.value:g}, shipped {before.value:g}: {did}.", err=True)
    for lack in valuation.not_run:
        click.echo(f"Not answered: {lack.question} {lack.reason}.", err=True)
    click.echo(str(written))
