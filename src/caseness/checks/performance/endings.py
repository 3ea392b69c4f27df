"""What became of referrals that ended, as counts, estimates and steps: of published totals and of records alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Step, Steps
from caseness.checks.estimating import share, tally
from caseness.vocabulary import Level
from caseness.wording import MINUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.finding import Estimate
    from caseness.vocabulary.period import Period

SHARES = {
    "finished": "Finished: two or more sessions",
    "treated once": "Treated once",
    "before treatment": "Ended before treatment",
}
"""The shares of all that ended, and how each is called in a figure."""

CAVEATS = (
    "Ending before treatment includes people who were not suitable, were signposted to better help, or felt "
    "better; it is not the same as dropping out.",
    "One session may be what was agreed: some services offer a single planned meeting.",
    "A referral is not a person: someone referred twice counts twice.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """Counts of referrals that ended in a period. ``before`` is before treatment; ``once`` after one treatment session."""

    ended: float
    not_seen: float
    before: float
    once: float
    finished: float
    not_cases: float
    recovered: float

    @property
    def cases(self) -> float:
        """Finished courses that began as cases."""
        return self.finished - self.not_cases

    def estimates(self, period: Period, level: Level | None = Level.ENGLAND) -> tuple[Estimate, ...]:
        """The counts of the five ways to end, and what they add up to."""
        counts = {
            "ended": self.ended,
            "ended before treatment": self.before,
            "treated once": self.once,
            "finished and recovered": self.recovered,
            "finished, began as cases, not recovered": self.cases - self.recovered,
            "finished, not cases to begin with": self.not_cases,
            "finished": self.finished,
        }
        return tuple(tally(name, number, period, level=level) for name, number in counts.items())

    def shares(self, period: Period, level: Level | None = Level.ENGLAND) -> dict[str, Estimate]:
        """The shares of all that ended, by the names of `SHARES`."""
        numbers = {"finished": self.finished, "treated once": self.once, "before treatment": self.before}
        return {
            name: share(f"{name}, of referrals that ended", number, self.ended, period, level=level)
            for name, number in numbers.items()
        }

    def steps(self, part: Callable[[float, float], str], *, title: str, subtitle: str, note: str) -> Steps:
        """From all that ended down to those who recovered; ``part`` writes a count of another as a share."""
        treated = self.once + self.finished
        remaining = [
            ("Referrals that ended", self.ended, ""),
            ("Seen at least once", self.ended - self.not_seen, "not seen"),
            ("Treated at least once", treated, "seen, not treated"),
            ("Finished: two or more", self.finished, "treated once"),
            ("Began as cases", self.cases, "not cases"),
            ("Recovered", self.recovered, "not recovered"),
        ]
        before = [number for _label, number, _why in remaining]
        said = ", ".join(f"{part(number, self.ended)} {label.lower()}" for label, number, _why in remaining[1:])
        return Steps(
            title=title,
            subtitle=subtitle,
            alt=f"Steps from a common zero. Of referrals that ended: {said}.",
            note=note,
            steps=tuple(
                Step(
                    label=label,
                    count=number,
                    share=number / self.ended,
                    stopped=f"{MINUS}{part(before[place - 1] - number, self.ended)} {why}" if place else "",
                    final=place == len(remaining) - 1,
                )
                for place, (label, number, why) in enumerate(remaining)
            ),
        )
