"""A finding's table as the page shows it: numbers by unit, shorthands with their meaning, long tables in part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from caseness.checks.finding import Unit
from caseness.wording import SHORTHAND, count, decimal, percent, share_decimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.finding import Cell, Column, Table

ROWS_SHOWN = 60
_SHORTHAND = re.compile(r"\[(?:c\?|[bcsxzu])\]")
_LONG = 18  # letters; a column of longer text keeps room for it
_PLACES = {Unit.SCORE: 1, Unit.RATIO: 2}


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table ready to print; ``file`` holds all its rows, of which ``left_out`` are not shown."""

    caption: str
    heads: tuple[tuple[str, str], ...]  # title, and "n" for numbers, "long" for long text
    rows: tuple[tuple[Markup, ...], ...]
    note: Markup
    shorthands: tuple[tuple[str, str], ...]
    file: str
    left_out: int
    size: str


def html_table(table: Table, file: str) -> HtmlTable:
    """The table behind a finding, as the page shows it."""
    shown = table.rows[:ROWS_SHOWN]
    printed = [_column(column, [row[i] for row in shown]) for i, column in enumerate(table.columns)]
    rows = tuple(tuple(abbreviated(cell) for cell in row) for row in zip(*printed, strict=True))
    used = dict.fromkeys(mark for column in printed for cell in column for mark in _SHORTHAND.findall(cell))
    return HtmlTable(
        caption=table.caption,
        heads=tuple((column.title, _kind(column, cells)) for column, cells in zip(table.columns, printed, strict=True)),
        rows=rows,
        note=abbreviated(table.note),
        shorthands=tuple((mark, SHORTHAND[mark]) for mark in SHORTHAND if mark in used),
        file=file,
        left_out=len(table.rows) - len(shown),
        size=f"{_many(len(table.rows), 'row')}, {_many(len(table.columns), 'column')}",
    )


def abbreviated(text: str) -> Markup:
    """Text with its square-bracket shorthands marked up with what they mean."""
    out, end = Markup(), 0
    for match in _SHORTHAND.finditer(text):
        mark = match.group()
        out += escape(text[end : match.start()])
        out += Markup('<abbr title="{}">{}</abbr>').format(SHORTHAND[mark], mark)
        end = match.end()
    return out + escape(text[end:])


def _kind(column: Column, cells: Sequence[str]) -> str:
    if column.unit is not None:
        return "n"
    return "long" if max(map(len, cells), default=0) > _LONG else ""


def _column(column: Column, cells: Sequence[Cell]) -> list[str]:
    """The cells of a column, its numbers with the same number of decimals."""
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    places = 0 if all(float(n).is_integer() for n in numbers) else 1
    return [_cell(cell, column.unit, places) for cell in cells]


def _cell(cell: Cell, unit: Unit | None, places: int) -> str:
    if cell is None:
        return "[z]"
    if isinstance(cell, str):
        return cell
    match unit:
        case None:
            return f"{cell:g}" if isinstance(cell, float) else str(cell)
        case Unit.PROPORTION:
            return percent(cell, decimals=share_decimals(None))
        case Unit.PERCENTAGE_POINT:
            return decimal(cell * 100, 1)
        case Unit.GBP:
            return f"{'−' if cell < 0 else ''}£{abs(cell):,.0f}"
        case Unit.COUNT | Unit.DAYS:
            return decimal(cell, places) if places else count(cell)
        case _:
            return decimal(cell, _PLACES[unit])


def _many(number: int, what: str) -> str:
    return f"{count(number)} {what}{'' if number == 1 else 's'}"
