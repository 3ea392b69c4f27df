"""The quirks of the Protected Characteristics dashboard, each on a few people made by hand."""

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures
from tests.pathways.people import person, treatment

BOOK, COGNITIVE_BEHAVIOUR, EMPLOYMENT_SUPPORT = "748051000000105", "304891004", "1098051000000103"


def treated(name, *therapies):
    """A course finished in June with a treatment contact for each therapy."""
    contacts = (treatment(f"06-{day}", therapy=therapy) for day, therapy in enumerate(therapies, 10))
    return person(name, "06-02", *contacts, ended="06-28")


PEOPLE = [
    course("chinese", "04", last=(8, 5), EthnicCategory="R"),
    course("not-stated", "04", EthnicCategory="Z"),
    course("not-known", "04", EthnicCategory="99"),
    course("british", "04", last=(8, 5), EthnicCategory="A"),
    course("improved", "05", last=(8, 5)),
    person(
        "improved-unfinished", "2024-03-15", ended="05-10", CompletedTreatment_Flag="0", ReliableImprovement_Flag="1"
    ),
    treated("low-and-support", BOOK, EMPLOYMENT_SUPPORT),
    treated("high", COGNITIVE_BEHAVIOUR, COGNITIVE_BEHAVIOUR),
    treated("low", BOOK, BOOK),
    person("open", "07-02", treatment("07-10"), treatment("11-10")),
    person("discharged", "07-02", treatment("07-10"), treatment("11-10"), ended="11-28"),
    person("soon", "11-02", treatment("11-10"), treatment("11-17")),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("protected_characteristics"), PEOPLE) as made:
        yield made


def test_people_not_asked_are_among_other_ethnic_groups(pathways):
    """One of other ethnic groups, recovered; two not asked, not recovered. Scripted 1 of 3, correct 1 of 1."""
    referrals, recovery = figures(pathways, "PC-1", "04").values()
    assert both_ways(referrals) == (3, 1, 2)
    assert both_ways(recovery) == (1 / 3, 1, 2)


def test_improvement_of_who_did_not_finish(pathways):
    """Two with the flag, of which the warehouse says that one did not finish a course."""
    (figure,) = figures(pathways, "PC-2", "05").values()
    assert both_ways(figure) == (2, 1, 1)


def test_employment_support_makes_a_course_one_of_both_intensities(pathways):
    """One course with high intensity, one with low, one with low and employment support; none has both intensities."""
    high, both = figures(pathways, "PC-3", "06").values()
    assert both_ways(high) == (2, 1, 1)
    assert both_ways(both) == (1, 0, 1)


def test_late_second_treatments_of_who_is_discharged(pathways):
    """Two waited 123 days for the second treatment, one of whom is discharged in that month; a third waited 7 days."""
    (figure,) = figures(pathways, "PC-4", "11").values()
    assert both_ways(figure) == (1, 2, -1)
