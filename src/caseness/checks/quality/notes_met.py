"""Published notes on known data problems, held against the months in which providers' series change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.estimating import share, tally
from caseness.checks.finding import Cell, Column, Estimate, FigureBlock, Interval, Table, Unit
from caseness.checks.quality.published_notes import Note, notes
from caseness.statistics.intervals import clopper_pearson
from caseness.vocabulary import Level, title
from caseness.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.quality.provider_levels import Change, Line
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the notes that begin in the months at hand are met by a change, and what other providers show then."""

    notes: tuple[Note, ...]
    met: tuple[Note, ...]
    others: int  # other providers in the windows of the notes, added up
    others_met: int

    @classmethod
    def of(cls, lines: Sequence[Line], found: Sequence[Change], months: Sequence[Period]) -> Recall:
        """Hold the notes against the changes."""
        tested = {line.org_code for line in lines}
        changed = _changed(found)
        known = [note for note in notes() if note.org_code in tested and note.first in months[1:]]
        windows = {note: _window(note, months) for note in known}
        others = [(code, windows[note]) for note in known for code in tested if code != note.org_code]
        return cls(
            tuple(known),
            tuple(note for note in known if changed[note.org_code] & windows[note]),
            len(others),
            sum(bool(changed[code] & window) for code, window in others),
        )

    @property
    def condition(self) -> str:
        """The clause after the verdict."""
        if not self.notes:
            return "no published note to hold against"
        return f"{len(self.met)} of {len(self.notes)} published notes met by a change"

    @property
    def sentence(self) -> str:
        """What the notes show."""
        if not self.notes:
            return "No published note on a known problem begins in the months at hand."
        known, met_at_once = len(self.notes), len(self.met)
        met = (
            f"Of {known} published notes on problems that begin in these months, a change meets {met_at_once} at once."
        )
        if not self.others:
            return met
        return f"{met} In the same months {percent(self.others_met / self.others)} of other providers change too."

    def estimates(self, span: Period) -> tuple[Estimate, ...]:
        """Recall with its exact interval, and the same share of other providers."""
        if not self.notes:
            return (tally("published notes that begin in the months at hand", 0, span, level=Level.PROVIDER),)
        low, high = clopper_pearson(len(self.met), len(self.notes))
        recall = Estimate(
            name="published notes met by a change in their first month or the next",
            value=len(self.met) / len(self.notes),
            unit=Unit.PROPORTION,
            low=low,
            high=high,
            interval=Interval.SAMPLING,
            confidence=0.95,
            numerator=len(self.met),
            denominator=len(self.notes),
            period_start=span.start,
            period_end=span.end,
            level=Level.PROVIDER,
        )
        if not self.others:
            return (recall,)
        name = "other providers with a change in the same months"
        return (recall, share(name, self.others_met, self.others, span, level=Level.PROVIDER, chance=False))

    def figures(self, span: Period) -> tuple[FigureBlock, ...]:
        """Recall as a figure."""
        if not self.notes:
            return ()
        (recall, *_others) = self.estimates(span)
        of_whom = f"{len(self.met)} of {len(self.notes)} notes on problems that begin in the months at hand"
        return (FigureBlock(label="Known problems met by a change", estimate=recall, of_whom=of_whom),)


def _changed(found: Sequence[Change]) -> defaultdict[str, set[Period]]:
    """The months in which any series of a provider changes."""
    months: defaultdict[str, set[Period]] = defaultdict(set)
    for change in found:
        months[change.line.org_code].add(change.month)
    return months


def _window(note: Note, months: Sequence[Period]) -> set[Period]:
    """The first month of a note and the next one at hand."""
    return set([month for month in months if month >= note.first][:2])


def notes_table(lines: Sequence[Line], found: Sequence[Change], months: Sequence[Period]) -> Table:
    """Every note, whether a change met it at once, and what changed while it lasted."""
    tested = {line.org_code for line in lines}
    rows: list[tuple[Cell, ...]] = []
    for note in notes():
        during = [
            c for c in found if c.line.org_code == note.org_code and note.first <= c.month and c.month <= note.last
        ]
        told = [f"{title(c.line.measure).partition(' (')[0].lower()}, {c.month}" for c in during]
        rows.append(
            (
                note.organisation,
                note.org_code,
                str(note.first),
                str(note.last),
                note.what,
                "[z]" if note.org_code not in tested else _met(note, found, months),
                "; ".join(told) or "none",
            )
        )
    return Table(
        name="notes",
        caption="Published notes on known data problems that reach into the months at hand",
        columns=tuple(
            Column(key=key, title=words)
            for key, words in (
                ("provider", "Provider"),
                ("org_code", "Code"),
                ("first", "From"),
                ("last", "To"),
                ("what", "What the note says"),
                ("met", "Met at once"),
                ("changes", "Changes while it lasts"),
            )
        ),
        rows=tuple(rows),
        note="[z]: the provider has no series long and large enough. Paraphrased.",
    )


def _met(note: Note, found: Sequence[Change], months: Sequence[Period]) -> str:
    if note.first not in months[1:]:
        return "begins before the months at hand"
    return "yes" if _changed(found)[note.org_code] & _window(note, months) else "no"
