"""How a rule of ours is declared."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from caseness.validation.rule import Origin, Rule
from caseness.vocabulary.data_set import Severity, citations

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.marks import Mark
    from caseness.validation.rule import Test

PATIENTS, REFERRALS, CONTACTS, ACTIVITIES = "IDS001MPI", "IDS101Referral", "IDS201CareContact", "IDS202CareActivity"
REFERRAL_SCORES, ACTIVITY_SCORES = "IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"
METADATA, GUIDE, SCRIPTS, QUALITY, OURS = (citations(tag)[0] for tag in ("MM2021", "G2021", "SCRIPTS", "DQM", "OURS"))


class Kind(StrEnum):
    """What breaking a rule of ours means."""

    CONTRADICTION = "contradiction"  # two things on record cannot both be so
    UNLIKELY = "unlikely"  # can be so, and needs an explanation
    INCOMPLETE = "incomplete"  # something that belongs to the record is not there
    CONTINUITY = "continuity"  # a record does not go on from one month to the next


def ours(
    identity: str,
    kind: Kind,
    table: str,
    field: str,
    words: str,
    broken: Test,
    *,
    source: str,
    innocent: str = "",
    asked: Test | None = None,
    needs: tuple[str, ...] = (),
    wants: tuple[str, ...] = (),
    marks: tuple[Mark, ...] = (),
) -> Rule:
    """A rule of ours. ``broken`` and ``asked`` may be NULL where something is blank: a blank breaks nothing here."""

    return Rule(
        id=identity,
        origin=Origin.OURS,
        severity=Severity.WARNING,
        table=table,
        field=field,
        kind=kind,
        words=words,
        source=source,
        broken=_never_null(broken),
        asked=_never_null(asked) if asked else None,
        needs=needs,
        wants=wants,
        marks=marks,
        innocent=innocent,
    )


def _never_null(test: Test) -> Test:
    def settled(rows: ir.Table) -> ir.BooleanValue:
        return test(rows).fill_null(False)

    return settled
