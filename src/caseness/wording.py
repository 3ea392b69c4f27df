"""How figures are written in prose and tables, in one place (British style; decimals by how many were counted).

Shares: one decimal from 1,000 counted, whole numbers from 100, below 20 only "8 of 12". Minus is −. Limits stand in
square brackets, chance in round ones.
"""

from __future__ import annotations

MINUS = "−"
SHORTHAND = {
    "[c]": "suppressed: between 0 and 4",
    "[s]": "hidden, so that no suppressed count can be worked out",
    "[c?]": "blank: zero and suppressed are not told apart",
    "[x]": "not at hand",
    "[z]": "does not apply",
    "[u]": "not computed: fewer than 20 counted",
    "[b]": "break in the series",
}


def count(value: float) -> str:
    """``670,419``; a minus sign for negatives; halves of rounded limits keep one decimal."""
    text = f"{abs(value):,.0f}" if float(value).is_integer() else f"{abs(value):,.1f}"
    return f"{MINUS}{text}" if value < 0 else text


def millions(value: float) -> str:
    """``1.81 million`` above a million, else in full."""
    return f"{value / 1e6:.2f} million" if value >= 1e6 else count(value)


def percent(share: float, counted: float | None = None, *, decimals: int | None = None) -> str:
    """``50.5%`` for a proportion; decimals by how many were counted unless given."""
    return f"{_percent_number(share, counted, decimals)}%"


def _percent_number(share: float, counted: float | None, decimals: int | None) -> str:
    places = decimals if decimals is not None else share_decimals(counted)
    text = f"{abs(share) * 100:.{places}f}"
    return f"{MINUS}{text}" if share < 0 and float(text) else text


def share_decimals(counted: float | None) -> int:
    """One decimal from 1,000 counted (or when everyone was), whole numbers below."""
    return 1 if counted is None or counted >= 1000 else 0


def percent_range(low: float, high: float, counted: float | None = None) -> str:
    """``50.4% to 50.7%``."""
    return f"{percent(low, counted)} to {percent(high, counted)}"


def points(difference: float, decimals: int = 1) -> str:
    """``10.2 points``, from a difference of two proportions."""
    text = f"{abs(difference) * 100:.{decimals}f}"
    sign = MINUS if difference < 0 and float(text) else ""
    return f"{sign}{text} {'point' if float(text) == 1 else 'points'}"


def pounds(value: float) -> str:
    """``£1,496``, ``£394m``, ``£1.02bn``."""
    sign, size = (MINUS if value < 0 else ""), abs(value)
    if round(size) < 1_000_000:
        return f"{sign}£{size:,.0f}"
    if round(size / 1e6) >= 1000:
        return f"{sign}£{size / 1e9:.2f}bn"
    return f"{sign}£{size / 1e6:.1f}m" if round(size / 1e6, 1) < 10 else f"{sign}£{size / 1e6:.0f}m"


def days(value: float) -> str:
    """``23 days``; ``1 day``."""
    text = count(round(value, 1))
    return f"{text} day{'' if text == '1' else 's'}"


def decimal(value: float, places: int) -> str:
    """``1.30``; a minus sign for negatives."""
    text = f"{abs(value):,.{places}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def natural(share: float, base: int = 100) -> str:
    """``18 of every 100``; of every 1,000 if under 1 in 100."""
    if 0 < share < 0.01 and base == 100:
        base = 1000
    return f"{round(share * base)} of every {base:,}"


def listed(items: list[str]) -> str:
    """``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
