"""Data-flow diagrams of the recurrent cells, after C. Olah's "Understanding LSTM Networks"."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from . import style
from .shapes import draw_box, draw_dot, draw_ellipse, draw_node, draw_wire
from .wiring import BODY, DIAGRAMS, PAGE, Diagram

_LEGEND_Y = 0.42
_KINDS = (
    ("gate", 0.26, "learned layer", 0.85),
    ("op", 0.2, "elementwise", 0.78),
    ("join", 0.26, "concatenated", 0.85),
    ("copy", 0.22, "copied", 0.41),
    ("peephole", 0.26, "peephole", 0.57),
)  # what a sample shows, its width in inches, its caption, the width of that


@style.unless_grading
def draw_cell(exercise: str) -> Figure:
    """Draw the data flow of one step of a recurrent cell.

    Boxes are layers with weights, round shapes are elementwise operations. The state (C, or the
    h of the GRU) runs along the top, the h of an LSTM along the bottom; a prime marks the values
    after the step. The wires into a shape are exactly the values its equation names.

    Args:
        exercise: "gru_cell", "lstm_cell", "peephole_lstm_cell" or "coupled_lstm_cell".

    Returns:
        The figure, 8.6 inches wide and closed: a notebook shows it once, as a cell's value.

    Raises:
        ValueError: if there is no diagram of that name.
    """
    if exercise not in DIAGRAMS:
        raise ValueError(f"no diagram of {exercise!r}; there is one of: {', '.join(DIAGRAMS)}")
    diagram = DIAGRAMS[exercise]
    with style.blank_page(*PAGE) as (figure, axes):
        _draw_body(axes, diagram.title)
        for wire in diagram.wires:
            draw_wire(axes, diagram, wire)
        for name, node in diagram.nodes.items():
            draw_node(axes, name, node)
        _draw_legend(axes, diagram)
    return figure


def _draw_body(axes: Axes, title: str) -> None:
    left, bottom, width, height = BODY
    body = FancyBboxPatch((left, bottom), width, height, zorder=0)
    body.set_boxstyle("round", pad=0, rounding_size=0.2)
    body.set(facecolor=style.SHADE, edgecolor=style.LINE, linewidth=1)
    axes.add_patch(body)
    axes.text(left, PAGE[1] - 0.3, title, size=14, weight="bold", color=style.INK, va="center")


def _draw_legend(axes: Axes, diagram: Diagram) -> None:
    peepholes = any(wire.kind == "peephole" for wire in diagram.wires)
    x = BODY[0] + BODY[2]
    # From right to left, so that the legend ends flush with the body whatever it lists.
    for kind, width, caption, room in reversed(_KINDS if peepholes else _KINDS[:-1]):
        x -= room
        axes.text(x, _LEGEND_Y, caption, size=9, color=style.MUTED, va="center")
        x -= width + 0.09
        _draw_sample(axes, kind, x, width)
        x -= 0.22


def _draw_sample(axes: Axes, kind: str, left: float, width: float) -> None:
    y, middle = _LEGEND_Y, left + width / 2
    if kind in ("copy", "peephole"):
        color = style.INK if kind == "copy" else style.VERMILLION
        axes.plot([left, left + width], [y, y], color=color, linewidth=1.5)
    if kind == "copy":
        draw_dot(axes, (middle, y))
    elif kind == "op":
        draw_ellipse(axes, (middle, y), (width / 2, width / 2))
    elif kind in ("gate", "join"):
        draw_box(axes, (middle, y), (width / 2, 0.09), kind)
