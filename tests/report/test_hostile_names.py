"""Names of organisations that were made to do harm, from the file to every output: they are shown, and never run."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from caseness.audit import audit, organisations_in
from caseness.report import write
from caseness.sources.published import load

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "</script><script>harm()</script>",
    "<img src=x onerror=harm()>",
    "\"' onmouseover=harm() x='",
    "]]><svg onload=harm()>",
    "<!-- {{ harm }} {% harm %}",
    "</title></style></template><iframe src=//harm>",
    "=HYPERLINK(\"http://harm\")",
    "@harm",
    "-1+harm",
)  # fmt: skip
CHECKS = ("impossible-values", "provider-spread", "percentages-against-counts", "provider-counts-left-blank")


@pytest.fixture(scope="module", params=[False, True], ids=["one file", "pages"])
def report(request: pytest.FixtureRequest, hostile: Path) -> Path:
    """The report on one real month whose providers were given such names, in one file or with pages apart."""
    out = hostile.parent / f"report-{request.param}"
    published = load([hostile], cache=None)
    write(
        audit([published], only=CHECKS, organisations=organisations_in([published])),
        out,
        command="caseness audit '<script>harm()</script>'",
        pages=request.param,
    )
    return out


@pytest.fixture(scope="module")
def hostile(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real month; each provider's name is one of ours with its code."""
    target = tmp_path_factory.mktemp("hostile") / "<b>march.csv"
    with (
        (shared_data / "monthly" / "nhstt-monthly-2025-03.csv").open(encoding="utf-8", newline="") as file,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(file)
        writer = csv.DictWriter(out, rows.fieldnames or ())
        writer.writeheader()
        for row in rows:
            if row["group_type"] == "Provider":
                row["org_name2"] = f"{NAMES[sum(row['org_code2'].encode()) % len(NAMES)]} {row['org_code2']}"
            writer.writerow(row)
    return target


class Page(HTMLParser):
    """What in a page could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.elements: set[str] = set()
        self.doubtful: list[tuple[str, str | None]] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self._in_script = tag == "script"
        self.scripts += [""] if self._in_script else []
        self.doubtful += [
            (name, value)
            for name, value in attrs
            if name.startswith("on")
            or (name in ("href", "src") and (value or "").lstrip().lower().startswith("javascript"))
        ]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data


def test_nothing_in_a_name_runs_in_a_page(report: Path) -> None:
    pages = list(report.rglob("*.html"))
    assert pages
    for path in pages:
        page = Page(path.read_text(encoding="utf-8"))
        assert page.doubtful == []
        assert not page.elements & {"iframe", "object", "embed", "base"}
        assert not [script for script in page.scripts if "harm" in script]


def test_the_names_are_shown(report: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in report.rglob("*.html"))
    assert "&lt;img src=x onerror=harm()&gt;" in text


def test_drawings_are_proper_and_run_nothing(report: Path) -> None:
    for path in report.rglob("*.svg"):
        for element in ET.parse(path).iter():
            assert not element.tag.endswith("script")
            assert not [name for name in element.attrib if name.startswith("on")]


def test_records_are_proper(report: Path) -> None:
    for path in report.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_no_cell_of_a_table_is_a_formula(report: Path) -> None:
    cells = [
        cell
        for path in report.rglob("*.csv")
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
        for cell in row
    ]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
    assert all(is_number(cell) for cell in cells if cell.startswith("-"))


def is_number(text: str) -> bool:
    """Whether a spreadsheet takes a text for a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
