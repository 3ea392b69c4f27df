"""The NHS Talking Therapies Data Set (IDS): its tables, fields, codes, concepts, versions and official rules, as data.

Values live in ``data/data_set/``, each row with its source (tags in ``sources.csv``). What the public sources do not state
is None here, never a guess. Names are those of version 2.1; ``former_name`` has what version 2.0 called the same item.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from caseness.vocabulary import table as rows_of


class FieldType(StrEnum):
    """What a column holds once read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    MONTH = "month"  # year and month, written YYYY-MM


class FieldStatus(StrEnum):
    """How far an item has to be sent; None where the public sources do not say."""

    MANDATORY = "M"
    REQUIRED = "R"
    PILOT = "P"


class CodeKind(StrEnum):
    """What a code says of its field: something, or only that it is not known or was not stated."""

    VALID = "valid"
    DEFAULT = "default"


class Severity(StrEnum):
    """What happens to a row, its children or its file when an official rule is broken."""

    REJECT_FILE = "reject_file"
    REJECT_GROUP = "reject_group"
    REJECT_RECORD = "reject_record"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the data set; months are ``YYYY-MM``, None where not stated or still in force."""

    version: str
    from_month: str | None
    to_month: str | None
    note: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """A table: its official name, ours, what a row is, its key and the table it hangs on.

    ``needed`` tables are those without which nothing can be computed from an extract. A table of reference stands in a
    ``schema`` of the warehouse; those of the data set have none.
    """

    table: str
    name: str
    purpose: str
    grain: str
    key: str | None
    parent: str | None
    parent_key: str | None
    needed: bool
    since_version: str | None
    source: str
    schema: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table. ``derived`` columns are NHS England's, added in the national warehouse.

    ``shortest`` and ``longest`` are in characters; ``code_list`` names the entry of `codes` its values come from.
    """

    table: str
    field: str
    type: FieldType
    meaning: str
    source: str
    derived: bool = False
    item: str | None = None
    dictionary_name: str | None = None
    status: FieldStatus | None = None
    status_basis: str | None = None
    format: str | None = None
    shortest: int | None = None
    longest: int | None = None
    code_list: str | None = None
    former_name: str | None = None
    since_version: str | None = None
    until_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A permitted value; ``roles`` are what it counts as in a measure (attended, treatment, seen_not_treated …)."""

    code: str
    meaning: str | None
    kind: CodeKind
    roles: tuple[str, ...]
    since_version: str
    until_version: str | None
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A SNOMED CT concept that the data set gives a meaning, with the range of its score where it has one."""

    kind: str
    concept: str
    name: str
    lowest: int | None
    highest: int | None
    permitted: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRule:
    """One official validation rule, of version 2.0; ``table`` and ``field`` are None where it is about the whole file.

    What a kind leaves open is declared: the date, table or field it is held ``against`` (``IDS001MPI.PersonBirthDate``,
    ``period_end``) and by what ``margin`` (``1 day``); the ``keys`` of a duplicate, ``?`` after those of which two
    blanks are the same; ``when`` a row is meant, and the rows below it ``unless`` which it is (tables and conditions,
    parted by ``|``); the ``form`` of the writing where the field does not say. ``outside`` names what no extract holds.
    """

    rule: str
    severity: Severity
    table: str | None
    field: str | None
    kind: str
    detail: str
    against: str | None
    margin: str | None
    keys: tuple[str, ...]
    when: str
    unless: str
    form: str | None
    outside: str | None
    until_version: str | None
    source: str


@cache
def versions() -> tuple[Version, ...]:
    """The versions of the data set, oldest first."""
    return tuple(
        Version(
            version=row["version"],
            from_month=row["from_month"] or None,
            to_month=row["to_month"] or None,
            note=row["note"],
            source=row["source"],
        )
        for row in rows_of("data_set/versions")
    )


def version_in(month: str) -> Version:
    """The version in force in a month, ``YYYY-MM``."""
    return next(v for v in versions() if v.to_month is None or month <= v.to_month)


@cache
def tables() -> tuple[TableEntry, ...]:
    """Every table, in the official order."""
    return tuple(
        TableEntry(
            table=row["table"],
            name=row["name"],
            purpose=row["purpose"],
            grain=row["grain"],
            key=row["key"] or None,
            parent=row["parent"] or None,
            parent_key=row["parent_key"] or None,
            needed=row["needed"] == "yes",
            since_version=row["since_version"],
            source=row["source"],
        )
        for row in rows_of("data_set/tables")
    )


def table_called(name: str) -> TableEntry | None:
    """The table of this name, official or ours, without regard to case; None if there is none."""
    wanted = name.casefold()
    return next((t for t in tables() if wanted in (t.table.casefold(), t.name)), None)


@cache
def reference_tables() -> tuple[TableEntry, ...]:
    """The warehouse's tables of reference that an extract may bring along."""
    return tuple(
        TableEntry(
            table=row["table"],
            name=row["name"],
            purpose=row["purpose"],
            grain=row["grain"],
            key=row["key"] or None,
            parent=None,
            parent_key=None,
            needed=False,
            since_version=None,
            source=row["source"],
            schema=row["schema"],
        )
        for row in rows_of("data_set/reference_tables")
    )


@cache
def fields(table: str, *, derived: bool = True) -> tuple[Field, ...]:
    """The columns of a table: as submitted, then, with ``derived``, those of the national warehouse.

    All columns of a table of reference are the warehouse's.
    """
    submitted = (_field(row) for row in rows_of("data_set/fields") if row["table"] == table)
    own = [row for row in rows_of("data_set/reference_fields") if row["table"] == table]
    added = (
        Field(
            table=table,
            field=row["field"],
            type=FieldType(row["type"]),
            meaning=row["meaning"],
            source=row["source"],
            derived=True,
        )
        for row in own or rows_of("data_set/warehouse_fields")
        if row["table"] in (table, _EVERY_TABLE)
    )
    return (*submitted, *added) if derived else tuple(submitted)


_EVERY_TABLE = "every table"
ANSWERS = "questionnaire_items"  # the optional table of ours


def field_called(table: str, name: str) -> Field | None:
    """The column of this present or former name, without regard to case; None if there is none."""
    wanted = name.casefold()
    found = (f for f in fields(table) if wanted in (f.field.casefold(), (f.former_name or "").casefold()))
    return next(found, None)


@cache
def codes(code_list: str) -> tuple[Code, ...]:
    """The permitted values of a code list; empty where the public sources list none."""
    return tuple(
        Code(
            code=row["code"],
            meaning=row["meaning"] or None,
            kind=CodeKind(row["kind"]),
            roles=tuple(row["role"].split(" and ")) if row["role"] else (),
            since_version=row["since_version"],
            until_version=row["until_version"] or None,
            source=row["source"],
            note=row["note"],
        )
        for row in rows_of("data_set/codes")
        if row["code_list"] == code_list
    )


def codes_in(code_list: str, version: str) -> tuple[str, ...]:
    """The values that a list permits in a version of the data set."""
    return tuple(
        code.code
        for code in codes(code_list)
        if code.since_version <= version and (code.until_version is None or version <= code.until_version)
    )


def codes_for(code_list: str, role: str) -> tuple[str, ...]:
    """The codes of a list that count as ``role``. Raises `ValueError` if none does, for a role is never empty."""
    found = tuple(code.code for code in codes(code_list) if role in code.roles)
    if not found:
        raise ValueError(f"no code of {code_list} counts as {role}")
    return found


@cache
def concepts(kind: str) -> tuple[Concept, ...]:
    """The concepts of a kind: questionnaire_item, experience, productivity, long_term_condition, religion …"""
    return tuple(
        Concept(
            kind=kind,
            concept=row["concept"],
            name=row["name"],
            lowest=_number(row["lowest"]),
            highest=_number(row["highest"]),
            permitted=tuple(row["permitted"].split()),
            source=row["source"],
        )
        for row in rows_of("data_set/concepts")
        if row["kind"] == kind
    )


@cache
def official_rules() -> tuple[OfficialRule, ...]:
    """The public validation rules, in the official order."""
    return tuple(
        OfficialRule(
            rule=row["rule"],
            severity=Severity(row["severity"]),
            table=row["table"] or None,
            field=row["field"] or None,
            kind=row["kind"],
            detail=row["detail"],
            against=row["against"] or None,
            margin=row["margin"] or None,
            keys=tuple(row["keys"].split()),
            when=row["when"],
            unless=row["unless"],
            form=row["form"] or None,
            outside=row["outside"] or None,
            until_version=row["until_version"] or None,
            source=row["source"],
        )
        for row in rows_of("data_set/validation_rules")
    )


def citations(tags: str) -> tuple[str, ...]:
    """What the source tags of an entry, parted by semicolons, stand for."""
    cited = {row["tag"]: row["citation"] for row in rows_of("data_set/sources")}
    return tuple(cited[tag.strip()] for tag in tags.split(";"))


def _field(row: dict[str, str]) -> Field:
    return Field(
        table=row["table"],
        field=row["field"],
        type=FieldType(row["type"]),
        meaning=row["meaning"],
        source=row["source"],
        item=row["item"] or None,
        dictionary_name=row["dictionary_name"] or None,
        status=FieldStatus(row["status"]) if row["status"] else None,
        status_basis=row["status_basis"] or None,
        format=row["format"] or None,
        shortest=_number(row["shortest"]),
        longest=_number(row["longest"]),
        code_list=row["code_list"] or None,
        former_name=row["former_name"] or None,
        since_version=row["since_version"],
        until_version=row["until_version"] or None,
    )


def _number(text: str) -> int | None:
    return int(text) if text else None
