"""An interrupt that something on the way swallows ends the work all the same, with 130 and nothing half-written."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress

import pytest
from tests.pathways.people import national, person, tables, treatment

from caseness.cli.commands import audit, measures, validate
from caseness.interrupts import heed, held_back, remembered
from caseness.sources.synthetic import synthesis

SYNTH = ("synth", "--referrals", "60", "--months", "2", "--workers", "1")


def swallowed():
    """An interrupt whose exception something discards."""
    with suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def with_an_interrupt(function):
    """The function, with an interrupt that gets lost before it goes to work."""

    def lost(*args, **named):
        swallowed()
        return function(*args, **named)

    return lost


@pytest.fixture(autouse=True)
def _interrupts_are_heard():
    """However the tests were started: in the background a shell has interrupts ignored."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


@pytest.fixture
def folder(tmp_path):
    """A small extract."""
    people = [person("ann", "04-02", treatment("04-10", phq9=15, gad7=12), treatment("04-17"), ended="04-28")]
    return national(tmp_path / "extract", tables(people))


def test_it_is_raised_at_once_and_again_where_work_may_stop():
    heed()

    def work():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            heed()

    with pytest.raises(KeyboardInterrupt), remembered():
        work()
    heed()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_lost_in_a_finaliser_it_is_heard_at_the_end():
    class Finalised:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    made, reached = [Finalised()], []
    with pytest.raises(KeyboardInterrupt), remembered():
        reached.append(made.clear())
    assert reached


def test_turned_into_another_fault_it_is_an_interrupt():
    def turned():
        swallowed()
        raise RuntimeError("Query interrupted")

    with pytest.raises(KeyboardInterrupt), remembered():
        turned()
    with pytest.raises(ZeroDivisionError), remembered():
        _ = 1 / 0


def test_held_back_it_comes_at_the_end():
    reached = []
    with pytest.raises(KeyboardInterrupt), held_back():
        reached.append(signal.raise_signal(signal.SIGINT))
    assert reached


def test_one_that_is_to_be_ignored_is():
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with remembered(), held_back():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, earlier)


def test_another_thread_leaves_it_to_the_first():
    def work():
        with remembered(), held_back():
            done.append(signal.getsignal(signal.SIGINT))

    done = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.default_int_handler]


@pytest.mark.parametrize("step", ["make_block", "_signed"])
def test_synth_leaves_nothing(run, tmp_path, monkeypatch, step):
    """Lost in the middle, and with only the last step to come."""
    monkeypatch.setattr(synthesis, step, with_an_interrupt(getattr(synthesis, step)))
    assert interrupted(run, *SYNTH, "--out", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("module", "step", "words"),
    [
        (audit, "run_audit", ("audit", "--only", "provider-spread", "--out", "out")),
        (audit, "write", ("audit", "--only", "provider-spread", "--out", "out")),
        (validate, "examine", ("validate", "extract", "--out", "out")),
        (measures, "compute", ("measures", "compute", "extract", "--measure", "M001", "--out", "out.csv")),
    ],
)
def test_long_commands_leave_nothing(run, folder, tmp_path, monkeypatch, module, step, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, step, with_an_interrupt(getattr(module, step)))
    assert interrupted(run, *words)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents] == []


def test_an_interrupt_during_a_query_is_no_fault(run, folder, tmp_path, monkeypatch):
    """DuckDB raises a `RuntimeError` then, and before the next statement would run the query to its end."""
    long = "SELECT count(*) FROM range(10000000) a, range(100000) b WHERE (a.range + b.range) % 7 = 3"

    def ask(records, _progress):
        threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        records.backend.con.execute(long)

    monkeypatch.setattr(validate, "examine", ask)
    assert interrupted(run, "validate", folder, "--out", tmp_path / "out")


def interrupted(run, *words):
    """Whether the command left as one that was interrupted."""
    status, said, err = run(*words)
    return (status, said, err.strip()) == (130, "", "caseness: Interrupted; nothing was left half-written.")
