"""Peers: the rule by which they are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.organisations.peers import peers
from caseness.organisations.reading import read
from caseness.vocabulary import Level
from checks.building import publish

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.organisations import Key, Profile

RATES = (20, 80)  # recovered, of 100 cases: alike in case mix, unlike in outcome


def mix(org: str, size: int, poor: int, recovered: int) -> str:
    """A provider with so many referrals, half of which finish, and so many per cent of them from the poorest tenth."""
    half, poorest = size // 2, size * poor // 100
    return "\n".join(
        [
            f"annual  2024/25  {org}  total  -  {size}  {half}  {half}  0  {half * recovered // 100}",
            f"annual  2024/25  {org}  indices_of_deprivation_decile  10 Most deprived  {poorest}  .  .  .  .",
            f"annual  2024/25  {org}  indices_of_deprivation_decile  01 Least deprived  {size - poorest}  .  .  .  .",
            f"annual  2024/25  {org}  problem_descriptor  Depression  {size}  {half}  .  .  .",
            f"annual  2024/25  {org}  stepped_care_pathway  Received only low intensity therapy  .  {half}  .  .  .",
        ]
    )


HEAD = (
    "publication  period  org  breakdown  category  referrals_received  finished_course_treatment  at_caseness"
    "  not_at_caseness  recovery"
)


@pytest.fixture
def nearest_first(tmp_path: Path) -> dict[str, list[str]]:
    rows = [
        mix("A", 1000, 10, RATES[0]),
        mix("B", 1100, 12, RATES[1]),
        mix("C", 1000, 90, RATES[0]),
        mix("D", 1200, 88, RATES[1]),
        mix("E", 90000, 50, RATES[0]),
        mix("F", 120, 50, RATES[1]),
    ]
    alike = peers(read(publish(tmp_path, "\n".join([HEAD, *rows]))))
    return {key[1]: [code for _level, code in others] for key, others in alike.items()}


def test_the_nearest_are_alike_in_case_mix_whatever_their_outcome(nearest_first: dict[str, list[str]]):
    assert {code: others[0] for code, others in nearest_first.items() if others} == {
        "A": "B",
        "B": "A",
        "C": "D",
        "D": "C",
    }


def test_who_is_far_from_all_has_none(nearest_first: dict[str, list[str]]):
    # E is seventy times the size of the others
    assert nearest_first["E"] == []


def test_who_is_too_small_is_nobody_s_peer(nearest_first: dict[str, list[str]]):
    # F finishes 60 courses
    assert "F" not in nearest_first
    assert not any("F" in others for others in nearest_first.values())


def test_real_peers_are_few_of_one_kind_by_name_and_never_oneself(real: dict[Key, Profile]):
    for profile in real.values():
        names = [peer.name.casefold() for peer in profile.peers]
        assert len(names) <= 8
        assert names == sorted(names)
        assert all(peer.key[0] is profile.level and peer.key != profile.key for peer in profile.peers)


def test_real_peers_are_of_like_size(real: dict[Key, Profile]):
    """Half of all pairs of providers differ in referrals by more than their peers do."""

    def referred(key: Key) -> float:
        return real[key].line("Recovered, of all referred").estimate.denominator

    ratios = sorted(
        max(referred(profile.key), referred(peer.key)) / min(referred(profile.key), referred(peer.key))
        for profile in real.values()
        if profile.level is Level.PROVIDER
        for peer in profile.peers
    )
    assert ratios[len(ratios) // 2] < 1.6
