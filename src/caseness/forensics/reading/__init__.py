"""Evidence read out of records: every row stays in the engine, tables of counts leave it.

What is read is grouped by provider, or by therapist within provider; England is the sum of its providers.
"""

from caseness.forensics.reading.reading import Reading, read, read_by_month

__all__ = ["Reading", "read", "read_by_month"]
