"""How a measure is declared: what is counted, of which rows, in which period."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

from caseness.measures.quirks.quirk import register
from caseness.vocabulary import Statistic, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

    Expression = Callable[[ir.Table], ir.Value] | Any
    """A function of the rows, or what ``ibis._`` makes: ``_.recovered & _.completed_treatment``."""


class Rows(StrEnum):
    """What a measure is computed over; `caseness.measures.rows` builds each.

    People and internet therapy are referrals that know more: of the person, and of the internet therapy logs.
    """

    REFERRALS = "referrals"
    PEOPLE = "people"
    INTERNET_THERAPY = "internet_therapy"
    CONTACTS = "contacts"
    LOGS = "logs"
    THERAPY_SESSIONS = "therapy_sessions"
    STAFFED_CONTACTS = "staffed_contacts"
    STAGES = "stages"
    STAGES_OF_ALL_THERAPIES = "stages_of_all_therapies"
    SEEN = "seen"
    EMPLOYMENT = "employment"
    EMPLOYMENT_RECORDS = "employment_records"
    SUPPORT_STARTED = "support_started"
    SUPPORT_ENDED = "support_ended"
    SUPPORT_SUITABLE = "support_suitable"
    SUPPORT_CONTACTS = "support_contacts"


class Variant(StrEnum):
    """Whose definition: the published one, what the nation's scripts compute, or the published one put right."""

    AS_PUBLISHED = "as_published"
    AS_SCRIPTED = "as_scripted"
    AS_CORRECTED = "as_corrected"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What brings a row into a period: an event of it in the period, or how it stands at the period's end."""

    name: str
    rows: Rows
    when: Expression
    title: str

    def on(self, rows: Rows) -> Anchor:
        """The same event over rows of another kind, which have more columns."""
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows."""

    where: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of the rows of a ``whole`` the percentage that are ``part``; either may be a whole number to add up."""

    part: Expression
    whole: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The sum of a whole number."""

    of: Expression
    where: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of a whole number, over the rows that have one."""

    of: Expression
    where: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One sum over another."""

    above: Expression
    below: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """The median of a whole number; of an even number of rows the mean of the two in the middle (guide 2021, 6.9)."""

    of: Expression
    where: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """The greatest, or the least, of a whole number."""

    of: Expression
    where: Expression
    greatest: bool


Computation: TypeAlias = Count | Share | Total | Mean | Ratio | Median | Extreme


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One way to compute a measure: ``in_words`` says it plainly, ``quirks`` are the ids of those that set it apart."""

    anchor: Anchor
    computation: Computation
    in_words: str = ""
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of the national statistics, or of a dashboard.

    ``id`` is the official one (``M192``), or ours where none is published (``attrition_rate``; what follows two underscores
    is the dashboard whose construction differs, ``__km``); ``measure`` and ``statistic`` name it as the
    published figures are named in `caseness.sources.published`. ``others`` are variants that differ from the published one.
    """

    id: str
    official: str | None
    measure: str
    statistic: Statistic
    title: str
    published: Definition
    others: Mapping[Variant, Definition] = field(default_factory=dict)

    def definition(self, variant: Variant) -> Definition:
        """How a variant is computed: as published where nothing else is declared."""
        return self.others.get(variant, self.published)


_DECLARED: dict[str, Measure] = {}


def declare(
    official: str,
    anchor: Anchor,
    computation: Computation,
    *,
    scripted: Definition | None = None,
    corrected: Definition | None = None,
    in_words: str = "",
) -> Measure:
    """Declare a measure by its official id; name and title are the vocabulary's. Raises `KeyError` for an unknown id."""
    entry = {row["official_id"]: row for row in table("measures")}[official]
    published = Definition(anchor=anchor, computation=computation, in_words=in_words)
    return _keep(entry, official, official, published, scripted, corrected)


def declare_ours(
    identity: str,
    anchor: Anchor,
    computation: Computation,
    *,
    scripted: Definition | None = None,
    corrected: Definition | None = None,
    in_words: str,
) -> Measure:
    """Declare a measure of the national dashboards that has no official id, by ours, as ``data/dashboard_measures.csv`` has it.

    The published variant is what the dashboard says it shows. Raises `KeyError` for an id that the file lacks.
    """
    published = Definition(anchor=anchor, computation=computation, in_words=in_words)
    return _keep(dashboard_measures()[identity], identity, None, published, scripted, corrected)


def as_scripted(anchor: Anchor, computation: Computation, *quirks: str) -> Definition:
    """What a dashboard's script computes, said in the words of the register for the quirks that set it apart."""
    known = {quirk.id: quirk for quirk in register()}
    words = " ".join(f"The script {known[name].does}." for name in quirks)
    return Definition(anchor=anchor, computation=computation, in_words=words, quirks=quirks)


@cache
def dashboard_measures() -> dict[str, dict[str, str]]:
    """By our id, the statistic and the title of each measure of the dashboards that has no official id, and its dashboards."""
    text = resources.files("caseness.measures").joinpath("data/dashboard_measures.csv").read_text(encoding="utf-8")
    return {row["measure"]: row for row in csv.DictReader(text.splitlines())}


def _keep(
    entry: Mapping[str, str],
    identity: str,
    official: str | None,
    published: Definition,
    scripted: Definition | None,
    corrected: Definition | None,
) -> Measure:
    others = {
        variant: definition
        for variant, definition in ((Variant.AS_SCRIPTED, scripted), (Variant.AS_CORRECTED, corrected))
        if definition
    }
    made = Measure(
        id=identity,
        official=official,
        measure=entry["measure"],
        statistic=Statistic(entry["statistic"]),
        title=entry["title"],
        published=published,
        others=others,
    )
    _DECLARED[identity] = made
    return made


def declared() -> Mapping[str, Measure]:
    """Every measure declared so far, by id."""
    return _DECLARED
