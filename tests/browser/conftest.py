"""A made report, in a headless browser."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from caseness.audit import Audit
from caseness.checks.assumed import Assumed
from caseness.checks.finding import ReportMark
from caseness.report import write, write_validation, write_value
from caseness.valuation import Valuation
from caseness.value.analysis import Analysis
from caseness.value.assumptions import default_assumptions
from organisations.made import made_profiles
from report import made, made_validation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def _executable(name: str, *others: str) -> str:
    found = os.environ.get(name.upper()) or next(filter(None, map(shutil.which, (name, *others))), None)
    if found is None:
        pytest.fail(f"{name} is not installed")
    return found


@contextmanager
def _browser(profile: Path) -> Iterator[WebDriver]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = _executable("chromium", "chromium-browser", "google-chrome")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(_executable("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """A headless Chromium with a profile of its own."""
    with _browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The made reports, as addresses of files."""
    folder = tmp_path_factory.mktemp("reports")
    audits = {"full": made.full(), "empty": made.empty(), "only-not-run": made.only_not_run()}
    audits["marked"] = replace(made.full(), marks=tuple(ReportMark))
    organisations = Audit((), (), (), organisations=made_profiles(tmp_path_factory.mktemp("organisations")))
    write(organisations, folder / "pages", pages=True)
    valuation = Valuation(Assumed(Analysis(default_assumptions(), draws=500)))
    own = folder / "pages" / "organisations" / "org-provider-p1.html"
    return {name: write(audit, folder / name).as_uri() for name, audit in audits.items()} | {
        "organisations": write(organisations, folder / "organisations").as_uri(),
        "own": own.as_uri(),
        "value": write_value(valuation, folder / "value").as_uri(),
        "validation": write_validation(made_validation.examined(), folder / "validation", name="april").as_uri(),
    }


@pytest.fixture
def visit(driver: WebDriver, addresses: dict[str, str]) -> Callable[..., WebDriver]:
    """Open a made report in a window of some width, in light or dark, with or without script, and wait until all is laid out.

    Without ``idle`` the browser has no idle moment, so that the page stays as it is right after loading.
    """
    from selenium.webdriver.support.ui import WebDriverWait

    def open_report(
        name: str = "full",
        *,
        width: int = 1280,
        scheme: str = "light",
        script: bool = True,
        idle: bool = True,
        at: str = "",
    ) -> WebDriver:
        window = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 760}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        driver.get("about:blank")  # else an address that differs after its hash only is not loaded anew
        never = {"source": "" if idle else "window.requestIdleCallback = () => 0;"}
        added = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", never)
        driver.get(addresses[name] + at)
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
        if script and idle:
            WebDriverWait(driver, 20).until(lambda d: not d.find_elements("css selector", ".later"))
        return driver

    return open_report
