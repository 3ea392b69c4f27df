"""One extract, one answer: DuckDB, PostgreSQL and Spark give the same tables to the last value."""

from __future__ import annotations

import csv
import shutil
from functools import reduce

import duckdb
import pytest
from ibis import _
from tests.engines import ENGINES, as_found, into_postgresql, new_server
from tests.sources.records import dirty
from tests.sources.records.extracts import write

from caseness.errors import InputRefused, Unreachable
from caseness.sources.records import Records, Shape, open_records
from caseness.vocabulary.data_set import tables

psycopg = pytest.importorskip("psycopg")

pytestmark = ENGINES


def rows(table):
    return sorted((tuple(row.items()) for row in table.to_pyarrow().to_pylist()), key=repr)


def everything(records: Records):
    return {name: rows(table) for name, table in records.everything.items()}


def counting(records: Records):
    """How many rows of each table belong to each submission that counts."""
    counted = [
        rows(records.counting(name).group_by("UniqueSubmissionID", "AuditId").aggregate(rows=_.count()))
        for name in records.everything
        if name != "IDS000Header"
    ]
    return dict(zip(records.everything, counted, strict=False))


def compare(engines):
    """Hold that PostgreSQL and Spark have the tables that DuckDB has, to the last row and value."""
    one = engines["duckdb"]
    expected, counted = everything(one), counting(one)
    assert {name for name, found in expected.items() if found} == {entry.table for entry in tables()}
    for name in ("postgresql", "spark"):
        other = engines[name]
        assert other.shape is one.shape
        assert rows(other.submissions) == rows(one.submissions), name
        for table in expected:
            assert rows(other.everything[table]) == expected[table], (name, table)
        assert counting(other) == counted, name


def test_submitted_tables_are_the_same_on_every_engine(submitted):
    assert submitted["duckdb"].shape is Shape.SUBMITTED
    compare(submitted)
    assert submitted["postgresql"].joining() == submitted["spark"].joining() == submitted["duckdb"].joining()


@pytest.mark.parametrize(("engine", "named"), [("postgresql", "postgres "), ("spark", "pyspark ")])
def test_a_table_has_one_fingerprint_each_time_it_is_asked(submitted, engine, named):
    records = submitted[engine]
    found = records.fingerprints()
    records.remembered.pop("fingerprints")  # so that the rows are read anew
    assert records.fingerprints() == found
    assert len(set(found.values())) == len(found) == len(records.files)
    assert all(text.startswith(named) for text in found.values())


def test_national_tables_are_the_same_on_every_engine(national):
    assert national["duckdb"].shape is Shape.NATIONAL
    compare(national)


TYPED = {
    "PathwayID": ("char(8)", "A ", "B", None),
    "RecordNumber": ("numeric(20,0)", 12345678901234567890, 2, 3),
    "UniqueSubmissionID": ("integer", 7, 7, 7),
    "AuditId": ("smallint", 10, 10, 10),
    "Unique_MonthID": ("numeric(10,2)", 1489, 1489, 1489),
    "OrgID_Provider": ("varchar(6)", "RX2", "RX2", "RX2"),
    "UsePathway_Flag": ("smallint", 1, 0, None),
    "Recovery_Flag": ("boolean", True, False, None),
    "CareContact_Count": ("double precision", 5.0, 2.5, None),
    "PHQ9_FirstScore": ("numeric(6,1)", 28.0, 12.5, None),
    "AgoraAlone_FirstScore": ("numeric(6,3)", 2.31, 3, None),
    "SourceOfReferralIAPT": ("char(4)", "a1", "B1", None),
    "ReferralRequestReceivedDate": ("timestamp", "2024-02-29 00:00:00", "2999-12-31 00:00:00", None),
    "ServDischDate": ("date", "2024-02-29", "1066-10-14", None),
    "OnsetDate": ("date", "2023-05-01", "2023-06-30", None),
    "EndCode": ("integer", 46, 7, None),
    "EFFECTIVE_FROM": ("timestamp", "2024-05-10 09:00:07.25", "2024-05-10 23:59:59", None),
}
AS_TEXT = {  # what each of the three rows would be in CSV
    "PathwayID": ("A", "B", ""),
    "RecordNumber": ("12345678901234567890", "2", "3"),
    "UniqueSubmissionID": ("7", "7", "7"),
    "AuditId": ("10", "10", "10"),
    "Unique_MonthID": ("1489", "1489", "1489"),
    "OrgID_Provider": ("RX2", "RX2", "RX2"),
    "UsePathway_Flag": ("1", "0", ""),
    "Recovery_Flag": ("True", "False", ""),
    "CareContact_Count": ("5", "2.5", ""),
    "PHQ9_FirstScore": ("28", "12.5", ""),
    "AgoraAlone_FirstScore": ("2.31", "3", ""),
    "SourceOfReferralIAPT": ("A1", "B1", ""),
    "ReferralRequestReceivedDate": ("2024-02-29", "", ""),
    "ServDischDate": ("29/02/2024", "", ""),
    "OnsetDate": ("2023-05", "2023-06", ""),
    "EndCode": ("46", "7", ""),
    "EFFECTIVE_FROM": ("2024-05-10T09:00:07", "2024-05-10T23:59:59", ""),
}
CHILDREN = {
    "IDS001MPI": "RecordNumber  UniqueSubmissionID  AuditId\n2  7  10",
    "IDS201CareContact": "PathwayID  UniqueSubmissionID  AuditId\nB  7  10",
}


def typed_sql(schema: str) -> list[str]:
    """The same referrals with columns of the types that warehouses have, and text children."""
    columns = ", ".join(f'"{name}" {kind}' for name, (kind, *_) in TYPED.items())
    cells = [[_literal(kind, value) for value in given] for kind, *given in TYPED.values()]
    values = [", ".join(row) for row in zip(*cells, strict=True)]
    return [
        f"CREATE SCHEMA {schema}",
        f"CREATE TABLE {schema}.ids101referral ({columns})",
        *(f"INSERT INTO {schema}.ids101referral VALUES ({row})" for row in values),
        f'CREATE TABLE {schema}.ids001mpi ("RecordNumber" text, "UniqueSubmissionID" text, "AuditId" text)',
        f"INSERT INTO {schema}.ids001mpi VALUES ('2', '7', '10')",
        f'CREATE TABLE {schema}.ids201carecontact ("PathwayID" text, "UniqueSubmissionID" text, "AuditId" text)',
        f"INSERT INTO {schema}.ids201carecontact VALUES ('B', '7', '10')",
    ]


def _literal(kind: str, value: object) -> str:
    if value is None or not isinstance(value, str):
        return "NULL" if value is None else str(value)
    return f"{kind.upper()} '{value}'" if kind in ("date", "timestamp") else f"'{value}'"


@pytest.fixture
def as_text(tmp_path):
    folder = write(tmp_path / "text", **CHILDREN)
    with (folder / "IDS101Referral.csv").open("w", newline="") as file:
        csv.writer(file).writerows([AS_TEXT, *zip(*AS_TEXT.values(), strict=True)])
    return everything(open_records(folder))


def test_columns_of_other_types_on_duckdb(tmp_path, as_text):
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        for statement in typed_sql("typed"):
            connection.execute(statement)
    with open_records(f"duckdb://{tmp_path / 'warehouse.duckdb'}?schema=typed") as records:
        assert everything(records) == as_text


def test_columns_of_other_types_on_postgresql(postgresql, as_text):
    with psycopg.connect(postgresql.address(), autocommit=True) as connection:
        for statement in typed_sql("typed"):
            connection.execute(statement)
    with open_records(f"{postgresql.address()}?schema=typed") as records:
        assert everything(records) == as_text


def test_columns_of_other_types_on_spark(spark, as_text):
    kinds = {"numeric": "decimal", "double precision": "double", " text": " string", '"': "`"}
    for statement in typed_sql("typed"):
        spark.raw_sql(reduce(lambda sql, kind: sql.replace(kind, kinds[kind]), kinds, statement))
    with open_records(spark, schema="typed") as records:
        assert everything(records) == as_text


def test_a_reader_who_may_write_nothing_leaves_nothing(postgresql, tmp_path):
    tables = as_found(dirty.national(tmp_path))
    address = into_postgresql(postgresql, "guarded", tables)
    with psycopg.connect(postgresql.address(), autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA guarded TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA guarded TO reader")
        with open_records(address.replace("caseness@", "reader@")) as records:
            assert records.counting("IDS101Referral").count().to_pyarrow().as_py() > 0
        left = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'reader'"
        assert connection.execute(left).fetchone() == (0,)
        connection.execute('REVOKE SELECT ON guarded."IDS101Referral" FROM reader')
        with pytest.raises(InputRefused, match="lacks IDS101Referral"):
            open_records(address.replace("caseness@", "reader@"))


def test_a_wrong_password_is_said_and_not_shown(postgresql):
    with psycopg.connect(postgresql.address(), autocommit=True) as connection:
        connection.execute("CREATE ROLE sworn LOGIN PASSWORD 'right'")
    with pytest.raises(Unreachable, match='password authentication failed for user "sworn"') as refused:
        open_records(postgresql.address("sworn:wr0ng"))
    assert "wr0ng" not in str(refused.value)


def test_a_server_that_goes_away_half_way(tmp_path):
    server = new_server()
    server.start()
    records = open_records(into_postgresql(server, "extract", as_found(dirty.national(tmp_path))))
    server.stop()
    shutil.rmtree(server.folder)
    referrals = records.everything["IDS101Referral"]
    with pytest.raises(Unreachable, match="the connection was lost half-way"):
        records.fetch(referrals.aggregate(n=referrals.count()))
    records.close()
