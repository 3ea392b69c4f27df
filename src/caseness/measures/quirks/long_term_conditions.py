"""The Long Term Conditions dashboard (LTC, steps 1 and 2).

Its population are pathways with a row in the table of conditions in the same file as the referral. What is correct is held
against what the script does with nothing else changed: means are of all pathways and conditions, not rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.anchors import ENDED, ENTERED
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.conditions import CONDITIONS
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Anchor, Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_ROW = ("pathway", "period")
_NAME = "900000000000003001"  # the kind of SNOMED CT description that is a concept's full name
_NONE = "no long-term condition"
_NOT_STATED = ""


@quirk("LTC-1")
def integrated_and_not(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Whether care is integrated is read from each appointment of the month's file, and one of each kind puts a course in
    both groups; a course without an appointment in the file is not integrated.

    Correct: integrated where any attended appointment is, by the end of the month (NHS England, monthly metadata 2026,
    M1012). Source of the script: NHS England's public dashboard scripts, LTC step 1, lines 33, 117 to 123 and 238.
    """
    finished = _by_care(pathways, _population(pathways, periods, ENDED).filter(_.completed_treatment))
    of = sums(
        pathways,
        finished,
        all=_.pathway.notnull(),
        some=_.some_integrated,
        other=_.some_other,
        integrated=_.integrated_first_date.notnull(),
    )
    affected = "every organisation with courses that had appointments of both kinds, or none in the month they ended"
    figures = {
        "both groups added up": (of["some"] + of["other"], of["all"]),
        "with integrated care": (of["some"], of["integrated"]),
        "without integrated care": (of["other"], of["all"] - of["integrated"]),
    }
    return tuple(
        Both(
            name=f"Finished courses of people with a long-term condition, {called}",
            kind=Kind.COUNT,
            scripted=Value.count(scripted),
            correct=Value.count(correct),
            people=scripted - correct,
            of="finished courses",
            affected=affected,
        )
        for called, (scripted, correct) in figures.items()
    )


@quirk("LTC-2")
def means_over_conditions(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Means, and the counts beneath them, are over rows of a pathway, a condition and a kind of care: a pathway has as many
    as its different conditions, twice where its appointments are of both kinds.

    Correct: each pathway once. Source of the script: NHS England's public dashboard scripts, LTC step 1, lines 226 to 239
    and 744 to 776, and LTC step 2, lines 347 to 366.
    """
    figures: tuple[tuple[str, Kind, Anchor, Expression, Expression, str], ...] = (
        (
            "Mean treatment appointments of a finished course",
            Kind.MEAN,
            ENDED,
            _.treatment_contact_count,
            _.completed_treatment,
            "finished courses",
        ),
        (
            "Mean first score for home management (WSAS)",
            Kind.MEAN,
            ENDED,
            _.wsas_home_management_first,
            _.completed_treatment,
            "finished courses",
        ),
        ("Mean wait to first treatment", Kind.DAYS, ENTERED, _.wait_to_treatment, True, "people entering treatment"),
    )
    return tuple(
        _mean_both_ways(pathways, _population(pathways, periods, anchor).filter(where), name, kind, of, who)
        for name, kind, anchor, of, where, who in figures
    )


def _mean_both_ways(pathways: Pathways, rows: ir.Table, name: str, kind: Kind, of: Expression, who: str) -> Both:
    (value,) = rows.bind(of)
    weighed = _by_care(pathways, rows.mutate(value=value.cast("int64")).filter(_.value.notnull()))
    weight = weighed.terms * (weighed.some_integrated.ifelse(1, 0) + weighed.some_other.ifelse(1, 0))
    found = sums(
        pathways,
        weighed.mutate(weight=weight),
        weights=_.weight,
        weighed=_.weight * _.value,
        all=_.pathway.notnull(),
        plain=_.value,
    )
    return Both(
        name=f"{name}, of people with a long-term condition",
        kind=kind,
        scripted=Value.quotient(found["weighed"], found["weights"]),
        correct=Value.quotient(found["plain"], found["all"]),
        people=found["weights"] - found["all"],
        of=f"{who} in the denominator",
        affected="every organisation with people who have several conditions, or appointments of both kinds",
    )


@quirk("LTC-3")
def people_without_a_condition(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Any row in the table of conditions makes a pathway one of a person with a condition, also one whose code is unknown
    or says that there is none.

    Correct: a code with a name that is not the one for no history of a condition (NHS Digital, monthly metadata 2021, V009).
    Source of the script: NHS England's public dashboard scripts, LTC step 1, lines 33 to 35, 108 and 288.
    """
    finished = _population(pathways, periods, ENDED).filter(_.completed_treatment)
    real = _.conditions > 0
    of = sums(
        pathways,
        finished,
        all=_.pathway.notnull(),
        cases=~_.not_at_caseness,
        recovered=_.recovered,
        real=real,
        real_cases=real & ~_.not_at_caseness,
        real_recovered=real & _.recovered,
    )
    affected = "every organisation that sends a row for people who have no condition"
    return (
        Both(
            name="Finished courses of people with a long-term condition",
            kind=Kind.COUNT,
            scripted=Value.count(of["all"]),
            correct=Value.count(of["real"]),
            people=of["all"] - of["real"],
            of="finished courses",
            affected=affected,
        ),
        Both(
            name="Recovery of people with a long-term condition",
            kind=Kind.PROPORTION,
            scripted=Value.quotient(of["recovered"], of["cases"]),
            correct=Value.quotient(of["real_recovered"], of["real_cases"]),
            people=of["cases"] - of["real_cases"],
            of="finished courses in the denominator",
            affected=affected,
        ),
    )


def _population(pathways: Pathways, periods: Sequence[Period], anchor: Anchor) -> ir.Table:
    """Referrals with a row of a condition in their own file: ``terms``, the different names of them, one of which is that
    the code is not known; and ``conditions``, how many of the rows name one.
    """
    sent = pathways.months.rows_if_there(
        CONDITIONS, "RecordNumber", "Validated_LongTermConditionCode", "LongTermCondition"
    )
    if sent is None:
        raise CannotCompute("the extract has no table of long-term conditions")
    code = ibis.coalesce(sent.Validated_LongTermConditionCode, sent.LongTermCondition)
    rows = anchored(anchor, pathways, periods)
    own = rows.select(*_ROW, "submission", "record_number")
    theirs = own.inner_join(
        sent.select("submission", "RecordNumber", code=code),
        ["submission", ("record_number", "RecordNumber")],
    ).select(*_ROW, "code")
    none = [concept.concept for concept in concepts("long_term_condition") if concept.name == _NONE]
    told = _named(pathways, theirs)
    names_one = (told.term != _NOT_STATED) & ~told.term.isin(none)
    counted = told.group_by(*_ROW).aggregate(
        terms=told.term.nunique().cast("int64"), conditions=names_one.ifelse(1, 0).sum().cast("int64")
    )
    return rows.inner_join(counted, [*_ROW])


def _named(pathways: Pathways, rows: ir.Table) -> ir.Table:
    """``term``, the code where it has a name, blank where it has none.

    Names are those of the warehouse's table of SNOMED CT, where the extract brings it along, and else what has the form of
    an identifier has a name.
    """
    names = pathways.records.reference("Descriptions_SCD")
    if names is None:
        known = rows.code.re_search("^[0-9]{6,18}$").fill_null(False)
        return rows.mutate(term=ibis.ifelse(known, rows.code, _NOT_STATED))
    current = names.filter((_.Type_ID == _NAME) & _.Is_Latest & _.Active)
    named = rows.left_join(current.select(named=_.Concept_ID).distinct(), [("code", "named")])
    return named.mutate(term=named.named.fill_null(_NOT_STATED))


def _by_care(pathways: Pathways, rows: ir.Table) -> ir.Table:
    """Whether appointments of the month's file are integrated, and whether some are not, or there is none."""
    contacts = pathways.sent_contacts
    if contacts is None:
        raise CannotCompute("the extract has no table of appointments")
    theirs = contacts.inner_join(rows.select(*_ROW, "month"), ["pathway", "month"])
    kinds = theirs.group_by(*_ROW).aggregate(
        integrated=theirs.integrated.ifelse(1, 0).max(), other=theirs.integrated.ifelse(0, 1).max()
    )
    joined = rows.left_join(kinds, [*_ROW]).drop(*(f"{name}_right" for name in _ROW))
    return joined.mutate(
        some_integrated=(joined.integrated == 1).fill_null(False), some_other=(joined.other == 1).fill_null(True)
    )
