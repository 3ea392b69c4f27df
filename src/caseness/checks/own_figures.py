"""Assumptions of value for money that a source has figures of its own for: put in the place of those shipped.

A share keeps the width of its range, as that is of what providers do and of what is not known, not of chance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed, Stated, shipped
from caseness.checks.estimating import value_of
from caseness.checks.own_figures_of_records import LEAST, figures_of_records
from caseness.checks.spend.beside_trials import on_the_line_of_trials
from caseness.checks.spend.spend_by_provider_of_records import costed_in
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.sources.records import Records
from caseness.sources.spend_table import SpendTable
from caseness.value.analysis import DRAWS, SEED, YEARS, Analysis
from caseness.value.assumptions import Distribution, default_assumptions
from caseness.value.own import FEWEST, MOST, Own, following
from caseness.value.prices import PRICES
from caseness.vocabulary import Frequency
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from caseness.checks.registry import Source
    from caseness.value.assumptions import Assumption, Assumptions
    from caseness.value.prices import PriceIndex

_ANNUAL = ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery", "reliable_deterioration")
_FLOW = (
    "share_entering",
    "share_finishing",
    "share_at_caseness",
    "recovery_phq9",
    "recovery_official",
    "improved_not_recovered",
    "deteriorated",
    "referrals_a_year",
    "finished_a_year",
)
"""What is real England's flow, and so never stands beside synthetic records."""


def assumed_from(sources: Sequence[Source], *, draws: int = DRAWS, seed: int = SEED, years: int = YEARS) -> Assumed:
    """The assumptions that sources allow, and a run of the model from them.

    They are those shipped, with the figures of the sources in their place, and before both what a file of the user's states.
    There is no run for synthetic records with too few people for a flow of their own. Raises `InputRefused` for a file whose
    figures and those of the sources do not go together.
    """
    files = [one for one in sources if isinstance(one, Stated)]
    views = [one.recording() for one in without_shipped(sources)]
    england = _before(default_assumptions(), files)
    try:
        given = _before(with_figures_of(views, england), files)
    except CannotRun as lack:
        return Assumed(lack, england)
    if not files and not given.replaced and (draws, seed, years) == (DRAWS, SEED, YEARS):
        return shipped()
    queries = dict.fromkeys(query for view in views for query in view.queries)
    return Assumed(Analysis(given, draws=draws, seed=seed, years=years), england, queries=list(queries))


def _before(given: Assumptions, files: Sequence[Stated]) -> Assumptions:
    for file in files:
        given = file.before(given)
    return given


def without_shipped(sources: Sequence[Source]) -> list[Source]:
    """All but the series that comes with the program: it adds nothing, as the figures that are shipped rest on it."""
    return [one for one in sources if not (isinstance(one, Published) and one.embedded)]


def with_figures_of(sources: Sequence[Source], given: Assumptions) -> Assumptions:
    """``given`` with what the sources have: of published statistics first, of records in their place. Raises `CannotRun`."""
    for source in sorted(sources, key=lambda one: isinstance(one, Records)):
        if isinstance(source, Published):
            given = _with(given, _of_published(source), "published statistics")
        if isinstance(source, Records):
            found = figures_of_records(source, given)
            if source.synthetic:
                _test_flow(found)
            given = _with(given, found, "the extract")
            given = _with(given, _spent(source, sources, given.prices), "a table of spending and the extract")
    return given


def _spent(records: Records, sources: Sequence[Source], index: PriceIndex) -> dict[str, Own]:
    """What a finished course cost by a table of spending, where the extract has its providers and months."""
    tables = [one for one in sources if isinstance(one, SpendTable)]
    costed = [each for table in tables for each in costed_in(records, table)]
    finished = sum(each.counted.finished for each in costed)
    if finished < LEAST:
        return {}
    amount = sum(each.pounds(index) for each in costed)
    what = f"{pounds(amount)} over {count(round(finished))} finished courses, said to cover “{tables[0].scope}”"
    return {"cost_per_course": Own(amount / finished, what, exact=True, price_year=PRICES)}


def _test_flow(found: Mapping[str, Own]) -> None:
    if lacking := [key for key in _FLOW if key not in found]:
        raise CannotRun(
            f"too few people for a figure of their own in place of real England’s: {', '.join(lacking)}",
            settled_by="a synthetic extract of more referrals",
        )


def _with(given: Assumptions, found: Mapping[str, Own], name: str) -> Assumptions:
    for key, own in found.items():
        given = given.replacing(_placed(given[key], own, f"{own.what}, from {name}"))
    return given.replacing(*following(given, found, name))


def _placed(row: Assumption, own: Own, source: str) -> Assumption:
    """An assumption moved to a figure of the source, its range with it unless the source gives one."""
    low, high = row.range
    row = replace(row, price_year=own.price_year or row.price_year)
    if own.exact:
        return replace(
            row, value=own.value, low=None, high=None, distribution=Distribution.FIXED, source=source, verified=True
        )
    if row.low is None:
        return replace(row, value=own.value, source=source, verified=True)
    if own.ends:
        low, high = own.ends
        return replace(row, value=own.value, low=low, high=high, source=source, verified=True)
    value = min(max(own.value, FEWEST), MOST)
    ends = max(value - (high - low) / 2, FEWEST), min(value + (high - low) / 2, MOST)
    return replace(row, value=value, low=min(ends[0], value), high=max(ends[1], value), source=source, verified=True)


def _of_published(published: Published) -> dict[str, Own]:
    found: dict[str, Own] = {}
    try:
        years = published.require_england(*_ANNUAL, frequency=Frequency.YEAR)
    except CannotRun:
        return found
    year, row = list(years.items())[-1]
    finished = row["finished_course_treatment"]
    cases = finished - row["not_at_caseness"]
    if not row["recovery"] or not row["reliable_deterioration"]:
        return found
    found["share_at_caseness"] = Own(cases / finished, f"cases of finished courses, England {year}")
    found["recovery_official"] = Own(row["recovery"] / cases, f"official recovery, England {year}")
    found["deteriorated"] = Own(row["reliable_deterioration"] / finished, f"reliable deterioration, England {year}")
    found["referrals_a_year"] = Own(row["referrals_received"], f"referrals received, England {year}")
    found["finished_a_year"] = Own(finished, f"finished courses, England {year}")
    try:
        share = value_of(on_the_line_of_trials(published))
    except CannotRun:
        return found
    what = "outcomes by therapy: means and deviations, approximated as for trials"
    return {**found, "recovery_phq9": Own(share, what)}
