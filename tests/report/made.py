"""Made audits, with numbers that no service has, for looking at every part of a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis

from caseness.audit import Audit
from caseness.checks import chart
from caseness.checks.chart import Role
from caseness.checks.finding import (
    Answer,
    Chapter,
    Claim,
    Column,
    Estimate,
    FigureBlock,
    Finding,
    Interval,
    NotRun,
    Reference,
    Status,
    Table,
    Unit,
    Verdict,
    Voice,
)
from caseness.sources.published import Conflict, InputFile, Overlap, Published, Reading, SetAside
from caseness.statistics.spc import xmr
from caseness.vocabulary import Level

START, END = date(2024, 4, 1), date(2025, 3, 31)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
INJECTION = "<script>alert('made')</script> & <b>bold</b>"
FATES = {
    "ended": 1000,
    "ended before treatment": 333,
    "treated once": 286,
    "finished and recovered": 181,
    "finished, began as cases, not recovered": 179,
    "finished, not cases to begin with": 21,
}


def share(name: str, numerator: float, denominator: float, *, low: float, high: float, **more: object) -> Estimate:
    """A made proportion with a chance interval."""
    return Estimate(
        name=name,
        value=numerator / denominator,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=more.pop("interval", Interval.SAMPLING),
        confidence=0.95,
        numerator=numerator,
        denominator=denominator,
        period_start=START,
        period_end=END,
        level=more.pop("level", Level.ENGLAND),
        **more,
    )


def answer(short: str, verdict: Verdict | None = Verdict.DESCRIBED, **more: object) -> Answer:
    """A made answer; ``more`` replaces any part."""
    parts: dict[str, object] = {
        "short": short,
        "answer": f"{short}: 50.5% of 5,555 made cases. That is 1.5 points more. A third sentence follows.",
        "verdict": verdict,
        "condition": "made data only",
        "estimates": (),
        "caveats": ("It is made up.", INJECTION),
        "method": "Numerator: made. Denominator: made.",
        "sources": ("Made statistics, Open Government Licence v3.0",),
        "sql": ("SELECT 1 < 2 AS made",),
    }
    return Answer(**{**parts, **more})


def recovery() -> Finding:
    """The finding that feeds the headline and the third card."""
    estimates = (
        share("recovered, of cases who finished", 505, 1000, low=0.474, high=0.536),
        share("recovered, of all who finished", 505, 1055, low=0.449, high=0.509),
        share("recovered, of all who entered treatment", 505, 1885, low=0.248, high=0.288),
        share("recovered, of all referred", 505, 2850, low=0.164, high=0.192),
    )
    block = FigureBlock(
        label="Recorded as recovered",
        estimate=estimates[0],
        of_whom="of 1,000 finished cases; 17.7% to 50.5% by who is counted",
        definitions=(0.177, 0.505),
        reference=Reference(value=0.5, label="at least half"),
    )
    bars = tuple(
        chart.Bar(
            label=e.name.removeprefix("recovered, "),
            sublabel=f"{e.denominator:,.0f}",
            share=e.value or 0,
            text=f"{(e.value or 0):.1%}",
            official=i == 0,
        )
        for i, e in enumerate(estimates)
    )
    return Finding(
        id="recovery-by-denominator",
        chapter=Chapter.OUTCOMES,
        question="What share recovers, of each group that could be the denominator?",
        result=answer(
            "Recovery, by who is counted",
            estimates=estimates,
            figures=(block,),
            charts=(
                chart.Ladder(title="A ladder", subtitle="Made", alt="Ladder of four bars.", bars=bars),
                over_time(),
            ),
            tables=(long_table(), shorthand_table()),
            settles=("C01", "C404"),
        ),
    )


def ended() -> Finding:
    """The finding behind the unit chart."""
    steps = (
        chart.Step(label="Referrals that ended", count=1000, share=1.0),
        chart.Step(label="Treated at least once", count=667, share=0.667, stopped="−33 before treatment"),
        chart.Step(label="Recovered", count=181, share=0.181, stopped="−49 not recovered or stopped", final=True),
    )
    return Finding(
        id="ended-referrals",
        chapter=Chapter.PERFORMANCE,
        question="Of the referrals that end, how many end when?",
        result=answer(
            "Who leaves, and when",
            Verdict.HOLDS,
            estimates=tuple(
                Estimate(name=name, value=value, unit=Unit.COUNT, period_start=START, period_end=END)
                for name, value in FATES.items()
            ),
            charts=(chart.Steps(title="Steps", subtitle="Made", alt="Three steps.", steps=steps), dots()),
        ),
    )


def over_time() -> chart.OverTime:
    """Three lines with a gap for a year and a break."""
    periods = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
    return chart.OverTime(
        title="Two lines stay apart, a third crosses",
        subtitle="Made shares",
        alt="Lines over six years.",
        note="[b] the made data set changed. [x] not at hand.",
        periods=periods,
        series=(
            chart.Series(name="First within six weeks", role=Role.NATION, values=(0.89, 0.9, 0.88, 0.91, None, 0.92)),
            chart.Series(name="Second within 28 days", role=Role.OTHER, values=(0.53, 0.5, 0.46, 0.43, None, 0.4)),
            chart.Series(name="Second after 90 days", role=Role.SUBJECT, values=(0.134, 0.2, None, 0.22, None, 0.24)),
        ),
        breaks=("2021/22",),
    )


def score_density() -> chart.ScoreDensity:
    """Twelve scores, the three below the line set off, against a curve."""
    scores = range(4, 16)
    return chart.ScoreDensity(
        title="Of made scores, 4.0% more than a smooth curve just below the line",
        subtitle="Made forms by score",
        alt="Bars. Made forms by score.",
        scale="PHQ-9",
        bars=tuple(chart.ScoreBar(score=s, count=100 - 5 * s, just_below=s in (7, 8, 9)) for s in scores),
        fit=tuple((float(s), 98.0 - 5 * s) for s in scores),
        line=9.5,
        shams=(6.5, 13.5),
    )


def ending_by_score() -> chart.EndingByScore:
    """Six scores with the share that ends, more below the line."""
    return chart.EndingByScore(
        title="The odds of a planned end are × 1.50 once a score lies below the line",
        subtitle="Made forms by score",
        alt="Dots. Made forms by score.",
        scale="PHQ-9",
        points=tuple(
            chart.EndingPoint(score=s, share=0.3 if s < 10 else 0.2, low=0.15, high=0.35) for s in range(7, 13)
        ),
        fit_below=((7.0, 0.31), (8.0, 0.3), (9.0, 0.29)),
        fit_above=((10.0, 0.21), (11.0, 0.2), (12.0, 0.19)),
        line=9.5,
        shams=(6.5,),
    )


def run_chart() -> chart.RunChart:
    """Thirty months about 50%, two not at hand, then a shift with one month outside the limits."""
    values: list[float | None] = [0.49, 0.51, 0.5, 0.52, 0.48, 0.5, 0.51, 0.49, 0.5, 0.52, 0.49, 0.5]
    values += [
        0.49,
        0.51,
        0.5,
        None,
        None,
        0.49,
        0.5,
        0.51,
        *[0.53, 0.54, 0.52, 0.55, 0.6, 0.53, 0.52, 0.54, 0.53, 0.55],
    ]
    months = [f"{name} {year}" for year in (2022, 2023, 2024) for name in MONTHS][: len(values)]
    return chart.RunChart(
        title="A share of made cases rises and stays",
        subtitle="Made share by month. Axis from 40% to 65%",
        alt="Run chart with two signals.",
        note="Filled: belongs to a signal. [x] not at hand.",
        periods=tuple(months),
        run=xmr(values),
        domain=(0.4, 0.65),
    )


def dots() -> chart.Dots:
    """A dot plot with a value off the scale, one not at hand and one with an interval."""
    return chart.Dots(
        title="Dots",
        subtitle="Made",
        alt="Four rows.",
        rows=(
            chart.Dot(label="England", value=0.5, text="50%", role=Role.NATION),
            chart.Dot(label="A service with a rather long name indeed", value=0.3, low=0.2, high=0.4, text="30%"),
            chart.Dot(label="Off the scale", value=0.95, text="95%", role=Role.SUBJECT),
            chart.Dot(label="Not at hand", value=None, text="[x]"),
        ),
        domain=(0.0, 0.8),
        reference=(0.75, "the standard, 75%"),
    )


def specification_curve() -> chart.SpecificationCurve:
    """Four bins of definitions, a gap among them, with two questions of two and one choices."""
    return chart.SpecificationCurve(
        title="Definitions",
        subtitle="Made",
        alt="Four bins.",
        values=(0.2, None, 0.5, 0.8),
        rows=(
            chart.ChoiceRow(factor="Of whom", label="referred", values=(1.0, 0.6, 0.1, 0.0)),
            chart.ChoiceRow(factor="Of whom", label="finished", values=(0.0, 0.4, 0.9, 1.0), official=True),
            chart.ChoiceRow(factor="End score", label="last", values=(1.0, 1.0, 1.0, 1.0), official=True),
        ),
        at=0.7,
        official=0.5,
    )


def stages() -> chart.Stages:
    """Three groups along two stages: one counted too few, one not at hand, one set apart."""
    cell = chart.StageCell
    return chart.Stages(
        title="Stages",
        subtitle="Made",
        alt="Three groups.",
        stages=("Finished, of referrals", "Recovered, of cases who finished"),
        england=(0.37, None),
        rows=(
            chart.StageRow(
                label="First",
                sublabel="1,000 referrals",
                cells=(cell(value=0.4, text="40.0%", low=0.38, high=0.42), cell(value=0.5, text="50%")),
                role=Role.SUBJECT,
            ),
            chart.StageRow(
                label="Second",
                sublabel="12 referrals",
                cells=(
                    cell(value=8 / 12, text="8 of 12", low=0.4, high=0.86, hollow=True),
                    cell(value=None, text="[x]"),
                ),
            ),
            chart.StageRow(
                label="Not known",
                sublabel="50 referrals",
                cells=(cell(value=None, text="[c]", low=0.1, high=0.3), cell(value=0.3, text="30%")),
                apart=True,
            ),
        ),
    )


def waits() -> chart.Waits:
    """Two curves and two standards."""
    return chart.Waits(
        title="Waits",
        subtitle="Made",
        alt="Two curves.",
        curves=(
            chart.Curve(name="Referral to first", role=Role.NATION, points=((28, 0.8), (42, 0.9), (126, 0.99))),
            chart.Curve(name="First to second", role=Role.SUBJECT, points=((28, 0.4), (42, 0.5), (126, 0.85))),
        ),
        standards=(
            chart.Standard(days=42, share=0.75, words="Standard: 75% by 6 weeks"),
            chart.Standard(days=126, share=0.95, words="Standard: 95% by 18 weeks"),
        ),
    )


def funnel() -> chart.FunnelPlot:
    """Thirty providers, one outside, one off the scale."""
    points = tuple(
        chart.FunnelPoint(
            org_code=f"M{i:02}",
            name=f"Made {i}",
            cases=100 * 1.17**i,
            rate=0.5 + (-1) ** i * 0.1 / (1 + i / 6),
            outside=False,
        )
        for i in range(30)
    )
    odd = (
        chart.FunnelPoint(org_code="M98", name="Made outside", cases=2000, rate=0.7, outside=True),
        chart.FunnelPoint(org_code="M99", name="Made full", cases=300, rate=1.0, outside=True),
    )
    limits = tuple(
        (n, 0.5 - 1 / n**0.5, 0.5 + 1 / n**0.5, 0.45 - 1 / n**0.5, 0.55 + 1 / n**0.5) for n in (100, 1000, 9500)
    )
    return chart.FunnelPlot(
        title="Funnel", subtitle="Made", alt="Thirty-two providers.", points=points + odd, centre=0.5, limits=limits
    )


def caterpillar() -> chart.Caterpillar:
    """Forty shrunken rates, one off the scale."""
    rows = tuple((0.4 + i / 200, 0.37 + i / 200, 0.43 + i / 200) for i in range(40))
    return chart.Caterpillar(
        title="Caterpillar",
        subtitle="Made",
        alt="Forty-one rates.",
        rows=(*rows, (0.9, 0.88, 0.92)),
        centre=0.5,
        domain=(0.35, 0.65),
    )


def gradient() -> chart.Gradient:
    """Ten groups and one not known."""
    groups = tuple(
        chart.GradientGroup(
            label=str(i + 1), share=0.1, rate=0.56 - i * 0.013, low=0.55 - i * 0.013, high=0.57 - i * 0.013
        )
        for i in range(10)
    )
    return chart.Gradient(
        title="Gradient",
        subtitle="Made. Axis from 35% to 65%",
        alt="Ten groups.",
        groups=groups,
        centre=0.5,
        line=(0.57, 0.43),
        slope_text="−14.0 points (−15.7 to −12.3)",
        unknown=chart.GradientGroup(label="not known", share=0.02, rate=0.45, low=0.42, high=0.48),
    )


def totals() -> chart.Totals:
    """Three rival totals."""
    areas = (("An answer", 550_000.0, 700.0), ("A comment", 1_000_000.0, 500.0), ("A critic", 1_500_000.0, 680.0))
    return chart.Totals(
        title="Totals",
        subtitle="Made",
        alt="Three rectangles.",
        areas=tuple(
            chart.Area(label=label, people=p, pounds=m, total=p * m, formula=f"{p:,.0f} × £{m:,.0f}")
            for label, p, m in areas
        ),
    )


def long_table() -> Table:
    """More rows than the page shows, every unit a column."""
    columns = (
        Column(key="period", title="Period"),
        Column(key="counted", title="Counted", unit=Unit.COUNT),
        Column(key="share", title="Share", unit=Unit.PROPORTION),
        Column(key="change", title="Change, points", unit=Unit.PERCENTAGE_POINT),
        Column(key="days", title="Days", unit=Unit.DAYS),
        Column(key="cost", title="Cost", unit=Unit.GBP),
        Column(key="score", title="Score", unit=Unit.SCORE),
        Column(key="ratio", title="Ratio", unit=Unit.RATIO),
    )
    rows = tuple((f"row {i}", 1000 * i, i / 100, -i / 1000, i + 0.5, 1234.5, i / 10, 1 + i / 100) for i in range(100))
    return Table(name="All units", caption="A long table of made figures", columns=columns, rows=rows)


def shorthand_table() -> Table:
    """Every shorthand, and a cell that does not apply."""
    columns = (Column(key="what", title="What"), Column(key="figure", title="Figure", unit=Unit.COUNT))
    rows = (("suppressed", "[c]"), ("blank", "[c?]"), ("lacking", "[x]"), ("few", "[u]"), ("zero", 0), ("none", None))
    return Table(name="Shorthand", caption=f"Shorthands {INJECTION}", columns=columns, rows=rows, note="Made [b].")


def claim(identity: str, topic: str, voice: Voice, verdict: Verdict | None, status: Status, **more: object) -> Finding:
    """A made claim on the register."""
    return Finding(
        id=identity,
        chapter=Chapter.CLAIMS,
        question=f"Does claim {identity} hold?",
        result=replace(answer(f"Claim {identity}", verdict, **more), quotation=f"Half {INJECTION}. Source: made."),
        claim=Claim(
            id=identity,
            topic=topic,
            short=f"Made claim {identity} {INJECTION if identity == 'C02' else ''}",
            claimant=f"A {voice.value}",
            voice=voice,
            period="2024/25",
            needs=("published",),
            test="Count again.",
            settled_by="the made statistics",
            sources=("Made Times, 2024",),
        ),
        status=status,
    )


def claims() -> tuple[Finding, ...]:
    """Claims by every voice with every verdict."""
    block = recovery().result.figures[0]
    return (
        claim("C01", "How many recover?", Voice.SERVICE, Verdict.IN_PART, Status.OTHER_DENOMINATOR, figures=(block,)),
        claim(
            "C03", "How long do they wait?", Voice.PRESS, Verdict.HOLDS, Status.REPRODUCED, tables=(shorthand_table(),)
        ),
        claim("C02", "How many recover?", Voice.CRITIC, Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED),
        claim("C04", "How long do they wait?", Voice.CRITIC, Verdict.CANNOT_BE_TOLD, Status.UNTESTABLE_HERE),
        claim("C05", "Is it worth it?", Voice.OTHER, None, Status.VALUE_JUDGEMENT),
    )


def others() -> tuple[Finding, ...]:
    """The remaining cards' findings, the remaining charts and verdicts, and odd figures."""
    few = share("of few", 8, 12, low=0.39, high=0.86)
    unknown = Estimate(name="nothing", value=None, unit=Unit.PROPORTION)
    rounded = share("rounded", 245, 1000, low=0.2445, high=0.248, interval=Interval.ROUNDING, level=Level.PROVIDER)
    cost = Estimate(name="cost", value=1496.0, low=1496.0, high=1888.0, interval=Interval.BOUNDS, unit=Unit.GBP)
    slope = Estimate(
        name="slope", value=0.14, low=0.123, high=0.157, interval=Interval.SAMPLING, unit=Unit.PERCENTAGE_POINT
    )
    england = Reference(value=0.506, label="England overall")

    def block(label: str, estimate: Estimate, **more: object) -> FigureBlock:
        return FigureBlock(label=label, estimate=estimate, of_whom="of made people", **more)

    def finding(
        identity: str, chapter: Chapter, verdict: Verdict, *figures: FigureBlock, charts: tuple = ()
    ) -> Finding:
        return Finding(
            id=identity,
            chapter=chapter,
            question=f"What of {identity.replace('-', ' ')}?",
            result=answer(identity.replace("-", " "), verdict, figures=figures, charts=charts),
        )

    return (
        finding("provider-counts-left-blank", Chapter.QUALITY, Verdict.HOLDS, block("Left blank", few)),
        finding(
            "odd-figures", Chapter.QUALITY, Verdict.CANNOT_BE_TOLD, block("Lacking", unknown), block("Rounded", rounded)
        ),
        finding("second-wait", Chapter.PERFORMANCE, Verdict.IN_PART, block("Over 90 days", rounded), charts=(waits(),)),
        finding("spread", Chapter.OUTCOMES, Verdict.DOES_NOT_HOLD, charts=(funnel(), caterpillar())),
        finding("cost-per-outcome", Chapter.SPEND, Verdict.IN_PART, block("Cost", cost), charts=(totals(),)),
        finding(
            "deprivation-gradient",
            Chapter.EFFECTIVENESS,
            Verdict.DESCRIBED,
            block("Lower", slope, definitions=(0.43, 0.57), reference=england),
            charts=(gradient(),),
        ),
    )


def not_run() -> tuple[NotRun, ...]:
    """Two checks that could not be run."""
    return (
        NotRun(
            check="does-it-last",
            chapter=Chapter.OUTCOMES,
            question="Does recovery last?",
            reason="needs re-referrals, 24 months",
            settled_by="linked referrals of three years",
        ),
        NotRun(check="altered", chapter=Chapter.OUTCOMES, question="Were scores altered?", reason=INJECTION),
    )


def published() -> Published:
    """A made relation of England's years, one of them lacking, and two months."""
    periods = [(f"{y}-04-01", f"{y + 1}-03-31", "year", "annual") for y in (2021, 2022, 2024)]
    periods += [(f"2025-{m}-01", f"2025-{m}-31", "month", "monthly") for m in ("01", "03")]
    values = ", ".join(f"(DATE '{a}', DATE '{b}', '{every}', '{name}', 'England')" for a, b, every, name in periods)
    backend = ibis.duckdb.connect()
    backend.raw_sql(
        "CREATE TABLE figures AS SELECT *, 'made/annual.csv' AS source_file, NULL::VARCHAR AS org_code, "
        "NULL::VARCHAR AS org_name, NULL::VARCHAR AS parent_code, 'total' AS breakdown, 'total' AS category, "
        "'referrals_received' AS measure, 'M001' AS official_id, 'ReferralsReceived' AS printed_name, "
        "'count' AS statistic, 100.0::DOUBLE AS value, 100.0::DOUBLE AS lower, 100.0::DOUBLE AS upper, "
        f"'exact' AS mark FROM (VALUES {values}) figures(period_start, period_end, frequency, publication, level)"
    )
    reading = Reading(
        files=(InputFile("made/annual.csv", "0f" * 32, "annual, tidy", 1234, 2, 5678, ("made_name",)),),
        set_aside=(
            SetAside("made/annual.csv", 12, 2, f"a value is no number: {INJECTION}", "Correct it."),
            SetAside("made/notes.xlsx", None, None, "not CSV"),
        ),
        figures=5678,
        overlaps=(Overlap("annual", "2022-04-01", "2023-03-31", "b.csv", "a.csv", 9, 1, 0, 0, 1 / 13),),
        conflicts=(Conflict("England 2022/23 referrals", "12", "b.csv", "13", "a.csv"),),
    )
    return Published(backend.table("figures"), reading)


def full() -> Audit:
    """Every chart, verdict, voice and state."""
    findings = (*others()[:2], ended(), *others()[2:3], recovery(), *others()[3:], *claims())
    return Audit(sources=(published(),), findings=findings, not_run=not_run())


def empty() -> Audit:
    """No source, no finding."""
    return Audit(sources=(), findings=(), not_run=())


def only_not_run() -> Audit:
    """A source that meets no need."""
    lacks = tuple(
        NotRun(check=check, chapter=chapter, question=f"What of {check}?", reason="no annual figures")
        for check, chapter in (("recovery-by-denominator", Chapter.OUTCOMES), ("ended-referrals", Chapter.PERFORMANCE))
    )
    return Audit(sources=(published(),), findings=(), not_run=lacks)
