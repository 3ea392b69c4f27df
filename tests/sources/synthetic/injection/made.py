"""A made block, wrongs done to it, and the cells of the tables that come of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.injection import inject
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Injection, Plan
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of
from caseness.vocabulary.data_set import fields

PLAN = Plan(referrals=500, months=3, items=True)
KEYS = {
    "IDS201CareContact": ("CareContactId",),
    "IDS202CareActivity": ("CareActId",),
    "IDS606CodedScoreAssessmentRefer": ("ServiceRequestId", "CodedAssToolType", "AssToolCompDate", "AssToolCompTime"),
    "IDS607CodedScoreAssessmentAct": ("CareActId", "CodedAssToolType"),
    "questionnaire_items": ("ServiceRequestId", "CodedAssToolType", "AssToolCompDate", "AssToolCompTime", "Item"),
}


@cache
def block():
    return generate(PLAN, 0, invent(PLAN))


@cache
def wronged(kind, rate=0.3, **where):
    """The block with one wrong done to it."""
    return inject(planned(kind, rate, **where), block())


def planned(kind, rate=0.3, **where):
    return replace(PLAN, injections=(Injection(kind=kind, rate=rate, **where),))


@cache
def clean():
    return inject(PLAN, block())


def facts(traced, table):
    """By key, the fields of a table as sent in the files that count, of all months but the last, whose refresh is to come."""
    delivery = Delivery.traced(PLAN, traced)
    submissions = delivery.submissions
    codes = traced.block.organisations.provider_code.tolist()
    found = {}
    for rows in rows_of(delivery, derived=False, items=True):
        if rows.table != table:
            continue
        national = rows.national(submissions, codes)
        whole = submissions.refresh[rows.submission]
        names = [field.field for field in fields(table, derived=False) if field.field in national.column_names]
        for row in national.filter(whole).select([*names, "OrgID_Provider"]).to_pylist():
            found[row["OrgID_Provider"], *(row[name] for name in KEYS[table])] = row
    return found


def before_the_last_month(truth):
    """The rows of a truth table that are in a refresh."""
    first, last = PLAN.month_starts[0], PLAN.month_starts[-1]
    return [row for row in truth.to_pylist() if first <= row["day"] < last]
