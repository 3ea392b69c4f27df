"""Sentences on recovery put to records: people made by hand, so that each definition can be counted on fingers."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.pathways.people import national, person, tables, treatment

from caseness.claim import NotUnderstood, read
from caseness.claim.places import find_provider
from caseness.claim.recorded import search
from caseness.cli import cli
from caseness.sources.records import open_records

CASE, WELL, NEARLY = {"phq9": 15, "gad7": 12}, {"phq9": 4, "gad7": 4}, {"phq9": 9, "gad7": 7}


def _course(name: str, end: dict[str, int]) -> object:
    return person(name, "04-02", treatment("04-10", **CASE), treatment("04-17", **end), ended="04-30")


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """Of 42 cases 12 end well, 9 just below the line and 21 as they began: officially 21 of 42 recover."""
    ends = [WELL] * 12 + [NEARLY] * 9 + [CASE] * 21
    people = [_course(f"p{number}", end) for number, end in enumerate(ends)]
    return national(tmp_path_factory.mktemp("claims") / "extract", tables(people))


@pytest.fixture(scope="module")
def records(extract):
    with open_records(extract) as opened:
        yield opened


def test_a_sentence_that_the_official_definition_gives(records):
    found = search(read("50% of those who completed treatment recovered"), records)
    assert (found.official.numerator, found.official.denominator, found.official.gives) == (20, 40, True)  # rounded
    assert found.giving[0].as_stated
    assert found.giving[0].specification.whom == "everyone"
    assert found.giving[0].specification.departures == 1


def test_a_sentence_that_takes_another_criterion(records):
    """12 of 42 are in remission. 9 and 7 are at a line one point down, not half of 15 and 12, and falls of 6 and 5."""
    found = search(read("29% of cases recovered"), records)
    assert not found.official.gives
    plainest = [one.specification for one in found.giving if one.as_stated and one.specification.departures == 1]
    lower, stricter = {"line_minus_2", "line_minus_1"}, {"response", "reliable_retest"}
    assert {one.criterion for one in plainest} == {"remission"} | lower | stricter


def test_a_sentence_that_none_gives(records):
    found = search(read("87% of those who complete recover"), records)
    assert found.giving == ()
    assert found.highest < 0.87
    assert found.closest.rate == pytest.approx(found.highest, abs=0.01)


def test_the_opposite_is_told(records):
    found = search(read("half of those who complete do not recover"), records)
    assert found.official.gives


@pytest.mark.parametrize("sentence", ["90% start treatment within six weeks", "320,000 people recover"])
def test_what_definitions_of_recovery_do_not_tell(records, sentence):
    with pytest.raises(NotUnderstood, match="shares of those who recover"):
        search(read(sentence), records)


def test_an_unknown_provider_is_named(records):
    with pytest.raises(NotUnderstood, match="nor an organisation with courses that began and ended") as asked:
        search(read("half of patients recover", place="XYZ"), records)
    assert asked.value.choices == ("SYNPA",)


def test_a_provider_is_found_by_a_part_of_its_name():
    codes = ["RW4", "RX4", "RQX"]
    assert find_provider(codes, "rw4") == find_provider(codes, "mersey CARE") == "RW4"
    with pytest.raises(NotUnderstood, match="could be 2 organisations") as asked:
        find_provider(["RX4", "RX40C", "RW4"], "cumbria")
    assert [choice.partition(":")[0] for choice in asked.value.choices] == ["--org RX4", "--org RX40C"]
    with pytest.raises(NotUnderstood, match="neither a word known here") as asked:
        find_provider(codes, "merzey care")
    assert asked.value.choices[0] == "--org RW4: Mersey Care NHS Foundation Trust (Provider RW4)"


def test_the_command(extract):
    words = ["claim", "87% of those who complete recover", "--org", "SYNPA", str(extract), "-q"]
    run = CliRunner().invoke(cli, words)
    assert run.exit_code == 0, run.output
    assert "None of them gives 87%" in run.output
    assert "the official one 50% of 40" in run.output
    assert "counts under 5 are suppressed" in run.output
    exact = CliRunner().invoke(cli, [*words, "--internal"])
    assert "the official one 50% of 42" in exact.output
    assert "Internal: without disclosure control" in exact.output
    assert "suppressed" not in exact.output


def test_a_time_within_the_extract_is_refused_and_not_passed_over(records):
    with pytest.raises(NotUnderstood, match="over all of its months"):
        search(read("50% of those who completed treatment recovered", period="April 2024"), records)


def test_too_few_courses_is_no_matter_of_the_sentence(tmp_path):
    alone = national(tmp_path / "extract", tables([person("p1", "04-02", treatment("04-10", phq9=12), ended="04-30")]))
    run = CliRunner().invoke(cli, ["claim", "half of those who complete recover", str(alone), "-q"])
    assert run.exit_code == 3
    assert "Cannot be told from this extract: fewer than 20 cases" in run.output
    assert "Understood: figure “half”" in run.output
    assert "Sentences that are understood" not in run.output
