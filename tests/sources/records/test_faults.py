"""What engines raise, in words for the user: the right kind, and never the engine's own message, which may quote a cell."""

from __future__ import annotations

import duckdb
import pytest

from caseness.errors import CasenessError, InputRefused, OutputFailed, Unreachable
from caseness.sources.records.faults import engine_faults


def told(fault: Exception) -> CasenessError:
    with pytest.raises(CasenessError) as raised, engine_faults("the source"):
        raise fault
    assert raised.value.__suppress_context__
    assert "Smith" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    ("fault", "kind", "status"),
    [
        (duckdb.IOException("Could not write file: No space left on device"), OutputFailed, 5),
        (duckdb.OutOfMemoryException("max_temp_directory_size is reached"), OutputFailed, 5),
        (duckdb.OutOfMemoryException("failed to allocate"), OutputFailed, 5),
        (duckdb.IOException("No magic bytes found: Smith"), InputRefused, 3),
        (duckdb.ConversionException("Could not convert string 'Smith' to INT64"), CasenessError, 1),
        (ConnectionRefusedError("Smith"), Unreachable, 4),
    ],
)
def test_what_the_embedded_engine_and_the_network_raise(fault, kind, status):
    raised = told(fault)
    assert type(raised) is kind
    assert raised.exit_status == status


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("InsufficientPrivilege", InputRefused, "no permission to read a table"),
        ("QueryCanceled", Unreachable, "took too long"),
        ("DiskFull", Unreachable, "no room left"),
        ("AdminShutdown", Unreachable, "the connection was lost half-way"),
        ("OperationalError", Unreachable, "the connection was lost half-way"),
        ("InvalidTextRepresentation", CasenessError, "could not run a step (InvalidTextRepresentation)"),
    ],
)
def test_what_postgresql_raises(name, kind, words):
    errors = pytest.importorskip("psycopg").errors
    raised = told(getattr(errors, name)('invalid input syntax: "Smith"'))
    assert type(raised) is kind
    assert words in str(raised)


def test_other_faults_and_our_own_pass_through():
    with pytest.raises(ZeroDivisionError), engine_faults("the source"):
        raise ZeroDivisionError
    with pytest.raises(InputRefused, match="the file is empty"), engine_faults("the source"):
        raise InputRefused("the file is empty")
