"""Tables into files, so that an engine reads them well.

National: a folder per table, a file per block, sorted by pathway. As submitted: a folder per provider and file, a file per
table. Parquet comes in row groups of a quarter of a million rows, in which few pathways are split; zstd at its lowest level
made files a third smaller than snappy here in the same time.
"""

from __future__ import annotations

from contextlib import ExitStack
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caseness.sources.synthetic.columns.days import months_after
from caseness.sources.synthetic.plan import Form, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.tables.rows import Rows

ROW_GROUP = 250_000
_COMPRESSION, _LEVEL = "zstd", 1


def write_rows(
    tables: Iterable[Rows], folder: Path, part: str, *, plan: Plan, submissions: Submissions, provider_codes: list[str]
) -> dict[str, int]:
    """Write tables that come one after the other, each whole or in parts; returns how many rows each has."""
    written: dict[str, int] = {}
    for table, parts in groupby(tables, key=lambda rows: rows.table):
        with _Files(plan.form) as files:
            for rows in parts:
                written[table] = written.get(table, 0) + len(rows.submission)
                for place, content in _placed(rows, part, plan, submissions, provider_codes):
                    files.write(folder / place, content)
    return written


def write_table(table: pa.Table, path: Path, form: Form) -> None:
    """Write one table as one file; the form gives the ending."""
    with _Files(form) as files:
        files.write(path, table)


def _placed(
    rows: Rows, part: str, plan: Plan, submissions: Submissions, provider_codes: list[str]
) -> Iterator[tuple[str, pa.Table]]:
    """The rows by the file they go into."""
    if plan.shape is Shape.NATIONAL:
        yield f"{rows.table}/{part}", rows.national(submissions, provider_codes)
        return
    for number, content in rows.by_submission():
        yield f"{folder_of(plan, submissions, provider_codes, number)}/{rows.table}", content


def folder_of(plan: Plan, submissions: Submissions, provider_codes: list[str], number: int) -> str:
    """Where a submission lies: ``SYNPA/2024-04-primary``, ``-refresh`` or, sent again, ``-again``."""
    month = months_after(plan.start, int(submissions.month[number]))
    kind = "again" if submissions.again[number] else "refresh" if submissions.refresh[number] else "primary"
    return f"{provider_codes[submissions.provider[number]]}/{month:%Y-%m}-{kind}"


class _Writer(Protocol):
    def write_table(self, table: pa.Table, rows_at_once: int) -> None: ...


class _Files:
    """The files of one table, open until all its parts are written. An empty part makes no file."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._open: dict[Path, _Writer] = {}
        self._stack = ExitStack()

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *fault: object) -> None:
        self._stack.close()

    def write(self, path: Path, table: pa.Table) -> None:
        if not len(table):
            return
        content = table if self._form is Form.PARQUET else _written_out(table)
        if path not in self._open:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[path] = self._stack.enter_context(self._writer(path, content.schema))
        self._open[path].write_table(content, ROW_GROUP)

    def _writer(self, path: Path, schema: pa.Schema) -> pq.ParquetWriter | pa_csv.CSVWriter:
        if self._form is Form.CSV:
            return pa_csv.CSVWriter(path.with_name(f"{path.name}.csv"), schema, write_options=_CSV)
        return pq.ParquetWriter(
            path.with_name(f"{path.name}.parquet"),
            schema,
            compression=_COMPRESSION,
            compression_level=_LEVEL,
            store_schema=False,
        )


_CSV = pa_csv.WriteOptions(quoting_style="needed")


def _written_out(table: pa.Table) -> pa.Table:
    """Texts themselves in place of a dictionary, which a CSV file has not."""
    wanted = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, wanted, strict=True))))
