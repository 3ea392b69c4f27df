"""Rules and VODIM give the same on PostgreSQL as on DuckDB, examples included; on Spark, the rules of one table."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES

from caseness.validation import Origin, Unit, examine
from caseness.validation.engine import judged
from caseness.validation.official import official_rules
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared

pytest.importorskip("psycopg")

pytestmark = ENGINES


def test_submitted_tables_break_the_same_rules(submitted):
    """All rules, VODIM, the months sent and what the extract lacks, on PostgreSQL; eight official rules on Spark."""
    here, there = examine(submitted["duckdb"]), examine(submitted["postgresql"])
    assert [o.rule.id for o in here.validation.outcomes if o.broken == 0 and _of_rows(o)] == []
    assert told(there.validation.outcomes) == told(here.validation.outcomes)
    assert there.vodim.equals(here.vodim)
    assert (there.history, there.missing, there.lacking) == (here.history, here.missing, here.lacking)
    few = [rule for rule in official_rules() if rule.table == "IDS202CareActivity"][:8]
    on_spark = judged(few, Prepared(submitted["spark"]))
    assert told(on_spark) == told(judged(few, Prepared(submitted["duckdb"])))


def test_national_tables_break_the_same_rules(national):
    """Our rules, most of which ask for what the warehouse derives."""
    here, there = (judged(our_rules(), Prepared(national[name])) for name in ("duckdb", "postgresql"))
    assert [outcome.rule.id for outcome in here if outcome.broken is None] == []
    assert len([outcome for outcome in here if outcome.broken]) > 20
    assert told(there) == told(here)


def told(outcomes):
    """What came of each rule, but for its tests."""
    return [(o.rule.id, o.broken, o.checked, o.reason, o.by, o.examples) for o in outcomes]


def _of_rows(outcome):
    return outcome.rule.origin is Origin.OFFICIAL and outcome.rule.unit is Unit.ROW
