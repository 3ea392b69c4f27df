"""Findings as people read them: one self-contained HTML file, and the same figures as JSON and CSV.

`write` is the whole public face.
"""

from caseness.report.output import write

__all__ = ["write"]
