"""Which publication each figure comes from, and whether one that stands in more than one file is the same in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.sources.published import Reading
    from caseness.sources.published.relation import Row


@check(chapter=Chapter.QUALITY, needs=[Published], order=70)
def figures_in_two_publications(published: Published) -> Answer:
    """Where the same figure stands in two files, is it the same?"""
    reading = published.reading
    twice = reading.repeated + reading.conflicting
    if not twice:
        raise CannotRun(
            "no figure stands in more than one of the files read", settled_by="two editions of one publication"
        )
    return Answer(
        short="Figures printed twice",
        answer=(
            f"{count(twice)} of the figures read stand in a second file. {count(reading.repeated)} are equal there and were "
            f"read once; {count(reading.conflicting)} differ, and of those the later publication’s value is used."
            f"{_revised(reading)}"
        ),
        verdict=_verdict(reading),
        condition=f"{count(reading.conflicting)} of {count(twice)} differ",
        estimates=(
            tally("figures in more than one file, equal", reading.repeated, level=None),
            tally("figures in more than one file, different", reading.conflicting, level=None),
            *_revisions(reading),
        ),
        figures=(
            FigureBlock(
                label="Differ between files",
                estimate=tally("figures in more than one file, different", reading.conflicting, level=None),
                of_whom=f"of {count(twice)} figures that stand in a second file",
            ),
        ),
        caveats=(
            "A later file may correct an earlier one; that a figure was revised is no fault.",
            "Copies of one file agree by nature and show nothing.",
            "Two publications that count the same thing anew, as month and year do, are compared elsewhere.",
        ),
        method=(
            "A figure is the same if publication, period, organisation, breakdown, measure and statistic are. Files carry no "
            "publication date: the one whose last period ends later is taken as later, then the one whose name sorts last."
        ),
        sources=tuple(file.file for file in reading.files if file.figures),
        tables=(_vintage_table(_vintage(published)), _overlaps_table(reading), _conflicts_table(reading)),
    )


def _verdict(reading: Reading) -> Verdict:
    if not reading.conflicting:
        return Verdict.HOLDS
    return Verdict.IN_PART if reading.repeated else Verdict.DOES_NOT_HOLD


def _largest(reading: Reading) -> float | None:
    return max((overlap.largest for overlap in reading.overlaps if overlap.largest is not None), default=None)


def _revised(reading: Reading) -> str:
    """What the revisions did, where there are any."""
    if not reading.conflicting:
        return ""
    filled, emptied = sum(o.filled for o in reading.overlaps), sum(o.emptied for o in reading.overlaps)
    text = f" Cells without a number that the later file fills: {count(filled)}; cells it empties: {count(emptied)}."
    largest = _largest(reading)
    return text if largest is None else f"{text} The largest change of a number is {percent(largest)}."


def _revisions(reading: Reading) -> tuple[Estimate, ...]:
    largest = _largest(reading)
    return (
        tally("cells that a later file fills", sum(o.filled for o in reading.overlaps), level=None),
        tally("cells that a later file empties", sum(o.emptied for o in reading.overlaps), level=None),
        *((tally("largest change", largest, level=None, unit=Unit.PROPORTION),) if largest is not None else ()),
    )


def _vintage(published: Published) -> list[Row]:
    """What each file gave: the figures of a publication, frequency and level that are used from it."""
    return published.fetch(
        published.figures.group_by("source_file", "publication", "frequency", "level")
        .aggregate(
            first=_.period_start.min(), last=_.period_end.max(), periods=_.period_start.nunique(), figures=_.count()
        )
        .order_by("publication", "level", "first", "source_file")
    )


def _vintage_table(rows: list[Row]) -> Table:
    return Table(
        name="vintage",
        caption="Which file the figures used come from, by publication and level",
        columns=(
            Column(key="publication", title="Publication"),
            Column(key="level", title="Level"),
            Column(key="every", title="Every"),
            Column(key="span", title="From and to"),
            Column(key="periods", title="Periods", unit=Unit.COUNT),
            Column(key="figures", title="Figures", unit=Unit.COUNT),
            Column(key="file", title="File"),
        ),
        rows=tuple(
            (
                r["publication"].replace("_", " "),
                r["level"],
                r["frequency"],
                Period(r["first"], r["last"]).in_months,
                r["periods"],
                r["figures"],
                r["source_file"],
            )
            for r in rows
        ),
        note="A figure that stands in two files is counted with the file its value is taken from.",
    )


def _overlaps_table(reading: Reading) -> Table:
    return Table(
        name="overlaps",
        caption="What two files have in common, and what the later one changed",
        columns=(
            Column(key="publication", title="Publication"),
            Column(key="from", title="From"),
            Column(key="to", title="To"),
            Column(key="kept_file", title="Used from"),
            Column(key="other_file", title="Also in"),
            Column(key="equal", title="Equal", unit=Unit.COUNT),
            Column(key="different", title="Different", unit=Unit.COUNT),
            Column(key="filled", title="Filled", unit=Unit.COUNT),
            Column(key="emptied", title="Emptied", unit=Unit.COUNT),
            Column(key="largest", title="Largest change", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                o.publication.replace("_", " "),
                o.period_start,
                o.period_end,
                o.kept_file,
                o.other_file,
                o.equal,
                o.different,
                o.filled,
                o.emptied,
                o.largest,
            )
            for o in reading.overlaps
        ),
    )


def _conflicts_table(reading: Reading) -> Table:
    return Table(
        name="conflicts",
        caption="Figures that differ between files; the kept value comes from the later publication",
        columns=tuple(
            Column(key=key, title=title)
            for key, title in (
                ("figure", "Figure"),
                ("kept", "Kept"),
                ("kept_file", "from"),
                ("other", "Other"),
                ("other_file", "from"),
            )
        ),
        rows=tuple((c.figure, c.kept, c.kept_file, c.other, c.other_file) for c in reading.conflicts),
        note="At most the first thousand are listed.",
    )
