"""How soon after a finished course people are referred again, recovered or not."""

from __future__ import annotations

from caseness.checks.finding import Answer, Chapter, Verdict
from caseness.checks.outcomes.over_weeks import (
    by_intensity,
    by_problem,
    by_problem_charts,
    curves,
    estimates,
    group,
    table,
    weeks_followed,
)
from caseness.checks.registry import check
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.outcomes.durations import until_referred_again
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.wording import percent, percent_range

_BY_PROBLEM = 26  # weeks, at the most
_SHOWN = (4, 8, 13, 20, 26, 39, 52, 78, 104)  # weeks after the end


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=25)
def time_to_the_next_referral(records: Records) -> Answer:
    """How soon after a finished course are people referred again?"""
    found = until_referred_again(pathways_of(records))
    if found is None:
        raise CannotRun(
            "the extract does not say whose referrals follow each other", settled_by="an extract with IDS001MPI"
        )
    of_outcome = found.counts.sum(axis=(1, 2))
    recovered = [group("recovered", of_outcome[1]), group("not recorded as recovered", of_outcome[0])]
    groups, problems = by_intensity(found), by_problem(found)
    too_few = f"too few finished courses of the extract are followed for {_SHOWN[0]} weeks after their end"
    weeks = weeks_followed(groups[0], _SHOWN, too_few)
    at, all_ = weeks[-1], groups[0]
    share, low, high = all_.at(at)
    early = max((week for week in weeks if week <= _BY_PROBLEM), default=at)
    shown = [all_, *(one for one in recovered if one.followed(weeks[0])), *groups[1:]]
    return Answer(
        short="Time to the next referral",
        answer=(
            f"Within {at} weeks of the end {percent(share, all_.number)} of {people(all_.number)} who finished a course were "
            f"referred again (95%: {percent_range(low, high, all_.number)})."
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that ended in the months of the extract",
        estimates=(*estimates("referred again", shown, weeks), *estimates("referred again", problems, [early])),
        charts=(
            curves(
                "Referred again, by weeks after a finished course",
                "Of those who finished a course",
                "Each is followed until the extract ends.",
                shown[:3],
                weeks,
            ),
            *by_problem_charts("Referred again", problems, early),
        ),
        caveats=(
            "Not to be referred again is not to be well: people give up, are turned away, move, or go elsewhere. To be referred "
            "again need not be a relapse: some come back for another problem.",
            "A person is recognised within the extract only. In an extract of one provider, referrals to others are not seen.",
            "Deaths and moves are not known, so there is no other end to compete with.",
        ),
        method=(
            "Weeks from the discharge of a finished course to the next referral of the same person at any provider of the "
            "extract; lost to sight as the extract ends. Kaplan and Meier on weekly counts from the engine; interval (95%) on "
            "the scale of log(−log)."
        ),
        sources=(
            "Kaplan and Meier 1958, Journal of the American Statistical Association 53: 457-481",
            "Aalen and Johansen 1978, Scandinavian Journal of Statistics 5: 141-150",
        ),
        tables=(
            table(
                "time-to-the-next-referral",
                "Referred again by weeks after a finished course",
                "Referred again",
                "",
                [*shown, *problems],
                weeks,
            ),
        ),
    )
