"""Accepted conventions are accepted in any number at once, and hide no mistake."""

from dataclasses import replace
from itertools import chain, combinations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.oracles import equation_sets
from autograder.oracles.catalogue import altered
from starter import examine
from starter.checks.examination import judge
from starter.manifest import exercise

GATES = {
    "gru_cell": {"z": "update_gate_flipped", "r": "gate_complement"},
    "lstm_cell": dict.fromkeys("fio", "gate_complement"),
    "peephole_lstm_cell": dict.fromkeys("fio", "gate_complement"),
    "coupled_lstm_cell": {"f": "input_gate_leads", "o": "gate_complement"},
}
LAYERS = {cell: {**gates, "candidate": "candidate_negated"} for cell, gates in GATES.items()}
CHOICES = [
    (cell, negated)
    for cell, layers in LAYERS.items()
    for negated in chain.from_iterable(combinations(layers, n) for n in range(len(layers) + 1))
]
each_choice = pytest.mark.parametrize(
    ("cell", "negated"),
    CHOICES,
    ids=lambda value: value if isinstance(value, str) else "".join(value),
)
# How a gate and a candidate are written, and how they are where their layer is negated.
ONE_MINUS = {
    "sigmoid": ("torch.sigmoid({})", "1 - torch.sigmoid({})"),
    "tanh": ("{}.tanh()", "-{}.tanh()"),
}
MINUS_INSIDE = {
    "sigmoid": ("{}.sigmoid()", "(-{}).sigmoid()"),
    "tanh": ("torch.tanh({})", "torch.tanh(-{})"),
}

SEPARATE = """
class Cell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        for gate in {layers}:
            width = hidden_size + input_size + {peephole} * (gate != "candidate") * hidden_size
            setattr(self, gate, nn.Linear(width, hidden_size, bias=bias))

    def a(self, gate, *operands):
        return getattr(self, gate)(torch.cat(operands, 1))
"""
FUSED = """
class Cell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.layers, self.hidden_size = {layers}, hidden_size
        rows = len(self.layers) * hidden_size
        self.W = nn.Parameter(0.1 * torch.randn(rows, input_size + hidden_size))
        self.b = nn.Parameter(torch.zeros(rows)) if bias else None
        if {peephole}:
            self.P = nn.Parameter(0.1 * torch.randn(rows - hidden_size, hidden_size))

    def a(self, gate, *operands):
        *peephole, h, x = operands
        place = self.layers.index(gate) * self.hidden_size
        rows = slice(place, place + self.hidden_size)
        b = None if self.b is None else self.b[rows]
        a = F.linear(torch.cat([x, h], 1), self.W[rows], b)
        return a + peephole[0] @ self.P[rows].T if peephole else a
"""
GRU = """
    def forward(self, x, state=None):
        h = x.new_zeros(len(x), self.hidden_size) if state is None else state
        z = {z}
        r = {r}
        candidate = {candidate}
        return {result}
"""
LSTM = """
    def forward(self, x, state=None):
        zeros = x.new_zeros(len(x), self.hidden_size)
        h, C = (zeros, zeros) if state is None else state
        f = {f}
        {i}
        candidate = {candidate}
        C = {memory}
        o = {o}
        return {result}, C
"""
READS = {
    "gru_cell": {"z": "h, x", "r": "h, x", "candidate": "r * h, x"},
    "lstm_cell": dict.fromkeys(("f", "i", "candidate", "o"), "h, x"),
    "peephole_lstm_cell": dict.fromkeys(("f", "i", "o"), "C, h, x") | {"candidate": "h, x"},
    "coupled_lstm_cell": dict.fromkeys(("f", "candidate", "o"), "h, x"),
}


def cell_class(cell, negated, style=SEPARATE, words=ONE_MINUS, **changed):
    """Return a class with some layers negated; `changed` replaces lines by mistaken ones."""
    lines = {}
    for gate, operands in READS[cell].items():
        activation = words["tanh" if gate == "candidate" else "sigmoid"][gate in negated]
        lines[gate] = activation.format(f"self.a({gate!r}, {operands})")
    lines["memory"] = "f * C + i * candidate"
    lines["i"] = (
        "i = 1 - f" if cell == "coupled_lstm_cell" else f"i = {lines['i']}" if "i" in lines else ""
    )
    lines["result"] = "(1 - z) * h + z * candidate" if cell == "gru_cell" else "o * torch.tanh(C)"
    layers = sorted(READS[cell], key="fizro candidate".find)
    head = style.format(layers=layers, peephole=cell == "peephole_lstm_cell")
    body = GRU if cell == "gru_cell" else LSTM
    space = {"torch": torch, "nn": nn, "F": F}
    exec(head + body.format(**{**lines, **changed}), space)
    return space["Cell"]


def equations(cell, cls, **decided):
    """The findings of the equations check under a manifest that decides so."""
    one = exercise(cell)
    one = replace(one, conventions={**one.conventions, **decided})
    return [f.code for f in judge(one, one.check("equations"), cls, seed=3).findings]


@pytest.mark.drawn(check=10)
@each_choice
@pytest.mark.parametrize(
    ("style", "words"),
    [(SEPARATE, ONE_MINUS), (FUSED, MINUS_INSIDE)],
    ids=["separate layers, one minus", "one matrix, minus inside"],
)
def test_any_conventions_at_once_earn_every_point(cell, negated, style, words):
    report = examine(cell, cell_class(cell, negated, style, words), seed=1)
    assert report.passed, str(report)


@pytest.mark.drawn(check=5)
@each_choice
def test_two_biases_beside_them_keep_the_equations_and_are_named_in_the_count(cell, negated):
    report = examine(cell, two_biases(cell, negated), seed=1)
    found = {name: [f.code for f in result.findings] for name, result in report.checks.items()}
    assert found.pop("parameters") == ["count_two_biases"]
    assert not any(found.values()), str(report)


def two_biases(cell, negated):
    """A class with a second bias a gate, as vectors beside the layers."""

    class Cell(cell_class(cell, negated)):
        def __init__(self, input_size, hidden_size, bias=True):
            super().__init__(input_size, hidden_size, bias)
            made = {gate: nn.Parameter(torch.zeros(hidden_size)) for gate in READS[cell] if bias}
            self.second = nn.ParameterDict(made)

        def a(self, gate, *operands):
            a = super().a(gate, *operands)
            return a + self.second[gate] if self.second else a

    return Cell


@pytest.mark.drawn(check=8)
@each_choice
def test_what_the_course_refuses_is_named_among_what_it_accepts(cell, negated):
    cls = cell_class(cell, negated)
    for refused in set(LAYERS[cell].values()):
        wanted = {LAYERS[cell][gate] for gate in negated} & {refused}
        assert set(equations(cell, cls, **{refused: False})) == wanted


MISTAKES = {
    "gru_cell": [
        ("hidden_forgotten", {"result": "z * candidate"}),
        ("tanh_on_result", {"result": "torch.tanh((1 - z) * h + z * candidate)"}),
    ],
    "lstm_cell": [
        ("tanh_forgotten_on_cell", {"result": "o * C"}),
        ("input_gate_forgotten", {"memory": "f * C + candidate"}),
    ],
    "peephole_lstm_cell": [
        ("tanh_forgotten_on_cell", {"result": "o * C"}),
        ("hidden_in_place_of_cell", {"memory": "f * h + i * candidate"}),
    ],
    "coupled_lstm_cell": [
        ("tanh_forgotten_on_cell", {"result": "o * C"}),
        ("hidden_in_place_of_cell", {"memory": "f * h + i * candidate"}),
    ],
}


@pytest.mark.drawn(check=8)
@pytest.mark.parametrize(("cell", "negated"), CHOICES, ids=str)
def test_a_mistake_among_them_is_named(cell, negated):
    for code, changed in MISTAKES[cell]:
        assert equations(cell, cell_class(cell, negated, **changed)) == [code]


@pytest.mark.drawn(check=8)
@pytest.mark.parametrize(("cell", "negated"), CHOICES, ids=str)
def test_a_layer_that_works_twice_is_named_among_them(cell, negated):
    class Cell(cell_class(cell, negated)):
        def a(self, gate, *operands):
            return super().a({"o": "f", "r": "z"}.get(gate, gate), *operands)

    assert equations(cell, Cell) == ["wrong_layer_used"]


def rows(cell):
    """All that is known to be altered at once, with the codes that the course refuses."""
    sets, decided = equation_sets(cell), exercise(cell).conventions
    for indices, altered_so in altered(sets, 2):
        codes = [sets[i].code for i in indices]
        yield codes, {code for code in codes if not decided.get(code)}, altered_so


@pytest.mark.slow
def test_a_refused_gru_is_named_whatever_is_negated(cell_of):
    taken = {*LAYERS["gru_cell"].values(), "reset_after_product"}
    known = [row for row in rows("gru_cell") if taken.issuperset(row[0]) and row[1]]
    assert len(known) >= 8
    for codes, refused, altered_so in known:
        assert set(equations("gru_cell", cell_of(altered_so))) == refused, codes


@pytest.mark.slow
@pytest.mark.parametrize("cell", LAYERS)
def test_nothing_that_is_refused_hides_among_what_is_accepted(cell, cell_of):
    for codes, refused, altered_so in list(rows(cell))[::7]:
        assert bool(equations(cell, cell_of(altered_so))) == bool(refused), codes
