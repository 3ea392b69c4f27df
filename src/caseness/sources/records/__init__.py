"""Record-level extracts of the national data set.

`open_records` reads a folder or a database; `Records` has its tables, lazy and typed, whatever shape they came in.
"""

from caseness.sources.records.addresses import is_address
from caseness.sources.records.columns import WRITTEN
from caseness.sources.records.found import STATISTICS, holds_tables
from caseness.sources.records.joining import Joining
from caseness.sources.records.relation import Records, open_records
from caseness.sources.records.submissions import SUBMISSION_FIELDS, PathwayRule, Shape, month_named, month_numbered

__all__ = [
    "STATISTICS",
    "SUBMISSION_FIELDS",
    "WRITTEN",
    "Joining",
    "PathwayRule",
    "Records",
    "Shape",
    "holds_tables",
    "is_address",
    "month_named",
    "month_numbered",
    "open_records",
]
