"""VODIM as heat tables: each field over all, by month, and by provider, with the share printed in every cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.validation.vodim import State
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from caseness.validation import Examined

    Counts = dict[str, int]

LEVELS = (0.01, 0.05, 0.2, 0.5)  # shares from which a cell is one shade stronger
UNUSABLE = (State.DEFAULT, State.INVALID, State.MISSING)
_COLUMNS_SHOWN = 12  # months or providers side by side; vodim.csv has all
_OWN_TABLES = 6  # providers up to which each gets a table by month of its own
_FEWEST = 20  # counted; below it a share is no number
_NAMES = ("records", *(state.value for state in State))


@dataclass(frozen=True, slots=True)
class Heat:
    """A cell: what it says, how strong its shade is (0 to 4) and what it says in full."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Fields by months or providers: the share of values that cannot be used."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Heat, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one table: over all, and grids that part them."""

    table: str
    records: int
    rows: tuple[tuple[str, str, tuple[Heat, ...]], ...]
    grids: tuple[Grid, ...]


def field_tables(examined: Examined) -> list[FieldTable]:
    """VODIM by table, in the official order."""
    by_table: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in examined.vodim.to_pylist():
        by_table[row["table"]].append(row)
    return [_table(table, rows) for table, rows in by_table.items()]


def _table(table: str, rows: Sequence[Mapping[str, object]]) -> FieldTable:
    over_all = _summed(rows, ("field",))
    providers = sorted({str(row["provider"]) for row in rows if row["provider"] is not None})
    grids = [_grid("by month", "month", rows)]
    if len(providers) > 1:
        grids.append(_grid("by provider", "provider", rows))
    if 1 < len(providers) <= _OWN_TABLES:
        grids += [_grid(f"{p} by month", "month", [row for row in rows if row["provider"] == p]) for p in providers]
    return FieldTable(
        table,
        max(counts["records"] for counts in over_all.values()),
        tuple(
            (field, count(counts["records"]), tuple(_heat(counts, state) for state in State))
            for (field,), counts in over_all.items()
        ),
        tuple(grid for grid in grids if grid.heads),
    )


def _summed(rows: Iterable[Mapping[str, object]], keys: tuple[str, ...]) -> dict[tuple[str, ...], Counts]:
    sums: dict[tuple[str, ...], Counts] = {}
    for row in rows:
        counts = sums.setdefault(tuple(str(row[key]) for key in keys), dict.fromkeys(_NAMES, 0))
        for name in _NAMES:
            counts[name] += int(str(row[name]))
    return sums


def _grid(caption: str, by: str, rows: Sequence[Mapping[str, object]]) -> Grid:
    """The last months, or the providers with the largest share that cannot be used."""
    known = [row for row in rows if row[by] is not None]
    groups = _summed(known, (by,))
    if by == "month":
        heads = sorted(group for (group,) in groups)[-_COLUMNS_SHOWN:]
    else:
        worst = sorted(groups, key=lambda group: (-_unusable(groups[group]), group))
        heads = sorted(group for (group,) in worst[:_COLUMNS_SHOWN])
    cells = _summed(known, ("field", by))
    fields = dict.fromkeys(str(row["field"]) for row in rows)
    return Grid(
        caption,
        tuple(heads),
        tuple((field, tuple(_unusable_heat(cells.get((field, head))) for head in heads)) for field in fields),
        len(groups) - len(heads),
    )


def _unusable(counts: Counts) -> float:
    return sum(counts[state] for state in UNUSABLE) / counts["records"] if counts["records"] else 0.0


def _unusable_heat(counts: Counts | None) -> Heat:
    if counts is None or not counts["records"]:
        return Heat("[x]")
    return _shaded(sum(counts[state] for state in UNUSABLE), counts["records"], shade=True)


def _heat(counts: Counts, state: State) -> Heat:
    return _shaded(counts[state], counts["records"], shade=state in UNUSABLE)


def _shaded(part: int, whole: int, *, shade: bool) -> Heat:
    if not whole:
        return Heat("[z]")
    share = part / whole
    level = sum(share >= limit for limit in LEVELS) if shade and part else 0
    if whole < _FEWEST:
        return Heat(f"{count(part)} of {count(whole)}", level)
    return Heat("0" if not part else percent(share, whole), level)
