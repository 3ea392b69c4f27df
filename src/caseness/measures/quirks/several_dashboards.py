"""What several dashboards have in common.

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the scripts do:
NHS England's public dashboard scripts; scripts and lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, ENTERED, OPEN, RECEIVED, SEEN
from caseness.measures.catalogue import measures
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Share, Variant
from caseness.measures.periods import months_of
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.measures.measure import Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_WAITS = {ENTERED: ("M036", "M037"), ENDED: ("M053", "M055")}
_ON_TIME, _MISSED = "5", "3"
_RUNS = 2


@quirk("OPS-1")
def run_twice_in_a_month(pathways: Pathways, _periods: Sequence[Period]) -> tuple[Both, ...]:
    """Each month's run deletes the newest month and inserts that and the one before: who runs it twice in a month inserts the
    month before twice.

    Correct: the months that are inserted are deleted first (KM:2-3 with 196, LTC1:2-3 with 120, SPC:7 with 170). Figures are
    of the month before the newest of the extract, as a second run would leave it.
    """
    months = months_of(pathways.months.numbers)
    if len(months) < _RUNS:
        raise CannotCompute("the extract has one month, and the doubled one is the month before the newest")
    before = months[-_RUNS]
    received = sums(pathways, anchored(RECEIVED, pathways, [before]), all=EVERY)["all"]
    return (
        Both.counts(
            f"Referrals received in {before}, were the script run twice in the month after",
            received * _RUNS,
            received,
            of="referrals",
            affected="every organisation, if the script is run twice",
        ),
    )


@quirk("OPS-4")
def waits_below_naught(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A wait has no lower bound, so that treatment dated before the referral counts as within 6 and within 18 weeks, as it
    does in the published definition.

    Correct: such waits are left out, of the denominator too. Unless treatment before the referral is chosen to count, only
    what the warehouse says of referrals from before the extract can have such waits.
    """
    figures: list[Both] = []
    for anchor, officials in _WAITS.items():
        told = {official: _parts(official) for official in officials}
        terms = {f"{official} {name}": term for official, parts in told.items() for name, term in parts.items()}
        found = sums(pathways, anchored(anchor, pathways, periods), **terms)
        for official in officials:
            of = {name: found[f"{official} {name}"] for name in told[official]}
            figures.append(_figure(measures()[official].title, of))
    return tuple(figures)


def _parts(official: str) -> dict[str, Expression]:
    """What a measure counts as published and as corrected."""
    parts: dict[str, Expression] = {}
    for name, variant in (("scripted", Variant.AS_PUBLISHED), ("correct", Variant.AS_CORRECTED)):
        match measures()[official].definition(variant).computation:
            case Share(part=part, whole=whole):
                parts |= {name: part, f"{name} whole": whole}
            case Count(where=where):
                parts |= {name: where}
    return parts


def _figure(name: str, of: dict[str, int]) -> Both:
    affected = "organisations that send treatments dated before the referral"
    if "scripted whole" not in of:
        return Both.counts(name, of["scripted"], of["correct"], of="referrals", affected=affected)
    return Both.shares(
        name,
        (of["scripted"], of["scripted whole"]),
        (of["correct"], of["correct whole"]),
        of="finished courses",
        affected=affected,
    )


@quirk("OPS-6")
def several_rules_of_open_referrals(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Open referrals are by one script all that were received by the end of the month (ES1.2:329), by others those that
    were treated (KM:143-144, SPC:96-100), or treated by the end of the month (PDT 2.11:136-150, ES1.1:484-495).

    Correct is one definition, here the last, which the published counts of open referrals by days since treatment have
    (monthly metadata 2026, M019 to M021). As treatments are counted here up to the end of the month, the last two agree
    but for what the warehouse says of referrals from before the extract.
    """
    treated = _.treatment_last_date.notnull()
    rules = {
        "the script of presenteeism": (_.referral_date <= _.period_end).fill_null(False),
        "Key Metrics": treated,
    }
    by_then = (_.treatment_last_date <= _.period_end).fill_null(False)
    found = sums(pathways, anchored(OPEN, pathways, periods), by_then=by_then, **rules)
    return tuple(
        Both.counts(
            f"Open referrals, by the rule of {name}",
            found[name],
            found["by_then"],
            of="open referrals",
            affected="whoever compares the dashboards with each other",
        )
        for name in rules
    )


@quirk("OPS-7")
def several_rules_of_attendance(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments that were attended are told by different rules: on time only (PDT 1:30), by code without the unplanned
    ones (PDT 2.10:36, PL:138), or with the missed ones (KM:192). Rules that differ only in how a code is written are not
    told apart here, as codes are read alike.

    Correct: attended by code, or unplanned (monthly metadata 2026, M090).
    """
    by_code = codes_for("AttendOrDNACode", "attended")
    rules = {
        "PDT 1": (_ON_TIME,),
        "PDT 2.10 and Preferred Languages": by_code,
        "Key Metrics": (*by_code, _MISSED),
    }
    found = sums(
        pathways,
        anchored(SEEN, pathways, periods),
        attended=_.attended,
        **{name: _.attendance.isin(codes).fill_null(False) for name, codes in rules.items()},
    )
    return tuple(
        Both.counts(
            f"Attended appointments, by the rule of {name}",
            found[name],
            found["attended"],
            of="appointments",
            affected="whoever compares the dashboards with each other",
        )
        for name in rules
    )
