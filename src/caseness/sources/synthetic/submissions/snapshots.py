"""The referrals and patients in each file: a referral from the month it came in to the month it ended, and in any later
month in which something still happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from caseness.sources.synthetic.submissions.first_sent import FirstSent
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Block, Days, Flags, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """One row per referral and file, sorted by referral, month, and primary before refresh.

    ``month_start`` and ``month_end`` are the first and last day of the month. ``end`` is the day of discharge where the file
    gives it, ``problem`` the problem descriptor that the file or an earlier one gave, NONE where there is none.
    """

    referral: Whole
    month: Whole
    refresh: Flags
    submission: Whole
    month_start: Days
    month_end: Days
    end: Days
    problem: Whole

    def __len__(self) -> int:
        return len(self.referral)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patients:
    """One row per person and provider, in the order of their first referral there; a referral has one patient.

    ``rank`` counts the patients of a provider from 1. ``sent_patient`` and ``sent_submission`` are the rows of the patient
    table as sent, one per patient and file, sorted by patient.
    """

    provider: Whole
    person: Whole
    rank: Whole
    first_referral: Whole
    of_referral: Whole
    sent_patient: Whole
    sent_submission: Whole


def snapshots_of(block: Block, submissions: Submissions, first: FirstSent) -> Snapshots:
    """What stands in the referral table of every file."""
    referrals, months = block.referrals, submissions.months
    in_time, later = _months_present(block, submissions, first)
    refreshed = later[later % months < months - 1]
    keys = np.sort(np.concatenate([in_time * 2, refreshed * 2 + 1]))
    refresh, keys = keys % 2 == 1, keys // 2
    referral, month = (keys // months).astype(np.int32), (keys % months).astype(np.int32)
    month_start, month_end = submissions.month_start[month], submissions.month_start[month + 1] - 1
    own_primary = ~refresh & (referrals.end[referral] >= month_start)
    known_end = (referrals.end[referral] <= month_end) & ~(own_primary & referrals.late_end[referral])
    problem_day = referrals.problem_day[referral]
    too_late = ~refresh & (problem_day >= month_start) & ~first.problem[referral]
    return Snapshots(
        referral=referral,
        month=month,
        refresh=refresh,
        submission=submissions.number(referrals.provider[referral], month, refresh),
        month_start=month_start,
        month_end=month_end,
        end=np.where(known_end, referrals.end[referral], NONE).astype(np.int32),
        problem=np.where((problem_day <= month_end) & ~too_late, referrals.problem[referral], NONE).astype(np.int32),
    )


def patients_of(block: Block, snapshots: Snapshots, files: int) -> Patients:
    """The patients of the block's providers, and in which of so many ``files`` each is."""
    people = len(block.people.birth)
    keys = block.referrals.provider.astype(np.int64) * people + block.referrals.person
    unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # by first referral, which sorts by provider too
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    provider = (unique[order] // people).astype(np.int32)
    starts = np.searchsorted(provider, provider)
    of_referral = place[inverse].astype(np.int32)
    as_sent = np.unique(of_referral[snapshots.referral].astype(np.int64) * files + snapshots.submission)
    return Patients(
        provider=provider,
        person=(unique[order] % people).astype(np.int32),
        rank=(np.arange(len(unique)) - starts + 1).astype(np.int32),
        first_referral=first[order].astype(np.int32),
        of_referral=of_referral,
        sent_patient=(as_sent // files).astype(np.int32),
        sent_submission=(as_sent % files).astype(np.int32),
    )


def _months_present(block: Block, submissions: Submissions, first: FirstSent) -> tuple[np.ndarray, np.ndarray]:
    """Every (referral × months + month) in which a referral is sent, sorted: in the primary file, and in the refresh.

    After its end a referral is sent only for what else is sent of it.
    """
    referrals, months = block.referrals, submissions.months
    begin = np.maximum(submissions.month_of(referrals.received), 0)
    end = np.where(referrals.end == NONE, months - 1, submissions.month_of(referrals.end))
    length = np.maximum(np.minimum(end, months - 1) - begin + 1, 0)
    referral = np.repeat(np.arange(len(length), dtype=np.int64), length)
    month = np.arange(len(referral)) - (np.cumsum(length) - length)[referral] + begin[referral]
    in_time, later = [referral * months + month], [referral * months + month]
    for rows, days, sent_first in (
        (block.contacts.referral, block.contacts.day, first.contact),
        (block.logs.referral, block.logs.end, first.log),
        (block.forms.referral, block.forms.day, first.form),
        (block.experience.referral, block.experience.day, first.answer),
    ):
        month = submissions.month_of(days)
        inside = (month >= 0) & (month < months)
        keys = rows.astype(np.int64) * months + month
        in_time.append(keys[inside & sent_first])
        later.append(keys[inside])
    return np.unique(np.concatenate(in_time)), np.unique(np.concatenate(later))
