"""What a search over definitions found for a sentence: in words for a terminal, as a record for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caseness.checks.claims.quoting import stated_text
from caseness.checks.finding import ReportMark
from caseness.disclosure.labels import WORDS
from caseness.disclosure.release import RULE
from caseness.outcomes import OFFICIAL
from caseness.vocabulary.specifications import choice
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.claim.recorded import Search, Tried

_SHOWN = 8


def in_words(found: Search) -> str:
    """How many definitions give the figure, which come closest to the official one, and what that gives."""
    stated = stated_text(found.understood.figure.stated, found.understood.figure.unit)
    whose = f"provider {found.place}" if found.place else "the whole extract"
    lines = [
        f"From records of {whose}, {count(found.tried)} definitions of recovery that make sense were tried.",
        f"They give {percent(found.lowest, decimals=0)} to {percent(found.highest, decimals=0)}; "
        f"the official one {_figure(found.official)}.",
    ]
    if found.giving:
        lines.append(f"{count(len(found.giving))} of them give {stated}, plainest first:")
        lines += [_line(one) for one in found.giving[:_SHOWN]]
    else:
        lines += [f"None of them gives {stated}. The closest:", _line(found.closest)]
    internal = ReportMark.INTERNAL in found.marks
    return "\n".join([*lines, *(() if internal else (RULE,)), *(WORDS[mark] for mark in found.marks)])


def _line(one: Tried) -> str:
    return f"  {_figure(one)}  {'(as stated) ' * one.as_stated}{one.specification.words}"


def _figure(one: Tried) -> str:
    if one.rate is None or one.denominator is None:
        return "[c]"
    return f"{percent(one.rate, one.denominator)} of {count(one.denominator)}"


def as_record(found: Search) -> dict[str, Any]:
    """The same for machines, with every definition that gives the figure."""
    return {
        "org_code": found.place,
        "definitions_tried": found.tried,
        "lowest": round(found.lowest, 2),
        "highest": round(found.highest, 2),
        "official": _record(found.official),
        "giving_it": [_record(one) for one in found.giving],
        "closest": _record(found.closest),
        "disclosure": None if ReportMark.INTERNAL in found.marks else RULE,
        "marks": [mark.value for mark in found.marks],
    }


def _record(one: Tried) -> dict[str, Any]:
    return {
        "choices": one.specification.choices,
        "departures": {
            factor: choice(factor, chosen).words
            for factor, chosen in one.specification.choices.items()
            if chosen != getattr(OFFICIAL, factor)
        },
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": one.rate,
        "gives_it": one.gives,
        "as_stated": one.as_stated,
    }
