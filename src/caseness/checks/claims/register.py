"""The register of claims as data: who says what, what would test it, and what would settle it."""

from __future__ import annotations

import tomllib
from collections import Counter
from enum import StrEnum
from functools import cache
from importlib import resources

from caseness.checks.finding import Claim, Voice


class Need(StrEnum):
    """A kind of data that bears on a claim; ``register.toml`` says what each is."""

    PUBLISHED = "published"
    RECORDS = "records"
    ARITHMETIC = "arithmetic"
    FOLLOW_UP = "follow_up"
    DOCUMENT = "document"
    VALUE = "value"


@cache
def register() -> tuple[Claim, ...]:
    """Every claim, by topic and then by number."""
    text = (resources.files(__package__) / "register.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    cited = content["sources"]
    claims = [
        Claim(
            **{
                **row,
                "voice": Voice(row["voice"]),
                "needs": tuple(Need(need) for need in row["needs"]),
                "sources": tuple(cited[key] for key in row["sources"]),
            }
        )
        for row in content["claim"]
    ]
    topics = list(dict.fromkeys(claim.topic for claim in claims))
    return tuple(sorted(claims, key=lambda claim: (topics.index(claim.topic), number(claim))))


def number(claim: Claim) -> int:
    """``28`` of ``C28``."""
    return int(claim.id.removeprefix("C"))


def tally_by_least_need() -> Counter[str]:
    """How many claims need at least published statistics, records, arithmetic, a follow-up or a document."""
    return Counter(claim.needs[0] for claim in register())
