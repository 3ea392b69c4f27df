"""The invented geography: regions, ICBs, Sub-ICBs, providers, small areas and practices, none of them real.

Codes have the shapes of the data set's fields: a region is two characters after the prefix of made-up organisations
(letter Y and a digit), an ICB a letter and a digit, a Sub-ICB a digit and a letter, a provider two letters, a practice a
letter and two digits. LSOAs begin with E99, which no area of England does.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Organisations
from caseness.vocabulary.made_up import MADE_UP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Index, Real, Texts

DECILES = 10
_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationParameters:
    """The entries of ``parameters/organisations.toml``."""

    regions: int
    icbs: int
    sub_icbs: int
    providers: int
    fewest_providers: int
    referrals_per_provider: int
    size_shape: float
    quality: float
    pace: float
    pace_tails: float
    gap: float
    retention: float
    areas_per_decile: int
    tilt: float
    practices: int
    merged: float
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]


def invent(plan: Plan) -> Organisations:
    """The organisations of a plan: the same for every block. Few referrals get few providers, so that each has some."""
    numbers = read(OrganisationParameters, "organisations")
    rng = stream(plan.seed, plan.referrals, 0, "organisations")
    wanted = plan.referrals // numbers.referrals_per_provider
    providers = int(np.clip(wanted, numbers.fewest_providers, numbers.providers))
    sub_icbs = max(numbers.regions, round(numbers.sub_icbs * providers / numbers.providers))
    icbs = max(numbers.regions, round(numbers.icbs * providers / numbers.providers))
    names = _names(rng, numbers, numbers.regions + icbs + sub_icbs + providers)
    regions_named, icbs_named, sub_icbs_named, providers_named = np.split(
        names, np.cumsum([numbers.regions, icbs, sub_icbs])
    )
    ranks = _ranks(providers)
    size = rng.permutation(special.gammaincinv(numbers.size_shape, ranks)).astype(np.float32)
    size /= size.sum()
    areas = sub_icbs * DECILES * numbers.areas_per_decile
    provider_code = _codes("PRTVWX", ascii_uppercase, providers)
    sub_icb_code = _codes("01234", ascii_uppercase, sub_icbs)
    return Organisations(
        region_code=_codes("Y", "1234567", numbers.regions),
        region_name=_called(regions_named, "Region"),
        icb_code=_codes("QRSTU", "0123456789", icbs),
        icb_name=_called(icbs_named, "ICB"),
        icb_region=_spread_over(icbs, numbers.regions),
        sub_icb_code=sub_icb_code,
        sub_icb_name=_called(sub_icbs_named, "Sub-ICB Location"),
        sub_icb_icb=_spread_over(sub_icbs, icbs),
        sub_icb_tilt=rng.permutation(numbers.tilt * special.ndtri(_ranks(sub_icbs))).astype(np.float32),
        provider_code=provider_code,
        provider_name=_called(providers_named, "Talking Therapies"),
        provider_sub_icb=rng.permutation(_spread_over(providers, sub_icbs)),
        size=size,
        quality=_spread(rng, numbers.quality * special.ndtri(ranks), size),
        pace=np.exp(_spread(rng, numbers.pace * special.stdtrit(numbers.pace_tails, ranks), size)),
        gap=np.exp(_spread(rng, numbers.gap * special.ndtri(ranks), size)),
        retention=_spread(rng, numbers.retention * special.ndtri(ranks), size),
        lsoa_code=np.array([f"E99{number:06}" for number in range(1, areas + 1)]),
        lsoa_sub_icb=_spread_over(areas, sub_icbs),
        lsoa_decile=(np.arange(areas) // numbers.areas_per_decile % DECILES + 1).astype(np.int8),
        practice_code=_practices(sub_icbs * numbers.practices),
        practice_sub_icb=_spread_over(sub_icbs * numbers.practices, sub_icbs),
        successor_of=_merged(rng, _codes("N", ascii_uppercase, providers), provider_code, numbers.merged),
        commissioner_successor_of=_merged(
            rng, _codes("56789", ascii_uppercase, sub_icbs), sub_icb_code, numbers.merged
        ),
    )


def postcodes(areas: int) -> list[str]:
    """A postcode for each small area, of the form of real ones, in ZZ, where no real one is.

    ZZ99, which the Organisation Data Service uses for people without an address, is left out.
    """
    return [
        f"ZZ{_DISTRICTS[number // _UNITS % len(_DISTRICTS)]} {number // _UNITS // len(_DISTRICTS) % 10}"
        f"{_INWARD[number // len(_INWARD) % len(_INWARD)]}{_INWARD[number % len(_INWARD)]}"
        for number in range(areas)
    ]


_DISTRICTS = range(10, 99)
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # the letters a postcode may end in
_UNITS = len(_INWARD) ** 2


def _codes(firsts: str, seconds: str, number: int) -> Texts:
    """The first codes of one kind: the prefix and two characters."""
    return np.array([f"{MADE_UP}{first}{second}" for first in firsts for second in seconds][:number])


def _practices(number: int) -> Texts:
    letters = [divmod(place, _DIGITS * _DIGITS) for place in range(number)]
    return np.array([f"{MADE_UP}{ascii_uppercase[letter]}{rest:02}" for letter, rest in letters])


def _names(rng: np.random.Generator, numbers: OrganisationParameters, wanted: int) -> Texts:
    """As many invented places as wanted; the later ones have two parts."""
    places = [beginning + ending for beginning in numbers.beginnings for ending in numbers.endings]
    shuffled = [places[place] for place in rng.permutation(len(places))]
    double = [f"{first} and {second}" for first, second in itertools.pairwise(shuffled)]
    return np.array((shuffled + double)[:wanted])


def _called(names: Texts, kind: str) -> Texts:
    return np.array([f"{name} {kind} (synthetic)" for name in names])


def _spread_over(number: int, parents: int) -> Index:
    """``number`` rows spread evenly and in order over ``parents``."""
    return (np.arange(number, dtype=np.int64) * parents // number).astype(np.int32)


def _ranks(number: int) -> NDArray[np.float64]:
    """Evenly spaced shares below which values of a distribution lie, so that its spread is met however few there are."""
    ranks: NDArray[np.float64] = (np.arange(number) + 0.5) / number
    return ranks


def _spread(rng: np.random.Generator, values: NDArray[np.float64], size: Real) -> Real:
    """The values in random order, with a mean of nought over all referrals: no luck of the great providers moves England."""
    shuffled = rng.permutation(values)
    spread: Real = (shuffled - np.average(shuffled, weights=size)).astype(np.float32)
    return spread


def _merged(rng: np.random.Generator, former: Texts, present: Texts, share: float) -> dict[str, str]:
    """Former codes, each with the present one that took its place."""
    number = min(len(former), max(1, round(share * len(present))))
    heirs = rng.choice(present, number, replace=False)
    return {str(old): str(heir) for old, heir in zip(former[:number], heirs, strict=True)}
