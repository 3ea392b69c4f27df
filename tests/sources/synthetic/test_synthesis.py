"""From a plan to a folder: the same bytes whoever makes them, and all of it readable."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.sources.records import open_records
from caseness.sources.synthetic import synthesis
from caseness.sources.synthetic.plan import Form, Plan, Shape
from caseness.sources.synthetic.synthesis import Places, make_block, processes, synthesise

PLAN = Plan(referrals=400, months=3)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "extract"
    return synthesise(PLAN, folder), folder


def test_two_makings_have_the_same_bytes_and_another_seed_has_not(made, tmp_path):
    _what, folder = made
    synthesise(replace(PLAN, workers=1), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)
    synthesise(replace(PLAN, seed=2), tmp_path / "other")
    assert (
        contents(tmp_path / "other")["IDS101Referral/block-000.parquet"]
        != contents(folder)["IDS101Referral/block-000.parquet"]
    )


def test_a_block_made_in_another_process_has_the_same_bytes(tmp_path):
    rows = make_block(PLAN, 0, Places(tmp_path / "here", None))
    with processes(2) as pool:
        assert pool.submit(make_block, PLAN, 0, Places(tmp_path / "there", None)).result() == rows
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_several_blocks_go_to_several_processes(made, tmp_path, monkeypatch):
    """The blocks of a greater plan, here the same one twice under two numbers, all come back."""
    single = synthesis.parts(PLAN, synthesis.invent(PLAN))
    monkeypatch.setattr(synthesis, "parts", lambda *_: (*single, *single))
    heard = []
    twice = synthesise(replace(PLAN, workers=2), tmp_path / "out", lambda *said: heard.append(said))
    assert twice.rows["IDS101Referral"] == 2 * made[0].rows["IDS101Referral"]
    assert [(done, of) for _what, done, of in heard] == [(1, 2), (2, 2)]


def test_what_a_worker_cannot_write_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    single = synthesis.parts(PLAN, synthesis.invent(PLAN))
    monkeypatch.setattr(synthesis, "parts", lambda *_: (*single, *single))
    monkeypatch.setattr(synthesis, "_common", lambda _plan, _organisations, places: in_the_way(places.extract))
    with pytest.raises(synthesis.CasenessError, match="a file stands where a folder should be"):
        synthesise(replace(PLAN, workers=2), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def in_the_way(folder):
    (folder / "IDS101Referral").write_text("")
    return synthesis.Written({}, ())


def test_the_folder_says_that_it_is_synthetic_and_how_it_was_made(made):
    what, folder = made
    record = json.loads((folder / "synthetic.json").read_text(encoding="utf-8"))
    assert record["synthetic"] is True
    assert (record["referrals"], record["seed"], record["start"], record["months"]) == (400, 1, "2024-04-01", 3)
    assert record["rows"] == what.rows
    assert "No person, service or organisation in them is real" in (folder / "README.txt").read_text(encoding="utf-8")


def test_the_referrals_asked_for_are_those_received_in_the_months(made):
    records = open_records(made[1])
    referrals = records.everything["IDS101Referral"]
    received = referrals.filter(referrals.ReferralRequestReceivedDate >= PLAN.start).PathwayID.nunique()
    assert records.backend.to_pyarrow(received).as_py() == PLAN.referrals
    waiting_before = referrals.filter(referrals.ReferralRequestReceivedDate < PLAN.start).PathwayID.nunique()
    assert records.backend.to_pyarrow(waiting_before).as_py() > 0
    assert not records.newest_taken


@settings(max_examples=4, deadline=None)
@given(
    referrals=st.integers(1, 60),
    seed=st.integers(0, 1000),
    months=st.integers(1, 14),
    shape=st.sampled_from(Shape),
    form=st.sampled_from(Form),
    carry_over=st.booleans(),
)
def test_any_small_plan_can_be_made(tmp_path_factory, referrals, seed, months, shape, form, carry_over):
    folder = tmp_path_factory.mktemp("small") / "out"
    plan = Plan(
        referrals=referrals, seed=seed, months=months, shape=shape, form=form, carry_over=carry_over, items=True
    )
    what = synthesise(plan, folder)
    assert what.rows["IDS101Referral"] >= referrals
    ending = ".csv" if form is Form.CSV else ".parquet"
    names = {path.name for path in folder.rglob("*") if path.is_file()} - {"synthetic.json", "README.txt"}
    assert all(name.endswith(ending) for name in names)
