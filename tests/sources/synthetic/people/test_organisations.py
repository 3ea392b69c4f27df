"""Invented organisations hang together and cannot be taken for real ones."""

import re

import numpy as np
import pytest

from caseness.sources.synthetic.people.organisations import invent, postcodes
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import field_called
from caseness.vocabulary.made_up import is_made_up
from caseness.vocabulary.organisations import register

CODES = ("region_code", "icb_code", "sub_icb_code", "provider_code", "practice_code")
ENGLAND = Plan(referrals=1_800_000)


@pytest.fixture(scope="module")
def england():
    return invent(ENGLAND)


def test_england_has_the_organisations_it_has_in_life(england):
    assert len(england.region_code) == 7
    assert len(england.icb_code) == 42
    assert len(england.sub_icb_code) == 106
    assert len(england.provider_code) == 140


def test_postcodes_are_of_the_form_of_real_ones_and_of_no_real_place(england):
    made = postcodes(len(england.lsoa_code))
    assert len(set(made)) == len(made)
    assert made[0] == "ZZ10 0AA"
    assert all(re.fullmatch("ZZ[1-9][0-9] [0-9][A-Z]{2}", code) and not code.startswith("ZZ99") for code in made)


def test_no_code_is_used_twice_and_each_is_seen_to_be_made_up(england):
    codes = [code for kind in CODES for code in getattr(england, kind).tolist()]
    codes += [*england.successor_of, *england.commissioner_successor_of]
    assert len(codes) == len(set(codes))
    assert all(is_made_up(code) for code in codes)


@pytest.mark.parametrize(
    ("kind", "table", "field"),
    [
        ("provider_code", "IDS000Header", "OrgIDProv"),
        ("provider_code", "IDS001MPI", "OrgIDLocalPatientId"),
        ("sub_icb_code", "IDS101Referral", "OrgIDComm"),
    ],
)
def test_codes_fit_their_fields(england, kind, table, field):
    declared = field_called(table, field)
    lengths = np.char.str_len(getattr(england, kind))
    assert lengths.min() >= declared.shortest
    assert lengths.max() <= declared.longest


def test_every_name_says_that_it_is_synthetic_and_none_is_given_twice(england):
    names = [
        name
        for kind in ("region_name", "icb_name", "sub_icb_name", "provider_name")
        for name in getattr(england, kind).tolist()
    ]
    assert len(names) == len(set(names))
    assert all("(synthetic)" in name for name in names)
    assert not {name.casefold() for name in names} & {each.name.casefold() for each in register().values()}


def test_areas_begin_as_no_area_of_england_does(england):
    assert all(re.fullmatch(r"E99\d{6}", code) for code in england.lsoa_code.tolist())
    assert len(set(england.lsoa_code.tolist())) == len(england.lsoa_code)


def test_every_sub_icb_has_areas_of_every_decile(england):
    pairs = set(zip(england.lsoa_sub_icb.tolist(), england.lsoa_decile.tolist(), strict=True))
    assert len(pairs) == 106 * 10
    assert set(england.lsoa_decile.tolist()) == set(range(1, 11))


def test_every_organisation_has_a_parent_and_every_parent_a_child(england):
    assert set(england.icb_region.tolist()) == set(range(7))
    assert set(england.sub_icb_icb.tolist()) == set(range(42))
    assert set(england.practice_sub_icb.tolist()) == set(range(106))


def test_sizes_are_shares_as_uneven_as_published(england):
    """Of 146 providers in 2024/25 the greatest had 5.2 times the mean, the median 0.71 of it."""
    assert england.size.sum() == pytest.approx(1, abs=1e-5)
    assert england.size.max() * 140 == pytest.approx(5.2, abs=0.6)
    assert np.median(england.size) * 140 == pytest.approx(0.71, abs=0.05)


@pytest.mark.parametrize("trait", ["quality", "retention"])
def test_what_makes_providers_differ_does_not_move_england(england, trait):
    assert np.average(getattr(england, trait), weights=england.size) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("referrals", "providers"), [(1, 8), (4_000, 8), (20_000, 40), (70_000, 140)])
def test_few_referrals_have_few_providers(referrals, providers):
    organisations = invent(Plan(referrals=referrals))
    assert len(organisations.provider_code) == providers
    assert organisations.provider_sub_icb.max() < len(organisations.sub_icb_code)


def test_successors_exist(england):
    assert set(england.successor_of.values()) <= set(england.provider_code.tolist())
    assert set(england.commissioner_successor_of.values()) <= set(england.sub_icb_code.tolist())


def test_a_commissioner_that_took_over_none_has_one_code(england):
    present, former = np.split(england.commissioner_code, 2)
    assert (present == england.sub_icb_code).all()
    changed = former != present
    assert changed.sum() == len(england.commissioner_successor_of)
    assert set(former[changed].tolist()) == set(england.commissioner_successor_of)


def test_another_seed_invents_another_england(england):
    other = invent(Plan(referrals=ENGLAND.referrals, seed=2))
    assert not np.array_equal(other.size, england.size)
