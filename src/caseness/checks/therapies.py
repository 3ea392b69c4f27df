"""The published outcomes of courses of therapy: one record per year, problem and therapy, for the checks that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published.relation import Row

PUBLICATION = "therapy_outcomes"
BREAKDOWN = "therapy"
ALL_PROBLEMS = "Total"
SUMS = (ALL_PROBLEMS, "Anxiety (Total)")  # problems that are sums of other problems
SCALES = {"phq9": "PHQ-9", "gad7": "GAD-7", "wsas": "WSAS"}

_COUNTS = {
    "courses": "courses_of_therapy",
    "not_at_caseness": "not_at_caseness",
    "recovered": "recovery",
    "reliably_recovered": "reliable_recovery",
    "improved": "reliable_improvement",
    "deteriorated": "reliable_deterioration",
    "unchanged": "no_reliable_change",
}


@dataclass(frozen=True, slots=True)
class Scores:
    """First and last scores on one questionnaire, in points: means, standard deviations, and the printed effect size."""

    start: float
    end: float
    start_sd: float
    end_sd: float
    printed: float | None

    @property
    def effect(self) -> float | None:
        """(Mean at start − mean at end) ÷ standard deviation at start; None where everyone scored alike."""
        return (self.start - self.end) / self.start_sd if self.start_sd else None


@dataclass(frozen=True, slots=True)
class Courses:
    """Courses of one therapy for one problem in one year. A course is two or more contacts of that therapy."""

    year: Period
    problem: str
    therapy: str
    courses: float
    not_at_caseness: float
    recovered: float
    reliably_recovered: float
    improved: float
    deteriorated: float
    unchanged: float
    scores: dict[str, Scores]

    @property
    def cases(self) -> float:
        """Courses that began at or above the line."""
        return self.courses - self.not_at_caseness

    @property
    def category(self) -> str:
        """As the relation of published figures has it."""
        return f"{self.problem}: {self.therapy}"


def courses_of_therapy(published: Published) -> list[Courses]:
    """England's courses of therapy in every year at hand, the latest first, then the most frequent.

    Raises `CannotRun` where the source has none.
    """
    figures = _figures()
    rows = published.select(
        *dict.fromkeys(measure for measure, _statistic in figures.values()),
        frequency=Frequency.YEAR,
        breakdown=BREAKDOWN,
        statistic=None,
        publication=PUBLICATION,
    )
    cells = rows.group_by("period_start", "period_end", "category").aggregate(
        **{
            name: rows.value.max(where=(rows.measure == measure) & (rows.statistic == statistic.value))
            for name, (measure, statistic) in figures.items()
        }
    )
    held = cells.filter(*(_[name].notnull() for name in _COUNTS), _.courses > 0, _.category.contains(": "))
    found = [_courses(row) for row in published.fetch(held)]
    if not found:
        raise lacking(tuple(_COUNTS.values()), Frequency.YEAR, Level.ENGLAND, BREAKDOWN)
    return sorted(found, key=lambda c: (-c.year.start.year, -c.courses, c.category))


def latest(found: Sequence[Courses]) -> list[Courses]:
    """Those of the latest year."""
    return [courses for courses in found if courses.year == found[0].year]


def of_all_problems(found: Sequence[Courses]) -> list[Courses]:
    """One record per year and therapy, whatever the problem."""
    return [courses for courses in found if courses.problem == ALL_PROBLEMS]


def therapy_source(found: Sequence[Courses]) -> str:
    """Where these figures come from."""
    years = sorted({courses.year for courses in found})
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
    return (
        f"NHS England (NHS Digital to 2021/22), annual statistics, therapy-based outcomes {span}, "
        "Open Government Licence v3.0"
    )


def _figures() -> dict[str, tuple[str, Statistic]]:
    figures = {name: (measure, Statistic.COUNT) for name, measure in _COUNTS.items()}
    for scale in SCALES:
        figures[scale] = (scale, Statistic.EFFECT_SIZE)
        for time in ("start", "end"):
            figures[f"{scale}_{time}"] = (f"{scale}_{time}", Statistic.MEAN)
            figures[f"{scale}_{time}_sd"] = (f"{scale}_{time}", Statistic.STANDARD_DEVIATION)
    return figures


def _courses(row: Row) -> Courses:
    problem, therapy = row["category"].split(": ", 1)
    return Courses(
        year=Period(row["period_start"], row["period_end"]),
        problem=problem,
        therapy=therapy,
        scores={scale: scores for scale in SCALES if (scores := _scores(row, scale))},
        **{name: row[name] for name in _COUNTS},
    )


def _scores(row: Row, scale: str) -> Scores | None:
    figures = {part: row[f"{scale}_{part}"] for part in ("start", "end", "start_sd", "end_sd")}
    return None if None in figures.values() else Scores(**figures, printed=row[scale])
