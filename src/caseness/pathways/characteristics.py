"""What is known of the person and the problem of each pathway, month by month, as keys by which figures are broken down.

Each function gives rows of ``pathway``, ``month`` and ``key``, a row for each key that a pathway has in the month's
submission; None where the extract lacks the table. Source of the fields and their joins: monthly metadata 2026, V001 to V015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.contacts import CONTACTS, attended, moment
from caseness.pathways.people import PEOPLE
from caseness.pathways.problems import OTHER_RECORDED
from caseness.vocabulary.data_set import codes, concepts
from caseness.vocabulary.problems import problems

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways
    from caseness.sources.records import Records

_YOUNG = 25  # years, up to which a student is young
_NO_TEXT = ibis.null().cast("string")
_EXACT = "^F[0-9]{3}$"  # problems that are only this code, and none below it
_ANSWERS = 8


def people(pathways: Pathways) -> ir.Table | None:
    """The person's own row: of several in one submission the one with the greatest values.

    The age is that at the month's end: the warehouse's, or worked out where it gives none.
    """
    names = ("EthnicCategory", "Gender", "GenderIdentity", "GenderIdentitySameAtBirth", "ExBAFIndicator", "LSOA")
    others = ("LocalPatientId", "EduEstabTypeIAPT", "Age_RP_EndDate", "PersonBirthDate", *names)
    rows = pathways.months.rows_if_there(PEOPLE, "RecordNumber", *others)
    if rows is None:
        return None
    asked = pathways.referral_months.select("pathway", "month", "submission", "record_number", "period_end")
    named = rows.select("submission", "RecordNumber", *others)
    joined = asked.inner_join(named, [asked.submission == named.submission, asked.record_number == named.RecordNumber])
    one = joined.group_by("pathway", "month", "submission", "period_end").aggregate(
        **{name: joined[name].max() for name in others}
    )
    return one.mutate(age=ibis.coalesce(one.Age_RP_EndDate, _years(one.PersonBirthDate, one.period_end)).cast("int64"))


def _years(birth: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Whole years from a birth to a day."""
    birthday, today = (date.month().cast("int64") * 100 + date.day().cast("int64") for date in (birth, day))
    return day.year().cast("int64") - birth.year().cast("int64") - ibis.ifelse(birthday > today, 1, 0)


def age(pathways: Pathways) -> ir.Table | None:
    """Age in years at the month's end."""
    return _of_person(pathways, lambda t: t.age)


def ethnic_category(pathways: Pathways) -> ir.Table | None:
    """The ethnic category as it was sent."""
    return _of_person(pathways, lambda t: t.EthnicCategory)


def ex_armed_forces(pathways: Pathways) -> ir.Table | None:
    """Whether a former member of the armed forces, or their dependant."""
    return _of_person(pathways, lambda t: t.ExBAFIndicator)


def gender_identity(pathways: Pathways) -> ir.Table | None:
    """The gender identity, or the word gender and the gender where none of the four identities is given."""
    given = [code.code for code in codes("GenderIdentity") if code.code.isdigit()]
    return _of_person(
        pathways,
        lambda t: ibis.ifelse(t.GenderIdentity.isin(given).fill_null(False), t.GenderIdentity, "gender " + t.Gender),
    )


def same_gender_at_birth(pathways: Pathways) -> ir.Table | None:
    """Whether the gender identity is that of birth."""
    return _of_person(pathways, lambda t: t.GenderIdentitySameAtBirth)


def education(pathways: Pathways) -> ir.Table | None:
    """The kind of place of education, and whether the person is up to 25 years old."""

    def key(t: ir.Table) -> ir.Value:
        how_old = ibis.cases((t.age.isnull(), "unknown"), (t.age <= _YOUNG, "young"), else_="older")
        return t.EduEstabTypeIAPT + " " + how_old

    return _of_person(pathways, key)


def deprivation(pathways: Pathways) -> ir.Table | None:
    """The deprivation decile of the person's small area in the newest snapshot; 1 is most deprived."""
    areas = deciles(pathways.records)
    rows = pathways.facet(people)
    if areas is None or rows is None:
        return None
    joined = rows.inner_join(areas, areas.LSOA_Code == rows.LSOA)
    return joined.select("pathway", "month", key=joined.decile)


def deciles(records: Records) -> ir.Table | None:
    """Every small area with its deprivation decile in the newest snapshot; 1 is most deprived."""
    areas = records.reference("Domains_Of_Deprivation_By_LSOA1")
    if areas is None:
        return None
    day = areas.Effective_Snapshot_Date.delta(ibis.date("1970-01-01"), unit="day").cast("int64").fill_null(0)
    known = areas.mutate(packed=day * 100 + areas.IMD_Decile).filter(_.IMD_Decile.between(1, 10))
    newest = known.group_by("LSOA_Code").aggregate(packed=known.packed.max())
    return newest.select("LSOA_Code", decile=newest.packed % 100)


def disability(pathways: Pathways) -> ir.Table | None:
    """Every disability code that came with the person's row."""
    rows, sent = (
        pathways.facet(people),
        pathways.months.rows_if_there("IDS007DisabilityType", "LocalPatientId", "DisabCode"),
    )
    if rows is None or sent is None:
        return None
    joined = rows.inner_join(sent.select("submission", "LocalPatientId", "DisabCode"), ["submission", "LocalPatientId"])
    return _keyed(joined, joined.DisabCode)


def religion(pathways: Pathways) -> ir.Table | None:
    """Every religion that came with the person's record."""
    return _circumstance(pathways, "religion")


def sexual_orientation(pathways: Pathways) -> ir.Table | None:
    """Every sexual orientation that came with the person's record."""
    return _circumstance(pathways, "sexual_orientation")


def programme(pathways: Pathways) -> ir.Table | None:
    """Every internet therapy programme of the pathway, in small letters."""
    if pathways.logs is None:
        return None
    logs = pathways.logs.select("pathway", programme=pathways.logs.programme.lower())
    joined = _months(pathways).inner_join(logs, "pathway")
    return _keyed(joined, joined.programme)


def long_term_condition(pathways: Pathways) -> ir.Table | None:
    """Every condition of pathways with integrated care; the word none where such a pathway has no condition recorded."""
    fields = ("RecordNumber", "LongTermCondition", "Validated_LongTermConditionCode")
    sent = pathways.months.rows_if_there("IDS602LongTermCondition", *fields)
    if sent is None:
        return None
    integrated = pathways.pathways.filter(_.integrated_first_date.notnull()).select("pathway")
    asked = pathways.referral_months.select("pathway", "month", "submission", "record_number")
    asked = asked.semi_join(integrated, "pathway")
    code = ibis.coalesce(sent.Validated_LongTermConditionCode, sent.LongTermCondition)
    rows = sent.select("submission", "RecordNumber", condition=code)
    joined = asked.left_join(rows, [asked.submission == rows.submission, asked.record_number == rows.RecordNumber])
    return _keyed(joined, joined.condition.fill_null("none"))


def problem(pathways: Pathways) -> ir.Table | None:
    """The problem descriptor: its code among `problems`, that of its family for a code below it, or other."""
    rows = pathways.pathways.filter(_.problem.notnull()).select("pathway", "problem", "problem_exact")
    named = [(rows.problem == place, ibis.literal(one.code)) for place, one in enumerate(problems())]
    whole = ibis.cases(*named, (rows.problem == OTHER_RECORDED, "other"), else_=_NO_TEXT)
    below = whole.re_search(_EXACT) & ~rows.problem_exact
    told = rows.select("pathway", code=ibis.ifelse(below, whole.substr(0, 3), whole))
    joined = _months(pathways).inner_join(told, "pathway")
    return _keyed(joined, joined.code)


def medication(pathways: Pathways) -> ir.Table | None:
    """Whether psychotropic medication was prescribed at the first and at the last attended appointment that says so."""
    fields = ("PathwayID", "CareContDate", "CareContTime", "AttendOrDNACode", "PlannedCareContIndicator", "PsychMed")
    rows = pathways.months.rows_if_there(CONTACTS, *fields)
    if rows is None or pathways.contacts is None:
        return None
    answers = [code.code for code in codes("PsychMed")]
    answer = ibis.cases(*((rows.PsychMed == code, place) for place, code in enumerate(answers))).cast("int64")
    packed = moment(rows.CareContDate, rows.CareContTime) * _ANSWERS
    sent = rows.mutate(early=packed + answer, late=packed + answer).filter(attended(rows) & answer.notnull())
    ends = sent.group_by("PathwayID").aggregate(early=sent.early.min(), late=sent.late.max())
    prescribed = {"01": "prescribed", "02": "prescribed", "03": "not"}

    def said(end: ir.IntegerValue) -> ir.StringValue:
        return ibis.cases(
            *((end % _ANSWERS == place, prescribed[code]) for place, code in enumerate(answers) if code in prescribed),
            else_="unknown",
        )

    told = ends.select("PathwayID", code=said(ends.early) + " " + said(ends.late))
    own = pathways.pathways.filter(_.completed_treatment).select("pathway", "pathway_id")
    keyed = own.inner_join(told, own.pathway_id == told.PathwayID).select("pathway", "code")
    joined = _months(pathways).inner_join(keyed, "pathway")
    return _keyed(joined, joined.code)


def _months(pathways: Pathways) -> ir.Table:
    return pathways.referral_months.select("pathway", "month")


def _of_person(pathways: Pathways, key: object) -> ir.Table | None:
    rows = pathways.facet(people)
    if rows is None:
        return None
    (value,) = rows.bind(key)
    return _keyed(rows, value)


def _circumstance(pathways: Pathways, kind: str) -> ir.Table | None:
    sent = pathways.months.rows_if_there("IDS011SocPerCircumstances", "RecordNumber", "SocPerCircumstance")
    if sent is None:
        return None
    known = [concept.concept for concept in concepts(kind)]
    rows = sent.filter(sent.SocPerCircumstance.isin(known).fill_null(False)).select(
        "submission", "RecordNumber", "SocPerCircumstance"
    )
    asked = pathways.referral_months.select("pathway", "month", "submission", "record_number")
    joined = asked.inner_join(rows, [asked.submission == rows.submission, asked.record_number == rows.RecordNumber])
    return _keyed(joined, joined.SocPerCircumstance)


def _keyed(rows: ir.Table, key: ir.Value) -> ir.Table:
    told = rows.select("pathway", "month", key=key)
    return told.filter(told.key.notnull()).distinct()
