"""Where words find room in a chart: beside their line, clear of the others, inside the frame."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from caseness.report.charts.vega import Plot, Point

_LETTER = 0.53  # average width of a letter in the chart's face, of its size
_MARK = 5.0  # pixels from the middle of a mark to its edge
_RINGS = ((-1, 1.1), (-1.5, 1.6), (-2.1, 2.2), (-2.8, 2.9))  # how far from its line a name may stand, in letter sizes
_STEP = 5.0  # pixels between the points by which a line is felt


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, points: NDArray[np.float64]) -> int:
        """How many of these points, rows of x and y, lie inside."""
        x, y = points[:, 0], points[:, 1]
        inside = (self.left <= x) & (x <= self.right) & (self.top <= y) & (y <= self.bottom)
        return int(np.count_nonzero(inside))


@dataclass(slots=True)
class Room:
    """The free room in a plot; every label placed takes some of it."""

    plot: Plot
    marks: list[Point] = field(default_factory=list)
    _words: list[_Box] = field(default_factory=list)
    _felt: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))  # the marks, as an array

    def line(self, points: Sequence[Point]) -> None:
        """Keep labels off a line through points of the data."""
        pixels = [self.plot.pixel(x, y) for x, y in points]
        for a, b in itertools.pairwise(pixels):
            self.marks += _along(a, b)
        self.dots(points)

    def dots(self, points: Iterable[Point]) -> None:
        """Keep labels off the marks at points of the data."""
        for x, y in (self.plot.pixel(*point) for point in points):
            self.marks += [(x, y), (x - _MARK, y), (x + _MARK, y), (x, y - _MARK), (x, y + _MARK)]

    def find(self, words: str, wanted: Sequence[Point]) -> Point:
        """The clearest of the places wanted (centres, in pixels); the earlier wins among equals. The label takes it."""
        inside = [self._inside(words, place) for place in wanted]
        best = min(inside, key=lambda place: self._covered(self._box(words, place)))
        self._words.append(self._box(words, best))
        return best

    def free(self, words: str, wanted: Sequence[Point]) -> Point | None:
        """The clearest of the places wanted, or None where in each of them the label would stand on other words."""
        inside = [self._inside(words, place) for place in wanted]
        clear = [place for place in inside if not self._clashes(self._box(words, place))]
        return self.find(words, clear) if clear else None

    def beside(self, words: str, points: Sequence[Point]) -> Point:
        """The clearest place above or below a line through points of the data, near before far."""
        pixels = [self.plot.pixel(x, y) for x, y in points]
        anchors = [*pixels, *(at for a, b in itertools.pairwise(pixels) for at in _quarters(a, b))]
        size = self.plot.form.font
        rings = [[(x, y + away * size) for away in ring for x, y in anchors] for ring in _RINGS]
        for ring in rings:
            if min(self._covered(self._box(words, self._inside(words, place))) for place in ring) < 1:
                return self.find(words, ring)
        return self.find(words, [place for ring in rings for place in ring])

    def _inside(self, words: str, place: Point) -> Point:
        half = self._width(words) / 2
        least, most = half + 3, self.plot.inner_width + self.plot.right - half - 2
        return min(max(place[0], least), max(most, least)), place[1]

    def _width(self, words: str) -> float:
        return len(words) * _LETTER * self.plot.form.font

    def _box(self, words: str, place: Point) -> _Box:
        half, tall = self._width(words) / 2, self.plot.form.font * 0.6
        return _Box(place[0] - half, place[1] - tall, place[0] + half, place[1] + tall)

    def _covered(self, box: _Box) -> float:
        if len(self._felt) != len(self.marks):
            self._felt = np.array(self.marks)
        over = box.holds(self._felt)
        outside = box.top < -self.plot.top or box.bottom > self.plot.inner_height
        return over + 20 * self._clashes(box) + 50 * outside

    def _clashes(self, box: _Box) -> int:
        return sum(box.overlaps(other) for other in self._words)


def _along(a: Point, b: Point) -> list[Point]:
    steps = max(int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / _STEP), 1)
    return [(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps) for i in range(steps)]


def _quarters(a: Point, b: Point) -> list[Point]:
    return [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for part in (0.25, 0.5, 0.75)]
