"""Ticks and numbers on axes."""

from __future__ import annotations

import math

from caseness.wording import count, decimal, pounds

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most ``most`` round numbers from ``low`` to ``high``, both included where they are round."""
    rough = (high - low) / max(most - 1, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """1, 3, 10, 30, … within the ends."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [float(f * 10**p) for p in powers for f in (1, 3) if low <= f * 10**p <= high]


def figure(number: float, unit: str, decimals: int = 1) -> str:
    """A number as a label in a chart: ``50.5%`` from a proportion, ``2.3 points`` from a difference of two, ``£1,496``.

    ``decimals`` are those of a proportion in per cent.
    """
    match unit:
        case "%":
            return f"{decimal(number * 100, decimals)}%"
        case "points":
            return f"{decimal(number * 100, 1)} points"
        case "£":
            return pounds(number)
        case _:
            return f"{_plain(number)} {unit}".strip()


def axis_labels(values: list[float], unit: str) -> list[str]:
    """Labels of ticks; the unit stands on the last one only, a pound sign on each."""
    match unit:
        case "%":
            plain = [_plain(round(v * 100, 6)) for v in values]
            return [*plain[:-1], f"{plain[-1]}%"] if plain else []
        case "points":
            plain = [_plain(round(v * 100, 6)) for v in values]
            return [*plain[:-1], f"{plain[-1]} points"] if plain else []
        case "£":
            return [pounds(v) for v in values]
        case _:
            plain = [_plain(v) for v in values]
            return [*plain[:-1], f"{plain[-1]} {unit}".strip()] if plain else []


def short_year(period: str) -> str:
    """``24/25`` for ``2024/25``; any other period as it is."""
    century = period[:2] == "20" and len(period) == len("2024/25") and period[4] == "/"
    return period[2:] if century else period


def _plain(number: float) -> str:
    return count(number) if float(number).is_integer() else decimal(number, 1 if abs(number) >= 1 else 2)
