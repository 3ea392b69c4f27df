"""The headline: the official figure in words, its natural frequency, and what the definition leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Verdict
from caseness.report.cards import EXTRACT, first_sentences
from caseness.report.units import CHECKS as UNITS
from caseness.report.units import unit_chart_of
from caseness.wording import natural, percent

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.checks.finding import Finding
    from caseness.report.units import UnitChart

CHECK = "recovery-by-denominator"
MEASURES, RECOVERED = "official-measures", "recovered, of cases who finished"  # of records
_SHARES = (
    (0.25, "a quarter"),
    (1 / 3, "a third"),
    (0.4, "two in five"),
    (0.5, "half"),
    (0.6, "three in five"),
    (2 / 3, "two thirds"),
    (0.75, "three quarters"),
)
_NEAR = 0.03  # how far from a simple share a figure may lie and still be "about" it


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence over everything, what stands below it, and the unit that is counted."""

    title: str
    text: str
    unit: str


def headline(audit: Audit, units: UnitChart | None = None) -> Headline:
    """The headline from the findings on denominators and on ended referrals, as far as they are at hand."""
    units = units or unit_chart_of(audit)
    finding = audit.finding(CHECK)
    shares = {e.name: e for e in finding.result.estimates} if finding else {}
    official = shares.get("recovered, of cases who finished")
    if finding is None or official is None or official.value is None:
        holds = audit.finding(EXTRACT)
        return _of_records(audit, holds, units) if holds else _without_recovery(units)
    all_finished = shares.get("recovered, of all who finished")
    referred = shares.get("recovered, of all referred")
    who = _who(official.value, all_finished.value if all_finished else None)
    second = _of_referrals(units, referred.value if referred else None)
    return Headline(
        title=f"{in_words(official.value)} of {who} are recorded as recovered.{second}",
        text=" ".join(
            (
                f"The service’s figure, {percent(official.value, official.denominator)}, "
                f"{_as_defined(finding.result.verdict)}.",
                "It counts people who scored above the clinical line at the start and had two or more treatment "
                "sessions.",
                *_left_out(units),
            )
        ),
        unit=_unit(units),
    )


def rests_on(audit: Audit) -> tuple[str, ...]:
    """The findings that the headline is made from, where they are at hand."""
    return (CHECK, *UNITS) if audit.finding(CHECK) else (MEASURES, EXTRACT, *UNITS)


def in_words(share: float) -> str:
    """``About half``, ``About two thirds``; ``43 of every 100`` where no simple share is near."""
    distance, words = min((abs(share - simple), words) for simple, words in _SHARES)
    return f"About {words}" if distance <= _NEAR else natural(share)


def _who(official: float, all_finished: float | None) -> str:
    """Those who finish, if the words are as true of all of them as of the cases among them."""
    same = all_finished is not None and in_words(all_finished) == in_words(official)
    return "those who finish" if same else "the cases who finish"


def _of_referrals(units: UnitChart | None, of_all_referred: float | None) -> str:
    if units:
        return f" That is {units.of_hundred('recovered')} of every 100 referrals."
    return f" That is {natural(of_all_referred)} referrals." if of_all_referred is not None else ""


def _as_defined(verdict: Verdict | None) -> str:
    match verdict:
        case Verdict.DOES_NOT_HOLD:
            return "does not follow from its own counts"
        case Verdict.CANNOT_BE_TOLD:
            return "cannot be checked against its own counts"
        case _:
            return "is right as it is defined"


def _left_out(units: UnitChart | None) -> tuple[str, ...]:
    """How many referrals end before the definition begins to count them."""
    if units is None:
        return ()
    before = units.of_hundred("once", "before")
    return (f"Of every 100 referrals, {before} end before that.",)


def _unit(units: UnitChart | None) -> str:
    if units is None:
        return "Unit: a referral, not a person."
    period = f" {units.period}" if units.period else ""
    return f"Unit: a referral, not a person. Referrals that ended{period}: {units.ended}."


def _of_records(audit: Audit, holds: Finding, units: UnitChart | None) -> Headline:
    """The official figure as the records have it, where there is one, and what the extract holds."""
    held = first_sentences(holds.result.answer, 1)
    lacking = "What could not be asked of it is under “Not run”."
    measures = audit.finding(MEASURES)
    recovered = next((e for e in measures.result.estimates if e.name == RECOVERED), None) if measures else None
    if recovered is None or recovered.value is None:
        return Headline(title=held, text=lacking, unit=_unit(units))
    of_hundred = f" That is {units.of_hundred('recovered')} of every 100 referrals that ended." if units else ""
    rate = percent(recovered.value, recovered.denominator)
    return Headline(
        title=f"{in_words(recovered.value)} of the cases who finish are recorded as recovered.{of_hundred}",
        text=" ".join(
            (
                f"By the official definition it is {rate} in these records. It counts people who scored above the clinical "
                "line at the start and had two or more treatment sessions.",
                *_left_out(units),
                held,
                lacking,
            )
        ),
        unit=_unit(units),
    )


def _without_recovery(units: UnitChart | None) -> Headline:
    end = "" if units is None else f" {units.of_hundred('once', 'before')} of every 100 end before a second session."
    return Headline(
        title=f"What share recovers cannot be told from what was read.{end}",
        text="The counts that the official rate is made of are not in these sources. What they do allow is below; "
        "what they do not is under “Not run”.",
        unit=_unit(units),
    )
