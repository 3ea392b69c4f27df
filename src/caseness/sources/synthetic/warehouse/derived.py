"""The columns that the national warehouse derives for a referral, as they stood at the end of each month in what was sent.

They are computed from the block, by the published rules (guide 2021, sections 6 to 8; monthly metadata 2026) and without the
code that audits them. Where the rules leave a choice it is made here: treatment and scores count from the day the referral
was received to the day of discharge; kept appointments and employment support count whenever they were; an internet therapy
log counts as a treatment session on its last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.warehouse.scored import score_columns
from caseness.sources.synthetic.warehouse.seen import Seen, at
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.problems import problems
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import pyarrow as pa

    from caseness.sources.synthetic.submissions.first_sent import FirstSent
    from caseness.sources.synthetic.submissions.snapshots import Snapshots
    from caseness.sources.synthetic.world import Block, Days, Flags, Whole

_NO_PROBLEM = "Unspecified"  # category of a referral without a problem descriptor
_QUARTER = 3  # months


def derived_columns(block: Block, snapshots: Snapshots, first: FirstSent) -> dict[str, pa.Array]:
    """Every derived column of IDS101Referral but its keys, one value per snapshot."""
    return {
        **_ages_and_flags(block, snapshots),
        **_problem(snapshots),
        **_sessions(block, snapshots, first),
    }


def age_on(birth: Days, day: Days) -> Whole:
    """Whole years of life on a day; someone born on 29 February grows older on 1 March."""
    born, then = birth.astype("datetime64[D]"), day.astype("datetime64[D]")
    years = (then.astype("datetime64[Y]") - born.astype("datetime64[Y]")).astype(np.int32)
    return np.asarray(years - (_day_of_year(then) < _day_of_year(born)))


def _day_of_year(days: np.ndarray) -> np.ndarray:
    """A number that grows over the year and is the same for the same day and month of every year."""
    months = days.astype("datetime64[M]")
    return np.asarray(months.astype(np.int32) % 12 * 31 + (days - months.astype("datetime64[D]")).astype(np.int32))


def _ages_and_flags(block: Block, snapshots: Snapshots) -> dict[str, pa.Array]:
    referrals = block.referrals
    age = age_on(block.people.birth[referrals.person], referrals.received)
    return {
        "Age_ReferralRequest_ReceivedDate": arrow.all_numbers(age[snapshots.referral]),
        "UsePathway_Flag": arrow.flags(np.ones(len(snapshots), bool)),
        "UseQuarterReferral_Flag": arrow.flags(_last_of_quarter(snapshots)),
    }


def _last_of_quarter(snapshots: Snapshots) -> Flags:
    """Whether the referral stands in no later month of the same quarter of the financial year, April to June and so on."""
    month = snapshots.month_start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    key = snapshots.referral.astype(np.int64) * (1 << 20) + month // _QUARTER
    ends = np.append(key[1:] != key[:-1], True)
    group = np.cumsum(ends) - ends
    return np.asarray(month == month[ends][group])


def _problem(snapshots: Snapshots) -> dict[str, pa.Array]:
    """The pair of categories under both names that the scripts look for."""
    higher = [*(problem.warehouse_higher for problem in problems()), _NO_PROBLEM]
    lower = [problem.warehouse_lower or "" for problem in problems()]
    index = snapshots.problem
    has_lower = np.array([*(bool(text) for text in lower), False])
    texts = sorted(set(higher)), sorted(set(lower) - {""})
    to_higher = np.array([texts[0].index(text) for text in higher])
    to_lower = np.array([texts[1].index(text) if text else NONE for text in (*lower, "")])
    higher_column = arrow.chosen(texts[0], to_higher[index])
    lower_column = arrow.chosen(texts[1], to_lower[index], ~has_lower[index])
    return {
        "PresentingComplaintHigherCategory": higher_column,
        "PresentingComplaintLowerCategory": lower_column,
        "PrimaryPresentingComplaint": higher_column,
        "SecondaryPresentingComplaint": lower_column,
    }


@dataclass(frozen=True, slots=True)
class _Contacts:
    """Appointments as the refresh has them, or as the primary file had them."""

    kept: Flags
    assessment: Flags
    treatment: Flags
    support: Flags
    integrated: Flags
    low: Flags
    high: Flags


def _contacts(block: Block, first: FirstSent) -> tuple[_Contacts, _Contacts]:
    contacts = block.contacts
    unplanned = contacts.planned.is_in(*codes_for("PlannedCareContIndicator", "attended"))
    attended = codes_for("AttendOrDNACode", "attended")
    kept = contacts.attendance.is_in(*attended) | unplanned
    kept_first = (first.attendance.is_in(*attended) | unplanned) & first.contact
    kinds = [contacts.app_type.is_in(*codes_for("AppType", role)) for role in ("assessment", "treatment")]
    support = contacts.app_type.is_in(*codes_for("AppType", "employment_support"))
    integrated = contacts.ltc_service.is_in(*codes_for("IAPTLTCServiceInd", "integrated"))
    low, high = (kinds[1] & _of_step(step)[contacts.therapy] for step in (Step.LOW, Step.HIGH))
    every = (*kinds, support, integrated, low, high)
    now, then = (_Contacts(there, *(there & kind for kind in every)) for there in (kept, kept_first))
    return now, then


@cache
def _of_step(step: Step) -> Flags:
    """By index of `therapies`, and last for none: whether it is of a step."""
    return np.array([*(therapy.step is step for therapy in therapies()), False])


def _sessions(block: Block, snapshots: Snapshots, first: FirstSent) -> dict[str, pa.Array]:
    """Dates, counts and, as they rest on the number of treatment sessions, outcomes."""
    contacts, logs = block.contacts, block.logs
    received = block.referrals.received[snapshots.referral]
    until = np.where(snapshots.end == NONE, snapshots.month_end, np.minimum(snapshots.end, snapshots.month_end))
    begin = np.zeros(len(snapshots), np.int32)
    now, then = _contacts(block, first)
    always = Seen(contacts.referral, contacts.day, snapshots, since=begin, until=snapshots.month_end)
    within = Seen(contacts.referral, contacts.day, snapshots, since=received, until=until)
    order, is_log = _together(block)
    treatment = _Treatment(
        Seen(
            np.concatenate([contacts.referral, logs.referral])[order],
            np.concatenate([contacts.day, logs.end])[order],
            snapshots,
            since=received,
            until=until,
        ),
        np.concatenate([contacts.day, logs.end])[order],
        (np.concatenate([now.treatment, np.ones(len(logs.end), bool)]))[order],
        (np.concatenate([then.treatment, first.log]))[order],
    )
    log_count = treatment.seen.count(is_log, is_log & treatment.flags_first)
    assessments = within.pair(now.assessment, then.assessment)
    support = always.pair(now.support, then.support)
    integrated = (each.integrated & each.treatment for each in (now, then))
    treated = treatment.seen.count(treatment.flags, treatment.flags_first)
    finished = (snapshots.end != NONE) & (treated >= 2)
    return {
        **_first_and_last_date("Assessment", contacts.day, *assessments),
        **_first_and_last_date("EmpSupport", contacts.day, *support),
        **_first_date("IntegratedContact", contacts.day, always.first(now.integrated, then.integrated)),
        **_first_date("IntegratedTreatment", contacts.day, within.first(*integrated)),
        **_first_date("LowIntensityTherapy", contacts.day, within.first(now.low, then.low)),
        **_first_date("HighIntensityTherapy", contacts.day, within.first(now.high, then.high)),
        **treatment.dates(),
        "CareContact_Count": arrow.all_numbers(always.count(now.kept, then.kept) + log_count),
        "TreatmentCareContact_Count": arrow.all_numbers(treated),
        **_by_therapy(block, within, always, now, then, log_count),
        **score_columns(block, snapshots, first, finished, until),
    }


def _together(block: Block) -> tuple[Whole, Flags]:
    """The order in which appointments and internet therapy logs make one list by referral and day, and which are logs."""
    contacts, logs = block.contacts, block.logs
    referral = np.concatenate([contacts.referral, logs.referral])
    order = np.lexsort((np.concatenate([contacts.day, logs.end]), referral))
    is_log = np.arange(len(referral)) >= len(contacts.referral)
    return order, is_log[order]


@dataclass(frozen=True, slots=True)
class _Treatment:
    """Treatment sessions: appointments and internet therapy logs in one list."""

    seen: Seen
    day: Days
    flags: Flags
    flags_first: Flags

    def dates(self) -> dict[str, pa.Array]:
        """First, second and latest treatment."""
        first, second = self.seen.first_two(self.flags, self.flags_first)
        last = self.seen.last(self.flags, self.flags_first)
        return {
            "TherapySession_FirstDate": arrow.dates(at(self.day, first)),
            "TherapySession_SecondDate": arrow.dates(at(self.day, second)),
            "TherapySession_LastDate": arrow.dates(at(self.day, last)),
        }


def _first_and_last_date(name: str, day: Days, first: Whole, last: Whole) -> dict[str, pa.Array]:
    """The latest is the first where there is no other."""
    latest = np.where(last == NONE, first, last)
    return {f"{name}_FirstDate": arrow.dates(at(day, first)), f"{name}_LastDate": arrow.dates(at(day, latest))}


def _first_date(name: str, day: Days, first: Whole) -> dict[str, pa.Array]:
    return {f"{name}_FirstDate": arrow.dates(at(day, first))}


def _by_therapy(
    block: Block, within: Seen, always: Seen, now: _Contacts, then: _Contacts, log_count: Whole
) -> dict[str, pa.Array]:
    """Treatment sessions with each therapy; employment support, no treatment, counts by itself.

    "Other high intensity" includes the internet therapy sessions (monthly metadata, M108 and M112).
    """
    columns: dict[str, pa.Array] = {}
    for number, therapy in enumerate(therapies()):
        if therapy.count_column is None:
            continue
        given = block.contacts.therapy == number
        if therapy.concept is None:
            counted = log_count
        elif therapy.step is Step.NEITHER:
            counted = always.count(given & now.kept, given & then.kept)
        else:
            counted = within.count(given & now.treatment, given & then.treatment)
        if therapy.count_column == _INCLUDES_LOGS:
            counted = counted + log_count
        columns[therapy.count_column] = arrow.all_numbers(counted)
    return columns


_INCLUDES_LOGS = "OtherHighIntensity_Count"
