"""Findings as people read them: one self-contained HTML file, and the same figures as JSON and CSV.

`write` and `write_comparison` are the whole public face.
"""

from caseness.report.output import write, write_comparison

__all__ = ["write", "write_comparison"]
