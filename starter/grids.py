"""Lines of cells as a table: in plain text and in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


def text_grid(lines: Sequence[Sequence[str]], rules: Sequence[int]) -> str:
    """Return lines of cells as text in columns, with a rule above each of the lines numbered."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    written = []
    for i, line in enumerate(lines):
        if i in rules:
            written.append("  ".join("─" * width for width in widths))
        written.append("  ".join(cell.ljust(w) for cell, w in zip(line, widths)).rstrip())
    return "\n".join(written)


def html_line(line: Sequence[str], tag: str = "td") -> str:
    """Return cells as a row of an HTML table."""
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line) + "</tr>"


@dataclass(frozen=True)
class Grid:
    """A table with a head, which a notebook shows and `print` writes; `note` stands below."""

    head: tuple[str, ...]
    lines: list[tuple[str, ...]]
    note: str = ""

    def __str__(self) -> str:
        return "\n".join(filter(None, (text_grid([self.head, *self.lines], (1,)), self.note)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(map(html_line, self.lines))
        table = f"<table>{html_line(self.head, 'th')}{body}</table>"
        return table + (f"<small>{escape(self.note)}</small>" if self.note else "")
