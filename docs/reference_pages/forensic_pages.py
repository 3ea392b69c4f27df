"""A section for each forensic test, from its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.registry import forensic_tests
from reference_pages.markdown import bullets, docstring, prose

if TYPE_CHECKING:
    from caseness.forensics.registry import ForensicTest


def forensic_sections() -> str:
    return "\n\n".join(_section(test) for test in forensic_tests())


def _section(test: ForensicTest) -> str:
    told = {
        "Catches": test.catches,
        "Needs": ", ".join(need.value for need in test.needs),
        "At least, in each unit": f"{test.minimum:,} {test.counted}",
        "Effect": test.effect_unit,
        "Size": f"{100 * test.size:g}%, one-sided",
        "Default flag": test.flag,
        "Family": test.family.value,
        "What would settle it": test.settles,
        "Source": test.source,
    }
    return "\n\n".join(
        (
            f"(forensic-{test.id.lower()})=\n## {test.id}: {prose(test.title)}",
            docstring(test.estimate),
            bullets(f"**{name}.** {prose(text)}" for name, text in told.items()),
            f"**What else could explain it.**\n\n{bullets(map(prose, test.innocent))}",
            f"Run it alone with `caseness audit SOURCE --only forensic-{test.id.lower()}`; its code is "
            f"`{test.estimate.__module__}`.",
        )
    )
