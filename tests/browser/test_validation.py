"""The page of a validation as a data lead meets it: filters, search, sorting, narrow windows, nothing fetched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    Visit = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; });"
SHOWN = (
    "return [...document.querySelectorAll('.rules-table > tbody > tr:not([hidden]) > th')].map(th => th.textContent)"
)


def test_a_button_and_words_choose_rules_and_say_how_many(visit: Visit) -> None:
    driver = visit("validation")
    status = driver.find_element("css selector", ".of-rows [role=status]")
    assert driver.execute_script(SHOWN) == ["IDS20171", "seldom"]
    driver.find_element("css selector", "[data-filter=ours]").click()
    assert driver.execute_script(SHOWN) == ["seldom"]
    assert status.get_attribute("textContent") == "1 of 2 rules shown"
    driver.find_element("css selector", "[data-filter=all]").click()
    driver.find_element("id", "rule-words").send_keys("carecontdate RARE")
    assert driver.execute_script(SHOWN) == ["seldom"]
    driver.find_element("id", "rule-words").clear()
    driver.find_element("id", "rule-words").send_keys("no such words")
    assert driver.execute_script(SHOWN) == []
    assert status.get_attribute("textContent") == "0 of 2 rules shown"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sideways_scroll_with_everything_open(visit: Visit, width: int, scheme: str) -> None:
    driver = visit("validation", width=width, scheme=scheme)
    driver.execute_script(OPEN_ALL)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_nothing_is_fetched_and_the_console_stays_silent(visit: Visit) -> None:
    driver = visit("validation")
    driver.get_log("performance")
    driver.get_log("browser")
    driver.refresh()
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    requests = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert len(requests) == 1
    assert requests[0].startswith("file:")
    assert driver.get_log("browser") == []


def test_without_script_all_rules_are_shown_and_no_dead_control(visit: Visit) -> None:
    driver = visit("validation", script=False)
    assert not driver.find_element("css selector", ".of-rows").is_displayed()
    assert len(driver.find_elements("css selector", ".rules-table > tbody > tr")) == 2
