"""The part on forensic tests: how often each rejects where nothing is wrong, and how often it finds what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.operating_characteristics import shipped_table
from caseness.forensics.operating_characteristics.judging import is_size
from caseness.forensics.registry import forensic_tests
from caseness.forensics.signature import MEANINGS, Reading
from caseness.forensics.worlds import Nature, every_world, worlds
from caseness.wording import count
from reference_pages.markdown import prose, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.forensics.operating_characteristics import Rate
    from caseness.forensics.registry import ForensicTest


def error_rates_part() -> str:
    """The worlds, then every simulated test with its sizes and its power, then the signatures."""
    rates = shipped_table()
    simulated = [test for test in forensic_tests() if any(rate.test == test.id for rate in rates)]
    sections = ["### The worlds", worlds_table(rates)]
    for test in simulated:
        sections += section(test, [rate for rate in rates if rate.test == test.id])
    return "\n\n".join([*sections, "### The signatures", signatures(rates)]) + "\n"


def worlds_table(rates: Iterable[Rate]) -> str:
    """Each world in words."""
    made = {rate.world for rate in rates}
    rows = [[prose(world.name), prose(world.says)] for world in every_world() if world.name in made]
    return table(["World", "What happens"], rows)


def section(test: ForensicTest, rates: list[Rate]) -> list[str]:
    """Heading, question, sizes and power beside other providers, then those of units by themselves where it has any."""
    beside, alone = ([rate for rate in rates if rate.alone == by_itself] for by_itself in (False, True))
    return [
        f"### {test.id} {prose(test.title)}",
        f"{prose(test.question)} Nominal size {100 * test.size:g}%, at least {count(test.minimum)} {test.counted}; "
        f"default flag: {prose(test.flag)}.",
        *sizes_and_power(test, beside),
        *(
            ["**By itself, as England is**, and not held against others:", *sizes_and_power(test, alone)]
            if alone
            else []
        ),
    ]


def sizes_and_power(test: ForensicTest, rates: list[Rate]) -> list[str]:
    """What a test rejects where it may not, and of what it is meant to see."""
    sizes = [rate for rate in rates if is_size(test, rate)]
    seen = [rate for rate in rates if not is_size(test, rate)]
    return [
        f"Rejections where it may not reject, per cent (Monte Carlo standard error), each of {fewest(sizes)} services or more:",
        by_size(sizes, test.counted, with_error=True),
        "Rejections of what it is meant, or bound, to see, per cent (flags in brackets), each of "
        f"{fewest(seen)} services or more:",
        by_size(seen, test.counted, with_error=False),
    ]


def fewest(rates: list[Rate]) -> str:
    """The fewest services that a rate rests on."""
    return count(min(rate.replicates for rate in rates))


def by_size(rates: list[Rate], counted: str, *, with_error: bool) -> str:
    """A row for each world, a column for each number of what the test counts."""
    columns = sorted({rate.cases for rate in rates})
    found = {(rate.world, rate.cases): rate for rate in rates}
    names = dict.fromkeys(rate.world for rate in rates)
    rows = [[prose(name), *(cell(found[name, cases], with_error=with_error) for cases in columns)] for name in names]
    return table(["World", *(f"{count(cases)} {counted}" for cases in columns)], rows)


def cell(rate: Rate, *, with_error: bool) -> str:
    """A share in per cent, with its error or with the share flagged; a dash where the test says nothing."""
    if rate.rejected is None or rate.error is None or rate.flagged is None:
        return "–"
    if with_error:
        return f"{100 * rate.rejected:.2f} ({100 * rate.error:.2f})"
    return f"{100 * rate.rejected:.0f} ({100 * rate.flagged:.0f})"


def signatures(rates: Iterable[Rate]) -> str:
    """How often each reading came out in each world, at the sizes at which all three tests speak."""
    readings = {reading.name.lower(): reading for reading in Reading}
    found = {(rate.world, rate.cases, rate.test): rate for rate in rates if rate.test in readings}
    meanings = "\n".join(f"- **{words(name)}**: {prose(MEANINGS[reading].says)}." for name, reading in readings.items())
    parts = [meanings]
    for cases in sorted({size for _world, size, _test in found}):
        rows = [
            [prose(world.name), *(share(found.get((world.name, cases, name))) for name in readings)]
            for world in worlds()
            if world.nature is not Nature.INNOCENT or world.name in ("clean", "smooth stopping", "straight lines")
        ]
        parts += [f"With {count(cases)} cases, per cent:", table(["World", *map(words, readings)], rows)]
    return "\n\n".join(parts)


def share(rate: Rate | None) -> str:
    """A reading's share in per cent."""
    return "–" if rate is None or rate.rejected is None else f"{100 * rate.rejected:.0f}"


def words(name: str) -> str:
    """The name of a reading in words."""
    return name.replace("_", " ").capitalize()
