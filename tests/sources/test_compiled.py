"""Statements compiled once: the SQL is what Ibis would have written, and is shared by nothing that means something else."""

import ibis
import pyarrow as pa
import pytest
from ibis import _
from ibis.expr.operations import DatabaseTable

from caseness.sources import compiled
from caseness.sources.compiled import statement

HERE, THERE = "made_here_", "made_there_"
TYPES = {"person": "string", "score": "int64", "day": "date"}


@pytest.fixture
def backend():
    return ibis.duckdb.connect()


@pytest.fixture
def compiles(backend, monkeypatch):
    """How often Ibis is asked to compile."""
    asked = []
    real = backend.compile
    monkeypatch.setattr(backend, "compile", lambda *words, **more: asked.append(1) or real(*words, **more))
    return asked


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(compiled, "_compiled", compiled.OrderedDict())


def made(name, types=TYPES):
    return DatabaseTable(name, schema=ibis.schema(types), source="an engine").to_expr()


def joined(prefix):
    """Two tables of which the name of one begins with that of the other, rows in memory, and a bit of everything."""
    scores, later = made(f"{prefix}scores"), made(f"{prefix}scores__2")
    weights = ibis.memtable(pa.table({"score": [1], "weight": [2.5]}))
    rows = scores.inner_join(later, ["person", scores.day < later.day]).select("person", "score", first=scores.day)
    rows = rows.left_join(weights, "score").drop("score_right").filter(_.weight.isin([1.5, 2.5]))
    lag = _.score.lag().over(group_by="person", order_by="first")
    return rows.mutate(before=lag, since=_.first - ibis.interval(days=3)).distinct()


def test_it_is_what_ibis_writes(backend):
    for prefix in (HERE, THERE):
        expression = joined(prefix)
        assert statement(backend, expression, prefix).sql == backend.compile(expression, pretty=True)


def test_other_names_are_not_compiled_again(backend, compiles):
    said = [statement(backend, joined(prefix), prefix).sql for prefix in (HERE, THERE)]
    assert len(compiles) == 1
    assert HERE not in said[1]
    assert "made_there_scores__2" in said[1]


def test_the_same_tables_in_other_places_are_another_statement(backend):
    one, two = made(f"{HERE}one"), made(f"{HERE}two")
    first, second = (ibis.memtable(pa.table({"score": [score]})) for score in (1, 2))
    for left, right in ((one, two), (two, one), (one, one)):
        for rows in (first, second):
            expression = left.union(right).semi_join(rows, "score").anti_join(first, "score")
            assert statement(backend, expression, HERE).sql == backend.compile(expression, pretty=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_.score == -1, _.score == -2),  # Python gives these two numbers one hash
        (_.score == 1, _.score == 1.0),
        (_.score == 1, _.score == ibis.literal(1, "int64")),
        (_.score.isin([1, 12]), _.score.isin([11, 2])),
        (_.person == "a b", _.person == "a  b"),
        (_.person == "1", _.person == "'1'"),
        (_.day == ibis.date("2024-04-01"), _.day == ibis.date("2024-04-02")),
        (_.score.cast("int32") > 1, _.score.cast("int16") > 1),
        (_.score.cast("int32") > 1, _.score.cast("!int32") > 1),
    ],
)
def test_near_doubles_are_told_apart(backend, one, other):
    rows = made(f"{HERE}scores")
    for condition in (one, other, one):
        expression = rows.filter(condition)
        assert statement(backend, expression, HERE).sql == backend.compile(expression, pretty=True)


def test_tables_alike_of_other_types_are_another_statement(backend, compiles):
    for types in (TYPES, TYPES | {"score": "string"}, dict(reversed(TYPES.items()))):
        statement(backend, made(f"{HERE}scores", types).mutate(text=_.score.cast("string")), HERE)
    assert len(compiles) == 3


def test_tables_of_the_source_keep_their_names(backend, compiles):
    said = [statement(backend, made(name).select("score"), HERE).sql for name in ("left", "right", "left")]
    assert len(compiles) == 2
    assert said[0] == said[2] != said[1]


def test_it_tells_whether_tables_in_memory_are_read(backend):
    assert [statement(backend, joined(prefix), prefix).reads_memory for prefix in (HERE, THERE)] == [True, True]
    assert not statement(backend, made(f"{HERE}scores").select("score"), HERE).reads_memory


def test_the_types_of_an_answer_are_kept_for_all_that_are_alike(backend):
    types = ibis.schema({"score": "int32"})
    statement(backend, made(f"{HERE}scores").select("score"), HERE).answers_in(types)
    assert statement(backend, made(f"{THERE}scores").select("score"), THERE).types == types
    assert statement(backend, made(f"{THERE}scores").select("person"), THERE).types is None


def test_what_it_cannot_tell_apart_is_compiled_each_time(backend, compiles):
    @ibis.udf.scalar.builtin
    def reverse(text: str) -> str: ...

    expression = made(f"{HERE}scores").select(name=reverse(_.person))
    for _again in range(2):
        said = statement(backend, expression, HERE)
        said.answers_in(ibis.schema({"name": "string"}))
        assert said.types is None
    assert len(compiles) == 2


def test_the_oldest_is_forgotten(backend, compiles, monkeypatch):
    monkeypatch.setattr(compiled, "_KEPT", 2)
    rows = made(f"{HERE}scores")
    for number in (1, 2, 3, 3, 1):
        statement(backend, rows.filter(_.score == number), HERE)
    assert len(compiles) == 4
