"""Whose figure it is: successors in one step, current rows only, everything else Other."""

from __future__ import annotations

import duckdb
import pytest
from tests.sources.records.extracts import national, write

from caseness.measures import Geography, geography_of
from caseness.sources.records import open_records
from caseness.vocabulary import Level

# 01A became 02A, which became 03A: the warehouse takes one step. 04A has no current row any more.
REFERENCE = {
    "ComCodeChanges": """
        Org_Code  New_Code
        01A       02A
        02A       03A
    """,
    "Provider_Successor": """
        Prov_original  Prov_Successor
        OLD            NEW
    """,
    "Ref_ODS_Commissioner_Hierarchies_ICB": """
        Organisation_Code  STP_Code  Region_Code  Effective_To
        02A                QAA       Y01          .
        03A                QBB       Y02          .
        03A                QZZ       Y09          2022-06-30
        04A                QAA       Y01          2023-03-31
    """,
    "Ref_ODS_Provider_Hierarchies_ICB": """
        Organisation_Code  STP_Code  Region_Code  Effective_To
        NEW                QAA       Y01          .
    """,
}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """An extract of the warehouse with its tables of reference in a folder."""
    folder = national(tmp_path_factory.mktemp("extract"), "NEW")
    for table, text in REFERENCE.items():
        write(folder / "reference", **{table: text})
    return folder


@pytest.fixture(scope="module")
def geography(extract):
    with open_records(extract) as records:
        assert not records.unknown
        return geography_of(records)


def test_a_former_commissioner_counts_where_its_successor_lies(geography):
    assert geography.at(Level.SUB_ICB, "NEW", "01A") == "02A"
    assert geography.at(Level.ICB, "NEW", "01A") == "QAA"
    assert geography.at(Level.REGION, "NEW", "02A") == "Y02"


def test_the_row_that_held_before_does_not_count(geography):
    assert geography.at(Level.ICB, "NEW", "03A") == "QBB"
    assert geography.at(Level.REGION, "NEW", "03A") == "Y02"


def test_an_organisation_without_a_current_row_is_other_at_every_level(geography):
    for level in (Level.SUB_ICB, Level.ICB, Level.REGION):
        assert geography.at(level, "NEW", "04A") == "Other"
        assert geography.at(level, "NEW", None) == "Other"
    assert geography.at(Level.PROVIDER, "GONE", "02A") == "Other"
    assert geography.at(Level.ENGLAND, "GONE", "04A") == "ENG"


def test_a_cell_of_both_names_the_commissioner_first(geography):
    assert geography.at(Level.SUB_ICB_PROVIDER, "OLD", "01A") == "02A/NEW"


def test_a_level_of_the_past_is_refused(geography):
    with pytest.raises(ValueError, match="CCG"):
        geography.at(Level.CCG, "NEW", "01A")


def test_without_tables_every_code_is_its_own_but_for_those_recoded(tmp_path):
    with open_records(national(tmp_path, "NEW")) as records:
        geography = geography_of(records)
    assert geography.at(Level.PROVIDER, "NEW", "01A") == "NEW"
    assert geography.at(Level.SUB_ICB, "NEW", "01A") == "01A"
    assert geography.at(Level.ICB, "NEW", "01A") == "Other"
    assert geography.providers
    assert Geography().at(Level.PROVIDER, "NEW", None) == "NEW"


def test_a_database_keeps_them_in_a_schema_beside_the_extract(tmp_path, extract, geography):
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(file) as connection:
        connection.execute("CREATE SCHEMA mesh_iapt; CREATE SCHEMA INTERNAL_REFERENCE; CREATE SCHEMA reporting")
        for table in ("IDS001MPI", "IDS101Referral", "IDS201CareContact"):
            connection.execute(f"CREATE TABLE mesh_iapt.{table} AS FROM '{extract}/{table}.csv'")
        for table in REFERENCE:
            schema = "reporting" if table.startswith("Ref") else "internal_reference"
            path = extract / "reference" / f"{table}.csv"
            connection.execute(f"CREATE TABLE {schema}.{table} AS FROM read_csv('{path}', all_varchar=true)")
    with open_records(f"duckdb://{file}?schema=mesh_iapt") as records:
        assert geography_of(records) == geography
