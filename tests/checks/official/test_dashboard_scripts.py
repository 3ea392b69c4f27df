"""What an audit says of the dashboard scripts: made figures, each worked out by hand, and a small synthetic extract."""

from __future__ import annotations

import pytest

from caseness.audit import audit
from caseness.checks.departing import Tried, apart, departs, in_words, try_all
from caseness.checks.finding import Chapter, Finding, Unit, Verdict
from caseness.checks.official.dashboard_scripts import answered
from caseness.disclosure import released
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.measures.quirks import Both, CannotCompute, Grade, Kind, Value, computations, register, scripts
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary.period import month_of

APRIL = [month_of(2024, 4)]
QUIRKS = {quirk.id: quirk for quirk in register()}


def rate(scripted: tuple[int, int], correct: tuple[int, int], people: int | None = None) -> Both:
    return Both(
        name="Recovery",
        kind=Kind.PROPORTION,
        scripted=Value.quotient(*scripted),
        correct=Value.quotient(*correct),
        people=people,
        of="courses",
        affected="everybody",
    )


def number(scripted: int, correct: int) -> Both:
    return Both(
        name="Finished",
        kind=Kind.COUNT,
        scripted=Value.count(scripted),
        correct=Value.count(correct),
        people=scripted - correct,
        of="courses",
        affected="everybody",
    )


TRIED = (
    Tried(QUIRKS["PL-4"], (rate((300, 1000), (300, 600)),)),
    Tried(QUIRKS["PL-3"], (number(900, 400),)),
    Tried(QUIRKS["KM-1"], (rate((50, 100), (50, 100)),)),
    Tried(QUIRKS["R-1"], (), "the extract has no person"),
    Tried(QUIRKS["KM-7"], (), QUIRKS["KM-7"].not_computed_because),
)


def test_the_answer_says_how_many_whose_and_which_way():
    """300 of 1,000 for 300 of 600 is 20 points too low; 900 for 400 is 2.25 times, too high by 125%."""
    answer = answered(TRIED, APRIL)
    assert resolved(answer.answer, internal=True) == (
        "Of 3 departures of dashboard scripts from their definitions computed on these records, 2 change a figure. "
        "They are in 1 of 2 dashboards: Preferred Languages. Figures too high: 1; too low: 1. "
        "Furthest of the rates (PL-4) is Recovery: 30.0% instead of 50%, 20.0 points too low. "
        "Furthest of the counts (PL-3) is Finished: 900 instead of 400, too high by 125.0%."
    )
    assert answer.verdict is Verdict.IN_PART
    assert answer.condition == "2 of 3 departures computed change a figure"
    assert answer.caveats[-1] == "Not computed here: R-1, the extract has no person."


def test_the_furthest_departure_leads_though_another_of_its_figures_is_close():
    """PL-4 is 20 points away once and 1 point once; KM-1 is 10 points away."""
    answer = answered(
        (
            Tried(QUIRKS["KM-1"], (rate((400, 1000), (500, 1000)),)),
            Tried(QUIRKS["PL-4"], (rate((490, 1000), (500, 1000)), rate((300, 1000), (500, 1000)))),
        ),
        APRIL,
    )
    assert "Furthest of the rates (PL-4) is" in answer.answer
    (chart,) = answer.charts
    assert chart.domain == (-0.2, 0.2)
    assert sorted(row.value for row in chart.rows) == pytest.approx([-0.2, -0.1])


def test_the_tables_have_the_figures_and_the_whole_register():
    tables = {table.name: table for table in answered(TRIED, APRIL).tables}
    assert tables["dashboards"].rows == (
        ("Preferred Languages", "2", "2", "2", "1", "1", "−20.0", "2.25"),
        ("Key Metrics", "1", "1", "0", "0", "0", "[z]", "[z]"),
        ("Programme Development Tool", "1", "0", "0", "0", "0", "[z]", "[z]"),
    )
    (row, _) = tables["rates"].rows
    assert row[3:] == (300, 1000, 0.3, 300, 600, 0.5, -0.2, None, "courses", "everybody")
    assert tables["counts"].rows[0][3:6] == (900, 400, 2.25)
    assert "means" not in tables
    here = {row[0]: row[5] for row in tables["register"].rows}
    assert resolved(here["PL-3"], internal=True) == "Finished: 900 instead of 400, too high by 125.0%"
    assert here["R-1"] == "not computed: the extract has no person"
    assert [row[2][0] for row in tables["register"].rows] == ["H", "H", "H", "H", "L"]


def test_charts_show_points_apart_and_times_as_high():
    of_shares, of_counts = answered(TRIED, APRIL).charts
    assert [(dot.value, resolved(dot.text, internal=True)) for dot in of_shares.rows] == [(-0.2, "−20.0")]
    assert of_shares.domain == (-0.2, 0.2)
    assert [(dot.value, dot.text) for dot in of_counts.rows] == [(2.25, "2.25")]


def test_no_way_is_told_that_rounding_turns_round():
    """13 of 40 is less than 12 of 36, yet 15 of 40 is more than 10 of 35."""
    turned = rate((13, 40), (12, 36))
    assert departs(turned)
    assert resolved(in_words(turned), internal=False) == "Recovery: 38% instead of 29%"
    assert answered((Tried(QUIRKS["KM-1"], (turned,)),), APRIL).charts == ()


def test_nothing_departs():
    answer = answered((TRIED[2],), APRIL)
    assert (answer.verdict, answer.charts, answer.figures) == (Verdict.HOLDS, (), ())
    assert answer.answer.endswith("none changes a figure.")


def test_nothing_computed():
    with pytest.raises(CannotRun, match="none of the scripts"):
        answered(TRIED[3:], APRIL)


def test_a_rate_printed_as_nothing_departs_from_nought():
    nothing = rate((0, 0), (0, 40))
    assert departs(nothing)
    assert apart(nothing) == ""
    assert resolved(in_words(nothing), internal=True) == "Recovery: nothing instead of 0%"
    assert not departs(rate((0, 0), (0, 0)))


def test_what_cannot_be_computed_is_said(monkeypatch):
    def lacks(_pathways, _periods):
        raise CannotCompute("the extract has no language")

    known = {"PL-1": lacks, "PL-4": lambda _pathways, _periods: (rate((3, 10), (3, 6)),)}
    monkeypatch.setattr("caseness.checks.departing.computations", lambda: known)
    found = {one.quirk.id: one for one in try_all(None, APRIL)}
    assert list(found) == list(QUIRKS)
    assert found["PL-1"].lacking == "the extract has no language"
    assert found["PL-4"].changes
    assert found["KM-7"].lacking == "a label changes no figure"


def test_every_place_of_the_register_names_a_script_of_the_legend():
    abbreviations = sorted(scripts(), key=len, reverse=True)
    anywhere = {quirk.id for quirk in register() if quirk.place.startswith("every ")}
    assert {q.id for q in register() if not any(q.place.startswith(name) for name in abbreviations)} == anywhere


def test_outside_small_differences_are_suppressed_and_large_ones_keep_their_sign():
    """4 of 1,000 too many: neither the difference is shown nor what it adds to; 1,200 too few is."""
    close, far = number(1004, 1000), number(800, 2000)
    finding = released_finding(Tried(QUIRKS["PL-3"], (close,)), Tried(QUIRKS["MAP-1"], (far,)))
    rows = next(table for table in finding.result.tables if table.name == "counts").rows
    assert rows[0][3:7] == (1005, "[s]", "[c]", "[c]")
    assert rows[1][3:7] == (800, 2000, 0.4, -1200)
    assert len(finding.result.charts[0].rows) == 1


def test_outside_rates_and_points_are_those_of_the_rounded_counts():
    """102 of 203 is 100 of 205, 48.8%; 102 of 153 is 100 of 155, 64.5%: 15.7 points, where the exact are 16.4."""
    finding = released_finding(Tried(QUIRKS["PL-4"], (rate((102, 203), (102, 153)),)))
    result = finding.result
    assert "49% instead of 65%, 15.7 points too low" in result.answer
    points = 100 / 205 - 100 / 155
    assert next(table for table in result.tables if table.name == "rates").rows[0][9] == pytest.approx(points)
    (dot,) = result.charts[0].rows
    assert (dot.value, dot.text) == (pytest.approx(points), "−15.7")
    assert result.figures[0].estimate.value == pytest.approx(100 / 205)
    assert result.figures[0].reference.value == pytest.approx(100 / 155)


def test_a_ratio_is_of_counts_as_shown_and_a_mean_has_one_decimal():
    """51 for 13 is 50 for 15: 3.33 times, where 3.92 would tell the two; 537 days of 80 are 6.7."""
    mean = Both(
        name="Wait",
        kind=Kind.DAYS,
        scripted=Value.quotient(537, 80),
        correct=Value.quotient(400, 80),
        people=None,
        of="people",
        affected="everybody",
    )
    result = released_finding(Tried(QUIRKS["PC-1"], (number(51, 13),)), Tried(QUIRKS["PL-2"], (mean,))).result
    found = {table.name: table.rows[0] for table in result.tables}
    assert found["counts"][3:6] == (50, 15, 3.33)
    assert found["means"][4:9] == (6.7, 80, 5.0, 80, 1.7)
    assert "50 instead of 15, too high by 233.3%" in result.answer
    assert [e.value for e in result.estimates if e.unit is Unit.DAYS] == [6.7, 5.0]


def released_finding(*tried: Tried):
    finding = Finding(
        id="dashboard-scripts", chapter=Chapter.OFFICIAL, question="?", result=answered(tried, APRIL), from_records=True
    )
    return released(finding, internal=False)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts") / "extract"
    synthesise(Plan(referrals=400, months=2, workers=1), folder)
    with open_records(folder) as opened:
        yield opened


def test_a_synthetic_extract_gives_figures_for_departures_that_can_be_computed(records, monkeypatch):
    """Four of them, each of another kind of figure; each quirk has tests of its own."""
    few = {name: computations()[name] for name in ("KM-1", "KM-2", "P3-1", "PL-2")}
    monkeypatch.setattr("caseness.checks.departing.computations", lambda: few)
    (finding,) = audit([records], only=["dashboard-scripts"], internal=True).findings
    register_rows = next(table for table in finding.result.tables if table.name == "register").rows
    told = {row[0]: row[5] for row in register_rows}
    assert set(told) == set(QUIRKS)
    grave = {quirk.id for quirk in register() if quirk.grade is Grade.HIGH}
    assert {identity for identity in grave if told[identity].startswith("not computed")} == grave - set(few)
    shares = [e for e in finding.result.estimates if e.unit is Unit.PROPORTION and e.denominator]
    assert shares
    assert all(e.value == e.numerator / e.denominator for e in shares if e.numerator is not None)
