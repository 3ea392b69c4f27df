"""The Unique Care Pathway dashboard (UCP, steps 1 and 2): finished courses that had one therapy only, by that therapy.

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the script does:
NHS England's public dashboard scripts, UCP steps 1 and 2; lines as in the register.
"""

from __future__ import annotations

from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, SENT
from caseness.measures.quirks.quirk import Both, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.measures.quirks.warehouse import beside_warehouse
from caseness.pathways.referrals import REFERRALS
from caseness.pathways.treatment import INCLUDES_INTERNET, INTERNET, count_column
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_LISTED = {
    count_column(therapy.count_column): therapy
    for therapy in therapies()
    if therapy.count_column and therapy.step is not Step.NEITHER
}
_MISLAID = "mindfulness_count"
_READ = "read_"  # counts as the script reads them

_of_course = _.completed_treatment & (_.treatment_contact_count > 0)


@quirk("UCP-1")
def mindfulness_as_low_intensity(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Courses of mindfulness alone are put under low intensity.

    Correct: high intensity, as in the other dashboards and the published measures (UCP2:38-46 and each copy; monthly
    metadata 2026, M107 and M112).
    """
    rows = _with_noughts(anchored(ENDED, pathways, periods).filter(_of_course))
    mislaid = _alone(rows, _MISLAID)
    low, high = (
        _any(_alone(rows, column) for column, therapy in _LISTED.items() if therapy.step is step)
        for step in (Step.LOW, Step.HIGH)
    )
    groups = {"low": (low | mislaid, low), "high": (high & ~mislaid, high)}
    terms = {
        f"{way} {name} {of}": condition & group
        for name, both in groups.items()
        for way, group in zip(("scripted", "correct"), both, strict=True)
        for of, condition in (
            ("finished", rows.pathway.notnull()),
            ("cases", ~rows.not_at_caseness),
            ("recovered", rows.recovered),
        )
    }
    found = sums(pathways, rows, **terms)
    affected = "people whose only therapy was mindfulness, and every comparison of the two intensities"
    return (
        *(
            Both.counts(
                f"Finished courses of one therapy, {name} intensity",
                found[f"scripted {name} finished"],
                found[f"correct {name} finished"],
                of="finished courses",
                affected=affected,
            )
            for name in groups
        ),
        *(
            Both.shares(
                f"Recovery rate of courses of one therapy, {name} intensity",
                (found[f"scripted {name} recovered"], found[f"scripted {name} cases"]),
                (found[f"correct {name} recovered"], found[f"correct {name} cases"]),
                of="courses finished, those not at caseness left out",
                affected=affected,
            )
            for name in groups
        ),
    )


@quirk("UCP-2")
def classes_out_of_reach(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A course has the class of its one therapy if the counts of all others are 0. An empty count is not 0, so that the
    course has no class; and as sessions of internet therapy are also in the count of other high intensity (monthly metadata
    2026, M112), internet therapy is never a class.

    Correct: an empty count is 0, and other high intensity is taken without internet sessions (UCP1:139-673, 282-308). The
    script reads the warehouse's counts; where the extract lacks any, those derived here are taken, which are never empty.
    """
    rows = _as_read(anchored(ENDED, pathways, periods).filter(_of_course), pathways)
    rows = rows.mutate(**{INCLUDES_INTERNET: rows[INCLUDES_INTERNET] - rows[INTERNET]})
    rows = _with_noughts(_with_noughts(rows), _READ)
    found = sums(
        pathways,
        rows,
        classed_read=_any(_alone(rows, column, _READ) for column in _LISTED),
        classed=_any(_alone(rows, column) for column in _LISTED),
        internet_read=_alone(rows, INTERNET, _READ),
        internet=_alone(rows, INTERNET),
    )
    return tuple(
        Both.counts(name, found[f"{of}_read"], found[of], of="finished courses", affected=affected)
        for of, name, affected in (
            ("classed", "Finished courses with one therapy that have a class", "courses that the dashboard leaves out"),
            ("internet", "Finished courses of internet therapy alone", "people treated by internet therapy alone"),
        )
    )


@quirk("UCP-3")
def finished_in_any_month(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The table behind the box plots asks for a finished course and not for discharge in the month, so that a course which
    is sent again after the month of its discharge is in the plot of each month.

    Correct: discharged in the month (UCP1:693-705).
    """
    sent = sums(pathways, anchored(SENT, pathways, periods), all=_of_course & _.discharge_date.notnull())
    ended = sums(pathways, anchored(ENDED, pathways, periods), all=_of_course)
    return (
        Both.counts(
            "Courses in the box plots",
            sent["all"],
            ended["all"],
            of="courses",
            affected="organisations that go on sending discharged referrals",
        ),
    )


def _with_noughts(rows: ir.Table, prefix: str = "") -> ir.Table:
    """Rows with how many of the listed counts are 0; an empty one is not."""
    noughts = reduce(add, ((rows[prefix + one] == 0).fill_null(False).ifelse(1, 0) for one in _LISTED))
    return rows.mutate(**{f"{prefix}noughts": noughts})


def _alone(rows: ir.Table, column: str, prefix: str = "") -> ir.BooleanValue:
    """Whether a count is more than 0 and every other listed one is 0."""
    return (rows[prefix + column] > 0).fill_null(False) & (rows[f"{prefix}noughts"] == len(_LISTED) - 1)


def _any(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(or_, conditions)


def _as_read(rows: ir.Table, pathways: Pathways) -> ir.Table:
    """Rows with the listed counts as the warehouse has them for the month, or as they are derived where it has not all."""
    national = {f"{_READ}{column}": therapy.count_column or "" for column, therapy in _LISTED.items()}
    if not set(national.values()) <= set(pathways.records.columns[REFERRALS].given):
        return rows.mutate(**{f"{_READ}{column}": rows[column] for column in _LISTED})
    return beside_warehouse(rows, pathways, **national)
