"""Reference pages written from the code at build time, so that they cannot differ from it.

Each check's page has its module's docstring, its declared sources and method, and what it finds on the headline series.
Where that series is too small for a check, the method is read from the check's source, with its figures left out. The
register, the rule that decides it, the published layouts and the measures come from where the program has them.

Pages go to ``reference/``, which is not kept under version control.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard

from caseness import statistics, vocabulary
from caseness.audit import audit
from caseness.checks import claims
from caseness.checks.claims.rows import unsettled
from caseness.checks.claims.settling import request_for
from caseness.checks.finding import Chapter, Finding, NotRun, Status, Unit, Voice
from caseness.checks.inputs import inputs
from caseness.checks.registry import Check, all_checks
from caseness.claim.definitions import groups, outcomes
from caseness.report.verdicts import WORDS
from caseness.sources import catalogue
from caseness.sources.published import headline
from caseness.sources.published.layouts import REFERENCE_TABLES, TALL, WIDE
from caseness.wording import count, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from caseness.audit import Audit
    from caseness.checks.finding import Claim
    from caseness.sources.published.layout import Layout

HERE = Path(__file__).parent / "reference"
NOT_ALL_RUN = (
    "The headline series is England only. What it finds is shown for each check; a check that needs more says so."
)
ELLIPSIS = "(An ellipsis stands for what the figures read will give.)"

PUBLISHERS = {
    "annual_source": "NHS England (NHS Digital to 2021/22), annual statistics, Open Government Licence v3.0",
    "monthly_source": "NHS England, NHS Talking Therapies monthly statistics, Open Government Licence v3.0",
}


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", lambda _app: write_all(HERE))
    return {"parallel_read_safe": True}


def write_all(folder: Path) -> None:
    """Write every page; a page that has not changed keeps its date, so that it is not built anew."""
    outcome = audit([headline()])
    for name, text in pages(outcome):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages(outcome: Audit) -> Iterator[tuple[str, str]]:
    """Each page's file name and text."""
    for number, chapter in enumerate(Chapter, 1):
        if chapter is not Chapter.CLAIMS:
            yield f"{chapter.value}.md", chapter_page(number, chapter, outcome)
    yield "claims.md", claims_page(list(Chapter).index(Chapter.CLAIMS) + 1, outcome)
    yield "register.md", register_page(outcome)
    yield "measures.md", measures_page()
    yield "statistics.md", statistics_page()
    yield "parts/layouts.md", layouts_part()
    yield "parts/catalogue.md", catalogue_part()


def prose(text: str) -> str:
    """Plain text as Markdown: nothing in it is markup."""
    return re.sub(r"([\\`*_<>\[\]{}|~#])", r"\\\1", text)


def docstring(thing: object) -> str:
    """A docstring as Markdown; its double backticks mean the same there."""
    return inspect.getdoc(thing) or ""


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


# --- One chapter's checks ---------------------------------------------------------------------------------------------


def chapter_page(number: int, chapter: Chapter, outcome: Audit) -> str:
    checks = [check for check in all_checks() if check.chapter is chapter and isinstance(check, Check)]
    parts = [f"# {number}. {chapter.heading}", prose(chapter.question), prose(NOT_ALL_RUN)]
    return "\n\n".join([*parts, *(check_section(check, outcome) for check in checks)]) + "\n"


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


def names_in(node: ast.expr | None) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else set()


def answers_in(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Answer":
            yield node


def text_of(node: ast.expr | None, module: ModuleType) -> str:
    """The text an expression writes, as far as the source alone tells."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value, module) for value in values)
        case ast.FormattedValue(value=ast.Name(id=name)) if isinstance(
            value := getattr(module, name, None), str | int | float
        ):
            return str(value)
        case ast.FormattedValue():
            return "…"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left, module) + text_of(right, module)
        case ast.Name(id=name) if isinstance(value := getattr(module, name, None), str):
            return value
        case ast.Call(func=ast.Name(id=name)):
            returned = (
                r.value for f in tree_of(module).body if is_function(f, name) for r in ast.walk(f) if is_return(r)
            )
            return next((text for text in (text_of(value, module) for value in returned) if text), "")
        case _:
            return ""


def is_function(node: ast.AST, name: str) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name == name


def is_return(node: ast.AST) -> TypeGuard[ast.Return]:
    return isinstance(node, ast.Return)


@cache
def tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


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


# --- Claims -----------------------------------------------------------------------------------------------------------


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
                prose(input_value(given.value, given.unit) + (f" ({given.price_year})" if given.price_year else "")),
                prose(given.source),
                "yes" if given.verified else "no",
                "yes" if given.claimed else "no",
            ]
            for given in inputs().values()
        ],
    )


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


# --- Statistics -------------------------------------------------------------------------------------------------------


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


# --- The published statistics -----------------------------------------------------------------------------------------


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
