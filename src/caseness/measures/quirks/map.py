"""The Ethnicity and Recovery Map: the twelve months up to the end of the latest month looked at, provider by provider.

Source of what the script does: NHS England's public dashboard scripts, ethnicity and recovery map of November 2023 (MAP);
lines as in the register.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.families import EVERY
from caseness.measures.geography import geography_of
from caseness.measures.quirks.persons import MINORITIES, beside_person
from caseness.measures.quirks.quirk import Both, Kind, Value, quirk
from caseness.measures.quirks.sums import sums
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_CASES = "finished courses, those not at caseness left out"
_MONTHS = 12
_FLAGS = ("received", "entered", "finished", "recovered", "not_at_caseness", "improved")


@quirk("MAP-1")
def every_month_of_a_referral(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Each month's row of a referral is held against the twelve months, whatever its own month, and rows that differ are added
    up: received and not yet treated, treated and not yet finished, and finished are three.

    Correct: one row per referral (MAP:28-94, 107).
    """
    once = _rows(pathways, periods).drop("month").distinct().group_by("pathway")
    told = once.aggregate(
        **{f"{flag}_rows": _[flag].sum() for flag in _FLAGS}, **{flag: _[flag].max() for flag in _FLAGS}
    )
    of = sums(pathways, told, **{name: told[name] for name in told.columns if name != "pathway"})
    figures = {
        "Referrals received in twelve months": ("received", "referrals"),
        "People entering treatment in twelve months": ("entered", "people entering treatment"),
        "Finished courses in twelve months": ("finished", "finished courses"),
    }
    counts = tuple(
        Both.counts(
            name,
            of[f"{flag}_rows"],
            of[flag],
            of=who,
            affected="every provider, the more so the longer its referrals are open",
        )
        for name, (flag, who) in figures.items()
    )
    cases, case_rows = (of[f"finished{rows}"] - of[f"not_at_caseness{rows}"] for rows in ("", "_rows"))
    recovery = Both.shares(
        "Recovery in twelve months",
        (of["recovered_rows"], case_rows),
        (of["recovered"], cases),
        of=_CASES,
        affected="finished courses that were sent again with another provider, category or outcome",
    )
    return (*counts, recovery)


@quirk("MAP-2")
def compared_with_all_white(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Recovery is set against that of White British people, which is looked up by provider alone, where there are three rows:
    White British twice and White once. Which of them is taken is left to chance; here it is the one of all White people.

    Correct: White British. Each course counts once on both sides, England as a whole (MAP:381-401).
    """
    finished = _rows(pathways, periods).filter(_.finished == 1).group_by("pathway")
    courses = finished.aggregate(
        ethnicity=_.ethnicity.max(), recovered=_.recovered.max(), not_case=_.not_at_caseness.max()
    )
    white = codes_for("EthnicCategory", "White")
    groups = {
        "british": [code for code in white if code not in MINORITIES],
        "white": white,
        "minority": MINORITIES,
    }
    case, recovered = courses.not_case == 0, courses.recovered == 1
    members = {name: courses.ethnicity.isin(codes).fill_null(False) for name, codes in groups.items()}
    of = sums(
        pathways,
        courses,
        **{f"{name}_cases": member & case for name, member in members.items()},
        **{f"{name}_recovered": member & recovered for name, member in members.items()},
    )
    rate = {name: (of[f"{name}_recovered"], of[f"{name}_cases"]) for name in groups}
    affected = "every provider for which the row of all White people is taken"
    return (
        Both.shares(
            "Recovery that others are set against", rate["white"], rate["british"], of=_CASES, affected=affected
        ),
        Both(
            name="Recovery of ethnic minorities less that",
            kind=Kind.PROPORTION,
            scripted=_less(rate["minority"], rate["white"]),
            correct=_less(rate["minority"], rate["british"]),
            people=None,
            of=_CASES,
            affected=affected,
        ),
    )


@quirk("MAP-3")
def former_codes_off_the_map(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A provider's place on the map is looked up by the code that was sent, which has none where the provider has merged since.

    Correct: by the successor's code (MAP:105). A referral counts once.
    """
    received = _rows(pathways, periods).filter(_.received == 1).group_by("pathway").aggregate(provider=_.provider.max())
    former = list(geography_of(pathways.records).providers)
    found = sums(pathways, received, placed=~_.provider.isin(former).fill_null(False), all=EVERY)
    return (
        Both.counts(
            "Referrals received in twelve months by providers with a place on the map",
            found["placed"],
            found["all"],
            of="referrals",
            affected="providers that took over others: referrals sent under a former code are not theirs",
        ),
    )


def _less(one: tuple[int, int], other: tuple[int, int]) -> Value:
    first, second = Value.quotient(*one).value, Value.quotient(*other).value
    return Value(None if first is None or second is None else first - second)


def _window(periods: Sequence[Period]) -> tuple[date, date]:
    """The first and the last of the twelve months' days."""
    end = max(period.end for period in periods)
    first = end.year * _MONTHS + end.month - _MONTHS  # months since the year 0, January being 0
    return date(first // _MONTHS, first % _MONTHS + 1, 1), end


def _rows(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """One row per referral and month in which anything of it lies in the twelve months, with a 1 for each thing that does.

    ``ethnicity`` is the category sent with it, NULL where none is.
    """
    begin, end = (ibis.literal(day) for day in _window(periods))
    outcomes = pathways.states.select(
        "completed_treatment", "not_at_caseness", "reliably_improved", was_recovered="recovered", state="pathway"
    )
    months = pathways.referral_months.select(
        "pathway", "month", "state", "provider", "referral_date", "treatment_first_date", "discharge_date"
    )
    rows = months.inner_join(outcomes, "state")

    def one(day: ir.DateValue, *conditions: ir.BooleanValue) -> ir.IntegerValue:
        return ibis.and_(day.between(begin, end).fill_null(False), *conditions).ifelse(1, 0)

    finished = (rows.discharge_date, rows.completed_treatment)
    flagged = rows.select(
        "pathway",
        "month",
        "provider",
        received=one(rows.referral_date),
        entered=one(rows.treatment_first_date),
        finished=one(*finished),
        recovered=one(*finished, rows.was_recovered),
        not_at_caseness=one(*finished, rows.not_at_caseness),
        improved=one(*finished, rows.reliably_improved),
    )
    inside = flagged.filter((_.received == 1) | (_.entered == 1) | (_.finished == 1))
    told = beside_person(inside, pathways)
    return told.select("pathway", "month", "provider", "ethnicity", *_FLAGS)
