"""Random and dirty extracts: the engine and the plain second implementation give the same, whatever is chosen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pathways import dirt, naive
from tests.pathways.people import national

from caseness.measures import compute, measures
from caseness.pathways import Choices, pathways_of
from caseness.pathways.choices import (
    History,
    NoThreshold,
    ReliableChange,
    SameDay,
    ScoresCounted,
    TreatmentCounted,
    Unattended,
)
from caseness.sources.records import month_numbered, open_records
from caseness.vocabulary import Level
from caseness.vocabulary.period import Period, month_of

FLAGS = ("paired", "not_at_caseness", "recovered", "reliably_improved", "reliably_deteriorated", "no_reliable_change")
OTHERWISE = Choices(
    scores_counted=ScoresCounted.FROM_REFERRAL,
    unattended=Unattended.IGNORE,
    same_day=SameDay.LOWEST,
    reliable_change=ReliableChange.MORE_THAN,
    no_threshold=NoThreshold.NOT_ASSESSED,
    treatment_counted=TreatmentCounted.ANY,
    history=History.EXTRACT,
)
EVERY_SCORE = Choices(scores_counted=ScoresCounted.ANY, history=History.EXTRACT)
PERIODS = [
    *(month_of(*map(int, month.split("-"))) for month in dirt.MONTHS),
    Period(date(2024, 4, 1), date(2024, 6, 30)),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An extract at random, and the same rows for the plain implementation."""
    rows = dirt.Extract(seed=5, number=400).rows
    with open_records(national(tmp_path_factory.mktemp("random") / "extract", rows)) as records:
        yield records, naive.Extract(rows)


def differing(found, expected):
    """The columns in which two rows differ, by key; nothing where all is the same."""
    assert set(found) == set(expected)
    return {
        key: wrong
        for key, row in expected.items()
        if (
            wrong := {
                name: (found[key][name], value) for name, value in row.items() if not same(found[key][name], value)
            }
        )
    }


def same(found, value):
    return (
        found is None
        if value is None
        else found is not None and found == pytest.approx(float(value))
        if isinstance(value, naive.Decimal)
        else found == value
    )


@pytest.mark.parametrize("choices", [Choices(), OTHERWISE, EVERY_SCORE], ids=["official", "otherwise", "every score"])
def test_pathways_and_months_and_measures(made, choices):
    records, extract = made
    expected = naive.pathways(extract, choices)
    assert len(expected) > 300
    for flag in FLAGS:
        assert sum(row[flag] for row in expected.values()) > 2, flag
    agree(records, extract, choices)


@settings(max_examples=2)
@given(seed=st.integers(0, 2**32))
def test_extracts_drawn_at_random(seed, tmp_path_factory):
    rows = dirt.Extract(seed=seed, number=40).rows
    with open_records(national(tmp_path_factory.mktemp("drawn") / "extract", rows)) as records:
        agree(records, naive.Extract(rows), Choices())


def agree(records, extract, choices):
    """Hold pathways, their months and core measures to those of the plain implementation."""
    derived = pathways_of(records, choices)
    whole = {row["pathway_id"]: row for row in records.fetch(derived.pathways)}
    assert differing(whole, naive.pathways(extract, choices)) == {}

    months = naive.referral_months(extract, choices)
    rows = derived.referral_months
    states = derived.states.drop(
        *(name for name in derived.states.columns if name in rows.columns and name != "pathway")
    )
    joined = rows.inner_join(states.rename(state="pathway"), "state")
    told = {(row["pathway_id"], row["month"]): row for row in records.fetch(joined)}
    assert differing(told, months) == {}

    declared = {id_: one for id_, one in measures().items() if id_ in naive.measures([], *dirt_span())}
    figures = compute(derived, declared.values(), PERIODS, levels=(Level.ENGLAND,)).to_pylist()
    computed = {(row["period_start"], row["period_end"], row["official_id"]): row["value"] for row in figures}
    for period in PERIODS:
        of_month = of_period(months, period)
        values = naive.measures(of_month, period.start, period.end)
        for id_ in declared:
            found = computed.get((period.start, period.end, id_))
            assert found == pytest.approx(values[id_]) or (found is None and not values[id_]), (period, id_)


def dirt_span():
    return PERIODS[-1].start, PERIODS[-1].end


def of_period(months, period):
    """Of each pathway the row of the last month of the period in which it was sent."""
    begun, ended = (month_numbered(f"{day:%Y-%m}") for day in (period.start, period.end))
    last = {}
    for (pathway, month), row in sorted(months.items()):
        if begun <= month <= ended:
            last[pathway] = row
    return list(last.values())
