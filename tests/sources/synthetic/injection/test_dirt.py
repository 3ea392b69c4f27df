"""Dirty data against the validation of extracts: every rule fires for the rows that were made to break it, and for no other.

Each kind is done at a provider and in a month of its own, so that one extract tests them all.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from caseness.sources.records import open_records
from caseness.sources.synthetic.injection.dirt import dirty_kinds
from caseness.sources.synthetic.injection.filing import filing_kinds
from caseness.sources.synthetic.injection.kind import all_kinds, kinds
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Form, Injection, Plan, Shape
from caseness.sources.synthetic.synthesis import synthesise
from caseness.validation.engine import judged
from caseness.validation.official import official_rules
from caseness.validation.prepared import Prepared

PLAN = Plan(referrals=240, months=2, shape=Shape.PROVIDER, form=Form.CSV, workers=1)
PROVIDERS = invent(PLAN).provider_code.tolist()
PLACES = [(provider, month) for month in PLAN.month_starts for provider in PROVIDERS]
RENAMED = ("SYNP", "SYNC")
LAST = PLAN.month_starts[-1]
WHERE = dict(zip(dirty_kinds(), PLACES, strict=False))
KINDS = [kind for kind in dirty_kinds() if kind in WHERE]


def dirty_plan():
    wrongs = (
        Injection(kind=kind, rate=0.5, providers=(provider,), months=(month,))
        for kind, (provider, month) in WHERE.items()
    )
    return replace(PLAN, injections=tuple(wrongs))


def fires(folder, rules):
    """How many rows break each rule, by provider and month."""
    found = {}
    for outcome in judged(rules, Prepared(open_records(folder))):
        for part in outcome.by:
            found[outcome.rule.id, part.provider, part.month] = part.broken
    return found


def put_beside(clean, dirty, places):
    """Some submissions of the clean extract into the dirty one, under codes of providers of their own: to be read once."""
    for place in places:
        for path in (clean / place).iterdir():
            beside = dirty / place.replace(*RENAMED) / path.name
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(path.read_text().replace(*RENAMED))


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """What fires on the clean extract and on the dirty one, and the truth."""
    folder = tmp_path_factory.mktemp("dirt")
    synthesise(PLAN, folder / "clean")
    made = synthesise(dirty_plan(), folder / "dirty")
    counting = {f"{code}/{month:%Y-%m}-{'primary' if month == LAST else 'refresh'}" for code, month in PLACES}
    for path in (folder / "dirty").glob("*/*"):
        if f"{path.parent.name}/{path.name}" not in counting:
            shutil.rmtree(path)  # rules are on what counts, and reading the others would take long
    put_beside(folder / "clean", folder / "dirty", counting)
    parts = sorted((folder / "dirty-truth" / "known_wrongs").glob("*.csv"))
    texts = pa_csv.ConvertOptions(column_types={name: pa.string() for name in ("Item", "before", "after")})
    truth = [row for part in parts for row in pa_csv.read_csv(part, convert_options=texts).to_pylist()]
    meant = {row["rule"] for row in truth}
    found = fires(folder / "dirty", [rule for rule in official_rules() if rule.id in meant])
    new, old = RENAMED[::-1]
    clean = {(rule, code.replace(new, old), month): n for (rule, code, month), n in found.items() if new in code}
    return clean, {at: n for at, n in found.items() if new not in at[1]}, truth, made


def _counted(truth):
    return Counter(row["rule"] for row in truth if row["counts"])


def test_there_is_a_place_for_every_kind():
    assert list(dirty_kinds()) == KINDS
    assert not set(dirty_kinds()) & set(kinds())
    assert set(all_kinds()) == set(dirty_kinds()) | set(kinds()) | set(filing_kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_fires_for_the_rows_that_break_it_and_no_other(kind, extracts):
    clean, dirty, truth, made = extracts
    code, month = WHERE[kind][0], f"{WHERE[kind][1]:%Y-%m}"
    rows = [row for row in truth if row["kind"] == kind]
    assert {(row["OrgID_Provider"], row["file"][:5]) for row in rows} == {(code, code)}
    assert all(month in row["file"] for row in rows)
    counted = _counted(rows)
    assert counted
    each = 2 if kind == "duplicate" else 1  # both rows are alike
    for rule, number in counted.items():
        at = rule, code, month
        assert dirty.get(at, 0) - clean.get(at, 0) == each * number, rule
    done = made.wrongs[list(WHERE).index(kind)]
    assert done.drawn == len(rows)
    tables = {breaking.table for breaking in dirty_kinds()[kind].breakings(PLAN.shape)}
    assert abs(done.drawn - done.open / 2) <= len(tables)  # of each table half, to the nearest row


def test_the_warehouse_gets_what_breaks_warnings_only(tmp_path):
    assert not dirty_kinds()["parent-missing"].breakings(Shape.NATIONAL)
    warned = dirty_kinds()["blank"].breakings(Shape.NATIONAL)
    assert {breaking.rule.severity for breaking in warned} == {"warning"}
    plan = replace(PLAN, shape=Shape.NATIONAL, injections=(Injection(kind="parent-missing", rate=0.5),))
    with pytest.raises(ValueError, match="the warehouse refuses such rows"):
        synthesise(plan, tmp_path / "extract")
