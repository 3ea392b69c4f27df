"""From the tables of an extract to one row per pathway, and one row per pathway and month."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ibis

from caseness.pathways import outcomes
from caseness.pathways.choices import Choices
from caseness.pathways.contacts import activities, contacts, logs, sessions
from caseness.pathways.instruments import HUNDREDTHS, column_of, instruments
from caseness.pathways.months import Months
from caseness.pathways.outcomes import GAD7, Scored
from caseness.pathways.problems import problem_by_pathway
from caseness.pathways.referral_months import as_at_month_end
from caseness.pathways.referrals import numbered, speaking_rows
from caseness.pathways.scores import first_and_last, joined, scores, spread
from caseness.pathways.treatment import by_therapy, dates_and_counts
from caseness.pathways.warehouse import AT_MONTH_END, OF_PATHWAY, completed
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.sources.records import Records

COURSE = 2  # treatment contacts that make a course: guide 2021, 6.15


@dataclass(frozen=True, slots=True)
class Pathways:
    """What was derived from an extract.

    ``pathways`` has one row per pathway, ``referral_months`` one per pathway and month as at the month's end;
    ``contacts``, ``logs``, ``activities`` and ``scores`` are what they rest on, None where the extract lacks the table;
    ``sent_contacts``, ``sent_logs`` and ``sent_activities`` have the first three once for each month that sent them.
    """

    records: Records
    choices: Choices
    months: Months
    pathways: ir.Table
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

        It has a column ``pathway``; None where the extract lacks its tables.
        """
        name = f"{build.__module__}.{build.__qualname__}"
        if name not in self._facets:
            built = build(self)
            self._facets[name] = None if built is None else self.records.kept(build.__name__, built)
        return self._facets[name]


def pathways_of(records: Records, choices: Choices | None = None) -> Pathways:
    """Derive them, once for each set of choices."""
    choices = choices or Choices()
    key = f"pathways {choices}"
    if key not in records.remembered:
        records.remembered[key] = _built(records, choices)
    built: Pathways = records.remembered[key]
    return built


def _built(records: Records, choices: Choices) -> Pathways:
    kept = records.kept
    months = Months(records)
    speaking = kept("speaking_rows", speaking_rows(records, months))
    own = kept("pathways_numbered", numbered(speaking))
    sent_contacts, sent_logs = contacts(months, own), logs(months, own)
    sent_contacts = None if sent_contacts is None else kept("sent_contacts", sent_contacts)
    sent_logs = None if sent_logs is None else kept("sent_internet_logs", sent_logs)
    sent_activities = None if sent_contacts is None else activities(months, sent_contacts)
    sent_activities = None if sent_activities is None else kept("sent_activities", sent_activities)
    contact_rows = _newest(records, "contacts", sent_contacts)
    log_rows = _newest(records, "internet_logs", sent_logs)
    activity_rows = _newest(records, "activities", sent_activities)
    session_rows = records.view("sessions", sessions(contact_rows, log_rows, choices))
    score_rows = scores(months, own, activity_rows)
    parts = [dates_and_counts(session_rows)]
    if contact_rows is not None and activity_rows is not None:
        parts.append(by_therapy(contact_rows, activity_rows, log_rows, choices))
    descriptor = problem_by_pathway(months, own)
    parts.append(_no_problem(own) if descriptor is None else descriptor)
    if score_rows is not None:
        packed = kept("first_and_last", first_and_last(score_rows, choices))
        parts += [spread(packed, group, choices) for group in _GROUPS]
    whole = joined(own, *(kept(f"part_{number}", part) for number, part in enumerate(parts)))
    versions = months.calendar.select("month", "version")
    decided = _decided(_filled(whole.left_join(versions, "month").drop("month_right")), choices)
    pathways = kept("pathways", completed(decided, OF_PATHWAY, records, months, choices))
    rows = as_at_month_end(speaking, months, pathways, session_rows)
    return Pathways(
        records=records,
        choices=choices,
        months=months,
        pathways=pathways,
        referral_months=kept("referral_months", completed(rows, AT_MONTH_END, records, months, choices)),
        contacts=contact_rows,
        logs=log_rows,
        activities=activity_rows,
        scores=score_rows,
        sent_contacts=sent_contacts,
        sent_logs=sent_logs,
        sent_activities=sent_activities,
    )


def _newest(records: Records, name: str, sent: ir.Table | None) -> ir.Table | None:
    """Of what was sent for several months the row that was sent last."""
    return None if sent is None else records.view(name, sent.filter(sent.newest).drop("newest"))


_MAIN = ("phq9", "gad7")
_GROUPS = (
    tuple(one for one in instruments() if one.column in _MAIN),
    tuple(one for one in instruments() if one.questionnaire is None),
    tuple(one for one in instruments() if one.questionnaire is not None and one.column not in _MAIN),
)


def _no_problem(pathways: ir.Table) -> ir.Table:
    return pathways.select("pathway", problem=ibis.null().cast("int64"), problem_exact=ibis.literal(False))


def _filled(pathways: ir.Table) -> ir.Table:
    """Counts of nothing are 0, and a flag without a row is false."""
    zero = {name: pathways[name].fill_null(0) for name in pathways.columns if name.endswith("_count")}
    return pathways.mutate(**zero, problem_exact=pathways.problem_exact.fill_null(False))


def _decided(pathways: ir.Table, choices: Choices) -> ir.Table:
    """Pathways with the anxiety measure that counts and the outcome of a finished course."""
    with_measure = pathways.mutate(suited=outcomes.suited(pathways.problem, pathways.version, choices))
    chosen = _anxiety(with_measure)
    lines = {
        one: (outcomes.case_line(one), outcomes.change_line(one, choices))
        for one in questionnaires()
        if outcomes.decides(one) and one.adsm
    }
    by_place = {
        place: lines[one.questionnaire]
        for place, one in enumerate(instruments())
        if one.questionnaire in lines and one.questionnaire is not None
    }

    def line(end: int) -> ir.IntegerValue:
        return ibis.cases(*((chosen.anxiety_measure == place, ends[end]) for place, ends in by_place.items())).cast(
            "int64"
        )

    s = Scored(
        chosen.phq9_first, chosen.phq9_last, chosen.anxiety_first, chosen.anxiety_last, line(0), line(1), choices
    )
    finished = chosen.discharge_date.notnull() & (chosen.treatment_contact_count >= COURSE)
    told = chosen.mutate(
        completed_treatment=finished,
        paired=finished & outcomes.paired(s),
        at_caseness=finished & outcomes.at_caseness(s),
        not_at_caseness=finished & outcomes.not_at_caseness(s),
        recovered=finished & outcomes.recovered(s),
        reliably_improved=finished & outcomes.reliably_improved(s),
        reliably_deteriorated=finished & outcomes.reliably_deteriorated(s),
        no_reliable_change=finished & outcomes.no_reliable_change(s),
    )
    return told.mutate(**_in_points(told)).drop("suited")


def _anxiety(pathways: ir.Table) -> ir.Table:
    """The measure of the problem if it has a pair, else GAD-7 if that has one (guide 2021, 7.7).

    Where neither has, the first score of either still says whether someone was a case, the problem's own measure first.
    """
    able = [
        (place, one.column)
        for place, one in enumerate(instruments())
        if one.questionnaire is not None and one.questionnaire.adsm and outcomes.decides(one.questionnaire)
    ]
    gad7 = [one.column for one in instruments()].index(column_of(GAD7))

    def of_suited(end: str) -> ir.IntegerValue:
        return ibis.cases(*((pathways.suited == place, pathways[f"{column}_{end}"]) for place, column in able)).cast(
            "int64"
        )

    own_first, own_last = of_suited("first"), of_suited("last")
    own = own_last.notnull() | (own_first.notnull() & pathways.gad7_last.isnull())
    fallback = ~own & pathways.gad7_first.notnull() & pathways.suited.notnull()
    return pathways.mutate(
        anxiety_measure=ibis.cases((own, pathways.suited), (fallback, gad7)).cast("int64"),
        anxiety_first=ibis.cases((own, own_first), (fallback, pathways.gad7_first)).cast("int64"),
        anxiety_last=ibis.cases((own, own_last), (fallback, pathways.gad7_last)).cast("int64"),
    )


def _in_points(pathways: ir.Table) -> dict[str, ir.Value]:
    """Scores in their own units: whole points, or points with decimals."""
    columns: dict[str, ir.Value] = {}
    for end in ("first", "last"):
        for one in instruments():
            score = pathways[f"{one.column}_{end}"]
            points = score.cast("float64") / HUNDREDTHS if one.decimals else score // HUNDREDTHS
            columns[f"{one.column}_{end}"] = points
        columns[f"anxiety_{end}"] = pathways[f"anxiety_{end}"].cast("float64") / HUNDREDTHS
    return columns
