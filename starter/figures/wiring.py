"""What the diagrams of the cells hold: nodes, wires and where they lie, as plain data.

Lengths are inches, the origin is the lower left corner of the page. A wire carries the value
of its source to a node that uses it, so the wires into a node are exactly what it computes with.
"""

from dataclasses import dataclass
from types import MappingProxyType

Point = tuple[float, float]

PAGE = (8.6, 5.85)
BODY = (0.8, 0.85, 7.0, 4.4)  # left, bottom, width, height

_TOP, _GATES, _BUS, _BELOW = 4.8, 2.45, 1.5, 0.42
_IN, _OUT = 0.4, 8.2
_JOIN = 1.45
_F, _I, _C, _O, _H = 2.4, 3.65, 4.9, 6.15, 7.2
_MIXED = 3.75


@dataclass(frozen=True)
class Node:
    """One shape of a diagram: `kind` is "port", "gate", "op" or "join".

    `text` is what stands in it; `label` names a gate's value (mathtext), `role` says in a word
    what the gate is for.
    """

    kind: str
    x: float
    y: float
    text: str
    label: str = ""
    role: str = ""


@dataclass(frozen=True)
class Wire:
    """A value on its way: from `source` to `target`, round the corners `via`.

    `start`: where it leaves another wire of the same source, instead of the source itself.
    `kind` is "value", "state" (the line along the top) or "peephole". `hop`: where it crosses
    over a wire of another value.
    """

    source: str
    target: str
    via: tuple[Point, ...] = ()
    start: Point | None = None
    kind: str = "value"
    hop: Point | None = None


@dataclass(frozen=True)
class Diagram:
    """The drawing of one cell."""

    title: str
    nodes: MappingProxyType[str, Node]
    wires: tuple[Wire, ...]


def _gate(x: float, text: str, label: str, role: str) -> Node:
    return Node("gate", x, _GATES, text, label, role)


def _op(x: float, y: float, text: str) -> Node:
    return Node("op", x, y, text)


# What the three LSTMs have in common: all but the factor beside the candidate.
_LSTM_NODES = {
    "C": Node("port", _IN, _TOP, "$C$"),
    "h": Node("port", _IN, _BUS, "$h$"),
    "x": Node("port", _JOIN, _BELOW, "$x$"),
    "[h, x]": Node("join", _JOIN, _BUS, "$[h,\\,x]$"),
    "f": _gate(_F, "σ", "$f$", "forget"),
    "C~": _gate(_C, "tanh", "$\\tilde{C}$", "candidate"),
    "o": _gate(_O, "σ", "$o$", "output"),
    "keep": _op(_F, _TOP, "×"),
    "write": _op(_C, _MIXED, "×"),
    "C+": _op(_C, _TOP, "+"),
    "squash": _op(_H, 4.08, "tanh"),
    "h+": _op(_H, 3.35, "×"),
    "C'": Node("port", _OUT, _TOP, "$C'$"),
    "h'": Node("port", _OUT, _BUS, "$h'$"),
}
_LSTM_WIRES = (
    Wire("C", "keep", kind="state"),
    Wire("keep", "C+", kind="state"),
    Wire("C+", "C'", kind="state"),
    Wire("h", "[h, x]"),
    Wire("x", "[h, x]"),
    Wire("[h, x]", "o", via=((_O, _BUS),)),
    Wire("[h, x]", "f", start=(_F, _BUS)),
    Wire("[h, x]", "C~", start=(_C, _BUS)),
    Wire("f", "keep"),
    Wire("C~", "write"),
    Wire("write", "C+"),
    Wire("C+", "squash", start=(_H, _TOP)),
    Wire("squash", "h+"),
    Wire("o", "h+", via=((_O, 3.35),)),
    Wire("h+", "h'", via=((_H, _BUS),)),
)

_INPUT_NODES = {"i": _gate(_I, "σ", "$i$", "input")}
_INPUT_WIRES = (
    Wire("[h, x]", "i", start=(_I, _BUS)),
    Wire("i", "write", via=((_I, _MIXED),)),
)

# A peephole comes down beside the value that leaves its gate.
_BESIDE = 0.4
_OVER = 3.3
_PEEPHOLES = (
    Wire("C", "f", start=(_F - _BESIDE, _TOP), kind="peephole"),
    Wire(
        "C",
        "i",
        start=(_F - _BESIDE, _OVER),
        via=((_I - _BESIDE, _OVER),),
        kind="peephole",
        hop=(_F, _OVER),
    ),
    Wire("C+", "o", start=(_O - _BESIDE, _TOP), kind="peephole"),
)

_COUPLING_NODES = {"1-f": _op(_I, _MIXED, "1−")}
_COUPLING_WIRES = (
    Wire("f", "1-f", start=(_F, _MIXED)),
    Wire("1-f", "write"),
)

_R, _Z, _N, _DOWN = 2.8, 4.5, 6.55, 5.45
_RESET, _BLEND, _ALONG = 3.33, 3.75, 1.04
_GRU_NODES = {
    "h": Node("port", _IN, _TOP, "$h$"),
    "x": Node("port", _JOIN, _BELOW, "$x$"),
    "[h, x]": Node("join", _JOIN, _BUS, "$[h,\\,x]$"),
    "r": _gate(_R, "σ", "$r$", "reset"),
    "z": _gate(_Z, "σ", "$z$", "update"),
    "h~": _gate(_N, "tanh", "$\\tilde{h}$", "candidate"),
    "reset": _op(_R, _RESET, "×"),
    "[r*h, x]": Node("join", _N, _BUS, "$[r \\odot h,\\,x]$"),
    "1-z": _op(_Z, 4.22, "1−"),
    "keep": _op(_Z, _TOP, "×"),
    "write": _op(_N, _BLEND, "×"),
    "h+": _op(_N, _TOP, "+"),
    "h'": Node("port", _OUT, _TOP, "$h'$"),
}
_GRU_WIRES = (
    Wire("h", "keep", kind="state"),
    Wire("keep", "h+", kind="state"),
    Wire("h+", "h'", kind="state"),
    Wire("h", "[h, x]", start=(_JOIN, _TOP)),
    Wire("x", "[h, x]"),
    Wire("[h, x]", "z", via=((_Z, _BUS),)),
    Wire("[h, x]", "r", start=(_R, _BUS)),
    Wire("h", "reset", start=(_R, _TOP)),
    Wire("r", "reset"),
    Wire(
        "reset",
        "[r*h, x]",
        via=((_DOWN, _RESET), (_DOWN, _BUS)),
        hop=(_Z, _RESET),
    ),
    Wire("x", "[r*h, x]", start=(_JOIN, _ALONG), via=((_N, _ALONG),)),
    Wire("z", "1-z"),
    Wire("1-z", "keep"),
    Wire("z", "write", start=(_Z, _BLEND)),
    Wire("h~", "write"),
    Wire("[r*h, x]", "h~"),
    Wire("write", "h+"),
)


def _diagram(title: str, nodes: dict[str, Node], wires: tuple[Wire, ...]) -> Diagram:
    return Diagram(title, MappingProxyType(nodes), wires)


DIAGRAMS = MappingProxyType(
    {
        "gru_cell": _diagram("GRU cell", _GRU_NODES, _GRU_WIRES),
        "lstm_cell": _diagram("LSTM cell", _LSTM_NODES | _INPUT_NODES, _LSTM_WIRES + _INPUT_WIRES),
        "peephole_lstm_cell": _diagram(
            "Peephole LSTM cell",
            _LSTM_NODES | _INPUT_NODES,
            _LSTM_WIRES + _INPUT_WIRES + _PEEPHOLES,
        ),
        "coupled_lstm_cell": _diagram(
            "Coupled LSTM cell", _LSTM_NODES | _COUPLING_NODES, _LSTM_WIRES + _COUPLING_WIRES
        ),
    }
)
"""The diagram of each exercise, by its id."""
