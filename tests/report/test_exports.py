"""Tables and charts for use elsewhere: the same figures, typed, whole, and the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
from markupsafe import Markup

from caseness.checks import chart
from caseness.checks.finding import Column, Table, Unit
from caseness.report.chapters import charts
from caseness.report.charts.data import chart_table, marks
from caseness.report.charts.plain import plain
from caseness.report.charts.standalone import standalone
from caseness.report.exports import both
from caseness.report.parquet import parquet
from report import made

SVG = "{http://www.w3.org/2000/svg}"
FULL = made.full()
TILES = chart.Tiles(
    title="Tiles",
    subtitle="Made",
    alt="Two tiles.",
    columns=("2023/24", "2024/25"),
    rows=(chart.TileRow(label="Counted", shares=(0.5, None)),),
)
BY_PRICE = chart.ByPrice(
    title="One is best from £20,000",
    subtitle="Made",
    alt="Two lines.",
    across="What one is worth",
    curves=(
        chart.PriceCurve(name="One", role=chart.Role.SUBJECT, points=((0.0, 0.0), (40_000.0, 1.0))),
        chart.PriceCurve(name="Other", role=chart.Role.OTHER, points=((0.0, 1.0), (40_000.0, 0.0))),
    ),
    prices=(20_000.0, 30_000.0),
)
HEAT_MAP = chart.HeatMap(
    title="Both matter",
    subtitle="Made",
    alt="Two by two.",
    across="Months",
    down="Share",
    columns=("3", "6"),
    rows=("10%", "20%"),
    cells=tuple(tuple(chart.HeatCell(text=f"£{n}k", level=n) for n in row) for row in ((0, 1), (2, 3))),
    levels=("little", "some", "more", "most"),
)
OTHERS = (
    TILES,
    BY_PRICE,
    HEAT_MAP,
    made.stages(),
    made.specification_curve(),
    made.run_chart(),
    made.score_density(),
    made.ending_by_score(),
)
CHARTS = [*(drawn for finding in FULL.findings for drawn in finding.result.charts), *OTHERS]
_RECOVERY = made.recovery()
WITH_OTHERS = replace(
    FULL,
    findings=(
        *FULL.findings,
        *(
            replace(_RECOVERY, id=f"other-{n}", result=replace(_RECOVERY.result, charts=(drawn,)))
            for n, drawn in enumerate(OTHERS)
        ),
    ),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str | bytes]:
    return charts(WITH_OTHERS.findings)


def _table(*rows: tuple[object, ...]) -> Table:
    columns = (
        Column(key="year", title="Year"),
        Column(key="counted", title="Counted", unit=Unit.COUNT),
        Column(key="share", title="Share", unit=Unit.PROPORTION),
    )
    return Table(name="made", caption="Made", columns=columns, rows=rows, note="A note.")  # type: ignore[arg-type]


def test_parquet_keeps_numbers_and_puts_shorthands_beside_them() -> None:
    table = _table(("2023/24", 10, 0.5), ("2024/25", "[c]", None))
    read = pq.read_table(io.BytesIO(parquet(table)))
    assert read.schema.names == ["year", "counted", "counted_mark", "share", "share_mark"]
    assert read.to_pylist() == [
        {"year": "2023/24", "counted": 10, "counted_mark": None, "share": 0.5, "share_mark": None},
        {"year": "2024/25", "counted": None, "counted_mark": "[c]", "share": None, "share_mark": "[z]"},
    ]
    assert [str(field.type) for field in read.schema] == ["string", "int64", "string", "double", "string"]
    assert read.schema.metadata == {b"caption": b"Made", b"note": b"A note."}


def test_parquet_of_whole_columns_has_no_marks_and_an_empty_table_has_its_columns() -> None:
    assert pq.read_table(io.BytesIO(parquet(_table(("a", 1, 1.0))))).schema.names == ["year", "counted", "share"]
    assert pq.read_table(io.BytesIO(parquet(_table()))).schema.names == ["year", "counted", "share"]


def test_columns_of_one_key_are_all_kept() -> None:
    twice = (Column(key="n", title="N", unit=Unit.COUNT), Column(key="n", title="N again", unit=Unit.COUNT))
    table = Table(name="made", caption="Made", columns=twice, rows=((1, 2),))
    assert pq.read_table(io.BytesIO(parquet(table))).to_pylist() == [{"n": 1, "n_1": 2}]


def test_csv_and_parquet_stand_side_by_side_and_repeat_byte_for_byte() -> None:
    table = _table(("2023/24", 10, 0.5))
    files = both("tables/made.csv", table)
    assert set(files) == {"tables/made.csv", "tables/made.parquet"}
    assert files == both("tables/made.csv", table)
    assert files["tables/made.csv"] == "year,counted,share\n2023/24,10,0.5\n"


def test_every_kind_of_chart_is_made_for_the_tests() -> None:
    assert {type(drawn).__name__ for drawn in CHARTS} == {kind.__name__ for kind in chart.Chart.__subclasses__()}


def test_every_drawing_stands_alone(files: dict[str, str | bytes]) -> None:
    drawings = [str(content) for name, content in files.items() if name.endswith(".svg")]
    assert len(drawings) >= len(CHARTS)
    for drawing in drawings:
        _stands_alone(drawing)


def _stands_alone(text: str) -> None:
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    assert (root.findtext(f"{SVG}desc") or "").strip()
    assert "var(" not in text
    assert not re.search(r"https?:(?!//www\.w3\.org/2000/svg)|<script|NaN|None", text)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width == 760
    places = [(float(e.get("x", 0)), float(e.get("y", 0))) for e in root.findall(f"{SVG}text")]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)


def test_words_in_a_drawing_are_escaped_and_wrapped() -> None:
    long = chart.Ladder(title=f"{made.INJECTION} {'word ' * 40}", subtitle="S", alt="A", bars=())
    root = ET.fromstring(standalone(long, Markup("<div></div>")))
    lines = [element.text or "" for element in root.findall(f"{SVG}text")]
    assert lines[0].startswith("<script>alert")
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("drawn", CHARTS, ids=lambda drawn: type(drawn).__name__)
def test_the_data_of_a_chart_have_a_row_for_each_mark(drawn: chart.Chart) -> None:
    table = chart_table(drawn)
    assert len(table.rows) == len(list(marks(drawn))) > 0
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_data_are_those_drawn(files: dict[str, str | bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(str(files["charts/recovery-by-denominator--2.csv"]))))
    line = [row["value"] for row in rows if row["series"] == "First within six weeks"]
    assert line == ["0.89", "0.9", "0.88", "0.91", "[x]", "0.92"]
    record = json.loads(str(files["charts/recovery-by-denominator--2.json"]))
    assert (record["kind"], record["breaks"]) == ("OverTime", ["2021/22"])
    assert record["series"][0]["values"][4] is None


def test_a_value_off_the_axis_is_a_triangle_and_one_not_at_hand_no_mark() -> None:
    body, _height = plain(made.dots())
    assert body.count("<circle") == 2
    assert body.count("<polygon") == 1
    assert "[x]" in body


def test_a_chart_of_no_known_kind_is_an_error() -> None:
    unknown = chart.Chart(title="t", subtitle="s", alt="a")
    with pytest.raises(TypeError, match="no data known for Chart"):
        marks(unknown)
    with pytest.raises(TypeError, match="no plain drawing for Chart"):
        plain(unknown)


def test_what_is_drawn_for_the_page_is_not_drawn_again(
    files: dict[str, str | bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr("caseness.report.chapters.draw", lambda *given: drawn.append(given))
    assert charts(FULL.findings).items() <= files.items()
    assert drawn == []
