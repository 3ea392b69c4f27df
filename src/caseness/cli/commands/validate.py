"""``caseness validate``: does a record-level extract keep the rules of its data set, and how well is it filled?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.cli.shared import how_many, progress_bar, record_source
from caseness.errors import ThresholdCrossed
from caseness.report import ValidationForm, keep_audit, write_validation
from caseness.report.validation import broken_rows, headline
from caseness.sources.records import open_records
from caseness.validation import examine
from caseness.vocabulary.data_set import field_called
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.sources.records import Records
    from caseness.validation import Examined

_LISTED = 10  # broken rules and rows set aside on the terminal; the page has all
_TABLES = 3  # tables that lack columns

_HELP = """Validate a record-level extract: conformance and data quality.

SOURCE is a folder with the tables of the national data set (IDS001MPI, IDS101Referral, IDS201CareContact …) as .parquet,
.csv or .csv.gz: one folder for each submission as a provider sends it, or the tables of the national warehouse. Or it is the
address of a database with these tables: duckdb:///path/file.duckdb or postgresql://user@host:port/database, with ?schema=name
if it is not the default.

Writes a page that a service's data lead can work through, with validation.json, failures.csv, vodim.csv and
submissions.csv. They hold row keys of single records and counts that are not suppressed: keep them inside the service.

\b
Examples:
  caseness validate extract/
  caseness validate extract/ --out validation-april
  caseness validate extract/ --format json --quiet
  caseness validate extract/ --fail-on reject
  caseness validate 'postgresql://analyst@warehouse/iapt?schema=mesh_iapt'

\b
Exit status: 0 done; 2 wrong usage; 3 input refused; 4 the database cannot be reached; 5 output cannot be written; 6 done, but
a rule that --fail-on names is broken; 130 interrupted, nothing half-written; 1 a fault of the program.
"""


@click.command(help=_HELP, short_help="Validate a record-level extract: conformance and data quality.")
@click.argument("source", callback=record_source)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("validation"), show_default=True, help="Folder to write."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in ValidationForm]),
    default=ValidationForm.HTML.value,
    show_default=True,
    help="The page with all its files, the record alone, or the tables alone.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["reject", "warning"]),
    help="Leave with status 6 where a rule that rejects is broken; with 'warning', where any is.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only.")
def validate(source: Path | str, out: Path, form: str, fail_on: str | None, quiet: bool) -> None:
    """Validate an extract (see `_HELP`)."""
    keep_audit(out)
    with progress_bar(quiet, "Reading") as progress:
        records = open_records(source, progress=progress)
    with records, progress_bar(quiet, "Testing") as progress:
        examined = examine(records, progress)
    name = source.resolve().name if isinstance(source, Path) else records.origin
    written = write_validation(examined, out, name=name, form=ValidationForm(form))
    if not quiet:
        _summarise(records, examined, written)
    if crossed := _crossed(examined, fail_on):
        raise ThresholdCrossed(crossed)


def _summarise(records: Records, examined: Examined, written: Path) -> None:
    rows = sum(file.rows for file in records.files)
    made_up = " Synthetic: every provider is made up." if examined.synthetic else ""
    aside = sum(file.set_aside for file in records.files)
    but = f", {how_many(aside, 'line')} set aside" if aside else ""
    click.echo(f"Read {how_many(rows, 'row')} from {how_many(len(records.files), 'file')}{but}.{made_up}", err=True)
    for file in records.files:
        if file.note:
            click.echo(f"{file.name}: {file.note}.", err=True)
    for one in records.set_aside[:_LISTED]:
        place = f"{one.file}, line {one.line}" if one.line else one.file
        click.echo(f"Set aside: {place}: {one.reason}. {one.hint}".rstrip(), err=True)
    if len(records.set_aside) > _LISTED:
        click.echo(f"… and {count(len(records.set_aside) - _LISTED)} more set aside, listed on the page.", err=True)
    if lacking := _columns_lacking(examined):
        click.echo(f"Columns not there, listed on the page: {lacking}.", err=True)
    not_tested = len(examined.validation.not_computed)
    click.echo(f"{headline(examined)} {how_many(not_tested, 'rule')} could not be tested.", err=True)
    broken = broken_rows(examined)
    for row in broken[:_LISTED]:
        outcome = row.outcome
        numbers = f"{count(outcome.broken or 0)} of {count(outcome.checked)}"
        click.echo(f"  {outcome.rule.id}  {row.severity}, {numbers}: {outcome.rule.words}", err=True)
    if len(broken) > _LISTED:
        click.echo(f"  … and {count(len(broken) - _LISTED)} more.", err=True)
    click.echo(f"Internal to the service, with row keys: {written}")


def _columns_lacking(examined: Examined) -> str:
    """``19 of IDS201CareContact, 2 of IDS004EmpStatus and 3 more``: the tables that lack most, of what is still collected."""
    collected = {
        table: [column for column in columns if (field := field_called(table, column)) and not field.until_version]
        for table, columns in examined.lacking.items()
    }
    most = sorted((table for table in collected if collected[table]), key=lambda table: -len(collected[table]))
    told = ", ".join(f"{count(len(collected[table]))} of {table}" for table in most[:_TABLES])
    others = sum(len(collected[table]) for table in most[_TABLES:])
    return f"{told} and {count(others)} more" if others else told


def _crossed(examined: Examined, fail_on: str | None) -> str:
    """Which rules that ``--fail-on`` names are broken, in words; nothing if none is."""
    if fail_on is None:
        return ""
    broken = examined.rejecting if fail_on == "reject" else examined.validation.broken
    named = [outcome.rule.id for outcome in broken]
    more = f" and {count(len(named) - _LISTED)} more" if len(named) > _LISTED else ""
    return f"{how_many(len(named), 'rule')} broken: {', '.join(named[:_LISTED])}{more}" if named else ""
