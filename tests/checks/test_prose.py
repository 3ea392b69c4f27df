"""What the findings say: complete, short, plain, and with no number that is not their own."""

from __future__ import annotations

import re

import pytest

from checks.prose import not_accounted_for, numerals, sentences, words

AUDITS = ["headline_audit", "real_audit"]
FORBIDDEN = (
    "nearly|almost|staggering|gaming|fraud|manipulat|suspicious|significan|admits|boasts|alleges|as many as|over half"
)


@pytest.fixture(scope="module", params=AUDITS)
def findings(request):
    """The findings of an audit that are no claims; the register has tests of its own."""
    outcome = request.getfixturevalue(request.param)
    return [finding for finding in outcome.findings if finding.claim is None]


def failing(findings, why) -> dict[str, object]:
    """What is wrong with which finding."""
    return {finding.id: wrong for finding in findings if (wrong := why(finding))}


def test_every_finding_has_verdict_caveats_method_and_sources(findings):
    lacking = failing(
        findings,
        lambda f: [
            name
            for name in ("verdict", "short", "answer", "condition", "estimates", "caveats", "method", "sources")
            if not getattr(f.result, name)
        ],
    )
    assert lacking == {}


def test_every_finding_shows_its_queries_unless_it_is_about_the_reading_or_cited_figures_alone(findings):
    silent = {finding.id for finding in findings if not finding.result.sql}
    model = {"value-for-money", "what-drives-value", "worth-measuring", "value-counted-otherwise"}
    cited = model | {"pays-for-itself", "opportunity-cost", "assumptions-changed"}
    assert silent <= {"figures-in-two-publications", "staff-surveys"} | cited


def test_a_condition_has_at_most_twelve_words(findings):
    assert failing(findings, lambda f: f.result.condition if words(f.result.condition) > 12 else "") == {}


def test_a_sentence_of_an_answer_has_at_most_25_words(findings):
    assert failing(findings, lambda f: [s for s in sentences(f.result.answer) if words(s) > 25]) == {}


def test_an_answer_is_made_of_whole_sentences(findings):
    def broken(finding):
        text = finding.result.answer
        return text if text != text.strip() or not text.endswith(".") or "  " in text or ".." in text else ""

    assert failing(findings, broken) == {}


def test_no_answer_label_or_title_uses_a_loaded_word(findings):
    loaded = re.compile(FORBIDDEN, re.IGNORECASE)

    def texts(finding):
        result = finding.result
        charts = [text for chart in result.charts for text in (chart.title, chart.subtitle, chart.alt, chart.note)]
        blocks = [text for block in result.figures for text in (block.label, block.of_whom)]
        return " ".join([result.answer, result.condition, result.method, *result.caveats, *charts, *blocks])

    assert failing(findings, lambda f: loaded.findall(texts(f))) == {}


def test_every_number_in_an_answer_is_a_figure_of_the_finding(findings):
    assert failing(findings, lambda f: not_accounted_for(f, f.result.answer)) == {}


def test_every_number_in_a_condition_is_a_figure_of_the_finding(findings):
    assert failing(findings, lambda f: not_accounted_for(f, f.result.condition)) == {}


def test_every_number_beside_a_figure_is_a_figure_of_the_finding(findings):
    assert failing(findings, lambda f: [n for b in f.result.figures for n in not_accounted_for(f, b.of_whom)]) == {}


def test_every_number_in_a_chart_title_is_a_figure_of_the_finding(findings):
    assert (
        failing(findings, lambda f: [n for c in f.result.charts for n in not_accounted_for(f, c.title, tables=True)])
        == {}
    )


def test_every_estimate_is_in_order(findings):
    def disordered(finding):
        return [
            e.name
            for e in finding.result.estimates
            if (e.low is not None and e.high is not None and e.low > e.high)
            or (None not in (e.low, e.value, e.high) and not e.low <= e.value <= e.high)
            or (e.low is None) != (e.interval is None)
        ]

    assert failing(findings, disordered) == {}


def test_every_chart_has_its_words(findings):
    assert failing(findings, lambda f: [c for c in f.result.charts if not (c.title and c.subtitle and c.alt)]) == {}


def test_every_table_row_has_a_cell_for_each_column(findings):
    def uneven(finding):
        return [t.name for t in finding.result.tables if any(len(row) != len(t.columns) for row in t.rows)]

    assert failing(findings, uneven) == {}


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Of 635,185 cases who finished, 50.5% are recorded as recovered in 2024/25.", []),
        ("Of 635,186 cases who finished, 49.3% are recorded as recovered in 2024/25.", ["635,186", "49.3"]),
    ],
)
def test_a_number_that_is_not_the_finding_s_own_is_seen(headline_audit, text, foreign):
    assert not_accounted_for(headline_audit.finding("recovery-by-denominator"), text) == foreign


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("50.5% of 635,185, in 2024/25", ["50.5", "635,185"]),
        ("April 2024 to March 2025: £1,496 or £394m, £1.02bn", ["£1,496", "£394m", "£1.02bn"]),
        ("1.81 million referrals", ["1.81 million"]),
    ],
)
def test_the_numerals_of_a_sentence(text, found):
    assert numerals(text) == found


def test_a_sentence_ends_at_a_full_stop_before_a_capital():
    assert sentences("In 2024/25 50.5% recover. Of all, 17.7% do.") == [
        "In 2024/25 50.5% recover.",
        "Of all, 17.7% do.",
    ]
