"""How checks are declared and found, and that every one of them asks a question of its own."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

from caseness.checks import registry
from caseness.checks.finding import Answer, Chapter, Finding, NotRun, Verdict
from caseness.checks.registry import Check, all_checks
from caseness.errors import CannotRun


class Figures:
    """A source as small as can be."""

    called = "figures"
    obtained = "a file of figures"
    of_people = False

    def __init__(self) -> None:
        self.queries: list[str] = []

    def recording(self) -> Figures:
        return Figures()


class Records(Figures):
    """Another kind of source."""

    called = "records"
    obtained = "a folder of records"
    of_people = True


def told(figures: Figures) -> Answer:
    figures.queries += ["SELECT 1", "SELECT 1", "SELECT 2"]
    return Answer(
        short="s", answer="a", verdict=Verdict.HOLDS, condition="", estimates=(), caveats=(), method="m", sources=()
    )


def test_every_check_asks_a_question():
    for check in all_checks():
        if isinstance(check, Check):
            assert check.question.endswith("?"), check.id
            assert check.question[0].isupper(), check.id


def test_every_identity_is_unique():
    counts = Counter(check.id for check in all_checks())
    assert counts.most_common(1)[0][1] == 1


def test_checks_come_by_chapter_and_then_by_consequence():
    checks = all_checks()
    chapters = [chapter for chapter, _checks in groupby(checks, key=lambda check: check.chapter)]
    assert chapters == [chapter for chapter in Chapter if chapter in chapters]
    for chapter in chapters:
        order = [check.order for check in checks if check.chapter is chapter]
        assert order == sorted(order)


def test_no_two_checks_of_a_chapter_claim_the_same_place():
    places = Counter((check.chapter, check.order) for check in all_checks())
    assert [place for place, number in places.items() if number > 1] == []


def test_a_function_becomes_a_check_by_its_name_and_docstring(monkeypatch):
    monkeypatch.setattr(registry, "_REGISTERED", {})

    @registry.check(chapter=Chapter.QUALITY, needs=[Figures], order=1)
    def does_it_add_up(figures: Figures) -> Answer:
        """Does it add up?

        More words, which are no part of the question.
        """
        return told(figures)

    (check,) = registry._REGISTERED.values()
    assert (check.id, check.question, check.chapter) == ("does-it-add-up", "Does it add up?", Chapter.QUALITY)


def test_the_queries_a_check_ran_are_shown_once_each_and_the_source_keeps_none():
    source = Figures()
    outcome = Check("id", Chapter.QUALITY, "Q?", 1, (Figures,), told).run([source])
    assert isinstance(outcome, Finding)
    assert outcome.result.sql == ("SELECT 1", "SELECT 2")
    assert source.queries == []


def test_a_check_without_its_kind_of_source_is_not_run():
    outcome = Check("id", Chapter.QUALITY, "Q?", 1, (Figures, Records), told).run([Figures()])
    assert isinstance(outcome, NotRun)
    assert (outcome.reason, outcome.settled_by) == ("needs records", "a folder of records")


def test_a_check_that_lacks_figures_is_not_run_with_reason_and_remedy():
    def lacks(_figures: Figures) -> Answer:
        raise CannotRun("no figures", settled_by="one file")

    outcome = Check("id", Chapter.QUALITY, "Q?", 1, (Figures,), lacks).run([Figures()])
    assert outcome == NotRun(
        check="id", chapter=Chapter.QUALITY, question="Q?", reason="no figures", settled_by="one file"
    )


def test_a_fault_in_a_check_is_not_taken_for_a_lack_of_figures():
    def broken(_figures: Figures) -> Answer:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Check("id", Chapter.QUALITY, "Q?", 1, (Figures,), broken).run([Figures()])
