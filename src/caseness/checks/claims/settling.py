"""What it would take to settle a claim: a question to a public body, or a number of interviews.

``requests.toml`` has the questions, one for all claims that the same data would settle.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from caseness.checks.claims.register import Need
from caseness.checks.finding import Column, Table, Unit
from caseness.statistics.sample_size import Method, design_effect, sample_size
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from caseness.checks.finding import Cell, Claim

MARGIN = 0.03
SHARES = (0.1, 0.3, 0.5)
_INTERVIEWS_PER_SERVICE = 20
_INTRACLASS = 0.025  # assumed: how much alike the patients of one service are
_RESPONSE = 0.6  # assumed share of those asked who are interviewed

_COUNTS = "Counts are enough, as a spreadsheet or CSV file, with counts under 5 marked as suppressed."
_LIST = "A spreadsheet or CSV file is enough."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question to a public body under the Freedom of Information Act 2000."""

    claims: tuple[str, ...]
    to: str
    asks: str
    fields: tuple[str, ...]
    period: str
    counts: bool = True

    @property
    def text(self) -> str:
        """The question, ready to send."""
        paragraphs = [
            f"To: {self.to}",
            f"Under the Freedom of Information Act 2000, please provide {self.asks}.",
            f"Period: {self.period}.",
        ]
        if self.fields:
            paragraphs.append(f"Columns: {'; '.join(self.fields)}. {_COUNTS if self.counts else _LIST}")
            paragraphs.append("Please say what is not held.")
        paragraphs.append(
            "If this exceeds the cost limit, please begin with the latest year and say what could be provided within it."
        )
        return "\n".join(paragraphs)


@cache
def requests() -> tuple[Request, ...]:
    """Every question, in the order of the file."""
    text = (resources.files(__package__) / "requests.toml").read_text(encoding="utf-8")
    return tuple(
        Request(**{**row, "claims": tuple(row["claims"]), "fields": tuple(row["fields"])})
        for row in tomllib.loads(text)["request"]
    )


def request_for(claim: str) -> Request | None:
    """The question that would get the data for a claim; None where no public body holds them."""
    return next((request for request in requests() if claim in request.claims), None)


def needs_interviews(claim: Claim) -> bool:
    """Whether an independent assessment bears on a claim."""
    return Need.FOLLOW_UP in claim.needs


def interviews_in_words() -> str:
    """How many interviews a claim takes, whatever the share turns out to be."""
    simple = sample_size(0.5, MARGIN)
    clustered = sample_size(0.5, MARGIN, design_effect=_effect(), response=_RESPONSE)
    return (
        f"{count(simple.completed)} interviews tell any share to ± 3 points (95%), if drawn singly at random; "
        f"{count(clustered.completed)} if {_INTERVIEWS_PER_SERVICE} are drawn in each service, and {count(clustered.drawn)} "
        f"people asked if {percent(_RESPONSE, decimals=0)} answer."
    )


def interviews_table() -> Table:
    """Completed interviews, and people to ask, for shares of 10%, 30% and 50% to ± 3 points."""
    rows: list[tuple[Cell, ...]] = []
    for share in SHARES:
        simple = [sample_size(share, MARGIN, method=method).completed for method in Method]
        clustered = sample_size(share, MARGIN, design_effect=_effect(), response=_RESPONSE)
        rows.append((percent(share, decimals=0), *simple, clustered.completed, clustered.drawn))
    return Table(
        name="interviews",
        caption="Interviews needed to know a share to ± 3 percentage points with 95% confidence",
        columns=(
            Column(key="share", title="Share expected"),
            Column(key="normal", title="Simple random, z² p (1 − p) ÷ d²", unit=Unit.COUNT),
            Column(key="wilson", title="By score interval", unit=Unit.COUNT),
            Column(key="exact", title="By exact interval", unit=Unit.COUNT),
            Column(key="clustered", title="In services, by score interval", unit=Unit.COUNT),
            Column(key="drawn", title="People to ask", unit=Unit.COUNT),
        ),
        rows=tuple(rows),
        note=_assumptions(),
    )


def _assumptions() -> str:
    return (
        f"In services: {_INTERVIEWS_PER_SERVICE} interviews in each, alike by {decimal(_INTRACLASS, 3)} (assumed), a design "
        f"effect of 1 + (20 − 1) × 0.025 = {decimal(_effect(), 2)}. People to ask: {percent(_RESPONSE, decimals=0)} answer "
        "(assumed); those who do not may differ, which no sample size mends."
    )


def _effect() -> float:
    return design_effect(_INTERVIEWS_PER_SERVICE, _INTRACLASS)
