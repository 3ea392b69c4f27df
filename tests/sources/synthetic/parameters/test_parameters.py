"""The numbers a made England turns on: each says what it is and where it is from, and none is without a reader."""

from dataclasses import dataclass

import pytest

from caseness.sources.synthetic import parameters


@pytest.mark.parametrize("part", parameters.parts())
def test_every_number_says_what_it_is_and_where_it_is_from(part):
    for entry in parameters.entries(part):
        assert entry.what, entry.name
        assert entry.source, entry.name


def test_names_of_file_and_reader_have_to_agree():
    @dataclass(frozen=True)
    class Incomplete:
        spread: tuple[float, float]

    with pytest.raises(TypeError, match="unexpected keyword"):
        parameters.read(Incomplete, "severity")


def test_lists_become_tuples_that_nobody_can_change():
    numbers = parameters.read(dict, "items")
    assert isinstance(numbers["phq9"], tuple)
    assert isinstance(numbers["phq9"][0], tuple)
