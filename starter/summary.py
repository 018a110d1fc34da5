"""Prints networks in the seven columns of the assignment's tables, alone or beside a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from torch import nn

from .alignment import align
from .network import record_copy
from .tables import Row, expected_rows, input_shape, total_parameters

COLUMNS = ("Layer (type)", "Kernel", "Padding", "Stride", "Dilation", "Output Shape", "Param #")
_MARK = "style='background:#ffd9c2;color:#000'"


def summarize(
    network: nn.Module, beside: str | None = None, size: tuple[int, ...] | None = None
) -> Summary | Comparison:
    """Return a network's layers as a table that a notebook shows and `print` writes.

    `beside` names an exercise whose table is set next to it, with the differing cells marked.
    `size` is the shape of one input without the batch, by default the exercise's
    `(channels, height, width)`. The network runs once, on the `meta` device, in a copy without
    numbers. Raises KeyError for an exercise that has no table.
    """
    rows = record_copy(network, size or input_shape(beside or "alexnet"))
    if beside is None:
        return Summary(rows)
    classes = rows[-1].output_shape[-1] if rows and rows[-1].output_shape else 4
    return Comparison(rows, expected_rows(beside, classes))


def format_pair(value: object) -> str:
    """Return a setting as the tables print it: `4` for `(4, 4)`, `4×2` for `(4, 2)`."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return str(value[0]) if len(set(value)) == 1 else "×".join(map(str, value))
    return str(value)


def cells(row: Row, number: int) -> tuple[str, ...]:
    """Return the seven cells of a row."""
    kernel = format_pair(row.kernel)
    if row.layer.startswith("Conv") and row.kernel:
        kernel = "×".join(map(str, row.kernel))
    name = f"{row.layer}-{number}" + (f" ({row.note})" if row.note else "")
    return (
        name,
        kernel,
        format_pair(row.padding),
        format_pair(row.stride),
        format_pair(row.dilation),
        "×".join(map(str, row.output_shape)),
        f"{row.parameters:,}",
    )


def numbered(rows: list[Row]) -> list[tuple[str, ...]]:
    """Return the cells of all rows, numbered from 1."""
    return [cells(row, number) for number, row in enumerate(rows, 1)]


@dataclass(frozen=True)
class Summary:
    """The layers of one network as a table of seven columns with a total."""

    rows: list[Row]

    def __str__(self) -> str:
        total = ("Total", "", "", "", "", "", f"{total_parameters(self.rows):,}")
        return _text([COLUMNS, *numbered(self.rows), total], rules=(1, len(self.rows) + 1))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(_html_row(line) for line in numbered(self.rows))
        total = ("Total", "", "", "", "", "", f"{total_parameters(self.rows):,}")
        return f"<table>{_html_row(COLUMNS, 'th')}{body}{_html_row(total, 'th')}</table>"

    def markdown(self) -> str:
        """Return the table in Markdown."""
        lines = [COLUMNS, ("---",) * 5 + ("---:",) * 2, *numbered(self.rows)]
        lines.append(("**Total**", "", "", "", "", "", f"**{total_parameters(self.rows):,}**"))
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


@dataclass(frozen=True)
class Comparison:
    """The layers of a network beside those of a table; cells that differ are marked."""

    found: list[Row]
    wanted: list[Row]

    def lines(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return pairs of seven cells, yours and the table's; empty where one has no layer."""
        numbers, lines = [0, 0], []
        for pair in align(self.found, self.wanted):
            sides = []
            for side, row in enumerate(pair):
                numbers[side] += row is not None
                sides.append(cells(row, numbers[side]) if row else ("",) * len(COLUMNS))
            lines.append(tuple(sides))
        return lines

    def totals(self) -> tuple[str, str]:
        """Return both totals with thousands separators."""
        return tuple(f"{total_parameters(rows):,}" for rows in (self.found, self.wanted))

    def __str__(self) -> str:
        ours, theirs = self.totals()
        head = ("", "Yours", "Output Shape", "Param #", "Wanted", "Output Shape", "Param #")
        body = [("≠" if _differs(a, b) else "", *_short(a), *_short(b)) for a, b in self.lines()]
        total = ("≠" if ours != theirs else "", "Total", "", ours, "Total", "", theirs)
        return _text([head, *body, total], rules=(1, len(body) + 1))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        span = len(COLUMNS)
        head = f"<tr><th colspan='{span}'>Yours</th><th colspan='{span}'>Wanted</th></tr>"
        body = "".join(_html_pair(a, b) for a, b in self.lines())
        ours, theirs = ("Total", "", "", "", "", ""), ("Total", "", "", "", "", "")
        total = _html_pair((*ours, self.totals()[0]), (*theirs, self.totals()[1]))
        return f"<table>{head}{_html_row(COLUMNS * 2, 'th')}{body}{total}</table>"


def _plain(name: str) -> str:
    """Return a layer's name without its number, which differs where a layer is missing."""
    return name.partition("-")[0] + name.partition(" ")[2]


def _differs(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return (_plain(a[0]), *a[1:]) != (_plain(b[0]), *b[1:])


def _short(line: tuple[str, ...]) -> tuple[str, str, str]:
    name, kernel, padding, stride, dilation, shape, count = line
    extras = [f"k{kernel}" if kernel else "", f"p{padding}" if padding else ""]
    extras += [f"s{stride}" if stride else "", f"d{dilation}" if dilation not in ("", "1") else ""]
    return " ".join([name, *filter(None, extras)]), shape, count


def _text(lines: list[tuple[str, ...]], rules: tuple[int, ...]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines)]
    written = []
    for i, line in enumerate(lines):
        if i in rules:
            written.append("  ".join("─" * width for width in widths))
        written.append("  ".join(cell.ljust(w) for cell, w in zip(line, widths)).rstrip())
    return "\n".join(written)


def _html_row(line: tuple[str, ...], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line) + "</tr>"


def _html_pair(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    marks = [x != y for x, y in zip((_plain(a[0]), *a[1:]), (_plain(b[0]), *b[1:]))]
    pieces = [
        f"<td {_MARK}><b>{escape(cell) or '–'}</b></td>" if mark else f"<td>{escape(cell)}</td>"
        for side in (a, b)
        for cell, mark in zip(side, marks)
    ]
    return f"<tr>{''.join(pieces)}</tr>"
