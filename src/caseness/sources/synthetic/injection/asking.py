"""Known wrongs as they are asked for in words: ``altered-finals=0.25@providers=SYNPA+SYNPB,months=2024-06..2024-08``."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from caseness.sources.synthetic.columns.days import months_after
from caseness.sources.synthetic.injection.dirt import DirtyKind
from caseness.sources.synthetic.injection.filing import FilingKind
from caseness.sources.synthetic.injection.kind import Kind, kind_called
from caseness.sources.synthetic.plan import Injection, Shape

if TYPE_CHECKING:
    from collections.abc import Collection

    from caseness.sources.synthetic.plan import Plan

_WHERE = ("providers", "therapists", "months", "refresh")
_FORM = "KIND=RATE, or KIND=RATE@providers=A+B,therapists=S0001,months=2024-04+2024-05 or months=2024-04..2024-09"


def asked_for(text: str) -> Injection:
    """The wrong that a text asks for. Raises `LookupError` for a kind there is not, `ValueError` for what cannot be read."""
    kind, equals, rest = text.partition("=")
    wrong = kind_called(kind)
    rate, _at, where = rest.partition("@")
    if not equals:
        raise ValueError(f"{text!r} has no rate. Write {_FORM}.")
    chosen = dict(_part(part) for part in where.split(",") if part)
    if "refresh" in chosen and not (isinstance(wrong, Kind) and wrong.refreshed is not None):
        raise ValueError(f"{kind}: nothing of it is done between a primary file and its refresh.")
    return Injection(
        kind=kind,
        rate=_rate(rate),
        providers=chosen.get("providers", ()),
        therapists=chosen.get("therapists", ()),
        months=tuple(month for text in chosen.get("months", ()) for month in _months(text)),
        refreshed=_share(chosen["refresh"][-1]) if "refresh" in chosen else None,
    )


def check(plan: Plan, providers: Collection[str]) -> None:
    """Raise `ValueError` where a wrong is meant for a provider, a month or a shape that the records of a plan have not."""
    for injection in plan.injections:
        kind = kind_called(injection.kind)
        if isinstance(kind, DirtyKind) and not kind.breakings(plan.shape):
            raise ValueError(f"{injection.kind}: the warehouse refuses such rows. Choose --shape provider.")
        if isinstance(kind, FilingKind) and kind.submitted_only and plan.shape is not Shape.PROVIDER:
            raise ValueError(f"{injection.kind}: the warehouse refuses such files. Choose --shape provider.")
        if isinstance(kind, FilingKind) and injection.therapists:
            raise ValueError(f"{injection.kind}: files are sent by providers, not by therapists.")
        if unknown := sorted(set(injection.providers) - set(providers)):
            raise ValueError(
                f"{injection.kind}: there is no provider {', '.join(unknown)}. There are {', '.join(sorted(providers)[:12])} …"
            )
        if outside := [f"{month:%Y-%m}" for month in injection.months if month not in plan.month_starts]:
            first, last = plan.month_starts[0], plan.month_starts[-1]
            raise ValueError(
                f"{injection.kind}: {', '.join(outside)} is not among the months {first:%Y-%m} to {last:%Y-%m}."
            )


def _part(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, values = text.partition("=")
    given = tuple(value for value in values.split("+") if value)
    if name not in _WHERE or not equals or not given:
        raise ValueError(f"{text!r} cannot be read. Write {_FORM}.")
    return name, given


def _rate(text: str) -> float:
    rate = _number(text)
    if not 0 < rate <= 1:
        raise ValueError(f"a rate is more than 0 and at most 1, not {text or 'nothing'!r}.")
    return rate


def _share(text: str) -> float:
    share = _number(text)
    if not 0 <= share <= 1:
        raise ValueError(f"the share that shows in the refresh only is from 0 to 1, not {text!r}.")
    return share


def _number(text: str) -> float:
    """The number that a text is, -1 where it is none."""
    try:
        return float(text)
    except ValueError:
        return -1.0


def _months(text: str) -> list[date]:
    """One month, or all from one to another: ``2024-04..2024-09``."""
    first, several, last = text.partition("..")
    begin = _month(first)
    end = _month(last) if several else begin
    if end < begin:
        raise ValueError(f"{text!r} ends before it begins.")
    number = (end.year - begin.year) * 12 + end.month - begin.month + 1
    return [months_after(begin, month) for month in range(number)]


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise ValueError(f"{text!r} is not a month. Write it as 2024-04.") from None
