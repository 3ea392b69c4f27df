"""The SQL of an expression, compiled once for all that are built alike, whatever their tables are called in their sessions.

To compile takes Ibis longer than many a query runs, and the same steps are taken for every extract.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ibis.common.graph import Node
from ibis.expr.datatypes import DataType
from ibis.expr.operations import DatabaseTable, InMemoryTable, Reference, ScalarUDF
from ibis.expr.schema import Schema

if TYPE_CHECKING:
    import ibis.expr.types as ir

IN_MEMORY = re.compile(r"\bibis_\w*memtable_\w+")
_KEPT = 2000
_PLAIN = (str, int, float, bytes, Decimal, date, time, timedelta, type(None))


@dataclass(slots=True)
class _Compiled:
    """A statement in pieces; every second is a name, by the place where it first stands in the expression."""

    pieces: list[str]
    names: list[int]
    types: Schema | None = None


class Statement:
    """The SQL of an expression for one engine."""

    def __init__(self, sql: str, compiled: _Compiled | None, *, reads_memory: bool = True) -> None:
        self.sql = sql
        self.reads_memory = reads_memory  # whether tables may be in memory that the engine has to be given
        self._compiled = compiled

    @property
    def types(self) -> Schema | None:
        """The types in which that engine answers, once they are known."""
        return self._compiled.types if self._compiled else None

    def answers_in(self, types: Schema) -> None:
        """Keep the types in which the engine answers, for all statements built alike."""
        if self._compiled:
            self._compiled.types = types


class _Unknown(Exception):
    """Something in an expression that this module cannot tell apart from others like it."""


_compiled: OrderedDict[bytes, _Compiled] = OrderedDict()


def statement(backend: Any, table: ir.Table, prefix: str | None = None) -> Statement:
    """The statement of an expression; tables whose names begin with ``prefix`` are called otherwise in other sessions."""
    written = _Written(prefix)
    try:
        key = written.key(backend.name, table.op())
    except _Unknown:
        return Statement(str(backend.compile(table, pretty=True)), None)
    found = _compiled.get(key)
    if found is None:
        sql = str(backend.compile(table, pretty=True))
        found = _compiled[key] = _in_pieces(sql, written.names)
        if len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    return Statement(_with_names(found, written.names), found, reads_memory=written.reads_memory)


def _in_pieces(sql: str, names: dict[str, int]) -> _Compiled:
    if not names:
        return _Compiled([sql], [])
    parts = re.split(rf"\b({'|'.join(map(re.escape, names))})\b", sql)
    return _Compiled(parts[::2], [names[name] for name in parts[1::2]])


def _with_names(compiled: _Compiled, names: dict[str, int]) -> str:
    called = list(names)
    between = (called[number] for number in compiled.names)
    first, *others = compiled.pieces
    return first + "".join(name + piece for name, piece in zip(between, others, strict=True))


class _Written:
    """An expression written out so that two are the same if, and only if, they compile to the same SQL but for ``names``."""

    def __init__(self, prefix: str | None) -> None:
        self.names: dict[str, int] = {}
        self.reads_memory = False
        self._prefix = prefix
        self._numbers: dict[Node, int] = {}
        self._references: dict[int, int] = {}
        self._words: list[str] = []

    def key(self, engine: str, root: Node) -> bytes:
        """What stands for the expression. Raises `_Unknown`."""
        self._words.append(engine)
        ahead = [root]
        while ahead:
            node = ahead[-1]
            below = (
                [] if node in self._numbers else [child for child in node.__children__ if child not in self._numbers]
            )
            ahead += reversed(below)
            if not below:
                ahead.pop()
                if node not in self._numbers:
                    self._node(node)
                    self._numbers[node] = len(self._numbers)
        return hashlib.blake2b("\n".join(self._words).encode(), digest_size=16).digest()

    def _node(self, node: Node) -> None:
        if isinstance(node, ScalarUDF):
            raise _Unknown
        words = self._words
        words.append(type(node).__name__)
        match node:
            case InMemoryTable():
                self.reads_memory = True
                words += (self._named(node.name), _schema(node.schema))
            case DatabaseTable() if self._prefix and node.name.startswith(self._prefix):
                words += (self._named(node.name), _schema(node.schema), repr(node.namespace))
            case DatabaseTable():
                words += (repr(node.name), _schema(node.schema), repr(node.namespace))
            case Reference():
                alike = self._references.setdefault(node.identifier, len(self._references))
                words.append(f"{alike} {self._numbers[node.parent]}")
            case _:
                self._values(node.__args__)

    def _named(self, name: str) -> str:
        return f"table {self.names.setdefault(name, len(self.names))}"

    def _values(self, values: Any) -> None:
        words = self._words
        for value in values:
            if isinstance(value, Node):
                words.append(f"#{self._numbers[value]}")
            elif isinstance(value, DataType):
                words.append(_type(value))
            elif isinstance(value, tuple | list):
                words.append("[")
                self._values(value)
                words.append("]")
            elif isinstance(value, dict):
                words.append("{")
                self._values(item for pair in value.items() for item in pair)
                words.append("}")
            elif isinstance(value, frozenset):
                words.append(" ".join(sorted(map(_plain, value))))
            else:
                words.append(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Schema):
        return _schema(value)
    if isinstance(value, _PLAIN):
        return f"{type(value).__name__} {value!r}"
    raise _Unknown


@lru_cache(maxsize=1024)
def _type(kind: DataType) -> str:
    return repr(kind)


@lru_cache(maxsize=1024)
def _schema(schema: Schema) -> str:
    return repr(schema.fields)
