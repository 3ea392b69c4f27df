"""A comparison of two audits as people read it: the same rows for the terminal and for one HTML page, and a record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from caseness.checks.finding import Unit, Verdict
from caseness.comparison.attribution import in_words
from caseness.report.figures import between, quantity
from caseness.report.page import policy, script, style
from caseness.report.templating import render
from caseness.report.verdicts import WORDS
from caseness.vocabulary import TOTAL
from caseness.vocabulary.period import Period
from caseness.wording import MINUS, count, points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.comparison import Cause, Comparison, PastAudit
    from caseness.comparison.comparing import VerdictChange
    from caseness.comparison.figures import Moved, Single
    from caseness.comparison.past_audit import Record

_OF_ENGLAND = ("England", None)
_KINDS = {
    "finding": "Finding",
    "set_aside": "Set aside",
    "conflict": "Files disagree",
    "name_not_known": "Name not known",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A figure that moved, in words."""

    name: str
    before: str
    after: str
    change: str
    cause: str
    below: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one finding that moved, the largest move of a share first."""

    finding: str
    question: str
    rows: tuple[Row, ...]


def groups(comparison: Comparison) -> list[Group]:
    """The figures that moved, by finding in the order of the newer audit."""
    by_finding: dict[str, list[Moved]] = {}
    for moved in comparison.moved:
        by_finding.setdefault(moved.finding, []).append(moved)
    return [
        Group(identity, _question(comparison.new, identity), tuple(_row(moved) for moved in _largest_first(those)))
        for identity, those in by_finding.items()
    ]


def _largest_first(moved: list[Moved]) -> list[Moved]:
    return sorted(moved, key=lambda figure: (figure.below_materiality, -figure.points))


def _question(audit: PastAudit, identity: str) -> str:
    question: str = audit.findings[identity]["question"]
    return question


def _row(moved: Moved) -> Row:
    same_period = _period(moved.before) == _period(moved.after)
    return Row(
        name=named(moved.name, moved.after),
        before=_amount(moved.before, moved.unit, with_period=not same_period),
        after=_amount(moved.after, moved.unit, with_period=not same_period),
        change=_change(moved),
        cause=in_words(moved.causes),
        below=moved.below_materiality,
    )


def named(name: str, estimate: Record) -> str:
    """A figure's name with whose it is and of which group, where that is not England as a whole."""
    level = None if estimate["level"] in _OF_ENGLAND or estimate["org_code"] else estimate["level"]
    parts = (estimate["breakdown"], estimate["category"])
    group = ": ".join(part.replace("_", " ") for part in parts if part not in (None, TOTAL))
    return ", ".join(part for part in (name, level, estimate["org_code"], group) if part)


def _amount(estimate: Record, unit: Unit, *, with_period: bool) -> str:
    """``50.5% (2024/25)``; the ends where there is no value, ``[x]`` where nothing is known."""
    value, low, high, counted = (estimate[part] for part in ("value", "low", "high", "denominator"))
    if value is not None:
        text = quantity(value, unit, counted)
    elif low is not None and high is not None:
        text = f"[{between(low, high, unit, counted)}]"
    else:
        text = "[x]"
    period = _period(estimate)
    return f"{text} ({period})" if with_period and period else text


def _period(estimate: Record) -> str:
    start, end = estimate["period_start"], estimate["period_end"]
    return str(Period(date.fromisoformat(start), date.fromisoformat(end))) if start and end else ""


def _change(moved: Moved) -> str:
    """``+1.2 points``, ``−340 (−2.1%)``; what else changed where the value did not."""
    if moved.change is None:
        return "known before, not now" if moved.after["value"] is None else "not known before"
    if moved.change == 0:
        return "counts or limits only"
    sign = "+" if moved.change > 0 else MINUS
    if moved.unit in (Unit.PROPORTION, Unit.PERCENTAGE_POINT):
        decimals = 1 if moved.points >= 0.05 else 3
        return f"{sign}{points(abs(moved.change), decimals)}"
    relative = f" ({sign}{abs(moved.change / moved.before['value']) * 100:.1f}%)" if moved.before["value"] else ""
    return f"{sign}{quantity(abs(moved.change), moved.unit)}{relative}"


def single_words(single: Single) -> str:
    """A figure that one audit lacks: name, amount and period."""
    return f"{named(single.name, single.figure)}: {_amount(single.figure, single.unit, with_period=True)}"


def verdict_words(change: VerdictChange) -> tuple[str, str]:
    """The verdict before and after; the finer status too where the verdict is the same."""
    before, after = (WORDS[Verdict(v) if v else None] for v in (change.before, change.after))
    if change.before != change.after:
        return before, after
    return f"{before} ({_plain(change.status_before)})", f"{after} ({_plain(change.status_after)})"


def _plain(status: str | None) -> str:
    return (status or "no status").replace("_", " ")


def tally(comparison: Comparison) -> str:
    """``12 of 340 figures moved: 10 by the data, 2 by the code.``"""
    counted = comparison.by_cause()
    moved = len(comparison.moved)
    if not moved:
        return f"None of {many(comparison.figures, 'figure')} that both audits have moved."
    parts = ", ".join(f"{count(n)} by {in_words(why)}" if why else f"{n} not explained" for why, n in counted.items())
    below = sum(figure.below_materiality for figure in comparison.moved)
    marked = f" {count(below)} below materiality ({comparison.materiality})." if below else ""
    return f"{count(moved)} of {many(comparison.figures, 'figure')} that both audits have moved: {parts}.{marked}"


def inputs_words(comparison: Comparison) -> str:
    """``2 inputs added, 1 removed, 0 changed, 26 the same.``"""
    inputs = comparison.inputs
    return (
        f"{many(len(inputs.added), 'input')} added, {len(inputs.removed)} removed, {len(inputs.changed)} changed, "
        f"{inputs.same} the same."
    )


def program_words(comparison: Comparison) -> str:
    """Whether one program made both audits."""
    old, new = (audit.provenance for audit in (comparison.old, comparison.new))
    if comparison.same_code:
        return f"Both made by Caseness {new['caseness']}, code {new['code']}."
    return f"Made by Caseness {old['caseness']}, code {old['code']}, and {new['caseness']}, code {new['code']}."


def many(number: int, thing: str) -> str:
    """``1 figure``, ``340 figures``."""
    return f"{count(number)} {thing}{'' if number == 1 else 's'}"


def problem_rows(comparison: Comparison) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """New, resolved and persisting problems: kind, what about, and what is told of it."""
    return [
        (words, [(_KINDS[problem.kind], problem.about, problem.told) for problem in those])
        for words, those in (
            ("New", comparison.new_problems),
            ("Resolved", comparison.resolved_problems),
            ("Persisting", comparison.persisting_problems),
        )
    ]


def comparison_page(comparison: Comparison) -> str:
    """The comparison as one HTML document in the report's visual language."""
    return render(
        "comparison.html.jinja",
        style=Markup(style()),
        script=Markup(script()),
        policy=policy(script()),
        comparison=comparison,
        inputs=inputs_words(comparison),
        program=program_words(comparison),
        tally=tally(comparison),
        groups=groups(comparison),
        verdicts=[(change, *verdict_words(change), in_words(change.causes)) for change in comparison.verdicts],
        problems=problem_rows(comparison),
        gone=_grouped(comparison.gone),
        came=_grouped(comparison.came),
    )


def _grouped(singles: Iterable[Single]) -> list[tuple[str, list[str], str]]:
    """Figures that one audit lacks, by finding, with why."""
    found: dict[str, tuple[list[str], tuple[Cause, ...]]] = {}
    for single in singles:
        found.setdefault(single.finding, ([], single.causes))[0].append(single_words(single))
    return [(finding, words, in_words(why)) for finding, (words, why) in found.items()]


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """The comparison for machines: figures are numbers, causes are words, of the audits what names them."""
    record = {
        key: value
        for key, value in asdict(comparison).items()
        if key in ("inputs", "moved", "gone", "came", "verdicts", "newly_run", "no_longer_run")
    }
    return {
        **record,
        "figures_in_both": comparison.figures,
        "materiality": comparison.materiality.threshold,
        "old": _named(comparison.old),
        "new": _named(comparison.new),
        "problems": {
            "new": [asdict(problem) for problem in comparison.new_problems],
            "resolved": [asdict(problem) for problem in comparison.resolved_problems],
            "persisting": [asdict(problem) for problem in comparison.persisting_problems],
        },
    }


def _named(audit: PastAudit) -> dict[str, Any]:
    return {"name": audit.name, **{part: audit.provenance[part] for part in ("caseness", "code", "command")}}
