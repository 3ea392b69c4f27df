"""The official rules once more, row by row in plain Python, from their declarations: slow, and easy to check by eye."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.validation.dirty import ROW

from caseness.vocabulary.assessment_tools import assessment_tools
from caseness.vocabulary.data_set import (
    FieldType,
    OfficialRule,
    codes,
    codes_in,
    concepts,
    field_called,
    table_called,
)
from caseness.vocabulary.period import month_of

Row = dict[str, str]


def broken(rule: OfficialRule, tables: dict[str, list[Row]], month: str) -> set[str]:
    """The numbers of the rows of its table that break a rule, in one submission."""
    return {row[ROW] for row in tables[str(rule.table)] if _breaks(rule, Subject(str(rule.table), row, tables, month))}


@dataclass
class Subject:
    """One row, with the submission it lies in."""

    table: str
    row: Row
    tables: dict[str, list[Row]]
    month: str

    def text(self, field: str) -> str | None:
        return self.row[field].strip() or None

    def value(self, field: str) -> Any:
        """What the text stands for; None where it is blank or stands for nothing."""
        declared, text = field_called(self.table, field), self.text(field)
        if text is None:
            return None
        match declared.type:
            case FieldType.DATE | FieldType.TIMESTAMP:
                return _day(text)
            case FieldType.TIME:
                return text.zfill(5) if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text) else None
            case FieldType.MONTH:
                return text.replace("/", "-") if re.fullmatch(r"\d{4}[-/](0[1-9]|1[0-2])", text) else None
            case FieldType.INTEGER:
                return int(text) if re.fullmatch(r"[-+]?\d+", text) else None
        return _listed(text, declared.code_list)

    def other(self, table: str, row: Row) -> Subject:
        return Subject(table, row, self.tables, self.month)

    @property
    def parents(self) -> list[Subject]:
        entry = table_called(self.table)
        key = self.text(entry.parent_key)
        rows = self.tables[entry.parent]
        return [self.other(entry.parent, row) for row in rows if key and (row[entry.parent_key].strip() == key)]

    def above(self, table: str) -> list[Subject]:
        if self.table == table:
            return [self]
        return [one for parent in self.parents for one in parent.above(table)]

    def below(self, table: str) -> list[Subject]:
        children = (self.other(table, row) for row in self.tables[table])
        return [child for child in children if any(one.row[ROW] == self.row[ROW] for one in child.above(self.table))]

    @property
    def period(self) -> Any:
        return month_of(*map(int, self.month.split("-")))

    @property
    def version(self) -> str:
        """As the header says, else as the month has it."""
        said = [row["DatSetVer"] for row in self.tables["IDS000Header"] if row["DatSetVer"] in ("2.0", "2.1")]
        return max(said) if said else self.in_force

    @property
    def in_force(self) -> str:
        return "2.0" if self.month < "2022-04" else "2.1"


def _breaks(rule: OfficialRule, one: Subject) -> bool:
    return bool(_KINDS[rule.kind](rule, one))


def _blank(rule, one):
    return one.text(rule.field) is None


def _condition(rule, one):
    return _ends_unfollowed(rule, one) if rule.against else _holds(rule.when, one)


def _holds(when: str, one: Subject) -> bool:
    return all(_term(part.split(), one) for part in when.split(";") if part)


def _term(words: list[str], one: Subject) -> bool:
    field, relation, *values = words
    if relation in ("blank", "given"):
        return (one.text(field) is None) == (relation == "blank")
    meant = [c.concept for c in concepts("experience")] if values == ["@experience"] else values
    return (one.value(field) in meant) == (relation == "=")


def _ends_unfollowed(rule, one):
    if one.text(rule.field) is None:
        return False
    end, person, practice = one.value(rule.field), one.text("LocalPatientId"), one.text("GMPCodeReg") or ""
    following = (one.other(one.table, row) for row in one.tables[one.table])
    return not any(
        end and person and next_.text("LocalPatientId") == person
        and next_.value(rule.against) == end + timedelta(days=1)
        and next_.text("GMPCodeReg") not in (None, practice)
        for next_ in following
    )  # fmt: skip


def _orphan(rule, one):
    return not one.parents


def _childless(rule, one):
    return _holds(rule.when, one) and not one.below(rule.against)


def _duplicate(rule, one):
    mine = _keys(rule, one)
    others = (one.other(one.table, row) for row in one.tables[one.table])
    return mine is not None and sum(_keys(rule, other) == mine for other in others) > 1


def _keys(rule, one):
    if not _holds(rule.when, one):
        return None
    if rule.keys == ("UniqueSubmissionID",):
        return ()
    keys = [(key.endswith("?"), one.value(key.rstrip("?"))) for key in rule.keys]
    return None if any(value is None and not blank for blank, value in keys) else tuple(value for _b, value in keys)


def _date_order(rule, one):
    mine = one.value(rule.field)
    limit = _limit(rule, one)
    if mine is None or limit is None:
        return False
    if field_called(rule.table, rule.field).type is FieldType.MONTH:
        limit = f"{limit:%Y-%m}"
    late = rule.against == "period_end"
    return (mine > limit if late else mine < limit) and not _spared(rule, one)


def _limit(rule, one):
    limits = {"period_start": one.period.start, "period_end": one.period.end}
    if rule.margin == "1 day":
        return one.period.end + timedelta(days=1)
    if rule.margin == "2 years":
        return (
            one.period.end.replace(year=one.period.end.year + 2, day=28) if one.month[5:] == "02" else _in_2_years(one)
        )
    if rule.against in limits:
        return limits[rule.against]
    if "." in rule.against:
        table, field = rule.against.split(".")
        return max((v for above in one.above(table) if (v := above.value(field))), default=None)
    return date.fromisoformat(rule.against) if rule.against[0].isdigit() else one.value(rule.against)


def _in_2_years(one):
    return one.period.end.replace(year=one.period.end.year + 2)


def _spared(rule, one):
    asked = (part.split(":") for part in rule.unless.split("|") if part)
    return any(_holds(when, below) for table, when in asked for below in one.below(table.strip()))


def _invalid(rule, one):
    if rule.keys:
        return _duplicate(rule, one)
    if rule.margin:
        born, end = one.value(rule.field), one.period.end
        return born is not None and (born > end or born < _years_before(end, 120))
    return _malformed(rule, one)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _mismatch(rule, one):
    text = one.text(rule.field)
    return text is not None and text.upper() != "PRV"


def _not_in_list(rule, one):
    text, value = one.text(rule.field), one.value(rule.field)
    if text is None:
        return False
    if rule.field == "DatSetVer":
        return text != one.in_force
    if rule.field == "CodedAssToolType":
        return text not in {tool.concept for tool in assessment_tools()}
    return value not in codes_in(field_called(rule.table, rule.field).code_list, one.version)


def _tool(one):
    return {tool.concept: tool for tool in assessment_tools()}.get(one.text("CodedAssToolType") or "")


def _out_of_range(rule, one):
    tool, text = _tool(one), one.text(rule.field)
    if tool is None or text is None:
        return False
    if tool.permitted:
        return text not in tool.permitted
    return bool(re.fullmatch(r"\d{1,5}(\.\d*)?", text)) and not tool.lowest <= float(text) <= tool.highest


def _malformed(rule, one):
    text, declared = one.text(rule.field), field_called(rule.table, rule.field)
    if text is None:
        return False
    if rule.form:
        return not _FORMS[rule.form](text, one)
    if declared.type in (FieldType.DATE, FieldType.TIME, FieldType.TIMESTAMP, FieldType.MONTH):
        return one.value(rule.field) is None
    if declared.type is FieldType.INTEGER:
        return not (text.isdigit() and len(text) <= declared.longest)
    if declared.format in _PATTERNS:
        return not re.fullmatch(_PATTERNS[declared.format], text)
    if declared.format == "10 digits, check digit":
        return not (len(text) == 10 and text.isdigit() and sum(int(d) * (10 - i) for i, d in enumerate(text)) % 11 == 0)
    return not (declared.shortest or 1) <= len(text) <= declared.longest


_PATTERNS = {
    "n.n (1-2 digits each side)": r"\d\d?\.\d\d?",
    "min n6 max n18": r"\d{6,18}",
    "SNOMED CT concept or expression, min 6 max 56": r"\d{6,18}(\D.{0,49})?",
    "postcode pattern": r"[A-Z]{1,2}\d[A-Z0-9]? \d[A-Z]{2}",
}


def _verhoeff(text: str) -> bool:
    """By composing symmetries of a pentagon: corner c goes to c + turn, or to turn − c when flipped."""
    permutation = "1576283094"
    turn, flipped = 0, False
    for place, digit in enumerate(reversed(text)):
        for _time in range(place % 8):
            digit = permutation[int(digit)]
        turn += -(int(digit) % 5) if flipped else int(digit) % 5
        flipped ^= int(digit) >= 5
    return turn % 5 == 0 and not flipped


def _score_fits(text: str, one: Subject) -> bool:
    tool = _tool(one)
    if tool is None:
        return True
    if tool.permitted:
        return text.isupper() and text.isalpha() and len(text) <= max(map(len, tool.permitted))
    if tool.decimals:
        return bool(re.fullmatch(r"\d\.\d{1,2}", text))
    return text.isdigit() and len(text) <= len(str(tool.highest))


def _scheme_fits(text: str, one: Subject) -> bool:
    forms = {"01": ".{4,6}", "04": r"\d{6,18}"}
    return bool(re.fullmatch(forms.get(one.value("FindSchemeInUse"), ".*"), text))


_FORMS = {
    "slashed_month": lambda text, _one: not re.fullmatch(r"\d{4}/\d{2}", text),
    "snomed": lambda text, _one: bool(re.fullmatch(r"\d{6,18}", text)) and _verhoeff(text),
    "score": _score_fits,
    "scheme": _scheme_fits,
}
_KINDS = {
    "blank": _blank,
    "blank_conditional": _condition,
    "child_missing": _childless,
    "date_after_period": _date_order,
    "date_before_period": _date_order,
    "date_order": _date_order,
    "duplicate": _duplicate,
    "inconsistent": _condition,
    "invalid_value": _invalid,
    "mismatch": _mismatch,
    "not_in_list": _not_in_list,
    "out_of_range": _out_of_range,
    "parent_missing": _orphan,
    "wrong_format": _malformed,
}


def _day(text: str) -> date | None:
    for written in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(re.split("[T ]", text)[0], written).date()
        except ValueError:
            continue
    return None


def _listed(text: str, code_list: str | None) -> str:
    """The code of the list that a text writes, whatever its case or leading noughts; else the text."""
    for code in codes(code_list) if code_list else ():
        if text.casefold() == code.code.casefold():
            return code.code
        if text.isdigit() and code.code.isdigit() and int(text) == int(code.code) and len(text) <= 3:
            return code.code
    return text
