"""Which public claims hold?

``register.toml`` has the claims, the modules named after topics their computed tests, `ruling` the one rule that
decides them all, `claim_check` turns each into a check. Verdicts are never typed by hand.
"""

from caseness.checks.claims.claim_check import ClaimCheck, declare_claims
from caseness.checks.claims.register import Need, register, tally_by_least_need
from caseness.checks.claims.rows import ClaimRow, by_status, by_verdict, claims_table

__all__ = [
    "ClaimCheck",
    "ClaimRow",
    "Need",
    "by_status",
    "by_verdict",
    "claims_table",
    "register",
    "tally_by_least_need",
]

declare_claims()
