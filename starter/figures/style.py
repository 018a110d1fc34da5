"""The look every figure shares: colours, fonts and a blank page measured in inches."""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette: its hues stay apart for colour-blind readers and in print.
BLUE = "#0072B2"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"

# Tints of the same hues, pale enough for dark text to read on them.
PALE_BLUE = "#D3E8F5"
PALE_GREEN = "#CDEBE1"
PALE_ORANGE = "#FBE7B8"
FAINT_ORANGE = "#FDF4DC"

INK = "#24292F"
MUTED = "#667079"
LINE = "#AAB2BA"
FAINT = "#E6E9EC"
SHADE = "#F5F6F8"
PAPER = "#FDFDFD"

# DejaVu Sans comes with matplotlib, so every glyph used here exists wherever matplotlib does.
_FONTS = {"font.family": "DejaVu Sans", "mathtext.fontset": "dejavusans", "text.usetex": False}


# The lines of a plot differ in colour and in dashes.
_COLORS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY)
_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (6, 1.5, 1.5, 1.5)))

_AXES = {
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": LINE,
    "axes.facecolor": PAPER,
    "axes.titlesize": 11,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": FAINT,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "font.size": 9.5,
}


@contextmanager
def page(width: float, height: float) -> Iterator[Figure]:
    """Yield an empty figure on which subplots lie without overlap.

    The reader's settings (style sheets, fonts, interactive mode) do not reach the figure. It is
    closed on leaving, so that a notebook shows it once: as the value of the cell.

    Args:
        width: width of the page in inches.
        height: height of the page in inches.
    """
    with plt.style.context("default"), plt.rc_context(_FONTS | _AXES), plt.ioff():
        # Through pyplot, since that is what makes Jupyter's inline backend know figures.
        figure = plt.figure(figsize=(width, height), facecolor=PAPER, layout="constrained")
        try:
            yield figure
        finally:
            plt.close(figure)


@contextmanager
def blank_page(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield a `page` and axes that fill it, without ticks or frame, one unit to the inch."""
    with page(width, height) as figure:
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(0, height))
        axes.set_axis_off()
        yield figure, axes


def line(number: int) -> dict[str, object]:
    """Return the colour, dashes and width of the line of that number, from 0."""
    color = _COLORS[number % len(_COLORS)]
    return {"color": color, "linestyle": _DASHES[number % len(_DASHES)], "linewidth": 1.8}
