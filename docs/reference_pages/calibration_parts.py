"""The parts on synthetic England: its figures beside the published ones, and the numbers it turns on."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from caseness.sources.synthetic import parameters
from caseness.sources.synthetic.calibration import targets
from caseness.vocabulary.data_set import codes
from reference_pages.markdown import prose, table

if TYPE_CHECKING:
    from caseness.sources.synthetic.calibration import Target

_MADE = Path(__file__).parent.parent / "calibration.csv"  # written by `make calibration`
_SMALL = 1.5  # values up to here are shares, and printed with one decimal more than a whole per cent
_CODE_LISTS = {
    "attendance": "AttendOrDNACode",
    "first attendance": "AttendOrDNACode",
    "end": "EndCode",
    "gender": "Gender",
    "medium": "ConsMechanism",
    "source": "SourceOfReferralIAPT",
}
_WORDS = {
    "phq9_first": "first PHQ-9",
    "phq9_last": "last PHQ-9",
    "gad7_first": "first GAD-7",
    "gad7_last": "last GAD-7",
    "wsas_first": "first WSAS",
    "wsas_last": "last WSAS",
    "low": "sessions of low intensity",
    "high": "sessions of high intensity",
    "sd": "standard deviation of",
    "mean": "mean of",
    "rows": "appointments",
    "received": "referrals received",
    "ended": "referrals ended",
}
_LONGEST = 60  # characters of a number printed as it stands; longer ones are said to be tables


def calibration_part() -> str:
    """Each target with what was made, section by section."""
    made = read_made()
    parts = []
    for section, members in groupby(targets(), key=lambda target: target.section):
        rows = [row(target, made[target.key]) for target in members]
        head = table(["Figure", "Synthetic", "Published", "Difference", "Tolerance", "Source"], rows)
        parts.append(f"### {prose(section)}\n\n{head}")
    return "\n\n".join(parts) + "\n"


def read_made() -> dict[tuple[str, str, str], float]:
    """What was made, by measure, breakdown and category."""
    with _MADE.open(encoding="utf-8", newline="") as file:
        return {
            (row["measure"], row["breakdown"], row["category"]): float(row["value"]) for row in csv.DictReader(file)
        }


def row(target: Target, value: float) -> list[str]:
    """One line of the table."""
    share = target.value <= _SMALL
    scale, unit = (100, "%") if share else (1, "")
    return [
        prose(f"{figure(target)}: {category(target)}" if target.category else figure(target)),
        f"{value * scale:.1f}{unit}",
        f"{target.value * scale:.1f}{unit}",
        f"{(value - target.value) * scale:+.1f}",
        f"±{target.tolerance * scale:.1f}",
        prose(target.source),
    ]


def figure(target: Target) -> str:
    """The measure in words."""
    first, *others = target.measure.split(" ")
    if first not in ("mean", "sd", "share"):
        return target.measure
    return " ".join(_WORDS.get(word, word) for word in (first, *others))


def category(target: Target) -> str:
    """The category in words: a code by its meaning, a decile by its name."""
    if target.breakdown == "decile":
        return f"decile {target.category}"
    meanings = (
        {code.code: code.meaning for code in codes(_CODE_LISTS[target.breakdown])}
        if target.breakdown in _CODE_LISTS
        else {}
    )
    return meanings.get(target.category) or target.category


def parameters_part() -> str:
    """Every number that a made England turns on, with its source."""
    entries = [entry for part in parameters.parts() for entry in parameters.entries(part)]
    assumed = sum(entry.source.startswith(parameters.ASSUMPTION) for entry in entries)
    parts = [f"Of {len(entries)} numbers and tables, {assumed} are assumptions; the others are cited or calibrated."]
    for part in parameters.parts():
        rows = [
            [f"`{entry.name}`", prose(written(entry.value)), prose(entry.what), prose(entry.source)]
            for entry in parameters.entries(part)
        ]
        parts.append(f"### {part.capitalize()}\n\n{table(['Name', 'Value', 'What it is', 'Source'], rows)}")
    return "\n\n".join(parts) + "\n"


def written(value: object) -> str:
    """A value as text, or how much of it there is where it is long."""
    text = str(value)
    if len(text) <= _LONGEST:
        return text
    return f"table of {len(value)}" if isinstance(value, (dict, list, tuple)) else text
