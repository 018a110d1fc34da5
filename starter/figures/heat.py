"""Texts coloured by what a unit does at each character, as HTML and as a still figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from . import style

# From low over paper to high: told apart with any kind of colour blindness, and dark text reads on
# all of it.
COLORS = LinearSegmentedColormap.from_list("heat", ["#F0A15E", style.PAPER, "#6DB3E3"])
_SHADES = 15  # few enough for neighbours to share a span
_SIGNS = {"\n": "⏎\n", "\t": "→   "}
_BOX = (
    f"background:{style.PAPER};color:{style.INK};border:1px solid {style.LINE};padding:8px 10px;"
    "margin:4px 0"
)
_TEXT = (
    "font-family:monospace;font-size:13px;line-height:1.5;white-space:pre-wrap;margin:4px 0 10px"
)


@dataclass(frozen=True)
class ColoredText:
    """A text once for each of several units, every character coloured by the unit's value at it.

    `rows` has, by caption, a number for each character. Values run from `low` to `high`, beyond
    which colours stay the same.
    """

    text: str
    rows: Mapping[str, Sequence[float]]
    low: float = 0.0
    high: float = 1.0

    def __repr__(self) -> str:
        return f"a text of {len(self.text)} characters, coloured by: {', '.join(self.rows)}"

    def _repr_html_(self) -> str:
        blocks = "".join(
            f"<b style='color:{style.INK}'>{escape(caption)}</b><pre style='{_TEXT};"
            f"background:{style.PAPER};color:{style.INK}'>{self._spans(values)}</pre>"
            for caption, values in self.rows.items()
        )
        return f"<div style='{_BOX}'>{self._legend()}{blocks}</div>"

    def _legend(self) -> str:
        pieces = [
            f"<span style='background:{_color(share)};color:{style.INK}'>&nbsp;{value:.2g}&nbsp;"
            "</span>"
            for share in (0, 0.25, 0.5, 0.75, 1)
            for value in [self.low + share * (self.high - self.low)]
        ]
        return f"<small style='font-family:monospace'>{''.join(pieces)}</small><br>"

    def _spans(self, values: Sequence[float]) -> str:
        share = (np.asarray(values, dtype=float) - self.low) / (self.high - self.low)
        shades = np.rint(np.clip(share, 0, 1) * (_SHADES - 1)).astype(int)
        pieces = []
        for shade, run in groupby(zip(shades, self.text), key=lambda pair: pair[0]):
            shown = "".join(_SIGNS.get(character, character) for _, character in run)
            color = _color(shade / (_SHADES - 1))
            pieces.append(f"<span style='background:{color}'>{escape(shown)}</span>")
        return "".join(pieces)


def _color(share: float) -> str:
    return to_hex(COLORS(float(share)))  # an int would be an index


def draw_units(text: str, values: Mapping[str, np.ndarray], low: float = 0.0) -> Figure:
    """Draw what every unit does at each character: a panel for each gate or state.

    `values` has, by name, `(steps, hidden_size)`; values run from `low` to 1. Units are sorted by
    their mean, the highest on top. Up to about 100 characters can be read.

    Returns:
        The figure, 8.6 inches wide and closed.
    """
    with style.page(8.6, 0.4 + 1.9 * len(values)) as figure:
        grid = figure.subplots(len(values), 1, squeeze=False)[:, 0]
        for axes, (name, array) in zip(grid, values.items()):
            _draw_panel(axes, text, name, np.asarray(array), low)
        shown = figure.colorbar(grid[0].images[0], ax=grid, shrink=0.8, pad=0.01)
        shown.set_label("value of the unit")
    return figure


def _draw_panel(axes: Axes, text: str, name: str, array: np.ndarray, low: float) -> None:
    order = np.argsort(-array.mean(axis=0), kind="stable")
    axes.imshow(
        array[:, order].T, cmap=COLORS, vmin=low, vmax=1, aspect="auto", interpolation="nearest"
    )
    axes.set(title=name, ylabel="unit, sorted")
    axes.grid(False)
    axes.set_yticks([])
    shown = [{"\n": "⏎", " ": "␣"}.get(character, character) for character in text]
    axes.set_xticks(range(len(text)), shown)
    axes.tick_params("x", labelsize=6.5, length=0)
    for label in axes.get_xticklabels():
        label.set_family("DejaVu Sans Mono")
