"""The pages on claims: how a verdict is decided, the cited figures, and the register with its verdicts."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter
from typing import TYPE_CHECKING

from caseness.checks import claims
from caseness.checks.claims.rows import unsettled
from caseness.checks.claims.settling import request_for
from caseness.checks.finding import Chapter, Status, Unit, Voice
from caseness.checks.inputs import Input, inputs
from caseness.claim.definitions import groups, outcomes
from caseness.report.verdicts import WORDS
from caseness.wording import count, percent, pounds
from reference_pages.markdown import bullets, docstring, prose, table
from reference_pages.source_code import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.audit import Audit
    from caseness.checks.finding import Claim, Finding


def claims_page(number: int, outcome: Audit) -> str:
    return (
        "\n\n".join(
            (
                f"# {number}. {Chapter.CLAIMS.heading}",
                prose(Chapter.CLAIMS.question) + ".",
                docstring(claims),
                f"The [register](register.md) has {len(claims.register())} claims. Each is a paraphrase, with who says it "
                "as a role. Being listed is not endorsement.",
                "## How a verdict is decided\n\n" + module_as_rst("caseness.checks.claims.ruling"),
                "## What counts as a match\n\n" + module_as_rst("caseness.checks.claims.stated"),
                "## What a test is\n\n" + docstring(importlib.import_module("caseness.checks.claims.trial")),
                bullets(
                    (
                        "*As stated*: the definition in the claim's own words. Every such reading has to match.",
                        "*Otherwise*: another declared definition, base or year. One match makes the claim hold in part.",
                        "*For comparison*: a figure shown beside. It decides nothing.",
                    )
                ),
                "## The register in numbers\n\n" + register_in_numbers(outcome),
                "## Definitions that a sentence is put to\n\n" + definitions_table(),
                "## Cited figures\n\nSome tests need figures that are not published statistics: money, staff, surveys, trials. "
                "A figure not seen at its own source cannot make a claim hold.\n\n" + inputs_table(),
            )
        )
        + "\n"
    )


def module_as_rst(name: str) -> str:
    return f"```{{eval-rst}}\n.. automodule:: {name}\n   :no-members:\n   :no-index:\n```"


def register_in_numbers(outcome: Audit) -> str:
    rows = claims.claims_table(outcome.findings)
    verdicts, statuses = claims.by_verdict(rows), claims.by_status(rows)
    needs = claims.tally_by_least_need()
    voices = Counter(row.voice for row in rows)
    return "\n\n".join(
        (
            table(
                ["Verdict on the headline series", "Claims"],
                [[w, str(verdicts[v])] for v, w in WORDS.items() if verdicts[v]],
            ),
            table(["Status", "Claims"], [[in_words(s), str(statuses[s])] for s in Status if statuses[s]]),
            table(
                ["Least data that could settle it", "Claims"],
                [[in_words(n), str(needs[n])] for n in claims.Need if needs[n]],
            ),
            table(["Who says it", "Claims"], [[in_words(v), str(voices[v])] for v in Voice if voices[v]]),
        )
    )


def in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def definitions_table() -> str:
    """The outcomes and groups that ``caseness claim`` tries, as ``definitions.toml`` declares them."""
    return table(
        ["Outcome", "Of", "May also have been meant"],
        [
            [
                prose(outcome.words),
                prose(", ".join(groups()[group].words for group in outcome.of) or "a number only"),
                prose(", ".join(outcomes()[other].words for other in outcome.also)),
            ]
            for outcome in outcomes().values()
        ],
    )


def inputs_table() -> str:
    return table(
        ["Figure", "Value", "Source", "Seen at its source", "Part of the claim"],
        [
            [
                f"`{given.id}`",
                prose(figure_and_range(given) + (f" ({given.price_year})" if given.price_year else "")),
                prose(given.source),
                "yes" if given.verified else "no",
                "yes" if given.claimed else "no",
            ]
            for given in inputs().values()
        ],
    )


def figure_and_range(given: Input) -> str:
    """``27.9% (24.2% to 32.0%)``: a figure with its interval, or the range that is tried, if it has one."""
    value = input_value(given.value, given.unit)
    if given.low is None or given.high is None:
        return value
    return f"{value} ({input_value(given.low, given.unit)} to {input_value(given.high, given.unit)})"


def input_value(value: float, unit: Unit) -> str:
    match unit:
        case Unit.PROPORTION | Unit.PERCENTAGE_POINT:
            return percent(value)
        case Unit.GBP:
            return pounds(value)
        case Unit.COUNT:
            return count(value)
        case _:
            return f"{value:g}"


def register_page(outcome: Audit) -> str:
    findings = {f.claim.id: f for f in outcome.findings if f.claim}
    tests = {identity: f"{module}.{name}" for identity, module, name in claim_tests()}
    parts = [
        "# The register of claims",
        "Verdicts are those on the headline series; more data may settle more. "
        "[How a verdict is decided](claims.md) is the same for every claim.",
    ]
    topic = ""
    for claim in claims.register():
        if claim.topic != topic:
            topic = claim.topic
            parts.append(f"## {prose(topic)}")
        parts.append(claim_section(claim, findings[claim.id], tests.get(claim.id)))
    return "\n\n".join(parts) + "\n"


def question(claim: Claim, finding: Finding) -> list[str]:
    """The freedom-of-information question for an unsettled claim, if any public body holds the data."""
    request = request_for(claim.id) if unsettled(finding) else None
    return (
        [f"*Question that would get it*: to {prose(request.to)}: please provide {prose(request.asks)}."]
        if request
        else []
    )


def claim_section(claim: Claim, finding: Finding, test: str | None) -> str:
    result = finding.result
    items = [
        f"*Who says it*: {prose(claim.claimant)}. *About*: {prose(claim.period)}.",
        f"*Verdict*: **{WORDS[result.verdict]}** – {prose(result.condition)}. {prose(result.answer)}",
        f"*Test*: {prose(claim.test)}" + (f" Written in `{test}`." if test else " No computed test is written."),
        f"*It would take*: {prose(claim.settled_by)}.",
        *question(claim, finding),
        f"*Sources*: {'; '.join(map(prose, claim.sources))}.",
    ]
    return f"({claim.id.lower()})=\n### {claim.id} · {prose(claim.short)}\n\n{bullets(items)}"


def claim_tests() -> Iterator[tuple[str, str, str]]:
    """Claim id, module and name of every function declared as the test of a claim."""
    for found in pkgutil.iter_modules(claims.__path__):
        tree = tree_of(importlib.import_module(f"{claims.__name__}.{found.name}"))
        for node in tree.body:
            for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                match decorator:
                    case ast.Call(args=[ast.Constant(value=str(identity))]) if re.fullmatch(r"C\d+", identity):
                        yield identity, found.name, node.name
