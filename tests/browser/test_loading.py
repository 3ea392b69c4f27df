"""A long report while it loads and after: parts out of sight wait, and nothing is missing for anybody in the end."""

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

LATER = "return document.querySelectorAll('.later').length"
HEADINGS = (
    "return [...document.querySelectorAll('h3, .claim h4')].filter(h => h.checkVisibility()).map(h => h.innerText)"
)
TOP = "return document.querySelector(location.hash).getBoundingClientRect().top"
LANDED = 24  # pixels: the scroll padding of 1.5 rem


def _heard(driver: WebDriver) -> set[str]:
    tree = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return {n["name"]["value"] for n in tree if n.get("role", {}).get("value") == "heading" and not n.get("ignored")}


def test_parts_wait_while_the_report_loads_and_are_all_heard_when_it_has(visit: Visit) -> None:
    assert visit(idle=False, width=390).execute_script(LATER) > 5
    driver = visit(width=390)
    assert driver.execute_script(LATER) == 0
    headings = {" ".join(text.split()) for text in driver.execute_script(HEADINGS)}
    assert len(headings) > 10
    assert headings <= {" ".join(text.split()) for text in _heard(driver)}


@pytest.mark.parametrize("idle", [False, True])
@pytest.mark.parametrize("anchor", ["#finding-recovery-by-denominator", "#claim-c04"])
def test_an_address_lands_on_its_part_and_stays_there(visit: Visit, anchor: str, idle: bool) -> None:
    driver = visit(idle=idle, width=390, at=anchor)
    assert driver.execute_script("return scrollY") > 1000
    assert driver.execute_script(TOP) == pytest.approx(LANDED, abs=2)


def test_a_link_followed_while_the_report_loads_lands(visit: Visit) -> None:
    driver = visit(idle=False, width=390)
    driver.execute_script("[...document.querySelectorAll('.rail a')].at(-1).click()")
    driver.execute_async_script("setTimeout(arguments[0], 200)")
    assert driver.execute_script(TOP) == pytest.approx(LANDED, abs=2)


def test_words_out_of_sight_are_found_while_the_report_loads(visit: Visit) -> None:
    driver = visit(idle=False, width=390)
    assert driver.execute_script("return window.find('Made claim C05')")


def test_print_has_everything_while_the_report_loads(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is not installed")
    printed = visit(idle=False).execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    (tmp_path / "report.pdf").write_bytes(base64.b64decode(printed["data"]))
    subprocess.run(["pdftotext", tmp_path / "report.pdf", tmp_path / "report.txt"], check=True)
    text = " ".join((tmp_path / "report.txt").read_text(encoding="utf-8").split())
    for words in ("About half of those who finish", "SELECT 1 < 2 AS made", "Made claim C05", "Numerator: made."):
        assert words in text
