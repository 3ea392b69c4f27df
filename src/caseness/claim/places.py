"""The place of a sentence: England, or an organisation by its code, by words of its name, or by its town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.claim.misreading import NotUnderstood
from caseness.claim.text import plain
from caseness.organisations.search import find, nearest
from caseness.vocabulary import Level
from caseness.vocabulary.organisations import former_names, name_of, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

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


@dataclass(frozen=True, slots=True)
class _Known:
    """An organisation of the source, with what it can be found by."""

    place: Place
    code: str
    name: str
    former: tuple[str, ...]
    town: str
    ended: bool = False  # all have figures in the period meant


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
            f"“{words}” is not understood; were it a place, the source has figures {when}for England only. Give published "
            "files of organisations, which “caseness fetch” downloads"
        )
    return _named(known, words, f"figures {when}in the source")


def find_provider(codes: Sequence[str], words: str) -> str:
    """The one of these codes of providers that the words name: the code itself, or words of a name that it has had.

    Raises `NotUnderstood` where they name none of them, or more than one.
    """
    known = [_one(code, [{"level": Level.PROVIDER.value, "org_name": code}]) for code in codes]
    return _named(known, words, "courses that began and ended in the extract").code or words


def _named(known: Sequence[_Known], words: str, having: str) -> Place:
    found = find(known, words)
    if len(found.named) == 1:
        return found.named[0].place
    if found.named:
        raise NotUnderstood(f"“{words}” could be {len(found.named)} organisations", (), _choices(found.named))
    if found.in_town:
        raise NotUnderstood(
            f"“{words}” is where an organisation is registered, not the name of one", (), _choices(found.in_town)
        )
    alike = [one for name in nearest(known, words) for one in known if name in (one.name, one.town, *one.former)]
    raise NotUnderstood(
        f"“{words}” is neither a word known here nor an organisation with {having}",
        (),
        _choices(tuple(dict.fromkeys(alike))),
    )


def _choices(found: Sequence[_Known]) -> tuple[str, ...]:
    more = (f"and {len(found) - _SHOWN} more: write more of the name",) if len(found) > _SHOWN else ()
    return (*(f"--org {one.code}: {one.place}" for one in found[:_SHOWN]), *more)


def _known(published: Published, period: Period | None) -> list[_Known]:
    """Every organisation with figures in the period, by name."""
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
    return sorted((_one(code, named) for code, named in by_code.items()), key=lambda one: (one.name, one.code))


def _one(code: str, named: list[dict[str, str]]) -> _Known:
    """An organisation from its rows, oldest first: names as published, before it was renamed, in the register."""
    levels = tuple(dict.fromkeys(Level(row["level"]) for row in named))
    name = name_of(levels[-1], code, named[-1]["org_name"])
    towns = (known.town for level in levels if (known := register().get((level, code))))
    return _Known(
        place=Place(name, code, levels),
        code=code,
        name=name,
        former=tuple(dict.fromkeys((*(row["org_name"] for row in named), *former_names(code)))),
        town=next((town for town in towns if town), ""),
    )
