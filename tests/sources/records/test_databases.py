"""Databases as sources: addresses, an extract in a DuckDB file, and what is refused in words."""

from __future__ import annotations

import hashlib
import sys

import duckdb
import ibis
import pytest
from tests.sources.records.extracts import write
from tests.sources.records.test_folder import NATIONAL

from caseness.errors import InputRefused, Unreachable
from caseness.sources.records import is_address, open_records
from caseness.sources.records.addresses import read_address
from caseness.sources.records.folder import read_folder


def rows(table):
    return sorted((tuple(row.items()) for row in table.to_pyarrow().to_pylist()), key=repr)


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "folder", **NATIONAL)


@pytest.fixture
def file(tmp_path, folder):
    """A DuckDB file with the extract in a schema, and a stray table."""
    path = tmp_path / "an extract.duckdb"
    found = read_folder(folder)
    with duckdb.connect(path) as connection:
        connection.execute("CREATE SCHEMA warehouse")
        connection.execute("CREATE TABLE ids101referrals (a INTEGER)")
        for name, table in found.found.items():
            connection.register("arrow", table.drop("caseness_submission_folder").to_pyarrow())
            connection.execute(f'CREATE TABLE warehouse."{name.upper()}" AS FROM arrow')
    found.close()
    return path


def test_a_duckdb_file_gives_the_tables_of_the_folder_and_stays_as_it_is(folder, file):
    before = hashlib.sha256(file.read_bytes()).digest()
    with open_records(f"duckdb://{file}?schema=warehouse") as records, open_records(folder) as expected:
        assert [(f.name, f.table, f.rows) for f in records.files[:1]] == [("IDS001MPI", "IDS001MPI", 3)]
        for name in expected.everything:
            assert rows(records.everything[name]) == rows(expected.everything[name])
            assert rows(records.counting(name)) == rows(expected.counting(name))
    assert hashlib.sha256(file.read_bytes()).digest() == before


def test_a_session_of_ones_own_stays_open_and_clean(file):
    session = ibis.duckdb.connect(file, read_only=True)
    views = "SELECT count(*) FROM duckdb_views() WHERE NOT internal"
    with open_records(session, schema="warehouse") as records:
        assert records.counting("IDS101Referral").count().to_pyarrow().as_py() == 2
        assert session.raw_sql(views).fetchone() > (0,)
    assert session.raw_sql(views).fetchone() == (0,)


def test_a_schema_without_the_tables_is_refused_with_what_is_there(file):
    with pytest.raises(InputRefused, match="no table is named after") as refused:
        open_records(f"duckdb://{file}")
    assert "found ids101referrals (nearest: IDS101Referral" in str(refused.value)
    assert "?schema=name" in refused.value.hint


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("duckdb:///nowhere/extract.duckdb", "there is no such file"),
        ("mssql://server/iapt", "databases of the kind mssql:// are not read"),
        ("postgresql://host:port/iapt", "the address of the database is malformed"),
    ],
)
def test_addresses_that_lead_nowhere(address, what):
    with pytest.raises(InputRefused, match=what) as refused:
        open_records(address)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "notes.duckdb"
    path.write_text("milk, eggs " * 1000)
    with pytest.raises(InputRefused, match="the file is no DuckDB database"):
        open_records(f"duckdb://{path}")


def test_an_option_that_is_none():
    pytest.importorskip("psycopg")
    with pytest.raises(InputRefused, match="an option that PostgreSQL does not know") as refused:
        open_records("postgresql://reader:secret@host/iapt?bogus=secret")
    assert "secret" not in str(refused.value)


def test_a_host_that_nobody_knows_is_said_in_words():
    pytest.importorskip("psycopg")
    with pytest.raises(Unreachable) as unknown:
        open_records("postgresql://reader@nowhere.invalid/iapt")
    assert "nowhere.invalid/iapt: failed to resolve host 'nowhere.invalid': " in str(unknown.value)
    assert "Errno" not in str(unknown.value)


def test_a_server_that_is_not_there(run, tmp_path):
    pytest.importorskip("psycopg")
    address = "postgresql://reader:secret@127.0.0.1:1/iapt?schema=warehouse"
    status, said, message = run("validate", address, "--out", tmp_path / "out")
    assert (status, said) == (4, "")
    assert message.startswith(
        "caseness: postgresql://reader@127.0.0.1:1/iapt?schema=warehouse: Connection refused. Check"
    )
    assert "secret" not in message
    assert not (tmp_path / "out").exists()


def test_without_the_package_for_postgresql_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputRefused) as refused:
        open_records("postgresql://127.0.0.1/iapt")
    assert refused.value.hint == "Install it with: pip install 'caseness[postgres]'"


def test_a_duckdb_file_is_validated_on_the_command_line(run, tmp_path, file):
    status, _, message = run("validate", f"duckdb://{file}?schema=warehouse", "--out", tmp_path / "out")
    assert status == 0
    assert "Read 10 rows from 4 files." in message
    assert (tmp_path / "out" / "index.html").exists()


def test_an_address_is_shown_without_its_password():
    address = read_address("postgres://reader:p%40ss@db.nhs.uk:5433/iapt?schema=mesh&sslmode=require&password=p%40ss")
    assert (address.schema, address.shown) == ("mesh", "postgresql://reader@db.nhs.uk:5433/iapt?schema=mesh")
    assert address.reached == "postgresql://reader:p%40ss@db.nhs.uk:5433/iapt?sslmode=require&password=p%40ss"
    assert "p%40ss" not in repr(address)


def test_a_path_is_no_address():
    assert not is_address("extract/2024")
    assert not is_address("C:\\extract")
    assert is_address("duckdb:///extract.duckdb")


def test_engines_whose_answers_were_never_compared_are_refused():
    with pytest.raises(InputRefused, match="nothing is computed on sqlite"):
        open_records(ibis.sqlite.connect())
