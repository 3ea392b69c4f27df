"""What a chart says, as data. How it looks is the report's business.

Every chart has a title that states the finding, a subtitle (measure, of whom, where, when, truncated axis), a text
alternative, and a source note. Shares and rates are proportions from 0 to 1. ``None`` in a series is a gap: it is
drawn as a gap, never joined across.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseness.statistics.spc import XmR


class Role(StrEnum):
    """Who a mark stands for; the report gives each role its colour and weight."""

    NATION = "nation"
    SUBJECT = "subject"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What all charts share."""

    title: str
    subtitle: str
    alt: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a ladder: a group, its size in words, its share, and whether it is the official definition."""

    label: str
    sublabel: str
    share: float
    text: str
    official: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Chart):
    """The same numerator over several groups, largest rate first. Axis always 0 to 100%."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of attrition: how many remain of the first base, and what became of those who stopped here."""

    label: str
    count: float
    share: float
    stopped: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Chart):
    """Attrition as bars from a common zero: filled went on, outlined stopped here. All on one base."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: values aligned with the chart's ``periods``; first and last value are labelled."""

    name: str
    role: Role
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime(Chart):
    """Shares over periods, axis ``domain`` in proportions. ``breaks`` are series breaks *before* the named period."""

    periods: tuple[str, ...]
    series: tuple[Series, ...]
    domain: tuple[float, float] = (0.0, 1.0)
    breaks: tuple[str, ...] = ()
    unit: str = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A published standard: ``share`` by ``days``, in ``words``."""

    days: int
    share: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A cumulative share at published cut-offs only: pairs of days and share."""

    name: str
    role: Role
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits(Chart):
    """Cumulative share seen by each published number of days, with the standards as open diamonds."""

    curves: tuple[Curve, ...]
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPoint:
    """One organisation: cases, rate, and whether it lies beyond the adjusted limits."""

    org_code: str
    name: str
    cases: float
    rate: float
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPlot(Chart):
    """Rates against size (log scale). ``limits`` are rows of cases, naive low, naive high, adjusted low, adjusted high."""

    points: tuple[FunnelPoint, ...]
    centre: float
    limits: tuple[tuple[float, float, float, float, float], ...]
    domain: tuple[float, float] = (0.2, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caterpillar(Chart):
    """Shrunken rates with 95% intervals in order: rows of (rate, low, high). No names, no ranks."""

    rows: tuple[tuple[float, float, float], ...]
    centre: float
    domain: tuple[float, float] = (0.2, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One row of a dot plot: a value, its interval if any, and the figure in words. ``None`` is not at hand.

    ``low`` and ``high`` are what chance alone would move, ``limits`` what missing figures leave open, ``spread`` where
    the next study or provider may lie. Rows of one ``group`` stand together below its name.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    limits: tuple[float, float] | None = None
    spread: tuple[float, float] | None = None
    role: Role = Role.OTHER
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(Chart):
    """A dot plot, one row per label, on a common labelled axis. ``reference`` is an upright line with words."""

    rows: tuple[Dot, ...]
    domain: tuple[float, float] = (0.0, 1.0)
    unit: str = "%"
    reference: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCell:
    """A share with its interval if any, and the figure in words. ``None`` is not at hand; ``hollow`` counts too few."""

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One group: a cell for each stage. ``apart`` sets it off from the others, as those whose group is not known."""

    label: str
    sublabel: str
    cells: tuple[StageCell, ...]
    role: Role = Role.OTHER
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages(Chart):
    """Small panels of strips, a column per stage, a row per group, all axes 0 to 100%.

    ``stages`` are the columns' titles, ``england`` the upright line in each; None draws none.
    """

    stages: tuple[str, ...]
    england: tuple[float | None, ...]
    rows: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientGroup:
    """One group on the social scale: its width (share of cases), rate and interval."""

    label: str
    share: float
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient(Chart):
    """Rate over cumulative rank, most advantaged left, with the weighted line from ``line[0]`` to ``line[1]``."""

    groups: tuple[GradientGroup, ...]
    centre: float
    line: tuple[float, float]
    slope_text: str
    unknown: GradientGroup | None = None
    domain: tuple[float, float] = (0.35, 0.65)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One claimed total as a rectangle: people wide, pounds per person high; ``total`` is their product in pounds."""

    label: str
    people: float
    pounds: float
    total: float
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Chart):
    """Rival totals on identical axes, each a rectangle whose area is the total."""

    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChart(Chart):
    """One figure a month against its own history: ``run`` has the values of ``periods``, limits and signals.

    ``domain`` is the axis, in the figure's unit.
    """

    periods: tuple[str, ...]
    run: XmR
    domain: tuple[float, float]
    unit: str = "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class TileRow:
    """One row of tiles: a label and a share for each column. ``None`` is not at hand."""

    label: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles(Chart):
    """Many shares at a glance: rows by columns, each a printed figure over a bar of its length from 0 to 100%."""

    columns: tuple[str, ...]
    rows: tuple[TileRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """One choice of a specification curve: in each bin the share of definitions that make it, 0 to 1."""

    factor: str
    label: str
    values: tuple[float, ...]
    official: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationCurve(Chart):
    """Every definition of a rate in order of what it gives, in bins of as many each; below, which choices each bin makes.

    ``values`` is the mean rate of each bin, ``at`` the place of the official definition in the order (0 to 1) and ``official``
    its rate.
    """

    values: tuple[float | None, ...]
    rows: tuple[ChoiceRow, ...]
    at: float
    official: float
    domain: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCurve:
    """A share by the price of what is gained: pairs of pounds and share."""

    name: str
    role: Role
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPrice(Chart):
    """How often each option is the best, by what a unit of effect is worth (``across``); ``prices`` in use are upright lines."""

    across: str
    curves: tuple[PriceCurve, ...]
    prices: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One figure in words and its shade, from 0 on; the figure is read without the shade."""

    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Chart):
    """A figure for each pair of two quantities: ``rows`` down, ``columns`` across. ``levels`` say what each shade means."""

    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """How many forms have one score; ``just_below`` the line or not."""

    score: int
    count: float
    just_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDensity(Chart):
    """How many forms there are of each score of a ``scale``, against a smooth ``fit`` (pairs of score and count).

    ``line`` is between the scores on either side of the clinical line, ``shams`` are lines at which nothing is decided.
    """

    scale: str
    bars: tuple[ScoreBar, ...]
    fit: tuple[tuple[float, float], ...]
    line: float
    shams: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingPoint:
    """The share of courses that end with one score, with its interval."""

    score: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingByScore(Chart):
    """How often treatment ends with each score of a ``scale``; the fit is smooth but for the line.

    ``fit_below`` and ``fit_above`` are pairs of score and share on either side of the ``line``; ``shams`` are lines at which
    nothing is decided.
    """

    scale: str
    points: tuple[EndingPoint, ...]
    fit_below: tuple[tuple[float, float], ...]
    fit_above: tuple[tuple[float, float], ...]
    line: float
    shams: tuple[float, ...]
