"""Two audits side by side: which figures moved and what moved them, which problems and verdicts changed.

An audit is read from its report folder (`read_audit`); `compare` sets an older beside a newer one. What moved a figure
is decided by one rule, in `caseness.comparison.attribution`.
"""

from caseness.comparison.attribution import Cause
from caseness.comparison.comparing import Comparison, compare
from caseness.comparison.past_audit import PastAudit, read_audit

__all__ = ["Cause", "Comparison", "PastAudit", "compare", "read_audit"]
