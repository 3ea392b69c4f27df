"""Reference pages written from the code at build time, so that they cannot differ from it.

Each check's page has its module's docstring, its declared sources and method, and what it finds on the headline series.
Where that series is too small for a check, the method is read from the check's source, with its figures left out. The
register, the rule that decides it, the published layouts, the measures and the numbers of synthetic England come from where
the program has them.

Pages go to ``reference/``, which is not kept under version control.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseness.audit import audit
from caseness.checks.finding import Chapter
from caseness.sources.published import headline
from reference_pages.calibration_parts import calibration_part, parameters_part
from reference_pages.chapter_pages import chapter_page
from reference_pages.claim_pages import claims_page, register_page
from reference_pages.error_rate_parts import error_rates_part
from reference_pages.figure_pages import catalogue_part, layouts_part, measures_page, statistics_page
from reference_pages.measure_pages import (
    breakdowns_part,
    computed_part,
    dashboards_part,
    quirks_part,
    shown_part,
    unsaid_part,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from caseness.audit import Audit

HERE = Path(__file__).parent.parent / "reference"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", lambda _app: write_all(HERE))
    return {"parallel_read_safe": True}


def write_all(folder: Path) -> None:
    """Write every page; a page that has not changed keeps its date, so that it is not built anew."""
    outcome = audit([headline()])
    for name, text in pages(outcome):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages(outcome: Audit) -> Iterator[tuple[str, str]]:
    """Each page's file name and text."""
    for number, chapter in enumerate(Chapter, 1):
        if chapter is not Chapter.CLAIMS:
            yield f"{chapter.value}.md", chapter_page(number, chapter, outcome)
    yield "claims.md", claims_page(list(Chapter).index(Chapter.CLAIMS) + 1, outcome)
    yield "register.md", register_page(outcome)
    yield "measures.md", measures_page()
    yield "statistics.md", statistics_page()
    yield "parts/layouts.md", layouts_part()
    yield "parts/catalogue.md", catalogue_part()
    yield "parts/computed.md", computed_part()
    yield "parts/breakdowns.md", breakdowns_part()
    yield "parts/dashboards.md", dashboards_part()
    yield "parts/quirks.md", quirks_part()
    yield "parts/shown.md", shown_part()
    yield "parts/unsaid.md", unsaid_part()
    yield "parts/calibration.md", calibration_part()
    yield "parts/parameters.md", parameters_part()
    yield "parts/error_rates.md", error_rates_part()
