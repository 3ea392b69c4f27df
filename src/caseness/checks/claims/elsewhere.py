"""Claims on what is not the service: housing, pay, benefits, public spending, and what its money would do elsewhere."""

from __future__ import annotations

from caseness.checks.claims.stated import about, fewer_than, figure, more_than
from caseness.checks.claims.trial import Trial, cited, from_inputs, missing, value
from caseness.checks.finding import Unit
from caseness.checks.inputs import use
from caseness.wording import count, decimal, percent, pounds


@from_inputs("C98")
def poor_housing() -> Trial:
    """Both figures against the researchers' two reports; owned homes alone are another reading of the second."""
    total, cold, later = use("poor_housing_cost", "cold_housing_cost", "cold_housing_cost_later")
    of_cold = figure(383e6, 1e6)
    return Trial(
        what="Cost to the health service in a year",
        saying="Poor housing costs the health service {figure} a year ({of})",
        stated=figure(1.4e9, 0.1e9),
        as_stated=(
            cited("poor housing, report of 2021", total),
            cited("excess cold, report of 2021", cold, stated=of_cold),
            cited("excess cold, report of 2023", later, stated=of_cold),
        ),
        otherwise=(missing("excess cold in owned homes alone"),),
        also=f"Excess cold alone: {pounds(cold.value)} in the report of 2021, {pounds(later.value)} in that of 2023.",
        caveats=("Modelled from hazards in a housing survey and average costs of treatment, in the first year only.",),
        method="Figures as the researchers’ reports give them.",
    )


@from_inputs("C99")
def homes_repaid() -> Trial:
    """Time to repay is reported for cold homes of all owners, at several thousand pounds each."""
    (years,) = use("cold_housing_repaid")
    return Trial(
        what="Years to repay",
        saying="Mending cold homes is repaid in {figure} years at the most ({of})",
        stated=figure(7, 1),
        as_stated=(missing("poor owned homes that can be mended for under £1,000"),),
        beside=(cited("homes that are too cold, all owners", years),),
        also="That is for all cold homes, at several thousand pounds each.",
        untold="reported for cold homes, not for those claimed",
        caveats=("Savings are those of the health service alone.",),
        method="Figure as the researchers’ report of 2023 gives it.",
    )


@from_inputs("C100")
def hospital_and_health_service() -> Trial:
    """Spending is published; the cost of a hospital has no source."""
    (spending,) = use("health_spending_2022")
    return Trial(
        what="Spending on health",
        saying="Spending on health in England was {figure} ({of})",
        stated=figure(180e9, 10e9),
        as_stated=(missing("the cost of a new hospital"), cited("England, 2022/23", spending)),
        untold="spending agrees; the cost of a hospital has no source",
        caveats=("Spending of the department includes more than the health service.",),
        method="Spending as published.",
    )


@from_inputs("C101")
def paid_twice() -> Trial:
    """Pay at entry by band; health gained for it is not known for either."""
    low, middle, high = use("pay_band_2", "pay_band_5", "pay_band_7")
    return Trial(
        what="Pay over that of a care assistant",
        saying="A therapist is paid {figure} times what a care assistant is ({of})",
        stated=figure(2, 1),
        as_stated=(missing("health gained for a pound of pay"),),
        otherwise=(
            value(
                "therapist of high intensity, at entry",
                high.value / low.value,
                Unit.RATIO,
                level=None,
                inputs=(high, low),
                clause="in pay, for high intensity; value was not compared",
            ),
        ),
        beside=(
            value(
                "practitioner of low intensity, at entry",
                middle.value / low.value,
                Unit.RATIO,
                level=None,
                inputs=(middle, low),
            ),
        ),
        also=f"For a practitioner of low intensity it is {decimal(middle.value / low.value, 1)}.",
        caveats=(
            "Taken are band 7 for high intensity, band 5 for low, band 2 for a care assistant of the health service.",
            "Care assistants outside the health service may be paid less.",
        ),
        method="Pay at entry of one band ÷ that of another, 2021/22.",
    )


@from_inputs("C103")
def better_use() -> Trial:
    """What the sum displaces elsewhere at a cited cost; which is better is not worked out."""
    spent, price = use("spent_in_claim", "cost_per_qaly_displaced")
    years = spent.value / price.value
    return Trial(
        what="Years of full health that £4bn displaces",
        saying="At the cost of health displaced in mental health care, £4bn stands for {figure} years of full health ({of})",
        stated=figure(years, 1),
        as_stated=(value(f"at {pounds(price.value)} each", years, level=None, inputs=(spent, price)),),
        caveats=("The cost of health displaced is an estimate in prices of 2008.",),
        method="£4bn ÷ the cost of a quality-adjusted year displaced.",
    )


@from_inputs("C106")
def a_year_free_of_diagnosis() -> Trial:
    """What a year in remission adds over one in minor or in severe depression."""
    remission, severe, minor = use("utility_remission", "utility_severe", "utility_minor")
    most, least = remission.value - severe.value, remission.value - minor.value
    return Trial(
        what="Years of full health in a year free of diagnosis",
        saying="A year in remission adds {figure} of a year of full health ({of})",
        stated=figure(1, 1),
        as_stated=(
            value("over severe depression", most, Unit.RATIO, level=None, inputs=(remission, severe)),
            value("over minor depression", least, Unit.RATIO, level=None, inputs=(remission, minor)),
        ),
        also=f"Over minor depression it is {decimal(least, 2)}.",
        caveats=("Utilities differ between studies in level and slope.",),
        method="Utility in remission less utility in depression.",
    )


@from_inputs("C116")
def incapacity_claims() -> Trial:
    """Decisions that record any mental or behavioural disorder, over all decisions of 23 months."""
    mental, every = use("assessments_mental", "assessments")
    of_all = value(
        "decisions, January 2022 to November 2023, recorded a mental disorder",
        mental.value / every.value,
        Unit.PROPORTION,
        level=None,
        inputs=(mental, every),
        clause="over 23 months, with a mental disorder among others recorded",
    )
    return Trial(
        what="With a mental or behavioural disorder",
        saying="{figure} of work capability {of}",
        stated=about(2 / 3, 0.01),
        as_stated=(missing("claims of 2022/23 by main condition"),),
        otherwise=(of_all,),
        also=f"That is {count(mental.value)} of {count(every.value)} decisions.",
        caveats=("A decision can record several conditions, and does not say which is the main one.",),
        method="Decisions that record a mental or behavioural disorder ÷ all decisions.",
    )


@from_inputs("C117")
def young_people() -> Trial:
    """Both figures, against the study that the article rests on."""
    unwell, symptoms = use("young_unwell_out_of_work", "young_with_symptoms")
    return Trial(
        what="Aged 18 to 24",
        saying="{figure} of those aged 18 to 24 {of}",
        stated=about(0.1, 0.01),
        as_stated=(
            cited("are out of the labour force through ill health, 2023", unwell),
            cited("have symptoms of a mental disorder, 2021/22", symptoms, stated=about(1 / 3, 0.01)),
        ),
        also=f"With symptoms of a mental disorder: {percent(symptoms.value, decimals=0)}.",
        fails="a third is right; ill health keeps fewer from work",
        caveats=("Others are out of work for other reasons.", "Symptoms in a survey are not a diagnosis."),
        method="Shares as the study gives them.",
    )


@from_inputs("C118")
def employed_of_everyone() -> Trial:
    """Everyone employed over everyone alive, children and pensioners too, in the members of the OECD together."""
    employed, people, employed_here, people_here = use("employed_oecd", "people_oecd", "employed_uk", "people_uk")
    everywhere = value(
        "in the members of the OECD together, 2024",
        employed.value / people.value,
        Unit.PROPORTION,
        level=None,
        inputs=(employed, people),
    )
    here = value(
        "in the United Kingdom, summer of 2024",
        employed_here.value / people_here.value,
        Unit.PROPORTION,
        level=None,
        inputs=(employed_here, people_here),
    )
    return Trial(
        what="Employed, of all people",
        saying="{figure} of all people are employed {of}",
        stated=about(0.45, 0.01),
        as_stated=(everywhere,),
        otherwise=(here,),
        also=f"That is {count(round(employed.value / 1e6))} million of {count(round(people.value / 1e6))} million "
        "people of all ages.",
        fails=f"nearer {percent(employed.value / people.value, decimals=0)}, in rich countries together",
        caveats=(
            "The counts of people are of the years before; they would have to have grown by 2% for the claim to hold.",
            "The OECD has members of middle income, in which fewer are employed.",
        ),
        method="People in employment ÷ all people, whatever their age.",
    )


@from_inputs("C102")
def letter_to_an_employer() -> Trial:
    """A consultation stands for the letter’s cost; what letters do for time in work has to be measured."""
    consultation, course = use("cost_of_consultation", "cost_per_course_east")
    return Trial(
        what="Cost of a consultation over that of a course",
        saying="A consultation costs {figure} of what {of} does",
        stated=fewer_than(1),
        as_stated=(
            value(
                "a course of therapy",
                consultation.value / course.value,
                Unit.PROPORTION,
                level=None,
                inputs=(consultation, course),
            ),
            missing("time in work with a letter and without"),
        ),
        also=f"That is {pounds(consultation.value)} against {pounds(course.value)}.",
        untold="a fraction it is; whether it keeps anyone in work is unknown",
        caveats=(
            "A letter may take less than a consultation, and the adjustment itself has a cost.",
            "Prices are of 2013 and of 2009 to 2011; in one price year the fraction is smaller.",
        ),
        method="Cost of a surgery consultation with a doctor ÷ cost of a course, all who were treated.",
    )


@from_inputs("C126")
def more_turn_to_their_doctors() -> Trial:
    """All appointments in general practice, a year before and in the year claimed; nobody counts for what reason."""
    before, year = use("doctors_appointments_2018", "doctors_appointments_2019")
    return Trial(
        what="Appointments in general practice",
        saying="There were {figure} appointments in general practice {of}",
        stated=more_than(before.value),
        as_stated=(missing("appointments of those who could not get help"),),
        beside=(cited("in 2019, for any reason", year), cited("in 2018, for any reason", before)),
        also=f"They rose by {percent(year.value / before.value - 1)} in a year, whatever the reason.",
        untold="appointments rose a little; their reasons are not counted",
        caveats=(
            "Estimated from the practices whose systems report; calls that lead to no appointment are not counted.",
        ),
        method="Appointments as published for England in two years.",
    )
