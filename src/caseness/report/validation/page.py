"""The page of a validation: what a service's data lead works through. One HTML file that asks for nothing from outside."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from caseness import __version__
from caseness.report.page import policy, script, style
from caseness.report.templating import render
from caseness.report.validation.fields import LEVELS, field_tables
from caseness.report.validation.rules import broken_rows, filters, kept_by_table, not_computed, tally
from caseness.validation.vodim import State
from caseness.wording import SHORTHAND, count, percent

if TYPE_CHECKING:
    from caseness.validation import Examined

_LINES_SHOWN = 60  # of files, lines set aside and months; the CSV and JSON files have all


def validation_page(examined: Examined, name: str) -> str:
    """The validation of the extract called ``name`` as one HTML document."""
    rows = broken_rows(examined)
    own_script = script() + _asset("validation.js")
    return render(
        "validation.html.jinja",
        style=Markup(style() + _asset("validation.css")),
        script=Markup(own_script),
        policy=policy(own_script),
        version=__version__,
        name=name,
        examined=examined,
        headline=headline(examined),
        tally=tally(examined),
        rows=rows,
        filters=filters(rows),
        kept=kept_by_table(examined),
        not_computed=not_computed(examined),
        field_tables=field_tables(examined),
        states=[state.value.capitalize() for state in State],
        levels=[percent(limit, decimals=0) for limit in LEVELS],
        months=examined.history.months,
        lines_shown=_LINES_SHOWN,
        shorthand={mark: SHORTHAND[mark] for mark in ("[x]", "[z]")},
    )


def headline(examined: Examined) -> str:
    """``37 of 431 rules tested are broken, 12 of them such that records are rejected.``"""
    validation = examined.validation
    tested = len(validation.outcomes) - len(validation.not_computed)
    broken, rejecting = len(validation.broken), len(examined.rejecting)
    if not broken:
        return f"No rule of {count(tested)} tested is broken."
    rejected = (
        f"{count(rejecting)} of them such that rows or files are rejected" if rejecting else "all of them warnings"
    )
    verb = "is" if broken == 1 else "are"
    return f"{count(broken)} of {count(tested)} rules tested {verb} broken, {rejected}."


def _asset(name: str) -> str:
    return (resources.files("caseness.report") / name).read_text(encoding="utf-8")
