"""The claim on one provider's recovery rate, against its published rows and those of all providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.checks.claims.counts import FINISHED, NOT_CASES, RECOVERED
from caseness.checks.claims.stated import figure
from caseness.checks.claims.trial import Reading, Trial, from_published, share
from caseness.checks.estimating import annual_source
from caseness.errors import CannotRun
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import year_of
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from caseness.sources.published import Published

_THOUGHT_TO_RUN_IT = "RW4"  # Mersey Care NHS Foundation Trust; that it ran the service then is not verified
_YEARS = (2018, 2019)  # the claim's 12 months to October 2019 lie in both
_ENOUGH = 100
_IMPROVED = "reliable_improvement"


@from_published("C04")
def one_service_87(published: Published) -> Trial:
    """The provider's rates in both years, its reliable improvement, and the highest recovery rate of any provider."""
    by_year = {start: _providers(published, start) for start in _YEARS}
    own = [_own(rows) for rows in by_year.values()]
    highest = max((row for rows in by_year.values() for row in rows), key=_rate)
    return Trial(
        what="Recorded as recovered",
        saying="{figure} {of} were recorded as recovered",
        stated=figure(0.87, 0.01),
        as_stated=(_recovery("cases who finished with the provider thought to run it", own[-1]),),
        otherwise=(
            _recovery("cases who finished with it", own[0]),
            *(_improvement("who finished with it reliably improved", row) for row in own),
            _recovery("cases who finished with the provider of the highest rate", highest),
        ),
        also=f"No provider with {_ENOUGH} or more cases has more than {percent(_rate(highest), decimals=0)} in either "
        f"year ({listed([count(len(rows)) for rows in by_year.values()])} providers).",
        fails="no published definition reaches it, for any provider",
        caveats=(
            "That this provider ran the service in these months is not verified.",
            "Recovery among those discharged as having completed by agreement is not published; it may be higher.",
            "The claim’s 12 months lie across two published years, whose counts are rounded to 5.",
        ),
        method="Recovered ÷ (finished − not cases), published rounded counts, providers with 100 or more cases.",
        sources=(annual_source(*(year_of(start) for start in _YEARS)),),
    )


def _providers(published: Published, start_year: int) -> list[dict[str, Any]]:
    names = (RECOVERED, FINISHED, NOT_CASES, _IMPROVED)
    cells = published.cells(
        {name: (name, Statistic.COUNT) for name in names}, frequency=Frequency.YEAR, level=Level.PROVIDER
    )
    year = year_of(start_year)
    known = cells[RECOVERED].notnull() & cells[FINISHED].notnull() & cells[NOT_CASES].notnull()
    rows = published.fetch(cells.filter(cells.period_start == year.start, known).order_by(_.org_code))
    enough = [row for row in rows if _cases(row) >= _ENOUGH]
    if not any(row["org_code"] == _THOUGHT_TO_RUN_IT for row in enough):
        raise CannotRun(f"no annual provider figures for {year}", settled_by=f"the annual files of {year}")
    return enough


def _own(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return next(row for row in rows if row["org_code"] == _THOUGHT_TO_RUN_IT)


def _cases(row: dict[str, Any]) -> float:
    return float(row[FINISHED] - row[NOT_CASES])


def _rate(row: dict[str, Any]) -> float:
    return float(row[RECOVERED] / _cases(row))


def _recovery(name: str, row: dict[str, Any]) -> Reading:
    year = year_of(row["period_start"].year)
    return share(f"{name}, {year}", row[RECOVERED], _cases(row), year, level=Level.PROVIDER, org_code=row["org_code"])


def _improvement(name: str, row: dict[str, Any]) -> Reading:
    year = year_of(row["period_start"].year)
    return share(f"{name}, {year}", row[_IMPROVED], row[FINISHED], year, level=Level.PROVIDER, org_code=row["org_code"])
