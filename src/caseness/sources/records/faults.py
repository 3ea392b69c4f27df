"""What database engines raise, as errors meant for the user: what happened and what to do, never a value from a row.

An engine's own message may quote a cell, so none is passed on; only its kind is.
"""

from __future__ import annotations

import re
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from caseness.errors import CasenessError, InputRefused, OutputFailed, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

_MORE_ROOM = "Make room, or set TMPDIR to a folder on a larger disk."
_FEWER = "Give an extract of fewer months, or take a machine with more memory."
_AGAIN = "Export the table again, or copy it again from where it came."
_FULL = re.compile("no space left|disk full|max_temp_directory_size|could not write all", re.IGNORECASE)


@contextmanager
def engine_faults(origin: str) -> Iterator[None]:
    """Turn what an engine raises inside into a `CasenessError` about the source called ``origin``."""
    try:
        yield
    except CasenessError:
        raise
    except Exception as fault:
        told = _told(fault, origin)
        if told is None:
            raise
        raise told from None


def _told(fault: Exception, origin: str) -> CasenessError | None:
    if isinstance(fault, duckdb.Error):
        return _of_duckdb(fault, origin)
    psycopg: Any = sys.modules.get("psycopg")
    if psycopg and isinstance(fault, psycopg.Error):
        return _of_postgresql(psycopg.errors, fault, origin)
    if type(fault).__module__.partition(".")[0] in ("pyspark", "py4j") or isinstance(fault, ConnectionError):
        return _of_spark(fault, origin)
    return None


def _of_duckdb(fault: duckdb.Error, origin: str) -> CasenessError:
    if _FULL.search(str(fault)):
        return OutputFailed(f"the disk with the temporary files ({tempfile.gettempdir()}) is full. {_MORE_ROOM}")
    if isinstance(fault, duckdb.OutOfMemoryException):
        return OutputFailed(
            f"{origin}: this step does not fit in half of the machine's memory, which is what it may take. {_FEWER}"
        )
    if isinstance(fault, duckdb.IOException | duckdb.InvalidInputException | duckdb.SerializationException):
        return InputRefused("a file ends early, is damaged or has gone", file=origin, hint=_AGAIN)
    return _unforeseen(fault, origin)


def _of_postgresql(errors: Any, fault: Any, origin: str) -> CasenessError:
    match fault:
        case errors.InsufficientPrivilege():
            return InputRefused("no permission to read a table", file=origin, hint="Ask for GRANT SELECT on it.")
        case errors.QueryCanceled():
            return Unreachable(f"{origin}: the server stopped a query that took too long. Ask for a longer time limit.")
        case errors.DiskFull() | errors.OutOfMemory():
            return Unreachable(f"{origin}: the server has no room left for the query. Tell who looks after it.")
        case errors.OperationalError() | errors.InterfaceError():
            return Unreachable(f"{origin}: the connection was lost half-way. Nothing was left behind; run it again.")
    return _unforeseen(fault, origin)


def _of_spark(fault: Exception, origin: str) -> CasenessError:
    kind = str(getattr(fault, "getCondition", lambda: "")() or "")
    if "PERMISSION" in kind or "PRIVILEGE" in kind:
        return InputRefused("no permission to read a table", file=origin, hint="Ask for SELECT on it.")
    if isinstance(fault, ConnectionError) or "Network" in type(fault).__name__ or "Grpc" in type(fault).__name__:
        return Unreachable(f"{origin}: the Spark session was lost half-way. Start it again and run this again.")
    return _unforeseen(fault, origin)


def _unforeseen(fault: Exception, origin: str) -> CasenessError:
    return CasenessError(
        f"{origin}: the engine could not run a step ({type(fault).__name__}). This is a fault of ours; please report it."
    )
