"""The drawing primitives of the diagrams: boxes, operations and rounded wires with arrow heads."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from . import style
from .wiring import Diagram, Node, Point, Wire

_HALF = {"gate": (0.5, 0.31), "join": (0.36, 0.16), "port": (0.17, 0.17), "op": (0.18, 0.18)}
_HALF_OF_TEXT = {"op": {"tanh": (0.32, 0.18), "1−": (0.22, 0.18)}}
_HALF_OF_TEXT["join"] = {"$[r \\odot h,\\,x]$": (0.52, 0.16)}

_LOOKS = {
    "value": (style.INK, 1.3, 0.12),
    "state": (style.BLUE, 2.6, 0.17),
    "peephole": (style.VERMILLION, 1.6, 0.12),
}  # colour, width of the line in points, length of the arrow head in inches
_CORNER, _HOP, _DOT = 0.12, 0.1, 0.045
_ARC = 0.5523  # control points at this share of the radius make a Bezier curve a quarter circle

_CENTERED = {"ha": "center", "va": "center", "color": style.INK, "zorder": 5}


def draw_node(axes: Axes, name: str, node: Node) -> None:
    """Draw one node; its shape carries the node's kind and name as its gid."""
    _DRAWERS[node.kind](axes, f"{node.kind} {name}", node)


def draw_wire(axes: Axes, diagram: Diagram, wire: Wire) -> None:
    """Draw one wire with its arrow head, and a dot where it leaves another wire."""
    *before, tip = route(diagram, wire)
    color, width, head = _LOOKS[wire.kind]
    # The line stops inside its arrow head, where its width would blunt the tip.
    neck = _toward(tip, before[-1], 0.8 * head)
    line = PathPatch(_rounded([*before, neck], wire.hop), fill=False, edgecolor=color)
    line.set(linewidth=width, capstyle="butt", gid=f"{wire.kind} {wire.source} to {wire.target}")
    axes.add_patch(line)
    _draw_head(axes, before[-1], tip, head, color)
    if wire.start is not None:
        draw_dot(axes, wire.start, color)


def draw_dot(axes: Axes, at: Point, color: str = style.INK) -> None:
    """Draw the dot at which a value is copied."""
    axes.add_patch(Circle(at, _DOT, color=color, zorder=3))


def draw_box(axes: Axes, center: Point, half: Point, kind: str, gid: str | None = None) -> None:
    """Draw the box of a gate or a join, without its text.

    Args:
        axes: where to draw, one unit to the inch.
        center: middle of the box.
        half: half its width and half its height.
        kind: "gate" or "join".
        gid: identifies the shape in the figure.
    """
    gate = kind == "gate"
    corner = (center[0] - half[0], center[1] - half[1])
    box = FancyBboxPatch(corner, 2 * half[0], 2 * half[1], gid=gid, zorder=4)
    box.set_boxstyle("round", pad=0, rounding_size=0.06 if gate else half[1])
    fill, edge = (style.PALE_ORANGE, style.ORANGE) if gate else (style.PALE_GREEN, style.GREEN)
    box.set(facecolor=fill, edgecolor=edge, linewidth=1.2)
    axes.add_patch(box)


def draw_ellipse(axes: Axes, center: Point, half: Point, gid: str | None = None) -> None:
    """Draw the outline of an elementwise operation, without its text; arguments as `draw_box`."""
    shape = Ellipse(center, 2 * half[0], 2 * half[1], gid=gid, zorder=4)
    shape.set(facecolor=style.PALE_BLUE, edgecolor=style.BLUE, linewidth=1.2)
    axes.add_patch(shape)


def route(diagram: Diagram, wire: Wire) -> list[Point]:
    """Return the points of a wire: where it begins, its corners, the border it ends on."""
    source, target = diagram.nodes[wire.source], diagram.nodes[wire.target]
    points = [wire.start or (source.x, source.y), *wire.via, (target.x, target.y)]
    if wire.start is None:
        points[0] = _border(source, points[1])
    points[-1] = _border(target, points[-2])
    return points


def _draw_head(axes: Axes, behind: Point, tip: Point, length: float, color: str) -> None:
    x, y = _toward(tip, behind, length)
    wide = 0.42 * length
    sides = [(x - wide, y), (x + wide, y)] if x == tip[0] else [(x, y - wide), (x, y + wide)]
    axes.add_patch(Polygon([tip, *sides], facecolor=color, linewidth=0, zorder=3))


def _draw_port(axes: Axes, gid: str, node: Node) -> None:
    axes.text(node.x, node.y, node.text, size=16, gid=gid, **_CENTERED)


def _draw_gate(axes: Axes, gid: str, node: Node) -> None:
    x, y = node.x, node.y
    draw_box(axes, (x, y), _half_size(node), "gate", gid)
    axes.text(x, y + 0.09, node.text, size=12, **_CENTERED)
    axes.text(x, y - 0.16, node.role, size=8.5, **_CENTERED)
    # On one baseline: centred, the letters with an accent would sit lower than the others.
    axes.text(x + 0.11, y + 0.43, node.label, size=14, color=style.INK)


def _draw_op(axes: Axes, gid: str, node: Node) -> None:
    draw_ellipse(axes, (node.x, node.y), _half_size(node), gid)
    size = 14 if len(node.text) == 1 else 10
    axes.text(node.x, node.y, node.text, size=size, **_CENTERED)


def _draw_join(axes: Axes, gid: str, node: Node) -> None:
    draw_box(axes, (node.x, node.y), _half_size(node), "join", gid)
    axes.text(node.x, node.y, node.text, size=11, **_CENTERED)


_DRAWERS = {"port": _draw_port, "gate": _draw_gate, "op": _draw_op, "join": _draw_join}


def _half_size(node: Node) -> Point:
    return _HALF_OF_TEXT.get(node.kind, {}).get(node.text, _HALF[node.kind])


def _border(node: Node, seen_from: Point) -> Point:
    half_width, half_height = _half_size(node)
    x, y = seen_from
    if abs(x - node.x) < half_width:
        return x, node.y + (half_height if y > node.y else -half_height)
    return node.x + (half_width if x > node.x else -half_width), y


def _toward(start: Point, end: Point, length: float) -> Point:
    (x0, y0), (x1, y1) = start, end
    share = length / (abs(x1 - x0) + abs(y1 - y0))
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def _rounded(points: list[Point], hop: Point | None) -> Path:
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        _add_hop(vertices, codes, (before, corner), hop)
        vertices += [_toward(corner, before, _CORNER), corner, _toward(corner, after, _CORNER)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    _add_hop(vertices, codes, (points[-2], points[-1]), hop)
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def _add_hop(vertices: list, codes: list, leg: tuple[Point, Point], hop: Point | None) -> None:
    (x0, y0), (x1, y1) = leg
    if hop is None or not (y0 == hop[1] == y1 and x0 < hop[0] < x1):
        return
    (x, y), r, k = hop, _HOP, _HOP * _ARC
    vertices += [(x - r, y), (x - r, y + k), (x - k, y + r), (x, y + r)]
    vertices += [(x + k, y + r), (x + r, y + k), (x + r, y)]
    codes += [Path.LINETO, *[Path.CURVE4] * 6]
