"""Organisations under their present code and name, and the names they had."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from caseness.vocabulary import Level
from caseness.vocabulary.organisations import (
    SuccessionKind,
    carried_on_by,
    former_names,
    name_of,
    predecessors,
    present_code,
    present_name,
    register,
    successions,
)

if TYPE_CHECKING:
    from caseness.sources.published import Published


def test_an_organisation_that_was_renamed_has_its_latest_name():
    # RRE was South Staffordshire and Shropshire to 2018, then Midlands Partnership, since 2024 with University in its name
    assert present_name("RRE", "any") == "MIDLANDS PARTNERSHIP UNIVERSITY NHS FOUNDATION TRUST"
    assert former_names("RRE") == (
        "SOUTH STAFFORDSHIRE AND SHROPSHIRE HEALTHCARE NHS FOUNDATION TRUST",
        "MIDLANDS PARTNERSHIP NHS FOUNDATION TRUST",
    )


def test_an_organisation_that_was_recoded_is_followed_to_its_present_code_and_name():
    # Barnet was RXXY1 to 2018, then RRPJ3, whose name changed in November 2023
    assert present_code("RXXY1") == "RRPJ3"
    assert present_name("RXXY1", "BARNET IAPT") == "NHS BARNET TALKING THERAPIES"


def test_an_organisation_without_succession_keeps_code_and_name():
    assert present_code("RWX") == "RWX"
    assert (
        present_name("RWX", "BERKSHIRE HEALTHCARE NHS FOUNDATION TRUST") == "BERKSHIRE HEALTHCARE NHS FOUNDATION TRUST"
    )
    assert former_names("RWX") == ()


def test_a_merged_organisation_keeps_its_own_name_and_its_service_goes_on_elsewhere():
    # Barnet, Enfield, Islington and Camden went into North London in November 2024
    assert present_code("TAF87") == "TAF87"
    assert present_name("TAF87", "ISLINGTON IAPT") == "ISLINGTON IAPT"
    assert carried_on_by("TAF87") == "G6V2S"
    assert predecessors("G6V2S") == ("RRPJ3", "RRPJ4", "RXXY1", "TAF87", "TAF88")


def test_a_service_is_followed_through_recoding_and_merging():
    # Walsall was recoded in 2021 and came under its trust in 2023; Dudley followed in 2024
    assert carried_on_by("RYK14") == "TAJ"
    assert predecessors("TAJ") == ("RYK", "RYK14", "TAJ86")


def test_an_organisation_that_goes_on_carries_on_itself():
    assert carried_on_by("RWX") == "RWX"
    assert predecessors("RWX") == ()


CHANGES = {  # whether code and name are others
    SuccessionKind.RENAMED: (False, True),
    SuccessionKind.RECODED: (True, False),
    SuccessionKind.MERGED: (True, True),
}


def test_every_succession_changes_what_its_kind_says_and_names_its_evidence():
    for step in successions():
        assert (step.org_code != step.successor_code, step.name != step.successor_name) == CHANGES[step.kind], step
        assert len(step.source) > 20
        assert re.fullmatch(r"20\d\d-[01]\d", step.from_month)


def test_a_code_has_one_successor_and_no_code_follows_itself():
    gone = [step.org_code for step in successions() if step.kind is not SuccessionKind.RENAMED]
    assert len(gone) == len(set(gone))
    for code in gone:
        assert carried_on_by(code) not in gone
        assert present_code(code) == present_code(present_code(code))


def test_the_months_are_those_of_the_published_files(published: Published):
    """A code that went has figures until the month before, its successor from then on."""
    rows = published.figures.filter(
        published.figures.publication == "monthly", published.figures.level == Level.PROVIDER.value
    )
    spans = rows.group_by("org_code").aggregate(first=rows.period_start.min(), last=rows.period_start.max())
    seen = {row["org_code"]: (f"{row['first']:%Y-%m}", f"{row['last']:%Y-%m}") for row in published.fetch(spans)}
    for step in successions():
        if step.kind is not SuccessionKind.RENAMED and step.from_month > "2021-01":
            last, (first, later) = seen[step.org_code][1], seen[step.successor_code]
            assert last < step.from_month or step.org_code == "RXM", step  # RXM: a last month with figures under 5
            assert first <= step.from_month <= later, step


def test_codes_and_names_are_those_of_the_published_files(published: Published):
    providers = published.figures.filter(published.figures.level == Level.PROVIDER.value)
    printed = {tuple(row.values()) for row in published.fetch(providers.select("org_code", "org_name").distinct())}
    before_all_files = {"RYX", "RV3L8"}
    for step in successions():
        for organisation in ((step.org_code, step.name), (step.successor_code, step.successor_name)):
            assert organisation in printed or organisation[0] in before_all_files, step


def test_the_register_gives_the_name_the_town_and_the_region():
    dartford = register()[Level.PROVIDER, "8J766"]
    assert (dartford.name, dartford.town, dartford.region_code) == ("North Kent Mind", "Dartford", "Y59")
    assert name_of(Level.PROVIDER, "RWX", "BERKSHIRE HEALTHCARE NHS FOUNDATION TRUST") == (
        "Berkshire Healthcare NHS Foundation Trust"
    )


def test_a_partnership_and_a_board_may_share_a_code():
    assert name_of(Level.STP, "QKS", "any") == "Kent and Medway STP"
    assert name_of(Level.ICB, "QKS", "any") == "NHS Kent and Medway Integrated Care Board"


def test_an_organisation_not_in_the_register_keeps_its_printed_name():
    assert name_of(Level.PROVIDER, "X99", "A MADE SERVICE OF THE NHS") == "A Made Service of the NHS"


def test_every_area_named_in_the_register_is_in_it():
    known = register()
    for row in known.values():
        assert not row.icb_code or (Level.ICB, row.icb_code) in known, row
        assert not row.region_code or (Level.REGION, row.region_code) in known, row
        assert row.source


def test_the_register_has_every_organisation_of_the_published_files(published: Published):
    levels = [level.value for level in (Level.PROVIDER, Level.ICB, Level.REGION, Level.STP, Level.CCG)]
    figures = published.figures.filter(published.figures.level.isin(levels), published.figures.org_code.notnull())
    seen = published.fetch(figures.select("level", "org_code").distinct())
    missing = {(Level(row["level"]), row["org_code"]) for row in seen} - register().keys()
    assert {code for _level, code in missing} <= {"UNKNOWN"}
