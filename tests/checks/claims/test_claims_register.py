"""The register as data: complete, in our words, and tallied as the sources were."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from caseness.checks.claims import Need, register, tally_by_least_need
from caseness.checks.claims.trial import claims_with_tests
from caseness.checks.finding import Claim, Voice
from caseness.checks.inputs import inputs

QUOTATION_MARKS = re.compile(r"[\"“”‘«»]")
CLAIMS = {claim.id: claim for claim in register()}


def test_has_128_claims_numbered_without_a_gap() -> None:
    assert sorted(CLAIMS) == sorted(f"C{number:02}" for number in range(1, 129))
    assert len(register()) == 128


def test_counts_claims_by_the_least_that_could_settle_them() -> None:
    # Recounted from the register that the claims were first collected in: a 43, b 23, c 37, d 6, documents 19.
    assert tally_by_least_need() == {"published": 43, "records": 23, "arithmetic": 37, "follow_up": 6, "document": 19}


@pytest.mark.parametrize("claim", register(), ids=lambda claim: claim.id)
def test_every_field_is_filled(claim: Claim) -> None:
    for field in ("topic", "short", "claimant", "period", "test", "settled_by"):
        assert getattr(claim, field).strip()
    assert claim.topic.endswith("?")
    assert claim.sources
    assert claim.test.endswith(".")


@pytest.mark.parametrize("claim", register(), ids=lambda claim: claim.id)
def test_is_paraphrased_and_short(claim: Claim) -> None:
    for text in (claim.short, claim.claimant, claim.test):
        assert not QUOTATION_MARKS.search(text)
        assert "'" not in text
    assert len(claim.short) <= 90
    assert not claim.short.endswith(".")


def test_needs_are_kinds_of_data_and_value_never_stands_alone() -> None:
    for claim in register():
        assert all(need in Need for need in claim.needs)
        assert claim.needs[0] != Need.VALUE


def test_few_claims_are_questions_of_value() -> None:
    assert {claim.id for claim in register() if Need.VALUE in claim.needs} == {"C103", "C106"}


def test_every_voice_is_heard_and_each_speaks_as_a_role() -> None:
    assert {claim.voice for claim in register()} == set(Voice)
    assert not any(re.search(r"\b(Mr|Ms|Dr|Professor|Lord)\b", claim.claimant) for claim in register())


def test_claims_on_one_question_stand_together() -> None:
    topics = [claim.topic for claim in register()]
    changes = 1 + sum(here != before for before, here in pairwise(topics))
    assert changes == len(set(topics))
    assert {claim.voice for claim in register() if claim.topic == "How many recover?"} >= {Voice.SERVICE, Voice.CRITIC}


def test_only_claims_on_the_register_have_tests() -> None:
    assert claims_with_tests() <= set(CLAIMS)


def test_inputs_have_a_source_and_money_a_price_year() -> None:
    for given in inputs().values():
        assert given.source
        assert bool(given.price_year) == (given.unit == "gbp")
