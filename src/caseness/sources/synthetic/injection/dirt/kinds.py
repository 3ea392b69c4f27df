"""The kinds of dirty data, named as the official rules name what is wrong, and how each follows from the rules of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from caseness.sources.synthetic.injection.dirt.breaking import Act, Breaking, always, days_after, given
from caseness.sources.synthetic.injection.dirt.misfits import FITTING, misfit, no_code
from caseness.sources.synthetic.plan import VERSION, Shape
from caseness.vocabulary.data_set import (
    FieldType,
    OfficialRule,
    Severity,
    field_called,
    official_rules,
    table_called,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from caseness.sources.synthetic.injection.dirt.breaking import Sheet
    from caseness.sources.synthetic.world import Flags, Whole

    Breaker = Callable[[OfficialRule], Iterator[Breaking]]

_HEADER = "IDS000Header"
HEADER_FAULT = "header-fault"
_LONG_AGO = date(1900, 1, 1)  # before anyone was born
_LONGER_AGO = date(1899, 12, 31)  # before that
_NOBODY = "NOBODY"  # a key that is of no row
_FAR_OUTSIDE = "999"  # points, more than any questionnaire has
_YEARS_AHEAD = 3 * 366


@dataclass(frozen=True, slots=True)
class DirtyKind:
    """A kind of dirty data, as `injection.kind.Kind` is one of wrongs."""

    name: str
    does: str
    breaker: Breaker

    @property
    def share_of(self) -> str:
        """What the rate is a share of."""
        if self.name == HEADER_FAULT:
            return "files sent; the header of each gets one fault"
        return "rows as sent of each table in which a field of such a rule is given; each gets one of them"

    def about(self, rule: OfficialRule) -> bool:
        """Whether it is this kind by which a rule is broken: faults of headers are one kind, others go by that of the rule."""
        if self.name == HEADER_FAULT or rule.table == _HEADER:
            return self.name == HEADER_FAULT and rule.table == _HEADER and rule.kind in _OF_HEADERS
        return rule.table is not None and rule.kind == self.name.replace("-", "_")

    def breakings(self, shape: Shape) -> tuple[Breaking, ...]:
        """The rules of the kind that are in force, with how each is broken; in the warehouse only warnings."""
        rules = [
            rule
            for rule in official_rules()
            if self.about(rule)
            and not rule.outside
            and (rule.until_version is None or rule.until_version >= VERSION)
            and (shape is Shape.PROVIDER or rule.severity is Severity.WARNING)
        ]
        return tuple(breaking for rule in rules for breaking in self.breaker(rule))


@cache
def dirty_kinds() -> dict[str, DirtyKind]:
    """Every kind by name."""
    return {kind.name: kind for kind in _KINDS}


def _blank(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, always(None))


def _not_in_list(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, always(no_code(_table(rule), _field(rule))))


def _wrong_format(rule: OfficialRule) -> Iterator[Breaking]:
    """A field with a form of its own gets what breaks that only: a text that is too long would break both rules."""
    declared = field_called(_table(rule), _field(rule))
    with_form = {(other.table, other.field) for other in official_rules() if other.form in FITTING}
    if not rule.form and (rule.table, rule.field) in with_form:
        return
    if declared and (value := misfit(declared, rule.form)):
        yield _change(rule, always(value), as_text=declared.type is not FieldType.TEXT)


def _after_period(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, lambda sheet, which: [days_after(end, 10) for _begin, end in sheet.period(which)])


def _before_period(rule: OfficialRule) -> Iterator[Breaking]:
    if not rule.unless:
        yield _change(rule, lambda sheet, which: [days_after(begin, -10) for begin, _end in sheet.period(which)])


def _date_order(rule: OfficialRule) -> Iterator[Breaking]:
    other = str(rule.against)
    declared = field_called(_table(rule), _field(rule))
    if declared is None or declared.type is not FieldType.DATE:
        return
    if other == "period_end":
        yield _change(rule, lambda sheet, which: [days_after(end, _YEARS_AHEAD) for _b, end in sheet.period(which)])
    elif "." in other or other[0].isdigit():
        yield _change(rule, always(_LONG_AGO if "Birth" in other else _LONGER_AGO))
    else:
        yield Breaking(
            rule=rule,
            table=_table(rule),
            field=rule.field,
            open_to=lambda sheet: sheet.given(_field(rule)) & sheet.given(other),
            values=lambda sheet, which: [_day_before(day) for day in sheet.values(other, which)],
        )


def _day_before(day: object) -> date:
    """The day before a date, which an earlier wrong may have made a text that is none."""
    try:
        return days_after(date.fromisoformat(str(day)), -1)
    except ValueError:
        return _LONGER_AGO


def _parent_missing(rule: OfficialRule) -> Iterator[Breaking]:
    entry = table_called(_table(rule))
    if entry and entry.parent_key:
        key = entry.parent_key
        yield Breaking(rule=rule, table=entry.table, field=key, open_to=given(key), values=always(_NOBODY))


def _child_missing(rule: OfficialRule) -> Iterator[Breaking]:
    """A registration is taken out, of a patient who has no other in the file."""
    child = table_called(str(rule.against))
    if child and child.parent == rule.table and child.key is None and not rule.when:
        key = str(child.parent_key)
        yield Breaking(
            rule=rule,
            table=child.table,
            field=key,
            open_to=lambda sheet: sheet.only(key),
            values=always(None),
            act=Act.REMOVE,
        )


def _duplicate(rule: OfficialRule) -> Iterator[Breaking]:
    """A row is repeated whole; of the rules of a table on rows alike only one without a condition is meant to break."""
    keys = [key for key in rule.keys if not key.endswith("?")]
    if rule.when or rule.field == "NHSNumber":
        return

    def open_to(sheet: Sheet) -> Flags:
        rows = sheet.given(keys[0])
        for key in keys:
            rows &= sheet.given(key)
        return rows

    yield Breaking(rule=rule, table=_table(rule), field=keys[0], open_to=open_to, values=always(None), act=Act.REPEAT)


def _out_of_range(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, always(_FAR_OUTSIDE))


def _together(rule: OfficialRule) -> Iterator[Breaking]:
    """One term of the condition is made to hold where the others do: a field is blanked, or gets a code."""
    if rule.against:
        return
    terms = _terms(rule.when)
    made = next((term for term in terms if term[1] in ("blank", "=")), None)
    if made is None:
        return
    others = [term for term in terms if term is not made]
    value = made[2][0] if made[2] else None

    def open_to(sheet: Sheet) -> Flags:
        rows = ~_holds(sheet, made)
        for term in others:
            rows &= _holds(sheet, term)
        return rows

    yield Breaking(rule=rule, table=_table(rule), field=made[0], open_to=open_to, values=always(value))


def _mismatch(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, always("SYN99"))


def _invalid(rule: OfficialRule) -> Iterator[Breaking]:
    if rule.keys:
        yield from _duplicate(rule)
    elif rule.margin:
        yield _change(rule, always(date(1850, 1, 1)))
    else:
        yield _change(rule, always("9990000000" if _field(rule) == "NHSNumber" else "NOWHERE"))


def _header(rule: OfficialRule) -> Iterator[Breaking]:
    yield from _OF_HEADERS[rule.kind](rule)


def _other_version(rule: OfficialRule) -> Iterator[Breaking]:
    yield _change(rule, always(next(v.version for v in reversed(versions()) if v.version < VERSION)))


def _twice(rule: OfficialRule) -> Iterator[Breaking]:
    key = "OrgIDProv"
    yield Breaking(rule=rule, table=_HEADER, field=key, open_to=given(key), values=always(None), act=Act.REPEAT)


_OF_HEADERS = {"blank": _blank, "not_in_list": _other_version, "wrong_format": _wrong_format, "invalid_value": _twice}


def _change(rule: OfficialRule, values: Callable[[Sheet, Whole], list[object]], *, as_text: bool = False) -> Breaking:
    field = _field(rule)
    return Breaking(rule=rule, table=_table(rule), field=field, open_to=given(field), values=values, as_text=as_text)


def _terms(when: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The terms of a declared condition: field, relation, values."""
    words = [part.split() for part in when.split(";") if part.strip()]
    return [(field, relation, tuple(values)) for field, relation, *values in words]


def _holds(sheet: Sheet, term: tuple[str, str, tuple[str, ...]]) -> Flags:
    field, relation, values = term
    if relation in ("blank", "given"):
        return sheet.given(field) if relation == "given" else ~sheet.given(field)
    there = sheet.is_one_of(field, values)
    return there if relation == "=" else ~there


def _table(rule: OfficialRule) -> str:
    return str(rule.table)


def _field(rule: OfficialRule) -> str:
    return str(rule.field)


_KINDS = (
    DirtyKind("blank", "A field that must not be blank is.", _blank),
    DirtyKind("not-in-list", "A code is none of its list.", _not_in_list),
    DirtyKind(
        "wrong-format",
        "A value is not written as its field asks: 31 February, a text for a number.",
        _wrong_format,
    ),
    DirtyKind(
        "date-after-period", "A date lies after the month that is reported: contacts in the future.", _after_period
    ),
    DirtyKind("date-before-period", "A date lies before the month that is reported.", _before_period),
    DirtyKind(
        "date-order", "A date lies before another that it has to follow, such as a birth or a referral.", _date_order
    ),
    DirtyKind("parent-missing", "A row hangs on nothing: its key leads to no row of the table above.", _parent_missing),
    DirtyKind("child-missing", "A row that each patient has to have is not sent.", _child_missing),
    DirtyKind("duplicate", "A row is sent twice in one file.", _duplicate),
    DirtyKind("out-of-range", "A score is one that its questionnaire does not give.", _out_of_range),
    DirtyKind("blank-conditional", "A field is blank that another one asks for.", _together),
    DirtyKind("inconsistent", "Two fields of a row contradict each other.", _together),
    DirtyKind("mismatch", "The organisation of a patient number is not the provider that submits.", _mismatch),
    DirtyKind(
        "invalid-value", "A value cannot be: an NHS number by its check digit, an age, a patient twice.", _invalid
    ),
    DirtyKind(
        HEADER_FAULT,
        "The header of a file is at fault: something in it is blank, written wrong or of another version, or it is there twice. "
        "Without its provider or its month nothing tells whose the file is.",
        _header,
    ),
)
