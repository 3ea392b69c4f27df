"""Sessions of internet-enabled therapy: weekly logs of programmes worked through online, beside attended appointments."""

from __future__ import annotations

from caseness.checks.estimating import monthly_source, months_between, share, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.flow import financial_years
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level
from caseness.wording import count, percent

_SESSIONS = "internet_enabled_therapy_sessions"
_ATTENDED = ("appts_attended", "appts_attended_late")
_COMPUTER = ("guide_self_help_comp_appts", "non_guide_self_help_comp_appts")
_MEASURES = (_SESSIONS, *_ATTENDED, *_COMPUTER)


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=85)
def internet_enabled_therapy(published: Published) -> Answer:
    """How many sessions of internet-enabled therapy are there, and are they growing?"""
    years = financial_years(published, *_MEASURES)
    if not years:
        raise lacking(_MEASURES, Frequency.MONTH, Level.ENGLAND)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    part, before = (
        share(
            "sessions of internet-enabled therapy, of them and attended appointments",
            row[_SESSIONS],
            row[_SESSIONS] + _sum(row, _ATTENDED),
            year,
            chance=False,
        )
        for year, row in ((last, now), (first, then))
    )
    since = f", {'up' if now[_SESSIONS] > then[_SESSIONS] else 'down'} from {count(then[_SESSIONS])} in {first}"
    monthly = published.england(_SESSIONS, frequency=Frequency.MONTH, publication="monthly")
    months = months_between(next(iter(monthly)), list(monthly)[-1])
    return Answer(
        short="Internet-enabled therapy",
        answer=(
            f"{count(now[_SESSIONS])} sessions of internet-enabled therapy are counted in {last}"
            f"{since if first != last else ''}. They are {percent(value_of(part))} of these sessions and attended "
            "appointments together."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"weekly logs, each counted as one session, {last}",
        estimates=(
            tally("sessions of internet-enabled therapy", now[_SESSIONS], last),
            tally("sessions of internet-enabled therapy", then[_SESSIONS], first),
            tally("appointments of self-help by computer", _sum(now, _COMPUTER), last),
            tally("attended appointments", _sum(now, _ATTENDED), last),
            part,
            before,
        ),
        figures=(
            FigureBlock(
                label="Internet-enabled sessions",
                estimate=part,
                of_whom=f"{count(now[_SESSIONS])} of {count(part.denominator or 0)} sessions and attended appointments, {last}",
                reference=Reference(value=value_of(before), label=str(first)) if first != last else None,
            ),
        ),
        charts=histories(
            "Sessions of internet-enabled therapy",
            "England",
            months,
            [monthly.get(month, {}).get(_SESSIONS) for month in months],
            unit="",
        ),
        caveats=(
            "A session is one weekly log that was completed, however long or short; minutes are not in these files.",
            "The log exists since version 2 of the data set; services that do not send it have no sessions.",
            "Falling counts can be a programme that was given up, or one whose logs stopped coming.",
            CHANCE_ALONE,
        ),
        method=(
            "England’s monthly counts, twelve months summed: sessions M343; attended appointments M086 and M087. Beside them "
            "the appointments recorded as self-help by computer, with guidance (M092) or without (M093)."
        ),
        sources=(monthly_source(*years),),
        tables=(
            Table(
                name="internet-enabled",
                caption="Internet-enabled therapy, England by year",
                columns=(
                    Column(key="year", title="Year"),
                    Column(key="sessions", title="Sessions", unit=Unit.COUNT),
                    Column(key="attended", title="Attended appointments", unit=Unit.COUNT),
                    Column(key="share", title="Sessions, of both", unit=Unit.PROPORTION),
                    Column(key="self_help_computer", title="Self-help by computer, appointments", unit=Unit.COUNT),
                ),
                rows=tuple(_row(str(year), row) for year, row in years.items()),
            ),
        ),
        settles=("C31",),
    )


def _sum(row: dict[str, float], measures: tuple[str, ...]) -> float:
    return sum(row[measure] for measure in measures)


def _row(year: str, row: dict[str, float]) -> tuple[Cell, ...]:
    attended = _sum(row, _ATTENDED)
    return (year, row[_SESSIONS], attended, row[_SESSIONS] / (row[_SESSIONS] + attended), _sum(row, _COMPUTER))
