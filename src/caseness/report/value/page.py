"""The page of a run of the model: the figure, what drives it, and what would settle it. One file, nothing fetched."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from caseness import __version__
from caseness.checks.valuing import gained, ratio, source, span, told
from caseness.disclosure.labels import WORDS
from caseness.report.chapters import shown
from caseness.report.page import policy, script, style
from caseness.report.provenance import repeatable
from caseness.report.tables import prefix
from caseness.report.templating import render
from caseness.report.value.cheers import items
from caseness.report.value.sliders import constants, sliders
from caseness.value.drawing import central
from caseness.value.reduced import added

if TYPE_CHECKING:
    from caseness.valuation import Valuation
    from caseness.value.assumptions import Assumption


def value_page(valuation: Valuation, command: str = "") -> str:
    """One run of the model as an HTML document."""
    analysis = valuation.analysis
    own_script = script() + _asset("value.js")
    setting = analysis.setting
    return render(
        "value.html.jinja",
        style=Markup(style() + _asset("value.css")),
        script=Markup(own_script),
        policy=policy(own_script),
        version=__version__,
        command=repeatable(command),
        analysis=analysis,
        base=analysis.base,
        ratio=ratio(analysis.base.increment),
        span=span(analysis.base.ends),
        gained=gained(analysis.base.increment.effect),
        start=added(central(analysis.assumptions), setting.comparison, setting.utilities, setting.years).increment,
        sliders=sliders(analysis),
        constants=json.dumps(constants(analysis)),
        findings=[shown(None, finding, str(place)) for place, finding in enumerate(valuation.findings, 1)],
        drives=valuation.finding("what-drives-value"),
        settles=valuation.finding("worth-measuring"),
        not_run=valuation.not_run,
        rows=[_row(row) for row in analysis.used],
        cheers=items(valuation),
        audited=False,
        marked=valuation.marks,
        mark_words=WORDS,
        assumptions_file=f"tables/{prefix(valuation.marks)}assumptions.csv",
    )


def _row(row: Assumption) -> tuple[str, str, str, str, str]:
    """Title, value, range, distribution, source."""
    low, high = row.range
    ends = "" if low == high else f"{told(row, low)} to {told(row, high)}"
    return (
        row.title,
        told(row, row.value),
        ends,
        row.distribution.replace("_", "-"),
        source(row).removeprefix(f"{row.title}: "),
    )


def _asset(name: str) -> str:
    return (resources.files("caseness.report") / name).read_text(encoding="utf-8")
