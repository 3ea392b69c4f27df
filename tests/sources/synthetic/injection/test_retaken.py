"""Forms filled in again leave their first answers in the primary file, where an audit that compares files finds them."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest
from tests.sources.synthetic.injection.made import PLAN, block, wronged

from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of

ACTIVITIES = "IDS607CodedScoreAssessmentAct"
TABLES = (ACTIVITIES, "questionnaire_items")


def truth_in(injected, table):
    """By key, before and after of the cells of a table that are in a refresh."""
    rows = injected.truth.filter(pc.equal(injected.truth["table"], table)).to_pylist()
    return {
        (r["OrgID_Provider"], *((r["time"], r["Item"]) if r["Item"] else ()), r["CareActId"], r["CodedAssToolType"]): (
            r["before"],
            r["after"],
        )
        for r in rows
        if PLAN.month_starts[0] <= r["day"] < PLAN.month_starts[-1]
    }


def read_in(injected, table, *, refresh):
    """The same cells as the primary files or the refreshes have them."""
    delivery = Delivery.traced(PLAN, injected.traced)
    submissions = delivery.submissions
    codes = injected.traced.block.organisations.provider_code.tolist()
    found = {}
    for rows in rows_of(delivery, derived=False, items=True):
        if rows.table != table:
            continue
        which = submissions.refresh[rows.submission] == refresh
        for row in rows.national(submissions, codes).filter(which).to_pylist():
            item = (row["AssToolCompTime"], row["Item"]) if "Item" in row else ()
            value = row["Answer"] if item else row["PersScore"]
            found[row["OrgID_Provider"], *item, row["CareActId"], row["CodedAssToolType"]] = str(value)
    return found


@pytest.mark.parametrize("table", TABLES)
def test_the_first_answer_is_in_the_primary_file_and_the_other_in_the_refresh(table):
    injected = wronged("retaken-forms", 1.0)
    primary, refresh = (read_in(injected, table, refresh=which) for which in (False, True))
    cells = truth_in(injected, table)
    assert len(cells) > 5
    assert {at: (primary[at], refresh[at]) for at in cells} == cells
    if table == ACTIVITIES:
        both = primary.keys() & refresh.keys()
        assert {at for at in both if primary[at] != refresh[at]} == cells.keys()


def test_the_truth_names_the_refresh():
    rows = wronged("retaken-forms", 1.0).truth.to_pylist()
    assert rows
    assert all(row["counts"] for row in rows)
    assert {row["file"] for row in rows} == {f"{r['OrgID_Provider']}/{r['day']:%Y-%m}-refresh" for r in rows}


def test_what_is_done_at_once_is_in_both_files():
    injected = wronged("retaken-forms", 1.0, refreshed=0.0)
    primary, refresh = (read_in(injected, ACTIVITIES, refresh=which) for which in (False, True))
    cells = truth_in(injected, ACTIVITIES)
    assert cells
    assert all(primary[at] == refresh[at] == after for at, (_before, after) in cells.items())
    assert set(injected.truth["file"].to_pylist()) == {None}


def test_a_share_of_the_retakes_shows_in_the_refresh_only():
    injected = wronged("retaken-forms", 1.0, refreshed=0.5)
    later = len(injected.traced.replaced) / injected.done[0].drawn
    assert 0.2 < later < 0.8
    named = [row["file"] is not None for row in injected.truth.to_pylist()]
    assert any(named)
    assert not all(named)


def test_the_primary_files_derived_last_score_is_the_first_answer():
    injected = wronged("retaken-forms", 1.0)
    delivery = Delivery.traced(PLAN, injected.traced)
    rows = next(r for r in rows_of(delivery, derived=True, items=False) if r.table == "IDS101Referral")
    snapshots = delivery.snapshots
    changed = np.flatnonzero(injected.traced.block.forms.phq9_total != block().forms.phq9_total)
    last = rows.columns["PHQ9_LastScore"].to_numpy(zero_copy_only=False)
    seen = 0
    for form in changed:
        of = snapshots.referral == injected.traced.block.forms.referral[form]
        day = injected.traced.block.forms.day[form]
        own = of & (snapshots.month_start <= day) & (day <= snapshots.month_end)
        for refresh, state in ((False, block()), (True, injected.traced.block)):
            values = last[own & (snapshots.refresh == refresh)]
            assert (values == state.forms.phq9_total[form]).all()
            seen += len(values)
        later = last[of & (snapshots.month_start > day)]
        assert (later == injected.traced.block.forms.phq9_total[form]).all()
    assert seen > 5


def test_a_later_wrong_leaves_the_first_answers_where_they_stood():
    traced = wronged("retaken-forms", 1.0).traced
    gone = np.zeros(len(traced.form), bool)
    gone[np.flatnonzero(np.isin(traced.form, traced.replaced))[:1]] = True
    fewer = traced.without_forms(gone)
    assert (fewer.first_forms.phq9_total == traced.first_forms.phq9_total[~gone]).all()
    again = traced.after_primary(traced, np.flatnonzero(np.isin(traced.form, traced.replaced)))
    assert (again.first_forms.phq9_total == traced.first_forms.phq9_total).all()
