"""A small table that a notebook shows as HTML and a terminal as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Listing:
    """Rows of cells under a head; every cell is text. The first column is aligned left."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [self.head, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        first, *others = widths
        written = [
            "  ".join([line[0].ljust(first), *(c.rjust(w) for c, w in zip(line[1:], others))])
            for line in lines
        ]
        written.insert(1, "  ".join("─" * width for width in widths))
        return "\n".join(line.rstrip() for line in written)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = [("th", self.head), *(("td", row) for row in self.rows)]
        body = "".join(f"<tr>{_cells(tag, line)}</tr>" for tag, line in lines)
        return f"<table>{body}</table>"


def _cells(tag: str, line: Sequence[str]) -> str:
    sides = ["left", *["right"] * (len(line) - 1)]
    return "".join(
        f"<{tag} style='text-align:{side}'>{escape(cell)}</{tag}>"
        for side, cell in zip(sides, line)
    )
