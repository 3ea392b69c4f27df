"""The pages of organisations as a reader meets them: found by typing, opened, read without script, on paper."""

from __future__ import annotations

import base64
import io
import json
import math
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from caseness.report.palette import LIGHT_AND_DARK
from organisations.made import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    Visit = Callable[..., WebDriver]

pytestmark = pytest.mark.browser

SHOWN = "return [...document.querySelectorAll('.shelf li')].filter(e => e.checkVisibility()).map(e => e.querySelector('a').text)"
OPEN = "return [...document.querySelectorAll('.org')].filter(e => e.checkVisibility()).map(e => e.id)"


def type_in(driver: WebDriver, *keys: str) -> None:
    field = driver.find_element("css selector", ".find input")
    field.clear()
    field.send_keys(*keys)


def status(driver: WebDriver) -> str:
    return driver.find_element("css selector", ".find [role=status]").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("provider p1", ["Provider P1"]),
        ("P3", ["Provider P3"]),
        ("old mill", [HOSTILE]),
        ("PROVIDER", ["Provider P1", "Provider P3", "Provider P4", "Provider B1"]),
    ],
)
def test_typing_finds_by_name_code_and_old_name(visit: Visit, typed: str, found: list[str]) -> None:
    driver = visit("organisations")
    type_in(driver, typed)
    assert driver.execute_script(SHOWN) == found
    many = "1 organisation matches. Enter opens it." if len(found) == 1 else f"{len(found)} organisations match."
    assert status(driver) == many


def test_nothing_found_is_said_and_an_empty_box_shows_all_again(visit: Visit) -> None:
    driver = visit("organisations")
    before = driver.execute_script(SHOWN)
    type_in(driver, "nowhere")
    assert status(driver) == "No organisation matches."
    assert driver.execute_script(SHOWN) == []
    type_in(driver, "x", "\b")
    assert driver.execute_script(SHOWN) == before
    assert status(driver) == ""


def test_the_box_is_named_and_enter_opens_the_one_that_is_left(visit: Visit) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = visit("organisations")
    field = driver.find_element("css selector", ".find input")
    assert field.accessible_name == "Find by name, old name, code, town or area"
    assert driver.execute_script(OPEN) == []
    type_in(driver, "p1", Keys.ENTER)
    assert driver.execute_script("return location.hash") == "#org-provider-p1"
    driver.execute_async_script("setTimeout(arguments[0], 100)")
    assert driver.execute_script(OPEN) == ["org-provider-p1"]
    assert driver.execute_script("return document.activeElement.textContent") == "Provider P1"


def test_one_page_is_open_at_a_time_and_a_link_leads_to_the_next(visit: Visit) -> None:
    driver = visit("organisations", at="#org-provider-p1")
    driver.find_element("css selector", "#org-provider-p1 .peers a[href='#org-provider-p3']").click()
    driver.execute_async_script("setTimeout(arguments[0], 100)")
    assert driver.execute_script(OPEN) == ["org-provider-p3"]


def test_a_hostile_name_stays_text_when_its_page_is_unpacked(visit: Visit) -> None:
    driver = visit("organisations", at="#org-provider-p2")
    assert driver.find_element("css selector", "#org-provider-p2 h3").text == HOSTILE
    assert driver.find_elements("css selector", "#org-provider-p2 script") == []
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("name", ["organisations", "own"])
def test_nothing_is_fetched(visit: Visit, name: str) -> None:
    driver = visit(name)
    driver.get_log("performance")
    driver.refresh()
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert len(requests) == 1
    assert requests[0].startswith("file:")
    assert driver.get_log("browser") == []


def test_without_script_every_page_is_there_to_read(visit: Visit) -> None:
    driver = visit("organisations", script=False)
    assert driver.execute_script is not None
    text = driver.find_element("tag name", "body").text
    for words in (
        "Provider P1",
        "250 of 450 finished cases",
        "Its figures end with 2022/23.",
        "Before drawing a conclusion",
    ):
        assert words in text
    assert driver.find_elements("css selector", ".find:not([hidden])") == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("name", "at"), [("organisations", "#org-provider-p1"), ("own", "")])
def test_no_sideways_scroll_and_no_small_text(visit: Visit, name: str, at: str, width: int) -> None:
    driver = visit(name, at=at, width=width)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    sizes = driver.execute_script(
        "return [...document.querySelectorAll('.org *')].filter(e => e.checkVisibility() && e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12


def test_ids_are_unique_and_links_land_once_unpacked(visit: Visit) -> None:
    driver = visit("organisations", at="#org-provider-p1")
    ids = driver.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    links = driver.execute_script("return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))")
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)


@pytest.mark.parametrize("column", [0, 1])
def test_a_dot_that_meets_no_rule_is_hollow_and_round(visit: Visit, column: int) -> None:
    from PIL import Image, ImageColor

    driver = visit("own", scheme=("light", "dark")[column])
    path = driver.find_element("css selector", ".run path.ring")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", path)
    x, y = driver.execute_script(
        "const p = arguments[0], at = p.getPointAtLength(0).matrixTransform(p.getScreenCTM()); return [at.x, at.y]",
        path,
    )
    with Image.open(io.BytesIO(driver.get_screenshot_as_png())) as picture:
        pixels = picture.convert("RGB")
        around = [pixels.getpixel((round(x) + dx, round(y) + dy)) for dx, dy in ((0, 0), (0, -3), (0, 3))]
    paper, subject = (ImageColor.getrgb(LIGHT_AND_DARK[name][column]) for name in ("paper", "subject"))

    def nearer(pixel: tuple[int, ...]) -> str:
        apart = {name: math.dist(pixel, colour) for name, colour in (("paper", paper), ("subject", subject))}
        return min(apart, key=lambda name: apart[name])

    assert [nearer(pixel) for pixel in around] == ["paper", "subject", "subject"]


def test_a_run_chart_is_heard_by_its_words(visit: Visit) -> None:
    tree = visit("own").execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [n["name"]["value"] for n in tree if n.get("role", {}).get("value") == "image" and not n.get("ignored")]
    assert len(heard) == 2
    assert heard[0].startswith("Run chart. 50% in Apr 2024, 30% in May 2025.")


def test_on_paper_only_the_open_page_is_printed(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is not installed")
    driver = visit("organisations", at="#org-provider-p1")
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    (tmp_path / "report.pdf").write_bytes(base64.b64decode(printed["data"]))
    subprocess.run(["pdftotext", tmp_path / "report.pdf", tmp_path / "report.txt"], check=True)
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "250 of 450 finished cases" in text
    assert "Its figures end with 2022/23." not in text
    assert "Find by name" not in text
