"""The quirks of the Key Metrics dashboard, each on a few people made by hand."""

from dataclasses import replace

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures, written
from tests.pathways.people import person, treatment

from caseness.measures.quirks import CannotCompute

RECOVERED, IMPROVED, WORSE = (8, 5), (14, 12), (23, 12)
COGNITIVE_BEHAVIOUR, BOOK = "304891004", "748051000000105"

OF_GROUPS = [
    course("indian", "04", last=RECOVERED, EthnicCategory="H"),
    course("chinese", "04", EthnicCategory="R"),
    course("other-asian", "04", EthnicCategory="L"),
    course("caribbean", "04", EthnicCategory="A", Validated_EthnicCategory="M"),
    course("caribbean-no-case", "04", first=(5, 3), last=(5, 3), EthnicCategory="M"),
    course("british", "04", last=RECOVERED, EthnicCategory="A"),
    course("not-stated", "04", last=RECOVERED, EthnicCategory="Z"),
]
OF_SUB_ICBS = [
    course("recovered", "05", last=RECOVERED, OrgIDComm="SYNC1"),
    course("worse", "05", last=WORSE, OrgIDComm="SYNC1"),
    course("improved", "05", first=(20, 12), last=IMPROVED, OrgIDComm="SYNC2"),
]
HELD_OR_NOT = person(
    "held-or-not",
    "06-02",
    written(treatment("06-10", therapy=COGNITIVE_BEHAVIOUR), ConsMechanism="01"),
    written(treatment("06-11", attended="3", therapy=BOOK), ConsMechanism="02"),
    written(treatment("06-12", attended="", planned="N", therapy=COGNITIVE_BEHAVIOUR), ConsMechanism="01"),
    written(treatment("06-13", attended="2", therapy=BOOK), ConsMechanism="01"),
    ended="06-28",
)
OF_TYPES = person(
    "of-types",
    "07-02",
    treatment("07-05", kind="01", therapy=COGNITIVE_BEHAVIOUR),
    treatment("07-10", therapy=COGNITIVE_BEHAVIOUR),
    treatment("07-20", kind="06", therapy=BOOK),
    ended="07-28",
)
BY_MEDIA = person(
    "by-media",
    "08-02",
    *(
        written(treatment(day), ConsMechanism=medium)
        for day, medium in (("08-10", "01"), ("08-11", ""), ("08-12", "77"))
    ),
    ended="08-28",
)
OPEN = [
    person("twice", "09-02", treatment("09-05"), treatment("09-12")),
    person("once", "09-02", treatment("09-10")),
]
OF_SMALL_GROUPS = [
    *(course(f"five-of-seven-{n}", "11", last=RECOVERED if n < 5 else (15, 12), OrgIDComm="SYNC3") for n in range(7)),
    *(course(f"six-of-six-{n}", "11", last=RECOVERED, OrgIDComm="SYNC4") for n in range(6)),
    course("too-few", "11", last=RECOVERED, OrgIDComm="SYNC5"),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    people = [*OF_GROUPS, *OF_SUB_ICBS, HELD_OR_NOT, OF_TYPES, BY_MEDIA, *OPEN, *OF_SMALL_GROUPS]
    with extract(tmp_path_factory.mktemp("key_metrics"), people) as made:
        yield made


def test_two_ethnic_groups_are_in_no_figure(pathways):
    """Four minority courses at caseness, one of them recovered; two are of the groups left out.

    Scripted 1 of 2, correct 1 of 4. White British people and courses not at caseness are in neither.
    """
    (figure,) = figures(pathways, "KM-1", "04").values()
    assert both_ways(figure) == (1 / 2, 1 / 4, -2)


@pytest.mark.parametrize(
    ("rate", "scripted", "correct", "people"),
    [
        ("Recovery rate", 1 / 2, 1 / 4, -1),  # (1/2 + 0/1) / 2
        ("Reliable recovery rate", 1 / 2, 1 / 4, -1),
        ("Reliable improvement rate", 1 / 2, 3 / 4, -1),  # (1/2 + 1/1) / 2: nobody of SYNC2 recovered
        ("Reliable deterioration rate", None, 1 / 4, -2),  # (1/2 + 0/1) / 2: nobody who got worse recovered
        ("Second treatment more than 90 days after the first", None, 0, -2),  # (0/2 + 0/1) / 2
    ],
)
def test_means_over_sub_icbs_leave_out_what_prints_nothing(pathways, rate, scripted, correct, people):
    """One Sub-ICB has one person recovered and one worse, the other one improved who did not recover."""
    found = figures(pathways, "KM-2", "05")
    assert both_ways(found[f"{rate}, mean over Sub-ICBs"]) == (scripted, correct, people)
    assert both_ways(found["Recovery rate, mean over providers"]) == (1 / 3, 1 / 3, 0)


def test_missed_appointments_count_as_held(pathways):
    """One kept and one unplanned, both face to face with high intensity; one missed by telephone with low; one cancelled.

    The script counts the kept and the missed one, correct are the kept and the unplanned one.
    """
    found = figures(pathways, "KM-3", "06")
    assert {name.removeprefix("Appointments "): both_ways(figure) for name, figure in found.items()} == {
        "of low intensity": (1, 0, 1),
        "of high intensity": (1, 2, -1),
        "of either intensity": (2, 2, 0),
        "face to face": (1, 2, -1),
        "by another medium": (1, 0, 1),
        "with a medium given": (2, 2, 0),
    }


def test_therapies_at_appointments_of_other_types(pathways):
    """Attended, with a therapy: an assessment and a treatment of high intensity, and a follow-up of low."""
    found = figures(pathways, "KM-4", "07")
    assert [both_ways(figure) for figure in found.values()] == [(1, 0, 1), (2, 1, 1), (3, 1, 2)]


def test_appointments_without_a_valid_medium(pathways):
    """Three kept: face to face, without a medium, and with a code that is none."""
    (figure,) = figures(pathways, "KM-5", "08").values()
    assert both_ways(figure) == (1, 3, -2)


def test_idle_referrals_over_those_treated_once(pathways):
    """Both are open for three months. The one treated twice, last on 12 September, is idle for 110 days at the year's end.

    Added up over the months: idle 1, treated twice 3, treated at all 6.
    """
    (figure,) = figures(pathways, "KM-6", "10", "11", "12").values()
    assert both_ways(figure) == (1 / 6, 1 / 3, 3)


def test_a_rate_beside_a_rounded_count_tells_the_count(pathways):
    """5 of 7 recovered, printed as 5, so 3 to 7: of these only 5 people can be 71.4% of a whole number.

    6 of 6, printed as 5 too: any of 3 to 7 can be 100%. The rate of a single person is not printed.
    """
    recovery, improvement = figures(pathways, "KM-9", "11").values()
    assert both_ways(recovery) == both_ways(improvement) == (1 / 2, 0, 1)


def test_without_activities_there_is_no_intensity(pathways):
    with pytest.raises(CannotCompute, match="no activities"):
        figures(replace(pathways, sent_activities=None), "KM-3", "06")
