"""The Protected Characteristics dashboard (PC, and PCS with small numbers suppressed).

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the script does:
NHS England's public dashboard scripts, Protected Characteristics Main, Averages and PEQs; lines as in the register.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, RECEIVED, TREATED_AGAIN
from caseness.measures.families import EVERY
from caseness.measures.quirks.persons import beside_person
from caseness.measures.quirks.quirk import Both, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.treatment import count_column
from caseness.vocabulary.data_set import CodeKind, codes, codes_for
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.common.deferred import Deferred

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_OTHER_GROUPS = codes_for("EthnicCategory", "Other")
_NOT_ASKED = tuple(code.code for code in codes("EthnicCategory") if code.kind is CodeKind.DEFAULT)
_LATE = 90  # days


@quirk("PC-1")
def not_stated_as_other_groups(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Ethnicity not stated (Z) and not known (99) are put among other ethnic groups, beside Chinese and any other group.

    Correct: a group of their own (PC:51 and 1088, PCS:44 and 71; PDT 2.11 and monthly metadata 2026, V005).
    """
    listed, other = _.ethnicity.isin([*_OTHER_GROUPS, *_NOT_ASKED]), _.ethnicity.isin(_OTHER_GROUPS)
    received, ended = (
        beside_person(anchored(anchor, pathways, periods), pathways).filter(listed) for anchor in (RECEIVED, ENDED)
    )
    referrals = sums(pathways, received, listed=EVERY, other=other)
    recovered, cases = _.completed_treatment & _.recovered, _.completed_treatment & ~_.not_at_caseness
    found = sums(
        pathways,
        ended,
        recovered_listed=recovered,
        recovered_other=recovered & other,
        cases_listed=cases,
        cases_other=cases & other,
    )
    affected = "people of other ethnic groups, whose figures are mostly those of people not asked"
    return (
        Both.counts(
            "Referrals received, other ethnic groups",
            referrals["listed"],
            referrals["other"],
            of="referrals",
            affected=affected,
        ),
        Both.shares(
            "Recovery rate, other ethnic groups",
            (found["recovered_listed"], found["cases_listed"]),
            (found["recovered_other"], found["cases_other"]),
            of="courses finished, those not at caseness left out",
            affected=affected,
        ),
    )


@quirk("PC-2")
def improvement_without_a_course(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Reliable improvement is counted of everyone discharged in the month, and divided by finished courses.

    Correct: of finished courses only (PC:116, PCS:109). It makes no difference as long as only finished courses have the flag.
    """
    found = sums(
        pathways,
        anchored(ENDED, pathways, periods),
        all=_.reliably_improved,
        finished=_.reliably_improved & _.completed_treatment,
    )
    return (
        Both.counts(
            "Reliably improved",
            found["all"],
            found["finished"],
            of="courses",
            affected="organisations with courses that improved and were not finished",
        ),
    )


@quirk("PC-3")
def employment_support_as_therapy(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Employment support is listed among the therapies of high intensity, so that a course of low intensity with an
    appointment of employment support counts as one of both intensities.

    Correct: it is no therapy (PC:136-147 and 153-164; monthly metadata 2026, M099 and M112).
    """
    low, high, support = (_given(step) for step in (Step.LOW, Step.HIGH, Step.NEITHER))
    finished = _.completed_treatment
    found = sums(
        pathways,
        anchored(ENDED, pathways, periods),
        high=finished & high,
        high_listed=finished & (high | support),
        both=finished & low & high,
        both_listed=finished & low & (high | support),
    )
    affected = "organisations whose services give employment support beside therapy"
    return tuple(
        Both.counts(name, found[f"{of}_listed"], found[of], of="finished courses", affected=affected)
        for of, name in (
            ("high", "Finished courses with high intensity"),
            ("both", "Finished courses with low and high intensity"),
        )
    )


@quirk("PC-4")
def late_only_while_open(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A wait of over 90 days from the first to the second treatment is counted only while the referral is open.

    Correct: no such test (PC:194; KM, PDT 2.11 and monthly metadata 2026, M047).
    """
    late = (_.wait_to_second > _LATE).fill_null(False)
    found = sums(pathways, anchored(TREATED_AGAIN, pathways, periods), open=late & _.discharge_date.isnull(), all=late)
    return (
        Both.counts(
            "Second treatment more than 90 days after the first",
            found["open"],
            found["all"],
            of="referrals",
            affected="people discharged in the month of their second treatment",
        ),
    )


def _given(step: Step) -> Deferred:
    """Whether a session of any therapy of the step is counted."""
    columns = [therapy.count_column for therapy in therapies() if therapy.step is step and therapy.count_column]
    return reduce(or_, (_[count_column(column)] > 0 for column in columns))
