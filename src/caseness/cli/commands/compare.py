"""``caseness compare``: two audits side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.comparison import compare as compare_audits
from caseness.comparison import read_audit
from caseness.errors import ThresholdCrossed
from caseness.materiality import Materiality
from caseness.report import write_comparison
from caseness.report.comparison import (
    comparison_record,
    groups,
    inputs_words,
    many,
    problem_rows,
    program_words,
    tally,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.comparison import Comparison

_FIGURES = 4  # of a finding, on the terminal; the page and the record have all
_PROBLEMS = 10
_POINTS = re.compile(r"points=(\d+(?:\.\d+)?)")

_HELP = """Compare two audits: what moved, and whether data, definition or code moved it.

OLD and NEW are the folders that caseness audit --out wrote.

\b
Examples:
  caseness compare audit-2024 audit-2025
  caseness compare audit-2024 audit-2025 --out compared
  caseness compare before after --format json
  caseness compare before after --fail-on verdict --fail-on points=0.5

\b
Exit status: 0 done; 2 wrong usage; 3 a folder is no audit; 5 output cannot be written; 6 done, but what --fail-on
names came about.
"""


def _conditions(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for condition in given:
        if condition != "verdict" and not _POINTS.fullmatch(condition):
            raise click.BadParameter(f"{condition!r} is neither 'verdict' nor 'points=' and a number.")
    return given


@click.command(help=_HELP, short_help="Compare two audits: what moved, and what moved it.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for a page and a record of the comparison.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--materiality",
    type=click.FloatRange(min=0),
    metavar="POINTS",
    help="Mark moves below this many points (per cent, for figures that are no shares). Default: that of NEW.",
)
@click.option(
    "--fail-on",
    multiple=True,
    callback=_conditions,
    metavar="CONDITION",
    help="Leave with status 6 when a verdict changed ('verdict') or a share moved further ('points=0.5').",
)
def compare(
    old: Path, new: Path, out: Path | None, form: str, materiality: float | None, fail_on: tuple[str, ...]
) -> None:
    """Compare two audits (see `_HELP`)."""
    earlier, later = read_audit(old), read_audit(new)
    threshold = materiality if materiality is not None else later.materiality
    comparison = compare_audits(earlier, later, Materiality(threshold))
    if form == "json":
        click.echo(json.dumps(comparison_record(comparison), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_in_words(comparison)))
    if out is not None:
        click.echo(f"Page: {write_comparison(comparison, out)}", err=True)
    if crossed := [words for condition in fail_on if (words := _crossed(comparison, condition))]:
        raise ThresholdCrossed("; ".join(crossed))


def _in_words(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.old.name} and {comparison.new.name}: {program_words(comparison)}"
    yield inputs_words(comparison)
    yield tally(comparison)
    for group in groups(comparison):
        yield f"\n  {group.finding}: {group.question}"
        for row in group.rows[:_FIGURES]:
            below = ", below materiality" if row.below else ""
            yield f"    {row.name}: {row.before} → {row.after}, {row.change}; {row.cause}{below}"
        if len(group.rows) > _FIGURES:
            yield f"    and {len(group.rows) - _FIGURES} more"
    yield f"\n{many(len(comparison.came), 'figure')} came and {len(comparison.gone)} went in findings both have."
    yield f"\nVerdicts that changed: {len(comparison.verdicts)}"
    for change in comparison.verdicts:
        before, after = verdict_words(change)
        yield f"  {change.finding}  {change.short}\n    {before} → {after}: {change.condition}"
    for words, found in problem_rows(comparison):
        yield f"\n{words} data problems: {len(found)}"
        yield from (f"  {kind}: {about} ({told})" for kind, about, told in found[:_PROBLEMS])
        if len(found) > _PROBLEMS:
            yield f"  and {len(found) - _PROBLEMS} more"
    for words, checks in (("newly run", comparison.newly_run), ("no longer run", comparison.no_longer_run)):
        yield f"\nChecks {words}: {len(checks)}"
        yield from (f"  {change.check}: {change.reason}" for change in checks)


def _crossed(comparison: Comparison, condition: str) -> str:
    """What came about of a condition, in words; nothing if it did not."""
    if condition == "verdict":
        changed = [change.finding for change in comparison.verdicts]
        return f"verdicts changed: {', '.join(changed)}" if changed else ""
    limit = float(condition.removeprefix("points="))
    far = [moved for moved in comparison.moved if moved.points > limit]
    return f"{many(len(far), 'figure')} moved by more than {limit:g} points" if far else ""
