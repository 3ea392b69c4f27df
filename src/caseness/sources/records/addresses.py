"""The address of a database as people write it, and as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from caseness.errors import InputRefused

_FORMS = (
    "duckdb:///path/file.duckdb or postgresql://user@host:port/database, with ?schema=name if it is not the default"
)


class Engine(StrEnum):
    """A kind of database that an address can lead to."""

    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"


_SCHEMES = {"duckdb": Engine.DUCKDB, "postgresql": Engine.POSTGRESQL, "postgres": Engine.POSTGRESQL}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. ``reached`` is what its driver gets, password and all; ``shown`` never has a password."""

    engine: Engine
    reached: str
    schema: str | None
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown})"


def is_address(source: str) -> bool:
    """Whether this is the address of a database and not a path."""
    return "://" in source


def read_address(text: str) -> Address:
    """The parts of an address. Raises `InputRefused` for one that leads to no database that can be read."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputRefused("the address of the database is malformed", hint=f"Write it as {_FORMS}.") from None
    engine = _SCHEMES.get(parts.scheme)
    if engine is None:
        raise InputRefused(
            f"databases of the kind {parts.scheme}:// are not read",
            hint=f"Write the address as {_FORMS}; export others to Parquet.",
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    schema = options.pop("schema", None) or None
    asked = f"?{urlencode({'schema': schema})}" if schema else ""
    if engine is Engine.DUCKDB:
        path = unquote(parts.netloc + parts.path)
        return Address(engine, path, schema, f"duckdb://{path}{asked}")
    user = f"{quote(unquote(parts.username))}@" if parts.username else ""
    place = f"{user}{host}{f':{port}' if port else ''}"
    reached = parts._replace(scheme="postgresql", query=urlencode(options, quote_via=quote)).geturl()
    return Address(engine, reached, schema, f"postgresql://{place}{parts.path}{asked}")
