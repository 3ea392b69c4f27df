"""What may be seen of figures made from records. The rule's cases were worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.checks.chart import Bar, ChoiceRow, Dot, Dots, Ladder, OverTime, Role, Series, SpecificationCurve
from caseness.checks.finding import Answer, Chapter, Column, Estimate, Finding, Interval, Table, Unit, Verdict
from caseness.disclosure import people, released, share
from caseness.disclosure.rule import rounded, rounded_share


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (0, None),
        (1, None),
        (4, None),
        (5, 5),
        (7, 5),
        (8, 10),
        (12, 10),
        (13, 15),
        (1234, 1235),
        (1232, 1230),
        (-3, None),
        (-12, -10),
        (-1234, -1235),
    ],
)
def test_a_count_is_suppressed_or_rounded(exact, shown):
    assert rounded(exact) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (8, 52, 10 / 50),
        (3, 52, None),  # too few
        (2, 4, None),  # of too few
        (97, 100, None),  # three are left
        (52, 52, 1.0),
        (48, 53, 50 / 55),
        (8, 8, 1.0),
        (32, 21, 30 / 20),  # of another group than its whole
    ],
)
def test_a_share_is_worked_out_from_rounded_counts(numerator, denominator, shown):
    assert rounded_share(numerator, denominator) == shown


@given(st.integers(0, 100_000))
def test_nothing_but_multiples_of_five_is_shown_and_none_is_far_off(exact):
    shown = rounded(exact)
    assert shown is None if exact < 5 else (shown % 5 == 0 and shown >= 5 and abs(shown - exact) <= 2)


def counts(*rows: tuple[object, ...], share_last: bool = False) -> Table:
    units = [None, *[Unit.COUNT] * (len(rows[0]) - 1)]
    if share_last:
        units[-1] = Unit.PROPORTION
    columns = tuple(Column(key=f"c{n}", title=f"c{n}", unit=unit) for n, unit in enumerate(units))
    return Table(name="t", caption="T", columns=columns, rows=rows)


def finding(**parts: object) -> Finding:
    result = Answer(
        short="S",
        answer="",
        verdict=Verdict.DESCRIBED,
        condition="",
        estimates=(),
        caveats=(),
        method="",
        sources=(),
    )
    return Finding(
        id="made", chapter=Chapter.QUALITY, question="Q?", result=replace(result, **parts), from_records=True
    )


def rows_shown(table: Table) -> list[tuple[object, ...]]:
    return [row[1:] for row in released(finding(tables=(table,)), internal=False).result.tables[0].rows]


def test_a_count_suppressed_alone_takes_the_smallest_beside_it_along():
    table = counts(("all", 63), ("a", 41), ("b", 19), ("c", 3))
    assert rows_shown(table) == [(65,), (40,), ("[s]",), ("[c]",)]


def test_two_suppressed_counts_protect_each_other():
    assert rows_shown(counts(("all", 47), ("a", 41), ("b", 4), ("c", 2))) == [(45,), (40,), ("[c]",), ("[c]",)]


def test_counts_that_make_no_whole_are_not_hidden():
    assert rows_shown(counts(("a", 41), ("b", 19), ("c", 3))) == [(40,), (20,), ("[c]",)]


def test_what_is_the_sum_of_its_row_is_protected_in_the_row():
    assert rows_shown(counts(("a", 50, 47, 3), ("b", 60, 30, 30))) == [(50, "[s]", "[c]"), (60, 30, 30)]


def test_the_shares_of_a_table_follow_its_rounded_counts():
    table = counts(("a", 8, 52, 8 / 52), ("b", 3, 52, 3 / 52), ("c", 18, 52, 0.123), share_last=True)
    assert rows_shown(table) == [(10, 50, 0.2), ("[c]", 50, "[c]"), (20, 50, 0.12)]


def test_an_estimate_loses_value_and_interval_with_its_counts():
    few = Estimate(name="few", value=3 / 52, unit=Unit.PROPORTION, numerator=3, denominator=52, low=0.01, high=0.15)
    some = replace(few, value=8 / 52, numerator=8, low=0.0803, high=0.2754, interval=Interval.SAMPLING)
    number = Estimate(name="n", value=52, unit=Unit.COUNT)
    shown = released(finding(estimates=(few, some, number)), internal=False).result.estimates
    assert (shown[0].value, shown[0].numerator, shown[0].denominator, shown[0].low) == (None, None, 50, None)
    assert (shown[1].value, shown[1].low, shown[1].high) == (0.2, 0.08, 0.28)
    assert shown[2].value == 50


def test_an_estimate_with_nobody_behind_it_stays():
    rules = Estimate(name="rules broken", value=10 / 282, unit=Unit.PROPORTION)
    assert released(finding(estimates=(rules,)), internal=False).result.estimates == (rules,)


def test_a_share_that_is_no_ratio_of_counts_is_the_same_as_estimate_and_in_a_chart():
    many = Estimate(name="by week 26", value=0.30612, unit=Unit.PROPORTION, denominator=1234)
    some = replace(many, value=0.20408, denominator=234)
    weeks = Series(name="s", role=Role.NATION, values=(0.20408, 0.30612, 0.41234))
    curve = OverTime(title="Curve", subtitle="", alt="", periods=("4", "26", "52"), series=(weeks,))
    shown = released(finding(estimates=(many, some), charts=(curve,)), internal=False).result
    assert [estimate.value for estimate in shown.estimates] == [0.306, 0.2]
    assert shown.charts[0].series[0].values == (0.2, 0.306, 0.41)


def test_prose_says_what_the_tables_say():
    text = f"{people(1234)} referrals, {people(3)} without a date, {share(8, 52)} of {people(52)} in April 2024."
    assert released(finding(answer=text), internal=False).result.answer == (
        "1,235 referrals, fewer than 5 without a date, 20% of 50 in April 2024."
    )
    assert released(finding(answer=text), internal=True).result.answer == (
        "1,234 referrals, 3 without a date, 15% of 52 in April 2024."
    )


def test_a_chart_has_no_mark_for_what_is_suppressed():
    ladder = Ladder(
        title="Ladder",
        subtitle="",
        alt=f"{people(8)} of {people(52)}.",
        bars=(
            Bar(label="some", sublabel=people(52), share=8 / 52, text=share(8, 52)),
            Bar(label="few", sublabel=people(52), share=3 / 52, text=share(3, 52)),
        ),
    )
    dots = Dots(title="Dots", subtitle="", alt="", rows=(Dot(label="few", value=3 / 52, text=share(3, 52)),))
    months = OverTime(
        title="Months",
        subtitle="",
        alt="",
        periods=("Apr", "May"),
        series=(Series(name="s", role=Role.NATION, values=(1234, 3)),),
        domain=(0, 1500),
        unit="",
    )
    table = counts(("a", 8, 52), ("b", 3, 52))
    shown = released(finding(tables=(table,), charts=(ladder, dots, months)), internal=False).result.charts
    assert [(bar.label, bar.sublabel, bar.share, bar.text) for bar in shown[0].bars] == [("some", "50", 0.2, "20%")]
    assert shown[0].alt == "10 of 50."
    assert (shown[1].rows[0].value, shown[1].rows[0].text) == (None, "[c]")
    assert shown[2].series[0].values == (1235, None)
    assert shown[2].domain == (0, 1500)


def test_a_chart_loses_its_line_where_that_is_suppressed_and_keeps_the_rest():
    rows = (Dot(label="some", value=8 / 52, text=share(8, 52)),)
    made = Dots(title="Dots", subtitle="", alt="", rows=rows, reference=(3 / 52, "as defined"))
    table = counts(("a", 8, 52), ("b", 3, 52))
    (few,) = released(finding(tables=(table,), charts=(made,)), internal=False).result.charts
    (some,) = released(
        finding(tables=(table,), charts=(replace(made, reference=(8 / 52, "as defined")),)), internal=False
    ).result.charts
    assert (few.rows[0].value, few.reference) == (0.2, None)
    assert some.reference == (0.2, "as defined")


def test_shares_of_definitions_are_nobodys():
    """Though 3 of 52 are suppressed, as many of the definitions of a bin may make a choice."""
    rows = (ChoiceRow(factor="end", label="last", values=(3 / 52, 1.0)),)
    curve = SpecificationCurve(
        title="Curve", subtitle="", alt="", values=(8 / 52, 3 / 52), rows=rows, at=3 / 52, official=8 / 52
    )
    made = finding(tables=(counts(("a", 8, 52), ("b", 3, 52)),), charts=(curve,))
    (shown,) = released(made, internal=False).result.charts
    assert (shown.rows, shown.at) == (rows, 3 / 52)
    assert shown.values == (0.2, None)


def test_a_chart_of_what_is_suppressed_is_left_out():
    curve = SpecificationCurve(title="Curve", subtitle="", alt="", values=(3 / 52,), rows=(), at=0.0, official=3 / 52)
    made = finding(tables=(counts(("a", 49, 52), ("b", 3, 52)),), charts=(curve,))
    assert released(made, internal=False).result.charts == ()
    assert released(made, internal=True).result.charts == (curve,)


def test_for_internal_use_all_is_exact():
    table = counts(("all", 63), ("a", 60), ("b", 3))
    exact = finding(tables=(table,), estimates=(Estimate(name="n", value=3, unit=Unit.COUNT),))
    assert released(exact, internal=True) == exact


def test_a_finding_from_published_statistics_is_left_as_it_is():
    published = replace(finding(tables=(counts(("a", 3)),)), from_records=False)
    assert released(published, internal=False) is published
