"""Findings as people read them: one self-contained HTML file, and the same figures as JSON and CSV.

`write`, `write_comparison`, `write_validation` and `write_value` are the whole public face, with `keep_audit` to ask beforehand.
"""

from caseness.report.output import ValidationForm, keep_audit, write, write_comparison, write_validation, write_value

__all__ = ["ValidationForm", "keep_audit", "write", "write_comparison", "write_validation", "write_value"]
