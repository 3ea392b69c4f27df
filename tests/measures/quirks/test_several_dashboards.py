"""Quirks that several dashboards share, on a few people made by hand."""

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures
from tests.pathways.people import person, treatment

from caseness.pathways import Choices
from caseness.pathways.choices import TreatmentCounted

PEOPLE = [
    person("treated-before", "04-10", treatment("04-05"), treatment("04-17"), ended="04-28"),
    course("treated-after", "04"),
    person(
        "kept-or-not",
        "05-02",
        treatment("05-10", attended="5"),
        treatment("05-11", attended="6"),
        treatment("05-12", attended="3"),
        treatment("05-13", attended="2"),
        treatment("05-14", attended="", planned="N"),
        ended="05-28",
    ),
    person("open-and-treated", "06-02", treatment("06-10")),
    person("open", "06-02"),
    person("received-in-november", "11-02"),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    """Treatment before the referral counts, as otherwise no wait could be negative."""
    choices = Choices(treatment_counted=TreatmentCounted.ANY)
    with extract(tmp_path_factory.mktemp("several_dashboards"), PEOPLE, choices=choices) as made:
        yield made


def test_a_second_run_doubles_the_month_before_the_newest(pathways):
    """The newest is December; one was received in November."""
    ((name, figure),) = figures(pathways, "OPS-1", "04").items()
    assert "Nov 2024" in name
    assert both_ways(figure) == (2, 1, 1)


def test_treatment_before_the_referral_is_within_six_weeks(pathways):
    """Two finished, one treated 5 days before the referral and one 8 days after it."""
    found = [both_ways(figure) for figure in figures(pathways, "OPS-4", "04").values()]
    assert found == [(2, 1, 1), (2, 1, 1), (1, 1, 1), (1, 1, 1)]


def test_rules_of_open_referrals(pathways):
    presenteeism, key_metrics = figures(pathways, "OPS-6", "06").values()
    assert both_ways(presenteeism) == (2, 1, 1)
    assert both_ways(key_metrics) == (1, 1, 0)


def test_rules_of_attendance(pathways):
    """On time, late, missed, cancelled and unplanned: three are attended."""
    by_rule = {name.split(" rule of ")[1]: both_ways(of) for name, of in figures(pathways, "OPS-7", "05").items()}
    assert by_rule == {
        "PDT 1": (1, 3, -2),
        "PDT 2.10 and Preferred Languages": (2, 3, -1),
        "Key Metrics": (3, 3, 0),
    }
