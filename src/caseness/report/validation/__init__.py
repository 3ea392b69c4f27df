"""The validation of an extract as a page, a record and tables."""

from caseness.report.validation.page import headline, validation_page
from caseness.report.validation.record import validation_record
from caseness.report.validation.rules import broken_rows
from caseness.report.validation.tables import validation_tables

__all__ = ["broken_rows", "headline", "validation_page", "validation_record", "validation_tables"]
