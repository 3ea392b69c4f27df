"""England's main figures by month, each as one number: what is counted, of whom, and from which measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.estimating import months_between
from caseness.vocabulary import Frequency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class MonthlyFigure:
    """A monthly count, or a share of ``whole`` less ``without``; ``name`` says what and of whom."""

    id: str
    name: str
    part: str
    whole: str | None = None
    without: str | None = None

    @property
    def unit(self) -> str:
        """``%`` for a share, nothing for a count."""
        return "%" if self.whole else ""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is made from."""
        return tuple(measure for measure in (self.part, self.whole, self.without) if measure)

    def value(self, row: dict[str, float | None]) -> float | None:
        """The figure of one month; None where a measure is not at hand or nobody was counted."""
        part = row.get(self.part)
        if self.whole is None or part is None:
            return part
        whole, without = row.get(self.whole), row.get(self.without) if self.without else 0.0
        return None if whole is None or without is None or whole <= without else part / (whole - without)


FIGURES = (
    MonthlyFigure("referrals", "Referrals received", "referrals_received"),
    MonthlyFigure("entered", "Entered treatment", "accessing_services"),
    MonthlyFigure("finished", "Finished courses", "finished_course_treatment"),
    MonthlyFigure(
        "before-treatment",
        "Ended before treatment, of referrals that ended",
        "ended_before_treatment",
        "ended_referrals",
    ),
    MonthlyFigure(
        "first-6-weeks",
        "First session within six weeks, of those who entered",
        "accessing_services6weeks",
        "accessing_services",
    ),
    MonthlyFigure(
        "second-90-days",
        "Second session after more than 90 days, of second sessions",
        "first_to_second_treatment_over90days",
        "second_treatment",
    ),
    MonthlyFigure(
        "still-waiting",
        "Waiting for more than 90 days, of those waiting for treatment",
        "waiting_for_treatment_over90days",
        "waiting_for_treatment",
    ),
    MonthlyFigure("missed", "Missed without notice, of appointments", "appts_dna", "appointments"),
    MonthlyFigure(
        "recovery", "Recovered, of cases who finished", "recovery", "finished_course_treatment", "not_at_caseness"
    ),
    MonthlyFigure(
        "reliable-recovery",
        "Reliably recovered, of cases who finished",
        "reliable_recovery",
        "finished_course_treatment",
        "not_at_caseness",
    ),
    MonthlyFigure(
        "improvement", "Reliably improved, of finished courses", "reliable_improvement", "finished_course_treatment"
    ),
    MonthlyFigure(
        "deterioration",
        "Reliably deteriorated, of finished courses",
        "reliable_deterioration",
        "finished_course_treatment",
    ),
)


def england_by_month(
    published: Published, figures: Sequence[MonthlyFigure]
) -> tuple[list[Period], dict[MonthlyFigure, list[float | None]]]:
    """Every month from the first to the last at hand, and each figure's values, None where a month lacks it."""
    measures = dict.fromkeys(measure for figure in figures for measure in figure.measures)
    rows = published.england(*measures, frequency=Frequency.MONTH, publication="monthly")
    if not rows:
        return [], {}
    months = months_between(next(iter(rows)), list(rows)[-1])
    return months, {figure: [figure.value(rows.get(month, {})) for month in months] for figure in figures}
