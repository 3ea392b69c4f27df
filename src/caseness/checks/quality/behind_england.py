"""Which providers stand behind a month in which a figure for England stands apart from the months beside it.

England's figure is computed again as if a provider had had, in that month, the mean of its own months before and after.
Where one or two providers bring the figure back, the month is theirs, not the nation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.quality.changes_in_england import Change, changes_of, series_of_england
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic, title
from caseness.vocabulary.organisations import name_of
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.vocabulary.period import Period

_RATES = {  # of finished cases: the numerator, all who finished, those of them who were no case
    measure: (measure, "finished_course_treatment", "not_at_caseness") for measure in ("recovery", "reliable_recovery")
}
_ENOUGH = 0.8  # of the distance to the months beside; providers are named until so much of it is theirs
_MOST = 3  # providers named
_ENGLAND = ""

_Counts = dict[tuple[str, str, "Period"], float]  # by provider, measure and month; England's under the empty code


@dataclass(frozen=True, slots=True)
class _Month:
    """One figure for England in a month that stands apart."""

    change: Change
    parts: tuple[str, ...]
    before: Period
    after: Period

    @property
    def month(self) -> Period:
        return self.change.month

    @property
    def is_rate(self) -> bool:
        return len(self.parts) > 1

    @property
    def told(self) -> int:
        """The part whose count is shown for a provider: those who finished, for a rate."""
        return 1 if self.is_rate else 0

    @property
    def name(self) -> str:
        words = title(self.change.line.measure).partition(" (")[0]
        return f"Share of finished cases {words[0].lower()}{words[1:]}" if self.is_rate else words

    def figure(self, counts: Sequence[float]) -> float:
        """The figure that these counts of its parts make."""
        if not self.is_rate:
            return counts[0]
        recovered, finished, no_case = counts
        return recovered / (finished - no_case)


@dataclass(frozen=True, slots=True)
class _Step:
    """England's figure had this provider, and those named before it, been as in the months beside."""

    org_code: str
    name: str
    here: float  # its count of the part that the month tells of
    beside: float
    england: float


@dataclass(frozen=True, slots=True)
class _Behind:
    """A month that stands apart, England's figure in it and beside it, and the providers behind it."""

    month: _Month
    england: float
    beside: float
    steps: tuple[_Step, ...]

    @property
    def explained(self) -> float:
        """How much of the distance to the months beside the providers named make up."""
        return (self.steps[-1].england - self.england) / (self.beside - self.england)


@check(chapter=Chapter.QUALITY, needs=[Published], order=46)
def behind_england(published: Published) -> Answer:
    """When a figure for England stands apart from the months beside it, which providers are behind it?"""
    behind = _all_behind(published)
    if not behind:
        raise CannotRun(
            "no month in which a count or a recovery rate for England stands apart, with the providers’ counts beside",
            settled_by="the official monthly statistics by provider, 24 months or more, as published",
        )
    leading = min(behind, key=lambda b: (not b.month.is_rate, b.month.parts[0] != "recovery", -abs(b.explained)))
    mostly = [b for b in behind if b.explained >= _ENOUGH]
    return Answer(
        short="Behind England’s months apart",
        answer=(
            f"In {leading.month.month} England’s figure for “{_lower(leading.month.name)}” is "
            f"{_text(leading, leading.england)}. Had {_providers(leading)} been as in the months beside, it would be "
            f"{_text(leading, leading.steps[-1].england)}. For {len(mostly)} of {len(behind)} such figures, "
            f"at most {_MOST} providers make up most of the distance."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{len(mostly)} of {len(behind)} figures apart are a few providers’",
        estimates=(
            _estimate(leading, "as printed", leading.england),
            _estimate(leading, "had the providers named been as in the months beside", leading.steps[-1].england),
            _estimate(leading, "mean of the months beside", leading.beside),
            tally("providers named", len(leading.steps), leading.month.month, level=Level.PROVIDER),
            tally("figures for England that stand apart", len(behind)),
            tally("of these, mostly made up by at most 3 providers", len(mostly)),
        ),
        figures=(
            FigureBlock(
                label=f"{leading.month.name}, {leading.month.month}",
                estimate=_estimate(leading, "as printed", leading.england),
                of_whom=f"England; {_text(leading, leading.steps[-1].england)} without what sets "
                f"{_providers(leading)} apart that month",
                reference=Reference(value=leading.beside, label="months beside") if leading.month.is_rate else None,
            ),
        ),
        charts=(_chart(leading),),
        caveats=(
            "A service that closes old cases in one go counts them all in that month; the cases are real.",
            "A merger or a new system can move waits and open cases into one month’s file.",
            "What a provider would have had that month is not known; the months beside are only a likeness.",
            "Some of a provider’s difference may be England’s own: a season, a holiday.",
        ),
        method=(
            "Months that stand apart are those of the check on England’s changes. For each provider, England’s counts less the "
            "provider’s, plus the mean of its months before and after; rates from recovered ÷ (finished − not at caseness). "
            "Suppressed counts take the middle of 0 to 4. Providers are named in order of effect, until four fifths of the "
            "distance to the months beside are made up, three at most."
        ),
        sources=(monthly_source(*sorted({b.month.month for b in behind})),),
        tables=(_table(behind),),
    )


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _providers(behind: _Behind) -> str:
    return "1 provider" if len(behind.steps) == 1 else f"{len(behind.steps)} providers"


def _text(behind: _Behind, value: float) -> str:
    return percent(value) if behind.month.is_rate else count(round(value))


def _all_behind(published: Published) -> list[_Behind]:
    if not (months := _months(published)):
        return []
    counts, names = _counts(published, months)
    return [found for month in months if (found := _behind(month, counts, names))]


def _months(published: Published) -> list[_Month]:
    """The counts and recovery rates for England that stand apart, with the months at hand either side."""
    found, _false_alarms = changes_of(series_of_england(published))
    months = []
    for change in found:
        line = change.line
        at = line.months.index(change.month)
        parts = (line.measure,) if line.statistic == Statistic.COUNT.value else _RATES.get(line.measure)
        if change.brief and parts and 0 < at < len(line.months) - 1:
            months.append(_Month(change, parts, line.months[at - 1], line.months[at + 1]))
    return months


def _counts(published: Published, months: Sequence[_Month]) -> tuple[_Counts, dict[str, str]]:
    """The counts of every part in the months that stand apart and beside, the middle of their limits; and the names."""
    measures = sorted({part for month in months for part in month.parts})
    periods = {period for month in months for period in (month.before, month.month, month.after)}
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level.isin([Level.ENGLAND.value, Level.PROVIDER.value]),
            _.breakdown == TOTAL,
            _.statistic == Statistic.COUNT.value,
            _.measure.isin(measures),
            _.period_start.isin([period.start for period in sorted(periods)]),
            _.lower.notnull(),
        )
        .select("org_code", "org_name", "measure", "period_start", "lower", "upper")
        .order_by("org_code", "measure", "period_start")
    )
    by_start = {period.start: period for period in periods}
    counts = {
        (r["org_code"] or _ENGLAND, r["measure"], by_start[r["period_start"]]): (r["lower"] + r["upper"]) / 2
        for r in rows
    }
    return counts, {r["org_code"]: r["org_name"] or r["org_code"] for r in rows if r["org_code"]}


def _behind(month: _Month, counts: _Counts, names: dict[str, str]) -> _Behind | None:
    """The providers whose difference from their own months beside takes England's figure back most."""
    needed = [(part, period) for part in month.parts for period in (month.before, month.month, month.after)]
    if any((_ENGLAND, part, period) not in counts for part, period in needed):
        return None
    here = [counts[_ENGLAND, part, month.month] for part in month.parts]
    sides = [
        month.figure([counts[_ENGLAND, part, period] for part in month.parts]) for period in (month.before, month.after)
    ]
    england, beside = month.figure(here), sum(sides) / 2
    excess = {code: _excess(code, month, counts) for code in names}
    effect = {
        code: month.figure([h - e for h, e in zip(here, over, strict=True)]) - england
        for code, over in excess.items()
        if over is not None
    }
    towards = 1 if beside > england else -1
    steps: list[_Step] = []
    for code in sorted(effect, key=lambda code: -effect[code] * towards)[:_MOST]:
        over = excess[code]
        if over is None or effect[code] * towards <= 0 or (steps and _share(steps[-1], england, beside) >= _ENOUGH):
            break
        here = [h - e for h, e in zip(here, over, strict=True)]
        own = counts.get((code, month.parts[month.told], month.month), 0.0)
        name = name_of(Level.PROVIDER, code, names[code])
        steps.append(_Step(code, name, own, own - over[month.told], month.figure(here)))
    return _Behind(month, england, beside, tuple(steps)) if steps and beside != england else None


def _share(step: _Step, england: float, beside: float) -> float:
    return (step.england - england) / (beside - england)


def _excess(code: str, month: _Month, counts: _Counts) -> list[float] | None:
    """What a provider has of each part above the mean of its months beside; None without a month beside."""
    over = []
    for part in month.parts:
        sides = [counts[code, part, p] for p in (month.before, month.after) if (code, part, p) in counts]
        if not sides:
            return None
        over.append(counts.get((code, part, month.month), 0.0) - sum(sides) / len(sides))
    return over


def _estimate(behind: _Behind, what: str, value: float) -> Estimate:
    return tally(
        f"{_lower(behind.month.name)}, {what}",
        value,
        behind.month.month,
        unit=Unit.PROPORTION if behind.month.is_rate else Unit.COUNT,
    )


def _chart(behind: _Behind) -> Dots:
    values = [
        ("England, as printed", behind.england, Role.NATION),
        *((f"without {step.name}", step.england, Role.SUBJECT) for step in behind.steps),
        ("Mean of the months beside", behind.beside, Role.OTHER),
    ]
    low, high = min(v for _n, v, _r in values), max(v for _n, v, _r in values)
    reach = (high - low) or 1.0
    domain = (0.35, 0.65) if behind.month.is_rate and low >= 0.35 and high <= 0.65 else (low - reach, high + reach)
    axis = f"Axis from {_text(behind, domain[0])} to {_text(behind, domain[1])}"
    return Dots(
        title=f"{behind.month.name}: {_text(behind, behind.england)}, and {_text(behind, behind.steps[-1].england)} without "
        f"what sets {_providers(behind)} apart",
        subtitle=f"England, {behind.month.month}; each provider put at the mean of its own months beside, one after the "
        f"other. {axis}",
        alt="; ".join(f"{label} {_text(behind, value)}" for label, value, _role in values) + ".",
        note="Without: without the provider’s difference from its own months beside, and those named above it.",
        rows=tuple(
            Dot(label=label, value=value, text=_text(behind, value), role=role) for label, value, role in values
        ),
        domain=domain,
        unit="%" if behind.month.is_rate else "",
    )


def _table(behind: list[_Behind]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            str(b.month.month),
            b.month.name,
            _text(b, b.england),
            _text(b, b.beside),
            step.org_code,
            step.name,
            step.here,
            step.beside,
            _text(b, step.england),
        )
        for b in sorted(behind, key=lambda b: (b.month.month, b.month.name))
        for step in b.steps
    ]
    return Table(
        name="behind-england",
        caption="Figures for England that stand apart, and the providers behind them",
        columns=(
            Column(key="month", title="Month"),
            Column(key="figure", title="Figure"),
            Column(key="england", title="England"),
            Column(key="beside", title="Months beside"),
            Column(key="org_code", title="Code"),
            Column(key="provider", title="Provider"),
            Column(key="provider_count", title="Its count", unit=Unit.COUNT),
            Column(key="provider_beside", title="Its months beside", unit=Unit.COUNT),
            Column(key="without", title="England without it and those above"),
        ),
        rows=tuple(rows),
        note="The provider’s count is of the figure itself; for a rate, of those who finished.",
    )
