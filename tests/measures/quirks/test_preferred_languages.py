"""The quirks of the dashboard of preferred languages, each on a few people made by hand."""

from dataclasses import replace

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures
from tests.pathways.people import person, treatment

from caseness.measures.quirks import CannotCompute

RECOVERED = (8, 5)
LANGUAGES = [
    {"LanguageCode": "en", "LanguageName": "English"},
    {"LanguageCode": "pl", "LanguageName": "Polish"},
]


def speaking(language):
    return {"LanguageCodePreferred": language}


OF_TWO_OR_THREE_CONTACTS = [
    course("two", "04", last=RECOVERED, **speaking("en")),
    course("three", "04", treatment("04-12"), last=RECOVERED, **speaking("pl")),
    course("three-too", "04", treatment("04-12"), **speaking("pl")),
    course("language-without-a-name", "04", treatment("04-12"), **speaking("xx")),
]
WAITING = [
    person("both", "06-02", treatment("06-12"), treatment("06-22"), ended="06-28", **speaking("en")),
    person("second", "05-02", treatment("05-12"), treatment("06-11"), ended="06-28", **speaking("en")),
    person("first", "06-02", treatment("06-27"), ended="06-28", **speaking("en")),
    person("both-polish", "06-02", treatment("06-12"), treatment("06-22"), ended="06-28", **speaking("pl")),
    person("no-language", "06-02", treatment("06-03"), treatment("06-04"), ended="06-28"),
]
SEEN_OFTEN = [
    person(
        "recovered",
        "07-02",
        treatment("07-10", phq9=15, gad7=12),
        treatment("08-05", phq9=8, gad7=5),
        treatment("08-06", attended="2"),
        ended="08-28",
        **speaking("pl"),
    ),
    person(
        "unchanged",
        "07-02",
        treatment("07-10", phq9=15, gad7=12),
        treatment("07-17", phq9=15, gad7=12),
        ended="08-28",
        **speaking("pl"),
    ),
    course("english", "08", last=RECOVERED, **speaking("en")),
    course("no-language-either", "08", last=RECOVERED),
]
OUTCOMES = [
    course("recovered-reliably", "09", last=RECOVERED, **speaking("pl")),
    course("not-recovered", "09", **speaking("pl")),
    course("no-case", "09", first=(5, 3), last=(5, 3), **speaking("pl")),
]
ENDED = [course("reason-not-known", "10", EndCode="95", **speaking("pl")), course("agreed", "10", **speaking("pl"))]
SENT_AGAIN = [
    person(
        "sent-again",
        "11-02",
        treatment("11-05", key="first"),
        treatment("11-05", key="first", sent="2024-12"),
        treatment("11-15"),
    ),
    person("sent-once", "11-02", treatment("11-05"), treatment("11-25")),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    people = [*OF_TWO_OR_THREE_CONTACTS, *WAITING, *SEEN_OFTEN, *OUTCOMES, *ENDED, *SENT_AGAIN]
    more = {"REFERENCE_ISO_LanguageCodes": LANGUAGES}
    with extract(tmp_path_factory.mktemp("preferred_languages"), people, more=more) as made:
        yield made


def test_a_course_of_two_contacts_is_not_counted(pathways):
    """Three courses in languages that have a name, two of them recovered; one of these two had two contacts only."""
    finished, recovered, rate = figures(pathways, "PL-1", "04").values()
    assert both_ways(finished) == (2, 3, -1)
    assert both_ways(recovered) == (1, 2, -1)
    assert both_ways(rate) == (1 / 2, 2 / 3, -1)


def test_a_wait_of_two_groups(pathways):
    """English: 20 and 40 days to the second treatment, mean 30; 10 and 25 to the first, mean 17.5, rounded 18.

    Scripted 30 - 18 = 12; correct the mean of 10 and 30 days between the two, 20. The one Polish person waited 20 - 10 = 10.
    """
    english, others = figures(pathways, "PL-2", "06").values()
    assert both_ways(english) == (12, 20, None)
    assert both_ways(others) == (10, 10, None)


def test_courses_count_once_for_each_contact(pathways):
    """Two courses of people with another language: one recovered, with two contacts in the file of August (one of them
    cancelled); the other with none there, which counts once. Recovered 2 of 3 rows, and 1 of 2 courses.
    """
    found = [both_ways(figure) for figure in figures(pathways, "PL-3", "08").values()]
    assert found == [(2, 1, 1), (2, 1, 1), (2, 1, 1), (2 / 3, 1 / 2, 1), (2 / 3, 1 / 2, 1)]


def test_reliable_recovery_over_all_finished(pathways):
    """Three finished, one of them no case at the start, one reliably recovered: 1 of 3 and 1 of 2."""
    (figure,) = figures(pathways, "PL-4", "09").values()
    assert both_ways(figure) == (1 / 3, 1 / 2, 1)


def test_a_reason_of_ending_is_dropped(pathways):
    (figure,) = figures(pathways, "PL-5", "10").values()
    assert both_ways(figure) == (0, 1, -1)


def test_a_first_contact_sent_again_is_the_second(pathways):
    """The two waited 10 and 20 days, the first contact of one was sent in November and in December: (0 + 20) / 2."""
    (figure,) = figures(pathways, "PL-6", "11").values()
    assert both_ways(figure) == (10, 15, None)


def test_without_appointments_no_rows_are_multiplied(pathways):
    with pytest.raises(CannotCompute, match="no appointments"):
        figures(replace(pathways, sent_contacts=None), "PL-3", "08")
