"""What printed texts mean: the limits a figure leaves, its mark, and which measure it is.

The limits were worked out by hand from the rules of printing (guide to the data, 2021 edition, section 4.3).
"""

from __future__ import annotations

from datetime import date

import pytest

from caseness import vocabulary
from caseness.sources.published.layout import normal

from . import examples
from .examples import CCG_PROVIDER, ENGLAND, FINISHED, PROVIDER, RECOVERY, RECOVERY_RATE, REFERRALS, SUB_ICB_PROVIDER

LEFT = ("value", "lower", "upper", "mark")


@pytest.mark.parametrize(
    ("who", "what", "printed", "expected"),
    [
        (PROVIDER, REFERRALS, "10", (10, 8, 12, "rounded")),
        (PROVIDER, REFERRALS, "5", (5, 5, 7, "rounded")),
        (PROVIDER, REFERRALS, "1205.0", (1205, 1203, 1207, "rounded")),
        (PROVIDER, REFERRALS, "*", (None, 0, 4, "suppressed")),
        (PROVIDER, REFERRALS, "", (None, 0, 4, "suppressed")),
        (PROVIDER, REFERRALS, "NULL", (None, None, None, "not_applicable")),
        (PROVIDER, REFERRALS, "0", (0, 0, 0, "zero")),
        (PROVIDER, REFERRALS, "13", (13, 13, 13, "exact")),
        (ENGLAND, REFERRALS, "10", (10, 10, 10, "exact")),
        (ENGLAND, REFERRALS, "0", (0, 0, 0, "zero")),
        (ENGLAND, REFERRALS, "", (None, None, None, "missing")),
        (ENGLAND, REFERRALS, "NA", (None, None, None, "not_applicable")),
        (ENGLAND, REFERRALS, "*", (None, 0, 4, "suppressed")),
        (ENGLAND, RECOVERY_RATE, "50.5", (50.5, 50.45, 50.55, "rounded")),
        (PROVIDER, RECOVERY_RATE, "50", (50, 49.5, 50.5, "rounded")),
        (PROVIDER, RECOVERY_RATE, "0", (0, 0, 0.5, "rounded")),
        (PROVIDER, RECOVERY_RATE, "100", (100, 99.5, 100, "rounded")),
        (PROVIDER, RECOVERY_RATE, "*", (None, None, None, "suppressed")),
        (PROVIDER, ["M048", "Mean_WaitAccessingServices"], "21.3", (21.3, 21.25, 21.35, "rounded")),
        (PROVIDER, ["M143", "Max_ApptsFinishedCourseTreatment"], "40", (40, 40, 40, "exact")),
        (ENGLAND, ["M144", "Min_ApptsFinishedCourseTreatment"], "2", (2, 2, 2, "exact")),
    ],
)
def test_what_a_printed_value_leaves_open(figures, who, what, printed, expected):
    (figure,) = figures(examples.monthly([*who, *what, printed]))
    assert tuple(figure[column] for column in LEFT) == pytest.approx(expected)


def test_july_2022_misnames_measures_but_not_their_numbers(figures):
    """M031 to M037 and M052 to M055 were labelled FirstAssessment in that month alone."""
    named = [("M031", "Count_FirstAssessment"), ("M036", "Count_FirstAssessment6Weeks")]
    named += [("M053", "Percentage_FirstAssessment6WeeksFinishedCourseTreatment"), ("M023", "Count_FirstAssessment")]
    july = figures(examples.monthly(*([*ENGLAND, *name, "9"] for name in named), start="2022-07-01", end="2022-07-31"))
    assert [(f["measure"], f["statistic"], f["printed_name"]) for f in july] == [
        ("accessing_services", "count", "Count_FirstAssessment"),
        ("accessing_services6weeks", "count", "Count_FirstAssessment6Weeks"),
        (
            "accessing_services6weeks_finished_course_treatment",
            "percentage",
            "Percentage_FirstAssessment6WeeksFinishedCourseTreatment",
        ),
        ("first_assessment", "count", "Count_FirstAssessment"),
    ]


def test_a_measure_the_vocabulary_lacks_keeps_its_own_name(read):
    published = read(examples.monthly([*ENGLAND, "M999", "Percentage_NewThing", "3"]))
    (figure,) = published.figures.to_pyarrow().to_pylist()
    assert (figure["measure"], figure["statistic"], figure["official_id"]) == ("new_thing", "percentage", "M999")
    assert published.reading.files[0].names_not_known == ("Percentage_NewThing",)


def test_england_has_no_organisation(figures):
    (figure,) = figures(examples.monthly([*ENGLAND, *REFERRALS, "1"]))
    assert (figure["level"], figure["org_code"], figure["org_name"], figure["parent_code"]) == (
        "England",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(("who", "parent"), [(PROVIDER, None), (SUB_ICB_PROVIDER, "99A"), (CCG_PROVIDER, "00C")])
def test_a_provider_cell_belongs_to_the_provider_and_its_commissioner(figures, who, parent):
    (figure,) = figures(examples.monthly([*who, *REFERRALS, "10"]))
    assert (figure["level"], figure["org_code"], figure["org_name"]) == (who[0], "RX1", "NOTTINGHAM")
    assert figure["parent_code"] == parent


def test_levels_that_succeeded_each_other_stay_apart(figures):
    who = ["STP", "ICB", "CCG", "SubICB", "Commissioning Region"]
    tidy = examples.annual_tidy(*([w, "X1", "X", "Total", "NULL", "NULL", "recovery", "count", "5"] for w in who))
    assert [f["level"] for f in figures(tidy)] == ["STP", "ICB", "CCG", "SubICB", "Region"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-05-01", "2023-05-31", (date(2023, 5, 1), date(2023, 5, 31), "month")),
        ("01/05/2023", "31/05/2023", (date(2023, 5, 1), date(2023, 5, 31), "month")),
        ("01/05/2023 00:00", "31/05/2023 00:00", (date(2023, 5, 1), date(2023, 5, 31), "month")),
        ("02/03/2023", "04/05/2023", (date(2023, 3, 2), date(2023, 5, 4), "quarter")),
        ("2025-10-01", "2025-12-31", (date(2025, 10, 1), date(2025, 12, 31), "quarter")),
        ("2023-04-01", "2024-03-31", (date(2023, 4, 1), date(2024, 3, 31), "year")),
    ],
)
def test_days_come_first_in_dates_with_slashes(figures, start, end, expected):
    (figure,) = figures(examples.monthly([*ENGLAND, *REFERRALS, "1"], start=start, end=end))
    assert (figure["period_start"], figure["period_end"], figure["frequency"]) == expected


@pytest.mark.parametrize("month", ["2019-02-01", "2019-02", "Feb-19", "Feb 2019", "2019-02-01 00:00:00"])
def test_a_single_month_lasts_to_its_end(figures, month):
    rows = examples.time_series_rows(month)[:2]
    assert {f["period_end"] for f in figures(examples.csv_text(*rows))} == {date(2019, 2, 28)}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("Waiting Time", "First treatment", "<=28 days"), ("waiting_time", "First session: <=28 days")),
        (("Waiting Time", "Accessing services", "<=28 days"), ("waiting_time", "First session: <=28 days")),
        (("Gender", " Female ", "NULL"), ("gender", "Female")),
        (("Ethnic Group", "White", "White"), ("ethnic_group", "White: All")),
        (("Ethnic Group", "White", "Irish"), ("ethnic_group", "White: Irish")),
        (("Total", "ALL", "ALL"), ("total", "total")),
        (("Total", "NULL", "NULL"), ("total", "total")),
        (("New Variable", "x", "NA"), ("new_variable", "x")),
    ],
)
def test_the_same_category_under_different_names_is_one(figures, printed, expected):
    (figure,) = figures(examples.annual_tidy(["England", "All", "All", *printed, "recovery", "count", "5"]))
    assert (figure["breakdown"], figure["category"]) == expected


def test_what_is_printed_for_a_problem_and_its_therapy(figures):
    who = ["England", "All", "All", "PROMs", "Body Dysmorphic disorder", "Mindfulness"]
    tidy = examples.annual_tidy(
        [*who, "phq", "mean", "start", "15.1"],
        [*who, "gad", "effect_size", "NA", "0.9"],
        [*who, "ther_recovery", "percentage", "", "51.2"],
        header=examples.THERAPY_TIDY,
    )
    assert [(f["publication"], f["category"], f["measure"], f["statistic"]) for f in figures(tidy)] == [
        ("therapy_outcomes", "Body Dysmorphic Disorder: Mindfulness", "phq9_start", "mean"),
        ("therapy_outcomes", "Body Dysmorphic Disorder: Mindfulness", "gad7", "effect_size"),
        ("therapy_outcomes", "Body Dysmorphic Disorder: Mindfulness", "recovery", "percentage"),
    ]


def test_the_vocabulary_gives_each_printed_text_one_meaning():
    for table, key, compared in (
        ("printed_names", ("publication", "printed_name", "statistic"), normal),
        ("breakdowns", ("printed_breakdown",), normal),
        ("levels", ("printed_level",), str.lower),
        ("categories", ("breakdown", "printed_category"), str.lower),
        ("measures", ("official_id", "measure", "statistic"), str),
    ):
        rows = vocabulary.table(table)
        assert len({tuple(compared(row[column]) for column in key) for row in rows}) == len(rows), table


def test_levels_and_statistics_of_the_vocabulary_are_ours():
    assert {row["level"] for row in vocabulary.table("levels")} == {level.value for level in vocabulary.Level}
    statistics = {statistic.value for statistic in vocabulary.Statistic}
    for table in ("measures", "printed_names"):
        assert {row["statistic"] for row in vocabulary.table(table)} <= statistics


def test_count_and_percentage_of_finished_and_recovered(figures):
    """The first rows of a file with every kind of organisation."""
    read = figures(examples.all_groups())
    assert len(read) == 28
    assert {f["measure"] for f in read} == {"referrals_received", "finished_course_treatment", "recovery"}
    england = [f for f in read if f["level"] == "England"]
    assert [(f["printed_name"], f["mark"]) for f in england] == [
        (REFERRALS[1], "exact"),
        (FINISHED[1], "exact"),
        (RECOVERY[1], "zero"),
        (RECOVERY_RATE[1], "rounded"),
    ]
