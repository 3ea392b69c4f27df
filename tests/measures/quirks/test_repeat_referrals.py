"""Repeat referrals, on a few people made by hand who come again."""

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures
from tests.pathways.people import person, treatment


def of(number):
    return {"Pseudo_NHS_Number_NCDR": number}


PEOPLE = [
    # a course in April, after which they come again
    *(course(f"course-{number}", "04", **of(number)) for number in ("1", "2", "3", "4")),
    person("not-treated-before", "04-02", ended="04-28", **of("5")),
    # who comes again in August: finished in the month, finished later, still open, on the 31st
    person("at-once", "08-05", treatment("08-10"), treatment("08-17"), ended="08-28", **of("1")),
    person("later", "08-05", treatment("08-10"), treatment("09-17"), ended="09-28", **of("2")),
    person("open", "08-05", treatment("08-10"), **of("3")),
    person("on-the-last-day", "08-31", **of("4")),
    # no repeats: nothing finished before, and a first referral
    person("no-course-before", "08-05", **of("5")),
    person("first", "08-05", **of("6")),
    # a second time again, while the first of the two was never finished
    person("left", "10-02", ended="10-20", **of("1")),
    person("third", "11-02", **of("1")),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("repeat_referrals"), PEOPLE) as made:
        yield made


def test_a_repeat_referral_is_seen_once_finished(pathways):
    """Four come again in August within 125 days of a course: one finished at once, one in September, two are open."""
    (figure,) = figures(pathways, "R-1", "08").values()
    assert both_ways(figure) == (2, 4, -2)


def test_a_repeat_referral_has_to_finish_in_its_month(pathways):
    finished, as_it_stands = figures(pathways, "R-2", "08").values()
    assert both_ways(finished) == (1, 2, -1)
    assert both_ways(as_it_stands) == (1, 4, -3)


def test_the_last_days_of_longer_months_are_lost(pathways):
    """Made at the end of December, which has 31 days, nothing is lost; at the end of September the one of 31 August is."""
    found = figures(pathways, "R-3", "08", "09")
    assert {name.split(" of ")[-1]: both_ways(figure) for name, figure in found.items()} == {
        "December 2024": (4, 4, 0),
        "September 2024": (3, 4, -1),
    }


def test_the_last_finished_course_is_what_counts(pathways):
    """Who left unfinished in October had a course end in August, as had the same person again in November."""
    (october,) = figures(pathways, "R-1", "10").values()
    (november,) = figures(pathways, "R-1", "11").values()
    assert both_ways(october) == both_ways(november) == (0, 1, -1)
