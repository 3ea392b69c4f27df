"""Appointments by mode of therapy in the Programme Development Tool (PDT 2.10).

A finished course belongs to the mode, such as individual or group, in which it had most treatment appointments. Each figure
is held against the same with the one quirk put right and nothing else changed. Source of what the script does: NHS England's
public dashboard scripts, PDT 2.10 CareContactMethod; lines as in the register.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.families import EVERY
from caseness.measures.quirks.cells import Cells, cells_at
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import finished_courses, sums
from caseness.pathways.contacts import CONTACTS
from caseness.vocabulary import Level
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_MODE = "CareContPatientTherMode"
_MODES = tuple(code.code for code in codes(_MODE))
_NAMES = {"1": "individual", "2": "couple", "3": "group"}
_OTHER = len(_MODES)
_PLACES = 2**3  # room for the place of a mode beside a count, in one whole number


@quirk("P210-1")
def means_cut_to_whole_numbers(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The mean of appointments is taken of a column of whole numbers, which the language of the scripts (T-SQL) cuts to a
    whole number: 7.9 becomes 7.00.

    Correct: decimals (PDT 2.10:143, 175, 207 and 238). Over several months, and over Sub-ICBs, each figure that is printed
    weighs by its courses.
    """
    rows = _by_mode(pathways, periods)
    cells = cells_at(pathways, rows, (Level.ENGLAND, Level.SUB_ICB), "mode", courses=EVERY, contacts=_.contacts)
    by_mode: dict[int, Cells] = defaultdict(dict)
    for key, cell in cells[Level.ENGLAND].items():
        by_mode[int(str(key[-1]))][key] = cell
    told = {_name(mode): by_mode[mode] for mode in sorted(by_mode)}
    return (
        *(_cut(f"Mean appointments of a course, mode {name}, England", of.values()) for name, of in told.items()),
        _cut("Mean appointments of a course, all modes, as printed for Sub-ICBs", cells[Level.SUB_ICB].values()),
    )


@quirk("P210-2")
def appointments_of_one_mode(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The mean is of appointments in the mode in which a course had most; those in its other modes are left out.

    Correct: all treatment appointments (PDT 2.10:38-42 and 25). That the script reads superseded files too, and breaks ties
    at random, is not measured.
    """
    found = sums(pathways, _by_mode(pathways, periods), courses=EVERY, contacts=_.contacts, all_contacts=_.all_contacts)
    return (
        Both(
            name="Mean appointments of a course, all modes, England",
            kind=Kind.MEAN,
            scripted=Value.quotient(found["contacts"], found["courses"]),
            correct=Value.quotient(found["all_contacts"], found["courses"]),
            people=found["contacts"] - found["all_contacts"],
            of="appointments",
            affected="courses held in more than one mode",
        ),
    )


def _cut(name: str, cells: Iterable[dict[str, int]]) -> Both:
    told = list(cells)
    courses = sum(cell["courses"] for cell in told)
    printed = sum(cell["courses"] * (cell["contacts"] // cell["courses"]) for cell in told)
    return Both(
        name=name,
        kind=Kind.MEAN,
        scripted=Value.quotient(printed, courses),
        correct=Value.quotient(sum(cell["contacts"] for cell in told), courses),
        people=None,
        of="finished courses",
        affected="every organisation: each mean is too low by up to one appointment",
    )


def _name(mode: int) -> str:
    return "other" if mode == _OTHER else _NAMES[_MODES[mode]]


def _by_mode(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """Finished courses with ``mode``, the place of the commonest (of equal ones the first), ``contacts`` in it and in all.

    A course without an appointment, as of internet therapy alone, has the mode other and none.
    """
    sent = pathways.months.rows_if_there(CONTACTS, "CareContactId", _MODE)
    if sent is None or pathways.contacts is None:
        raise CannotCompute("the extract has no appointments")
    courses = finished_courses(pathways, periods)
    treated = pathways.contacts.filter(_.treatment).semi_join(courses, "pathway")
    treated = treated.select("pathway", "contact", "submission", "contact_id")
    place = ibis.cases(*((sent[_MODE] == code, number) for number, code in enumerate(_MODES)), else_=_OTHER)
    modes = sent.select("submission", contact_id=sent.CareContactId, mode=place.cast("int64"))
    one = treated.inner_join(modes, ["submission", "contact_id"]).group_by("pathway", "contact")
    counted = one.aggregate(mode=_.mode.min()).group_by("pathway", "mode").aggregate(contacts=_.count())
    packed = counted.mutate(packed=counted.contacts * _PLACES + (_PLACES - 1 - counted.mode))
    most = packed.group_by("pathway").aggregate(packed=packed.packed.max(), all_contacts=packed.contacts.sum())
    joined = courses.left_join(most, "pathway")
    return joined.mutate(
        mode=(_PLACES - 1 - joined.packed % _PLACES).fill_null(_OTHER).cast("int64"),
        contacts=(joined.packed // _PLACES).fill_null(0).cast("int64"),
        all_contacts=joined.all_contacts.fill_null(0).cast("int64"),
    )
