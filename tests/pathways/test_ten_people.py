"""The rules on people who fit on a screen: what happened to each, and what every flag has to say of it.

The rules are those of NHS Digital, A guide to IAPT data and publications (2021), chapters 6 and 7. PHQ-9: a case from 10,
reliable change from 6. GAD-7: 8 and 4. Mobility Inventory: more than 2.3, and 0.73. PDSS: 8, and more than 5.
"""

from __future__ import annotations

import pytest
from tests.pathways.people import form, log, national, person, problem, submitted, tables, treatment

from caseness.pathways import Pathways, pathways_of
from caseness.sources.records import month_numbered, open_records

FINISHED, PAIRED = "completed_treatment", "paired"
CASE, NOT_CASE = "at_caseness", "not_at_caseness"
RECOVERED, BETTER, WORSE, SAME = "recovered", "reliably_improved", "reliably_deteriorated", "no_reliable_change"
NOTHING: frozenset[str] = frozenset()
FLAGS = (FINISHED, PAIRED, CASE, NOT_CASE, RECOVERED, BETTER, WORSE, SAME)

PEOPLE = [
    (
        "One treatment contact is no course, however well it went.",
        person(
            "treated-once", "04-02", treatment("04-10", phq9=20, gad7=15), form("04-20", phq9=2, gad7=1), ended="04-30"
        ),
        NOTHING,
    ),
    (
        "Two are one. Why it ended plays no part: code 47, ended earlier than planned.",
        person(
            "dropped-out",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17", phq9=15, gad7=12),
            ended="04-30",
            EndCode="47",
        ),
        {FINISHED, PAIRED, CASE, SAME},
    ),
    (
        "PHQ-9 falls from 10 to 9: below the line, but by one point where six are needed.",
        person(
            "ten-to-nine",
            "04-02",
            treatment("04-10", phq9=10, gad7=7),
            treatment("04-17", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, SAME},
    ),
    (
        "PHQ-9 falls from 10 to 9 while GAD-7 rises from 3 to 7: recovered and deteriorated at once.",
        person(
            "recovered-and-worse",
            "04-02",
            treatment("04-10", phq9=10, gad7=3),
            treatment("04-17", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, WORSE},
    ),
    (
        "PHQ-9 falls by six while GAD-7 rises by four: one against the other is no reliable change.",
        person(
            "one-against-the-other",
            "04-02",
            treatment("04-10", phq9=16, gad7=8),
            treatment("04-17", phq9=10, gad7=12),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, SAME},
    ),
    (
        "Both fall by enough and below their lines.",
        person(
            "reliably-recovered",
            "04-02",
            treatment("04-10", phq9=15, gad7=11),
            treatment("04-17", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "Scores once only: a case, but no pair, so that nothing can be said of change.",
        person("unpaired", "04-02", treatment("04-10", phq9=18, gad7=14), treatment("04-17"), ended="04-30"),
        {FINISHED, CASE},
    ),
    (
        "One first score only, and below the line: neither a case nor not a case.",
        person("caseness-unknown", "04-02", treatment("04-10", phq9=5), treatment("04-17", phq9=4), ended="04-30"),
        {FINISHED},
    ),
    (
        "Not a case, and better by six: improvement counts, recovery cannot.",
        person(
            "never-a-case",
            "04-02",
            treatment("04-10", phq9=9, gad7=7),
            treatment("04-17", phq9=3, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, NOT_CASE, BETTER},
    ),
    (
        "Social phobia, but the SPIN once only: GAD-7 decides, and its fall from 8 to 7 is recovery.",
        person(
            "falls-back-on-gad7",
            "04-02",
            problem("F40.1"),
            treatment("04-10", phq9=5, gad7=8, spin=40),
            treatment("04-17", phq9=5, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, SAME},
    ),
    (
        "The SPIN twice: it decides, at 19 still a case, and GAD-7 is not asked.",
        person(
            "own-measure",
            "04-02",
            problem("F401"),
            treatment("04-10", phq9=5, gad7=20, spin=29),
            treatment("04-17", phq9=5, gad7=1, spin=19),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, BETTER},
    ),
    (
        "The change of the PDSS has to be more than 5: five points are none.",
        person(
            "pdss-by-five",
            "04-02",
            problem("F410"),
            treatment("04-10", phq9=0, pdss=12),
            treatment("04-17", phq9=0, pdss=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, SAME},
    ),
    (
        "Six points are.",
        person(
            "pdss-by-six",
            "04-02",
            problem("F410"),
            treatment("04-10", phq9=0, pdss=13),
            treatment("04-17", phq9=0, pdss=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "A case on the Mobility Inventory has more than 2.3.",
        person(
            "mi-of-2.3",
            "04-02",
            problem("F400"),
            treatment("04-10", phq9=0, mi="2.3"),
            treatment("04-17", phq9=0, mi="1.58"),
            ended="04-30",
        ),
        {FINISHED, PAIRED, NOT_CASE, SAME},
    ),
    (
        "2.31 is more, and its fall by 0.73 is reliable, which no binary fraction says exactly.",
        person(
            "mi-of-2.31",
            "04-02",
            problem("F400"),
            treatment("04-10", phq9=0, mi="2.31"),
            treatment("04-17", phq9=0, mi="1.58"),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "The good score was taken at a follow-up after discharge: it is not within the referral.",
        person(
            "score-at-follow-up",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17", phq9=15, gad7=12),
            treatment("05-20", kind="06", phq9=2, gad7=2),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, SAME},
    ),
    (
        "Two scores at one time: the higher speaks, as first and as last.",
        person(
            "twice-at-one-time",
            "04-02",
            form("04-10", phq9=8, gad7=2),
            form("04-10", phq9=12, gad7=2),
            treatment("04-10"),
            treatment("04-17", phq9=7, gad7=2),
            form("04-17", phq9=13, gad7=2),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, SAME},
    ),
    (
        "Two scores on one day at different times are a pair.",
        person(
            "twice-on-one-day",
            "04-02",
            treatment("04-10", time="09:00", phq9=12, gad7=2),
            treatment("04-10", time="17:30", phq9=9, gad7=2),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, SAME},
    ),
    (
        "A contact before the referral is none of its course.",
        person(
            "contact-before-referral",
            "04-08",
            treatment("04-02", phq9=20, gad7=15),
            treatment("04-17", phq9=5, gad7=3),
            ended="04-30",
        ),
        NOTHING,
    ),
    (
        "Two weeks of internet therapy make a course; scores come with the referral.",
        person(
            "internet-only",
            "04-02",
            form("04-03", phq9=15, gad7=12),
            log("04-04", "04-10"),
            log("04-11", "04-17"),
            form("04-18", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "Missed appointments are no treatment, but a score that comes with one counts.",
        person(
            "score-with-a-missed-appointment",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17"),
            treatment("04-24", attended="3", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "An unplanned contact counts as attended, whatever its code.",
        person(
            "unplanned",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17", attended="", planned="N", phq9=9, gad7=7),
            ended="04-30",
        ),
        {FINISHED, PAIRED, CASE, RECOVERED, BETTER},
    ),
    (
        "Assessments (01) and follow-ups (06) are no treatment; the one contact of both kinds (03) is.",
        person(
            "assessed-twice",
            "04-02",
            treatment("04-05", kind="01", phq9=15, gad7=12),
            treatment("04-10", kind="03", phq9=12, gad7=9),
            treatment("04-17", kind="06", phq9=9, gad7=7),
            ended="04-30",
        ),
        NOTHING,
    ),
    (
        "A score out of range is no score: PHQ-9 has 27 points at most.",
        person(
            "out-of-range",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17", phq9=28, gad7=3),
            ended="04-30",
        ),
        {FINISHED, CASE},
    ),
    (
        "Still open: no outcome yet.",
        person("open", "04-02", treatment("04-10", phq9=15, gad7=12), treatment("04-17", phq9=2, gad7=2)),
        NOTHING,
    ),
    (
        "Discharged in April, open again in May: as it stands, it has not ended.",
        person(
            "reopened",
            "04-02",
            treatment("04-10", phq9=15, gad7=12),
            treatment("04-17", phq9=5, gad7=3),
            treatment("05-20", phq9=14, gad7=12),
            as_sent={"2024-04": "04-30", "2024-05": None},
        ),
        NOTHING,
    ),
]
REOPENED_IN_APRIL = {FINISHED, PAIRED, CASE, RECOVERED, BETTER}


@pytest.fixture(scope="module", params=[national, submitted])
def pathways(request, tmp_path_factory) -> Pathways:
    folder = request.param(tmp_path_factory.mktemp("people") / "extract", tables([one for _, one, _ in PEOPLE]))
    with open_records(folder) as records:
        yield pathways_of(records)


@pytest.fixture(scope="module")
def told(pathways):
    rows = pathways.records.fetch(pathways.pathways)
    return {row["pathway_id"].split("|")[-1]: row for row in rows}


@pytest.mark.parametrize(("why", "one", "flags"), PEOPLE, ids=[one.name for _, one, _ in PEOPLE])
def test_each_person(told, why, one, flags):
    row = told[one.name]
    assert {flag for flag in FLAGS if row[flag]} == flags, why


def test_a_months_figures_rest_on_its_own_row(pathways):
    """The reopened one was discharged in April, with the outcome that April's scores give."""
    rows = pathways.referral_months.filter(pathways.referral_months.pathway_id.endswith("reopened"))
    states = pathways.states.select(*FLAGS, "phq9_last", state="pathway")
    april, may = sorted(pathways.records.fetch(rows.inner_join(states, "state")), key=lambda row: row["month"])
    assert april["month"] == month_numbered("2024-04")
    assert ({flag for flag in FLAGS if april[flag]}, april["phq9_last"]) == (REOPENED_IN_APRIL, 5)
    assert ({flag for flag in FLAGS if may[flag]}, may["phq9_last"]) == (set(), 14)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("own-measure", "anxiety_first", 29),
        ("own-measure", "anxiety_last", 19),
        ("falls-back-on-gad7", "anxiety_last", 7),
        ("falls-back-on-gad7", "spin_first", 40),
        ("falls-back-on-gad7", "spin_last", None),
        ("mi-of-2.31", "mi_last", 1.58),
        ("twice-at-one-time", "phq9_first", 12),
        ("twice-at-one-time", "phq9_last", 13),
        ("assessed-twice", "treatment_contact_count", 1),
        ("assessed-twice", "care_contact_count", 3),
        ("contact-before-referral", "treatment_contact_count", 1),
        ("contact-before-referral", "care_contact_count", 2),
        ("internet-only", "internet_enabled_therapy_count", 2),
        ("internet-only", "other_high_intensity_count", 2),
        ("score-with-a-missed-appointment", "treatment_contact_count", 2),
    ],
)
def test_what_the_flags_rest_on(told, name, column, value):
    assert told[name][column] == value
