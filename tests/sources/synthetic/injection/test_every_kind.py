"""What holds for every known wrong: the share, the reach, the tables in order, and a truth that is all there is to it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from tests.sources.synthetic.injection.made import KEYS, PLAN, before_the_last_month, block, clean, facts, wronged

from caseness.sources.synthetic.answers.items import total
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection import kinds

KINDS = list(kinds())
MAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def untouched():
    return {table: facts(clean().traced, table) for table in KEYS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_share_is_hit(kind):
    done = wronged(kind).done[0]
    assert done.open > 0
    assert abs(done.drawn - 0.3 * done.open) < 1
    assert wronged(kind, 1.0).done[0].drawn == done.open


@pytest.mark.parametrize("kind", KINDS)
def test_the_difference_between_the_extracts_is_the_truth(kind, untouched):
    injected = wronged(kind)
    truth = before_the_last_month(injected.truth)
    renumbered = {(r["OrgID_Provider"], r["before"]): r["after"] for r in truth if r["field"] == "CareContactId"}
    for table, key in KEYS.items():
        if kind == "supplier-migration" and table != "IDS201CareContact":
            continue  # activities and their scores follow the number of their appointment
        after, before = facts(injected.traced, table), untouched[table]
        found = set()
        for at in before.keys() | after.keys():
            old, new = before.get(at, {}), after.get(at, {})
            if {(at[0], old.get("CareContactId")), (at[0], new.get("CareContactId"))} & _either(renumbered):
                continue
            if not (old and new) and "Score" not in table and "item" not in table:
                found.add((at, None, old.get(key[0]), new.get(key[0])))
            elif old != new:
                wanted = ["PersScore", "Answer"] if not (old and new) else old.keys()
                found |= {
                    (at, f, _text(old.get(f)), _text(new.get(f)))
                    for f in wanted
                    if old.get(f) != new.get(f) and f not in key
                }
        listed = {(_key(row, key), row["field"], row["before"], row["after"]) for row in truth if row["table"] == table}
        if table in ("IDS606CodedScoreAssessmentRefer", "IDS607CodedScoreAssessmentAct"):
            listed = {row for row in listed if row[1]}  # answers about the service have a row for the referral and day
            found = {row for row in found if row[0] not in _answers(before, after, kind)}
        assert found == {row for row in listed if row[1] != "CareContactId"}, table


def _answers(before, after, kind):
    """The keys of answers about the service that are gone."""
    if kind != "discharge-on-crossing":
        return set()
    tools = set(block().experience.concept.levels)
    return {at for at, row in before.items() if row["CodedAssToolType"] in tools and at not in after}


def _either(renumbered):
    return set(renumbered) | {(provider, after) for (provider, _before), after in renumbered.items()}


def _key(row, key):
    named = {"AssToolCompDate": "day", "AssToolCompTime": "time"}
    return (row["OrgID_Provider"], *(row[named.get(name, name)] for name in key))


def _text(value):
    return None if value is None else str(value)


def most_touched(truth):
    """The provider with the most rows of a truth, or the one with the most referrals where a wrong leaves no row."""
    largest = np.bincount(block().referrals.provider).argmax()
    touched = Counter(row["OrgID_Provider"] for row in truth) or {str(block().organisations.provider_code[largest]): 1}
    return max(touched, key=touched.get)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_chosen_providers_and_months_are_touched(kind):
    code = most_touched(wronged(kind, 1.0, months=(MAY,)).truth.to_pylist())
    injected = wronged(kind, 1.0, providers=(code,), months=(MAY,))
    assert 0 < injected.done[0].drawn < wronged(kind, 1.0).done[0].drawn
    rows = injected.truth.to_pylist()
    assert rows or kind == "retaken-forms"
    assert {row["OrgID_Provider"] for row in rows} <= {code}
    if kind not in ("discharge-on-crossing", "trimmed-denominators"):  # which change what else the course has
        assert {row["day"].month for row in rows} <= {5}


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_chosen_therapist_did_is_touched(kind):
    wanted = ("S0001", "S0002", "S0003")
    injected = wronged(kind, 1.0, therapists=wanted)
    staff = block().therapists.local_id
    contacts = block().contacts
    seen = np.unique(contacts.referral[np.isin(staff[contacts.therapist], wanted)])
    assert 0 < injected.done[0].drawn < wronged(kind, 1.0).done[0].drawn
    touched = set(injected.truth["ServiceRequestId"].to_pylist())
    first = np.searchsorted(block().referrals.provider, block().referrals.provider[seen])
    assert touched <= {f"R{rank + 1:07}" for rank in seen - first}


@pytest.mark.parametrize("kind", KINDS)
def test_tables_stay_in_order_and_point_to_what_is_there(kind):
    made = wronged(kind, 1.0).traced.block
    for events in (made.contacts, made.forms):
        order = np.lexsort((events.minute, events.day, events.referral))
        assert (order == np.arange(len(order))).all()
        assert ((events.referral >= 0) & (events.referral < len(made.referrals.end))).all()
    for rows in (made.forms, made.experience):
        at = rows.contact != NONE
        assert (made.contacts.referral[rows.contact[at]] == rows.referral[at]).all()
    off = made.forms.phq9_total.astype(int) - total(made.forms.phq9)
    if kind == "wrong-totals":
        assert (off != 0).sum() == wronged(kind, 1.0).done[0].drawn
        assert np.abs(off).max() <= 3
        assert made.forms.phq9_total.max() <= 27
    else:
        assert not off.any()
    assert (made.forms.gad7_total == total(made.forms.gad7)).all()


def test_the_same_plan_does_the_same_and_a_clean_one_nothing():
    assert wronged.__wrapped__("straight-lining").truth == wronged("straight-lining").truth
    assert clean().traced.block is block()
    assert not len(clean().truth)
    assert PLAN.injections == ()
