"""From the tables of an extract to one row per pathway, and one row per pathway and month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import ibis
from ibis import _

from caseness.pathways.choices import Choices
from caseness.pathways.contacts import activities, contacts, logs, sessions
from caseness.pathways.deciding import OUTCOMES, decided, in_points, paired
from caseness.pathways.instruments import instruments
from caseness.pathways.keeping import kept_narrow
from caseness.pathways.months import Months
from caseness.pathways.outcomes import suited
from caseness.pathways.problems import in_words, problem_by_pathway
from caseness.pathways.referral_months import as_at_month_end
from caseness.pathways.referrals import SENT, as_it_stands, speaking_rows
from caseness.pathways.scores import COLUMNS, first_and_last, joined, narrowed, scores, spread, widened
from caseness.pathways.treatment import COUNTS, INCLUDES_INTERNET, INTERNET, by_therapy, dates_and_counts
from caseness.pathways.warehouse import AT_MONTH_END, OF_PATHWAY, completed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

    from caseness.pathways.instruments import Instrument
    from caseness.sources.records import Records

    _Group = tuple[Instrument, ...]

_T = TypeVar("_T")

_SENT, _PACKED = "pathways", "first_and_last"


@dataclass(frozen=True, slots=True)
class Pathways:
    """What was derived from an extract.

    ``pathways`` has one row per pathway, ``referral_months`` one per pathway and month as at the month's end;
    ``contacts``, ``logs``, ``activities`` and ``scores`` are what they rest on, None where the extract lacks the table;
    ``sent_contacts``, ``sent_logs`` and ``sent_activities`` have the first three once for each month that sent them.

    ``states`` has the rows of ``pathways``, and with negative numbers one more for each earlier end: a month in which a
    pathway was discharged otherwise than it is now. The column ``state`` of ``referral_months`` leads there.
    """

    records: Records
    choices: Choices
    months: Months
    pathways: ir.Table
    states: ir.Table
    referral_months: ir.Table
    contacts: ir.Table | None
    logs: ir.Table | None
    activities: ir.Table | None
    scores: ir.Table | None
    sent_contacts: ir.Table | None
    sent_logs: ir.Table | None
    sent_activities: ir.Table | None
    _facets: dict[str, ir.Table | None] = field(default_factory=dict, repr=False)

    def facet(self, build: Callable[[Pathways], ir.Table | None]) -> ir.Table | None:
        """What ``build`` adds to pathways, one row for each that has any, worked out once and only if it is asked for.

        It has a column ``pathway``, and ``month`` where it has one row per pathway and month; None where the extract lacks
        its tables.
        """
        name = f"{build.__module__}.{build.__qualname__}"
        if name not in self._facets:
            built = build(self)
            self._facets[name] = None if built is None else self.records.kept(build.__name__, built)
        return self._facets[name]


def pathways_of(records: Records, choices: Choices | None = None) -> Pathways:
    """Derive them, once for each set of choices. What is asked of them is in the query log of whoever asks."""
    choices = choices or Choices()
    found = _once(records, f"pathways {choices}", lambda: _built(records, choices))
    return replace(found, records=records)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent, whatever is chosen: the rows of each pathway and of its earlier ends.

    ``contacts``, ``logs`` and ``activities`` have what was sent last, the others with such names what each month sent.
    """

    months: Months
    speaking: ir.Table
    own: ir.Table
    contacts: ir.Table | None
    logs: ir.Table | None
    activities: ir.Table | None
    sent_contacts: ir.Table | None
    sent_logs: ir.Table | None
    sent_activities: ir.Table | None
    scores: ir.Table | None
    problem: ir.Table | None


def _once(records: Records, key: str, build: Callable[[], _T]) -> _T:
    """What is worked out once for an extract, however many sets of choices rest on it."""
    if key not in records.remembered:
        records.remembered[key] = build()
    found: _T = records.remembered[key]
    return found


def _sent(records: Records) -> _Sent:
    def kept(name: str, rows: ir.Table | None) -> ir.Table | None:
        return None if rows is None else records.view(name, kept_narrow(records, f"{name}_kept", rows, _SMALLER))

    months = Months(records)
    speaking, own = speaking_rows(records, months)
    sent_contacts = kept("sent_contacts", contacts(months, own))
    sent_logs = kept("sent_internet_logs", logs(months, own))
    sent_activities = None if sent_contacts is None else kept("sent_activities", activities(months, sent_contacts))
    activity_rows = _newest(records, "activities", sent_activities)
    score_rows = scores(months, own, activity_rows)
    return _Sent(
        months=months,
        speaking=speaking,
        own=own,
        contacts=_newest(records, "contacts", sent_contacts),
        logs=_newest(records, "internet_logs", sent_logs),
        activities=activity_rows,
        sent_contacts=sent_contacts,
        sent_logs=sent_logs,
        sent_activities=sent_activities,
        scores=None if score_rows is None else widened(records.kept("narrow_scores", narrowed(score_rows))),
        problem=kept("problems", problem_by_pathway(months, own)),
    )


def _newest(records: Records, name: str, sent: ir.Table | None) -> ir.Table | None:
    """Of what was sent for several months the row that was sent last."""
    return None if sent is None else records.view(name, sent.filter(sent.newest).drop("newest"))


def outcomes_under(records: Records, choices: Choices) -> ir.Table:
    """One row per pathway that began within the extract, with its outcome under a set of choices: to see what one changes.

    It costs less than `pathways_of`: what no choice touches is taken over, and nothing but the outcome is derived.
    """
    sent = _once(records, _SENT, lambda: _sent(records))
    _sessions, dates, *_therapies = _treatments(records, sent, choices)
    needed = [f"{one.column}_{end}" for one in instruments() if one.questionnaire for end in ("first", "last")]
    parts = [dates.select("pathway", "treatment_contact_count"), _measures(records, sent, choices)]
    for part in _first_and_last(records, sent, choices, _DECIDING):
        if columns := [name for name in needed if name in part.columns]:
            parts.append(part.select("pathway", *columns))
    within = as_it_stands(sent.own).filter(_.referral_date >= sent.months.begin)
    told = decided(_complete(joined(within, *parts), needed), choices)
    return told.mutate(paired=paired(told)).select("pathway", "discharge_date", "paired", *OUTCOMES)


def _built(records: Records, choices: Choices) -> Pathways:
    sent = _once(records, _SENT, lambda: _sent(records))
    session_rows, *parts = _treatments(records, sent, choices)
    parts += _first_and_last(records, sent, choices)
    whole = _complete(joined(sent.own, *parts, _measures(records, sent, choices)), COLUMNS)
    outcome = in_points(decided(whole, choices)).drop("suited")
    final = completed(outcome, OF_PATHWAY, records, sent.months, choices, sent.own, ["pathway"])
    kept = kept_narrow(records, "pathways_kept", final.mutate(paired=paired(final)), _NARROW)
    states = records.view("pathways", kept.mutate(problem_descriptor=in_words(kept.problem)))
    pathways = records.view("pathways_as_they_stand", as_it_stands(states))
    rows = as_at_month_end(sent.speaking, sent.months, states, session_rows)
    by_month = completed(rows, AT_MONTH_END, records, sent.months, choices, sent.speaking, ["pathway", "month"])
    referral_months = records.view("referral_months", kept_narrow(records, "referral_months_kept", by_month, _NARROW))
    _read_from(records, sent, referral_months)

    def current(name: str, rows: ir.Table | None) -> ir.Table | None:
        return None if rows is None else records.view(name, as_it_stands(rows))

    return Pathways(
        records=records,
        choices=choices,
        months=sent.months,
        pathways=pathways,
        states=states,
        referral_months=referral_months,
        contacts=current("contacts_of_pathways", sent.contacts),
        logs=current("logs_of_pathways", sent.logs),
        activities=current("activities_of_pathways", sent.activities),
        scores=current("scores", sent.scores),
        sent_contacts=current("sent_contacts_of_pathways", sent.sent_contacts),
        sent_logs=current("sent_logs_of_pathways", sent.sent_logs),
        sent_activities=current("sent_activities_of_pathways", sent.sent_activities),
    )


def _read_from(records: Records, sent: _Sent, referral_months: ir.Table) -> None:
    """What speaks for pathways is in their months too, and is read from there from now on: they lie in memory once."""
    records.remembered[_SENT] = replace(sent, speaking=referral_months.select(sent.speaking.columns))
    records.let_go(SENT)


def _measures(records: Records, sent: _Sent, choices: Choices) -> ir.Table:
    """By pathway the problem descriptor and the anxiety measure that belongs to it."""

    def build() -> ir.Table:
        own = sent.own.select("pathway", "month")
        problem = sent.problem
        rows = own.mutate(problem=ibis.null().cast("int64"), problem_exact=ibis.literal(False))
        if problem is not None:
            rows = joined(own, problem)
            rows = rows.mutate(problem_exact=rows.problem_exact.fill_null(False))
        versions = sent.months.calendar.select("month", "version")
        rows = rows.left_join(versions, "month").drop("month", "month_right")
        return records.kept("anxiety_measures", rows.mutate(suited=suited(rows.problem, rows.version, choices)))

    return _once(records, f"pathways {choices.no_threshold}", build)


def _treatments(records: Records, sent: _Sent, choices: Choices) -> list[ir.Table]:
    """`_treated`, once for what it rests on of the choices."""
    return _once(records, f"pathways {choices.treatment_counted}", lambda: _treated(records, sent, choices))


def _first_and_last(
    records: Records, sent: _Sent, choices: Choices, groups: Sequence[_Group] | None = None
) -> list[ir.Table]:
    """First and last scores, one row per pathway, of a few questionnaires at a time; once for what they rest on."""
    if sent.scores is None:
        return []
    key = f"pathways {choices.scores_counted} {choices.unattended} {choices.same_day}"
    wanted = {f"{key} {group[0].column}": group for group in groups or _GROUPS}
    new = {name: group for name, group in wanted.items() if name not in records.remembered}
    if new:
        packed = records.kept(_PACKED, first_and_last(sent.scores, choices))
        for name, group in new.items():
            hundredths = {f"{one.column}_{end}": "int32" for one in group for end in ("first", "last")}
            told = spread(packed, group, choices)
            records.remembered[name] = kept_narrow(records, "scores_of_pathways", told, hundredths)
        records.let_go(_PACKED)
    return [records.remembered[name] for name in wanted]


def _treated(records: Records, sent: _Sent, choices: Choices) -> list[ir.Table]:
    """Sessions, and what one row per pathway tells of them."""
    session_rows = records.view("sessions", sessions(sent.contacts, sent.logs, choices))
    parts = [records.kept("dates_and_counts", dates_and_counts(session_rows))]
    if sent.contacts is not None and sent.activities is not None:
        therapies_given = by_therapy(sent.contacts, sent.activities, choices)
        parts.append(kept_narrow(records, "by_therapy", therapies_given, _NARROW))
    return [session_rows, *parts]


_MAIN = ("phq9", "gad7")
_GROUPS: tuple[_Group, ...] = (
    tuple(one for one in instruments() if one.column in _MAIN),
    tuple(one for one in instruments() if one.questionnaire is not None and one.column not in _MAIN),
    tuple(one for one in instruments() if one.questionnaire is None),
)
_DECIDING = _GROUPS[:2]
_SMALLER = {"submission": "int32", "month": "int16", "contact": "int32", "therapy": "int16"}
_NARROW = {
    "submission": "int32",
    "month": "int16",
    **dict.fromkeys(COUNTS, "int32"),
    **{f"{one.column}_{end}": "int16" for one in instruments() if not one.decimals for end in ("first", "last")},
    **dict.fromkeys(("problem", "anxiety_measure"), "int16"),
}


def _complete(pathways: ir.Table, scores: Sequence[str]) -> ir.Table:
    """Counts of nothing are 0, and what the extract has no table for is there all the same."""
    here = pathways.columns
    zero = ibis.literal(0).cast("int64")
    counts = {name: pathways[name].cast("int64").fill_null(0) if name in here else zero for name in COUNTS}
    counts[INCLUDES_INTERNET] += counts[INTERNET]
    nothing = ibis.null().cast("int64")
    return pathways.mutate(**counts, **{name: nothing for name in scores if name not in here})
