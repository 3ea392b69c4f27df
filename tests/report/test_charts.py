"""Charts: clean drawings, honest axes, gaps as gaps, words inside the frame."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from caseness.checks import chart
from caseness.report.charts import draw
from caseness.report.charts.over_time import over_time
from caseness.report.charts.room import Room
from caseness.report.charts.run_chart import run_chart
from caseness.report.charts.scales import axis_labels, figure, log_ticks, ticks
from caseness.report.charts.scores import ending_by_score, score_density
from caseness.report.charts.specification_curve import strengths
from caseness.report.charts.vega import NARROW, WIDE, Axis, Plot, clean
from caseness.statistics.spc import xmr
from report import made

COLOURS = ("ink", "ink-2", "edge", "rule", "other", "subject", "bench", "paper", "nation-band")
VEGA = [
    made.over_time(),
    made.waits(),
    made.funnel(),
    made.caterpillar(),
    made.gradient(),
    made.run_chart(),
    made.score_density(),
    made.ending_by_score(),
]


@pytest.mark.parametrize("drawn", VEGA, ids=lambda c: type(c).__name__)
def test_drawings_come_wide_and_narrow_without_sizes_fonts_roles_or_foreign_ids(drawn: chart.Chart) -> None:
    html = draw(drawn, "made-1")
    assert re.findall(r'viewBox="0 0 (\d+) ', html) == ["720", "350"]
    assert not re.search(r"<svg[^>]*(?:width|height)=|font-family|font-size|role=|aria-|xmlns|<title", html)
    assert all(identity.startswith("made-1-") for identity in re.findall(r'id="([^"]+)"', html))
    assert not re.search(r"\d\.\d{3}", html)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', html)) <= {"none", *(f"var(--{name})" for name in COLOURS)}


@pytest.mark.parametrize("drawn", VEGA, ids=lambda c: type(c).__name__)
def test_a_drawing_is_small_and_the_same_each_time(drawn: chart.Chart) -> None:
    assert draw(drawn, "a") == draw(drawn, "a")
    assert len(draw(drawn, "a")) < 40_000


def test_a_line_is_broken_at_a_gap_and_a_lone_point_has_no_line() -> None:
    plot = over_time(made.over_time(), WIDE)
    lines = [[row["x"] for row in layer["data"]["values"]] for layer in plot.layers if layer["mark"]["type"] == "line"]
    assert sorted(lines) == [[0, 1], [0, 1, 2, 3], [0, 1, 2, 3]]


def test_breaks_and_missing_years_are_labelled() -> None:
    plot = over_time(made.over_time(), WIDE)
    texts = [layer for layer in plot.layers if layer["mark"]["type"] == "text"]
    words = [layer["encoding"]["text"]["value"] for layer in texts]
    assert {"[b]", "[x]", "13.4%", "24.0%", "Second after 90 days"} <= set(words)


def test_shares_rounded_to_whole_per_cent_pretend_no_decimals() -> None:
    whole = replace(made.over_time(), series=made.over_time().series[:1])
    texts = [layer["encoding"]["text"]["value"] for layer in layers(over_time(whole, WIDE), "text")]
    assert {"89%", "92%"} <= set(texts)


def test_of_values_too_close_to_be_labelled_the_subject_keeps_its_label() -> None:
    shares = {0.05: chart.Role.OTHER, 0.051: chart.Role.OTHER, 0.052: chart.Role.SUBJECT, 0.053: chart.Role.OTHER}
    lines = tuple(
        chart.Series(name=f"line {share}", role=role, values=(share, *(0.2 + 8 * (share - 0.05),) * 5))
        for share, role in shares.items()
    )
    texts = layers(over_time(replace(made.over_time(), series=lines), WIDE), "text")
    words = [layer["encoding"]["text"]["value"] for layer in texts]
    assert "5.2%" in words
    assert len({"5.0%", "5.1%", "5.3%"} & set(words)) < 3


def test_the_narrow_drawing_shortens_years() -> None:
    assert over_time(made.over_time(), NARROW).x.labels[0] == "19/20"
    assert over_time(made.over_time(), WIDE).x.labels[0] == "2019/20"


def layers(plot: Plot, kind: str) -> list[dict]:
    return [layer for layer in plot.layers if layer["mark"]["type"] == kind]


def words(plot: Plot) -> list[str]:
    return [layer["encoding"]["text"]["value"] for layer in layers(plot, "text")]


def test_scores_just_below_the_line_are_set_off_and_sham_lines_are_dotted() -> None:
    bars, just_below, shams, line = layers(score_density(made.score_density(), WIDE), "rule")
    assert [row["x"] for row in just_below["data"]["values"]] == [7, 8, 9]
    assert len(bars["data"]["values"]) == 9
    assert [row["x"] for row in shams["data"]["values"]] == [6.5, 13.5]
    assert "strokeDash" in shams["mark"]
    assert [row["x"] for row in line["data"]["values"]] == [9.5]


def test_a_fit_of_endings_is_broken_at_the_line() -> None:
    below, above = layers(ending_by_score(made.ending_by_score(), WIDE), "line")
    assert [row["x"] for row in below["data"]["values"]] == [7, 8, 9]
    assert [row["x"] for row in above["data"]["values"]] == [10, 11, 12]


def test_a_run_chart_fills_the_dots_of_signals_and_leaves_a_gap_open() -> None:
    hollow, filled = layers(run_chart(made.run_chart(), WIDE), "point")
    assert (hollow["mark"]["filled"], filled["mark"]["filled"]) == (False, True)
    assert [row["x"] for row in filled["data"]["values"]] == list(range(19, 30))
    assert len(hollow["data"]["values"]) == 30 - 2 - 11
    mean, *runs, _baseline, _shift, _outside = layers(run_chart(made.run_chart(), WIDE), "line")
    assert [(line["data"]["values"][0]["x"], line["data"]["values"][-1]["x"]) for line in runs] == [(0, 14), (17, 29)]
    assert {row["y"] for row in mean["data"]["values"]} == {made.run_chart().run.mean}


def test_a_run_chart_names_baseline_signals_gap_and_limits() -> None:
    wide, narrow = (words(run_chart(made.run_chart(), form)) for form in (WIDE, NARROW))
    assert {"baseline", "[x]", "outside, Jan 2024", "11 above, from Aug 2023", "mean 50.1%"} <= set(wide)
    assert {"baseline", "[x]", "outside", "11 above", "50.1%"} <= set(narrow)


def test_lanes_above_a_run_chart_never_overlap() -> None:
    for form in (WIDE, NARROW):
        texts = [
            layer for layer in layers(run_chart(made.run_chart(), form), "text") if layer["mark"].get("align") == "left"
        ]
        boxes = [
            (
                t["encoding"]["y"]["value"],
                t["encoding"]["x"]["value"],
                len(t["encoding"]["text"]["value"]) * form.font / 2,
            )
            for t in texts
        ]
        for (y, x, width), (other_y, other_x, _width) in zip(sorted(boxes), sorted(boxes)[1:], strict=False):
            assert abs(y - other_y) >= form.font or other_x >= x + width


def test_a_run_chart_shows_each_phase_and_whole_counts() -> None:
    twice = replace(made.run_chart(), run=xmr([1000.0, 1002.5] * 15, rebase_at=[12]), domain=(900, 1100), unit="")
    plot = run_chart(twice, WIDE)
    assert len(layers(plot, "area")) == 2
    assert words(plot).count("baseline") == 2
    assert "mean 1,001" in words(plot)


def test_limits_off_the_axis_are_neither_drawn_nor_numbered() -> None:
    plot = run_chart(replace(made.run_chart(), domain=(0.49, 0.51)), WIDE)
    assert [word for word in words(plot) if "upper" in word or "lower" in word] == []


def test_a_specification_curve_breaks_at_a_gap_and_marks_the_more_the_darker() -> None:
    html = draw(made.specification_curve(), "a")
    assert 'd="M0.5 80.0M2.5 50.0L3.5 20.0"' in html
    assert strengths(made.specification_curve().rows[0]) == [4, 3, 1, 0]
    assert html.count("choice official") == 2
    assert "official: 50%" in html


def test_empty_and_single_series_can_be_drawn() -> None:
    made_chart = made.over_time()
    nothing = replace(made_chart, series=(chart.Series(name="none", role=chart.Role.OTHER, values=(None,) * 6),))
    one = replace(
        made_chart, periods=("2024/25",), series=(chart.Series(name="one", role=chart.Role.SUBJECT, values=(0.4,)),)
    )
    assert "<svg" in draw(nothing, "a")
    assert "40%" in draw(one, "a")


def test_bars_carry_their_shares_and_words() -> None:
    html = draw(made.recovery().result.charts[0], "a")
    assert 'style="--w:0.505"' in html
    assert html.count("tint") == 3
    steps = draw(made.ended().result.charts[0], "a")
    assert "18% <span>−49 not recovered or stopped</span>" in steps


def test_dots_off_the_scale_are_triangles_and_missing_rows_dotted() -> None:
    html = draw(made.dots(), "a")
    assert html.count("beyond") == 1
    assert html.count('class="unknown"') == 1
    assert html.count("<circle") == 2
    assert 'class="to-left" style="--at:93.75">the standard, 75%' in html


def test_stages_have_a_strip_for_each_group_and_stage() -> None:
    html = draw(made.stages(), "a")
    assert html.count('class="stage"><span>Finished, of referrals</span>') == 3
    assert html.count('class="england"') == 3  # known for the first stage only
    assert (html.count("<circle"), html.count('class="hollow"')) == (4, 1)
    assert 'class="interval" x1="10.0%" x2="30.0%"' in html  # limits without a value
    assert html.count('class="unknown"') == 1
    assert 'class="stages-row other apart"' in html
    assert "[x]</abbr>" in html


def test_dots_stand_in_groups_with_limits_square_and_spread_dashed() -> None:
    rows = (
        chart.Dot(label="A", value=0.5, text="50%", spread=(0.2, 0.8), group="One"),
        chart.Dot(label="B", value=None, text="[10% to 90%]", limits=(0.1, 0.9), group="One"),
        chart.Dot(label="C", value=0.4, text="40%", group="Two"),
    )
    html = draw(chart.Dots(title="", subtitle="", alt="", rows=rows), "a")
    assert html.count('class="dots-row group"') == 2
    assert '<line class="spread" x1="20.0%" x2="80.0%"' in html
    assert html.count('class="limits"') == 3  # the line and its two ends
    assert 'class="unknown"' not in html


def test_tiles_carry_their_shares_and_keep_the_place_of_what_is_not_at_hand() -> None:
    rows = (chart.TileRow(label="Religion", shares=(0.461, None, 0.004, 0.0)),)
    columns = ("2022/23", "2023/24", "2024/25", "Apr 2025")
    html = draw(chart.Tiles(title="t", subtitle="s", alt="a", columns=columns, rows=rows), "a")
    assert re.findall(r"<span>([^<]*)<i style", html) == ["46%", "&lt;1%", "0%"]
    assert 'style="--w:0.461"' in html
    assert html.count("not-at-hand") == 1
    assert "<i>2022/23</i><i>22/23</i>" in html
    assert "<i>Apr 2025</i><i>Apr 2025</i>" in html


def test_rectangles_share_their_axes() -> None:
    html = draw(made.totals(), "a")
    assert html.count(">£800<") == 3
    assert html.count(">1.5m<") == 3
    assert "£1.02bn" in html


def test_a_chart_without_a_drawer_is_a_fault() -> None:
    with pytest.raises(TypeError, match="no drawer for Chart"):
        draw(chart.Chart(title="", subtitle="", alt=""), "a")


def test_ticks_are_round_and_within() -> None:
    assert ticks(0, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert ticks(0.35, 0.65, 7) == [0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
    assert ticks(0.2, 0.8, 7) == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert log_ticks(92, 12000) == [100, 300, 1000, 3000, 10000]


def test_the_unit_stands_on_the_top_tick_only() -> None:
    assert axis_labels([0, 0.5, 1], "%") == ["0", "50", "100%"]
    assert axis_labels([0, 400], "£") == ["£0", "£400"]
    assert axis_labels([0, 10], "days") == ["0", "10 days"]
    assert axis_labels([], "%") == []
    assert (figure(0.505, "%"), figure(1496, "£"), figure(2.5, "days")) == ("50.5%", "£1,496", "2.5 days")


def test_cleaning_keeps_the_drawing() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="9" height="9" viewBox="0 0 9 9"><g role="x">'
        '<path class="background" d="M0,0h9v9h-9Z"/><g></g><path d="M0.123456,-1e-17L2,3.5" stroke="var(--ink)" opacity="1"/></g>'
        '<defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)"><text font-size="9px">1.0</text></g></svg>'
    )
    assert clean(drawing, "p") == (
        '<svg viewBox="0 0 9 9" focusable="false"><g><path d="M0.12,-1e-17L2,3.5" stroke="var(--ink)"/></g>'
        '<defs><clipPath id="p-clip0"/></defs><g clip-path="url(#p-clip0)"><text>1.0</text></g></svg>'
    )


def _dot(x: float, fill: str) -> str:
    return f'<path transform="translate({x},5)" d="M3,0A3,3,0,1,1,-3,0A3,3,0,1,1,3,0" fill="{fill}" stroke="s"/>'


def test_dots_are_circles_that_share_their_style() -> None:
    alike = clean(f"<svg><g>{_dot(1, 'a')}{_dot(2, 'a')}</g></svg>", "p")
    assert alike == (
        '<svg focusable="false"><g fill="a" stroke="s"><circle cx="1" cy="5" r="3"/><circle cx="2" cy="5" r="3"/></g></svg>'
    )
    unlike = clean(f"<svg><g>{_dot(1, 'a')}{_dot(2, 'b')}</g></svg>", "p")
    assert unlike.count('stroke="s"') == 2
    assert 'r="3" fill="b"' in unlike


def test_a_run_chart_of_five_years_is_small() -> None:
    values = [0.5 + 0.01 * (i % 3) for i in range(62)]
    months = tuple(f"{made.MONTHS[i % 12]} {2021 + i // 12}" for i in range(62))
    assert len(draw(replace(made.run_chart(), periods=months, run=xmr(values)), "a")) < 16_000


def _room() -> Room:
    scale = Axis(domain=(0, 1), ticks=[], labels=[])
    return Room(Plot(form=WIDE, height=200, x=scale, y=scale))


def test_labels_avoid_lines_and_each_other() -> None:
    room = _room()
    room.line([(0, 0.5), (1, 0.5)])
    first = room.beside("a name", [(0.5, 0.5)])
    second = room.beside("a name", [(0.5, 0.5)])
    assert first != second
    assert all(abs(y - 80) >= WIDE.font * 0.6 for _x, y in (first, second))


def test_labels_stay_in_the_frame() -> None:
    room = _room()
    x, _y = room.find("a rather long name", [(0, 50)])
    assert x > 18 * 0.5 * WIDE.font * 0.5
