"""Quirks of the Programme Development Tool's main tables, each on a few people made by hand."""

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures, written
from tests.pathways.people import form, person, problem, treatment

RECOVERED = (8, 5)
GROUPS = ("PresentingComplaintHigherCategory", "PrimaryPresentingComplaint")


def scored(**scores):
    """A questionnaire at the start and at the end of a course in April."""
    return form("04-10", **scores), form("04-17", **scores)


OF_PROBLEMS = [
    course("agoraphobia", "04", problem("F40.0"), *scored(mi="2.5")),
    course("agoraphobia-by-a-longer-code", "04", problem("F40.01"), *scored(mi="2.5")),
    course("obsessions", "04", problem("F42.1")),
    course("irritable-bowel", "04", problem("K58"), *scored(ibs_sss="100")),
    course("depression", "04", problem("F32.1")),
]
OF_SOURCES = [
    person(f"source-{number}", "05-02", ended="05-20", SourceOfReferralIAPT=source)
    for number, source in enumerate(("B1", "A1", "M6", ""))
]
BY_MEDIA = person(
    "by-media",
    "06-02",
    *(
        written(treatment(f"06-{day}", attended=attended), ConsMechanism=medium)
        for day, attended, medium in ((10, "5", "98"), (11, "3", ""), (12, "5", "77"), (13, "5", "01"), (14, "5", "11"))
    ),
    ended="06-28",
)
OF_PROVIDERS = [
    course("finisher", "07"),
    person("entrant", "07-02", treatment("07-10"), ended="08-02", OrgID_Provider="SYNPB"),
]
BY_ETHNICITY = [
    course("changed", "08", last=RECOVERED, EthnicCategory="A", Validated_EthnicCategory="H"),
    course("the-same", "08", EthnicCategory="H", Validated_EthnicCategory="H"),
]
RECEIVED_AND_ENDED = [
    person("received-and-ended", "10-02", ended="10-20"),
    person("received", "10-02"),
    person("received-too", "10-02"),
    person("ended", "09-02", treatment("09-05"), ended="10-20"),
]
ANXIETY = "Anxiety and stress related disorders (Total)"
IN_WORDS = [
    person("named", "11-02", **dict.fromkeys(GROUPS, ANXIETY), PresentingComplaintLowerCategory="F400 - Agoraphobia"),
    person("another-code", "11-02", PrimaryPresentingComplaint=ANXIETY, SecondaryPresentingComplaint="F40 - Another"),
    person("no-code", "11-02", PrimaryPresentingComplaint=ANXIETY),
    person("depression", "11-02", PrimaryPresentingComplaint="Depression"),
]
IDLE = [
    person("idle-long", "08-02", treatment("08-05")),  # 148 days before the year's end
    person("idle-short", "09-02", treatment("09-05")),  # 117 days
]
MORE = treatment("12-20")
OF_MEANS = [
    *(course(f"two-contacts-{n}", "12") for n in range(2)),
    *(course(f"three-contacts-{n}", "12", MORE) for n in range(3)),
    *(course(f"three-contacts-elsewhere-{n}", "12", MORE, OrgID_Provider="SYNPB") for n in range(5)),
    course("alone", "12", OrgID_Provider="SYNPC"),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    people = [
        *OF_PROBLEMS,
        *OF_SOURCES,
        BY_MEDIA,
        *OF_PROVIDERS,
        *BY_ETHNICITY,
        *RECEIVED_AND_ENDED,
        *IN_WORDS,
        *IDLE,
        *OF_MEANS,
    ]
    with extract(tmp_path_factory.mktemp("development_tool"), people) as made:
        yield made


def test_problems_by_longer_codes_are_lost(pathways):
    """Four have a measure of their own. The script knows F400 exactly, and what begins with F42: two of them.

    Three have scores of it: F400, F4001 and K58; the script knows the first.
    """
    suited, judged, share = figures(pathways, "P211-1", "04").values()
    assert both_ways(suited) == (2, 4, -2)
    assert both_ways(judged) == (1, 3, -2)
    assert both_ways(share) == (1 / 2, 3 / 4, -2)


def test_a_code_that_is_not_named_is_no_code(pathways):
    """Of three with anxiety one has a code that is named, one has another, and one has none."""
    (figure,) = figures(pathways, "P211-2", "11").values()
    assert both_ways(figure) == (2, 1, 1)


def test_a_referral_without_a_source_is_of_no_source(pathways):
    (figure,) = figures(pathways, "P211-4", "05").values()
    assert both_ways(figure) == (1, 2, -1)


def test_appointments_without_a_medium_are_by_another(pathways):
    """By another medium, missed and without one, with a code that is none, face to face, and by video."""
    (figure,) = figures(pathways, "P217-1", "06").values()
    assert both_ways(figure) == (2, 1, 1)


def test_the_check_of_media_knows_no_video(pathways):
    """Three kept by a medium that is one: another, face to face, and video, which version 2.0 did not have."""
    (figure,) = figures(pathways, "P4-1", "06").values()
    assert both_ways(figure) == (2, 3, -1)


def test_waits_of_a_few_are_printed(pathways):
    """Three providers with people entering treatment: five, five and one."""
    (figure,) = figures(pathways, "P218-1", "12").values()
    assert both_ways(figure) == (1 / 3, 0, 1)


def test_a_mean_above_that_of_england_by_rounding(pathways):
    """13 appointments of 5 courses are 2.6, printed 3; 15 of 5 are 3; England's 30 of 11 are 2.7. One course is too few."""
    (figure,) = figures(pathways, "P218-2", "12").values()
    assert both_ways(figure) == (2 / 2, 1 / 2, 1)


def test_entrants_of_a_provider_without_finishers_are_lost(pathways):
    (figure,) = figures(pathways, "P218-3", "07").values()
    assert both_ways(figure) == (1, 2, -1)


def test_ethnicity_that_the_validation_changed(pathways):
    """Two of minorities once validated, one of them recovered; the script has the other only."""
    (figure,) = figures(pathways, "P221-1", "08").values()
    assert both_ways(figure) == (0, 1 / 2, -1)


def test_attrition_over_referrals_received(pathways):
    """October: three received, two ended, one of which was never treated: 1 of 3 and 1 of 2."""
    (figure,) = figures(pathways, "P3-1", "10").values()
    assert both_ways(figure) == (1 / 3, 1 / 2, 1)


def test_long_idle_referrals_have_no_count(pathways):
    (figure,) = figures(pathways, "P3-2", "12").values()
    assert both_ways(figure) == (None, 1, -1)
