"""The time of a sentence: a financial year, a month, twelve months to a month, a span of months, a calendar year."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date

from caseness.claim.misreading import NotUnderstood
from caseness.vocabulary.period import Period, month_of, year_of

_MONTHS = [name.lower() for name in month_name[1:]]
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS) + "|sept"
_YEAR = r"(?:19|20)\d\d"
_FIRST = 2008  # the programme began in October 2008


@dataclass(frozen=True, slots=True)
class Time:
    """A period as stated, and where it stands in the text."""

    period: Period
    start: int
    end: int


_FINANCIAL = re.compile(
    rf"(?<![\w/-])(?:financial year |the year |fy ?)?(?P<from>{_YEAR})\s?[/-]\s?(?P<to>{_YEAR}|\d\d)(?![\w/-])"
)
_TWELVE = re.compile(
    r"(?:\b(?:the )?(?:12|twelve) months|\b(?:the |a )?year) (?:to|ending|ended|up to|until|till)(?: the end of| in)? "
    rf"(?P<month>{_MONTH})\.? (?P<year>{_YEAR})\b"
)
_SPAN = re.compile(
    rf"(?:\bfrom |\bbetween )?\b(?P<month>{_MONTH})\.?(?: (?P<year>{_YEAR}))? ?(?:to|-|and|until|till) ?"
    rf"(?P<last>{_MONTH})\.? (?P<last_year>{_YEAR})\b"
)
_ONE_MONTH = re.compile(rf"\b(?P<month>{_MONTH})\.?,? (?P<year>{_YEAR})\b")
_CALENDAR = re.compile(
    rf"\b(?:(?:in|during|for|of|by) (?:the )?|calendar year |^(?=\d{{4}}$))(?P<year>{_YEAR})(?![\w/,%-]|\.\d)"
)
_VAGUE = re.compile(
    r"\b(?:last|this|next|previous|current) (?:financial )?(?:year|month|quarter)\b|\b(?:recent|past) (?:years?|months?)\b"
)


def find_time(text: str) -> Time | None:
    """The one period a plain text names; None where it names none.

    Raises `NotUnderstood` for two periods, for a period that cannot be, and for one that depends on today.
    """
    if vague := _VAGUE.search(text):
        raise NotUnderstood(f"“{vague[0]}” depends on when it was said: give the year, such as 2024/25, or the month")
    found: list[Time] = []
    for pattern in (_FINANCIAL, _TWELVE, _SPAN, _ONE_MONTH, _CALENDAR):
        for match in pattern.finditer(text):
            if not any(match.start() < time.end and time.start < match.end() for time in found):
                found.append(Time(_period(pattern, match), match.start(), match.end()))
    if len({time.period for time in found}) > 1:
        raise NotUnderstood("there are two times in it: test one at a time")
    return min(found, key=lambda time: time.start) if found else None


def _period(pattern: re.Pattern[str], match: re.Match[str]) -> Period:
    if pattern is _FINANCIAL:
        period = _financial(match)
    elif pattern is _TWELVE:
        last = month_of(int(match["year"]), _month(match["month"]))
        period = Period(_a_year_before(last), last.end)
    elif pattern is _SPAN:
        last = month_of(int(match["last_year"]), _month(match["last"]))
        first = month_of(int(match["year"] or match["last_year"]), _month(match["month"]))
        period = Period(first.start, last.end)
    elif pattern is _ONE_MONTH:
        period = month_of(int(match["year"]), _month(match["month"]))
    else:
        period = Period(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31))
    if period.end <= period.start or period.start.year < _FIRST:
        raise NotUnderstood(f"“{match[0].strip()}” is no time for which there are figures")
    return period


def _financial(match: re.Match[str]) -> Period:
    start, end = int(match["from"]), int(match["to"]) % 100
    if end != (start + 1) % 100:
        raise NotUnderstood(f"“{match[0].strip()}” is not one financial year: write 2018/19, or the months from and to")
    return year_of(start)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _a_year_before(month: Period) -> date:
    after = date(month.end.year + month.end.month // 12, month.end.month % 12 + 1, 1)
    return after.replace(year=after.year - 1)
