"""The templates and how they are filled: everything escaped, nothing undefined."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from caseness.report.html_table import abbreviated
from caseness.report.tables import as_parquet, slug
from caseness.report.verdicts import WORDS
from caseness.wording import count, percent, pounds


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("caseness.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count=count, percent=percent, pounds=pounds, abbreviated=abbreviated, slug=slug, as_parquet=as_parquet
    )
    environment.globals["words"] = WORDS
    return environment


def render(template: str, **values: Any) -> Markup:
    """A template filled with ``values``."""
    return Markup(_environment().get_template(template).render(**values))
