"""The Long Term Conditions dashboard (LTC, steps 1 and 2).

Its population are referrals with a condition sent in the same file. Each figure is held against the same with the one quirk
put right and nothing else changed; means are of all pathways and conditions, not rounded. Source of what the script does: NHS
England's public dashboard scripts, LTC steps 1 and 2 (LTC1, LTC2); lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.anchors import ENDED, ENTERED
from caseness.measures.quirks.employment_support import support_counts, support_counts_by_person
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.conditions import CONDITIONS
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Anchor
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_ROW = ("pathway", "period")
_COLUMNS = (
    "month",
    "submission",
    "record_number",
    "integrated_first_date",
    "completed_treatment",
    "not_at_caseness",
    "recovered",
    "treatment_contact_count",
    "wsas_home_management_first",
    "wait_to_treatment",
)
_NAME = "900000000000003001"  # the kind of SNOMED CT description that is a concept's full name
_NONE = "no long-term condition"


@quirk("LTC-1")
def integrated_and_not(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Whether care is integrated is read from each appointment of the month's file, and one of each kind puts a course in
    both groups; a course without an appointment in the file is not integrated.

    Correct: integrated where any attended appointment is, by the end of the month (LTC1:33, 117-123, 238; monthly metadata
    2026, M1012).
    """
    finished = _by_care(pathways, _with_a_condition(pathways, periods, ENDED).filter(_.completed_treatment))
    of = sums(
        pathways,
        finished,
        all=_.pathway.notnull(),
        some=_.some_integrated,
        other=_.some_other,
        integrated=_.integrated_first_date.notnull(),
    )
    figures = {
        "both groups added up": (of["some"] + of["other"], of["all"]),
        "with integrated care": (of["some"], of["integrated"]),
        "without integrated care": (of["other"], of["all"] - of["integrated"]),
    }
    return Both.several(
        {f"Finished courses of people with a long-term condition, {called}": both for called, both in figures.items()},
        of="finished courses",
        affected="courses that had appointments of both kinds, or none in the month they ended",
    )


@quirk("LTC-2")
def means_over_conditions(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Means, and the counts beneath them, are over rows of a pathway, a condition and a kind of care: a pathway has as many
    as its different conditions, twice where its appointments are of both kinds.

    Correct: each pathway once (LTC1:226-239, 744-776; LTC2:347-366).
    """
    finished = _with_a_condition(pathways, periods, ENDED).filter(_.completed_treatment)
    entering = _with_a_condition(pathways, periods, ENTERED)
    return (
        *_means_both_ways(
            pathways,
            finished,
            Kind.MEAN,
            "finished courses",
            {
                "Mean treatment appointments of a finished course": "treatment_contact_count",
                "Mean first score for home management (WSAS)": "wsas_home_management_first",
            },
        ),
        *_means_both_ways(
            pathways,
            entering,
            Kind.DAYS,
            "people entering treatment",
            {"Mean wait to first treatment": "wait_to_treatment"},
        ),
    )


def _means_both_ways(
    pathways: Pathways, rows: ir.Table, kind: Kind, who: str, columns: Mapping[str, str]
) -> Iterator[Both]:
    """The means of columns, by name: over the script's rows, and with each referral once."""
    told = _by_care(pathways, rows)
    kinds = told.some_integrated.ifelse(1, 0) + told.some_other.ifelse(1, 0)
    told = told.mutate(weight=told.conditions * kinds)
    terms: dict[str, ir.Value] = {}
    for column in columns.values():
        value, known = told[column].cast("int64"), told[column].notnull()
        terms |= {f"{column}_rows": ibis.ifelse(known, told.weight, 0), f"{column}_weighed": told.weight * value}
        terms |= {f"{column}_all": known, f"{column}_plain": value}
    of = sums(pathways, told, **terms)
    for name, column in columns.items():
        yield Both(
            name=f"{name}, of people with a long-term condition",
            kind=kind,
            scripted=Value.quotient(of[f"{column}_weighed"], of[f"{column}_rows"]),
            correct=Value.quotient(of[f"{column}_plain"], of[f"{column}_all"]),
            people=of[f"{column}_rows"] - of[f"{column}_all"],
            of=who,
            affected="people who have several conditions, or appointments of both kinds",
        )


@quirk("LTC-3")
def people_without_a_condition(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Any row in the table of conditions makes a pathway one of a person with a condition, also one whose code is unknown
    or says that there is none.

    Correct: a code with a name that is not the one for no history of a condition (LTC1:33-35, 108, 288; monthly metadata
    2021, V009).
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
    affected = "people of whom a row was sent that says they have no condition, or names none"
    return (
        Both.counts(
            "Finished courses of people with a long-term condition",
            of["all"],
            of["real"],
            of="finished courses",
            affected=affected,
        ),
        Both.shares(
            "Recovery of people with a long-term condition",
            (of["recovered"], of["cases"]),
            (of["real_recovered"], of["real_cases"]),
            of="finished courses, those not at caseness left out",
            affected=affected,
        ),
    )


@quirk("LTC-4")
def support_of_other_referrals(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments for employment support are joined by the person record of the file, so that those of another referral of
    the person count too, where they lie within the dates of this one.

    Correct: the referral's own (LTC1:193-209).
    """
    finished = _with_a_condition(pathways, periods, ENDED).filter(_.completed_treatment)
    own, shared = (
        finished.select(*_ROW).inner_join(counts, "pathway")
        for counts in (support_counts(pathways), support_counts_by_person(pathways))
    )
    scripted, correct = (sums(pathways, of, all=_.support_contact_count)["all"] for of in (shared, own))
    return (
        Both.counts(
            "Appointments for employment support of finished courses of people with a long-term condition",
            scripted,
            correct,
            of="appointments",
            affected="people with two referrals to one provider at a time",
        ),
    )


@quirk("LTC-5")
def mean_without_those_of_none(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The mean number of appointments for employment support is taken of the courses that had any.

    Correct: of all, those without any having 0 (LTC1:241, 292).
    """
    finished = _with_a_condition(pathways, periods, ENDED).filter(_.completed_treatment).select(*_ROW)
    with_counts = finished.left_join(support_counts(pathways), "pathway")
    count = with_counts.support_contact_count
    of = sums(pathways, with_counts, all=with_counts.pathway.notnull(), some=count.notnull(), appointments=count)
    return (
        Both(
            name="Mean appointments for employment support, of people with a long-term condition",
            kind=Kind.MEAN,
            scripted=Value.quotient(of["appointments"], of["some"]),
            correct=Value.quotient(of["appointments"], of["all"]),
            people=of["some"] - of["all"],
            of="finished courses",
            affected="finished courses without employment support",
        ),
    )


def _with_a_condition(pathways: Pathways, periods: Sequence[Period], anchor: Anchor) -> ir.Table:
    return _population(pathways, periods, anchor).filter(_.conditions > 0)


def _population(pathways: Pathways, periods: Sequence[Period], anchor: Anchor) -> ir.Table:
    """Referrals with a row of a condition in their own file, and how many different ``conditions`` the rows name."""
    sent = pathways.months.rows_if_there(
        CONDITIONS, "RecordNumber", "Validated_LongTermConditionCode", "LongTermCondition"
    )
    if sent is None:
        raise CannotCompute("the extract has no table of long-term conditions")
    code = ibis.coalesce(sent.Validated_LongTermConditionCode, sent.LongTermCondition)
    rows = anchored(anchor, pathways, periods).select(*_ROW, *_COLUMNS)
    own = rows.select(*_ROW, "submission", "record_number")
    theirs = own.inner_join(
        sent.select("submission", "RecordNumber", code=code),
        ["submission", ("record_number", "RecordNumber")],
    ).select(*_ROW, "code")
    none = [concept.concept for concept in concepts("long_term_condition") if concept.name == _NONE]
    known = _named(pathways, theirs).filter(~_.code.isin(none))
    named = known.group_by(*_ROW).aggregate(conditions=known.code.nunique().cast("int64"))
    joined = rows.semi_join(theirs, [*_ROW]).left_join(named, [*_ROW]).drop(*(f"{name}_right" for name in _ROW))
    return joined.mutate(conditions=joined.conditions.fill_null(0))


def _named(pathways: Pathways, rows: ir.Table) -> ir.Table:
    """Rows whose code has a name.

    Names are those of the warehouse's table of SNOMED CT, where the extract brings it along, and else what has the form of
    an identifier has a name.
    """
    names = pathways.records.reference("Descriptions_SCD")
    if names is None:
        return rows.filter(rows.code.re_search("^[0-9]{6,18}$").fill_null(False))
    current = names.filter((_.Type_ID == _NAME) & _.Is_Latest & _.Active)
    return rows.semi_join(current, rows.code == current.Concept_ID)


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
