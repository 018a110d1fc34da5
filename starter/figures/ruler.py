"""Where the cells of an input lie on the page, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .geometry import Geometry

# Inches: the page, what the input takes of it and a cell of that at most, the squeezed middle.
PAGE_WIDTH, GAP = 8.6, 0.5
_STRIP, _WIDE = 6.0, 0.5
_NAMED, _DRAWN = 20, 64  # cells that have room for a name; that can be told apart at all


@dataclass(frozen=True)
class Ruler:
    """Where the cells of the padded input lie on the page; of a long one the middle is squeezed.

    `head` and `tail` count the cells drawn at either end, `wide` is the width of one in inches.
    """

    first: int
    cells: int
    head: int
    tail: int

    @classmethod
    def fit(cls, geometry: Geometry) -> "Ruler":
        """Choose the cells to draw: those of the first three windows and of the last."""
        cells = geometry.padded
        tail = geometry.span + 1 + (cells - geometry.span) % geometry.stride
        head = geometry.span + 2 * geometry.stride + 1
        if cells <= _NAMED or head + tail >= cells <= _DRAWN:
            head, tail = cells, 0
        elif head + tail > _DRAWN:
            tail = min(tail, _DRAWN // 2)
            head = min(head, _DRAWN - tail)
        return cls(-geometry.padding, cells, head, tail)

    @property
    def whole(self) -> bool:
        """Whether every cell is drawn."""
        return self.head + self.tail >= self.cells

    @property
    def wide(self) -> float:
        """The width of a cell."""
        room = _STRIP if self.whole else _STRIP - GAP
        return min(_WIDE, room / (self.head + self.tail))

    @property
    def named(self) -> bool:
        """Whether a cell has room for the name of what is in it."""
        digits = len(str(self.cells))
        return self.wide >= 0.2 + 0.05 * digits

    @property
    def length(self) -> float:
        """The width of all that is drawn of the input."""
        return (self.head + self.tail) * self.wide + (0 if self.whole else GAP)

    def __iter__(self) -> Iterator[int]:
        """Iterate over the positions of the cells drawn."""
        yield from range(self.first, self.first + self.head)
        yield from range(self.first + self.cells - self.tail, self.first + self.cells)

    def x(self, position: int) -> float:
        """Return where the left side of a cell lies on the page."""
        ends = [0, self.head * self.wide, self.length - self.tail * self.wide, self.length]
        cells = [0, self.head, self.cells - self.tail, self.cells]
        along = np.interp(position - self.first, cells, ends)
        return (PAGE_WIDTH - self.length) / 2 + float(along)
