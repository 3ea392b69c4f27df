"""The Preferred Languages part of the Protected Characteristics dashboard (PL).

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the script does:
NHS England's public dashboard scripts, Preferred Languages All Tables; lines as in the register.
"""

from __future__ import annotations

from math import copysign, floor
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.anchors import ENDED, ENTERED, TREATED_AGAIN
from caseness.measures.families import counted_by_code
from caseness.measures.quirks.persons import beside_person
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Anchor, Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_ENGLISH = "en"
_LANGUAGES = "REFERENCE_ISO_LanguageCodes"
_NOT_KNOWN = "M063"  # the published count of those seen and not treated whose reason of ending is not known
_CASES_LEFT_OUT = "courses finished, those not at caseness left out"

_finished = _.completed_treatment
_cases = _finished & ~_.not_at_caseness


@quirk("PL-1")
def three_contacts_for_a_course(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """By preferred language, a course counts as finished with more than two treatment contacts.

    Correct: with two or more (PL:40-44; A guide to IAPT data and publications, 2021, 6.15). Figures are of all people whose
    preferred language has a name.
    """
    ended = _with_a_language(pathways, anchored(ENDED, pathways, periods))
    more = _.treatment_contact_count > 2
    recovered = _finished & _.recovered
    found = sums(
        pathways,
        ended,
        finished=_finished,
        recovered=recovered,
        cases=_cases,
        finished_counted=_finished & more,
        recovered_counted=recovered & more,
        cases_counted=_cases & more,
    )
    affected = "people with a course of two treatment contacts, in every language"
    return (
        *(
            Both.counts(name, found[f"{of}_counted"], found[of], of="finished courses", affected=affected)
            for of, name in (("finished", "Finished courses"), ("recovered", "Recovered"))
        ),
        Both.shares(
            "Recovery rate",
            (found["recovered_counted"], found["cases_counted"]),
            (found["recovered"], found["cases"]),
            of=_CASES_LEFT_OUT,
            affected=affected,
        ),
    )


@quirk("PL-2")
def difference_of_two_groups(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The wait from first to second treatment is the mean wait from referral to the second, of those who had their second in
    the month, less that to the first, of those who had their first; both means rounded to whole days, halves upwards.

    Correct: the mean of each person's own days between the two (PL:267-324). Over several months each month's figure weighs
    by the second treatments in it.
    """
    first = _monthly(pathways, ENTERED, periods, _.wait_to_treatment)
    to_second = _.treatment_second_date.delta(_.referral_date, unit="day").cast("int64")
    second = _monthly(pathways, TREATED_AGAIN, periods, to_second, between=_.wait_to_second)
    return tuple(
        _difference(name, first, {key: sums for key, sums in second.items() if key[1] == english})
        for name, english in (("people whose language is English", 1), ("people with another language", 0))
    )


_Month = tuple[int, int]  # place of the period, and whether the language is English
_Sums = dict[_Month, dict[str, int]]


def _monthly(
    pathways: Pathways, anchor: Anchor, periods: Sequence[Period], days: Expression, **others: Expression
) -> _Sums:
    """By month and language: how many people with a wait, and their days added up."""
    rows = beside_person(anchored(anchor, pathways, periods), pathways)
    rows = rows.filter(rows.language.notnull() & rows.bind(days)[0].notnull())
    terms = {
        name: rows.bind(term)[0].fill_null(0).sum().cast("int64") for name, term in (others | {"days": days}).items()
    }
    english = (rows.language == _ENGLISH).ifelse(1, 0).cast("int64")
    cells = rows.group_by(rows.period, english=english).aggregate(people=rows.count(), **terms)
    return {(cell["period"], cell["english"]): cell for cell in pathways.records.fetch(cells)}


def _difference(name: str, first: _Sums, second: _Sums) -> Both:
    printed = {
        key: _rounded(to_second["days"] / to_second["people"]) - _rounded(first[key]["days"] / first[key]["people"])
        for key, to_second in second.items()
        if key in first
    }
    weights = {key: second[key]["people"] for key in printed}
    return Both(
        name=f"Mean wait from first to second treatment, {name}",
        kind=Kind.DAYS,
        scripted=Value.quotient(sum(printed[key] * weights[key] for key in printed), sum(weights.values())),
        correct=Value.quotient(
            sum(to_second["between"] for to_second in second.values()),
            sum(to_second["people"] for to_second in second.values()),
        ),
        people=None,
        of="people with their second treatment in the month",
        affected="everyone: the figure is of no person's wait",
    )


def _rounded(days: float) -> float:
    """To whole days, halves away from zero."""
    return copysign(floor(abs(days) + 0.5), days)


@quirk("PL-6")
def first_contact_sent_twice(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """First and second are ranks of rows that differ by the month they were sent in, so that a first contact sent in two
    months is the second as well, and the wait between them is of 0 days.

    Correct: ranks of contacts (PL:115-140, 186 and 207). Figures are of everybody with a second treatment in the period,
    whatever their language.
    """
    if pathways.sent_contacts is None:
        raise CannotCompute("the extract has no appointments")
    again = anchored(TREATED_AGAIN, pathways, periods).select("pathway", "treatment_first_date", "wait_to_second")
    sent = pathways.sent_contacts.filter(_.treatment & _.in_referral)
    first = sent.inner_join(again, [sent.pathway == again.pathway, sent.day == again.treatment_first_date])
    times = first.group_by("pathway").aggregate(rows=_.count())
    told = again.left_join(times, "pathway")
    found = sums(
        pathways,
        told,
        people=_.pathway.notnull(),
        days=_.wait_to_second,
        days_of_rows=ibis.ifelse(told.rows.fill_null(0) > 1, 0, told.wait_to_second),
    )
    return (
        Both(
            name="Mean wait from first to second treatment, by rows sent",
            kind=Kind.DAYS,
            scripted=Value.quotient(found["days_of_rows"], found["people"]),
            correct=Value.quotient(found["days"], found["people"]),
            people=None,
            of="people with their second treatment in the month",
            affected="people whose first contact was sent again in a later month",
        ),
    )


@quirk("PL-3")
def a_row_for_each_contact(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Outcomes of people whose preferred language is not English are added up over the contacts that the file of the month
    of discharge has of them, kept or not; who has none there counts once.

    Correct: each course once (PL:556-584 and 598-626). Figures are of all languages of treatment together.
    """
    if pathways.sent_contacts is None:
        raise CannotCompute("the extract has no appointments")
    sent = pathways.sent_contacts
    in_file = sent.group_by("pathway", "month").aggregate(sent=sent.count())
    rows = _not_english(pathways, periods).left_join(in_file, ["pathway", "month"])
    times = rows.sent.fill_null(1)
    conditions = {
        "finished": _finished,
        "cases": _cases,
        "recovered": _finished & _.recovered,
        "improved": _finished & _.reliably_improved,
        "reliably": _finished & _.recovered & _.reliably_improved,
    }
    found = sums(
        pathways,
        rows.mutate(times=times),
        **conditions,
        **{f"rows {name}": condition.ifelse(_.times, 0) for name, condition in conditions.items()},
    )
    affected = "people whose preferred language is not English, those seen often in their last month above all"
    return (
        *(
            Both.counts(
                f"{name}, preferred language not English",
                found[f"rows {of}"],
                found[of],
                of="courses",
                affected=affected,
            )
            for of, name in (
                ("recovered", "Recovered"),
                ("improved", "Reliably improved"),
                ("reliably", "Reliably recovered"),
            )
        ),
        Both.shares(
            "Recovery rate, preferred language not English",
            (found["rows recovered"], found["rows cases"]),
            (found["recovered"], found["cases"]),
            of=_CASES_LEFT_OUT,
            affected=affected,
        ),
        Both.shares(
            "Reliable improvement rate, preferred language not English",
            (found["rows improved"], found["rows finished"]),
            (found["improved"], found["finished"]),
            of="courses finished",
            affected=affected,
        ),
    )


@quirk("PL-4")
def reliable_recovery_over_all(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The rate of reliable recovery is of all finished courses, that of recovery of those not below caseness at the start.

    Correct: as that of recovery (PL:618-620; monthly metadata 2026, M195).
    """
    found = sums(
        pathways,
        _not_english(pathways, periods),
        finished=_finished,
        cases=_cases,
        reliably=_finished & _.recovered & _.reliably_improved,
    )
    return (
        Both.shares(
            "Reliable recovery rate, preferred language not English",
            (found["reliably"], found["finished"]),
            (found["reliably"], found["cases"]),
            of="courses finished",
            affected="people whose preferred language is not English",
        ),
    )


@quirk("PL-5")
def reason_labelled_and_dropped(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Finished courses whose reason of ending is not known, seen but not taken on, have a label, and are then filtered out.

    Correct: kept (PL:490 and 516). Figures are of all people whose preferred language has a name; that their contacts say
    in which language they were held, as the script asks, is not tested.
    """
    reason = dict(counted_by_code("EndCode"))[_NOT_KNOWN]
    ended = _with_a_language(pathways, anchored(ENDED, pathways, periods))
    found = sums(pathways, ended, dropped=_finished & _.end_code.isin(reason).fill_null(False))
    return (
        Both.counts(
            "Finished courses, reason of ending not known (seen but not taken on)",
            0,
            found["dropped"],
            of="finished courses",
            affected="organisations that end finished courses with this code",
        ),
    )


def _not_english(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """Discharges of people with a preferred language other than English; who has none given is not among them."""
    rows = beside_person(anchored(ENDED, pathways, periods), pathways)
    return rows.filter((rows.language != _ENGLISH).fill_null(False))


def _with_a_language(pathways: Pathways, rows: ir.Table) -> ir.Table:
    """Rows whose preferred language has a name, or is given where the extract has no names of languages."""
    told = beside_person(rows, pathways)
    named = pathways.records.reference(_LANGUAGES)
    if named is None:
        return told.filter(told.language.notnull())
    return told.semi_join(named, told.language == named.LanguageCode)
