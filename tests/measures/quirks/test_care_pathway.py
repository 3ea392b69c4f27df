"""The quirks of the Unique Care Pathway dashboard, each on a few people made by hand."""

import pytest
from tests.measures.quirks.made import both_ways, extract, figures
from tests.pathways.people import log, person, treatment

from caseness.measures.quirks.care_pathway import _LISTED

MINDFULNESS, BOOK, COGNITIVE_BEHAVIOUR = "933221000000107", "748051000000105", "304891004"


def treated(name, month, *therapies, last=(15, 12), **record):
    """A course finished in a month with a treatment contact for each of two therapies."""
    days, scores = (10, 17), ((15, 12), last)
    contacts = (
        treatment(f"{month}-{day}", therapy=therapy, phq9=phq9, gad7=gad7)
        for day, therapy, (phq9, gad7) in zip(days, therapies, scores, strict=True)
    )
    return person(name, f"{month}-02", *contacts, ended=f"{month}-28", **record)


PEOPLE = [
    treated("mindful", "04", MINDFULNESS, MINDFULNESS, last=(8, 5)),
    treated("book", "04", BOOK, BOOK),
    treated("cognitive", "04", COGNITIVE_BEHAVIOUR, COGNITIVE_BEHAVIOUR),
    treated("cognitive-too", "05", COGNITIVE_BEHAVIOUR, COGNITIVE_BEHAVIOUR),
    treated("mixed", "05", BOOK, COGNITIVE_BEHAVIOUR),
    person("internet", "05-02", log("05-03", "05-10"), log("05-10", "05-17"), ended="05-28"),
    treated("sent-again", "06", BOOK, BOOK, as_sent={"2024-06": "06-28", "2024-07": "06-28"}),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("care_pathway"), PEOPLE) as made:
        yield made


def test_mindfulness_stands_under_low_intensity(pathways):
    """One course each of mindfulness (recovered), a book and cognitive behaviour therapy (neither recovered)."""
    low, high, low_rate, high_rate = figures(pathways, "UCP-1", "04").values()
    assert both_ways(low) == (2, 1, 1)
    assert both_ways(high) == (1, 2, -1)
    assert both_ways(low_rate) == (1 / 2, 0, 1)
    assert both_ways(high_rate) == (0, 1 / 2, -1)


def test_internet_therapy_is_never_a_class(pathways):
    """Of three courses one had cognitive behaviour therapy alone, one internet therapy alone, and one two therapies."""
    classed, internet = figures(pathways, "UCP-2", "05").values()
    assert both_ways(classed) == (1, 2, -1)
    assert both_ways(internet) == (0, 1, -1)


def test_an_empty_count_leaves_a_course_without_a_class(tmp_path):
    """Two courses of cognitive behaviour therapy alone, of which the warehouse has every count, and all but one."""
    counts = {therapy.count_column: "0" for therapy in _LISTED.values()} | {"CognitiveBehaviourTherapy_Count": "2"}
    people = [
        treated("complete", "05", COGNITIVE_BEHAVIOUR, COGNITIVE_BEHAVIOUR, **counts),
        treated("empty", "05", COGNITIVE_BEHAVIOUR, COGNITIVE_BEHAVIOUR, **counts | {"Mindfulness_Count": ""}),
    ]
    with extract(tmp_path, people) as made:
        classed, _internet = figures(made, "UCP-2", "05").values()
    assert both_ways(classed) == (1, 2, -1)


def test_a_course_sent_again_is_in_the_plot_of_both_months(pathways):
    (figure,) = figures(pathways, "UCP-3", "06", "07").values()
    assert both_ways(figure) == (2, 1, 1)
