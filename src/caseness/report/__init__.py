"""Findings as people read them: one self-contained HTML file, and the same figures as JSON and CSV.

`write`, `write_comparison` and `write_validation` are the whole public face.
"""

from caseness.report.output import ValidationForm, write, write_comparison, write_validation

__all__ = ["ValidationForm", "write", "write_comparison", "write_validation"]
