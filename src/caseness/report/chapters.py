"""The chapters: the question put on record, the answer, and findings in order of consequence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter
from caseness.report.cards import brief_answer
from caseness.report.charts import draw
from caseness.report.exports import chart_exports, chart_stem
from caseness.report.figures import Figure, figure
from caseness.report.html_table import HtmlTable, html_table
from caseness.report.lacking import lacking
from caseness.report.tables import slug, table_files
from caseness.report.verdicts import tally
from caseness.vocabulary import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from caseness.audit import Audit
    from caseness.checks.chart import Chart
    from caseness.checks.finding import Finding
    from caseness.report.lacking import Lacking

_FIGURES = 3  # at most, above the fold of a finding
_CHARTS = 2
_SQL_LINES = 120  # of a finding's queries on the page
_LEVELS = {
    Level.ENGLAND: "England",
    Level.REGION: "regions",
    Level.ICB: "integrated care boards",
    Level.STP: "partnerships (STP)",
    Level.SUB_ICB: "sub-ICB locations",
    Level.CCG: "commissioning groups",
    Level.PROVIDER: "providers",
    Level.SUB_ICB_PROVIDER: "providers by commissioner",
    Level.CCG_PROVIDER: "providers by commissioner",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its words and its drawing."""

    id: str
    title: str
    subtitle: str
    alt: str
    note: str
    drawing: Markup
    stem: str  # of the files with its drawing and its data


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding, ready to print; ``anchor`` is its id in the page."""

    anchor: str
    number: str
    about: str
    finding: Finding
    figures: tuple[Figure, ...]
    charts: tuple[Drawn, ...]
    tables: tuple[HtmlTable, ...]
    sql: str
    sql_left_out: int  # lines; findings.json has all
    settles: tuple[tuple[str, str, Finding], ...]  # claim id, its anchor, its finding


@dataclass(frozen=True, slots=True)
class ChapterShown:
    """A chapter, ready to print."""

    anchor: str
    title: str
    question: str
    answer: str
    tally: str
    findings: tuple[Shown, ...]
    not_run: tuple[Lacking, ...]


def chapter_shown(audit: Audit, chapter: Chapter) -> ChapterShown:
    """One chapter with its findings and what it could not run."""
    number = list(Chapter).index(chapter) + 1
    findings = audit.chapter(chapter)
    return ChapterShown(
        anchor=f"chapter-{chapter.value}",
        title=f"{number}. {chapter.heading}",
        question=chapter.question,
        answer=brief_answer(audit, chapter),
        tally=tally(findings),
        findings=tuple(shown(audit, f, f"{number}.{place}") for place, f in enumerate(findings, 1)),
        not_run=tuple(lacking(lack for lack in audit.not_run if lack.chapter is chapter)),
    )


def shown(audit: Audit | None, finding: Finding, number: str) -> Shown:
    """A finding with its figures, charts and tables, and with the claims of its audit that it bears on."""
    anchor = anchor_of(finding)
    result = finding.result
    lines = "\n\n".join(f"{query};" for query in result.sql).splitlines()
    return Shown(
        anchor=anchor,
        number=number,
        about=" · ".join(part for part in (finding.chapter.heading, levels(finding)) if part),
        finding=finding,
        figures=tuple(figure(block) for block in result.figures[:_FIGURES]),
        charts=drawn(finding, anchor),
        tables=tuple(html_table(table, file) for file, table in table_files(finding).items()),
        sql="\n".join(lines[:_SQL_LINES]),
        sql_left_out=max(len(lines) - _SQL_LINES, 0),
        settles=_settles(audit, finding) if audit else (),
    )


def drawn(finding: Finding, anchor: str) -> tuple[Drawn, ...]:
    """A finding's charts; their ids begin with its anchor."""
    return tuple(
        Drawn(
            id=f"{anchor}-chart-{n}",
            title=chart.title,
            subtitle=chart.subtitle,
            alt=chart.alt,
            note=chart.note,
            drawing=draw_once(chart, f"{anchor}-{n}"),
            stem=chart_stem(finding, n),
        )
        for n, chart in enumerate(finding.result.charts[:_CHARTS], 1)
    )


@lru_cache(maxsize=1024)
def draw_once(chart: Chart, prefix: str) -> Markup:
    """A chart's drawing, made once for the page and for the file of its own."""
    return draw(chart, prefix)


def charts(findings: Iterable[Finding]) -> dict[str, str | bytes]:
    """Every chart that the page shows of them and its data, by their places in the report's folder."""
    return {
        name: content
        for finding in findings
        for shown, chart in zip(drawn(finding, anchor_of(finding)), finding.result.charts, strict=False)
        for name, content in chart_exports(shown.stem, chart, shown.drawing, finding.marks).items()
    }


def anchor_of(finding: Finding) -> str:
    """Where a finding stands in the page."""
    return claim_anchor(finding.claim.id) if finding.claim else f"finding-{slug(finding.id)}"


def levels(finding: Finding) -> str:
    """Whose figures these are: ``England and providers``."""
    named = dict.fromkeys(_LEVELS[e.level] for e in finding.result.estimates if e.level is not None)
    return " and ".join(list(named)[:2]) if len(named) <= 2 else "several levels"


def claim_anchor(identity: str) -> str:
    """Where a claim stands in the register."""
    return f"claim-{slug(identity)}"


def _settles(audit: Audit, finding: Finding) -> tuple[tuple[str, str, Finding], ...]:
    claims = {f.claim.id: f for f in audit.findings if f.claim}
    named = [(identity, claims[identity]) for identity in finding.result.settles if identity in claims]
    return tuple((identity, claim_anchor(identity), claim) for identity, claim in named)
