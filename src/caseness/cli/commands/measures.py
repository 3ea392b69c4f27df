"""``caseness measures``: the catalogue of measures, one of them in full, and all of them computed from records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caseness.checks.finding import ReportMark
from caseness.cli.shared import how_many, progress_bar, record_source
from caseness.errors import InputRefused
from caseness.measures import LEVELS, Measure, Variant, breakdowns, compute
from caseness.measures import measures as catalogue
from caseness.measures.catalogue import near
from caseness.measures.periods import Span, months_of, periods_of
from caseness.measures.publishing import as_published, covers_the_country
from caseness.measures.quirks import bearings
from caseness.measures.telling import construction, expression, sql
from caseness.measures.writing import SUFFIXES, keep_from_failing, write_figures
from caseness.pathways import pathways_of
from caseness.pathways.months import Months
from caseness.sources.records import open_records
from caseness.vocabulary import Level

if TYPE_CHECKING:
    import pyarrow as pa

    from caseness.sources.records import Records
    from caseness.vocabulary.period import Period

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_TOLD = 12  # ids in a message
_COMPUTED_LEVELS = (*LEVELS, Level.SUB_ICB_PROVIDER)

_HELP = """List the measures, show one, or compute them from records.

\b
Examples:
  caseness measures list recovery
  caseness measures show M192
  caseness measures compute extract/ --out figures.csv
"""

_COMPUTE_HELP = """Compute measures from a record-level extract, a row to a figure.

SOURCE is a folder with the tables of the national data set, or the address of a database that has them, as for caseness
validate. OUT ends in .csv or .parquet. Its columns: period_start, period_end, level, org_code, breakdown, category,
measure, official_id, variant, statistic, numerator, denominator, value. Percentages are proportions, from 0 to 1.

Figures leave as they would be published: below England, counts under 5 are blank and others rounded to the nearest 5, and
percentages are whole per cent. An extract of fewer than 20 providers is treated so at every level. --internal writes the raw
figures, and says so in a last column.

\b
Examples:
  caseness measures compute extract/ --out figures.csv
  caseness measures compute extract/ --measure M192 --measure M076 --level Provider --out recovery.parquet
  caseness measures compute extract/ --period quarter --breakdown age_group --from 2024-04 --to 2025-03 --out ages.csv
  caseness measures compute 'postgresql://analyst@warehouse/iapt?schema=mesh_iapt' --internal --out raw.parquet

\b
Exit status: 0 done; 2 wrong usage; 3 input refused; 4 the database cannot be reached; 5 output cannot be written;
130 interrupted, nothing half-written; 1 a fault of the program.
"""


@click.group(help=_HELP, short_help="List the measures, show one, or compute them from records.")
def measures() -> None:
    """The commands on measures (see `_HELP`)."""


@measures.command("list")
@click.argument("text", nargs=-1)
def list_measures(text: tuple[str, ...]) -> None:
    """List the measures: id, statistic and title; with TEXT, those that have all its words."""
    words = " ".join(text).casefold().split()
    shown = [one for one in catalogue().values() if all(word in _searched(one) for word in words)]
    width = max((len(one.id) for one in shown), default=0)
    for one in shown:
        click.echo(f"{one.id:{width}}  {one.statistic.value:10}  {one.title}")
    click.echo(how_many(len(shown), "measure"), err=True)


def _searched(one: Measure) -> str:
    return f"{one.id} {one.measure} {one.statistic.value} {one.title} {one.published.in_words}".casefold()


@measures.command()
@click.argument("identity", metavar="ID")
@click.option("--no-sql", is_flag=True, help="Without the queries, which take some seconds to write.")
def show(identity: str, no_sql: bool) -> None:
    """Show a measure: its definition in words, as an expression and as SQL, its variants and known quirks.

    The queries run over the rows that a measure is of, one row per pathway and period for most; no database is asked.
    """
    one = _known([identity])[0]
    click.echo(f"{one.id}  {one.title} ({one.statistic.value}, {one.measure})")
    for variant in [Variant.AS_PUBLISHED, *one.others]:
        definition = one.definition(variant)
        click.echo(f"\n{variant.value.replace('_', ' ').capitalize()}")
        if definition.in_words:
            click.echo(f"  {definition.in_words}")
        click.echo(f"  Construction: {construction(definition)}")
        click.echo(f"  Rows: {definition.anchor.rows.value}, {definition.anchor.title}")
        for name, written in expression(definition).items():
            click.echo(f"  {name}: {written}")
        if definition.quirks:
            click.echo(f"  Set apart by: {', '.join(definition.quirks)}")
        for engine, query in {} if no_sql else sql(definition).items():
            click.echo(f"\n-- {engine}\n{query}")
    _show_quirks(one)


def _show_quirks(one: Measure) -> None:
    """The known quirks of dashboard scripts that bear on a measure."""
    known = [bearing for bearing in bearings() if one.id in bearing.measures]
    if known:
        click.echo("\nKnown quirks of the dashboards that show it")
    for bearing in known:
        quirk = bearing.quirk
        click.echo(
            f"  {quirk.id} ({quirk.grade.value}, {quirk.dashboard}): the script {quirk.does}. It should: {quirk.should}."
        )
        if bearing.unsaid:
            click.echo(f"    No scripted variant: {bearing.unsaid}.")


def _month(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value and not _MONTH.fullmatch(value):
        raise click.BadParameter("a month is written YYYY-MM, such as 2024-04.")
    return value


def _out(_context: click.Context, _option: click.Parameter, value: Path) -> Path:
    if value.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"the file has to end in {' or '.join(SUFFIXES)}.")
    return value


@measures.command("compute", help=_COMPUTE_HELP, short_help="Compute measures from records, to CSV or Parquet.")
@click.argument("source", callback=record_source)
@click.option("--out", type=click.Path(path_type=Path), required=True, callback=_out, help="File to write.")
@click.option("--measure", "ids", multiple=True, metavar="ID", help="This measure only; may be given again.")
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.Choice([level.value for level in _COMPUTED_LEVELS], case_sensitive=False),
    help="This level only; may be given again. [default: all but SubICB/Provider]",
)
@click.option(
    "--period",
    type=click.Choice([span.value for span in Span]),
    default=Span.MONTH.value,
    show_default=True,
    help="Months, quarters, financial years, or the twelve months to each month's end.",
)
@click.option(
    "--breakdown",
    type=click.Choice(sorted(breakdowns())),
    help="A figure for each category instead of one for all. Published by quarter.",
)
@click.option("--from", "begin", callback=_month, metavar="YYYY-MM", help="First month. [default: the extract's]")
@click.option("--to", "end", callback=_month, metavar="YYYY-MM", help="Last month. [default: the extract's]")
@click.option(
    "--variant",
    "variants",
    multiple=True,
    type=click.Choice([variant.value for variant in Variant]),
    default=(Variant.AS_PUBLISHED.value,),
    show_default=True,
    help="Whose definition; may be given again.",
)
@click.option("--internal", is_flag=True, help="Raw figures: nothing rounded, nothing suppressed.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only.")
def compute_measures(
    source: Path | str,
    out: Path,
    ids: tuple[str, ...],
    levels: tuple[str, ...],
    period: str,
    breakdown: str | None,
    begin: str | None,
    end: str | None,
    variants: tuple[str, ...],
    internal: bool,
    quiet: bool,
) -> None:
    """Compute figures and write them (see `_COMPUTE_HELP`)."""
    wanted = _known(ids) if ids else list(catalogue().values())
    if begin and end and begin > end:
        raise click.BadParameter(f"{begin} is after --to {end}.", param_hint="--from")
    keep_from_failing(out)
    chosen = [level for level in _COMPUTED_LEVELS if level.value in levels] or list(LEVELS)
    with progress_bar(quiet, "Reading") as progress:
        records = open_records(source, progress=progress)
    with records:
        months = months_of(Months(records).numbers)
        periods = _periods(records, months, Span(period), begin, end)
        with progress_bar(quiet, "Deriving pathways"):
            pathways = pathways_of(records)
        with progress_bar(quiet, "Computing") as progress:
            figures = compute(
                pathways,
                wanted,
                periods,
                variants=[Variant(variant) for variant in variants],
                levels=list(dict.fromkeys([*chosen, Level.PROVIDER])),
                breakdown=breakdowns()[breakdown] if breakdown else None,
                progress=progress,
            )
        written = _leaving(figures, chosen, internal=internal)
        write_figures(written, out, _marks(records, internal=internal))
    if not quiet:
        _say_what_is_left_out(written, wanted, [Variant(variant) for variant in variants], months, begin, end)
        _summarise(written, out, internal=internal)


def _known(ids: tuple[str, ...] | list[str]) -> list[Measure]:
    by_id = {one.id.casefold(): one for one in catalogue().values()}
    for name in ids:
        if name.casefold() not in by_id:
            alike = [f"{one.id} ({one.title}, {one.statistic.value})" for one in near(name)]
            hint = f"Did you mean {' or '.join(alike)}?" if alike else "caseness measures list has all."
            raise click.BadParameter(f"there is no measure {name!r}. {hint}", param_hint="ID")
    return [by_id[name.casefold()] for name in dict.fromkeys(ids)]


def _periods(records: Records, months: list[Period], span: Span, begin: str | None, end: str | None) -> list[Period]:
    """The periods asked for that are whole. Raises `InputRefused` where there is none."""
    inside = [m for m in months if (begin or "") <= f"{m.start:%Y-%m}" <= (end or "9999-99")]
    found = periods_of(span, inside)
    if not found:
        has = f"it has {_span(months)}" if months else "it has no month that counts"
        raise InputRefused(f"the extract has no whole {span.value} of those asked for; {has}", file=records.origin)
    return found


def _span(months: list[Period]) -> str:
    return f"{months[0].start:%Y-%m} to {months[-1].start:%Y-%m}"


def _leaving(figures: pa.Table, levels: list[Level], *, internal: bool) -> pa.Table:
    """The figures of the levels asked for: raw for internal use, else as they would be published."""
    shown = figures if internal else as_published(figures, country=covers_the_country(figures))
    wanted = {level.value for level in levels}
    return shown.filter([level in wanted for level in shown["level"].to_pylist()])


def _marks(records: Records, *, internal: bool) -> list[str]:
    marks = ((ReportMark.SYNTHETIC, records.synthetic), (ReportMark.INTERNAL, internal))
    return [mark.value for mark, set_on in marks if set_on]


def _say_what_is_left_out(
    figures: pa.Table,
    wanted: list[Measure],
    variants: list[Variant],
    months: list[Period],
    begin: str | None,
    end: str | None,
) -> None:
    """Months and measures that were asked for and are not in the figures, with the reason."""
    if (begin or "9999-99") < f"{months[0].start:%Y-%m}" or (end or "") > f"{months[-1].start:%Y-%m}":
        click.echo(f"The extract has {_span(months)}; other months asked for are left out.", err=True)
    there = set(zip(figures["measure"].to_pylist(), figures["statistic"].to_pylist(), strict=True))
    lacking = [one for one in wanted if (one.measure, one.statistic.value) not in there]
    defined: dict[bool, list[Measure]] = {True: [], False: []}
    for one in lacking:
        defined[any(variant is Variant.AS_PUBLISHED or variant in one.others for variant in variants)].append(one)
    if defined[True]:
        click.echo(f"The extract has no rows for {_some(defined[True])}.", err=True)
    if defined[False]:
        said = " or ".join(variant.value for variant in variants)
        click.echo(f"Computed as published, so without a variant {said}: {_some(defined[False])}.", err=True)


def _some(ones: list[Measure]) -> str:
    """Their ids; of many the first few and how many more."""
    more = f" and {how_many(len(ones) - _TOLD, 'other')}" if len(ones) > _TOLD else ""
    return f"{', '.join(one.id for one in ones[:_TOLD])}{more}"


def _summarise(figures: pa.Table, out: Path, *, internal: bool) -> None:
    blank = figures["value"].null_count
    click.echo(f"{how_many(len(figures), 'figure')}, {how_many(blank, 'blank')}.", err=True)
    click.echo(f"{'Internal, raw figures' if internal else 'Figures'}: {out}")
