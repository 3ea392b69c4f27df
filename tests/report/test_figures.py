"""Four kinds of doubt are never mixed, in words or on the strip."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Estimate, FigureBlock, Interval, Reference, Unit
from caseness.report.figures import figure
from caseness.report.strip import strip


def _block(value: float | None, unit: Unit = Unit.PROPORTION, **more: object) -> FigureBlock:
    kept = {key: more.pop(key) for key in ("limits", "definitions", "reference") if key in more}
    of_whom = str(more.pop("of_whom", "of made people"))
    return FigureBlock(
        label="Made", of_whom=of_whom, estimate=Estimate(name="made", value=value, unit=unit, **more), **kept
    )


def test_chance_stands_plain_after_the_figure_and_is_a_thick_line() -> None:
    block = _block(0.505, low=0.504, high=0.507, interval=Interval.SAMPLING, denominator=635185)
    shown, drawn = figure(block), strip(block)
    assert (shown.value, shown.chance, shown.limits) == ("50.5%", "50.4% to 50.7%", "")
    assert drawn is not None
    assert (drawn.dot, drawn.chance, drawn.limits) == (50.5, (50.4, 50.7), None)


def test_limits_stand_in_square_brackets() -> None:
    block = _block(0.246, low=0.245, high=0.248, interval=Interval.ROUNDING, denominator=26510)
    shown, drawn = figure(block), strip(block)
    assert (shown.chance, shown.limits) == ("", "[24.5% to 24.8%]")
    assert drawn is not None
    assert (drawn.chance, drawn.limits) == (None, (24.5, 24.8))


def test_a_figure_that_is_one_of_its_limits_names_the_other_only() -> None:
    block = _block(1496.0, Unit.GBP, low=1496.0, high=1888.0, interval=Interval.BOUNDS)
    assert (figure(block).value, figure(block).limits) == ("£1,496", "[to £1,888]")
    assert strip(block) is None


def test_only_limits_known_means_no_figure_and_no_dot() -> None:
    block = _block(None, low=0.0, high=0.1, interval=Interval.BOUNDS, denominator=40)
    shown, drawn = figure(block), strip(block)
    assert (shown.value, shown.limits) == ("", "[0% to 10%]")
    assert drawn is not None
    assert (drawn.dot, drawn.known) == (None, True)


def test_not_at_hand_is_marked_and_the_axis_dotted() -> None:
    block = _block(None)
    drawn = strip(block)
    assert figure(block).value == "[x]"
    assert drawn is not None
    assert not drawn.known


def test_fewer_than_twenty_get_no_rate_and_a_hollow_dot() -> None:
    block = _block(8 / 12, numerator=8, denominator=12, low=0.39, high=0.86, interval=Interval.SAMPLING)
    drawn = strip(block)
    assert figure(block).value == "8 of 12"
    assert drawn is not None
    assert drawn.hollow


def test_a_difference_has_no_dot_only_its_two_ends_and_england() -> None:
    england = Reference(value=0.506, label="England")
    chance = {"low": 0.123, "high": 0.157, "interval": Interval.SAMPLING}
    block = _block(0.14, Unit.PERCENTAGE_POINT, definitions=(0.43, 0.56), reference=england, **chance)
    shown, drawn = figure(block), strip(block)
    assert (shown.value, shown.chance) == ("14.0 points", "12.3 to 15.7 points")
    assert drawn is not None
    assert (drawn.dot, drawn.definitions, drawn.upright, drawn.england) == (None, (43.0, 56.0), 50.6, True)
    assert strip(_block(0.14, Unit.PERCENTAGE_POINT)) is None


@pytest.mark.parametrize(
    ("label", "arrow"), [("at least half", 1), ("claim: at least 75%", 1), ("claim: under 5%", -1), ("the standard", 0)]
)
def test_an_at_least_claim_carries_a_tip(label: str, arrow: int) -> None:
    drawn = strip(_block(0.4, reference=Reference(value=0.5, label=label)))
    assert drawn is not None
    assert drawn.arrow == arrow


def test_what_the_strip_draws_is_said_once_in_words() -> None:
    reference = Reference(value=0.75, label="the standard")
    silent = figure(_block(0.9, reference=reference, definitions=(0.2, 0.5)))
    assert silent.also == ("band: 20.0% to 50.0%", "upright line, the standard: 75%")
    said = figure(
        _block(0.9, reference=reference, definitions=(0.2, 0.5), of_whom="20.0% to 50.0%; the standard is 75%")
    )
    assert said.also == ()


def test_values_off_the_line_are_kept_on_it() -> None:
    drawn = strip(_block(1.2, low=-0.1, high=1.4, interval=Interval.SAMPLING))
    assert drawn is not None
    assert (drawn.dot, drawn.chance) == (100.0, (0.0, 100.0))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (23.0, Unit.DAYS, "23 days"),
        (3.25, Unit.SCORE, "3.2"),
        (1.5, Unit.RATIO, "1.50"),
        (1813432, Unit.COUNT, "1,813,432"),
        (-0.05, Unit.PERCENTAGE_POINT, "−5.0 points"),
    ],
)
def test_each_unit_has_its_way_of_writing(value: float, unit: Unit, said: str) -> None:
    assert figure(_block(value, unit)).value == said
