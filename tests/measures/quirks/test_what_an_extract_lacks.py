"""Quirks of an extract with nothing but referrals, people and appointments: each says what it lacks."""

from __future__ import annotations

import pytest
from tests.measures.quirks.made import extract, in_order
from tests.pathways.people import person, treatment

from caseness.measures.quirks import CannotCompute

LACKING = {
    "no table of employment records": ("ES-1", "ES-2", "ES-3", "ES-4", "ES-5", "ES-6", "ES-8", "ES-13"),
    "no table of assessments": ("ES-9", "ES-10", "ES-11"),
    "EmpSupport_FirstDate": ("ES-12",),
    "no table of internet therapy logs": ("IET-1", "IET-2", "IET-3", "IET-4", "IET-8", "P215-1", "P216-4"),
    "InternetEnabledTherapy_Count": ("IET-5",),
    "conditions": ("LTC-1", "LTC-2", "LTC-3", "LTC-4", "LTC-5"),
    "circumstances": ("SPC-1", "SPC-3"),
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("bare"), [person("ora", "04-02", treatment("04-10"))]) as found:
        yield found


@pytest.mark.parametrize("lacking", LACKING)
def test_it_is_said(bare, lacking):
    for quirk in LACKING[lacking]:
        with pytest.raises(CannotCompute, match=lacking):
            in_order(bare, quirk)
