"""Whose a finished course is: its provider, or the therapist there who gave most of it, each under a number of ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import ibis
import pyarrow as pa
from ibis import _

from caseness.pathways.contacts import course

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import ibis.expr.types as ir

    from caseness.pathways import Pathways


class Grouping(StrEnum):
    """What a unit is."""

    PROVIDER = "provider"
    HELD_OUT = "held out"
    """Providers again, with every second of their courses: a half in which what the whole shows can be looked for."""
    THERAPIST = "therapist"


@dataclass(frozen=True, slots=True)
class Units:
    """Units in the order of their numbers.

    ``numbers`` has ``pathway`` and ``unit``; ``providers`` is the provider of each unit, ``names`` its name: the provider's code,
    or a pseudonym for a therapist.
    """

    names: tuple[str, ...]
    providers: tuple[str, ...]
    numbers: ir.Table


def units(pathways: Pathways, grouping: Grouping) -> Units:
    """The units of an extract."""
    key = f"forensic units {grouping} {pathways.choices}"
    remembered = pathways.records.remembered
    if key not in remembered:
        build = {Grouping.PROVIDER: _providers, Grouping.HELD_OUT: _held_out, Grouping.THERAPIST: _therapists}
        remembered[key] = build[grouping](pathways)
    found: Units = remembered[key]
    return found


def months_of(pathways: Pathways, providers: Sequence[str]) -> Units:
    """Each month of the extract at each of these providers, by the end of the course: all months of the first, then the next."""
    whole, numbers = units(pathways, Grouping.PROVIDER), pathways.months.numbers
    span = numbers[-1] - numbers[0] + 1
    begin = cast("date", pathways.months.begin)
    ended = pathways.pathways.select("pathway", month=_.discharge_date.year() * 12 + _.discharge_date.month())
    since = begin.year * 12 + begin.month
    within = ended.mutate(month=_.month - since).filter(_.month.between(0, span - 1))
    chosen = ibis.memtable(
        pa.table({"unit": [whole.names.index(name) for name in providers], "place": range(len(providers))})
    )
    rows = whole.numbers.inner_join(chosen, "unit").inner_join(within, "pathway")
    names = tuple(name for name in providers for _month in range(span))
    return Units(names, names, rows.select("pathway", unit=rows.place * span + rows.month))


def _providers(pathways: Pathways) -> Units:
    p = pathways.pathways.filter(_.provider.notnull())
    codes = tuple(
        row["provider"] for row in pathways.records.fetch(p.select("provider").distinct().order_by("provider"))
    )
    numbers = p.select("pathway", "provider").inner_join(_numbered({"provider": codes}), "provider")
    return Units(codes, codes, numbers.select("pathway", "unit"))


def _held_out(pathways: Pathways) -> Units:
    whole = units(pathways, Grouping.PROVIDER)
    return replace(whole, numbers=whole.numbers.filter(_.pathway % 2 == 1))


def _therapists(pathways: Pathways) -> Units:
    """In the order of a digest of their numbers, so that a pseudonym does not follow the order of the provider's list."""
    main = pathways.facet(main_therapist)
    if main is None:
        return Units((), (), pathways.pathways.select("pathway", unit=ibis.literal(0)).limit(0))
    rows = main.select("provider", "staff").distinct()
    known = sorted(
        ((row["provider"], row["staff"]) for row in pathways.records.fetch(rows)),
        key=lambda pair: (pair[0], sha256("|".join(pair).encode()).digest()),
    )
    providers = tuple(provider for provider, _staff in known)
    names = tuple(
        f"{provider}, therapist {place - providers.index(provider) + 1}" for place, provider in enumerate(providers)
    )
    listed = _numbered({"provider": providers, "staff": tuple(staff for _provider, staff in known)})
    numbers = main.inner_join(listed, ["provider", "staff"]).select("pathway", "unit")
    return Units(names, providers, numbers)


def main_therapist(pathways: Pathways) -> ir.Table | None:
    """By pathway its ``provider`` and the member of ``staff`` at most of its treatments; of several the first by number."""
    if pathways.activities is None:
        return None
    given = pathways.activities.filter(_.staff.notnull() & course(pathways.activities, pathways.choices))
    seen = given.group_by("pathway", "staff").aggregate(treatments=_.contact.nunique())
    window = ibis.window(group_by="pathway", order_by=[ibis.desc("treatments"), "staff"])
    first = seen.mutate(place=ibis.row_number().over(window)).filter(_.place == 0).drop("place", "treatments")
    providers = pathways.pathways.filter(_.provider.notnull()).select("pathway", "provider")
    return first.inner_join(providers, "pathway").select("pathway", "provider", "staff")


def _numbered(columns: dict[str, Sequence[str]]) -> ir.Table:
    """A small table of keys with their places in ``unit``."""
    kinds = {**dict.fromkeys(columns, pa.string()), "unit": pa.int64()}
    size = len(next(iter(columns.values())))
    return ibis.memtable(pa.table({**columns, "unit": list(range(size))}, pa.schema(kinds)))
