"""Wrongs that rules of ours find: they fire once more for each row that the truth has, and nowhere else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Injection, Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.validation.engine import judged
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared

PLAN = Plan(referrals=300, months=3, items=True, workers=1)
WRONGS = (Injection(kind="ghost-forms-after-discharge", rate=0.5), Injection(kind="wrong-totals", rate=0.2))
TABLES = {"outside": "IDS606CodedScoreAssessmentRefer", "at-contact": "IDS607CodedScoreAssessmentAct"}
LAST = f"{PLAN.month_starts[-1]:%Y-%m}"


def fires(folder, wanted):
    """How often the rules wanted fire, by rule, provider and month; of the last month not all rows are sent yet."""
    rules = [rule for rule in our_rules() if rule.id in wanted]
    assert {rule.id for rule in rules} == set(wanted)
    found = Counter()
    for outcome in judged(rules, Prepared(open_records(folder))):
        assert outcome.broken is not None, outcome.reason
        found.update({(outcome.rule.id, p.provider, p.month): p.broken for p in outcome.by if p.month != LAST})
    return found


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ours")
    rules = ("score-before-discharge", *(f"answers-add-up-{place}" for place in TABLES))
    synthesise(PLAN, folder / "clean")
    synthesise(replace(PLAN, injections=WRONGS), folder / "wrong")
    truth = pq.read_table(folder / "wrong-truth" / "known_wrongs").to_pylist()
    inside = [row for row in truth if PLAN.month_starts[0] <= row["day"] < PLAN.month_starts[-1]]
    return fires(folder / "clean", rules), fires(folder / "wrong", rules), inside


def counted(truth, kind, table, rule):
    return Counter(
        (rule, row["OrgID_Provider"], f"{row['day']:%Y-%m}")
        for row in truth
        if (row["kind"], row["table"]) == (kind, table)
    )


def test_ghost_forms_are_scores_after_discharge(extracts):
    clean, wrong, truth = extracts
    rule = "score-before-discharge"
    wanted = counted(truth, "ghost-forms-after-discharge", TABLES["outside"], rule)
    assert wanted
    assert Counter({at: n for at, n in (wrong - clean).items() if at[0] == rule}) == wanted


@pytest.mark.parametrize("place", TABLES)
def test_wrong_totals_are_answers_that_do_not_add_up(place, extracts):
    clean, wrong, truth = extracts
    rule = f"answers-add-up-{place}"
    wanted = counted(truth, "wrong-totals", TABLES[place], rule)
    assert wanted
    assert not any(at[0] == rule for at in +clean)
    assert Counter({at: n for at, n in wrong.items() if at[0] == rule}) == wanted
