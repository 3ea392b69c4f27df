"""The page: one document, well formed, that asks for nothing from outside and hides nothing."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser

import pytest

from caseness.audit import Audit
from caseness.report.page import page
from report import made

_VOID = {"meta", "br", "link", "img", "input", "hr"}


class _Reader(HTMLParser):
    """Collects ids, hash links, headings and text; checks that elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            value = value or ""
            if name == "id":
                self.ids.append(value)
            elif name in ("href", "src") and not value.startswith("#"):
                self.addresses.append(value)
            elif name == "href":
                self.references.append(value[1:])
            elif name in ("aria-labelledby", "aria-describedby"):
                self.references += value.split()
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


AUDITS = {"full": made.full, "empty": made.empty, "not run": made.only_not_run}
EACH = pytest.mark.parametrize("name", AUDITS)


@cache
def _page_of(name: str) -> str:
    return page(AUDITS[name](), "caseness audit made")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


@EACH
def test_every_id_is_unique_and_every_link_lands(name: str) -> None:
    reader = _read(_page_of(name))
    assert [identity for identity, times in Counter(reader.ids).items() if times > 1] == []
    assert set(reader.references) <= set(reader.ids)
    assert reader.open == []


@EACH
def test_nothing_is_asked_from_outside(name: str) -> None:
    html = _page_of(name)
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\((?!#)", html)
    assert all(
        re.fullmatch(r"[a-z]+\.json|(tables|charts|crosswalk|evidence)/[a-z0-9-]+\.(csv|parquet|svg|json)", a)
        for a in _read(html).addresses
    )
    assert "default-src 'none'" in unescape(html)


@EACH
def test_headings_skip_no_level_and_there_is_one_title(name: str) -> None:
    levels = _read(_page_of(name)).headings
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_content_is_escaped(full: Audit) -> None:
    html = _page_of("full")
    assert made.INJECTION not in html
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(" in html
    assert made.INJECTION in "".join(_read(html).text)


def test_the_front_page_stands_in_its_order() -> None:
    text = " ".join("".join(_read(_page_of("full")).text).split())
    places = [
        text.index(words)
        for words in (
            "Skip to the answers",
            "Independent audit of NHS Talking Therapies",
            "Published statistics, annual 2021/22 to 2024/25 (2023/24 not at hand), monthly Jan 2025 to Mar 2025 (1 month",
            "About half of those who finish",
            "Unit: a referral, not a person",
            "Of every 100 referrals that ended",
            "1. Data quality",
            "4. Achieved for the spend",
            "5. Forensics",
            "6. What works for whom",
            "7. Official measures",
            "8. Claims",
            "What could not be run",
            "How to read",
            "Contains information from NHS England, licensed under the Open Government Licence v3.0",
        )
    ]
    assert places == sorted(places)


def test_a_finding_gives_explanations_before_method_and_method_before_figures() -> None:
    html = _page_of("full")
    finding = html[html.index('id="finding-recovery-by-denominator"') :]
    places = [
        finding.index(w)
        for w in (
            'class="answer"',
            'class="verdict"',
            'class="figures"',
            'class="chart"',
            "What else could explain this",
            "How we know",
            "The figures",
            "Reproduce",
        )
    ]
    assert places == sorted(places)
    assert "SELECT 1 &lt; 2 AS made" in finding


def test_what_was_set_aside_and_where_files_disagree_is_listed() -> None:
    text = " ".join(_read(_page_of("full")).text)
    for words in ("a value is no number", "whole file", "England 2022/23 referrals", "0f0f0f0f0f0f", "Correct it."):
        assert words in text


def test_what_was_not_run_is_said(full: Audit) -> None:
    text = " ".join("".join(_read(_page_of("full")).text).split())
    assert "2 of 10 checks could not be run on what was given. A check that was not run is not a pass." in text
    assert "linked referrals of three years" in text


def test_an_empty_audit_says_so_and_keeps_every_place() -> None:
    text = " ".join("".join(_read(_page_of("empty")).text).split())
    for words in ("No source was read.", "4. Achieved for the spend", "No claim was tested", "Figure not at hand"):
        assert words in text


def test_the_front_page_comes_early_in_the_file() -> None:
    assert _page_of("full").index('id="findings"') < 150_000


def test_long_queries_are_cut_and_say_so() -> None:
    finding = made.recovery()
    wordy = replace(finding, result=replace(finding.result, sql=("\n".join(["SELECT 1"] * 200),)))
    html = page(Audit(sources=(), findings=(wordy,), not_run=()))
    assert html.count("SELECT 1") == 120
    assert "80 more lines: the whole is in" in html
