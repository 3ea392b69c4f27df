"""The page of the model as a reader meets it: sliders that compute what the model computes, nothing fetched, narrow windows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from caseness.value.assumptions import default_assumptions
from caseness.value.comparisons import comparisons
from caseness.value.drawing import central
from caseness.value.model import UTILITIES, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver

    Visit = Callable[..., WebDriver]

pytestmark = pytest.mark.browser
SET = """
const input = document.querySelector(`input[name="${arguments[0]}"]`);
input.value = arguments[1];
input.dispatchEvent(new Event("input", { bubbles: true }));
return Number(input.value);
"""
SHOWN = """
const { cost, qaly } = document.querySelector(".try").dataset;
return [Number(cost), Number(qaly), document.querySelector("[data-told=ratio]").textContent];
"""
PLACES = [
    {},
    {"trial_below_line_controls": 0.123, "cost_per_course": 500},
    {"trial_below_line_controls": 0.56},
    {"recovery_phq9": 0.9, "utility_moderate": 0.2, "untreated_remission_12_months": 0.3},
    {"untreated_remission_12_months": 0.0, "recovery_phq9": 1.0},
]


@pytest.mark.parametrize("place", PLACES)
def test_the_sliders_compute_what_the_whole_model_computes(visit: Visit, place: dict[str, float]) -> None:
    """The page's formula against the cohort followed month by month, at the values the sliders took."""
    driver = visit("value")
    taken = {name: driver.execute_script(SET, name, value) for name, value in place.items()}
    assumptions = default_assumptions()
    values = {
        **central(assumptions),
        **{name: np.array([value * assumptions[name].factor]) for name, value in taken.items()},
    }
    full = run(values, comparisons(assumptions)[0], UTILITIES[0], 2)
    cost, qaly, _told = driver.execute_script(SHOWN)
    assert cost == pytest.approx(full.added_costs[0], rel=1e-9)
    assert qaly == pytest.approx(full.added_qalys[0], rel=1e-9)


def test_a_service_that_does_no_more_is_told_in_words_and_reset_brings_the_figure_back(visit: Visit) -> None:
    driver = visit("value")
    before = driver.execute_script(SHOWN)[2]
    driver.execute_script(SET, "trial_below_line_controls", 0.7)
    assert driver.execute_script(SHOWN)[2] == "no gain at a cost"
    driver.find_element("css selector", ".try button").click()
    assert before.startswith("£")
    driver.execute_async_script("setTimeout(arguments[0], 50)")
    assert driver.execute_script(SHOWN)[2] == before


def test_without_script_the_page_shows_the_default(visit: Visit) -> None:
    driver = visit("value", script=False)
    form = driver.find_element("css selector", ".try")
    assert not form.find_element("css selector", "input").is_displayed()
    assert form.find_element("css selector", "[data-told=ratio]").text.startswith("£")
    assert form.find_element("css selector", "output").text == "28.2%"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sideways_scroll_with_everything_open(visit: Visit, width: int, scheme: str) -> None:
    driver = visit("value", width=width, scheme=scheme)
    driver.execute_script("document.querySelectorAll('details').forEach(d => { d.open = true; });")
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_nothing_is_fetched_and_the_console_stays_silent(visit: Visit) -> None:
    driver = visit("value")
    driver.get_log("performance")
    driver.refresh()
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    fetched = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert all(address.startswith("file:") and address.endswith("index.html") for address in fetched)
    assert driver.get_log("browser") == []
