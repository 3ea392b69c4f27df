"""What is compared: the breakdown and its groups, year by year, each against the largest, and how far beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from scipy.stats import norm

from caseness.checks.finding import Chapter
from caseness.checks.stages import Group, Stage, followed, gap, groups
from caseness.statistics.funnel import benjamini_hochberg, two_sided_p
from caseness.vocabulary import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from caseness.checks.printed import Count
    from caseness.sources.published import Published
    from caseness.statistics.decomposition import Decomposition, Part
    from caseness.vocabulary.period import Period

CHAPTER = Chapter.EFFECTIVENESS
MANY = 1000  # entrants; a smaller group is shown, but its gap is not the one the answer tells
_SHOWN = {
    "referred": (Stage.FINISHING, Stage.CASENESS, Stage.RECOVERING),
    "finished": (Stage.CASENESS, Stage.RECOVERING),
}
WORDS = {
    Stage.FINISHING: "in finishing",
    Stage.CASENESS: "in being a case",
    Stage.RECOVERING: "in recovering",
}
_END = {"referred": Stage.OF_REFERRED, "finished": Stage.OF_FINISHED}
ENTRANTS = {"referred": "referrals", "finished": "finished courses"}
OUTCOMES = (Stage.IMPROVING, Stage.RELIABLY, Stage.WORSENING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared: a ``breakdown``, and which of its categories as which groups, in the order shown.

    ``short`` labels the finding and ``by`` ends "by …". ``names`` gives categories the words for prose; those not named
    in it are in the tables only. ``start`` is where the stages begin: ``finished`` where the group is recorded only later
    than the referral. ``against`` is the category the others are set against; the largest where it is blank.
    ``settles`` are the claims it bears on.
    """

    breakdown: str
    short: str
    by: str
    caveats: tuple[str, ...]
    names: Mapping[str, str]
    start: str = "referred"
    against: str = ""
    settles: tuple[str, ...] = ()

    def name(self, group: Group) -> str:
        """The group in the words of prose."""
        return self.names.get(group.category, group.category if group.known else "Not known")

    @property
    def shown(self) -> tuple[Stage, ...]:
        """The stages of the decomposition."""
        return _SHOWN[self.start]

    @property
    def end(self) -> Stage:
        """The share the stages multiply to."""
        return _END[self.start]


@dataclass(frozen=True, slots=True)
class Pair:
    """A group against the largest one, and where their gap arises."""

    group: Group
    against: Group
    split: Decomposition


@dataclass(frozen=True, slots=True)
class Year:
    """A year's groups: those compared, those without a recorded group, and everything printed."""

    period: Period
    compared: list[Group]
    unknown: list[Group]
    printed: list[Group]
    england: Group | None


def followed_years(published: Published, comparison: Comparison) -> list[Year]:
    """The years in which groups can be followed through every stage, in order."""
    england = {period: found[0] for period, found in groups(published, TOTAL).items()}
    years = []
    for period, printed in groups(published, comparison.breakdown).items():
        order = list(comparison.names)
        wanted = sorted((g for g in printed if g.category in order), key=lambda g: order.index(g.category))
        if sum(followed(group, comparison.start) for group in wanted) > 1:
            unknown = [g for g in printed if not g.known]
            years.append(Year(period, wanted, unknown, printed, england.get(period)))
    return years


def pairs_of(found: Sequence[Group], comparison: Comparison) -> list[Pair]:
    """Every group that can be followed, against the largest or the one named."""
    named = [group for group in found if group.category == comparison.against]
    against = max(named or found, key=lambda group: entrants_of(group, comparison.start))
    splits = [(group, gap(against, group, comparison.start)) for group in found if group is not against]
    return [Pair(group, against, split) for group, split in splits if split is not None]


def entrants_of(group: Group, start: str) -> float:
    """How many of a group begin at ``start``."""
    entrants: Count | None = getattr(group, start)
    return (entrants.value or 0) if entrants else 0


def widest_pair(pairs: Sequence[Pair]) -> Pair:
    """The widest gap of a group that is not small; where all are small, of any."""
    large = [pair for pair in pairs if min(_largest_count(pair.group), _largest_count(pair.against)) >= MANY]
    return max(large or pairs, key=lambda pair: abs(pair.split.difference.value))


def _largest_count(group: Group) -> float:
    return max(entrants_of(group, "referred"), entrants_of(group, "finished"))


def beyond_chance(pairs: Iterable[Pair]) -> tuple[int, int]:
    """How many of the stages' ratios differ from 1 at a false discovery rate of 5%, and how many were tried."""
    z = [_z(ratio) for pair in pairs for ratio in pair.split.ratios if ratio.high > ratio.low]
    return int(benjamini_hochberg(two_sided_p(z)).sum()) if z else 0, len(z)


def _z(ratio: Part) -> float:
    """How many standard errors a ratio lies from 1, on the log scale of its 95% interval."""
    error = (log(ratio.high) - log(ratio.low)) / (2 * float(norm.ppf(0.975)))
    return log(ratio.value) / error
