"""Which submission of a provider and month counts, how often a month was sent, and which months were not.

A month is sent twice, first the primary file, then its refresh, which replaces it (guide 2021, 3.3). A third file, or a
month without one, is what a data lead wants to know first: a month not sent breaks the pathways that run through it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.sources.records import Shape, month_named, month_numbered
from caseness.validation.ours.declaring import GUIDE, Kind
from caseness.validation.outcome import EXAMPLES, Outcome, Part, RowKey
from caseness.validation.rule import Origin, Rule, Unit
from caseness.vocabulary.data_set import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.sources.records import Records

FILES_OF_A_MONTH = 2  # a primary file and a refresh (guide 2021, 3.3)
_TABLE = "IsLatest_SubmissionID"


@dataclass(frozen=True, slots=True)
class Month:
    """What a provider sent for a month, ``YYYY-MM``: ``files`` in all, of which ``counts`` is the one that counts."""

    provider: str | None
    month: str | None
    files: int
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Every provider and month in order, and in words why one submission of a month counts; ``sql`` is the query."""

    months: tuple[Month, ...]
    why: str
    sql: str = ""

    @property
    def not_sent(self) -> tuple[Month, ...]:
        """The months between a provider's first and last for which it sent nothing."""
        return tuple(gap for provider, sent in _by_provider(self.months).items() for gap in _gaps(provider, sent))


def history(records: Records) -> History:
    """The submissions of an extract."""
    rows = records.fetch(
        records.submissions.select(
            "OrgID_Provider", "Unique_MonthID", "UniqueSubmissionID", "AuditId", "IsLatest"
        ).distinct()
    )
    found: dict[tuple[str | None, str | None], list[tuple[str, bool]]] = defaultdict(list)
    for row in rows:
        month = None if row["Unique_MonthID"] is None else month_named(row["Unique_MonthID"])
        found[row["OrgID_Provider"], month].append((f"{row['UniqueSubmissionID']}/{row['AuditId']}", row["IsLatest"]))
    months = (
        Month(provider, month, len(files), tuple(sorted(name for name, counts in files if counts)))
        for (provider, month), files in found.items()
    )
    return History(
        tuple(sorted(months, key=lambda m: (m.provider or "", m.month or ""))), _why(records), records.queries[-1]
    )


def judged_history(seen: History) -> tuple[Outcome, ...]:
    """The outcomes of the rules on submissions."""
    known = [month for month in seen.months if month.provider and month.month]  # others replace nothing
    often = [month for month in known if month.files > FILES_OF_A_MONTH]
    several = [month for month in known if len(month.counts) != 1]
    return (
        _outcome(
            "month-sent-twice",
            Kind.UNLIKELY,
            f"A month was sent in more than {FILES_OF_A_MONTH} files.",
            "A file can be sent again within its window, where an upload failed.",
            often,
            seen,
        ),
        _outcome(
            "one-submission-counts",
            Kind.CONTRADICTION,
            "No submission of the month counts, or more than one.",
            "",
            several,
            seen,
        ),
        _outcome(
            "every-month-sent",
            Kind.CONTINUITY,
            "Nothing was sent for a month between the first and the last that were sent.",
            "The extract may have been made without that month.",
            seen.not_sent,
            seen,
        ),
    )


def _outcome(identity: str, kind: Kind, words: str, innocent: str, broken: Sequence[Month], seen: History) -> Outcome:
    rule = Rule(
        id=identity,
        origin=Origin.OURS,
        severity=Severity.WARNING,
        table=_TABLE,
        field=None,
        kind=kind,
        words=words,
        source=f"{GUIDE}, 3.3",
        unit=Unit.SUBMISSION,
        innocent=innocent,
    )
    return Outcome(
        rule=rule,
        broken=len(broken),
        checked=len(seen.months) + len(seen.not_sent if identity == "every-month-sent" else ()),
        by=tuple(Part(month.provider, month.month, 1, 1) for month in broken),
        examples=tuple(RowKey(name, None) for month in broken for name in month.counts)[:EXAMPLES],
        sql=seen.sql,
    )


def _why(records: Records) -> str:
    if records.shape is Shape.SUBMITTED:
        return "the file made last, as its header says (DateTimeDatSetCreate)"
    if records.newest_taken:
        return "the load with the greatest AuditId, as the extract has no table of submissions"
    return "what the table of submissions says (IsLatest)"


def _by_provider(months: Iterable[Month]) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = defaultdict(list)
    for month in months:
        if month.month:
            found[month.provider].append(month.month)
    return found


def _gaps(provider: str | None, months: Sequence[str]) -> list[Month]:
    """The months between a provider's first and last that it did not send."""
    numbers = {month_numbered(month) for month in months}
    lacking = sorted(set(range(min(numbers), max(numbers))) - numbers)
    return [Month(provider, month_named(number), 0, ()) for number in lacking]
