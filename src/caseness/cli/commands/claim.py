"""``caseness claim``: one sentence put to every definition that it may mean, published or worked out from records."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from caseness.checks.claims.quoting import figure_text, quotation, stated_text
from caseness.checks.finding import Unit
from caseness.claim import CannotTell, NotUnderstood, hear, read
from caseness.claim.recorded import search
from caseness.cli import searched
from caseness.cli.shared import load_sources, takes_any_sources
from caseness.report.record import plain_values
from caseness.sources.published import Published
from caseness.sources.records import Records
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caseness.checks.claims.trial import Reading
    from caseness.claim import Hearing
    from caseness.claim.recorded import Search
    from caseness.claim.unseen import Unseen

_HELP = """Test one claim against every definition that it may mean.

SENTENCE has a figure, what happened, of whom, and perhaps where and when. Every word is understood, or named as not
understood: nothing is guessed. Without SOURCE it is tested on the England headline series. With an extract of records a
claim on recovery is put to every definition that can be worked out from them; of their counts those under 5 are suppressed and
others rounded to the nearest 5, unless --internal shows them as they are.

\b
Examples:
  caseness claim "About half of patients recover"
  caseness claim "More than 40% of referrals end before the course is completed in 2022/23" downloads/
  caseness claim "87% of those who completed treatment recovered" --org RW4 --period "12 months to October 2019" downloads/
  caseness claim "87% of those who complete recover" --org RW4 extract/

\b
Exit status: 0 tested, whatever the verdict; 2 not understood (says what was, and what was not); 3 input refused, or too little
in it to tell.
"""
EXAMPLES = (
    "About half of patients recover",
    "More than 40% of referrals end before the course is completed in 2022/23",
    "Nine out of ten people start treatment within six weeks",
)
_GIVES = {True: "yes", False: "no", None: "rounding allows it"}


@click.command(help=_HELP, short_help="Test one claim against every definition that it may mean.")
@click.argument("sentence")
@takes_any_sources
@click.option("--org", metavar="NAME", help="The organisation, by its code or words of its name.")
@click.option("--period", metavar="TIME", help="2018/19, March 2024, or 12 months to October 2019.")
@click.option("--internal", is_flag=True, help="Exact and small counts of records, and say so.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def claim(
    sentence: str,
    source: tuple[Path | str, ...],
    quiet: bool,
    no_cache: bool,
    org: str | None,
    period: str | None,
    internal: bool,
    form: str,
) -> None:
    """Read the sentence and print what every definition gives (see `_HELP`)."""
    try:
        understood = read(sentence, place=org, period=period)
        with load_sources(source, quiet=quiet, cache=not no_cache) as loaded:
            hearing = next((hear(understood, one) for one in loaded if isinstance(one, Published)), None)
            found = next(
                (search(understood, one, internal=internal) for one in loaded if isinstance(one, Records)), None
            )
    except NotUnderstood as lack:
        raise (_Lacks if isinstance(lack, CannotTell) else _Asks)(lack) from None
    if form == "json":
        click.echo(json.dumps(_as_records(hearing, found), ensure_ascii=False, indent=2))
    else:
        said = [in_words(hearing) if hearing else "", searched.in_words(found) if found else ""]
        click.echo("\n\n".join(filter(None, said)))


def _as_records(hearing: Hearing | None, found: Search | None) -> dict[str, Any]:
    """What published figures give, and below ``records`` what an extract gives, if there is one."""
    heard = as_record(hearing) if hearing else {}
    return heard | ({"records": searched.as_record(found)} if found else {})


class _Asks(click.ClickException):
    """A sentence that is not understood: wrong usage, with what would be understood."""

    exit_code = 2

    def __init__(self, lack: NotUnderstood) -> None:
        super().__init__(_asking(lack))

    def show(self, file: Any = None) -> None:
        """Say what was understood, what was not, and what to write."""
        click.echo(self.message, file=file, err=True)


class _Lacks(_Asks):
    """A sentence that is understood, of which the source holds too little to say anything."""

    exit_code = 3


def _asking(lack: NotUnderstood) -> str:
    told = isinstance(lack, CannotTell)
    lines = [f"caseness: {'Cannot be told from this extract' if told else 'Not understood'}: {lack.why}."]
    if lack.understood:
        lines.append("Understood: " + "; ".join(f"{part} “{words}”" for part, words in lack.understood) + ".")
    if lack.choices:
        lines += ["Did you mean one of these?", *(f"  {choice}" for choice in lack.choices)]
    if told:
        return "\n".join(lines)
    return "\n".join(
        [*lines, "Sentences that are understood:", *(f'  caseness claim "{example}"' for example in EXAMPLES)]
    )


def in_words(hearing: Hearing) -> str:
    """What was read, the verdict, and a table of the definitions, for a terminal."""
    verdict = (hearing.ruling.verdict or "").replace("_", " ").capitalize()
    sections = [
        "\n".join(f"{part:<10}{words}" for part, words in _as_read(hearing)),
        f"{verdict}: {hearing.ruling.condition}",
        "\n".join(_table(hearing)),
        *(["\n".join(_either_way(hearing))] if hearing.unseen else []),
    ]
    if hearing.ruling.reading:
        sections.append("To quote: " + quotation(hearing.trial, hearing.ruling.reading))
    return "\n\n".join(sections)


def _as_read(hearing: Hearing) -> Iterator[tuple[str, str]]:
    understood = hearing.understood
    from_words = dict(understood.parts)
    whom = understood.group.words if understood.group else "not said: every published group is tried"
    shown = {
        "figure": stated_text(understood.figure.stated, understood.figure.unit) + _allowed(hearing),
        "outcome": understood.outcome.words,
        "of whom": "no group: a number" if understood.figure.unit is Unit.COUNT else whom,
        "where": str(hearing.place),
        "when": " and ".join(str(period) for period in sorted(hearing.periods)),
    }
    for part, meaning in shown.items():
        yield part, meaning + (f" (“{from_words[part]}”)" if part in from_words else "")
    for note in hearing.notes:
        yield "", note


def _allowed(hearing: Hearing) -> str:
    stated, unit = hearing.understood.figure.stated, hearing.understood.figure.unit
    if stated.one_sided:
        return ""
    low, high = stated.limits
    if unit is Unit.PROPORTION:
        return f", which allows {100 * low:.4g}% to {100 * high:.4g}%"
    return f", which allows {count(round(low))} to {count(round(high))}"


def _table(hearing: Hearing) -> Iterator[str]:
    heads = ("gives it", "figure", "off by", "definition")
    yield from _aligned([heads, *(_row(hearing, role, reading) for role, reading in _readings(hearing))])


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows of four cells, the first three of them padded."""
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])).rstrip()


def _either_way(hearing: Hearing) -> Iterator[str]:
    """The definitions again, from no to every one of those without an end score."""
    yield "Counting those without an end score, from none of them to all of them:"
    heads = ("allows it", "limits", "would take", "definition")
    yield from _aligned([heads, *(_unseen_row(one) for one in hearing.unseen)])
    yield from hearing.trial.caveats


def _unseen_row(one: Unseen) -> tuple[str, str, str, str]:
    of = f"of {count(round(one.estimate.denominator))} " if one.estimate.denominator else ""
    return "yes" if one.possible else "no", figure_text(one.estimate), _would_take(one), of + one.name


def _would_take(one: Unseen) -> str:
    """``84% of 12,345``: what share of those without an end score it would take; empty where the claim is met at an end."""
    if one.would_take is None or one.missing is None:
        return ""
    if 0 <= one.would_take <= 1:
        return f"{percent(one.would_take, decimals=0)} of {count(round(one.missing))}"
    if one.possible:
        return ""
    return f"{'more than all' if one.would_take > 1 else 'fewer than none'} of {count(round(one.missing))}"


def _readings(hearing: Hearing) -> Iterator[tuple[str, Reading]]:
    trial = hearing.trial
    for role, readings in (("as stated", trial.as_stated), ("", trial.otherwise), ("for comparison", trial.beside)):
        for reading in readings:
            yield role, reading


def _row(hearing: Hearing, role: str, reading: Reading) -> tuple[str, str, str, str]:
    estimate = reading.estimate
    name = f"{reading.name} ({role})" if role else reading.name
    if estimate is None:
        return "not published", "[x]", "", name
    of = f"of {count(round(estimate.denominator))} " if estimate.denominator else ""
    gives = "" if role == "for comparison" else _GIVES[hearing.trial.matches(reading)]
    return gives, figure_text(estimate), _off_by(hearing, reading), of + name


def _off_by(hearing: Hearing, reading: Reading) -> str:
    off = off_by(hearing, reading)
    if not off:
        return ""
    size = points(abs(off)) if hearing.understood.figure.unit is Unit.PROPORTION else count(round(abs(off)))
    return f"{size} {'above' if off > 0 else 'below'}"


def off_by(hearing: Hearing, reading: Reading) -> float | None:
    """How far a figure lies from what the sentence allows; None where there is no figure."""
    if reading.estimate is None or reading.estimate.value is None:
        return None
    return hearing.trial.claimed(reading).off_by(reading.estimate.value)


def as_record(hearing: Hearing) -> dict[str, Any]:
    """The same for machines; figures are numbers, what does not apply is null."""
    understood, ruling = hearing.understood, hearing.ruling
    return {
        "sentence": understood.sentence,
        "read": {
            "figure": understood.figure.stated.value,
            "relation": understood.figure.stated.relation.value,
            "unit": understood.figure.unit.value,
            "outcome": understood.outcome.id,
            "group": understood.group.id if understood.group else None,
            "org_code": hearing.place.code,
            "org_name": hearing.place.name,
            "periods": [[period.start.isoformat(), period.end.isoformat()] for period in hearing.periods],
            "from": dict(understood.parts),
            "notes": list(hearing.notes),
        },
        "verdict": ruling.verdict.value if ruling.verdict else None,
        "status": ruling.status.value,
        "condition": ruling.condition,
        "to_quote": quotation(hearing.trial, ruling.reading) if ruling.reading else None,
        "definitions": [
            {
                "role": role or "otherwise",
                "name": reading.name,
                "gives_it": hearing.trial.matches(reading),
                "off_by": off_by(hearing, reading),
                "estimate": plain_values(asdict(reading.estimate)) if reading.estimate else None,
            }
            for role, reading in _readings(hearing)
        ],
        "without_end_scores": [
            {
                "name": one.name,
                "allows_it": one.possible,
                "missing": one.missing,
                "would_take": one.would_take,
                "estimate": plain_values(asdict(one.estimate)),
            }
            for one in hearing.unseen
        ],
    }
