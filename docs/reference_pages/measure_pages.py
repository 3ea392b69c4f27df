"""The parts on computed measures and breakdowns, from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.measures import Variant, breakdowns, measures
from caseness.measures.telling import construction
from caseness.vocabulary import breakdown_title
from reference_pages.markdown import prose, table

if TYPE_CHECKING:
    from caseness.measures import Measure


def computed_part() -> str:
    """Every declared measure: its id, what it is, in words and in the warehouse's columns, and its variants."""
    rows = [
        [
            one.id,
            prose(one.title),
            one.statistic.value,
            prose(one.published.in_words or one.published.anchor.title),
            prose(construction(one.published)),
            _variants(one),
        ]
        for one in measures().values()
    ]
    head = ["Id", "Measure", "Statistic", "In words", "Construction", "Other variants"]
    return f"{len(rows)} measures are computed.\n\n{table(head, rows)}\n"


def _variants(one: Measure) -> str:
    return ", ".join(variant.value.replace("_", " ") for variant in Variant if variant in one.others)


def breakdowns_part() -> str:
    """Every breakdown with its categories."""
    rows = [
        [
            f"`{one.name}`",
            prose(breakdown_title(one.name).capitalize()),
            one.categories[0].official or "",
            prose("; ".join(category.name for category in one.categories)),
        ]
        for one in breakdowns().values()
    ]
    return table(["Name", "Breakdown", "Official id", "Categories"], rows) + "\n"
