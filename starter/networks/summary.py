"""Prints networks in the seven columns of the assignment's tables, alone or beside a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from torch import nn

from ..grids import html_line, text_grid
from ..manifest import exercises
from ..oneline import OneLineError
from .alignment import align, differences
from .recording import BrokeOff, record_copy
from .tables import Row, expected_rows, has_table, input_shape, total_parameters

COLUMNS = ("Layer (type)", "Kernel", "Padding", "Stride", "Dilation", "Output Shape", "Param #")
# Backgrounds with a text colour of their own are legible in light and dark themes.
_MARK = "background:#ffc9a3;color:#000"
_FOLLOWING = "background:rgba(213,94,0,0.15)"


class NoSummary(OneLineError):
    """There is nothing to summarize; the message says what `summarize` takes."""


def summarize(
    network: nn.Module, beside: str | None = None, size: tuple[int, ...] | None = None
) -> Summary | Comparison:
    """Return a network's layers as a table that a notebook shows and `print` writes.

    `beside` names an exercise whose table is set next to it, with the differing cells marked.
    `size` is the shape of one input without the batch, by default the exercise's
    `(channels, height, width)`. The network runs once, on the `meta` device, in a copy without
    numbers; where it raises, the table ends there and says so. Raises NoSummary for what is no
    network, and for an exercise that has no table.
    """
    _require_network(network)
    if beside is not None:
        _require_table(beside)
    stopped = ""
    try:
        rows = record_copy(network, size or input_shape(beside or "alexnet"))
    except BrokeOff as error:
        rows, stopped = error.rows, f"forward stopped here: {error}"
    if beside is None:
        return Summary(rows, stopped)
    whole = rows and not stopped and rows[-1].output_shape
    classes = rows[-1].output_shape[-1] if whole else 4
    return Comparison(rows, expected_rows(beside, classes), bool(stopped), stopped)


def _require_network(network: object) -> None:
    if isinstance(network, type):
        name = network.__name__
        raise NoSummary(f"summarize takes a network, not its class: summarize({name}())")
    if not isinstance(network, nn.Module):
        raise NoSummary(f"summarize takes a network, not a {type(network).__name__}")


def _require_table(exercise: object) -> None:
    known = [one.id for one in exercises() if has_table(one.id)]
    if exercise not in known:
        names = ", ".join(f'"{name}"' for name in known)
        raise NoSummary(f"beside={exercise!r} has no table; there are {names}")


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
    stopped: str = ""

    def __str__(self) -> str:
        total = ("Total", "", "", "", "", "", f"{total_parameters(self.rows):,}")
        table = text_grid([COLUMNS, *numbered(self.rows), total], rules=(1, len(self.rows) + 1))
        return "\n".join(filter(None, (table, self.stopped)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(html_line(line) for line in numbered(self.rows))
        total = ("Total", "", "", "", "", "", f"{total_parameters(self.rows):,}")
        table = f"<table>{html_line(COLUMNS, 'th')}{body}{html_line(total, 'th')}</table>"
        return table + (f"<small>{escape(self.stopped)}</small>" if self.stopped else "")

    def markdown(self) -> str:
        """Return the table in Markdown."""
        lines = [COLUMNS, ("---",) * 5 + ("---:",) * 2, *numbered(self.rows)]
        lines.append(("**Total**", "", "", "", "", "", f"**{total_parameters(self.rows):,}**"))
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


_CENTRE, _LEFT = "style='text-align:center'", "text-align:left"
# Signs of a line in a comparison.
DIFFERS, EXTRA, MISSING, FOLLOWS, BEYOND, SAME = "≠", "+", "−", "↳", "·", ""
_LEGEND = {
    DIFFERS: "differs",
    EXTRA: "not in the table",
    MISSING: "missing",
    FOLLOWS: "follows from a difference above",
    BEYOND: "not reached",
}


@dataclass(frozen=True)
class Comparison:
    """The layers of a network beside those of a table; cells that differ are marked.

    Columns of settings that are equal in all lines are left out. `broke_off` says that the network
    raised after its last layer, so that what the table has beyond is not missing; `stopped` says
    with what.
    """

    found: list[Row]
    wanted: list[Row]
    broke_off: bool = False
    stopped: str = ""

    def lines(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return pairs of seven cells, yours and the table's; empty where one has no layer."""
        return [(ours, theirs) for _, ours, theirs in self._signed()]

    def _signed(self) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        pairs = align(self.found, self.wanted, self.broke_off)
        reached = sum(theirs is not None for _, theirs in pairs)
        beyond = [(None, row) for row in self.wanted[reached:]]
        signs = [_sign(*pair) for pair in pairs] + [BEYOND] * len(beyond)
        numbers, lines = [0, 0], []
        for sign, pair in zip(signs, pairs + beyond):
            sides = []
            for side, row in enumerate(pair):
                numbers[side] += row is not None
                sides.append(cells(row, numbers[side]) if row else ("",) * len(COLUMNS))
            lines.append((sign, *sides))
        return lines

    def totals(self) -> tuple[str, str]:
        """Return both totals with thousands separators."""
        return tuple(f"{total_parameters(rows):,}" for rows in (self.found, self.wanted))

    def __str__(self) -> str:
        ours, theirs = self.totals()
        head = ("", "Yours", "Output Shape", "Param #", "Wanted", "Output Shape", "Param #")
        body = [(sign, *_short(a), *_short(b)) for sign, a, b in self._signed()]
        total = (DIFFERS if ours != theirs else SAME, "Total", "", ours, "Total", "", theirs)
        table = text_grid([head, *body, total], rules=(1, len(body) + 1))
        return "\n".join(filter(None, (table, self._legend(), self.stopped)))

    __repr__ = __str__

    def _legend(self) -> str:
        signs = {sign for sign, _, _ in self._signed()}
        words = [f"{sign} {word}" for sign, word in _LEGEND.items() if sign in signs]
        return "   " + ",  ".join(words) if words else ""

    def _repr_html_(self) -> str:
        signed = self._signed()
        keep = self._columns(signed)
        span, names = len(keep), [COLUMNS[i] for i in keep]
        sides = "".join(f"<th {_CENTRE} colspan='{span}'>{n}</th>" for n in ("Yours", "Wanted"))
        head = f"<tr><th></th>{sides}</tr>"
        body = "".join(_html_pair(sign, a, b, keep) for sign, a, b in signed)
        ends = [("Total", *[""] * (len(COLUMNS) - 2), total) for total in self.totals()]
        total = _html_pair(DIFFERS if ends[0] != ends[1] else SAME, *ends, keep)
        table = f"{head}{html_line(('', *names, *names), 'th')}{body}{total}"
        below = "<br>".join(filter(None, (self._legend(), escape(self.stopped))))
        return f"<table>{table}</table><small>{below}</small>"

    def _columns(self, signed) -> list[int]:
        """Return the columns to show: all but settings that agree wherever both have the layer."""
        both = [(a, b) for _, a, b in signed if a[0] and b[0]]
        return [
            i for i in range(len(COLUMNS)) if i in _ALWAYS or any(a[i] != b[i] for a, b in both)
        ]


# The columns Layer, Output Shape and Param #.
_ALWAYS = (0, 5, 6)


def _sign(ours: Row | None, theirs: Row | None) -> str:
    if ours is None or theirs is None:
        return MISSING if ours is None else EXTRA
    if ours.layer != theirs.layer or differences(ours, theirs):
        return DIFFERS
    return SAME if ours == theirs else FOLLOWS


def _plain(name: str) -> str:
    """Return a layer's name without its number, which differs where a layer is missing."""
    return name.partition("-")[0] + name.partition(" ")[2]


def _short(line: tuple[str, ...]) -> tuple[str, str, str]:
    name, kernel, padding, stride, dilation, shape, count = line
    extras = [f"k{kernel}" if kernel else "", f"p{padding}" if padding else ""]
    extras += [f"s{stride}" if stride else "", f"d{dilation}" if dilation not in ("", "1") else ""]
    return " ".join([name, *filter(None, extras)]), shape, count


def _html_pair(sign: str, a: tuple[str, ...], b: tuple[str, ...], keep: list[int]) -> str:
    style = _FOLLOWING if sign == FOLLOWS else _MARK
    plain = [(_plain(line[0]), *line[1:]) for line in (a, b)]
    pieces = [f"<td>{sign}</td>"]
    for side in (a, b):
        for i in keep:
            text, aligned = escape(side[i]), "" if i else _LEFT
            if plain[0][i] != plain[1][i] and sign != BEYOND:
                pieces.append(f"<td style='{style};{aligned}'><b>{text or '–'}</b></td>")
            else:
                pieces.append(
                    f"<td style='{aligned}'>{text}</td>" if aligned else f"<td>{text}</td>"
                )
    return f"<tr>{''.join(pieces)}</tr>"
