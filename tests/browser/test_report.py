"""The report as a reader meets it: wide and narrow, light and dark, with the keyboard, on paper, without script."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from caseness.report.palette import LIGHT_AND_DARK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

    Visit = Callable[..., WebDriver]

pytestmark = pytest.mark.browser

NAMES = ("full", "empty", "only-not-run")
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; });"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched_and_the_console_stays_silent(visit: Visit, name: str) -> None:
    driver = visit(name)
    driver.get_log("performance")
    driver.get_log("browser")
    driver.refresh()
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in requests if not url.startswith("file:")] == []
    assert len(requests) == 1
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_no_sideways_scroll_with_everything_open(visit: Visit, name: str, width: int) -> None:
    driver = visit(name, width=width)
    driver.execute_script(OPEN_ALL)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
def test_no_text_is_shown_below_twelve_pixels(visit: Visit, width: int) -> None:
    driver = visit(width=width)
    driver.execute_script(OPEN_ALL)
    small = driver.execute_script(
        """
        const small = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.unseen')) continue;
          const svg = element.closest('svg[viewBox]');
          const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
          const size = parseFloat(getComputedStyle(element).fontSize) * scale;
          if (size < 11.995) small.push([walker.currentNode.data, size]);
        }
        return small;
        """
    )
    assert small == []


@pytest.mark.parametrize("width", [390, 1280])
def test_one_of_two_drawings_is_shown(visit: Visit, width: int) -> None:
    shown = visit(width=width).execute_script(
        "return [...document.querySelectorAll('.wide, .narrow')].filter(e => e.checkVisibility()).map(e => e.className)"
    )
    assert set(shown) == {"wide" if width == 1280 else "narrow"}
    assert len(shown) == 5


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_hash_links_land(visit: Visit, name: str) -> None:
    driver = visit(name)
    ids = driver.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    links = driver.execute_script("return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))")
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)


def test_the_skip_link_comes_first_and_lands(visit: Visit) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = visit()
    driver.switch_to.active_element.send_keys(Keys.TAB)
    first = driver.switch_to.active_element
    assert first.text == "Skip to the answers"
    assert first.rect["x"] >= 0
    first.send_keys(Keys.ENTER)
    assert driver.execute_script("return document.activeElement.id") == "answers"


def test_every_control_shows_where_the_focus_is(visit: Visit) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = visit()
    seen = set()
    for _ in range(200):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        tag, outline = driver.execute_script(
            "const e = document.activeElement; return [e.tagName, getComputedStyle(e).outlineStyle]"
        )
        if tag == "BODY":
            break
        seen.add(tag)
        assert outline != "none"
    assert {"A", "BUTTON", "SUMMARY"} <= seen


def test_filters_show_part_of_the_register_and_say_how_much(visit: Visit) -> None:
    driver = visit()
    shown = "return [...document.querySelectorAll('.claim')].filter(c => c.checkVisibility()).map(c => c.id)"
    everything = driver.execute_script(shown)
    assert len(everything) == 5
    driver.find_element("css selector", "[data-filter=critic]").click()
    assert driver.execute_script(shown) == ["claim-c02", "claim-c04"]
    pressed = driver.find_elements("css selector", ".filters [aria-pressed=true]")
    assert [button.text for button in pressed] == ["Critics 2"]
    status = driver.find_element("css selector", ".filters [role=status]")
    assert status.get_attribute("textContent") == "2 claims shown"
    topics = driver.find_elements("css selector", ".topic")
    shown_topics = [topic for topic in topics if topic.get_attribute("hidden") is None]
    assert 0 < len(shown_topics) < len(topics)
    assert all(topic.find_elements("css selector", ".claim:not([hidden])") for topic in shown_topics)
    driver.find_element("css selector", "[data-filter=all]").click()
    assert driver.execute_script(shown) == everything


def test_a_link_to_a_filtered_claim_brings_it_back(visit: Visit) -> None:
    driver = visit()
    driver.find_element("css selector", "[data-filter=press]").click()
    driver.execute_script("location.hash = 'claim-c01'")
    driver.execute_async_script("setTimeout(arguments[0], 100)")
    assert driver.execute_script("return document.getElementById('claim-c01').checkVisibility()")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_follow_the_system_and_the_button(visit: Visit, mode: str) -> None:
    column = ("light", "dark").index(mode)
    driver = visit(scheme=mode)
    assert _variables(driver) == {name: colours[column].lower() for name, colours in LIGHT_AND_DARK.items()}
    button = driver.find_element("css selector", "button.theme")
    assert button.text == ("Dark" if mode == "light" else "Light")
    button.click()
    assert _variables(driver)["paper"] == LIGHT_AND_DARK["paper"][1 - column].lower()
    driver.refresh()
    assert _variables(driver)["paper"] == LIGHT_AND_DARK["paper"][1 - column].lower()
    driver.execute_script("localStorage.clear()")


def _variables(driver: WebDriver) -> dict[str, Any]:
    return driver.execute_script(
        "const style = getComputedStyle(document.documentElement);"
        "return Object.fromEntries(arguments[0].map(n => [n, style.getPropertyValue('--' + n).trim().toLowerCase()]))",
        list(LIGHT_AND_DARK),
    )


def test_everything_can_be_read_without_script(visit: Visit) -> None:
    driver = visit(script=False)
    text = driver.find_element("tag name", "body").text
    for words in ("About half of those who finish", "Made claim C05", "Does recovery last?", "Correct it."):
        assert words in text
    assert driver.find_elements("css selector", ".filters:not([hidden]), .theme:not([hidden])") == []


def test_a_chart_is_heard_once_by_its_title_and_its_words(visit: Visit) -> None:
    driver = visit()
    tree = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    images = [node for node in tree if node.get("role", {}).get("value") == "image" and not node.get("ignored")]
    heard = {node["name"]["value"]: node["description"]["value"] for node in images}
    assert heard["Funnel Made"] == "Thirty-two providers."
    assert len(heard) == len(images) == 9


def test_print_opens_details_and_keeps_the_front_page_on_one_sheet(visit: Visit, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is not installed")
    printed = visit().execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    (tmp_path / "report.pdf").write_bytes(base64.b64decode(printed["data"]))
    subprocess.run(["pdftotext", tmp_path / "report.pdf", tmp_path / "report.txt"], check=True)
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    pages = [" ".join(page.split()) for page in text.split("\f")]
    assert "About half of those who finish" in pages[0]
    assert "Open Government Licence v3.0" in pages[0]
    everything = " ".join(pages)
    for words in ("SELECT 1 < 2 AS made", "Numerator: made.", "A long table of made figures", "Count again."):
        assert words in everything
    assert everything.count("Period Counted Share") > 1, "the head of a table is repeated on its next page"
    assert "Testable here 3" not in everything


def _column(driver: WebDriver, number: int) -> list[str]:
    cells = "return [...document.querySelectorAll('#finding-recovery-by-denominator table')[0].tBodies[0].rows]"
    return driver.execute_script(f"{cells}.map(row => row.cells[{number}].textContent.trim())")


def test_tables_sort_by_keyboard_up_down_and_back(visit: Visit) -> None:
    from selenium.webdriver.common.keys import Keys

    driver = visit()
    driver.execute_script(OPEN_ALL)
    table = driver.find_elements("css selector", "#finding-recovery-by-denominator table")[0]
    driver.execute_script("arguments[0].scrollIntoView()", table)
    driver.execute_async_script("setTimeout(arguments[0], 200)")
    printed = _column(driver, 3)
    button = table.find_elements("css selector", "thead .sort")[3]
    head = table.find_elements("css selector", "thead th")[3]
    seen = []
    for _ in range(3):
        driver.execute_script("arguments[0].focus()", button)
        driver.switch_to.active_element.send_keys(Keys.ENTER)
        seen.append((head.get_attribute("aria-sort"), _column(driver, 3)))
    numbers = [float(text.replace("−", "-")) for text in printed]
    assert [state for state, _ in seen] == ["ascending", "descending", None]
    assert [float(text.replace("−", "-")) for text in seen[0][1]] == sorted(numbers)
    assert [float(text.replace("−", "-")) for text in seen[1][1]] == sorted(numbers, reverse=True)
    assert seen[2][1] == printed


def test_what_a_cell_sorts_by(visit: Visit) -> None:
    driver = visit()
    asked = ["50.4%", "−1.2", "1,234", "£1.02bn", "8 of 16", "Apr 2024", "May 2024", "[c]", "24 days", "0 to 4"]
    keys = driver.execute_script("return arguments[0].map(sortKey)", asked)
    assert keys == [50.4, -1.2, 1234, 1.02e9, 0.5, 24291, 24292, None, 24, "0 to 4"]


def test_forced_colours_are_the_reader_s_own(visit: Visit) -> None:
    driver = visit()
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "forced-colors", "value": "active"}]})
    stroke = "return getComputedStyle(document.querySelector('.strip .axis')).stroke"
    ink = "return getComputedStyle(document.body).color"
    assert driver.execute_script(stroke) == driver.execute_script(ink)
    assert driver.execute_script("return getComputedStyle(document.querySelector('.definitions')).stroke") != "none"


def test_the_sentence_to_quote_is_copied_or_at_least_selected(visit: Visit) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    driver = visit("full")
    driver.execute_script(OPEN_ALL)
    button = driver.find_element("css selector", ".claim button.copy")
    text = driver.execute_script("return arguments[0].previousElementSibling.textContent", button)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    WebDriverWait(driver, 5).until(lambda _driver: button.text != "Copy the sentence")
    if button.text != "Copied":
        assert button.text == "Selected: copy with Ctrl+C"
        assert driver.execute_script("return getSelection().toString()").strip() == text.strip()


def test_a_page_without_script_shows_the_sentence_and_no_button(visit: Visit) -> None:
    driver = visit("full")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.refresh()
        assert not any(button.is_displayed() for button in driver.find_elements("css selector", "button.copy"))
        assert driver.find_elements("css selector", ".claim .to-copy")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
