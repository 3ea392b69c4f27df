"""What findings on the validation of an extract share: the share of rows that break a rule, and a table of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Column, Estimate, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.validation import Outcome

REPRODUCE = "caseness validate gives every rule by provider and month, with the keys of example rows."


def rows_share(name: str, part: int, whole: int) -> Estimate:
    """A share of rows, as the extract has them: no interval, as nothing was sampled."""
    return Estimate(
        name=name,
        value=part / whole if whole else None,
        unit=Unit.PROPORTION,
        numerator=part,
        denominator=whole,
    )


def rules_share(name: str, part: int, whole: int) -> Estimate:
    """A share of rules. Rules are not people, so there is no count of anybody behind it."""
    return Estimate(name=name, value=part / whole if whole else None, unit=Unit.PROPORTION)


def most_broken(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome with the largest share of rows that break the rule."""
    return max(outcomes, key=lambda o: ((o.broken or 0) / o.checked if o.checked else 0.0, o.rule.id))


def rules_table(name: str, caption: str, outcomes: Sequence[Outcome], note: str = "") -> Table:
    """Broken rules, the most often broken first."""
    ordered = sorted(outcomes, key=lambda o: (-(o.broken or 0), o.rule.id))
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column(key="rule", title="Rule"),
            Column(key="words", title="What is wrong"),
            Column(key="table", title="Table"),
            Column(key="severity", title="Severity"),
            Column(key="broken", title="Rows that break it", unit=Unit.COUNT),
            Column(key="checked", title="Rows it is about", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                outcome.rule.id,
                outcome.rule.words,
                outcome.rule.table or "[z]",
                outcome.rule.severity.value.replace("_", " "),
                outcome.broken,
                outcome.checked,
                (outcome.broken or 0) / outcome.checked if outcome.checked else None,
            )
            for outcome in ordered
        ),
        note=note,
    )
