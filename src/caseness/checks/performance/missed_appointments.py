"""What became of the appointments that were made: attended, missed without notice, cancelled by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Role
from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import Answer, Chapter, FigureBlock, Reference, Verdict
from caseness.checks.inputs import use
from caseness.checks.performance.composition import (
    Part,
    by_provider,
    by_year,
    composition,
    middle_nine_tenths,
    over_months,
    shares_of_providers,
    spread_estimates,
)
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published
from caseness.vocabulary import label
from caseness.wording import count, percent, percent_range

if TYPE_CHECKING:
    from caseness.checks.finding import Table
    from caseness.checks.performance.composition import Composition, ProviderShare, Spread
    from caseness.vocabulary.period import Period

_APPOINTMENTS = "appointments"
_ATTENDED, _MISSED = "Attended", "Missed without notice"
_BY_PATIENT, _BY_PROVIDER = "Cancelled by the patient", "Cancelled by the provider"
_PARTS = (
    Part(_ATTENDED, ("appts_attended", "appts_attended_late")),
    Part(_MISSED, ("appts_dna",), Role.SUBJECT),
    Part(_BY_PATIENT, ("appts_cancelled_patient",)),
    Part(_BY_PROVIDER, ("appts_cancelled_provider",), Role.NATION),
    Part(label("appts_late_not_seen"), ("appts_late_not_seen",)),
)
_SHOWN = (_MISSED, _BY_PATIENT, _BY_PROVIDER)
_LEAST = 500  # appointments of a provider in a year


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=70)
def missed_appointments(published: Published) -> Answer:
    """How many appointments are missed or cancelled, and by whom?"""
    made_of = composition(published, _APPOINTMENTS, _PARTS, _APPOINTMENTS)
    first, last = made_of.full_years[0], made_of.full_years[-1]
    now = {part.name: made_of.estimate(part.name, last) for part in _PARTS}
    providers = shares_of_providers(published, "appts_dna", _APPOINTMENTS, last)
    spread = middle_nine_tenths(providers, _LEAST)
    (study,) = use("first_appointments_missed")
    whole = made_of.years[last].whole
    return Answer(
        short="Missed and cancelled",
        answer=(
            f"Of {count(whole)} appointments in {last}, {percent(now[_MISSED].value or 0)} were missed without notice, "
            f"{percent(now[_BY_PATIENT].value or 0)} cancelled by the patient and {percent(now[_BY_PROVIDER].value or 0)} by "
            f"the provider. {percent(now[_ATTENDED].value or 0)} were attended."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"all appointments, first or later, {last}",
        estimates=(
            tally(_APPOINTMENTS, whole, last),
            *now.values(),
            *(made_of.estimate(name, first) for name in _SHOWN),
            *spread_estimates("missed without notice", spread, last),
        ),
        figures=tuple(_block(made_of, name, first, last, spread if name == _MISSED else None) for name in _SHOWN),
        charts=(
            *histories(
                "Missed without notice, of appointments", "England", made_of.every_month, made_of.by_month(_MISSED)
            ),
            over_months(
                made_of,
                f"Cancelled by the patient: {percent(now[_BY_PATIENT].value or 0)} of appointments in {last}",
                "Share of all appointments, England by month. Axis to 15%",
                _SHOWN,
                most=0.15,
            ),
        ),
        caveats=(
            "An appointment cancelled and rebooked counts twice; a person may do so more than once.",
            "An appointment not recorded at all, or recorded only when attended, is in neither count.",
            f"First appointments are not published apart. In one study {percent(study.value, decimals=0)} of them were missed "
            f"({study.citation}).",
            CHANCE_ALONE,
        ),
        method=(
            "England’s monthly counts: M084, M083, M085, M086 with M087, and M088 ÷ M082, all appointments, twelve months "
            "summed. The parts fall short of the whole by appointments without a known outcome. Spread: 5th and 95th "
            f"centile of providers with {_LEAST} appointments or more in the year."
        ),
        sources=(monthly_source(first, last) if first != last else monthly_source(last), study.citation),
        tables=(
            by_year(made_of, "appointments", "Appointments by what became of them, England by year"),
            *([_by_provider(providers, last)] if providers else []),
        ),
        settles=("C20",),
    )


def _block(made_of: Composition, name: str, first: Period, last: Period, spread: Spread | None) -> FigureBlock:
    earlier = made_of.years[first].share(name)
    before = f"; {percent(earlier)} in {first}" if first != last else ""
    providers = f"; middle nine-tenths of providers {percent_range(spread.low, spread.high)}" if spread else ""
    return FigureBlock(
        label=name,
        estimate=made_of.estimate(name, last),
        of_whom=f"of {count(made_of.years[last].whole)} appointments, {last}{before}{providers}",
        reference=Reference(value=earlier, label=str(first)) if first != last else None,
        spread=(spread.low, spread.high) if spread else None,
    )


def _by_provider(providers: list[ProviderShare], year: Period) -> Table:
    return by_provider(
        providers,
        "missed-by-provider",
        f"Appointments missed without notice, by provider, {year}",
        part=_MISSED,
        whole="Appointments",
    )
