"""Quirks of the Ethnicity and Recovery Map, on referrals sent from April to June 2024, the window being July 2023 to June 2024.

What lies in the window as each file tells it: received, entered treatment, finished::

          ethnic category  April  May    June   recovered
    dee   A                r      r, e   r e f  yes
    eve   B, then C        r e f  r e f  -      no
    fox   D                -      r      r e f  yes
    guy   A                e      e      e      goes on; was received in June 2023
    ivy   A                r e f  -      -      no; by a provider that has merged since
"""

from __future__ import annotations

import pytest
from tests.measures.quirks.made import MONTHS, extract, in_order, near
from tests.pathways.people import person, tables, treatment

ILL = {"phq9": 15, "gad7": 12}
WELL = {"phq9": 4, "gad7": 3}
APRIL, MAY = "2024-04", "2024-05"
PEOPLE = [
    person("dee", "04-02", treatment("05-08", **ILL), treatment("06-05", **WELL), ended="06-20", EthnicCategory="A"),
    person(
        "eve",
        "04-02",
        treatment("04-10", **ILL),
        treatment("04-17", **ILL),
        as_sent={APRIL: "04-30", MAY: "04-30"},
        EthnicCategory="B",
    ),
    person("fox", "05-02", treatment("06-03", **ILL), treatment("06-10", **WELL), ended="06-28", EthnicCategory="D"),
    person("guy", "2023-06-30", treatment("04-10", **ILL), EthnicCategory="A"),
    person(
        "ivy",
        "04-02",
        treatment("04-10", **ILL),
        treatment("04-17", **ILL),
        ended="04-30",
        EthnicCategory="A",
        OrgID_Provider="SYNPX",
    ),
]
SUCCESSION = [{"Prov_original": "SYNPX", "Prov_Successor": "SYNPA"}]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    rows = tables(PEOPLE, MONTHS)
    (later,) = (row for row in rows["IDS001MPI"] if row["RecordNumber"] == f"eve-{MAY}")
    later["EthnicCategory"] = "C"
    with extract(
        tmp_path_factory.mktemp("map"), PEOPLE, more={"IDS001MPI": rows["IDS001MPI"], "Provider_Successor": SUCCESSION}
    ) as found:
        yield found


def test_a_referral_counts_once_for_each_way_that_its_rows_differ(pathways):
    """Rows: dee 3, of which 2 entered and 1 finished; eve 2 of all; fox 2, 1, 1; guy 0, 1, 0; ivy 1 of all."""
    received, entered, finished, recovery = in_order(pathways, "MAP-1")
    assert received == (3 + 2 + 2 + 0 + 1, 4, 4)
    assert entered == (2 + 2 + 1 + 1 + 1, 5, 2)
    assert finished == (1 + 2 + 1 + 0 + 1, 4, 1)
    assert recovery == near(2 / 5, 2 / 4, 5 - 4)


def test_others_are_set_against_all_white_people(pathways):
    """White: dee, eve and ivy, of whom one recovered; White British: dee and ivy; minorities: eve and fox."""
    against, gap = in_order(pathways, "MAP-2")
    assert against == near(1 / 3, 1 / 2, 3 - 2)
    assert gap == near(1 / 2 - 1 / 3, 1 / 2 - 1 / 2, None)


def test_referrals_to_a_former_provider_have_no_place(pathways):
    """Of the four received in the window, ivy's was sent under a former code."""
    assert in_order(pathways, "MAP-3") == [(3, 4, -1)]
