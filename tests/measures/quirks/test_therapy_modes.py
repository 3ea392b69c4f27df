"""Appointments by mode of therapy (PDT 2.10), of a few people made by hand."""

import pytest
from tests.measures.quirks.made import both_ways, extract, figures, written
from tests.pathways.people import log, person, treatment


def treated(name, month, *modes, **record):
    """A finished course with a treatment contact in each mode."""
    contacts = (
        written(treatment(f"{month}-{day}"), CareContPatientTherMode=mode) for day, mode in enumerate(modes, start=10)
    )
    return person(name, f"{month}-02", *contacts, ended=f"{month}-28", **record)


PEOPLE = [
    treated("two", "04", "1", "1"),
    treated("three", "04", "1", "1", "1", "3"),
    treated("group", "04", "3", "3"),
    person("internet", "04-02", log("04-03", "04-10"), log("04-10", "04-17"), ended="04-28"),
    treated("two-of-another-month", "05", "1", "1"),
    treated("five-of-another-month", "05", *"11111"),
    treated("elsewhere", "05", "1", "1", OrgIDComm="SYNC2"),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("therapy_modes"), PEOPLE) as made:
        yield made


def test_means_are_cut(pathways):
    """April: 2 and 3 individual appointments, mean 2.5; 2 in a group; none of internet therapy, which is of no mode."""
    found = {name: both_ways(figure) for name, figure in figures(pathways, "P210-1", "04").items()}
    assert found == {
        "Mean appointments of a course, mode individual, England": (2, 2.5, None),
        "Mean appointments of a course, mode group, England": (2, 2, None),
        "Mean appointments of a course, mode other, England": (0, 0, None),
        "Mean appointments of a course, all modes, as printed for Sub-ICBs": (6 / 4, 7 / 4, None),
    }


def test_means_of_several_months_weigh_by_courses(pathways):
    """England, individual: in April 2 courses, printed 2 for 2.5; in May 3 courses with 2, 5 and 2, printed 3 for 3.

    Sub-ICBs: in May 3 for 3.5 of two courses, and 2 of one.
    """
    of_both = figures(pathways, "P210-1", "04", "05")["Mean appointments of a course, mode individual, England"]
    assert both_ways(of_both) == ((2 * 2 + 3 * 3) / 5, (5 + 9) / 5, None)
    of_may = figures(pathways, "P210-1", "05")["Mean appointments of a course, all modes, as printed for Sub-ICBs"]
    assert both_ways(of_may) == ((2 * 3 + 1 * 2) / 3, 9 / 3, None)


def test_appointments_of_other_modes_are_left_out(pathways):
    """April: 2 + 3 + 2 of the commonest modes, and one in a group of the course with three individual ones."""
    (figure,) = figures(pathways, "P210-2", "04").values()
    assert both_ways(figure) == (7 / 4, 8 / 4, -1)
