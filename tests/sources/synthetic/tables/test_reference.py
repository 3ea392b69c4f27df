"""The warehouse's tables of reference: whatever the other tables name is there."""

from __future__ import annotations

from datetime import date

from caseness.sources.synthetic.columns.days import day_number
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.people import people_parameters
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.tables.reference import reference_tables

PLAN = Plan(referrals=5000, months=13)
MADE = invent(PLAN)
TABLES = reference_tables(PLAN, MADE)


def rows(place):
    return TABLES[place].to_pylist()


def test_every_language_has_a_name():
    named = {row["LanguageCode"] for row in rows("MHDInternal/REFERENCE_ISO_LanguageCodes")}
    mixes = (people_parameters().language, *people_parameters().language_by_ethnicity.values())
    assert named == {code for mix in mixes for code in mix if code}


def test_a_former_organisation_leads_to_one_of_the_hierarchy():
    commissioners = {row["Organisation_Code"] for row in rows("Reporting/Ref_ODS_Commissioner_Hierarchies_ICB")}
    providers = {row["Organisation_Code"] for row in rows("Reporting/Ref_ODS_Provider_Hierarchies_ICB")}
    successions = rows("Internal_Reference/ComCodeChanges")
    assert successions
    assert {row["New_Code"] for row in successions} <= commissioners
    assert not {row["Org_Code"] for row in successions} & commissioners
    assert {row["Prov_Successor"] for row in rows("Internal_Reference/Provider_Successor")} <= providers


def test_a_provider_stands_in_the_region_of_its_sub_icb():
    by_code = {row["Organisation_Code"]: row for row in rows("Reporting/Ref_ODS_Commissioner_Hierarchies_ICB")}
    for number, row in enumerate(rows("Reporting/Ref_ODS_Provider_Hierarchies_ICB")):
        home = by_code[MADE.sub_icb_code[MADE.provider_sub_icb[number]]]
        assert (row["STP_Code"], row["Region_Code"]) == (home["STP_Code"], home["Region_Code"])
        assert row["Effective_To"] is None


def test_every_area_has_a_decile_on_each_day_that_scripts_ask_for():
    areas = rows("UKHF_Demography/Domains_Of_Deprivation_By_LSOA1")
    assert len(areas) == 2 * len(MADE.lsoa_code)
    assert {row["Effective_Snapshot_Date"] for row in areas} == {date(2015, 12, 31), date(2019, 12, 31)}
    assert {row["IMD_Decile"] for row in areas} == {str(decile) for decile in range(1, 11)}


def test_every_day_has_its_quarter_of_the_financial_year():
    quarters = {row["Full_Date"]: row["Fin_Year_Quarter_QQ_YY_YY"] for row in rows("Internal_Reference/Date_Full")}
    assert len(quarters) == day_number(PLAN.end) - day_number(PLAN.start)
    assert quarters[date(2024, 4, 1)] == quarters[date(2024, 6, 30)] == "Q1 24/25"
    assert quarters[date(2025, 3, 31)] == "Q4 24/25"
    assert quarters[date(2025, 4, 1)] == "Q1 25/26"


def test_every_concept_has_one_name():
    concepts = [row["Concept_ID"] for row in rows("UKHD_SNOMED/Descriptions_SCD")]
    assert len(concepts) == len(set(concepts))
    assert {"720433000", "304891004", "748031000000103"} <= set(concepts)
