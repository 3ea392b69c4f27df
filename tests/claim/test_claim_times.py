"""The time of a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from caseness.claim.misreading import NotUnderstood
from caseness.claim.text import plain
from caseness.claim.times import find_time


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018/19", date(2018, 4, 1), date(2019, 3, 31)),
        ("2018-19", date(2018, 4, 1), date(2019, 3, 31)),
        ("2018–19", date(2018, 4, 1), date(2019, 3, 31)),
        ("2018/2019", date(2018, 4, 1), date(2019, 3, 31)),
        ("1999/00", None, None),
        ("March 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("Sept 2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("12 months to October 2019", date(2018, 11, 1), date(2019, 10, 31)),
        ("the year ending March 2024", date(2023, 4, 1), date(2024, 3, 31)),
        ("the year to December 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("April 2023 to March 2024", date(2023, 4, 1), date(2024, 3, 31)),
        ("from May to July 2023", date(2023, 5, 1), date(2023, 7, 31)),
        ("in 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2018/21", None, None),
        ("last year", None, None),
        ("March 2024 to March 2023", None, None),
        ("2018/19 and 2019/20", None, None),
    ],
)
def test_periods(text: str, start: date | None, end: date | None) -> None:
    if start is None:
        with pytest.raises(NotUnderstood):
            find_time(plain(text))
        return
    found = find_time(plain(f"half recovered {text}") if text.startswith(("in", "from", "the")) else plain(text))
    assert found is not None
    assert (found.period.start, found.period.end) == (start, end)


@pytest.mark.parametrize("text", ["half recover", "2019 people recover", "may recover", "40% recover"])
def test_no_time(text: str) -> None:
    assert find_time(plain(text)) is None
