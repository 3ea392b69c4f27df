"""Claims on who has studied or audited the service, and on what such studies found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import FINISHED
from caseness.checks.claims.stated import at_most, fewer_than, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, cited, from_inputs, from_published, missing, value
from caseness.checks.estimating import annual_source
from caseness.checks.finding import Estimate, Interval
from caseness.checks.inputs import Input, use
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import Period
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from caseness.sources.published import Published

_KNOWN = "Studies known from their reports; a systematic search may find more."
_TWO_DIAGNOSES = "of 147 awaiting treatment in one service"


@from_inputs("C76")
def never_against_attention() -> Trial:
    """Known comparisons in the service stand beside; that there is no other takes a search."""
    (known,) = use("comparisons_in_the_service")
    return Trial(
        what="Comparisons with patients not yet treated",
        saying="{figure} trials compared the service with patients not yet treated ({of})",
        stated=at_most(0),
        as_stated=(missing("trials of the service against attention or placebo, systematically searched"),),
        beside=(cited("in the service, known here", known),),
        also="One used a waiting list, one began in groups one after another; neither gave attention or placebo.",
        untold="two trials known; neither gave attention or placebo",
        caveats=("A comparison with patients not yet treated does not tell treatment from attention.",),
        method=_KNOWN,
    )


@from_published("C05")
def untested_without_interviews(published: Published) -> Trial:
    """How many were interviewed after treatment in known studies, at the most, for all courses that finished."""
    first, second = use("reinterviewed", "interviewed_in_trial")
    years = published.require_england(FINISHED, frequency=Frequency.YEAR)
    span = Period(min(year.start for year in years), max(year.end for year in years))
    finished = sum(row[FINISHED] for row in years.values())
    each = finished / (first.value + second.value)
    return Trial(
        what="Finished courses for each patient interviewed after treatment",
        saying="There are {figure} finished courses for each patient interviewed after treatment, {of}",
        stated=more_than(0, of="any"),
        as_stated=(missing("recovery by questionnaire beside a blind interview, in a random sample"),),
        beside=(value(f"in known studies, {span}", each, period=span, inputs=(first, second)),),
        also=f"That is {count(finished)} courses, and {count(first.value + second.value)} patients at the most.",
        untold=f"in known studies one patient for {count(round(each, -3))} courses was interviewed",
        caveats=(_KNOWN, "Neither study drew from all who were treated."),
        method="Finished courses of all years at hand ÷ patients of the known studies with interviews after treatment.",
        sources=(annual_source(*years),),
    )


@from_inputs("C09")
def nobody_tracks_diagnoses() -> Trial:
    """Known studies with interviews after treatment; what they leave open is a sample of all who were treated."""
    (known,) = use("studies_with_interviews_after")
    return Trial(
        what="Studies with diagnostic interviews after treatment",
        saying="{figure} studies interviewed patients of the service after treatment ({of})",
        stated=at_most(0),
        as_stated=(cited("known here", known),),
        also="One is a trial of an internet programme; one took clients of an assessor for the courts.",
        untold="two studies known; neither drew from all who were treated",
        caveats=("In one, a single assessor knew of the treatment; in the other, three months is short.",),
        method=_KNOWN,
    )


@from_inputs("C44")
def most_do_not_have_it() -> Trial:
    """Interviews of patients who sought help stand beside; they are not everyone who thinks so."""
    (two,) = use("two_diagnoses")
    return Trial(
        what="Met criteria for two diagnoses or more",
        saying="{figure} {of} met criteria for two diagnoses or more",
        stated=fewer_than(0.5),
        as_stated=(missing("people who think that they have the condition, interviewed"),),
        beside=(cited(_TWO_DIAGNOSES, two),),
        also="They had been referred or had referred themselves, and were interviewed by a standard schedule.",
        untold="most who awaited treatment in one service had a diagnosis",
        caveats=("Fewer than half of those asked took part.", "Most people who think so never reach the service."),
        method="Share as the study’s abstract gives it.",
    )


@from_inputs("C68")
def codes_without_diagnoses() -> Trial:
    """How many have more than one diagnosis stands beside; a code agrees with a diagnosis or not in a comparison only."""
    (two,) = use("two_diagnoses")
    return Trial(
        what="Met criteria for two diagnoses or more",
        saying="{figure} {of} met criteria for two diagnoses or more",
        stated=more_than(0.5),
        as_stated=(missing("courses whose code agrees with a diagnostic interview"),),
        beside=(cited(_TWO_DIAGNOSES, two),),
        also="Outcomes are published by one problem descriptor for each course.",
        untold="no comparison of codes with interviews is at hand",
        caveats=("Guidance can be followed for a problem that nobody has diagnosed by interview.",),
        method="Share as the study’s abstract gives it.",
    )


@from_inputs("C66")
def stepped_care_matters() -> Trial:
    """The number of patients is in the abstract; recovery under each model is in the study."""
    (patients,) = use("stepped_care_patients")
    return Trial(
        what="Patients",
        saying="The study has {figure} patients ({of})",
        stated=figure(16_723, 1),
        as_stated=(
            cited("in one service over four years", patients),
            missing("recovery before and after the model changed"),
        ),
        also="Its abstract reports that recovery went with the model of care.",
        untold="its number is right; recovery under each model was not seen",
        caveats=(
            "Before and after in one service: whatever else changed meanwhile counts as the model.",
            "Those who completed treatment are compared, not all who began.",
        ),
        method="Number of patients as the study’s abstract gives it.",
    )


@from_inputs("C79")
def money_out_of_physical_care() -> Trial:
    """One study of integrated services measured hospital costs; where money went is not in it."""
    (saved,) = use("hospital_costs_less")
    return Trial(
        what="Lower hospital costs for each patient in three months",
        saying="Hospital costs were lower by {figure} for each patient in three months ({of})",
        stated=more_than(0),
        as_stated=(missing("money moved from physical care to the service"),),
        beside=(_with_interval("among 1,096 patients with a long-term condition", saved),),
        also=f"The interval is {pounds(saved.low or 0)} to {pounds(saved.high or 0)}.",
        untold="lower costs in one study; what was moved is not known",
        caveats=("Authors of the study work in the programme.", "Costs of treatment itself are not taken off."),
        method="Difference as the study reports it.",
    )


def _with_interval(name: str, given: Input) -> Reading:
    estimate = Estimate(
        name=name,
        value=given.value,
        unit=given.unit,
        low=given.low,
        high=given.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
    )
    return Reading(name=name, estimate=estimate, inputs=(given,))


@from_inputs("C124")
def nobody_audits() -> Trial:
    """None ever is one reading, none of late another; only an inventory would settle the second."""
    (audits,) = use("national_audits")
    return Trial(
        what="National audits",
        saying="At least {figure} national audit took in the service ({of})",
        stated=figure(0, 1),
        as_stated=(cited("by a professional college in 2011, known here", audits),),
        otherwise=(missing("audits since then, by an inventory of all"),),
        also="It took in 357 services of England and Wales, of this programme and others.",
        fails="a national audit took in the service in 2011",
        caveats=("Services took part and sent their own figures; it did not interview patients for a diagnosis.",),
        method="Audits known from their reports; one would be enough against none ever.",
    )


@from_inputs("C93")
def one_commissioner_never_audited() -> Trial:
    """Whether one commissioner had its service audited is in its own files; the national audit known stands beside."""
    (audits,) = use("national_audits")
    return Trial(
        what="Independent audits",
        stated=figure(0, 1),
        as_stated=(missing("by that commissioner, from its own files"),),
        beside=(cited("national audit, in 2011, which may have taken in its service", audits),),
        also="A national audit of 2011 took in 357 services; whether that commissioner’s was one is not known here.",
        untold="in that commissioner’s files; none are published",
        caveats=(
            "No published figure is about one commissioner’s audits; only a reply of its successor would settle it.",
        ),
        method="Nothing is computed of the commissioner; audits known from their reports stand beside.",
    )
