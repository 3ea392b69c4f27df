"""``caseness synth``: make a synthetic extract of the national data set."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from caseness.cli.shared import how_many, progress_bar
from caseness.sources.synthetic.injection import all_kinds
from caseness.sources.synthetic.injection.asking import asked_for, check
from caseness.sources.synthetic.injection.record import truth_beside
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import FIRST_MONTH, Form, Injection, Plan, Shape
from caseness.sources.synthetic.synthesis import synthesise
from caseness.wording import count

_HELP = """Make synthetic records in the tables of the national data set.

People, services and what happens to them are invented, but alike to the published figures for England: who is referred,
waits, is treated, leaves and recovers, month by month, in a primary and a refreshed submission. The same numbers make the
same files on any machine.

Shape national is the warehouse's: all providers in one set of tables, with the columns that NHS England derives, and its
tables of reference. Shape provider is what services send: a folder for each provider, month and submission.

\b
Examples:
  caseness synth --out england
  caseness synth --referrals 1800000 --seed 7 --out england
  caseness synth --referrals 5000 --start 2023-10 --months 6 --shape provider --format csv --out service
  caseness synth --referrals 20000 --items --out with-answers
  caseness synth --inject altered-finals=0.25 --out altered
  caseness synth --inject straight-lining=0.1@providers=SYNPA+SYNPB,months=2024-06..2024-08 --out careless

--inject does known wrongs to the records, so that what finds them can be put to the test; WHERE names providers, therapists
and months. The truth, every cell that was changed, goes beside the extract: to england-truth for england.

\b
Exit status: 0 done; 2 wrong usage; 5 output cannot be written; 130 interrupted, nothing half-written; 1 a fault of the
program.
"""

_DEFAULT = Plan()


class _Wrong(click.ParamType[Injection]):
    """A known wrong, ``altered-finals=0.25@providers=SYNPA``."""

    name = "wrong"

    def convert(self, value: str | Injection, param: click.Parameter | None, ctx: click.Context | None) -> Injection:
        """The wrong. A usage error, with the nearest names, for a kind there is not, a rate or a place that cannot be."""
        if isinstance(value, Injection):
            return value
        try:
            return asked_for(value)
        except (LookupError, ValueError) as fault:
            self.fail(f"{fault}\nKinds: caseness synth --kinds", param, ctx)


def _list_kinds(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    for kind in all_kinds().values():
        click.echo(kind.name)
        click.echo(click.wrap_text(kind.does, initial_indent="  ", subsequent_indent="  "))
        click.echo(
            click.wrap_text(f"The rate is a share of {kind.share_of}.", initial_indent="  ", subsequent_indent="  ")
        )
    ctx.exit()


class _Month(click.ParamType[date]):
    """A month, ``2024-04``, as its first day."""

    name = "month"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The first day of the month. A usage error for another text, or a month that the data set did not have."""
        if isinstance(value, date):
            return value
        try:
            month = datetime.strptime(value, "%Y-%m").date()
        except ValueError:
            self.fail(f"{value!r} is not a month. Write it as 2024-04.", param, ctx)
        if month < FIRST_MONTH:
            self.fail(f"made records follow the data set as it is since {FIRST_MONTH:%Y-%m}, not before.", param, ctx)
        return month


@click.command(help=_HELP, short_help="Make synthetic records in the tables of the national data set.")
@click.option(
    "--referrals",
    type=click.IntRange(1, 50_000_000),
    default=_DEFAULT.referrals,
    show_default=True,
    metavar="N",
    help="Referrals received in these months. England has about 1,800,000 in a year.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=_DEFAULT.seed,
    show_default=True,
    help="Another number, other records.",
)
@click.option(
    "--start",
    type=_Month(),
    default=f"{_DEFAULT.start:%Y-%m}",
    show_default=True,
    metavar="YYYY-MM",
    help="First month.",
)
@click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=_DEFAULT.months,
    show_default=True,
    metavar="N",
    help="How many months.",
)
@click.option(
    "--shape",
    type=click.Choice([shape.value for shape in Shape]),
    default=_DEFAULT.shape.value,
    show_default=True,
    help="As the warehouse has the tables, or as services submit them.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Form]),
    default=_DEFAULT.form.value,
    show_default=True,
    help="How files are written.",
)
@click.option(
    "--inject",
    "injections",
    type=_Wrong(),
    multiple=True,
    metavar="KIND=RATE[@WHERE]",
    help="Do a known wrong to this share of what it can be done to; may be given again.",
)
@click.option(
    "--kinds",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_kinds,
    help="List the known wrongs, and stop.",
)
@click.option("--items", is_flag=True, help="Also every single answer to PHQ-9 and GAD-7, in questionnaire_items.")
@click.option(
    "--published",
    is_flag=True,
    help="Also the monthly statistics that would be published of the records, in a folder of that name.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("synthetic"), show_default=True, help="Folder to write."
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes at work. [default: one per processor]"
)
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary; errors only.")
def synth(
    referrals: int,
    seed: int,
    start: date,
    months: int,
    shape: str,
    form: str,
    injections: tuple[Injection, ...],
    items: bool,
    published: bool,
    out: Path,
    workers: int | None,
    quiet: bool,
) -> None:
    """Make the records (see `_HELP`)."""
    if published and shape != Shape.NATIONAL.value:
        raise click.UsageError("--published needs --shape national, whose tables say what to count.")
    plan = Plan(
        referrals=referrals,
        seed=seed,
        start=start,
        months=months,
        shape=Shape(shape),
        form=Form(form),
        items=items,
        published=published,
        injections=injections,
        workers=workers,
    )
    _refuse_what_there_is_not(plan)
    with progress_bar(quiet, "Making") as progress:
        made = synthesise(plan, out, progress)
    if quiet:
        return
    largest = max(made.rows.values())
    table = next(name for name, rows in made.rows.items() if rows == largest)
    click.echo(
        f"Made {how_many(referrals, 'referral')} at {how_many(made.providers, 'provider')} in "
        f"{how_many(made.submissions, 'submission')}: {count(sum(made.rows.values()))} rows, most of them "
        f"({count(largest)}) in {table}.",
        err=True,
    )
    click.echo(f"Synthetic extract: {out}")
    for injection, done in zip(plan.injections, made.wrongs, strict=True):
        click.echo(f"Known wrong {injection.kind}: done to {count(done.drawn)} of {count(done.open)}.", err=True)
    if plan.injections:
        click.echo(f"The truth about it: {truth_beside(out)}")


def _refuse_what_there_is_not(plan: Plan) -> None:
    """A usage error for wrongs at providers or in months that the records will not have."""
    if not plan.injections:
        return
    try:
        check(plan, invent(plan).provider_code.tolist())
    except ValueError as fault:
        raise click.UsageError(f"--inject {fault}") from None
