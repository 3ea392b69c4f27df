"""The parts on computed measures and breakdowns, from their declarations."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from caseness.measures import Variant, breakdowns, measures
from caseness.measures.dashboards import shown_on_dashboards
from caseness.measures.measure import dashboard_measures
from caseness.measures.quirks import bearings, scripts
from caseness.measures.telling import construction
from caseness.vocabulary import breakdown_title
from reference_pages.markdown import prose, table

if TYPE_CHECKING:
    from caseness.measures import Measure
    from caseness.measures.quirks import Quirk


def computed_part() -> str:
    """Every declared measure by its event: its id, what it is, in words and in the warehouse's columns, and its variants."""
    by_event: dict[str, list[Measure]] = defaultdict(list)
    for one in measures().values():
        by_event[one.published.anchor.title].append(one)
    head = ["Id", "Measure", "Statistic", "In words", "Construction", "Other variants"]
    parts = [f"{len(measures())} measures are computed. They stand by the event that brings a row into a period."]
    for event, ones in by_event.items():
        parts.append(f"### {event[0].upper()}{event[1:]}")
        parts.append(table(head, [_row(one) for one in ones]))
    return "\n\n".join(parts) + "\n"


def _row(one: Measure) -> list[str]:
    return [
        one.id,
        prose(one.title),
        one.statistic.value,
        prose(one.published.in_words),
        prose(construction(one.published)),
        _variants(one),
    ]


def quirks_part() -> str:
    """The register of quirks: what a script does, what it should, the measures it bears on, and why it is not computed."""
    rows = [
        [
            bearing.quirk.id,
            bearing.quirk.grade.value,
            prose(bearing.quirk.dashboard),
            prose(bearing.quirk.does),
            prose(bearing.quirk.should),
            prose(bearing.quirk.reason),
            prose(bearing.quirk.place),
            prose(" ".join(bearing.measures)),
            prose(_computed(bearing.quirk)),
        ]
        for bearing in bearings()
    ]
    head = ["Id", "Grade", "Dashboard", "The script", "It should", "Why this grade", "Place", "Measures", "Computed"]
    legend = table(["Script", "File"], [[short, prose(file)] for short, file in scripts().items()])
    return f"{table(head, rows)}\n\n{legend}\n"


def _computed(quirk: Quirk) -> str:
    return f"no: {quirk.not_computed_because}" if quirk.not_computed_because else "yes"


def unsaid_part() -> str:
    """Why the other quirks have no scripted variant of a measure."""
    rows = [[bearing.quirk.id, prose(bearing.unsaid)] for bearing in bearings() if bearing.unsaid]
    return table(["Quirk", "Why"], rows) + "\n"


def dashboards_part() -> str:
    """The measures that only dashboards have, with theirs."""
    rows = [
        [f"`{identity}`", prose(row["title"]), row["statistic"], prose(row["dashboards"])]
        for identity, row in dashboard_measures().items()
    ]
    return table(["Id", "Measure", "Statistic", "Dashboards"], rows) + "\n"


def shown_part() -> str:
    """What the dashboards show, and what computes it."""
    rows = [
        [
            prose(one.what.capitalize()),
            prose(", ".join(one.measures)),
            prose(", ".join(one.breakdowns)),
            prose(one.lacking),
        ]
        for one in shown_on_dashboards()
    ]
    return table(["Shown", "Measures", "Breakdowns", "What is lacking, or differs"], rows) + "\n"


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
