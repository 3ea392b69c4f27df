"""Which names stand for one thing: our ids, official ids and printed names, over the periods that were read.

From the vocabulary, so that a name not met this time is there too, and from the figures, so that one the vocabulary does
not know is there as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibis import _

from caseness import vocabulary
from caseness.checks.finding import Column, Table, Unit
from caseness.report.inputs import published
from caseness.vocabulary import Level
from caseness.vocabulary.organisations import carried_on_by, present_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.audit import Audit

_NOT_READ = "[x]"
_MEASURE = ("measure", "statistic", "official_id", "printed_name", "publication")
_ORGANISATION = ("org_code", "org_name", "level")
Key = tuple[str, ...]


def crosswalks(audit: Audit) -> dict[str, Table]:
    """The crosswalk of measures and that of organisations, by their places in the report's folder."""
    return {"crosswalk/measures.csv": measures(audit), "crosswalk/organisations.csv": organisations(audit)}


def measures(audit: Audit) -> Table:
    """Each measure's names: one row for our id, official id, printed name and publication."""
    read = _read(audit, _MEASURE)
    known = {
        (row["measure"], row["statistic"], row["official_id"]): row["title"] for row in vocabulary.table("measures")
    }
    met = {(measure, statistic, identity) for measure, statistic, identity, *_rest in read}
    printed = {(row["measure"], row["statistic"], row["printed_name"]) for row in vocabulary.table("printed_names")}
    seen = {(measure, statistic, name) for measure, statistic, _identity, name, _publication in read}
    keys = [
        *read,
        *((*key, "", "") for key in known if key not in met),
        *((row["measure"], row["statistic"], "", row["printed_name"], row["publication"]) for row in _unmet(seen)),
    ]
    names = {(measure, statistic) for measure, statistic, _identity in known} | {key[:2] for key in printed}
    return Table(
        name="measures",
        caption="Measures: our ids, official ids and printed names, with the periods in which each was read",
        columns=(
            *map(_text, ("measure", "statistic", "title", "official_id", "printed_name", "publication", "known")),
            *_SPAN,
        ),
        rows=tuple(
            (
                *key[:2],
                vocabulary.title(key[0]),
                *key[2:],
                "yes" if key[:2] in names else "no",
                *read.get(key, (_NOT_READ, _NOT_READ, 0)),
            )
            for key in sorted(set(keys))
        ),
        note="[x] in the vocabulary, not in what was read.",
    )


def _unmet(seen: set[tuple[str, str, str]]) -> list[dict[str, str]]:
    """The printed names of the vocabulary that were not read."""
    rows = vocabulary.table("printed_names")
    return [row for row in rows if (row["measure"], row["statistic"], row["printed_name"]) not in seen]


def organisations(audit: Audit) -> Table:
    """Each organisation's printed names, and the name and code under which its service is published now."""
    read = _read(audit, _ORGANISATION, below_england=True)
    return Table(
        name="organisations",
        caption="Organisations: published codes and names, with the periods in which each was read, and who carries on",
        columns=(*map(_text, (*_ORGANISATION, "present_name", "carried_on_by")), *_SPAN),
        rows=tuple(
            (*key, present_name(key[0], key[1]) if key[0] else "", carried_on_by(key[0]), *read[key])
            for key in sorted(read)
        ),
    )


_SPAN = (
    Column(key="first_period", title="First period"),
    Column(key="last_period", title="Last period"),
    Column(key="figures", title="Figures", unit=Unit.COUNT),
)


def _text(key: str) -> Column:
    return Column(key=key, title=key.replace("_", " ").capitalize())


def _read(audit: Audit, keys: Key, *, below_england: bool = False) -> dict[Key, tuple[str, str, int]]:
    """What was read under each combination of texts: first and last day, and how many figures."""
    found: dict[Key, tuple[str, str, int]] = {}
    for source in published(audit):
        figures = source.figures.filter(_.level != Level.ENGLAND.value) if below_england else source.figures
        rows = figures.group_by(list(keys)).aggregate(
            first=_.period_start.min(), last=_.period_end.max(), figures=_.count()
        )
        for row in rows.to_pyarrow().to_pylist():
            key = tuple(row[name] or "" for name in keys)
            found[key] = _joined([found.get(key), _told(row)])
    return found


def _told(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["first"].isoformat(), row["last"].isoformat(), row["figures"]


def _joined(spans: Iterable[tuple[str, str, int] | None]) -> tuple[str, str, int]:
    """One span over several."""
    firsts, lasts, numbers = zip(*(span for span in spans if span), strict=True)
    return min(firsts), max(lasts), sum(numbers)
