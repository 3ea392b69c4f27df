"""Whether a figure that stands in more than one file is the same in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.sources.published import Reading


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
        ),
        verdict=_verdict(reading),
        condition=f"{count(reading.conflicting)} of {count(twice)} differ",
        estimates=(
            tally("figures in more than one file, equal", reading.repeated, level=None),
            tally("figures in more than one file, different", reading.conflicting, level=None),
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
        ),
        method=(
            "A figure is the same if publication, period, organisation, breakdown, measure and statistic are. Files carry no "
            "publication date: the one whose last period ends later is taken as later, then the one whose name sorts last."
        ),
        sources=tuple(file.file for file in reading.files if file.figures),
        tables=(_table(reading),),
    )


def _verdict(reading: Reading) -> Verdict:
    if not reading.conflicting:
        return Verdict.HOLDS
    return Verdict.IN_PART if reading.repeated else Verdict.DOES_NOT_HOLD


def _table(reading: Reading) -> Table:
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
