"""The kinds of wrongs in sending, each named with the rule that finds it (`caseness.validation`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

SENT_AGAIN, NOT_SENT, WRONG_PERIOD = "month-sent-again", "month-not-sent", "wrong-period"
EMPTY_TABLE = "empty-table"
VANISHED, CHANGED_PROVIDER, CHANGED_PERSON = "vanished-referrals", "changed-provider", "changed-person"
_MONTHS_OVER = (
    "referrals that are open at the end of a month and sent again the next; each has one month of its own for it"
)


@dataclass(frozen=True, slots=True)
class FilingKind:
    """A kind of wrong in sending, as `injection.kind.Kind` is one of what is sent; ``rule`` is what it breaks.

    The warehouse refuses what is ``submitted_only``. Without a ``rule`` each of the wrongs says its own.
    """

    name: str
    does: str
    share_of: str
    rule: str | None
    submitted_only: bool = False


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
        WRONG_PERIOD,
        "The header of a refresh names the month before, which so has three files.",
        "months of a provider between the first and the last of the extract",
        "month-sent-twice",
        submitted_only=True,
    ),
    FilingKind(
        EMPTY_TABLE,
        "A file has no row of the patients, of the referrals or of the GP registrations.",
        "files sent that have patients; each lacks one of these tables",
        None,
        submitted_only=True,
    ),
    FilingKind(
        VANISHED,
        "An open referral and all that hangs on it are missing from the next month's files and from all later ones.",
        _MONTHS_OVER,
        "pathway-continues",
    ),
    FilingKind(
        CHANGED_PROVIDER,
        "From the next month on an open referral, with all that hangs on it and its patient, is sent by another provider.",
        f"{_MONTHS_OVER}; of people with one referral, whose numbers the other provider has not given to anyone",
        "organisation-continues",
    ),
    FilingKind(
        CHANGED_PERSON,
        "From the next month on an open referral is sent for a copy of its patient, who is another person there.",
        f"{_MONTHS_OVER}; of patients with one referral",
        "person-continues",
    ),
)
