"""From text as people export it to the types the data set declares, as expressions that mean the same on every engine.

Each rule is one small function. What cannot be read becomes NULL here, and stays in the table as found, so that a
validation can count it. No flag is ever NULL: a flag that is not given is false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.vocabulary.data_set import FieldType, codes

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import Field

_DAYS = (  # months, and the days they have in any year
    ("(?:0[13578]|1[02])", "(?:0[1-9]|[12][0-9]|3[01])"),
    ("(?:0[469]|11)", "(?:0[1-9]|[12][0-9]|30)"),
    ("02", "(?:0[1-9]|1[0-9]|2[0-8])"),
)
_YEAR = "(?:1[89]|2[01])[0-9]{2}"
_LEAP_YEAR = "(?:(?:1[89]|2[01])(?:0[48]|[2468][048]|[13579][26])|2000)"
_FIRST_DAY, _LAST_DAY = "1800-01-01", "2199-12-31"  # the same years for columns that are dates already
_CLOCK_AFTER = "(?:[ T][0-9:.,+ ZAPMapm-]*)?$"
_ISO_DATE = f"^(?:{_YEAR}-(?:{'|'.join(f'{month}-{day}' for month, day in _DAYS)})|{_LEAP_YEAR}-02-29){_CLOCK_AFTER}"
_UK_DATE = f"^(?:(?:{'|'.join(f'{day}/{month}' for month, day in _DAYS)})/{_YEAR}|29/02/{_LEAP_YEAR}){_CLOCK_AFTER}"
_CLOCK = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_SECONDS = ":[0-5][0-9]"
_DAY_BEFORE = "(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]|[0-9]{2}/[0-9]{2}/[0-9]{4} )?"  # a time kept as a moment has a day too
_TIME = f"^{_DAY_BEFORE}{_CLOCK}(?:{_SECONDS}(?:[.][0-9]+)?)?$"
_WHOLE = "^[+-]?[0-9]{1,15}([.]0*)?$"
_DECIMAL = "^[+-]?[0-9]{1,15}([.][0-9]*)?$"
_MONTH = f"^{_YEAR}[-/](?:0[1-9]|1[0-2])$"
_EXACT = 2**53  # whole numbers below are exact in floating point
_NO_TEXT = ibis.null().cast("string")
_NO_BLANK = "^[!-~]+$"  # most values: looking costs a third of trimming
_TRUE = ("TRUE", "T", "YES", "Y", "1", "1.0")


def coerced(column: ir.Column, field: Field) -> ir.Value:
    """A column as the type of its field, whether it was found as text or as a number, date or flag."""
    native = _NATIVE.get(field.type)
    value = native(column, field) if native else None
    return _FROM_TEXT[field.type](as_text(column), field) if value is None else value


def absent(field: Field) -> ir.Value:
    """What stands for a column that is not there: NULL of its type, false for a flag."""
    if field.type is FieldType.FLAG:
        return ibis.literal(False)
    return ibis.null().cast(_TYPES[field.type])


def as_text(column: ir.Column) -> ir.StringValue:
    """A column as trimmed text, blank as NULL; a whole number without decimals, a flag as 1 or 0."""
    kind = column.type()
    if kind.is_boolean():
        return ibis.cases((column, "1"), (~column, "0"), else_=_NO_TEXT)
    if kind.is_floating():
        return _float_as_text(column)
    if kind.is_decimal() and kind.scale != 0:
        return _decimal_as_text(column)
    if kind.is_string():
        return ibis.ifelse(column.re_search(_NO_BLANK), column, column.strip().nullif(""))
    return column.cast("string").nullif("")


def _float_as_text(column: ir.Column) -> ir.StringValue:
    """A number without needless noughts; what is none, such as the NaN that pandas has for nothing, is NULL."""
    exact = ibis.ifelse(column.abs() < _EXACT, column, ibis.null().cast(column.type()))
    whole = (exact == exact.floor()).fill_null(False)
    return ibis.ifelse(whole, exact.cast("int64").cast("string"), exact.cast("string"))


def _decimal_as_text(column: ir.Column) -> ir.StringValue:
    text = column.cast("string")
    return ibis.cases(
        (column == 0, "0"),
        (text.re_search("[.]0*$"), text.re_replace("[.]0*$", "")),
        (text.re_search("[.]"), text.re_replace("0+$", "")),
        else_=text,
    )


def canonical_code(text: ir.StringValue, code_list: str) -> ir.StringValue:
    """A code as the list writes it, whatever its leading zeros or case; another value as it stands."""
    written = {code.code: _writings(code.code) for code in codes(code_list)}
    cased = text.lower() if any(code.islower() for code in written) else text.upper()
    others = [(writing, code) for code, writings in written.items() for writing in writings]
    return cased.cases(*dict([*((code, code) for code in written), *others]).items(), else_=text) if written else text


def _as_listed(column: ir.StringColumn, code_list: str) -> ir.StringValue:
    """The same of a column as found: nearly every value is written as listed, and needs no trimming.

    An empty text is added before it is compared, as Spark passes over the blanks that fill up a column of fixed width.
    """
    listed = [code.code for code in codes(code_list)]
    others = {writing for code in listed for writing in _writings(code)}
    plain = [code for code in listed if code not in others]
    return ibis.cases(
        (column.concat("").isin(plain), column),
        (column.isnull(), _NO_TEXT),
        else_=canonical_code(as_text(column), code_list),
    )


def _writings(code: str) -> list[str]:
    """Other ways to write a code that is a number: ``2`` and ``002`` for ``02``."""
    if not code.isdigit():
        return []
    bare = code.lstrip("0") or "0"
    return [writing for writing in (bare, bare.zfill(2), bare.zfill(3)) if writing != code]


def _text(text: ir.StringValue, field: Field) -> ir.Value:
    return canonical_code(text, field.code_list) if field.code_list and codes(field.code_list) else text


def whole_number(text: ir.StringValue) -> ir.Value:
    """A whole number written with or without empty decimals; NULL for anything else."""
    return _when(text.re_search(_WHOLE), text.re_extract("^[+-]?[0-9]+", 0), "int64")


def _integer(text: ir.StringValue, _field: Field) -> ir.Value:
    return whole_number(text)


def _decimal(text: ir.StringValue, _field: Field) -> ir.Value:
    return _when(text.re_search(_DECIMAL), text, "float64")


def _flag(text: ir.StringValue, _field: Field) -> ir.Value:
    return text.upper().isin(_TRUE).fill_null(False)


def _date(text: ir.StringValue, _field: Field) -> ir.Value:
    return _iso_day(text).cast("date")


def _timestamp(text: ir.StringValue, _field: Field) -> ir.Value:
    clock = text.re_extract(f"[ T]({_CLOCK}(?:{_SECONDS})?)", 1).nullif("").fill_null("00:00")
    padded = ibis.ifelse(clock.re_search("^[0-9]:"), "0" + clock, clock)
    seconds = ibis.ifelse(padded.length() == len("HH:MM"), padded + ":00", padded)
    return (_iso_day(text) + " " + seconds).cast("timestamp")


def _time(text: ir.StringValue, _field: Field) -> ir.Value:
    """A time of day as text, ``HH:MM``: not every engine has a type for it."""
    return _when(text.re_search(_TIME), text.re_extract(_CLOCK, 0).lpad(len("HH:MM"), "0"), "string")


def _month(text: ir.StringValue, _field: Field) -> ir.Value:
    """A month as text, ``YYYY-MM``, also from a day in it."""
    return ibis.coalesce(_when(text.re_search(_MONTH), text.replace("/", "-"), "string"), _iso_day(text).substr(0, 7))


def _iso_day(text: ir.StringValue) -> ir.StringValue:
    """A day of the calendar as ``YYYY-MM-DD``, from ISO or UK writing; NULL for anything else.

    The calendar is in the patterns, as no two engines agree on what to do with 31 February.
    """
    uk = text.substr(6, 4) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2)
    return ibis.cases((text.re_search(_ISO_DATE), text.substr(0, 10)), (text.re_search(_UK_DATE), uk), else_=_NO_TEXT)


def _when(condition: ir.BooleanValue, text: ir.StringValue, type_: str) -> ir.Value:
    """The text as a type where the condition holds, else NULL; what is cast is never malformed."""
    return ibis.ifelse(condition, text, _NO_TEXT).cast(type_)


_TYPES = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "int64",
    FieldType.DECIMAL: "float64",
    FieldType.FLAG: "boolean",
    FieldType.DATE: "date",
    FieldType.TIME: "string",
    FieldType.TIMESTAMP: "timestamp",
    FieldType.MONTH: "string",
}
_FROM_TEXT: dict[FieldType, Callable[[ir.StringValue, Field], ir.Value]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.FLAG: _flag,
    FieldType.DATE: _date,
    FieldType.TIME: _time,
    FieldType.TIMESTAMP: _timestamp,
    FieldType.MONTH: _month,
}


def _native_text(column: ir.Column, field: Field) -> ir.Value | None:
    """A flag where the codes are Y and N, and codes written as listed; other columns are read as text."""
    listed = {code.code for code in codes(field.code_list)} if field.code_list else set()
    if column.type().is_string() and field.code_list and listed:
        return _as_listed(column, field.code_list)
    if column.type().is_boolean() and {"Y", "N"} <= listed:
        return ibis.cases((column, "Y"), (~column, "N"), else_=_NO_TEXT)
    return None


def _native_integer(column: ir.Column, _field: Field) -> ir.Value | None:
    """Signed integers of any length; others go through text, which knows their limits."""
    return column.cast("int64") if column.type().is_signed_integer() else None


def _native_decimal(column: ir.Column, _field: Field) -> ir.Value | None:
    if column.type().is_floating():
        column = column.cast("float64")
        return ibis.ifelse(column.isnan(), ibis.null().cast("float64"), column)
    return column.cast("float64") if column.type().is_signed_integer() or column.type().is_decimal() else None


def _native_flag(column: ir.Column, _field: Field) -> ir.Value | None:
    return column.fill_null(False) if column.type().is_boolean() else None


def _native_date(column: ir.Column, _field: Field) -> ir.Value | None:
    if not (column.type().is_date() or column.type().is_timestamp()):
        return None
    day = column.cast("date")
    return ibis.ifelse(day.between(ibis.date(_FIRST_DAY), ibis.date(_LAST_DAY)), day, ibis.null().cast("date"))


def _native_timestamp(column: ir.Column, _field: Field) -> ir.Value | None:
    """A moment to the second; one with a time zone as it is in UTC."""
    if not (column.type().is_date() or column.type().is_timestamp()):
        return None
    return column.cast("timestamp").truncate("s").cast("timestamp")


_NATIVE: dict[FieldType, Callable[[ir.Column, Field], ir.Value | None]] = {
    FieldType.TEXT: _native_text,
    FieldType.INTEGER: _native_integer,
    FieldType.DECIMAL: _native_decimal,
    FieldType.FLAG: _native_flag,
    FieldType.DATE: _native_date,
    FieldType.TIMESTAMP: _native_timestamp,
}
