"""What goes wrong in sending files: months sent again or not at all, referrals that do not go on from month to month."""

from __future__ import annotations

from caseness.sources.synthetic.injection.filing.kinds import FilingKind, filing_kinds
from caseness.sources.synthetic.injection.filing.months import as_sent
from caseness.sources.synthetic.injection.filing.posting import Posting

__all__ = ["FilingKind", "Posting", "as_sent", "filing_kinds"]
