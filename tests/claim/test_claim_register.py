"""The register's own sentences: each is read, or refused for a reason that is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from caseness.checks.claims import register
from caseness.checks.finding import Claim, Verdict
from caseness.claim import NotUnderstood, hear, read

if TYPE_CHECKING:
    from caseness.sources.published import Published

FIGURES = re.compile(r"\d|half|third|one in ten|million")
WITH_A_FIGURE = [claim for claim in register() if FIGURES.search(claim.short)]
READ = {
    "C01": ("recovered", None),
    "C03": ("recovered", None),  # with a place that is none: asked about when it is looked up
    "C04": ("recovered", "finished"),
    "C16": ("not_finished", "referred"),
    "C18": ("not_finished", None),
    "C19": ("finished", "entered"),
    "C20": ("missed", None),
    "C21": ("treated_once", "entered"),
    "C32": ("referred", None),
    "C33": ("entered", None),
}


@pytest.mark.parametrize("claim", WITH_A_FIGURE, ids=lambda claim: claim.id)
def test_is_read_or_refused_for_a_stated_reason(claim: Claim) -> None:
    if claim.id in READ:
        understood = read(claim.short)
        group = understood.group.id if understood.group else None
        assert (understood.outcome.id, group) == READ[claim.id]
        return
    with pytest.raises(NotUnderstood) as asked:
        read(claim.short)
    assert re.search(
        r"figures in it|money is in no|does not say what happened|no figure in it|two times in it|needs a group",
        asked.value.why,
    )


def test_every_claim_with_a_percentage_is_among_them() -> None:
    assert {claim.id for claim in register() if "%" in claim.short} <= {claim.id for claim in WITH_A_FIGURE}


@pytest.mark.parametrize(
    ("claim", "where", "verdict"),
    [
        ("C01", {}, Verdict.IN_PART),
        ("C16", {"period": "2022/23"}, Verdict.HOLDS),
        ("C21", {"period": "2021/22"}, Verdict.IN_PART),
        ("C33", {}, Verdict.DOES_NOT_HOLD),
    ],
)
def test_a_sentence_is_ruled_on_as_the_register_rules(
    published: Published, claim: str, where: dict[str, str], verdict: Verdict
) -> None:
    (sentence,) = (listed.short for listed in register() if listed.id == claim)
    assert hear(read(sentence, **where), published).ruling.verdict is verdict


@pytest.mark.parametrize("claim", ["C03", "C04", "C18", "C20"])
def test_words_that_are_no_organisation_are_asked_about(published: Published, claim: str) -> None:
    (sentence,) = (listed.short for listed in register() if listed.id == claim)
    with pytest.raises(NotUnderstood, match="organisation"):
        hear(read(sentence), published)


def test_it_says_that_referrals_are_not_people(published: Published) -> None:
    (sentence,) = (listed.short for listed in register() if listed.id == "C32")
    assert any("a person with two" in note for note in hear(read(sentence), published).notes)
