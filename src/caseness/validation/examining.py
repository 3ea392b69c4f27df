"""Everything that validation says of an extract: what was read, which submissions count, each rule, each field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.validation.engine import judged
from caseness.validation.history import History, history, judged_history
from caseness.validation.official import official_rules
from caseness.validation.ours import our_rules
from caseness.validation.outcome import Validation
from caseness.validation.prepared import Prepared
from caseness.validation.vodim import vodim
from caseness.vocabulary.data_set import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pyarrow as pa

    from caseness.sources.records import PathwayRule, Records, Shape
    from caseness.sources.records.found import Unknown
    from caseness.sources.records.tables import FileRead
    from caseness.sources.set_aside import SetAside
    from caseness.validation.outcome import Outcome

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """An extract examined. Counts and row keys only: no value of a record but the keys of examples.

    ``missing`` are the tables it lacks, ``lacking`` the submitted fields it lacks of tables it has; ``vodim`` has the
    columns of `caseness.validation.vodim.SCHEMA`. ``placing`` are the queries that told which submissions count, and
    ``filling`` those of the fields.
    """

    shape: Shape
    pathway_rule: PathwayRule
    synthetic: bool
    files: tuple[FileRead, ...]
    set_aside: tuple[SetAside, ...]
    unknown: tuple[Unknown, ...]
    missing: tuple[str, ...]
    lacking: Mapping[str, tuple[str, ...]]
    validation: Validation
    vodim: pa.Table
    history: History
    placing: tuple[str, ...] = ()
    filling: tuple[str, ...] = ()

    def sql(self, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
        """The queries behind outcomes, each once."""
        return (*self.placing, *dict.fromkeys(outcome.sql for outcome in outcomes if outcome.sql))

    @property
    def rejecting(self) -> tuple[Outcome, ...]:
        """The broken rules for which the national service rejects rows, groups or the file."""
        return tuple(outcome for outcome in self.validation.broken if outcome.rule.severity is not Severity.WARNING)

    def disabled_by(self, table: str) -> int:
        """How many rules cannot be tested as a table, or a field of it, is not there."""
        return sum(table in (outcome.reason or "").split() for outcome in self.validation.not_computed)


def examine(records: Records, progress: Progress = lambda *_: None) -> Examined:
    """Examine an extract, once: whoever asks again, such as the next check of an audit, gets the same."""
    if _REMEMBERED not in records.remembered:
        records.remembered[_REMEMBERED] = _examined(records.recording(), progress)
    examined: Examined = records.remembered[_REMEMBERED]
    return examined


_REMEMBERED = "validation"


def validate(records: Records, progress: Progress = lambda *_: None) -> Validation:
    """Test all rules on an extract. ``progress`` hears the table, how many are done and how many there are."""
    return _tested(Prepared(records), history(records), progress)


def _tested(prepared: Prepared, seen: History, progress: Progress) -> Validation:
    of_rows = judged((*official_rules(), *our_rules()), prepared, progress)
    return Validation(outcomes=(*of_rows, *judged_history(seen)))


def _examined(records: Records, progress: Progress) -> Examined:
    prepared, seen = Prepared(records), history(records)
    validation = _tested(prepared, seen, progress)
    before = len(records.queries)
    filled = vodim(prepared, progress)
    return Examined(
        shape=records.shape,
        pathway_rule=records.pathway_rule,
        synthetic=records.synthetic,
        files=records.files,
        set_aside=records.set_aside,
        unknown=records.unknown,
        missing=records.missing,
        lacking={table: columns.lacking for table, columns in records.columns.items() if columns.lacking},
        validation=validation,
        vodim=filled,
        history=seen,
        placing=prepared.sql,
        filling=tuple(records.queries[before:]),
    )
