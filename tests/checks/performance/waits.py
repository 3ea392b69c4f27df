"""Waits of finished courses as the annual files print them, for small sources."""

from __future__ import annotations

_CLASSES = {
    "First treatment: <=28 days": 0.60,
    "First treatment: 29-56 days": 0.20,
    "First treatment: >90 days": 0.05,
    "First treatment: <6 weeks": None,
    "First treatment: <18 weeks": None,
    "First to Second Treatment: <=28 days": 0.40,
    "First to Second Treatment: 29-56 days": 0.25,
    "First to Second Treatment: >90 days": None,
    "First to Second Treatment: <6 weeks": 0.55,
    "First to Second Treatment: <18 weeks": 0.90,
}


def waits(year: str, finished: int, *, six_weeks: float, eighteen_weeks: float, over_90: float) -> str:
    """A year of ``finished`` courses with these shares; the other classes do not matter to the checks."""
    given = {
        "First treatment: <6 weeks": six_weeks,
        "First treatment: <18 weeks": eighteen_weeks,
        "First to Second Treatment: >90 days": over_90,
    }
    rows = [
        f"annual  {year}  Waiting Time  {printed}  {round(finished * (given.get(printed) or share or 0))}"
        for printed, share in _CLASSES.items()
    ]
    head = "publication  period  breakdown  category  finished_course_treatment"
    return "\n".join([head, f"annual  {year}  Total  -  {finished}", *rows])
