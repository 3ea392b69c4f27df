"""Record-level extracts of the national data set.

`open_records` reads a folder; `Records` has its tables, lazy and typed, whatever shape they came in.
"""

from caseness.sources.records.columns import WRITTEN
from caseness.sources.records.relation import Records, open_records
from caseness.sources.records.submissions import SUBMISSION_FIELDS, PathwayRule, Shape, month_named, month_numbered

__all__ = [
    "SUBMISSION_FIELDS",
    "WRITTEN",
    "PathwayRule",
    "Records",
    "Shape",
    "month_named",
    "month_numbered",
    "open_records",
]
