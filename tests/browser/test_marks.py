"""A report of synthetic records for internal use says so on every screen and on every sheet."""

from __future__ import annotations

import base64
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    Visit = Callable[..., WebDriver]

pytestmark = pytest.mark.browser

AT_THE_TOP = "return document.elementFromPoint(innerWidth / 2, 4).closest('.banner').innerText"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_banner_stays_in_sight_and_covers_no_target(visit: Visit, width: int) -> None:
    driver = visit("marked", width=width, at="#finding-recovery-by-denominator")
    said = driver.execute_script(AT_THE_TOP)
    assert "Synthetic: made-up records" in said
    assert "Internal: without disclosure control" in said
    places = "return ['.banner', location.hash].map(s => document.querySelector(s).getBoundingClientRect())"
    banner, target = driver.execute_script(places)
    assert target["top"] >= banner["bottom"]
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_report_without_marks_has_no_banner(visit: Visit) -> None:
    assert visit("full").find_elements("css selector", ".banner") == []


def test_every_sheet_says_what_it_is(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is not installed")
    printed = visit("marked").execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    (tmp_path / "report.pdf").write_bytes(base64.b64decode(printed["data"]))
    subprocess.run(["pdftotext", tmp_path / "report.pdf", tmp_path / "report.txt"], check=True)
    sheets = (tmp_path / "report.txt").read_text(encoding="utf-8").split("\f")[:-1]
    assert len(sheets) > 3
    assert [number for number, sheet in enumerate(sheets, 1) if "Synthetic, internal" not in sheet] == []
