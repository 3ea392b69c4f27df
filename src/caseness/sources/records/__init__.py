"""Record-level extracts of the national data set.

`open_records` reads a folder; `Records` has its tables, lazy and typed, whatever shape they came in.
"""

from caseness.sources.records.relation import Records, open_records
from caseness.sources.records.submissions import PathwayRule, Shape

__all__ = ["PathwayRule", "Records", "Shape", "open_records"]
