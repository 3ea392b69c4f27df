"""Tables of many made providers at once, for the tests that look at one thing that is counted: how each is drawn.

A provider has ``n`` of what its test counts, with a rate of its own; to some providers a wrong is done at a rate. The usual
rates are invented, of the order at which such things occur; a test that holds providers against each other does not know them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from caseness.forensics import evidence as ev
from caseness.forensics.evidence import counting, forms, handling

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MONTHS = 24
WRONGED_MONTHS = 6
"""The last months of a series, to which a wrong that began late is limited."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many ``units`` with how many ``n`` each are drawn, of whom the first ``wronged`` at ``rate``.

    ``spread`` is the standard deviation of log odds between units; ``moved`` whether a supplier of software changes, so that
    records of one month come with the next.
    """

    units: int
    n: int
    random: Generator
    rate: float = 0
    wronged: int = 0
    spread: float = 0
    moved: bool = False

    def done(self) -> Floats:
        """The rate of the wrong at each unit."""
        return np.where(np.arange(self.units) < self.wronged, self.rate, 0.0)

    def rates(self, usual: float, *, wrong: bool = True) -> Floats:
        """Each unit's rate of something usual, with what the wrong adds of the rest."""
        own = expit(logit(usual) + self.spread * self.random.standard_normal(self.units))
        return np.asarray(own + (1 - own) * self.done() if wrong else own)

    def counted(self, rates: Floats, n: int | None = None) -> NDArray[np.int64]:
        """Units × (without, with), of ``n`` each."""
        n = self.n if n is None else n
        some = self.random.binomial(n, rates)
        return np.stack([n - some, some], axis=1)


def _breaches(d: Drawing) -> tuple[ev.Evidence, ...]:
    counts = np.zeros((d.units, len(handling.Breach), 2), np.int64)
    for rule in (handling.Breach.TWO_SCORES, handling.Breach.BEFORE_REFERRAL, handling.Breach.AFTER_DISCHARGE):
        counts[:, rule] = d.counted(d.rates(0.01), -(-d.n // 3))
    return (handling.Breaches(counts),)


def _repeats(d: Drawing) -> tuple[ev.Evidence, ...]:
    counts = np.zeros((d.units, 2, 2, 2, len(handling.Direction), 2), np.int64)
    higher, lower = d.counted(0.5 + d.done() / 2).T
    counts[:, 0, 0, 1, handling.Direction.HIGHER, 0], counts[:, 0, 0, 1, handling.Direction.LOWER, 1] = higher, lower
    return handling.Repeats(counts), _courses_of(d)


def _last_forms(d: Drawing) -> tuple[ev.Evidence, ...]:
    attended, nowhere = d.counted(d.rates(0.10)).T
    counts = np.zeros((d.units, 2, len(handling.Attached), 2), np.int64)
    for place, number in ((handling.Attached.ATTENDED, attended), (handling.Attached.NOTHING, nowhere)):
        counts[:, 0, place, 1] = d.random.binomial(number, 0.5)
        counts[:, 0, place, 0] = number - counts[:, 0, place, 1]
    return handling.LastForms(counts), _courses_of(d)


def _form_pairs(d: Drawing) -> tuple[ev.Evidence, ...]:
    counts = np.zeros((d.units, 2, ev.SCORES, 2), np.int64)
    own = d.spread * d.random.standard_normal(d.units)
    for total, usual in ((3, 0.15), (8, 0.05), (13, 0.02), (18, 0.01)):
        rates = expit(logit(usual) + own)
        counts[:, 0, total] = d.counted(rates + (1 - rates) * d.done(), d.n // 4)
    return (forms.FormPairs(counts),)


def _uniform_forms(d: Drawing) -> tuple[ev.Evidence, ...]:
    counts = np.zeros((d.units, 2, 2), np.int64)
    counts[:, 0] = d.counted(d.rates(0.02))
    return (forms.UniformForms(counts),)


def _alike_forms(d: Drawing) -> tuple[ev.Evidence, ...]:
    provider = expit(logit(0.01) + 0.5 * d.random.standard_normal(d.units))
    own = expit(logit(provider) + d.spread * d.random.standard_normal(d.units))
    tables = np.zeros((4, d.units, ev.SCORES), np.int64)
    tables[0, :, 9], tables[2, :, 9] = d.n, 10 * d.n
    tables[1, :, 9] = d.random.binomial(
        d.n, own + (1 - own) * d.done() ** 2
    )  # both forms of a pair have to be of that hand
    tables[3, :, 9] = d.random.binomial(10 * d.n, provider)
    return forms.AlikeForms(*tables), _courses_of(d)


def _recoveries(d: Drawing) -> tuple[ev.Evidence, ...]:
    return (ev.Courses(np.full(d.units, d.n), d.counted(d.rates(0.5))[:, 1]),)


def _months(d: Drawing) -> tuple[ev.Evidence, ...]:
    cases = d.random.multinomial(d.n, np.full(MONTHS, 1 / MONTHS), d.units)
    if d.moved:
        late = d.random.binomial(cases[:, MONTHS // 2], 0.7)
        cases[:, MONTHS // 2] -= late
        cases[:, MONTHS // 2 + 1] += late
    rates = np.repeat(d.rates(0.5, wrong=False)[:, None], MONTHS, axis=1)
    rates[:, -WRONGED_MONTHS:] += (1 - rates[:, -WRONGED_MONTHS:]) * d.done()[:, None]
    recovered = d.random.binomial(cases, rates)
    return (counting.MonthlyCourses(np.stack([cases - recovered, recovered], axis=2)),)


def _moments(d: Drawing) -> tuple[ev.Evidence, ...]:
    """Sums over ``n`` courses of x, 10 ± 9 points, and y, 4 ± 6, correlated 0.6; a wrong adds 5 points to x."""
    n, units = d.n, d.units
    z1, z2 = d.random.standard_normal((2, units)) / np.sqrt(n)
    a, c = np.sqrt(d.random.chisquare(n - 1, units)), np.sqrt(d.random.chisquare(n - 2, units))
    b = d.random.standard_normal(units)  # the triangle of Bartlett: scatter = L·Lᵀ of independent normals
    s11, s12, s22 = a * a, a * b, b * b + c * c
    sx, sy, together = 9.0, 6.0, 0.6
    apart = np.sqrt(1 - together**2)
    x = 10 + 2 * d.spread * d.random.standard_normal(units) + 5 * d.done() + sx * z1
    y = 4 + sy * (together * z1 + apart * z2)
    xx, xy = sx**2 * s11, sx * sy * (together * s11 + apart * s12)
    yy = sy**2 * (together**2 * s11 + 2 * together * apart * s12 + apart**2 * s22)
    sums = (np.full(units, float(n)), n * x, n * y, xx + n * x * x, xy + n * x * y, yy + n * y * y)
    return (counting.ChangeMoments(np.round(np.stack(sums, axis=1)).astype(np.int64)),)


def _hours(d: Drawing) -> tuple[ev.Evidence, ...]:
    other = d.rates(0.08, wrong=False)
    last = expit(logit(other) + d.spread / 3 * d.random.standard_normal(d.units))
    counts = [d.counted(other, 5 * d.n), d.counted(last + (1 - last) * d.done())]
    return (handling.Hours(np.stack(counts, axis=1)),)


def _denominators(d: Drawing) -> tuple[ev.Evidence, ...]:
    lost, well = d.counted(d.rates(0.5, wrong=False)).T
    hidden = d.random.binomial(lost, d.done())
    out = d.counted(d.rates(0.4, wrong=False), d.n // 10).T
    counts = np.stack([out + np.stack([hidden, 0 * hidden]), np.stack([lost - hidden, well])])
    return (counting.Denominators(np.moveaxis(counts, 2, 0)),)


def _margins(d: Drawing) -> tuple[ev.Evidence, ...]:
    """Each unit an England with ``n`` provider-months; of those one or two recoveries short some are brought up to the target."""
    rates = expit(d.spread * d.random.standard_normal((d.units, d.n)))
    cases = d.random.poisson(150, rates.shape)
    margin = d.random.binomial(cases, rates) - -(-cases // 2)
    brought = (margin < 0) & (margin >= -2) & (d.random.random(margin.shape) < d.done()[:, None])
    places = np.clip(np.where(brought, 0, margin) + counting.MARGINS // 2, 0, counting.MARGINS - 1)
    flat = places + counting.MARGINS * np.arange(d.units)[:, None]
    counts = np.bincount(flat.ravel(), minlength=d.units * counting.MARGINS).reshape(d.units, -1)
    return (counting.TargetMargins(counts),)


def _answer_drops(d: Drawing) -> tuple[ev.Evidence, ...]:
    counts = np.zeros((d.units, forms.ITEMS, 4, 2), np.int64)
    others = d.rates(0.2, wrong=False)
    own = expit(logit(others) + 0.5 + d.spread / 3 * d.random.standard_normal(d.units))
    counts[:, 0, 1] = d.counted(others, 8 * d.n)
    counts[:, forms.ITEMS - 1, 1] = d.counted(own + (1 - own) * d.done())
    return (forms.AnswerDrops(counts),)


def _first_contacts(d: Drawing) -> tuple[ev.Evidence, ...]:
    without, both = d.counted(d.rates(0.08)).T
    counts = np.zeros((d.units, 2, 2), np.int64)
    counts[:, 0, 0], counts[:, 1, 1] = without, both
    return (counting.FirstContacts(counts),)


def _courses_of(d: Drawing) -> ev.Courses:
    return ev.Courses(np.full(d.units, d.n), np.full(d.units, d.n // 2))


DRAWERS: dict[str, Callable[[Drawing], tuple[ev.Evidence, ...]]] = {
    "F01": _breaches,
    "F08": _repeats,
    "F09": _last_forms,
    "F10": _form_pairs,
    "F11": _uniform_forms,
    "F12": _alike_forms,
    "F17": _recoveries,
    "F18": _months,
    "F19": _moments,
    "F20": _hours,
    "F21": _denominators,
    "F22": _margins,
    "F23": _answer_drops,
    "F24": _first_contacts,
}
"""By the test's number, what makes its tables."""

ALONE = ("F08", "F18", "F22")
"""Tests that look at each unit by itself."""
