from __future__ import annotations

from datetime import date

import pytest

from . import examples

ANNUAL_YEARS = ["2017-18", "2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"]
THERAPY_YEARS = ANNUAL_YEARS[2:]


@pytest.mark.parametrize("year", ANNUAL_YEARS)
def test_an_annual_archive_is_read_whole(tmp_path, read, year):
    path = examples.zipped(tmp_path / f"psych-ther-ann-rep-csvs-{year}.zip", examples.annual_archive(year))
    published = read(path)
    assert published.reading.set_aside == ()
    assert len(published.reading.files) == (8 if year >= "2020" else 7)
    assert all(file.names_not_known == () for file in published.reading.files)
    periods = set(map(tuple, published.figures.select("period_start", "period_end").to_pyarrow().to_pylist()))
    assert len(periods) == 1
    first = published.figures.to_pyarrow().to_pylist()[0]
    assert (first["period_start"], first["period_end"]) == (date(int(year[:4]), 4, 1), date(int(year[:4]) + 1, 3, 31))
    assert first["frequency"] == "year"


@pytest.mark.parametrize("year", THERAPY_YEARS)
def test_the_therapy_tables_are_read_whole(tmp_path, read, year):
    path = examples.zipped(tmp_path / f"ther-based-outcomes{year[2:4]}{year[5:]}.zip", examples.therapy_archive(year))
    published = read(path)
    assert published.reading.set_aside == ()
    assert [file.layout for file in published.reading.files] == [
        f"therapy-based outcomes, table {number}" for number in range(1, 6)
    ]
    assert all(file.names_not_known == () for file in published.reading.files)


def one_row(publication, period, **cells):
    """A file of one row: the cells given, everything else blank."""
    header = examples.columns_of(publication, period)
    return examples.csv_text(header, [cells.get(column, "") for column in header])


def meaning(figures):
    """What the printed figures are, without those left blank."""
    return [
        (f["publication"], f["breakdown"], f["category"], f["measure"], f["statistic"], f["value"])
        for f in figures
        if f["value"] is not None
    ]


ENGLAND = {"OrgType": "England", "OrgCode": "All", "OrgName": "All", "VariableA": "NULL", "VariableB": "NULL"}


def test_columns_renamed_between_years_are_one_measure(figures):
    def main(period, **cells):
        return meaning(
            figures(one_row("annual", period, **ENGLAND, VariableType="Total", **cells), name=f"main-{period}.csv")
        )

    expected = [
        ("annual", "total", "total", "accessing_services", "count", 9),
        ("annual", "total", "total", "wait_accessing_services", "mean", 21.5),
    ]
    assert main("2018-19", CountFirstTreatment=9, MeanWaitEnteredTreatment=21.5) == expected
    assert main("2021-22", Count_FirstTreatment=9, Mean_WaitEnteredTreatment=21.5) == expected
    assert main("2024-25", Count_AccessingServices=9, Mean_WaitAccessingServices=21.5) == expected


def test_names_that_may_differ_in_meaning_stay_apart(figures):
    def measures(period, *columns):
        text = one_row("annual", period, **ENGLAND, VariableType="Total", **dict.fromkeys(columns, 1))
        return [m[3] for m in meaning(figures(text, name=f"main-{period}.csv"))]

    assert measures("2019-20", "CountPairedADSM", "MeanTreatmentAppointments") == [
        "paired_adsm",
        "treatment_appointments",
    ]
    assert measures("2020-21", "Count_AppropriatePairedADSM", "Mean_ApptsFinishedCourseTreatment") == [
        "appropriate_paired_adsm",
        "appts_finished_course_treatment",
    ]


def test_effect_sizes_belong_to_a_questionnaire_and_an_initial_caseness(figures):
    text = one_row(
        "annual_effect_size", "2024-25", **ENGLAND, VariableType="Total", Measure="PHQ9",
        InitialCaseness="At caseness", Mean_Start=15.2, SD_Start=5.1, EffectSize=1.1,
    )  # fmt: skip
    assert meaning(figures(text, name="effect-size-2024-25.csv")) == [
        ("annual_effect_size", "initial_caseness", "At caseness", "phq9", "effect_size", 1.1),
        ("annual_effect_size", "initial_caseness", "At caseness", "phq9_start", "mean", 15.2),
        ("annual_effect_size", "initial_caseness", "At caseness", "phq9_start", "sd", 5.1),
    ]


def test_effect_sizes_by_another_variable_keep_both(figures):
    text = one_row(
        "annual_effect_size", "2019-20", OrgType="Provider", OrgCode="RX1", OrgName="N", VariableType="Age Group",
        VariableA="18 to 25", VariableB="NULL", Measure="GAD7", InitialCaseness="Not at caseness", MeanEnd=4,
    )  # fmt: skip
    assert meaning(figures(text, name="effect-size-2019-20.csv")) == [
        ("annual_effect_size", "age_group_initial_caseness", "18 to 25: Not at caseness", "gad7_end", "mean", 4)
    ]


def test_outcomes_by_therapy_match_the_tidy_file(figures):
    text = one_row(
        "therapy_outcomes", "2024-25", OrganisationType="England", OrganisationCode="All", OrganisationName="All",
        Diagnosis="Depression", TherapyType="Mindfulness", Start_PHQ_Mean=15.1, EffectGAD="-", Count_TherRecovery=7,
    )  # fmt: skip
    official = figures(text, name="ther-based-outcomes2425 Table 4.csv")
    assert meaning(official) == [
        ("therapy_outcomes", "therapy", "Depression: Mindfulness", "recovery", "count", 7),
        ("therapy_outcomes", "therapy", "Depression: Mindfulness", "phq9_start", "mean", 15.1),
    ]
    (effect,) = [f for f in official if f["printed_name"] == "EffectGAD"]
    assert (effect["measure"], effect["statistic"], effect["mark"]) == ("gad7", "effect_size", "not_applicable")


@pytest.mark.parametrize(
    ("period", "cells"),
    [
        ("2019-20", {"OrganisationType": "England", "TherapyType": "50: Cognitive Behaviour Therapy (CBT)"}),
        ("2020-21", {"Organisation": "England", "Therapy_Type": "50 - Cognitive Behaviour Therapy (CBT)"}),
        ("2024-25", {"Therapy_Type": "50 Cognitive Behavioural Therapy"}),
    ],
)
def test_table_1_counts_appointments_by_how_many_therapies_they_had(figures, period, cells):
    text = one_row("therapy_number", period, **cells, Count_1Therapy=900, Count_2Therapies=3)
    expected = [
        ("therapy_number", "therapy", "Cognitive Behaviour Therapy (CBT)", "appts_with_1_therapy", "count", 900),
        ("therapy_number", "therapy", "Cognitive Behaviour Therapy (CBT)", "appts_with_2_therapies", "count", 3),
    ]
    read = figures(text, name=f"Table1-{period}.csv")
    assert meaning(read) == expected
    assert {f["level"] for f in read} == {"England"}


def test_the_tidy_file_called_position_is_table_1(figures):
    text = examples.annual_tidy(
        [
            "England",
            "All",
            "All",
            "therapy_type",
            "50_cognitive_behavioural_therapy",
            "NA",
            "position_1",
            "count",
            "900",
        ]
    )
    assert meaning(figures(text)) == [
        ("therapy_number", "therapy", "Cognitive Behaviour Therapy (CBT)", "appts_with_1_therapy", "count", 900)
    ]


def test_table_5_has_the_therapy_in_the_name_of_the_column(figures):
    late = one_row("therapy_by_problem", "2024-25", Probdesc="Depression", cbtappts=100, cbtcot=20, cbtmta=5)
    early = one_row(
        "therapy_by_problem", "2019-20", OrganisationType="England", Diagnosis="Depression",
        Count_TotalCognitiveBehaviourTherapyCBTAppts=100, Count_TotalCognitiveBehaviourTherapyCBTReferrals=20,
        Average_CognitiveBehaviourTherapyCBTAppts=5,
    )  # fmt: skip
    category = "Depression: Cognitive Behaviour Therapy (CBT)"
    assert meaning(figures(late, name="ther-based-outcomes2425.csv")) == [
        ("therapy_by_problem", "therapy", category, "therapy_appts", "count", 100),
        ("therapy_by_problem", "therapy", category, "courses_of_therapy", "count", 20),
        ("therapy_by_problem", "therapy", category, "therapy_appts", "mean", 5),
    ]
    assert set(meaning(figures(early, name="ther-based-outcomes1920.csv"))) == {
        ("therapy_by_problem", "therapy", category, "therapy_appts", "count", 100),
        ("therapy_by_problem", "therapy", category, "referrals_with_therapy", "count", 20),
        ("therapy_by_problem", "therapy", category, "therapy_appts", "mean", 5),
    }


@pytest.mark.parametrize(
    ("period", "column"),
    [
        ("2017-18", "CountStatusEnd_NotPrescribed"),
        ("2018-19", "NotPrescribed"),
        ("2024-25", "Count_StatusEndNotPrescribed"),
    ],
)
def test_medication_at_the_end_by_medication_at_the_start(figures, period, column):
    cells = {
        **ENGLAND,
        "VariableType": "Psychotropic Medication Status",
        "VariableA": "Status at start - Not Prescribed",
    }
    text = one_row("annual_medication", period, **cells, **{column: 12})
    assert meaning(figures(text, name=f"psych-med-{period}.csv")) == [
        (
            "annual_medication",
            "medication_status_at_start",
            "Not Prescribed",
            "medication_status_end_not_prescribed",
            "count",
            12,
        )
    ]


def test_quarterly_files_have_codes_in_a_column_for_each_kind(read):
    published = read(examples.quarterly())
    rows = published.figures.to_pyarrow().to_pylist()
    assert [(f["level"], f["org_code"], f["parent_code"]) for f in rows[:6]] == [
        ("England", None, None),
        ("Region", "Y60", None),
        ("ICB", "QYG", None),
        ("SubICB", "99A", None),
        ("Provider", "RX1", None),
        ("SubICB/Provider", "RX1", "99A"),
    ]
    assert {(f["publication"], f["frequency"]) for f in rows} == {("quarterly", "quarter")}
    assert (rows[0]["breakdown"], rows[0]["category"]) == ("total", "total")
    assert (rows[6]["breakdown"], rows[6]["category"]) == ("religion", "None")
