"""The pages on figures: estimators, what can be fetched, published layouts, and measures."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from caseness import statistics, vocabulary
from caseness.sources import catalogue
from caseness.sources.published.layouts import REFERENCE_TABLES, TALL, WIDE
from reference_pages.markdown import bullets, docstring, prose, table

if TYPE_CHECKING:
    from caseness.sources.published.layout import Layout


def statistics_page() -> str:
    """Every module of ``caseness.statistics``, by autodoc."""
    parts = [f"# Statistics\n\n{docstring(statistics)}"]
    for found in pkgutil.iter_modules(statistics.__path__):
        name = f"{statistics.__name__}.{found.name}"
        parts.append(
            f"## {found.name.replace('_', ' ').capitalize()}\n\n"
            f"```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n```"
        )
    return "\n\n".join(parts) + "\n"


def catalogue_part() -> str:
    """The kinds of the catalogue: what each is, from when to when, and where it is announced."""
    rows = []
    for kind, publication in catalogue.publications().items():
        found = catalogue.select(kinds=[kind])
        labels = [issue.label for issue in found if issue.label]
        span = f"{labels[-1]} to {labels[0]}" if len(labels) > 1 else ", ".join(labels) or "all years"
        page = f"[page]({publication.page})"
        rows.append([f"`{kind.value}`", prose(publication.title), str(len(found)), span, page])
    sources = sorted({publication.source for publication in catalogue.publications().values()})
    head = table(["Kind", "What it is", "Files", "Periods", "Announced on"], rows)
    asked = " and ".join(f"`{kind.value}`" for kind in catalogue.Kind if kind not in catalogue.STATISTICS)
    said = f"Only {asked} have to be asked for by name. The addresses were taken from:"
    return f"{head}\n\n{said}\n\n{bullets(map(prose, sources))}\n"


def layouts_part() -> str:
    archives = importlib.import_module("caseness.sources.published.archives").ARCHIVES
    rows = [
        [prose(layout.name), shape(layout), ", ".join(f"`{column}`" for column in sorted(layout.required))]
        for layout in (*TALL, *WIDE, *archives)
    ]
    layouts = table(["Layout", "Shape", "Told by the columns"], rows)
    others = bullets(f"{name}: {', '.join(f'`{c}`' for c in sorted(told))}" for name, told in REFERENCE_TABLES.items())
    return f"{layouts}\n\nTables that hold no figures are named in the report and not set aside:\n\n{others}\n"


def shape(layout: Layout) -> str:
    form = "one measure to a column" if layout.wide else "one figure to a row"
    return f"{form}; year from the name" if layout.period_from_name else form


def measures_page() -> str:
    measures = vocabulary.table("measures")
    rows = [
        [f"`{row['measure']}`", row["statistic"], row["official_id"], prose(row["title"]), prose(row["source"])]
        for row in measures
    ]
    head = (
        f"# Measures\n\n{len(measures)} published figures have a name here. A monthly figure is known by its official "
        "id, an annual one by its printed name. A printed name that is not known keeps a name made from the print, and "
        "the report lists it."
    )
    return f"{head}\n\n{table(['Measure', 'Statistic', 'Official id', 'Title', 'Source'], rows)}\n"
