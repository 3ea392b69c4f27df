"""Quirks of the Social and Personal Circumstances dashboard. All were referred on 2 April; what is on record of them::

kit   3 April  alcohol, a code of 16 digits
lee   3 April  alcohol, a code of 8 digits
mia   5 May    exposed to COVID at work, a code of 16 digits
ned   3 April  perinatal, a code of 16 digits; debt
ora   nothing
pip   3 June   religion
"""

from __future__ import annotations

import pytest
from tests.measures.quirks.made import extract, in_order
from tests.pathways.people import Event, in_full, person, treatment


def circumstance(day, code):
    row = {"SocPerCircumstance": code, "SocPerCircumstanceRecDate": in_full(day)}
    return Event("IDS011SocPerCircumstances", day, row)


SEEN = treatment("04-10")
PEOPLE = [
    person("kit", "04-02", SEEN, circumstance("04-03", "1129201000000101")),
    person("lee", "04-02", SEEN, circumstance("04-03", "15167005")),
    person("mia", "04-02", SEEN, circumstance("05-05", "1322631000000106")),
    person("ned", "04-02", SEEN, circumstance("04-03", "1127321000000108"), circumstance("04-03", "160933000")),
    person("ora", "04-02", SEEN),
    person("pip", "04-02", SEEN, circumstance("06-03", "160552003")),
    person("quin", "04-02", SEEN, circumstance("05-05", "1129201000000100")),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("circumstances"), PEOPLE) as found:
        yield found


def test_codes_cut_to_15_digits_stand_beside_the_whole_ones(pathways):
    """Nobody is lost, as the script has both; quin, whose code is none, is in a group."""
    alcohol, covid, perinatal = in_order(pathways, "SPC-1")
    assert alcohol == (3, 2, 1)
    assert covid == (1, 1, 0)
    assert perinatal == (1, 1, 0)


def test_circumstances_of_later_months_count(pathways):
    """By the end of April, when all were received, kit, lee and ned had one on record; mia, pip and quin had later."""
    assert in_order(pathways, "SPC-3") == [(6, 3, 3)]
