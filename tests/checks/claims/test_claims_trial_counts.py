"""The counts of trials that claims are tested on, counted again in the database itself."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from caseness.checks.inputs import use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Comparison = dict[str, str]

DIAGNOSED = ("mdd", "mood", "modd", "chr")  # major depression, mood disorder (spelt with dd once), chronic depression
FITTED = r"\b(tailored|individuali[sz]ed)\b"
INTERNET = r"internet|web|online|on-line|e-?mail"
LAST_YEAR_OF_THE_REVIEW = 2016  # searched to 1 January 2016


@pytest.fixture(scope="module")
def comparisons(shared: Path) -> list[Comparison]:
    path = shared / "data" / "evidence" / "metapsy-depression" / "data.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def in_format(name: str) -> Callable[[Comparison], bool]:
    return lambda c: c["format"] == name


def diagnosed(c: Comparison) -> bool:
    return c["diagnosis"] in DIAGNOSED


def compared(c: Comparison) -> bool:
    """With more than a waiting list."""
    return c["condition_arm2"] != "wl"


def rated_blind(c: Comparison) -> bool:
    return c["rating"] == "clinician" and c["ba"] == "1"


def named(pattern: str) -> Callable[[Comparison], bool]:
    """Title of the report without the address it ends with, or treatment arm."""
    return lambda c: bool(re.search(pattern, c["full_ref"].split("doi")[0] + " " + c["multi_arm1"], re.IGNORECASE))


def in_review(c: Comparison) -> bool:
    return self_help(c) and int(c["year"]) <= LAST_YEAR_OF_THE_REVIEW and named(INTERNET)(c)


def later(c: Comparison) -> bool:
    return c["time_weeks"] not in ("", "NA") and number(c["time_weeks"]) >= 26


def number(text: str) -> float:
    return float(text.replace(",", "."))


def trials(comparisons: Iterable[Comparison], *conditions: Callable[[Comparison], bool]) -> int:
    """How many trials have a comparison of which all conditions are true."""
    return len({c["study"] for c in comparisons if all(condition(c) for condition in conditions)})


self_help, individual, group = in_format("gsh"), in_format("ind"), in_format("grp")

COUNTED = {
    "self_help_trials": (self_help,),
    "self_help_trials_by_cut_off": (self_help, lambda c: c["diagnosis"] == "cut"),
    "self_help_trials_sound": (self_help, lambda c: c["rob"] == "4"),
    "self_help_trials_clinician": (self_help, lambda c: c["rating"] == "clinician"),
    "self_help_trials_later": (self_help, later),
    "self_help_trials_fitted": (self_help, named(FITTED)),
    "self_help_waiting_list": (self_help, lambda c: c["condition_arm2"] == "wl"),
    "self_help_usual_care": (self_help, lambda c: c["condition_arm2"] == "cau"),
    "self_help_trials_three_criteria": (self_help, diagnosed, compared, rated_blind),
    "individual_trials": (individual,),
    "individual_trials_three_criteria": (individual, diagnosed, compared, rated_blind),
    "individual_trials_two_criteria": (individual, diagnosed, compared),
    "individual_trials_rated_blind": (individual, rated_blind),
    "group_trials": (group,),
    "group_trials_three_criteria": (group, diagnosed, compared, rated_blind),
    "internet_trials": (in_review,),
    "internet_trials_waiting_list": (in_review, lambda c: c["condition_arm2"] == "wl"),
    "internet_trials_community": (in_review, lambda c: c["recruitment"] == "com"),
    "internet_trials_rated_blind": (in_review, rated_blind),
}


@pytest.mark.parametrize("identity", COUNTED)
def test_counts_are_those_of_the_database(comparisons: list[Comparison], identity: str) -> None:
    (given,) = use(identity)
    assert trials(comparisons, *COUNTED[identity]) == given.value


def test_comparisons_are_counted_once_for_each_trial_and_comparator(comparisons: list[Comparison]) -> None:
    (given,) = use("self_help_comparisons")
    assert len({(c["study"], c["condition_arm2"]) for c in comparisons if self_help(c)}) == given.value


def test_a_trial_that_meets_all_five_criteria_is_among_those_that_meet_three(comparisons: list[Comparison]) -> None:
    # 175 of individual and 155 of group therapy, 7 of both; either way fewer than half can meet all five.
    high_intensity = [c for c in comparisons if individual(c) or group(c)]
    assert trials(high_intensity) == 323
    assert trials(high_intensity, diagnosed, compared, rated_blind) / trials(high_intensity) < 0.2
