"""The organisations as a record for machines, by ``organisations.schema.json``, and as two tables.

Level and code stand once, at the organisation; figures are numbers, shares 0 to 1, dates ISO, what does not apply null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caseness.checks.finding import Column, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from caseness.checks.finding import Cell, Estimate, FigureBlock
    from caseness.organisations import Key, Profile, Run
    from caseness.vocabulary.period import Period

FIGURES, SERIES = "tables/organisations.csv", "tables/organisation-series.csv"


def organisations_record(profiles: Sequence[Profile]) -> dict[str, Any]:
    """``{"organisations": [...]}``, from A to Z."""
    return {"organisations": [_organisation(profile) for profile in profiles]}


def _organisation(p: Profile) -> dict[str, Any]:
    return {
        "code": p.code,
        "level": p.level.value,
        "name": p.name,
        "former": list(p.former),
        "town": p.town,
        "icb": p.icb,
        "region": p.region,
        "first": _period(p.first),
        "last": _period(p.last),
        "ended": p.ended,
        "carried_on_by": _key(p.carried_on_by) if p.carried_on_by else None,
        "period": _period(p.period) if p.period else None,
        "summary": p.summary,
        "cautions": [
            {"kind": c.kind.value, "text": c.text, "estimates": [_estimate(e) for e in c.estimates]} for c in p.cautions
        ],
        "figures": [{"group": group.title, **_figure(line)} for group in p.groups for line in group.lines],
        "by_group": [
            {"group": groups.title, **_figure(line), "finished": _estimate(finished)}
            for groups in p.equity
            for line, finished in zip(groups.lines, groups.finished, strict=True)
        ],
        "series": [_series(run) for run in p.runs],
        "peers": [_key(peer.key) for peer in p.peers],
        "partners": [{**_key(partner.key), **_estimate(partner.referrals)} for partner in p.partners],
    }


def _key(key: Key) -> dict[str, str]:
    return {"level": key[0].value, "code": key[1]}


def _period(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def _figure(line: FigureBlock) -> dict[str, Any]:
    return {
        **_estimate(line.estimate),
        "name": line.label,
        "of_whom": line.of_whom,
        "limits": list(line.limits) if line.limits else None,
        "spread": list(line.spread) if line.spread else None,
        "england": line.reference.value if line.reference else None,
    }


def _estimate(e: Estimate) -> dict[str, Any]:
    return {
        "name": e.name,
        "value": e.value,
        "low": e.low,
        "high": e.high,
        "interval": e.interval.value if e.interval else None,
        "confidence": e.confidence,
        "numerator": e.numerator,
        "denominator": e.denominator,
        "unit": e.unit.value,
        "period_start": e.period_start.isoformat() if e.period_start else None,
        "period_end": e.period_end.isoformat() if e.period_end else None,
    }


def _series(run: Run) -> dict[str, Any]:
    chart = run.chart
    return {
        "name": run.key,
        "title": run.title,
        "unit": Unit.PROPORTION.value if run.share else Unit.COUNT.value,
        "periods": [period.start.isoformat() for period in run.periods],
        "values": list(run.values),
        "mean": chart.mean if chart else None,
        "lower": chart.lower if chart else None,
        "upper": chart.upper if chart else None,
        "signals": [{"rule": s.rule.value, "start": s.start, "end": s.end} for s in chart.signals] if chart else [],
    }


def organisation_tables(profiles: Sequence[Profile]) -> dict[str, Table]:
    """Every figure and every series of every organisation, by their place in the report's folder; none without profiles."""
    if not profiles:
        return {}
    return {FIGURES: _figures(profiles), SERIES: _all_series(profiles)}


def _figures(profiles: Sequence[Profile]) -> Table:
    text = ("org_code", "level", "organisation", "about", "figure", "period_start", "period_end", "interval")
    numbers = ("numerator", "denominator", "value", "low", "high", "limit_low", "limit_high", "england")
    return Table(
        name="organisations",
        caption="Every share of every organisation, from A to Z",
        columns=(*(Column(key=k, title=k) for k in text), *(Column(key=k, title=k, unit=Unit.SCORE) for k in numbers)),
        rows=tuple(row for profile in profiles for row in _rows(profile)),
    )


def _rows(profile: Profile) -> Iterator[tuple[Cell, ...]]:
    shares = [(group.title, line) for group in profile.groups for line in group.lines]
    by_group = [(f"Recovered, by {groups.title.lower()}", line) for groups in profile.equity for line in groups.lines]
    for about, line in (*shares, *by_group):
        e = line.estimate
        low, high = line.limits or (None, None)
        yield (
            profile.code,
            profile.level.value,
            profile.name,
            about,
            line.label,
            e.period_start.isoformat() if e.period_start else None,
            e.period_end.isoformat() if e.period_end else None,
            e.interval.value if e.interval else None,
            *(e.numerator, e.denominator, e.value, e.low, e.high, low, high),
            line.reference.value if line.reference else None,
        )


def _all_series(profiles: Sequence[Profile]) -> Table:
    keys = ("org_code", "level", "organisation", "series", "period_start", "period_end")
    rows: list[tuple[Cell, ...]] = [
        (p.code, p.level.value, p.name, run.key, period.start.isoformat(), period.end.isoformat(), known)
        for p in profiles
        for run in p.runs
        for period, value in zip(run.periods, run.values, strict=True)
        for known in ["[x]" if value is None else value]
    ]
    return Table(
        name="organisation-series",
        caption="Every series of every organisation, from A to Z",
        columns=(*(Column(key=k, title=k) for k in keys), Column(key="value", title="value", unit=Unit.SCORE)),
        rows=tuple(rows),
    )
