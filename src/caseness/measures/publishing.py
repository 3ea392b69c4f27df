"""Figures as they leave: rounded and suppressed as the national statistics are.

Source: NHS Digital, A guide to IAPT data and publications (2021), 4.3, and the public dashboard scripts, which round a count
under 5 to nothing and any other to the nearest 5. A percentage is worked out from the counts before they are rounded. There is
no secondary suppression, as there is none in what is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.measures.engine import FIGURES
from caseness.vocabulary import Level, Statistic
from caseness.vocabulary.disclosure import LEAST_SHOWN, ROUNDED_TO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Marks = NDArray[np.bool_]

_PROVIDERS_OF_A_COUNTRY = 20
"""England has some 110; the total of an extract of fewer is no national figure, but that of a few services."""
_ENGLAND_PERCENT, _BELOW_PERCENT, _MEAN = 1, 0, 1  # decimals, of per cent and of the unit of a mean


def covers_the_country(figures: pa.Table) -> bool:
    """Whether figures come from so many providers that their total may be shown as the country's is."""
    at_provider = figures.filter(pc.equal(figures["level"], Level.PROVIDER.value))
    return len(at_provider["org_code"].unique()) >= _PROVIDERS_OF_A_COUNTRY


def as_published(figures: pa.Table, *, country: bool) -> pa.Table:
    """`FIGURES` with every number as it would be published; what is suppressed is NULL.

    With ``country`` the counts of England are whole, and its percentages have one decimal; without, England is treated as
    any other level. Below England counts under 5 are NULL and others rounded to the nearest 5, percentages are whole per
    cent and NULL where one of their counts is under 5, and a mean, median, least or greatest of fewer than 5 rows is NULL.
    The sum that a mean is made of is shown nowhere but in England.
    """
    shown_whole = _equal(figures["level"], Level.ENGLAND.value) & country
    above, below, value = (_numbers(figures[name]) for name in ("numerator", "denominator", "value"))
    statistic = figures["statistic"]
    share = _equal(statistic, Statistic.PERCENTAGE.value)
    counted = _equal(statistic, Statistic.COUNT.value)
    small_below = ~np.isnan(below) & (below < LEAST_SHOWN)
    hidden = ~shown_whole & (small_below | ((share | counted) & ~np.isnan(above) & (above < LEAST_SHOWN)))
    value = np.select(
        [counted & shown_whole, counted, share & shown_whole, share],
        [value, _nearest(value), _decimals(value, _ENGLAND_PERCENT + 2), _decimals(value, _BELOW_PERCENT + 2)],
        _decimals(value, _MEAN),
    )
    of_counts = share | counted
    columns = {
        "numerator": np.where(shown_whole, above, np.where(of_counts, _shown(above), np.nan)),
        "denominator": np.where(shown_whole, below, _shown(below)),
        "value": np.where(hidden, np.nan, value),
    }
    for name, numbers in columns.items():
        place = figures.schema.get_field_index(name)
        figures = figures.set_column(place, FIGURES.field(name), pa.array(numbers, pa.float64(), from_pandas=True))
    return figures


def _equal(column: pa.ChunkedArray, text: str) -> Marks:
    marks: Marks = pc.equal(column, text).to_numpy()
    return marks


def _numbers(column: pa.ChunkedArray) -> Numbers:
    """The numbers of a column; NULL is not a number."""
    return np.asarray(column.to_numpy(), np.float64)


def _nearest(counts: Numbers) -> Numbers:
    """To the nearest multiple of 5, halves upwards."""
    return np.floor(counts / ROUNDED_TO + 0.5) * ROUNDED_TO


def _shown(counts: Numbers) -> Numbers:
    return np.where(counts < LEAST_SHOWN, np.nan, _nearest(counts))


def _decimals(values: Numbers, places: int) -> Numbers:
    """Rounded half away from nought, as the scripts' engine does."""
    scale = 10.0**places
    whole = np.floor(np.abs(values) * scale + 0.5 + 1e-9)
    return np.sign(values) * whole / scale
