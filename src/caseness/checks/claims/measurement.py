"""Claims on what the questionnaires and the published figures cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.claims.counts import FINISHED, if_published
from caseness.checks.claims.stated import at_least, figure
from caseness.checks.claims.trial import Reading, Trial, from_inputs, from_published, missing, share, value
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source, monthly_source
from caseness.checks.finding import Unit
from caseness.checks.flow import latest_twelve_months
from caseness.checks.inputs import use
from caseness.errors import CannotRun
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period
from caseness.wording import count, listed, percent

if TYPE_CHECKING:
    from caseness.sources.published import Published

_PAIRED = "paired_phq_and_adsm_or_gad"
_FULL_SET = 100  # measures of a monthly file that is whole, at the least
_OUTCOMES = ("reliable_improvement", "no_reliable_change", "reliable_deterioration")


@from_published("C08")
def no_follow_up(published: Published) -> Trial:
    """Among the published measures, those whose name speaks of follow-up or of scores after discharge."""
    names = _names(published)
    after = [name for name in names if "follow" in name or "relapse" in name or "after_discharge" in name]
    return Trial(
        what="Published monthly measures of what follows discharge",
        saying="England’s monthly statistics print {figure} measures of what follows discharge, {of}",
        stated=figure(0, 1),
        as_stated=(value(f"among {count(len(names))} measures", len(after)),),
        holds="in published figures; studies of single services exist",
        fails="at least one published measure follows patients up",
        caveats=(
            "Measures were sorted by their names.",
            "Services may follow patients up without sending what they find.",
        ),
        method="Names of all measures in the monthly England statistics.",
        sources=("NHS England, monthly statistics, measures by name",),
    )


@from_published("C34")
def scores_at_sessions(published: Published) -> Trial:
    """Scores by session are not published; the share of finished courses with two scores stands beside."""
    return Trial(
        what="With a first and a last score",
        saying="{figure} {of} had a first and a last score",
        stated=at_least(0.9),
        as_stated=(missing("treatment sessions"),),
        beside=(if_published("finished courses", lambda: _paired(published)),),
        also="Scores by session are not published.",
        untold="not published by session; needs record-level scores",
        caveats=("Two scores in a course say nothing of the sessions between.",),
        method="Finished courses with paired scores ÷ finished courses, twelve monthly England counts.",
        sources=("NHS England, monthly statistics",),
    )


def _paired(published: Published) -> Reading:
    year, counts = latest_twelve_months(published, _PAIRED, FINISHED)
    return share(f"finished courses, {year}", counts[_PAIRED], counts[FINISHED], year, chance=False)


@from_inputs("C43")
def over_labelled() -> Trial:
    """How many score above the line per true case, from cited sensitivity, specificity and prevalence."""
    given = use("sensitivity", "specificity", "prevalence_adults")
    sensitivity, specificity, prevalence = (i.value for i in given)
    labelled = sensitivity * prevalence + (1 - specificity) * (1 - prevalence)
    return Trial(
        what="Above the line for each true case",
        saying="For each true case, {figure} people score above the line {of}",
        stated=at_least(10),
        as_stated=(value("in the adult population", labelled / prevalence, Unit.RATIO, level=None, inputs=given),),
        also="Among those referred, more are true cases and the ratio is lower.",
        untold="inputs not seen at their source do not give it",
        caveats=("Sensitivity and specificity depend on who is asked and on the interview they are compared with.",),
        method="(sensitivity × prevalence + (1 − specificity) × (1 − prevalence)) ÷ prevalence.",
    )


@from_published("C45")
def self_report_only(published: Published) -> Trial:
    """If every published outcome belongs to a course with paired questionnaires, no other judgement enters."""
    months = published.require_england(*_OUTCOMES, _PAIRED, frequency=Frequency.MONTH, publication="monthly")
    equal = sum(sum(row[outcome] for outcome in _OUTCOMES) == row[_PAIRED] for row in months.values())
    return Trial(
        what="Outcomes equal courses with paired questionnaires",
        saying="Every published outcome belongs to a course with paired questionnaires in {figure} {of}",
        stated=figure(len(months), 1),
        as_stated=(value(f"of {len(months)} months", equal),),
        also="Each published outcome rests on two questionnaires that the patient fills in.",
        holds="every published outcome rests on paired questionnaires",
        caveats=("Therapists may also judge recovery for themselves; that is not what is published.",),
        method="Reliably improved + unchanged + deteriorated, against courses with paired scores, every month.",
        sources=(monthly_source(min(months), max(months)),),
    )


@from_published("C71")
def disorders_not_told_apart(published: Published) -> Trial:
    """Looks for either group among the names of the published problem descriptors."""
    year, descriptors = _descriptors(published)
    words = ("personality", "neurodevelop", "autis", "attention deficit", "adhd")
    named = [name for name in descriptors if any(word in name.lower() for word in words)]
    return Trial(
        what="Problem descriptors that name either group",
        saying="{figure} published problem descriptors name personality or neurodevelopmental disorders ({of})",
        stated=figure(0, 1),
        as_stated=(value(f"among {len(descriptors)}, {year}", len(named)),),
        also="A learning disability is published apart, as a disability.",
        holds="no published problem descriptor names them",
        fails="published problem descriptors name them",
        caveats=("Services may record such a diagnosis where published figures do not show it.",),
        method="Names of the problem descriptors in the annual England counts.",
        sources=(annual_source(year),),
    )


def _descriptors(published: Published) -> tuple[Period, list[str]]:
    rows = published.fetch(
        published.select(FINISHED, frequency=Frequency.YEAR, breakdown="problem_descriptor")
        .select("period_start", "period_end", "category")
        .distinct()
        .order_by("period_start", "category")
    )
    if not rows:
        raise CannotRun("no annual England figures by problem descriptor", settled_by="one annual file")
    year = max(Period(row["period_start"], row["period_end"]) for row in rows)
    names = [row["category"] for row in rows if row["period_start"] == year.start]
    return year, [name for name in names if not name.endswith("All") and not name.startswith("Not stated")]


@from_published("C72")
def functioning_not_measured(published: Published) -> Trial:
    """Finished courses with the first item of the Work and Social Adjustment Scale scored at both ends."""
    item = "wsashm_paired_scores"  # home management, the item every patient can answer
    year, counts = latest_twelve_months(published, item, FINISHED)
    return Trial(
        what="With functioning scored at start and end",
        saying="{figure} {of} had functioning scored at the start and the end",
        stated=figure(0, 0.01),
        as_stated=(share(f"finished courses, {year}", counts[item], counts[FINISHED], year),),
        also="Means of the Work and Social Adjustment Scale are published by therapy.",
        fails="functioning is scored and published, by questionnaire",
        caveats=("Functioning is self-reported as the symptoms are, and plays no part in recorded recovery.",),
        method=f"Finished courses with paired scores of the scale’s home item ÷ finished courses. {ENGLAND_CHANCE}",
        sources=(monthly_source(year),),
    )


_COURSES = "courses_of_therapy"


@from_published("C73")
def one_therapy_only(published: Published) -> Trial:
    """Counts the therapies with published courses, and the share of the commonest."""
    rows = published.fetch(
        published.select(_COURSES, frequency=Frequency.YEAR, breakdown="therapy", publication="therapy_outcomes")
        .filter(_.category.startswith("Total: "), _.value > 0)
        .select("period_start", "period_end", "category", "value")
        .order_by("period_start", "category")
    )
    if not rows:
        raise CannotRun("no annual England figures by therapy", settled_by="one annual file of therapy outcomes")
    year = max(Period(row["period_start"], row["period_end"]) for row in rows)
    courses = {r["category"].removeprefix("Total: "): r["value"] for r in rows if r["period_start"] == year.start}
    first, second = sorted(courses, key=lambda therapy: -courses[therapy])[:2]
    most = percent((courses[first] + courses[second]) / sum(courses.values()))
    return Trial(
        what="Therapies told apart",
        saying="{figure} therapies are told apart ({of})",
        stated=figure(1, 1),
        as_stated=(value(f"with published courses, {year}", len(courses)),),
        also=f"The two most common, {listed([first, second])}, are {most} of all courses of a therapy.",
        fails="many therapies are recorded; how they were delivered is not",
        caveats=("A recorded name says what was meant, not what was done: fidelity is not recorded.",),
        method="Therapies with at least one course in the annual England outcomes by therapy.",
        sources=(annual_source(year),),
    )


def _names(published: Published) -> list[str]:
    """The names of all monthly England measures. Raises `CannotRun` where the source has not the full set."""
    rows = published.fetch(
        published.figures.filter(_.level == Level.ENGLAND.value, _.publication == "monthly")
        .select("measure")
        .distinct()
        .order_by("measure")
    )
    if len(rows) < _FULL_SET:
        raise CannotRun("no full set of the monthly England measures", settled_by="one monthly file, whole")
    return [row["measure"] for row in rows]


def _named(published: Published, *words: str) -> Reading:
    names = _names(published)
    found = [name for name in names if any(word in name for word in words)]
    return value(f"among {count(len(names))} measures", len(found))


@from_published("C10")
def phrases_without_meaning(published: Published) -> Trial:
    """A phrase with a measurable meaning would have a published measure of that name."""
    return Trial(
        what="Published measures of being on the way to recovery",
        saying="England’s monthly statistics print {figure} measures of being on the way to recovery, {of}",
        stated=figure(0, 1),
        as_stated=(_named(published, "path_to", "on_the_way", "moving", "towards", "on_track", "partial"),),
        also="Recovery, reliable recovery and reliable improvement have published definitions.",
        holds="no published measure has such a name",
        fails="a published measure has such a name",
        caveats=(
            "Moving to recovery was the service’s own term for what is now printed as recovery.",
            "A phrase may be meant to stand for reliable improvement.",
        ),
        method="Names of all measures in the monthly England statistics.",
        sources=("NHS England, monthly statistics, measures by name",),
    )


_PTSD = "Post-traumatic stress disorder: "
_ADVISED = ("Cognitive Behaviour Therapy (CBT)", "Eye Movement Desensitisation Reprocessing")


@from_published("C75")
def nobody_checked(published: Published) -> Trial:
    """A check would be a published measure of courses that follow guidance; one such share is worked out here."""
    return Trial(
        what="Published measures of whether guidance is followed",
        saying="England’s monthly statistics print {figure} measures of whether guidance is followed, {of}",
        stated=figure(0, 1),
        as_stated=(_named(published, "guidance", "guideline", "nice", "recommended", "concordan", "fidelity"),),
        also=_follows_guidance(published),
        holds="no published figure checks it; one can be worked out",
        fails="a published measure checks it",
        caveats=(
            "Services may check for themselves.",
            "A recorded therapy is a name: how it was delivered is not recorded.",
        ),
        method="Names of all monthly England measures; courses for post-traumatic stress disorder "
        "with a therapy that the guideline of 2018 (NG116) advises ÷ all courses for it.",
        sources=("NHS England, monthly statistics, measures by name",),
    )


def _follows_guidance(published: Published) -> str:
    rows = published.fetch(
        published.select(_COURSES, frequency=Frequency.YEAR, breakdown="therapy", publication="therapy_outcomes")
        .filter(_.category.startswith(_PTSD), _.value > 0)
        .select("period_start", "period_end", "category", "value")
        .order_by("period_start", "category")
    )
    if not rows:
        return "By problem and therapy nothing is at hand."
    year = max(Period(row["period_start"], row["period_end"]) for row in rows)
    courses = {r["category"].removeprefix(_PTSD): r["value"] for r in rows if r["period_start"] == year.start}
    every, advised = sum(courses.values()), sum(courses.get(therapy, 0) for therapy in _ADVISED)
    return f"Of {count(every)} courses for post-traumatic stress in {year}, {percent(advised / every)} name an advised therapy."


@from_published("C74")
def range_of_staff(published: Published) -> Trial:
    """Appointments by qualification of staff stand beside; who has which degree is not published."""
    kinds = {
        "appts_staff_qualified": "attended appointments with qualified staff",
        "appts_staff_in_training": "attended appointments with staff in training",
        "appts_staff_not_qualified_or_in_training": "attended appointments with staff neither qualified nor in training",
        "appts_missing_qualifications_and_training": "attended appointments with qualification not recorded",
    }
    year, row = latest_twelve_months(published, *kinds)
    every = sum(row.values())
    return Trial(
        what="By qualification of staff",
        saying="{figure} {of}",
        stated=figure(1, 0.01),
        as_stated=(missing("staff by degree"),),
        beside=tuple(
            share(f"{name}, {year}", row[measure], every, year, chance=False) for measure, name in kinds.items()
        ),
        also=f"For {percent(row['appts_missing_qualifications_and_training'] / every)} it is not recorded.",
        untold="degrees are not published, and most qualifications not recorded",
        caveats=("Qualified means qualified for the therapy given, by course, not by degree.",),
        method="Appointments by qualification ÷ their sum, twelve monthly England counts.",
        sources=(monthly_source(year),),
    )
