"""How long after treatment began cases first score below the line, where care may end before."""

from __future__ import annotations

from caseness.checks.finding import Answer, Chapter, Verdict
from caseness.checks.outcomes.over_weeks import (
    by_intensity,
    by_problem,
    by_problem_charts,
    curves,
    estimates,
    table,
    weeks_followed,
)
from caseness.checks.registry import check
from caseness.disclosure import people
from caseness.errors import CannotRun
from caseness.outcomes.durations import until_below
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.wording import percent, percent_range

_BY_PROBLEM = 12  # weeks, at the most
_SHOWN = (2, 4, 6, 8, 12, 16, 20, 26, 39, 52)  # weeks after treatment began


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=23)
def time_to_below_the_line(records: Records) -> Answer:
    """How long after treatment began do cases first score below the line?"""
    found = until_below(pathways_of(records))
    if found is None:
        raise CannotRun("the extract has no scores", settled_by="an extract with scores and contacts")
    groups, problems = by_intensity(found), by_problem(found)
    too_few = f"too few cases that began treatment in the extract are followed for {_SHOWN[0]} weeks"
    weeks = weeks_followed(groups[0], _SHOWN, too_few)
    at, all_ = weeks[-1], groups[0]
    share, low, high = all_.at(at)
    early = max((week for week in weeks if week <= _BY_PROBLEM), default=at)
    before = float(all_.other.share[at - 1])
    return Answer(
        short="Time to the first score below the line",
        answer=(
            f"Within {at} weeks of their first treatment contact {percent(share, all_.number)} of {people(all_.number)} cases "
            f"were below both lines once (95%: {percent_range(low, high, all_.number)}). For {percent(before, all_.number)} care "
            "ended before they were."
        ),
        verdict=Verdict.DESCRIBED,
        condition="cases whose treatment began in the months of the extract",
        estimates=(
            *estimates("first below both lines", groups, weeks),
            *estimates("first below both lines", problems, [early]),
        ),
        charts=(
            curves(
                "Cases that have been below both lines once, by weeks of treatment",
                "Of cases who began treatment",
                "Those still in care when the extract ends are followed as long as they can be. Care may end before.",
                groups,
                weeks,
            ),
            *by_problem_charts("Below both lines once", problems, early),
        ),
        caveats=(
            "Scores vary from day to day. The more often somebody is asked, the sooner a good day is among the answers; so it "
            "is no recovery, and happens to more than those who end below.",
            "High intensity is known only once it was given: those who stay longer have more time to get it. The groups are "
            "not alike, and their difference is no effect of therapy.",
            "Only days on which both questionnaires were filled in count.",
        ),
        method=(
            "Weeks from the first treatment contact to the first day on which both questionnaires lay below their lines, of "
            "cases by the first score. The end of care before that is a competing end; lost to sight as the extract ends. "
            "Aalen and Johansen on weekly counts from the engine; interval (95%) on the scale of log(−log)."
        ),
        sources=("Aalen and Johansen 1978, Scandinavian Journal of Statistics 5: 141-150",),
        tables=(
            table(
                "time-to-below-the-line",
                "Cases that have been below both lines once, by weeks after the first treatment contact",
                "Below both once",
                "Care ended before",
                [*groups, *problems],
                weeks,
            ),
        ),
    )
