"""The geometry of a convolution, drawn along one axis."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from . import style
from .geometry import Geometry
from .ruler import GAP, PAGE_WIDTH, Ruler

_ROW, _HIGH, _OUT = 0.56, 0.38, 0.5  # inches: from row to row, a cell's height, an output's width
_FORMULA = "⌊(size + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1"
_CAPTION = {"ha": "center", "size": 10, "color": style.MUTED}


@style.unless_grading
def draw_convolution(
    size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Figure:
    """Draw how a kernel slides along one axis, and why the output has the size it has.

    The top row is the input x, its padding dashed. Below it stands one row per window: its
    weights w lie under the cells they meet, and an arrow leads to the output y. Of a long input
    and of many windows the beginning and the end are drawn. The sizes hold for pooling too.

    Args:
        size: cells of the input along the axis.
        kernel: cells a window reads.
        stride: cells from one window to the next.
        padding: cells added at each end.
        dilation: cells from one that a window reads to the next that it reads.

    Returns:
        The figure, 8.6 inches wide and closed: a notebook shows it once, as a cell's value.

    Raises:
        ValueError: if a number is out of range or the window does not fit in the padded input.
        TypeError: if a number is not an integer.
    """
    geometry = Geometry(size, kernel, stride, padding, dilation)
    ruler = Ruler.fit(geometry)
    rows = _rows(geometry, ruler)
    hatched = [p for p in ruler if _is_unread(geometry, p)]
    height = 2.45 + _ROW * len(rows) + (0.25 if hatched else 0)
    with style.blank_page(PAGE_WIDTH, height) as (figure, axes):
        _write(axes, 0.3, height - 0.32, "Convolution along one axis", size=14, weight="bold")
        y = height - 1.1
        _draw_input(axes, geometry, ruler, y)
        for window in rows:
            y -= _ROW
            _draw_window(axes, geometry, ruler, window, y)
        if hatched:
            _write(axes, PAGE_WIDTH / 2, y - 0.45, "hatched: read by no window", **_CAPTION)
        _write(axes, PAGE_WIDTH / 2, 0.74, _FORMULA, **_CAPTION)
        _write(axes, PAGE_WIDTH / 2, 0.4, geometry.formula, ha="center", size=13)
    return figure


def _rows(geometry: Geometry, ruler: Ruler) -> list[int | None]:
    if geometry.count <= 5:
        return list(range(geometry.count))
    in_sight = [w for w in range(3) if w * geometry.stride < ruler.head]
    return [*in_sight, None, geometry.count - 1]


def _is_unread(geometry: Geometry, position: int) -> bool:
    return not (geometry.is_padding(position) or geometry.is_read(position))


def _draw_input(axes: Axes, geometry: Geometry, ruler: Ruler, y: float) -> None:
    for position in ruler:
        _draw_cell(axes, geometry, ruler, position, y)
    if not ruler.named:
        _name_some(axes, geometry, ruler, y + _HIGH / 2 + 0.14)
    if not ruler.whole:
        middle = ruler.x(ruler.first + ruler.head) + GAP / 2
        _write(axes, middle, y, "…", ha="center", size=14, color=style.MUTED)
    names = {f"size {geometry.size}": style.BLUE}
    if geometry.padding:
        names[f"padding {geometry.padding}"] = style.MUTED
    _write_names(axes, ruler, y, names)
    _write(axes, _output_x(ruler), y, f"output {geometry.count}", color=style.GREEN, ha="center")


def _draw_cell(axes: Axes, geometry: Geometry, ruler: Ruler, position: int, y: float) -> None:
    looks = {"facecolor": style.PALE_BLUE, "edgecolor": style.BLUE}
    name, kind = f"$x_{{{position}}}$", "input"
    if geometry.is_padding(position):
        looks = {"facecolor": style.PAPER, "edgecolor": style.LINE, "linestyle": (0, (3, 2))}
        name, kind = "0", "padding"
    elif _is_unread(geometry, position):
        looks = {"facecolor": style.PAPER, "edgecolor": style.LINE, "hatch": "////"}
        name, kind = "", "unread"
    _draw_rectangle(axes, ruler.x(position), y, ruler.wide, gid=f"{kind} {position}", **looks)
    if ruler.named:
        _write(axes, ruler.x(position) + ruler.wide / 2, y, name, ha="center")


def _name_some(axes: Axes, geometry: Geometry, ruler: Ruler, y: float) -> None:
    last = geometry.size - 1
    starts = (geometry.start(window) for window in (1, 2, geometry.count - 1))
    drawn, taken = set(ruler) & set(range(geometry.size)), []
    for position in (0, last, *starts):
        x = ruler.x(position) + ruler.wide / 2
        if position in drawn and all(abs(x - other) > 0.36 for other in taken):
            taken.append(x)
            _write(axes, x, y, f"$x_{{{position}}}$", ha="center")


def _draw_window(
    axes: Axes, geometry: Geometry, ruler: Ruler, window: int | None, y: float
) -> None:
    if window is None:
        for x in (PAGE_WIDTH / 2, _output_x(ruler)):
            _write(axes, x, y, "⋮", ha="center", size=14, color=style.MUTED)
        return
    for position in ruler:
        _draw_rectangle(
            axes, ruler.x(position), y, ruler.wide, facecolor="none", edgecolor=style.FAINT
        )
    left, right = (ruler.x(geometry.start(window) + cells) for cells in (0, geometry.span))
    right = max(right, left + 0.08)  # in the squeezed middle a window would be too thin to see
    _draw_rectangle(
        axes, left, y, right - left, facecolor=style.FAINT_ORANGE, edgecolor=style.ORANGE
    )
    drawn = set(ruler)
    for weight, position in enumerate(geometry.reads(window)):
        if position in drawn:
            _draw_tap(axes, ruler, position, weight, y, gid=f"tap {window} {position}")
    x = _output_x(ruler) - _OUT / 2
    _draw_arrow(axes, right + 0.04, x, y, style.MUTED)
    _draw_rectangle(
        axes, x, y, _OUT, facecolor=style.PALE_GREEN, edgecolor=style.GREEN, gid=f"output {window}"
    )
    _write(axes, x + _OUT / 2, y, f"$y_{{{window}}}$", ha="center")
    _draw_measures(axes, geometry, ruler, window, y)


def _draw_measures(axes: Axes, geometry: Geometry, ruler: Ruler, window: int, y: float) -> None:
    if window == 0:
        names = {f"kernel {geometry.kernel}": style.INK}
        if geometry.dilation > 1:
            names[f"dilation {geometry.dilation}"] = style.INK
        _write_names(axes, ruler, y, names)
    elif window == 1:
        _draw_arrow(axes, ruler.x(ruler.first), ruler.x(geometry.start(1)), y, style.VERMILLION)
        _write_names(axes, ruler, y, {f"stride {geometry.stride}": style.VERMILLION})


def _draw_tap(axes: Axes, ruler: Ruler, position: int, weight: int, y: float, gid: str) -> None:
    x = ruler.x(position)
    looks = {"facecolor": style.PALE_ORANGE, "edgecolor": style.ORANGE}
    _draw_rectangle(axes, x, y, ruler.wide, gid=gid, **looks)
    if ruler.named:
        _write(axes, x + ruler.wide / 2, y, f"$w_{{{weight}}}$", ha="center")


def _output_x(ruler: Ruler) -> float:
    return (PAGE_WIDTH + ruler.length) / 2 + 0.75


def _write_names(axes: Axes, ruler: Ruler, y: float, names: dict[str, str]) -> None:
    for line, (name, color) in enumerate(names.items()):
        middle = y + 0.1 * (len(names) - 1) - 0.2 * line
        _write(axes, ruler.x(ruler.first) - 0.14, middle, name, ha="right", color=color)


def _write(axes: Axes, x: float, y: float, text: str, **looks: object) -> None:
    axes.text(x, y, text, **{"size": 10.5, "color": style.INK, "va": "center"} | looks)


def _draw_rectangle(axes: Axes, x: float, y: float, wide: float, **looks: object) -> None:
    linewidth = 1.0 if wide > 0.2 else 0.6
    axes.add_patch(Rectangle((x, y - _HIGH / 2), wide, _HIGH, linewidth=linewidth, **looks))


def _draw_arrow(axes: Axes, start: float, end: float, y: float, color: str) -> None:
    head = min(0.11, 0.6 * (end - start))
    axes.plot([start, end - 0.8 * head], [y, y], color=color, linewidth=1.3, solid_capstyle="butt")
    corners = [(end, y), (end - head, y + 0.42 * head), (end - head, y - 0.42 * head)]
    axes.add_patch(Polygon(corners, facecolor=color, linewidth=0, zorder=3))
