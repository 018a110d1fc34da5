"""The look every figure shares: colours, fonts and a blank page measured in inches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..runtime import grading

# Okabe and Ito's palette: its hues stay apart for colour-blind readers and in print.
BLUE = "#0072B2"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"

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


@contextmanager
def blank_page(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield an empty figure and its axes, on which one unit is one inch.

    The reader's settings (style sheets, fonts, interactive mode) do not reach the figure. It is
    closed on leaving, so that a notebook shows it once: as the value of the cell.

    Args:
        width: width of the page in inches.
        height: height of the page in inches.

    Yields:
        The figure, and axes that fill it, without ticks or frame.
    """
    with plt.style.context("default"), plt.rc_context(_FONTS), plt.ioff():
        # Through pyplot, since that is what makes Jupyter's inline backend know figures.
        figure = plt.figure(figsize=(width, height), facecolor=PAPER)
        try:
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set(xlim=(0, width), ylim=(0, height))
            axes.set_axis_off()
            yield figure, axes
        finally:
            plt.close(figure)


def unless_grading(draw: Callable[..., Figure]) -> Callable[..., Figure | None]:
    """Have a function that draws return None while work is graded: a figure is no answer."""

    @wraps(draw)
    def draw_or_not(*arguments, **options):
        return None if grading() else draw(*arguments, **options)

    return draw_or_not
