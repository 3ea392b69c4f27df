"""Value for money as a page of its own, with its figures as JSON and CSV."""

from caseness.report.value.page import value_page
from caseness.report.value.record import value_record, value_tables

__all__ = ["value_page", "value_record", "value_tables"]
