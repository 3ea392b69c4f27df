"""The place of a sentence: England, or an organisation by its code, by words of its name, or by its town."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.claim.misreading import NotUnderstood
from caseness.claim.text import plain
from caseness.vocabulary import Level
from caseness.vocabulary.organisations import former_names, name_of, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

_SAYS_LITTLE = re.compile(
    r"nhs|foundation|trust|ft|the|and|of|limited|ltd|cic|plc|ccg|icb|stp|integrated|care|board|partnership"
)  # words that many names have
_SHOWN = 12  # organisations listed to choose from
_ONE_ORGANISATION = tuple(level for level in Level if "/" not in level.value)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures are meant. A code may have been published at several levels (an STP, then an ICB)."""

    name: str
    code: str | None
    levels: tuple[Level, ...]

    def __str__(self) -> str:
        kinds = " and ".join(level.value for level in self.levels)
        return f"{self.name} ({kinds} {self.code})" if self.code else self.name


ENGLAND = Place("England", None, (Level.ENGLAND,))


def find_place(published: Published, words: str | None, period: Period | None = None) -> Place:
    """The one organisation with figures in the period that these words name; England where there are none.

    Raises `NotUnderstood` where no organisation of the source has such a name, or more than one.
    """
    if words is None or plain(words) in ("england", "national"):
        return ENGLAND
    known = _known(published, period)
    when = f"of {period} " if period else ""
    if not known:
        raise NotUnderstood(
            f"“{words}” is not understood; were it a place, the source has figures {when}for England only"
        )
    wanted = _significant(words)
    by_code = [place for place in known if place.code and place.code.lower() == plain(words)]
    same = [place for place, names in known.items() if wanted in names]
    within = [place for place, names in known.items() if wanted and any(wanted <= name for name in names)]
    for matching in (by_code, same, within):
        if len(matching) == 1:
            return matching[0]
        if matching:
            raise NotUnderstood(f"“{words}” could be {len(matching)} organisations", (), _choices(matching))
    in_town = [place for place in known if wanted in _towns(place)]
    if in_town:
        raise NotUnderstood(
            f"“{words}” is where an organisation is registered, not the name of one", (), _choices(in_town)
        )
    raise NotUnderstood(f"“{words}” is neither a word known here nor an organisation with figures {when}in the source")


def _choices(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(f"--org {place.code}: {place}" for place in places[:_SHOWN])


def _known(published: Published, period: Period | None) -> dict[Place, list[frozenset[str]]]:
    """Every organisation with figures in the period, with the words of each of its names, by name."""
    within = [_.period_start <= period.end, _.period_end >= period.start] if period else []
    rows = published.fetch(
        published.figures.filter(
            _.level.isin([level.value for level in _ONE_ORGANISATION]),
            _.org_code.notnull(),
            _.org_name.notnull(),
            *within,
        )
        .group_by("org_code", "level", "org_name")
        .aggregate(last=_.period_end.max())
        .order_by("last", "org_code", "level", "org_name")
    )
    by_code: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_code.setdefault(row["org_code"], []).append(row)
    places = {_place(code, named): _names(code, named) for code, named in by_code.items()}
    return dict(sorted(places.items(), key=lambda item: (item[0].name, item[0].code or "")))


def _place(code: str, named: list[dict[str, str]]) -> Place:
    levels = tuple(dict.fromkeys(Level(row["level"]) for row in named))
    return Place(name_of(levels[-1], code, named[-1]["org_name"]), code, levels)


def _names(code: str, named: list[dict[str, str]]) -> list[frozenset[str]]:
    """The words of each name of an organisation: as published, before it was renamed, in the register."""
    names = [*(row["org_name"] for row in named), *former_names(code), _place(code, named).name]
    return [_significant(name) for name in dict.fromkeys(names)]


def _towns(place: Place) -> set[frozenset[str]]:
    """The words of the town where an organisation is registered."""
    known = [register().get((level, place.code or "")) for level in place.levels]
    return {_significant(one.town) for one in known if one and one.town}


def _significant(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    every = re.findall(r"[^\W_]+", plain(name))
    return frozenset(word for word in every if not _SAYS_LITTLE.fullmatch(word)) or frozenset(every)
