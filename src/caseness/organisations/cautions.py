"""What to be careful of before reading one organisation's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import share, tally
from caseness.organisations.counted import FEW, share_limits
from caseness.organisations.equity import NOT_KNOWN
from caseness.organisations.lines import month_year
from caseness.organisations.profile import Caution, CautionKind
from caseness.organisations.reading import ENGLAND, PRINTED
from caseness.vocabulary import Level
from caseness.vocabulary.organisations import SuccessionKind, name_of, successions
from caseness.vocabulary.period import Period, month_of, year_of
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from caseness.organisations.counted import Counted
    from caseness.organisations.profile import Key
    from caseness.organisations.reading import Figures

_NAMED = 4  # periods named one by one; more are counted
_FULL_YEAR = 12
_DIFFER = 0.02  # of the annual count; a smaller difference to its months is ordinary
_FINISHED = "finished_course_treatment"
_ASKED = {
    "problem_descriptor": "the problem",
    "ethnic_group": "ethnic group",
    "sexual_orientation": "sexual orientation",
    "long_term_condition_status": "long-term condition",
    "indices_of_deprivation_decile": "deprivation of the area",
}
_WORTH_SAYING = 0.05  # of referrals; a smaller share not known is left out


def cautions(figures: Figures, key: Key, *, ended: bool) -> tuple[Caution, ...]:
    """Every caution that applies, in the order of `CautionKind`."""
    return tuple(
        caution
        for make in (_ended, _succession, _missing, _contradictory, _suppressed, _not_known, _revised)
        for caution in make(figures, key)
        if ended or caution.kind is not CautionKind.ENDED
    )


def _ended(figures: Figures, key: Key) -> Iterator[Caution]:
    yield Caution(CautionKind.ENDED, f"Its figures end with {_spelt(figures.spans[key].last)}.")


def _spelt(period: Period) -> str:
    return f"{period.start:%B %Y}" if period.is_month else str(period)


def _succession(figures: Figures, key: Key) -> Iterator[Caution]:
    """Other services that came in, and where its own went, each with its month."""
    if key[0] is not Level.PROVIDER:
        return
    for step in successions():
        if step.kind is SuccessionKind.RENAMED:
            continue
        month = _spelt(_month(step.from_month))
        if step.successor_code == key[1]:
            came = name_of(Level.PROVIDER, step.org_code, step.name)
            text = f"The service of {came} ({step.org_code}) came in in {month}: before and after are not one series."
            yield Caution(CautionKind.SUCCESSION, text)
        elif step.org_code == key[1]:
            went = name_of(Level.PROVIDER, step.successor_code, step.successor_name)
            verb = "goes on under the code" if step.kind is SuccessionKind.RECODED else "goes on under"
            text = f"From {month} its service {verb} {went} ({step.successor_code})."
            yield Caution(CautionKind.SUCCESSION, text)


def _month(year_and_month: str) -> Period:
    year, month = (int(part) for part in year_and_month.split("-"))
    return month_of(year, month)


def _missing(figures: Figures, key: Key) -> Iterator[Caution]:
    """Months and years in which England has figures and this organisation, between its first and last, none."""
    months = _between(figures.seen.get(key, set()), figures.seen.get(ENGLAND, set()))
    if months:
        text = f"No figures for {_periods(months, 'months')}, though there are some before and after."
        yield Caution(
            CautionKind.MISSING, text, (tally("months without figures", len(months), level=key[0], org_code=key[1]),)
        )
    years = _between(set(figures.annual.get(key, {})), set(figures.annual.get(ENGLAND, {})))
    if years:
        yield Caution(CautionKind.MISSING, f"Not in the annual statistics of {_periods(years, 'years')}.")
    april, year = month_year(figures, key), figures.latest_year(key)
    if april is not None and (at_hand := figures.months[key][april].months) < _FULL_YEAR:
        yield Caution(CautionKind.MISSING, f"Monthly figures of {year_of(april)} add up {at_hand} of 12 months.")
    if year is None:
        yield Caution(CautionKind.MISSING, "It is not in the annual statistics at hand: all shares are from months.")


def _between(own: set[Period], england: set[Period]) -> list[Period]:
    return sorted(p for p in england - own if own and min(own) < p < max(own))


def _periods(periods: Sequence[Period], what: str) -> str:
    if len(periods) <= _NAMED:
        return listed([_spelt(period) for period in periods])
    return f"{len(periods)} {what} between {_spelt(periods[0])} and {_spelt(periods[-1])}"


def _contradictory(figures: Figures, key: Key) -> Iterator[Caution]:
    for year, counts in sorted(figures.annual.get(key, {}).items()):
        odd = [name for name in PRINTED if _contradicts(figures, key, year, name)]
        if odd:
            names = listed([name.replace("_", " ") for name in odd])
            text = f"In {year} no true counts give the printed percentage of {names} with its printed counts."
            yield Caution(CautionKind.CONTRADICTORY, text)
        recovered, cases = counts.get("recovery"), counts.get("at_caseness")
        if recovered and cases and (recovered.value or 0) >= FEW and recovered.value == cases.value:
            all_of = count(recovered.value or 0)
            text = (
                f"In {year} all of its cases are recorded as recovered ({all_of} of {all_of}). "
                "It may count, score or treat differently from others."
            )
            yield Caution(CautionKind.CONTRADICTORY, text)


def _cases(counts: dict[str, Counted]) -> Counted | None:
    if _FINISHED not in counts or "not_at_caseness" not in counts:
        return None
    return counts[_FINISHED] - counts["not_at_caseness"]


def _contradicts(figures: Figures, key: Key, year: Period, name: str) -> bool:
    """Whether the limits of a printed percentage and those of its printed counts do not meet."""
    counts = figures.annual[key][year]
    printed = figures.percentages.get(key, {}).get(year, {}).get(name)
    whole = _cases(counts) if name in ("recovery", "reliable_recovery") else counts.get(_FINISHED)
    if printed is None or whole is None or name not in counts or whole.lower <= 0:
        return False
    limits = share_limits(counts[name], whole)
    return limits is None or 100 * limits[0] > printed.upper or 100 * limits[1] < printed.lower


def _suppressed(figures: Figures, key: Key) -> Iterator[Caution]:
    cells, year = figures.cells.get(key), figures.latest_year(key)
    if cells and cells.suppressed and year:
        of = cells.printed + cells.suppressed
        part = share("counts suppressed", cells.suppressed, of, year, level=key[0], org_code=key[1], chance=False)
        text = (
            f"{count(cells.suppressed)} of {count(of)} counts in the annual statistics of {year} "
            f"({percent(cells.suppressed / of)}) are suppressed: between 0 and 4 each."
        )
        yield Caution(CautionKind.SUPPRESSED, text, (part,))


def _not_known(figures: Figures, key: Key) -> Iterator[Caution]:
    year = figures.latest_year(key)
    if key not in figures.by_group or year is None:
        return
    found = [(words, *lacking) for kind, words in _ASKED.items() if (lacking := _lacking(figures, key, kind))]
    if found:
        parts = [f"{words} for {percent(own, of)}{_nation(nation)}" for words, own, of, nation in found]
        text = f"Not known, of referrals in {year}: {listed(parts)}."
        estimates = tuple(
            share(f"{words} not known, of referrals", own * of, of, year, level=key[0], org_code=key[1], chance=False)
            for words, own, of, _nation_share in found
        )
        yield Caution(CautionKind.NOT_KNOWN, text, estimates)


def _nation(share_of_england: float | None) -> str:
    return f" (England {percent(share_of_england)})" if share_of_england is not None else ""


def _lacking(figures: Figures, key: Key, breakdown: str) -> tuple[float, float, float | None] | None:
    """The share of referrals not known, of how many, and England's share; None where it is small or not printed."""
    own = _share_not_known(figures, key, breakdown)
    if own is None or own[0] < _WORTH_SAYING:
        return None
    nation = _share_not_known(figures, ENGLAND, breakdown)
    return (*own, nation[0] if nation else None)


def _share_not_known(figures: Figures, key: Key, breakdown: str) -> tuple[float, float] | None:
    year = figures.latest_year(key)
    cell = figures.by_group.get(key, {}).get((breakdown, NOT_KNOWN), {}).get("referrals_received")
    whole = figures.annual[key][year].get("referrals_received") if year else None
    if cell is None or cell.value is None or whole is None or not whole.value:
        return None
    return min(1.0, cell.value / whole.value), whole.value


def _revised(figures: Figures, key: Key) -> Iterator[Caution]:
    """Where the year and its own twelve months differ by more than rounding and `_DIFFER`."""
    year = figures.latest_year(key)
    months = figures.months.get(key, {}).get(year.start.year) if year else None
    if year is None or months is None or months.months < _FULL_YEAR:
        return
    annual, summed = figures.annual[key][year].get(_FINISHED), months.sums.get(_FINISHED)
    if annual is None or summed is None or annual.value is None or summed.value is None:
        return
    apart = annual.lower > summed.upper or annual.upper < summed.lower
    if apart and abs(annual.value - summed.value) > _DIFFER * annual.value:
        text = (
            f"The annual statistics of {year} have {count(annual.value)} finished courses, the twelve months add up to "
            f"{count(summed.value)}: the two publications never meet in one share here."
        )
        yield Caution(CautionKind.REVISED, text)
