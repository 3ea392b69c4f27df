"""Claims on trials as such, counted in an open database of trials in adult depression (Metapsy, 24.0.2).

A trial counts where any of its comparisons does. How each count is made is written out in the tests, which count again.
"""

from __future__ import annotations

from caseness.checks.claims.stated import about, at_most, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, cited, from_inputs, missing, share
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.inputs import Input, use
from caseness.wording import percent

_DEPRESSION = "Counted in trials of guided self-help for adult depression; other problems may differ."
_DATABASE = "Counts from the Metapsy depression database, trials with guided self-help as format."


def _trials(name: str, some: Input, of: Input) -> Reading:
    return share(name, some.value, of.value, level=None, inputs=(some, of))


@from_inputs("C51")
def credible_trials_high_dose_only() -> Trial:
    """None of low intensity would be credible; counted are those that meet all four criteria."""
    sound, trials = use("self_help_trials_sound", "self_help_trials")
    return Trial(
        what="Meet four of four criteria for risk of bias",
        saying="{figure} {of} meet all four criteria for risk of bias",
        stated=figure(0, 0.01),
        as_stated=(_trials("trials of guided self-help", sound, trials),),
        fails="more than half meet all four criteria, in depression",
        caveats=(_DEPRESSION, "Four criteria are one rubric; another may be stricter."),
        method=_DATABASE,
    )


@from_inputs("C52")
def nothing_sound_for_low_intensity() -> Trial:
    """The pooled effect against usual care in trials that meet all four criteria; none would be zero or below."""
    effect, low, high = use("self_help_effect", "self_help_effect_low", "self_help_effect_high")
    pooled = Estimate(
        name="guided self-help against usual care",
        value=effect.value,
        unit=Unit.RATIO,
        low=low.value,
        high=high.value,
        interval=Interval.SAMPLING,
        confidence=0.95,
    )
    return Trial(
        what="Pooled effect (Hedges g)",
        saying="The pooled effect is g = {figure} ({of})",
        stated=at_most(0),
        as_stated=(
            Reading(name="guided self-help against usual care, 18 trials", estimate=pooled, inputs=(effect, low, high)),
        ),
        fails="sound trials against usual care show an effect, in depression",
        caveats=(
            _DEPRESSION,
            "Outcomes are mostly self-reported and measured at the end of treatment.",
            "A large trial of computer programmes against usual care found no benefit.",
        ),
        method="Pooled standardised difference of the 18 trials that meet all four criteria for risk of bias.",
    )


@from_inputs("C53")
def chosen_by_questionnaire() -> Trial:
    """All would be every trial; a majority is a weaker reading."""
    by_score, trials = use("self_help_trials_by_cut_off", "self_help_trials")
    majority = share(
        "trials of guided self-help, read as most",
        by_score.value,
        trials.value,
        level=None,
        inputs=(by_score, trials),
        stated=more_than(0.5),
        clause="most, not all: others chose patients by diagnosis",
    )
    return Trial(
        what="Chose patients by a questionnaire",
        saying="In {figure} {of}, patients were chosen by a questionnaire",
        stated=figure(1, 0.01),
        as_stated=(_trials("trials of guided self-help", by_score, trials),),
        otherwise=(majority,),
        caveats=(_DEPRESSION,),
        method=_DATABASE,
    )


@from_inputs("C54")
def not_fitted_to_the_individual() -> Trial:
    """Not fitted is none; those whose name or title says that treatment was fitted are the fewest that can have been."""
    fitted, trials = use("self_help_trials_fitted", "self_help_trials")
    return Trial(
        what="Call the treatment tailored or individualised",
        saying="{figure} {of} call the treatment tailored or individualised in their name or title",
        stated=figure(0, 0.01),
        as_stated=(_trials("trials of guided self-help", fitted, trials),),
        otherwise=(missing("trials of guided self-help, read as most: treatment rated in each"),),
        also=f"That is {fitted.value:.0f} trials; how treatment was given in the others is not recorded.",
        caveats=(_DEPRESSION, "A trial can fit treatment to the individual without saying so in its title."),
        method=f"{_DATABASE} Counted are those whose title or treatment arm is named tailored or individualised.",
    )


@from_inputs("C55")
def invariably_waiting_list() -> Trial:
    """Invariably is every comparison."""
    waiting, usual, compared = use("self_help_waiting_list", "self_help_usual_care", "self_help_comparisons")
    return Trial(
        what="Compare with a waiting list",
        saying="{figure} {of} are with a waiting list",
        stated=figure(1, 0.01),
        as_stated=(_trials("comparisons in trials of guided self-help", waiting, compared),),
        beside=(_trials("comparisons, with usual care", usual, compared),),
        also=f"With usual care, {usual.value:.0f}.",
        fails="a majority, not all",
        caveats=(_DEPRESSION, "Effects against waiting lists are larger than against usual care."),
        method=_DATABASE,
    )


@from_inputs("C56")
def never_rated_independently() -> Trial:
    """Never is none."""
    clinician, trials = use("self_help_trials_clinician", "self_help_trials")
    return Trial(
        what="Have an outcome rated by a clinician",
        saying="{figure} {of} have an outcome rated by a clinician",
        stated=figure(0, 0.01),
        as_stated=(_trials("trials of guided self-help", clinician, trials),),
        fails="few, not none",
        caveats=(_DEPRESSION, "A clinician’s rating is not always blind, and not always a diagnosis."),
        method=_DATABASE,
    )


@from_inputs("C57")
def nothing_on_lasting() -> Trial:
    """Nothing is no trial with an outcome 26 weeks or more after the start."""
    later, trials = use("self_help_trials_later", "self_help_trials")
    return Trial(
        what="Have an outcome after 26 weeks or more",
        saying="{figure} {of} have an outcome 26 weeks or more after the start",
        stated=figure(0, 0.01),
        as_stated=(_trials("trials of guided self-help", later, trials),),
        also=f"That is {later.value:.0f} trials; two within the service followed patients for a year or more.",
        fails="few, not none",
        caveats=(
            _DEPRESSION,
            "The database keeps the outcome at the end of treatment, so that later ones are missed.",
            "A later outcome shows how long an effect lasts only if the control group is still untreated.",
        ),
        method=_DATABASE,
    )


@from_inputs("C58")
def half_of_high_intensity_trials() -> Trial:
    """Those that meet three of the five criteria are the most that can meet all five.

    The criteria are the ones that trials of low intensity are faulted on: patients diagnosed, treatment fitted to the
    individual, more than a waiting list to compare with, outcome rated blind, a later outcome. The database records the
    first, third and fourth.
    """
    individual, individual_met = use("individual_trials", "individual_trials_three_criteria")
    group, group_met = use("group_trials", "group_trials_three_criteria")
    self_help, self_help_met = use("self_help_trials", "self_help_trials_three_criteria")
    two, one = use("individual_trials_two_criteria", "individual_trials_rated_blind")
    return Trial(
        what="May meet all five criteria",
        saying="{figure} {of} may meet all five criteria",
        stated=about(0.5, 0.01),
        as_stated=(_at_most_all_five("trials of individual therapy", individual_met, individual),),
        otherwise=(
            _at_most_all_five("trials of individual therapy, any rater", two, individual),
            _at_most_all_five("trials of individual therapy, any patients and comparison", one, individual),
            _at_most_all_five("trials of group therapy", group_met, group),
        ),
        beside=(_at_most_all_five("trials of guided self-help, low intensity", self_help_met, self_help),),
        also=f"For guided self-help it is at most {percent(self_help_met.value / self_help.value, decimals=0)}.",
        fails="fewer meet three of the five, in depression",
        caveats=(
            "Counted in trials of individual therapy for adult depression; other problems may differ.",
            "A self-rated outcome counts as not independent, as it does for low intensity.",
            "The database does not record whether treatment was fitted to the individual, or later outcomes.",
        ),
        method="Trials with a comparison in which patients were diagnosed, the comparison is no waiting list, and the "
        "outcome was rated blind by a clinician: at most so many meet two criteria more.",
    )


def _at_most_all_five(name: str, met: Input, of: Input) -> Reading:
    limits = Estimate(
        name=name,
        value=None,
        unit=Unit.PROPORTION,
        denominator=of.value,
        low=0.0,
        high=met.value / of.value,
        interval=Interval.BOUNDS,
    )
    return Reading(name=name, estimate=limits, inputs=(met, of))


@from_inputs("C62")
def waiting_lists_and_volunteers() -> Trial:
    """The review’s own table is not at hand; trials of the same kind up to its search are another base."""
    trials, waiting, volunteers, blind = use(
        "internet_trials", "internet_trials_waiting_list", "internet_trials_community", "internet_trials_rated_blind"
    )
    unblinded = trials.value - blind.value
    clause = f"in {trials.value:.0f} such trials of a database; the review’s table not seen"
    return Trial(
        what="Share of such trials",
        saying="{figure} {of}",
        stated=more_than(0.5),
        as_stated=(missing("the review’s 24 trials"),),
        otherwise=(
            share(
                "trials of guided internet treatment compare with a waiting list",
                waiting.value,
                trials.value,
                level=None,
                inputs=(waiting, trials),
                clause=clause,
            ),
            share(
                "trials of guided internet treatment have no outcome rated blind",
                unblinded,
                trials.value,
                level=None,
                inputs=(blind, trials),
                clause=clause,
            ),
            share(
                "trials of guided internet treatment recruit in the community",
                volunteers.value,
                trials.value,
                level=None,
                inputs=(volunteers, trials),
                clause=clause,
            ),
        ),
        also=f"In {volunteers.value:.0f} trials patients came from the community; in {blind.value:.0f} the outcome was rated "
        "blind.",
        caveats=(
            "The database holds many of the review’s trials, but which of them is not recorded.",
            "Recruited in the community need not be online.",
        ),
        method="Counts from the Metapsy depression database: trials of guided self-help up to 2016, the year after the "
        "review’s search, that name the internet in title or treatment arm.",
    )


@from_inputs("C64")
def fifteen_of_twenty_one() -> Trial:
    """The abstract gives the number of trials; interviews, recruitment and blinding are in a table that is not at hand."""
    (trials,) = use("self_help_compared_trials")
    return Trial(
        what="Trials",
        saying="The review has {figure} trials ({of})",
        stated=figure(21, 1),
        as_stated=(
            cited("guided self-help against treatment face to face", trials),
            missing("trials that used an interview, at the start and blind at the end"),
        ),
        also="What its trials used to choose and to assess patients is in its table.",
        untold="the number of trials is right; their table was not seen",
        caveats=("Trials of guided self-help against face-to-face treatment are not in the database at hand.",),
        method="Number of trials as the review’s abstract gives it.",
    )
