"""A stack of layers along one axis: the size of every output, and what one number depends on."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import style
from .stack import Level, Setting, sources, stack

_WIDTH, _LEFT, _RIGHT = 8.6, 2.5, 0.35  # inches: the page, its margins beside the cells
_ROW, _CELL = 0.86, 0.3  # inches: from row to row, a cell at most


@style.unless_grading
def draw_receptive_field(layers: Sequence[Setting], size: int = 27) -> Figure:
    """Draw what one number in the middle of the last layer depends on, layer by layer.

    The image lies at the bottom, `size` pixels along one axis; above it the output of each layer.
    Blue cells are those that the orange one at the top depends on, and lines lead to what each of
    them reads. Cells lie above the middle of what they read.

    Args:
        layers: kernel, stride, padding and dilation of each layer, from the first to the last.
        size: pixels of the image.

    Raises:
        ValueError: if a number is out of range or a window does not fit.
    """
    levels = stack(size, layers)
    found = sources(levels, levels[-1].size // 2)
    scale = (_WIDTH - _LEFT - _RIGHT) / size
    height = _ROW * len(levels) + 1.35
    with style.blank_page(_WIDTH, height) as (figure, axes):
        title = "What one number depends on, along one axis"
        axes.text(0.3, height - 0.3, title, size=13, weight="bold", va="center")
        for number in range(len(levels) + 1):
            y = 0.4 + _ROW * number
            level = levels[number - 1] if number else None
            if level:
                _draw_links(axes, levels, number, found[number], y, scale)
            _draw_cells(axes, level, size, found[number], y, scale, number == len(levels))
            _write_name(axes, level, number, size, y)
    return figure


def _x(level: Level | None, index: int, scale: float) -> float:
    return _LEFT + (0.5 + (level.place(index) if level else index)) * scale


def _draw_cells(
    axes: Axes, level: Level | None, size: int, marked: set[int], y: float, scale: float, top: bool
) -> None:
    wide = min(_CELL, 0.85 * scale)
    fill, edge = (style.ORANGE, style.INK) if top else (style.BLUE, style.BLUE)
    for index in range(level.size if level else size):
        seen = index in marked
        looks = {
            "facecolor": fill if seen else style.PAPER,
            "edgecolor": edge if seen else style.LINE,
        }
        corner = (_x(level, index, scale) - wide / 2, y - wide / 2)
        axes.add_patch(Rectangle(corner, wide, wide, zorder=3, linewidth=0.9, **looks))


def _draw_links(
    axes: Axes, levels: list[Level], number: int, marked: set[int], y: float, scale: float
) -> None:
    level, below = levels[number - 1], levels[number - 2] if number > 1 else None
    for window in marked:
        for position in level.geometry.reads(window):
            padding = level.geometry.is_padding(position)
            ends = [_x(level, window, scale), _x(below, position, scale)]
            dashes = (0, (2, 2)) if padding else "-"
            color = style.LINE if padding else style.SKY
            axes.plot(ends, [y, y - _ROW], color=color, linewidth=0.8, linestyle=dashes, zorder=1)


def _write_name(axes: Axes, level: Level | None, number: int, size: int, y: float) -> None:
    if level is None:
        lines = ["image", f"{size} pixels"]
    else:
        g = level.geometry
        extras = {"stride": g.stride, "padding": g.padding, "dilation": g.dilation}
        plain = {"stride": 1, "padding": 0, "dilation": 1}
        named = [f"{name} {n}" for name, n in extras.items() if n != plain[name]]
        lines = [f"layer {number}: kernel {g.kernel}"]
        lines += [", ".join(named)] if named else []
        lines.append(f"size {level.size}, sees {level.reach} pixels")
    for i, line in enumerate(lines):
        muted = i == len(lines) - 1
        shift = 0.19 * ((len(lines) - 1) / 2 - i)
        color = style.MUTED if muted else style.INK
        axes.text(0.3, y + shift, line, size=9.5, va="center", color=color)
