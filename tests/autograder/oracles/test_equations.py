"""The oracles compute what torch and hand-written formulas compute."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.oracles import Equations, equation_sets
from starter.manifest import assignments
from starter.verdict.cells.challenges import Block

CELLS = [e.id for e in assignments()["rnn"].exercises]
SETS = [(cell, entry) for cell in CELLS for entry in equation_sets(cell)]
COUNTS = {
    "gru_cell": 68_700,
    "lstm_cell": 91_600,
    "peephole_lstm_cell": 121_600,
    "coupled_lstm_cell": 68_700,
}
SIZES, BATCH = (7, 5), 4
seeds = pytest.mark.parametrize("seed", range(3))


def sets(cell):
    return {entry.name: entry.equations for entry in equation_sets(cell)}


def draw(seed):
    generator = torch.Generator().manual_seed(seed)
    return [
        torch.randn(BATCH, n, generator=generator, dtype=torch.float64)
        for n in (SIZES[0], SIZES[1], SIZES[1])
    ]


def row(equations, parts):
    """All parameters in one row; `parts` holds a tensor for each map and operand."""
    return torch.cat([parts[b.map, b.operand].reshape(-1) for b in equations.blocks])


def random_parts(equations, seed):
    rng = np.random.default_rng(seed)
    shapes = {(b.map, b.operand): b.shape(*SIZES) for b in equations.blocks}
    return {key: torch.tensor(rng.standard_normal(shape)) for key, shape in shapes.items()}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def affine(parts, name, **operands):
    """W [operands] + b by hand."""
    total = sum(value @ parts[name, key].numpy().T for key, value in operands.items())
    return total + parts[name, "bias"].numpy()


def torch_parts(cell, gates):
    """The weights of torch's cell by map and operand, and its two biases added up."""
    parts = {}
    chunks = (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
    for name, w, u, b, c in zip(gates, *(p.detach().chunk(len(gates)) for p in chunks)):
        parts |= {(f"W_{name}", "x"): w, (f"W_{name}", "h"): u, (f"W_{name}", "bias"): b + c}
        parts |= {(f"U_{name}", "h"): u, (f"U_{name}", "bias"): c, (f"V_{name}", "bias"): b}
    return parts


@seeds
def test_lstm_is_torchs(seed):
    torch.manual_seed(seed)
    cell, (x, h, C) = nn.LSTMCell(*SIZES).double(), draw(seed)
    equations = sets("lstm_cell")["right"]
    found = equations.step(row(equations, torch_parts(cell, "ifCo")), x, h, C)
    for ours, theirs in zip(found, cell(x, (h, C)), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)


@seeds
def test_gru_with_torchs_conventions_is_torchs(seed):
    torch.manual_seed(seed)
    cell, (x, h, C) = nn.GRUCell(*SIZES).double(), draw(seed)
    known = sets("gru_cell")
    flipped = {"z": known["update_gate_flipped__z"].lines["z"]}
    # In torch the part of x has a bias of its own.
    candidate = known["reset_after_product"].lines["candidate"].replace("M_h", "W_h")
    equations = known["reset_after_product"].changed({**flipped, "candidate": candidate})
    parts = torch_parts(cell, "rzh")
    parts["W_h", "bias"] = parts["V_h", "bias"]
    (found,) = equations.step(row(equations, parts), x, h, C)
    torch.testing.assert_close(found, cell(x, h), rtol=0, atol=1e-12)


@seeds
@pytest.mark.parametrize("cell", ["peephole_lstm_cell", "coupled_lstm_cell"])
def test_the_other_lstms_are_those_written_by_hand(cell, seed):
    equations = sets(cell)["right"]
    parts, tensors = random_parts(equations, seed), draw(seed)
    x, h, C = (t.numpy() for t in tensors)
    peephole = {"C": C} if cell == "peephole_lstm_cell" else {}
    f = sigmoid(affine(parts, "W_f", **peephole, h=h, x=x))
    i = sigmoid(affine(parts, "W_i", **peephole, h=h, x=x)) if peephole else 1 - f
    C_new = f * C + i * np.tanh(affine(parts, "W_C", h=h, x=x))
    peephole = {"C_new": C_new} if peephole else {}
    h_new = sigmoid(affine(parts, "W_o", **peephole, h=h, x=x)) * np.tanh(C_new)
    found = equations.step(row(equations, parts), *tensors)
    for ours, theirs in zip(found, (h_new, C_new), strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs, rtol=0, atol=1e-12)


@seeds
@pytest.mark.parametrize(
    ("cell", "name"),
    [(cell, entry.name) for cell, entry in SETS if entry.negated],
)
def test_negations_are_the_same_family_with_a_layer_negated(seed, cell, name):
    known = sets(cell)
    right, other = known["right"], known[name]
    gate = name.partition("__")[2]
    candidate = "W_h" if cell == "gru_cell" else "W_C"
    layer = candidate if gate == "candidate" else f"W_{gate}"
    parts, inputs = random_parts(right, seed), draw(seed)
    negated = {k: -part if k[0] == layer else part for k, part in parts.items()}
    assert negated.keys() == {(b.map, b.operand) for b in other.blocks}
    found = other.step(row(other, negated), *inputs)
    for ours, theirs in zip(found, right.step(row(right, parts), *inputs), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("cell", "count"), COUNTS.items())
def test_parameter_counts_of_the_assignment(cell, count):
    assert sets(cell)["right"].count(input_size=128, hidden_size=100) == count


@pytest.mark.drawn(check=10)
@pytest.mark.parametrize(("cell", "entry"), SETS, ids=lambda v: getattr(v, "code", v))
def test_every_step_is_differentiable(cell, entry):
    weights = torch.randn(entry.equations.count(3, 2), dtype=torch.float64, requires_grad=True)
    x, h, C = (torch.randn(2, n, dtype=torch.float64, requires_grad=True) for n in (3, 2, 2))
    assert torch.autograd.gradcheck(
        lambda *args: tuple(entry.equations.step(*args)), [weights, x, h, C]
    )


def test_lines_are_replaced_added_and_removed():
    plain = Equations({"r": "sigmoid(W_r(h))", "h_new": "r * tanh(W_h(r * h, x))"})
    assert plain.blocks[2:] == (
        Block("W_h", "r * h", "HH"),
        Block("W_h", "x", "HI"),
        Block("W_h", "bias", "H"),
    )
    without = plain.changed({"r": "", "h_new": "tanh(W_h(h, x)) + d_h(h)"})
    assert list(without.lines) == ["h_new"]
    assert Block("d_h", "h", "H") in without.blocks


def test_what_is_no_expression_is_refused():
    with pytest.raises(SyntaxError):
        Equations({"h_new": "h = x"})
