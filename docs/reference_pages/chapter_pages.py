"""A page for each chapter: every check with its method, sources, estimators, and what it finds on the headline series."""

from __future__ import annotations

import ast
import inspect
from types import FunctionType
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter
from caseness.checks.registry import Check, all_checks
from caseness.report.verdicts import WORDS
from reference_pages.forensic_pages import forensic_sections
from reference_pages.markdown import bullets, docstring, prose
from reference_pages.source_code import answers_in, names_in, text_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from caseness.audit import Audit
    from caseness.checks.finding import Finding, NotRun

NOT_ALL_RUN = (
    "The headline series is England only. What it finds is shown for each check; a check that needs more says so."
)
ELLIPSIS = "(An ellipsis stands for what the figures read will give.)"

PUBLISHERS = {
    "annual_source": "NHS England (NHS Digital to 2021/22), annual statistics, Open Government Licence v3.0",
    "monthly_source": "NHS England, NHS Talking Therapies monthly statistics, Open Government Licence v3.0",
}


def chapter_page(number: int, chapter: Chapter, outcome: Audit) -> str:
    checks = [check for check in all_checks() if check.chapter is chapter and isinstance(check, Check)]
    parts = [f"# {number}. {chapter.heading}", prose(chapter.question), prose(NOT_ALL_RUN)]
    sections = [check_section(check, outcome) for check in checks]
    if chapter is Chapter.FORENSICS:
        sections.append(forensic_sections())
    return "\n\n".join([*parts, *sections]) + "\n"


def check_section(check: Check, outcome: Audit) -> str:
    module = inspect.getmodule(check.function)
    if module is None:
        raise LookupError(f"the module of {check.id} is not known")
    finding = outcome.finding(check.id)
    told = from_finding(finding) if finding else from_source(module)
    lack = next((n for n in outcome.not_run if n.check == check.id), None)
    return "\n\n".join(
        (
            f"({check.id})=\n## {prose(check.question)}",
            docstring(module),
            *told,
            *estimators_line(module),
            f"**Can answer.** {verdicts_in(module)}.",
            on_headline(finding, lack),
            f"Run it alone with `caseness audit SOURCE --only {check.id}`; its code is `{module.__name__}`.",
        )
    )


def from_finding(finding: Finding) -> list[str]:
    result = finding.result
    told = [f"**Method.** {prose(result.method)}"]
    if result.caveats:
        told.append(f"**What else could explain it.**\n\n{bullets(map(prose, result.caveats))}")
    told.append(f"**Sources.**\n\n{bullets(map(prose, result.sources))}")
    return told


def from_source(module: ModuleType) -> list[str]:
    """The method and the caveats of a check that was not run, from its source; computed parts appear as an ellipsis."""
    told = []
    call = next(answers_in(tree_of(module)), None)
    given = {k.arg: k.value for k in call.keywords} if call else {}
    if text := text_of(given.get("method"), module):
        told.append(f"**Method.** {prose(text)}" + (f" {ELLIPSIS}" if "…" in text else ""))
    caveats = given.get("caveats")
    texts = [text_of(item, module) for item in caveats.elts] if isinstance(caveats, ast.Tuple) else []
    if any(texts):
        told.append(f"**What else could explain it.**\n\n{bullets(prose(text) for text in texts if text)}")
    if named := names_in(given.get("sources")) & PUBLISHERS.keys():
        told.append(f"**Sources.**\n\n{bullets(prose(PUBLISHERS[name]) for name in sorted(named))}")
    return told


def verdicts_in(module: ModuleType) -> str:
    """The verdicts a check's source names, in the order of the report's words."""
    named = {
        node.attr
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Verdict"
    }
    words = [word for verdict, word in WORDS.items() if verdict is not None and verdict.name in named]
    return ", ".join(words) or "As the question has it"


def estimators_line(module: ModuleType) -> list[str]:
    used = sorted({f"{e.__module__}.{e.__name__}" for e in estimators(module)})
    return [f"**Estimators.** {', '.join(f'{{py:func}}`{name}`' for name in used)}."] if used else []


def estimators(module: ModuleType) -> Iterator[FunctionType]:
    """Functions of ``caseness.statistics`` that a check calls, itself or through the shared ways to estimates.

    The shared ways count where the check says what its chance interval means.
    """
    for thing in vars(module).values():
        if not isinstance(thing, FunctionType):
            continue
        if thing.__module__.startswith("caseness.statistics."):
            yield thing
        elif hasattr(module, "ENGLAND_CHANCE") and thing.__module__ != module.__name__:
            called = (thing.__globals__.get(name) for name in thing.__code__.co_names)
            yield from (c for c in called if getattr(c, "__module__", "").startswith("caseness.statistics."))


def on_headline(finding: Finding | None, lack: NotRun | None) -> str:
    if finding is not None:
        result = finding.result
        return f"**On the headline series.** {WORDS[result.verdict]}: {prose(result.condition)}. {prose(result.answer)}"
    if lack is None:
        return ""
    settled = f" It takes {prose(lack.settled_by)}." if lack.settled_by else ""
    return f"**On the headline series.** Cannot be run: {prose(lack.reason)}.{settled}"
