"""Internet therapy and face-to-face appointments in the Programme Development Tool (PDT 2.16).

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the script does:
NHS England's public dashboard scripts, PDT 2.16 IET_SubICB_level; lines as in the register.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.geography import OTHER, geography_of
from caseness.measures.quirks.cells import cells_at
from caseness.measures.quirks.persons import beside_person
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import finished_courses, sums
from caseness.pathways.characteristics import deciles
from caseness.vocabulary import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_FACE_TO_FACE = "M1001"  # the published count of appointments held so
_AREAS = "Domains_Of_Deprivation_By_LSOA1"
_MOST_DEPRIVED = 1


@quirk("P216-1")
def face_to_face_only_in_the_last_file(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The count of face-to-face appointments of a pathway carries the number of the newest file that has an assessment or
    treatment appointment of it, and is joined on the file of discharge: a course whose last appointment was sent in an
    earlier month is not face to face, even if all of it was.

    Correct: joined on the pathway (PDT 2.16:28-42 with 85, 148, 208, 279 and 347). The newest file is here that of the
    newest month.
    """
    found = sums(pathways, _by_file(pathways, finished_courses(pathways, periods)), **_TERMS)
    affected = "courses whose last appointment was not in the month of discharge, in every comparison of the two ways"
    rate = "Recovery rate of courses {way} a face-to-face appointment"
    return (
        Both.counts(
            "Finished courses with a face-to-face appointment",
            found["joined"],
            found["held"],
            of="finished courses",
            affected=affected,
        ),
        Both.shares(
            rate.format(way="with"),
            (found["recovered_joined"], found["cases_joined"]),
            (found["recovered_held"], found["cases_held"]),
            of="courses finished, those not at caseness left out",
            affected=affected,
        ),
        Both.shares(
            rate.format(way="without"),
            (found["recovered"] - found["recovered_joined"], found["cases"] - found["cases_joined"]),
            (found["recovered"] - found["recovered_held"], found["cases"] - found["cases_held"]),
            of="courses finished, those not at caseness left out",
            affected=affected,
        ),
    )


_held = _.held == 1
_joined = _held & (_.newest_file == _.month)
_TERMS = {
    "held": _held,
    "joined": _joined,
    **{
        f"{of}{way}": condition & met
        for of, condition in (("cases", ~_.not_at_caseness), ("recovered", _.recovered))
        for way, met in (("", EVERY), ("_held", _held), ("_joined", _joined))
    },
}


def _by_file(pathways: Pathways, rows: ir.Table) -> ir.Table:
    """Courses with ``held``, 1 where an appointment was face to face, and the month of the newest file with any."""
    sent = pathways.sent_contacts
    if sent is None:
        raise CannotCompute("the extract has no appointments")
    face_to_face = dict(counted_by_code("ConsMechanism"))[_FACE_TO_FACE]
    counted = sent.filter(sent.assessment | sent.treatment)
    by_pathway = counted.group_by("pathway").aggregate(
        held=counted.medium.isin(face_to_face).fill_null(False).ifelse(1, 0).max().cast("int64"),
        newest_file=counted.month.max(),
    )
    joined = rows.left_join(by_pathway, "pathway")
    return joined.mutate(held=joined.held.fill_null(0), newest_file=joined.newest_file.fill_null(0)).drop(
        "pathway_right"
    )


@quirk("P216-2")
def deprivation_of_every_date(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Deprivation is joined without a date of the index, so that a course has the decile of each, and counts in two where
    they differ.

    Correct: one index, here the newest (PDT 2.16:352, 454, 486, 520 and 555). A decile counts a course once, so that courses
    whose decile is the same in all are not counted twice.
    """
    areas, newest = pathways.records.reference(_AREAS), deciles(pathways.records)
    if areas is None or newest is None:
        raise CannotCompute(f"the extract has no {_AREAS}")
    courses = beside_person(finished_courses(pathways, periods), pathways).select("pathway", "month", "period", "area")
    of_any_date = areas.filter(areas.IMD_Decile.between(1, 10)).select("LSOA_Code", decile="IMD_Decile").distinct()
    each, one = (
        sums(
            pathways,
            courses.inner_join(known, courses.area == known.LSOA_Code),
            all=EVERY,
            most=_.decile == _MOST_DEPRIVED,
        )
        for known in (of_any_date, newest)
    )
    return tuple(
        Both.counts(
            name,
            each[of],
            one[of],
            of="finished courses",
            affected="people of areas whose decile changed from one index to the next",
        )
        for of, name in (
            ("all", "Finished courses, all deciles of deprivation added up"),
            ("most", "Finished courses in the most deprived decile"),
        )
    )


@quirk("P216-3")
def merged_organisations_as_other(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Organisations are looked up by the code that was sent, without the tables of successors, so that one that has merged
    since is Other.

    Correct: the successor's code, as every other script has it (PDT 2.16:87-88 and 150-151).
    """
    now = geography_of(pathways.records)
    if not (now.known_providers and now.known_commissioners):
        raise CannotCompute("the extract has no table of present organisations, by which a former code is told")
    as_sent = replace(now, providers={}, commissioners={})
    courses = finished_courses(pathways, periods)
    levels = {Level.SUB_ICB: "Sub-ICB", Level.PROVIDER: "provider"}
    others = [
        {
            level: sum(cell["all"] for (_period, code), cell in cells.items() if code == OTHER)
            for level, cells in cells_at(pathways, courses, tuple(levels), geography=geography, all=EVERY).items()
        }
        for geography in (as_sent, now)
    ]
    return tuple(
        Both.counts(
            f"Finished courses whose {called} is Other",
            others[0][level],
            others[1][level],
            of="finished courses",
            affected="organisations that took over others: courses sent under a former code are not theirs",
        )
        for level, called in levels.items()
    )
