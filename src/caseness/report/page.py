"""The page: everything the audit found as one HTML file that asks for nothing from outside."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from caseness import __version__
from caseness.checks.claims.settling import interviews_in_words
from caseness.checks.finding import Chapter
from caseness.disclosure import RULE
from caseness.disclosure.labels import WORDS, in_short
from caseness.report.cards import ON_RECORD, card, claims_card, not_run_card, open_claims
from caseness.report.chapters import chapter_shown
from caseness.report.evidence import gather
from caseness.report.extract import extract
from caseness.report.funnel_line import funnel_lines
from caseness.report.headline import headline
from caseness.report.inputs import readings, what_was_read
from caseness.report.lacking import lacking
from caseness.report.organisations import anchor, articles, within_report
from caseness.report.palette import tokens
from caseness.report.provenance import repeatable
from caseness.report.register import filters, interviews, statuses, topics
from caseness.report.templating import render
from caseness.report.units import unit_chart_of
from caseness.wording import SHORTHAND

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.report.evidence import Evidence
    from caseness.report.organisations import Organisations

_ANSWERED = [chapter for chapter in Chapter if chapter is not Chapter.CLAIMS]
_ON_CARDS = [*ON_RECORD, *(chapter for chapter in _ANSWERED if chapter not in ON_RECORD)]
_LINES_SHOWN = 60  # of files set aside and of conflicts; provenance.json has all


def page(
    audit: Audit,
    command: str = "",
    *,
    organisations: Organisations | None = None,
    evidence: Evidence | None = None,
) -> str:
    """The report as one HTML document, with the pages of its organisations in it unless others are given.

    The evidence is gathered where it is not given.
    """
    units = unit_chart_of(audit)
    return render(
        "page.html.jinja",
        style=Markup(style()),
        script=Markup(script()),
        policy=policy(script()),
        version=__version__,
        command=repeatable(command),
        read=what_was_read(audit),
        headline=headline(audit, units),
        units=units,
        cards=[card(audit, chapter) for chapter in _ON_CARDS],
        claims=claims_card(audit),
        forensic=bool(audit.chapter(Chapter.FORENSICS)),
        lacks=not_run_card(audit),
        chapters=[chapter_shown(audit, chapter) for chapter in _ANSWERED],
        topics=topics(audit),
        filters=filters(audit),
        statuses=statuses(audit),
        interviews=interviews(),
        interviews_words=interviews_in_words(),
        not_run=lacking(audit.not_run),
        extract=extract(audit),
        marked=audit.marks,
        mark_words=WORDS,
        in_short=in_short(audit.marks),
        disclosure=RULE,
        open_claims=open_claims(audit),
        readings=readings(audit),
        lines_shown=_LINES_SHOWN,
        cited=_cited(audit),
        shorthand=SHORTHAND,
        organisations=organisations or within_report(audit.organisations),
        evidence=evidence or gather(audit),
        materiality=audit.materiality,
        audited=True,
        immaterial=sum(audit.materiality.below(finding) for finding in audit.findings),
    )


def organisation_files(audit: Audit) -> dict[str, str]:
    """One HTML document for each organisation, by its place beside the report."""
    given = {"style": Markup(style()), "script": Markup(script()), "policy": policy(script()), "version": __version__}
    return {
        place: render(
            "organisation_file.html.jinja",
            name=p.name,
            anchor=anchor(p.key),
            html=html,
            funnels=funnel_lines([p]),
            **given,
        )
        for place, (p, html) in articles(audit.organisations).items()
    }


def _asset(name: str) -> str:
    return (resources.files("caseness.report") / name).read_text(encoding="utf-8")


def style() -> str:
    """The style sheet, colours first."""
    return tokens() + _asset("report.css") + _asset("organisations.css")


def script() -> str:
    """The script, without which all can be read."""
    return _asset("loading.js") + _asset("report.js") + _asset("organisations.js")


def policy(script: str) -> str:
    """A content policy under which nothing is fetched and no script runs but ours."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"


def _cited(audit: Audit) -> list[str]:
    """Every source that a finding cites, once, in order of first use."""
    return list(dict.fromkeys(source for finding in audit.findings for source in finding.result.sources))
