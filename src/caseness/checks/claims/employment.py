"""Claims on employment and on paying for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import ENTERED, if_published
from caseness.checks.claims.stated import at_least, at_most, fewer_than, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, cited, from_inputs, from_published, missing, share, value
from caseness.checks.estimating import monthly_source
from caseness.checks.finding import Unit
from caseness.checks.flow import twelve_months
from caseness.checks.inputs import use
from caseness.vocabulary.period import year_of
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from caseness.sources.published import Published

_EVENT_STUDY = (
    "The study follows those who finished, before and after, without a group that was not treated.",
    "Its effects are the largest of any year; in other years they are smaller.",
)


@from_inputs("C107")
def pays_for_itself() -> Trial:
    """The measured effect on employment, against the share that the break-even stated for the programme needs."""
    needed, effect, seekers = use("break_even_into_work", "effect_on_employment", "effect_on_seekers")
    return Trial(
        what="More in paid employment",
        saying="Paid employment rises by {figure} {of}",
        stated=at_least(needed.value),
        as_stated=(cited("of all who finished, seven years on", effect),),
        otherwise=(cited("of those seeking work, four years on", seekers),),
        also=f"The break-even stated for the programme needs {percent(needed.value, decimals=0)} of all treated.",
        fails="measured effect is below the break-even stated for it",
        caveats=(
            *_EVENT_STUDY,
            "Savings in health care and higher pay are not counted here; the chapter on spending has the full model.",
        ),
        method="Effect on paid employment of the event study, against the break-even share stated in 2024.",
    )


@from_inputs("C112")
def does_not_change_employment() -> Trial:
    """Not at all is no effect; the same study's effects are set against it."""
    effect, seekers = use("effect_on_employment", "effect_on_seekers")
    return Trial(
        what="More in paid employment",
        saying="Paid employment rises by {figure} {of}",
        stated=figure(0, 0.01),
        as_stated=(cited("of all who finished, seven years on", effect),),
        otherwise=(cited("of those seeking work, four years on", seekers),),
        also=f"Of those seeking work, {points(seekers.value)} four years on.",
        fails="a small effect is measured; uncontrolled",
        caveats=_EVENT_STUDY,
        method="Effect on paid employment of the event study; no effect is below half a point.",
    )


@from_inputs("C109")
def could_leave_benefits() -> Trial:
    """The product, and the same with the employment shares the claim cites."""
    clients, share_, unemployed, sick = use("clients_planned", "could_leave_benefits", "unemployed", "long_term_sick")
    product = clients.value * share_.value
    both = unemployed.value + sick.value
    return Trial(
        what="People",
        saying="{figure} people could in principle leave benefits, {of}",
        stated=figure(0.3e6, 0.1e6),
        as_stated=(value("as 20% of 1.5 million", product, level=None, inputs=(clients, share_)),),
        otherwise=(
            value(
                f"as {percent(both)} of 1.5 million",
                clients.value * both,
                level=None,
                inputs=(clients, unemployed, sick),
            ),
        ),
        also=f"With the shares cited, {percent(both)}, it is {count(round(clients.value * both))}.",
        untold="arithmetic right; shares not seen in the study cited",
        caveats=("1.5 million is a planned number.", "The shares come from 19 services, as cited."),
        method="Number × share.",
    )


@from_inputs("C110")
def attendance_leaves() -> Trial:
    """Both products in turn; then with the shares cited, and without the step that those who entered have passed."""
    clients, share_, attend, again, unemployed, sick = use(
        "clients_planned", "could_leave_benefits", "attend", "attend_again", "unemployed", "long_term_sick"
    )
    first = clients.value * share_.value * attend.value
    second = first * again.value
    cited_share = clients.value * (unemployed.value + sick.value) * attend.value * again.value
    return Trial(
        what="People",
        saying="{figure} people are left, {of}",
        stated=figure(104_400, 100),
        as_stated=(
            value("attending more than once", second, level=None, inputs=(clients, share_, attend, again)),
            value("attending", first, level=None, stated=figure(0.18e6, 0.01e6), inputs=(clients, share_, attend)),
        ),
        otherwise=(
            value(
                "attending more than once, with the shares cited",
                cited_share,
                level=None,
                inputs=(clients, attend, again, unemployed, sick),
            ),
            value(
                "attending more than once, without the first step",
                second / attend.value,
                level=None,
                inputs=(clients, share_, again),
            ),
        ),
        also=f"With the shares cited it is {count(round(cited_share))}; without the first step, "
        f"{count(round(second / attend.value))}.",
        untold="arithmetic right; the attendance step may count twice",
        caveats=(
            "1.5 million already means people who entered treatment, so attendance may be counted twice.",
            "One place gives 104,440, a slip of typing.",
        ),
        method="1.5 million × 20% × 60% × 58%.",
    )


@from_inputs("C111")
def fewer_than_100_000() -> Trial:
    """No share is given of those to be excluded; the number before exclusions stands beside."""
    given = use("clients_planned", "could_leave_benefits", "attend", "attend_again")
    before = given[0].value * given[1].value * given[2].value * given[3].value
    return Trial(
        what="People before anyone is excluded",
        saying="{figure} people are counted before anyone is excluded, {of}",
        stated=fewer_than(100_000),
        as_stated=(missing("people left after exclusions"),),
        beside=(value("as the claim counts them", before, level=None, inputs=given),),
        also=f"Excluding {percent(1 - 100_000 / before)} of them would be enough.",
        untold="no share is given of those to be excluded",
        caveats=("The claim gives a direction, no shares.",),
        method="The number of the claim before, and the share to be excluded.",
    )


@from_published("C114")
def a_minority(published: Published) -> Trial:
    """Employment at the start is not published; those recorded as leaving sick pay are, to March 2022."""
    unemployed, sick = use("unemployed", "long_term_sick")
    out_of_work = value(
        "out of work or long-term sick at the start, as cited",
        unemployed.value + sick.value,
        Unit.PROPORTION,
        level=None,
        inputs=(unemployed, sick),
    )
    return Trial(
        what="Share of clients",
        saying="{figure} {of}",
        stated=fewer_than(0.5),
        as_stated=(missing("clients out of work at the start"),),
        otherwise=(if_published("who entered treatment, 2021/22", lambda: _off_sick_pay(published)), out_of_work),
        also="Employment at the start is not among the figures read.",
        untold="employment at the start is not published here",
        caveats=("The count is uncontrolled, and of those who did leave, not of those who could.",),
        method="Recorded as off sick pay ÷ those who entered treatment, twelve monthly England counts.",
        sources=(monthly_source(year_of(2021)),),
    )


def _off_sick_pay(published: Published) -> Reading:
    year, counts = twelve_months(published, 2021, "off_sick_pay", ENTERED)
    clause = "for those recorded as leaving sick pay, 2021/22"
    return share(
        f"who entered treatment recorded as leaving sick pay, {year}",
        counts["off_sick_pay"],
        counts[ENTERED],
        year,
        clause=clause,
    )


@from_inputs("C108")
def unemployed_and_sick() -> Trial:
    """Both shares as cited, and their sum."""
    unemployed, sick = use("unemployed", "long_term_sick")
    return Trial(
        what="Share of clients",
        saying="{figure} of clients {of}",
        stated=figure(0.168, 0.001),
        as_stated=(
            cited("are unemployed at the start, as cited", unemployed),
            cited("are long-term sick at the start, as cited", sick, stated=figure(0.069, 0.001)),
        ),
        also=f"Together {percent(unemployed.value + sick.value)}.",
        untold="the study’s abstract does not give them",
        caveats=("Nineteen services are not England.",),
        method="Shares as a critic cites them; employment at the start is not among the figures read.",
    )


@from_inputs("C113")
def no_more_than_counselling() -> Trial:
    """What earlier counselling did to work is in no study at hand; the effect after the service stands beside."""
    effect, seekers = use("effect_on_employment", "effect_on_seekers")
    return Trial(
        what="More in paid employment",
        stated=at_most(0),
        as_stated=(missing("after the service, less after the counselling of earlier years"),),
        beside=(
            cited("of all who finished with the service, seven years on", effect),
            cited("of those seeking work, four years on", seekers),
        ),
        also="What counselling did before is not known, and the study of the service sets nobody beside it.",
        untold="no study of earlier counselling and work is at hand",
        caveats=(
            *_EVENT_STUDY,
            "The controlled study of a demonstration site compared services, and told costs and health, not work or pay.",
        ),
        method="Effect on paid employment of the event study; the other side of the comparison is lacking.",
    )


@from_inputs("C115")
def cure_for_unemployment() -> Trial:
    """How much work the case of 2007 rested on, by its own figures; what was announced is in documents not read here."""
    cost, benefit = use("cost_per_course_first", "benefit_a_month_first")
    months = cost.value / benefit.value
    needed = "month more in work for each person treated, by the case of 2007"
    return Trial(
        what="Work that its case counts on",
        stated=more_than(0),
        as_stated=(missing("in the announcements of the programme"),),
        beside=(value(needed, months, Unit.RATIO, level=None, inputs=(cost, benefit)),),
        also="At that it pays for itself. Whether the announcements promised it is in documents not read here.",
        untold="its case rested on work; announcements were not read",
        caveats=(
            "That a case counts benefits saved does not make it a promise to end unemployment.",
            "What ministers said when it began was not seen.",
        ),
        method="Cost of a course ÷ cost of a person on incapacity benefit a month, both as the case of 2007 gives them.",
    )
