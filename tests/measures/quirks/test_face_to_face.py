"""The quirks of internet therapy and face-to-face appointments (PDT 2.16), each on a few people made by hand."""

from dataclasses import replace

import pytest
from tests.measures.quirks.made import both_ways, course, extract, figures, written
from tests.pathways.people import person, treatment

from caseness.measures.quirks import CannotCompute

IN_PERSON, BY_TELEPHONE, RECOVERED, UNCHANGED = "01", "02", (8, 5), (15, 12)


def seen(name, *contacts, last=UNCHANGED):
    """A course that ended in May, with two contacts on days and by media."""
    made = (
        written(treatment(day, phq9=phq9, gad7=gad7), ConsMechanism=medium)
        for (day, medium), (phq9, gad7) in zip(contacts, (UNCHANGED, last), strict=True)
    )
    return person(name, "04-02", *made, ended="05-28")


BY_MEDIA = [
    seen("in-person", ("05-05", IN_PERSON), ("05-12", IN_PERSON), last=RECOVERED),
    seen("in-person-in-april", ("04-05", IN_PERSON), ("04-12", IN_PERSON)),
    seen("in-person-then-by-telephone", ("04-05", IN_PERSON), ("05-12", BY_TELEPHONE)),
    seen("by-telephone", ("05-05", BY_TELEPHONE), ("05-12", BY_TELEPHONE)),
]
BY_AREA = [
    course("area-that-changed", "06", LSOA="E01000001"),
    course("area-that-did-not", "06", LSOA="E01000002"),
    course("no-area", "06"),
]
BY_ORGANISATION = [
    course("former-commissioner", "07", OrgIDComm="SYNC9"),
    course("former-provider", "07", OrgID_Provider="SYNP9"),
    course("present", "07"),
]
REFERENCE = {
    "Domains_Of_Deprivation_By_LSOA1": [
        {"LSOA_Code": area, "IMD_Decile": decile, "Effective_Snapshot_Date": f"{year}-12-31"}
        for area, year, decile in (
            ("E01000001", 2015, "1"),
            ("E01000001", 2019, "2"),
            ("E01000002", 2015, "1"),
            ("E01000002", 2019, "1"),
        )
    ],
    "ComCodeChanges": [{"Org_Code": "SYNC9", "New_Code": "SYNC1"}],
    "Provider_Successor": [{"Prov_original": "SYNP9", "Prov_Successor": "SYNPA"}],
    "Ref_ODS_Commissioner_Hierarchies_ICB": [{"Organisation_Code": "SYNC1", "STP_Code": "I", "Region_Code": "R"}],
    "Ref_ODS_Provider_Hierarchies_ICB": [{"Organisation_Code": "SYNPA", "STP_Code": "I", "Region_Code": "R"}],
}


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    people = [*BY_MEDIA, *BY_AREA, *BY_ORGANISATION]
    with extract(tmp_path_factory.mktemp("face_to_face"), people, more=REFERENCE) as made:
        yield made


def test_a_course_last_seen_before_its_month_of_discharge_is_not_face_to_face(pathways):
    """Three of four courses had an appointment face to face; that of one came in April, and none in May.

    With one, scripted 1 recovered of 2, correct 1 of 3; without, 0 of 2 and 0 of 1.
    """
    courses, rate_with, rate_without = figures(pathways, "P216-1", "05").values()
    assert both_ways(courses) == (2, 3, -1)
    assert both_ways(rate_with) == (1 / 2, 1 / 3, -1)
    assert both_ways(rate_without) == (0, 0, 1)


def test_a_course_counts_in_the_decile_of_each_index(pathways):
    """Two courses with an area: one in decile 1 then 2, so in both; one in decile 1 both times, so once."""
    added_up, most_deprived = figures(pathways, "P216-2", "06").values()
    assert both_ways(added_up) == (3, 2, 1)
    assert both_ways(most_deprived) == (2, 1, 1)


def test_courses_of_merged_organisations_are_of_none(pathways):
    sub_icb, provider = figures(pathways, "P216-3", "07").values()
    assert both_ways(sub_icb) == both_ways(provider) == (1, 0, 1)


def test_what_it_takes(pathways):
    with pytest.raises(CannotCompute, match="no appointments"):
        figures(replace(pathways, sent_contacts=None), "P216-1", "05")
