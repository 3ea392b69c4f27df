"""Measures of the dashboards, both ways: against the functions of the quirks, which count apart, and on hand-made people."""

from __future__ import annotations

from collections import defaultdict

import pytest

from caseness.measures import Variant, breakdowns, compute, measures
from caseness.measures.dashboards import shown_on_dashboards
from caseness.measures.measure import dashboard_measures
from caseness.measures.periods import months_of
from caseness.measures.quirks import bearings, computations
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary import Level

BOTH = (Variant.AS_PUBLISHED, Variant.AS_SCRIPTED)
SAME = {  # the figure of a quirk that is the measure over all months
    "recovery_rate_ethnic_minority": ("KM-1", "Recovery rate of ethnic minorities"),
    "appts_f2f__km": ("KM-3", "Appointments face to face"),
    "appts_nonf2f__km": ("KM-3", "Appointments by another medium"),
    "open_idle_over90d_2appts_rate": ("KM-6", "Open referrals with two treatments or more, none for over 90 days"),
    "attrition_rate": ("P3-1", "Attrition: ended before treatment"),
    "other_referrals": ("P211-4", "Referrals from other sources"),
    "M203": ("P211-1", "Finished courses whose problem has an anxiety measure of its own"),
    "M205": ("P211-1", "Share judged by the measure that belongs to their problem"),
    "referrals_other_ethnic_groups__pc": ("PC-1", "Referrals received, other ethnic groups"),
    "recovery_rate_other_ethnic_groups__pc": ("PC-1", "Recovery rate, other ethnic groups"),
    "finished_high_intensity__pc": ("PC-3", "Finished courses with high intensity"),
    "finished_low_and_high_intensity__pc": ("PC-3", "Finished courses with low and high intensity"),
    "first_to_second_over90d__pc": ("PC-4", "Second treatment more than 90 days after the first"),
    "finished_course__pl": ("PL-1", "Finished courses"),
    "recovery_rate__pl": ("PL-1", "Recovery rate"),
    "reliable_recovery_rate__pl": ("PL-4", "Reliable recovery rate, preferred language not English"),
    "ucp_completed_low": ("UCP-1", "Finished courses of one therapy, low intensity"),
    "ucp_recovery_rate_high": ("UCP-1", "Recovery rate of courses of one therapy, high intensity"),
}


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboards") / "extract"
    synthesise(Plan(referrals=1500, months=4, workers=1), folder)
    with open_records(folder) as records:
        yield pathways_of(records)


@pytest.fixture(scope="module")
def totals(pathways):
    """Numerator and denominator of every measure that has a scripted variant, added up over the months."""
    asked = [one for one in measures().values() if Variant.AS_SCRIPTED in one.others]
    months = months_of(pathways.months.numbers)
    found = defaultdict(lambda: (0.0, 0.0))
    for row in compute(pathways, asked, months, variants=BOTH, levels=(Level.ENGLAND,)).to_pylist():
        key = row["measure"], row["statistic"], row["variant"]
        above, below = found[key]
        found[key] = above + (row["numerator"] or 0), below + (row["denominator"] or 0)
    return found


@pytest.fixture(scope="module")
def figures(pathways):
    months = months_of(pathways.months.numbers)
    known = {quirk for quirk, _ in SAME.values()}
    return {(quirk, both.name): both for quirk in sorted(known) for both in computations()[quirk](pathways, months)}


@pytest.mark.parametrize("identity", SAME)
def test_a_measure_both_ways_is_what_the_quirk_counts(identity, totals, figures):
    one, both = measures()[identity], figures[SAME[identity]]
    for variant, value in zip(BOTH, (both.correct, both.scripted), strict=True):
        above, below = totals[one.measure, one.statistic.value, variant.value]
        assert above == value.numerator
        assert below == (value.denominator or 0)


def test_the_extract_tells_the_variants_apart(totals):
    """Only those quirks may leave a figure as it is of which so few made people are no case."""
    alike = {
        one.id
        for one in measures().values()
        if Variant.AS_SCRIPTED in one.others
        and len({totals[one.measure, one.statistic.value, variant.value] for variant in BOTH}) == 1
    }
    of_one_therapy = {"ucp_completed_low", "ucp_completed_high", "ucp_recovery_rate_low", "ucp_recovery_rate_high"}
    rare = {"open_treated", "other_referrals", "appts_other_medium__pdt", "reliable_recovery_rate__pl", "M204"}
    assert alike <= of_one_therapy | rare


def test_every_measure_of_the_data_file_is_declared_and_has_no_official_id():
    ours = {identity for identity, one in measures().items() if one.official is None}
    assert ours == set(dashboard_measures())


def test_what_differs_names_the_quirk_and_says_what_the_script_does():
    scripted = [one.others[Variant.AS_SCRIPTED] for one in measures().values() if Variant.AS_SCRIPTED in one.others]
    assert all(told.quirks and told.in_words.startswith("The script ") for told in scripted)


def test_what_dashboards_show_is_computed_or_said_to_be_lacking():
    shown = shown_on_dashboards()
    assert [one.what for one in shown if not one.measures and not one.lacking] == []
    assert {name for one in shown for name in one.measures} <= set(measures())
    assert {name for one in shown for name in one.breakdowns} <= set(breakdowns())
    assert set(dashboard_measures()) <= {name for one in shown for name in one.measures}


def test_every_quirk_has_a_scripted_variant_or_a_reason_why_not():
    named = {name for one in measures().values() for variant in one.others for name in one.definition(variant).quirks}
    assert {bearing.quirk.id for bearing in bearings() if not bearing.unsaid} == named


def test_quirks_bear_on_measures_that_are_declared():
    assert {name for bearing in bearings() for name in bearing.measures} <= set(measures())


def test_a_measure_is_borne_on_by_the_quirks_that_its_definitions_name():
    bearing_on = {bearing.quirk.id: bearing.measures for bearing in bearings()}
    for one in measures().values():
        scripted = one.others.get(Variant.AS_SCRIPTED)
        assert all(one.id in bearing_on[name] for name in (scripted.quirks if scripted else ()))
