"""Months of providers that are sent again, not at all or as another: drawn alike for every block, from nothing but the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.injection.filing.kinds import NOT_SENT, SENT_AGAIN, WRONG_PERIOD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.synthetic.plan import Injection, Plan
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Flags, Whole

OF_MONTHS = (NOT_SENT, SENT_AGAIN, WRONG_PERIOD)
_A_DAY = 86_400  # seconds from the loading of a refresh to that of the file sent again
_FILES_OF_A_MONTH = 2
_NO_BLOCK = 0  # of the stream of random numbers, which is one for all blocks


def drawn_months(plan: Plan, number: int, codes: Sequence[str], submissions: Submissions) -> tuple[Whole, Whole]:
    """The primary files of the months to which one wrong can be done, and of those to which it is."""
    wanted, month = plan.injections[number], submissions.month
    last = submissions.months - 1
    first = 0 if wanted.kind == SENT_AGAIN else 1
    base = ~submissions.refresh & ~submissions.again & submissions.there & (month >= first) & (month < last)
    if wanted.kind == WRONG_PERIOD:  # the month before has its own two files
        base &= np.roll(submissions.there, _FILES_OF_A_MONTH)
    there = np.flatnonzero(base & meant(plan, wanted, codes, submissions))
    random = stream(plan.seed, plan.referrals, _NO_BLOCK, f"injection {number} {wanted.kind} over all providers")
    share = min(int(wanted.rate * len(there) + random.random()), len(there))
    return there, np.sort(random.choice(there, share, replace=False))


def meant(plan: Plan, wanted: Injection, codes: Sequence[str], submissions: Submissions) -> Flags:
    """Of each file, whether it is of a provider and a month that a wrong is meant for."""
    which = np.ones(len(submissions.month), bool)
    if wanted.providers:
        which &= np.isin(codes, wanted.providers)[submissions.provider]
    if wanted.months:
        which &= np.isin(submissions.month, [plan.month_starts.index(month) for month in wanted.months])
    return which


def as_sent(plan: Plan, codes: Sequence[str], submissions: Submissions, before: int | None = None) -> Submissions:
    """The files that are sent: without those of months not sent, and with those sent again after all others.

    With ``before`` they are as the first so many wrongs of the plan leave them.
    """
    for number, wanted in enumerate(plan.injections[:before]):
        if wanted.kind in OF_MONTHS:
            _open, drawn = drawn_months(plan, number, codes, submissions)
            submissions = _AS_SENT[wanted.kind](submissions, drawn)
    return submissions


def _without(submissions: Submissions, primary: Whole) -> Submissions:
    there = submissions.there.copy()
    there[primary] = there[primary + 1] = False
    return replace(submissions, there=there)


def _as_another(submissions: Submissions, primary: Whole) -> Submissions:
    """The refresh names the month before."""
    reported = submissions.reported.copy()
    reported[primary + 1] -= 1
    return replace(submissions, reported=reported)


def _again(submissions: Submissions, primary: Whole) -> Submissions:
    refresh = primary + 1
    new = np.arange(1, len(primary) + 1)
    twice = np.append(np.arange(len(submissions.month)), refresh)
    columns = {
        name: getattr(submissions, name)[twice]
        for name in (
            "provider",
            "month",
            "reported",
            "refresh",
            "again",
            "identity",
            "audit",
            "month_number",
            "loaded",
            "there",
        )
    }
    added = slice(len(submissions.month), None)
    columns["again"][added] = True
    columns["identity"][added] = submissions.identity.max() + new
    columns["audit"][added] = submissions.audit.max() + new
    columns["loaded"][added] += _A_DAY
    return replace(submissions, **columns)


_AS_SENT = {NOT_SENT: _without, SENT_AGAIN: _again, WRONG_PERIOD: _as_another}
