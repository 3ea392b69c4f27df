"""The tidy relation of published figures, and the few ways in which checks look into it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ibis import _

from caseness.errors import CannotRun, InputRefused
from caseness.sources.compiled import statement
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic
from caseness.vocabulary.made_up import is_made_up
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from caseness.sources.published.reading import InputFile
    from caseness.sources.set_aside import SetAside

Row = dict[str, Any]
_NAMED = 3  # measures named when figures are lacking
_SMALL = 1000  # rows of an answer worth keeping, as many checks ask for the same England figures


@dataclass(frozen=True, slots=True)
class Conflict:
    """One figure that two files give differently; ``kept`` is the value of the later publication."""

    figure: str
    kept: str
    kept_file: str
    other: str
    other_file: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two files have in common of one publication, over the periods from ``period_start`` to ``period_end`` (ISO).

    ``equal`` figures are the same in both. Of the ``different`` ones the earlier file had no number for ``filled``, the
    later has none for ``emptied``; ``largest`` is the largest change of a number, over the earlier one.
    """

    publication: str
    period_start: str
    period_end: str
    kept_file: str
    other_file: str
    equal: int
    different: int
    filled: int
    emptied: int
    largest: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What happened when the inputs were read: per file, per row set aside, and where files have figures in common.

    Figures with equal values in more than one file were read once. ``conflicts`` lists disagreements, at most the first
    thousand.
    """

    files: tuple[InputFile, ...]
    set_aside: tuple[SetAside, ...]
    figures: int
    overlaps: tuple[Overlap, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def repeated(self) -> int:
        """Figures that stand in a second file with an equal value."""
        return sum(overlap.equal for overlap in self.overlaps)

    @property
    def conflicting(self) -> int:
        """Figures that stand in a second file with another value."""
        return sum(overlap.different for overlap in self.overlaps)


class Published:
    """Published statistics as one relation, ``figures``, a printed figure to a row.

    Columns: ``source_file, publication, frequency`` (month, quarter, year), ``period_start, period_end, level``
    (see `Level`), ``org_code, org_name`` (NULL for England), ``parent_code`` (the commissioner of a commissioner-by-
    provider cell), ``breakdown, category`` (both ``total`` where a figure is not broken down), ``measure, official_id,
    printed_name, statistic, value, lower, upper`` (the limits a printed figure leaves; NULL where unknown) and ``mark``
    (see `Mark`). Percentages are as printed, 0 to 100.

    Annual figures and months are different publications and never meet in one ratio: every look names a frequency.
    """

    called: ClassVar = "published statistics"
    obtained: ClassVar = "the published statistics, which caseness fetch brings"
    of_people: ClassVar = False

    def __init__(self, figures: ir.Table, reading: Reading, *, embedded: bool = False) -> None:
        self.figures = figures
        self.reading = reading
        self.embedded = embedded  # the England headline series that ships with the package
        self.queries: list[str] = []
        self._fetched: dict[str, list[Row]] = {}  # small answers, shared by all views

    @cached_property
    def synthetic(self) -> bool:
        """Whether the figures are of made-up organisations: every one below England is.

        Raises `InputRefused` where only some are.
        """
        asked = self.figures.filter(_.org_code.notnull()).select("org_code").distinct()
        codes = [row["org_code"] for row in asked.to_pyarrow().to_pylist()]
        made = [code for code in codes if is_made_up(code)]
        if made and len(made) < len(codes):
            raise InputRefused(
                "the published statistics mix made-up organisations and others",
                hint="Synthetic figures never stand in one report with real ones: audit each on its own.",
            )
        return bool(made)

    def recording(self) -> Published:
        """The same source with a query log of its own, so that a finding can show its SQL."""
        view = copy.copy(self)
        view.queries = []
        return view

    def fetch(self, expression: ir.Table) -> list[Row]:
        """Run an expression and return its rows as dictionaries; NULL is None. The SQL is logged."""
        backend = self.figures.get_backend()
        compiled = statement(backend, expression)
        query = compiled.sql
        self.queries.append(query)
        if query not in self._fetched:
            if compiled.reads_memory:
                backend._run_pre_execute_hooks(expression)
            found = backend.con.sql(query).to_arrow_table().cast(expression.schema().to_pyarrow())
            rows: list[Row] = found.to_pylist()
            if len(rows) > _SMALL:
                return rows
            self._fetched[query] = rows
        return [dict(row) for row in self._fetched[query]]

    def select(
        self,
        *measures: str,
        frequency: Frequency,
        level: Level = Level.ENGLAND,
        breakdown: str = TOTAL,
        statistic: Statistic | None = Statistic.COUNT,
        publication: str | None = None,
    ) -> ir.Table:
        """The rows of ``figures`` for these measures, at one level and frequency."""
        rows = self.figures.filter(
            _.measure.isin(measures),
            _.frequency == frequency.value,
            _.level == level.value,
            _.breakdown == breakdown,
        )
        if statistic:
            rows = rows.filter(_.statistic == statistic.value)
        wanted = publication or ("annual" if frequency is Frequency.YEAR else None)
        return rows.filter(_.publication == wanted) if wanted else rows

    def cells(
        self,
        figures: Mapping[str, tuple[str, Statistic]],
        *,
        frequency: Frequency,
        level: Level = Level.ENGLAND,
        breakdown: str = TOTAL,
        publication: str | None = None,
    ) -> ir.Table:
        """Several figures side by side: one row per period, organisation and category.

        ``figures`` maps a column name to (measure, statistic); each gives ``<name>``, ``<name>_lower``,
        ``<name>_upper`` and ``<name>_mark``, NULL where the figure is not in the source.
        """
        rows = self.select(
            *dict.fromkeys(measure for measure, _statistic in figures.values()),
            frequency=frequency,
            level=level,
            breakdown=breakdown,
            statistic=None,
            publication=publication,
        )
        return side_by_side(rows, figures).order_by(list(_KEYS))

    def england(
        self,
        *measures: str,
        frequency: Frequency,
        breakdown: str = TOTAL,
        category: str = TOTAL,
        statistic: Statistic = Statistic.COUNT,
        publication: str | None = None,
    ) -> dict[Period, dict[str, float | None]]:
        """England's figures by period, in order: ``{period: {measure: value or None}}``, all measures as keys."""
        rows = self.fetch(
            self.select(
                *measures, frequency=frequency, breakdown=breakdown, statistic=statistic, publication=publication
            )
            .filter(_.category == category)
            .select("period_start", "period_end", "measure", "value")
            .order_by("period_start", "measure")
        )
        series: dict[Period, dict[str, float | None]] = {}
        for row in rows:
            period = Period(row["period_start"], row["period_end"])
            series.setdefault(period, dict.fromkeys(measures))[row["measure"]] = row["value"]
        return series

    def require_england(self, *measures: str, frequency: Frequency, **where: Any) -> dict[Period, dict[str, float]]:
        """As `england`, keeping the periods that have every measure.

        Raises `CannotRun`, naming what is missing, when no period has.
        """
        series = self.england(*measures, frequency=frequency, **where)
        full = {
            period: {measure: value for measure, value in row.items() if value is not None}
            for period, row in series.items()
        }
        kept = {period: row for period, row in full.items() if len(row) == len(measures)}
        if not kept:
            raise lacking(measures, frequency, Level.ENGLAND, where.get("breakdown", TOTAL))
        return kept


_KEYS = ("period_start", "period_end", "org_code", "parent_code", "category")


def side_by_side(rows: ir.Table, figures: Mapping[str, tuple[str, Statistic]], keys: Sequence[str] = _KEYS) -> ir.Table:
    """Turn figures below each other into columns: one row per combination of ``keys``.

    Each of ``figures`` (name to measure and statistic) gives ``<name>``, ``<name>_lower``, ``<name>_upper`` and
    ``<name>_mark``, NULL where the figure is not in ``rows``; ``org_name`` comes along.
    """
    columns: dict[str, Any] = {}
    for name, (measure, statistic) in figures.items():
        here = (rows.measure == measure) & (rows.statistic == statistic.value)
        for column in ("value", "lower", "upper", "mark"):
            columns[name if column == "value" else f"{name}_{column}"] = rows[column].max(where=here)
    return rows.group_by(list(keys)).aggregate(org_name=rows.org_name.max(), **columns)


def lacking(measures: Sequence[str], frequency: Frequency, level: Level, breakdown: str = TOTAL) -> CannotRun:
    """What to raise when the source has no such figures."""
    kind = {"month": "monthly", "quarter": "quarterly", "year": "annual"}[frequency.value]
    whose = (
        "for England"
        if level is Level.ENGLAND
        else f"by {level.value if level.value.isupper() else level.value.lower()}"
    )
    by = "" if breakdown == TOTAL else f" and {breakdown.replace('_', ' ')}"
    names = [measure.replace("_", " ") for measure in measures]
    shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return CannotRun(
        f"no {kind} figures {whose}{by} ({shown})",
        settled_by=f"the official {kind} statistics {whose}{by}, as published",
    )
