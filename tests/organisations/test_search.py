"""Finding organisations by what a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseness.organisations.search import find, nearest, plain

if TYPE_CHECKING:
    from caseness.organisations import Profile


def codes(profiles: tuple[Profile, ...], text: str) -> list[str]:
    return [profile.code for profile in find(profiles, text).all]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RWX", "RWX"),
        ("rwx ", "RWX"),
        ("berkshire healthcare", "RWX"),
        ("Berkshire Healthcare NHS Foundation Trust", "RWX"),
        ("SOUTHERN HEALTH NHS FOUNDATION TRUST", "RW1"),  # its name until 2024
        ("Southend CCG", "99G"),
        ("bracknell ascot", "10G"),
        ("Berkshire Healthcare FT", "RWX"),  # words that most names have do not count
        ("Lostwithiel", "AM5"),  # a town
    ],
)
def test_one_alone_is_found(real_profiles: tuple[Profile, ...], text: str, code: str):
    assert codes(real_profiles, text) == [code]


def test_names_come_before_old_names_before_towns(real_profiles: tuple[Profile, ...]):
    # a CCG of that name, a provider once named so, two providers in the town
    assert codes(real_profiles, "Dartford") == ["09J", "NWC10", "8J766", "RPG"]


def test_a_code_that_two_have_means_the_one_of_today(real_profiles: tuple[Profile, ...]):
    (found,) = find(real_profiles, "QKS").named
    assert found.name == "NHS Kent and Medway Integrated Care Board"


def test_what_is_spelt_wrong_is_offered_right(real_profiles: tuple[Profile, ...]):
    assert find(real_profiles, "Dartfrod").all == ()
    assert "Dartford" in nearest(real_profiles, "Dartfrod")


def test_nothing_is_found_by_nothing(real_profiles: tuple[Profile, ...]):
    assert find(real_profiles, "  - ").all == ()
    assert find((), "Dartford").all == ()
    assert nearest((), "Dartford") == ()


def test_plain_words_are_small_without_accents_and_marks():
    assert plain("St John’s & Séan-O'Hara (HQ)") == "st johns and sean ohara hq"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40))
def test_plain_words_stay_as_they_are(text: str):
    assert plain(plain(text)) == plain(text)
