"""What the model rests on, as data: each figure with its range, distribution, price year, source and whether it was seen.

The defaults are in ``assumptions.toml``. A file of the user's puts other figures in their place, key by key; a fault in it
is refused with the file, the key and the remedy, and nothing is computed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from caseness.errors import InputRefused
from caseness.value.prices import CASH, PriceIndex, UnknownPriceYear, gdp_deflator
from caseness.vocabulary.outcome_definitions import OutcomeDefinition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Unit(StrEnum):
    """What an assumption is measured in."""

    GBP = "gbp"
    PROPORTION = "proportion"
    UTILITY = "utility"
    MONTHS = "months"
    COUNT = "count"
    RATIO = "ratio"


class Distribution(StrEnum):
    """How an assumption is drawn: see `caseness.value.drawing`."""

    BETA = "beta"
    LOGIT_NORMAL = "logit_normal"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    UNIFORM = "uniform"
    FIXED = "fixed"


PRICE_INDEX = "price_index"  # the table of a file that gives an index of prices
_YEAR = re.compile(r"\d{4}")
Word = TypeVar("Word", bound=StrEnum)
_ABOVE_NOUGHT = (Distribution.LOGIT_NORMAL, Distribution.LOGNORMAL, Distribution.GAMMA)
_WITHIN_ONE = (Distribution.BETA, Distribution.LOGIT_NORMAL)
_MAY_BE_NEGATIVE = (Unit.RATIO,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One figure: its centre, its 95% range (``low`` and ``high``, none where it is fixed) and where it comes from.

    ``verified``: whether the source was seen. ``outcome``: how "better" is counted, for shares of people who get better.
    """

    id: str
    title: str
    value: float
    unit: Unit
    distribution: Distribution
    source: str
    verified: bool
    low: float | None = None
    high: float | None = None
    price_year: str = ""
    outcome: OutcomeDefinition | None = None
    index: PriceIndex = field(default_factory=gdp_deflator, repr=False)

    @property
    def range(self) -> tuple[float, float]:
        """Low and high; the centre twice where it is fixed."""
        return (self.value, self.value) if self.low is None or self.high is None else (self.low, self.high)

    @property
    def factor(self) -> float:
        """By what to multiply, to tell it in the prices that results are told in; 1 for what is no money."""
        return self.index.convert(1.0, self.price_year) if self.unit is Unit.GBP else 1.0


@dataclass(frozen=True, slots=True)
class Assumptions(Mapping[str, Assumption]):
    """All assumptions by id, in the order of the model; ``replaced`` are those shipped of all that a file or source changed."""

    rows: Mapping[str, Assumption]
    replaced: Mapping[str, Assumption]

    def __getitem__(self, key: str) -> Assumption:
        return self.rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def prices(self) -> PriceIndex:
        """The index by which money is moved to the prices that results are told in."""
        return next(iter(self.rows.values())).index

    def by(self, index: PriceIndex) -> Assumptions:
        """The same by another index of prices."""
        return Assumptions({key: replace(row, index=index) for key, row in self.rows.items()}, self.replaced)

    def amount(self, key: str) -> float:
        """The centre; money in the prices that results are told in."""
        return self.rows[key].value * self.rows[key].factor

    def having(self, row: Assumption) -> Assumptions:
        """These, with ``row`` in the place of the one of its id."""
        return Assumptions({**self.rows, row.id: row}, self.replaced)

    def replacing(self, *rows: Assumption) -> Assumptions:
        """The same for several, which are remembered as replaced."""
        before = {row.id: self.replaced.get(row.id, self.rows[row.id]) for row in rows}
        return Assumptions({**self.rows, **{row.id: row for row in rows}}, {**self.replaced, **before})


@cache
def default_assumptions() -> Assumptions:
    """Those that are shipped."""
    file = resources.files(__package__) / "assumptions.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    return Assumptions({key: _assumption(key, row, file.name) for key, row in rows.items()}, {})


def read_assumptions(file: Path | None = None, default: Assumptions | None = None) -> Assumptions:
    """The defaults (those shipped, unless others are given), with those of ``file`` in their place.

    A table of the file is named after an assumption and gives any of its fields, the rest stay. The table ``price_index`` gives
    an index of prices: its name, its source, and a level for each year. A new value needs a source
    only if the user wants one named: without, it is "given in" the file. Raises `InputRefused` for the first fault.
    """
    default = default or default_assumptions()
    if file is None:
        return default
    tables = _tables(file)
    if (given := tables.pop(PRICE_INDEX, None)) is not None:
        default = default.by(_price_index(given, str(file)))
    return default.replacing(*(_override(default, key, given, str(file)) for key, given in tables.items()))


def _tables(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise InputRefused(
            f"cannot be read: {fault.strerror}", file=str(file), hint="Check the path given with --assumptions."
        ) from None
    except UnicodeDecodeError:
        raise InputRefused("is not text in UTF-8", file=str(file), hint="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as fault:
        raise InputRefused(
            f"is not TOML: {fault}", file=str(file), hint="A table looks like [cost_per_course], then value = 900."
        ) from None


def _price_index(given: object, file: str) -> PriceIndex:
    """The index of a file, continued by the one shipped. Raises `InputRefused`."""
    if not isinstance(given, dict):
        raise _refusal(
            f"{PRICE_INDEX} is no table", file, f"Write [{PRICE_INDEX}], and below it name, source, and 2024 = 100."
        )
    for word in ("name", "source"):
        if not given.get(word):
            raise _refusal(f"{PRICE_INDEX}.{word}: is missing", file, f'Say which index it is: {word} = "…"')
    levels = {key: level for key, level in given.items() if key not in ("name", "source")}
    for key in levels:
        if not _YEAR.fullmatch(key):
            raise _refusal(
                f"{PRICE_INDEX}: “{key}” is no calendar year", file, "Write a year and its level: 2024 = 100."
            )
        if _number(PRICE_INDEX, key, levels, file) <= 0:
            raise _refusal(f"{PRICE_INDEX}.{key}: a level of 0 or less", file, "Give a level above 0.")
    index = PriceIndex(
        str(given["name"]), {int(key): float(level) for key, level in levels.items()}, str(given["source"])
    )
    try:
        return index.continued(gdp_deflator())
    except UnknownPriceYear as fault:
        raise _refusal(f"{PRICE_INDEX}: {fault}", file, "Give a level for 2024, at which the two are linked.") from None


def _override(default: Assumptions, key: str, given: object, file: str) -> Assumption:
    if key not in default:
        raise _refusal(f"no assumption is called {key}", file, _nearest(key, default))
    if not isinstance(given, dict):
        raise _refusal(f"{key} is no table", file, f"Write [{key}], and below it value = …")
    if strangers := [field for field in given if field not in _FIELDS]:
        raise _refusal(f"{key}: unknown key {strangers[0]}", file, _nearest(strangers[0], _FIELDS))
    if not isinstance(given.get("verified", False), bool):
        raise _refusal(f"{key}.verified: “{given['verified']}” is neither true nor false", file, "Write true or false.")
    before = default[key]
    kept = {field: getattr(before, field) for field in (*_FIELDS, "unit")}
    where = {"source": f"given in {PurePath(file).name}", "verified": False}
    if "source" in given or "value" not in given:
        where = {}
    return _assumption(key, {**kept, **where, **given}, file, before.index)


_FIELDS = tuple(one.name for one in fields(Assumption) if one.name not in ("id", "unit", "index"))


def _nearest(word: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    near = get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else "caseness value --list names all."


def _refusal(what: str, file: str, hint: str) -> InputRefused:
    return InputRefused(what, file=file, hint=hint)


def _assumption(key: str, row: Mapping[str, Any], file: str, index: PriceIndex | None = None) -> Assumption:
    """One assumption, tested. Raises `InputRefused`."""
    unit = _word(key, "unit", row, Unit, file)
    distribution = _word(key, "distribution", row, Distribution, file)
    outcome = (
        None if row.get("outcome") is None else OutcomeDefinition(_word(key, "outcome", row, OutcomeDefinition, file))
    )
    fixed = distribution is Distribution.FIXED
    made = Assumption(
        id=key,
        title=str(row["title"]),
        value=_number(key, "value", row, file),
        low=None if fixed else _number(key, "low", row, file),
        high=None if fixed else _number(key, "high", row, file),
        unit=unit,
        distribution=distribution,
        price_year=str(row.get("price_year", "")),
        source=str(row["source"]),
        verified=bool(row["verified"]),
        outcome=outcome,
        index=index or gdp_deflator(),
    )
    _test_range(made, file)
    _test_limits(made, file)
    _test_price_year(made, file)
    return made


def _word(key: str, field: str, row: Mapping[str, Any], words: type[Word], file: str) -> Word:
    given = row.get(field)
    if given not in list(words):
        raise _refusal(f"{key}.{field}: “{given}” is not known", file, f"One of {', '.join(words)}.")
    return words(given)


def _number(key: str, field: str, row: Mapping[str, Any], file: str) -> float:
    given = row.get(field)
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        said = "is missing" if given is None or given == "" else f"“{given}” is no number"
        raise _refusal(f"{key}.{field}: {said}", file, f"Give a number: {field} = …")
    return float(given)


def _test_range(made: Assumption, file: str) -> None:
    low, high = made.range
    if not low <= made.value <= high:
        raise _refusal(
            f"{made.id}: the range from {low:g} to {high:g} excludes its centre, {made.value:g}",
            file,
            'Give low and high with value, or distribution = "fixed".',
        )
    if made.distribution is not Distribution.FIXED and low == high:
        raise _refusal(f"{made.id}: a range of no width", file, 'Give low below high, or distribution = "fixed".')


def _test_limits(made: Assumption, file: str) -> None:
    low, high = made.range
    share = made.unit is Unit.PROPORTION
    if low < 0 and made.unit not in _MAY_BE_NEGATIVE:
        what = {Unit.GBP: "a cost", Unit.PROPORTION: "a probability"}.get(made.unit, f"a figure in {made.unit}")
        raise _refusal(f"{made.id}: {what} under 0 ({low:g})", file, "Give value, low and high of 0 or more.")
    if high > 1 and (share or made.unit is Unit.UTILITY):
        what = "a probability" if share else "a utility"
        raise _refusal(f"{made.id}: {what} over 1 ({high:g})", file, "Give shares from 0 to 1: 0.28 for 28%.")
    within = made.distribution in _WITHIN_ONE
    if (within or made.distribution in _ABOVE_NOUGHT) and (low < 0 or made.value <= 0 or (within and made.value >= 1)):
        raise _refusal(
            f"{made.id}: {made.distribution} cannot have its centre at {made.value:g}", file, "Use fixed or uniform."
        )
    if made.distribution is Distribution.LOGIT_NORMAL and (low <= 0 or high >= 1):
        raise _refusal(f"{made.id}: logit_normal has no end at 0 or 1", file, "Use beta, or ends within 0 and 1.")


def _test_price_year(made: Assumption, file: str) -> None:
    if made.unit is not Unit.GBP:
        return
    if made.price_year == CASH:
        return
    if not made.price_year:
        raise _refusal(
            f"{made.id}.price_year: is missing", file, 'Give the year of the pounds: price_year = "2017/18".'
        )
    try:
        made.index.level(made.price_year)
    except UnknownPriceYear as fault:
        hint = f'Write "2017" or "2017/18", "cash" for pounds as they are, or give later years in [{PRICE_INDEX}].'
        raise _refusal(f"{made.id}.price_year: {fault}", file, hint) from None
