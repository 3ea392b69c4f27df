"""The kinds of wrongs in sending, each named with the rule of ours that finds it (`caseness.validation.ours`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

SENT_AGAIN, NOT_SENT, VANISHED = "month-sent-again", "month-not-sent", "vanished-referrals"
_MONTHS_OVER = (
    "referrals that are open at the end of a month and sent again the next; each has one month of its own for it"
)


@dataclass(frozen=True, slots=True)
class FilingKind:
    """A kind of wrong in sending, as `injection.kind.Kind` is one of what is sent; ``rule`` is what it breaks."""

    name: str
    does: str
    share_of: str
    rule: str


@cache
def filing_kinds() -> dict[str, FilingKind]:
    """Every kind by name."""
    return {kind.name: kind for kind in _KINDS}


_KINDS = (
    FilingKind(
        SENT_AGAIN,
        "A month is sent a third time after its refresh, with the same rows; the third file counts.",
        "months of a provider that have a refresh",
        "month-sent-twice",
    ),
    FilingKind(
        NOT_SENT,
        "A month is not sent at all, neither its primary file nor its refresh.",
        "months of a provider between the first and the last of the extract",
        "every-month-sent",
    ),
    FilingKind(
        VANISHED,
        "An open referral and all that hangs on it are missing from the next month's files and from all later ones.",
        _MONTHS_OVER,
        "pathway-continues",
    ),
)
