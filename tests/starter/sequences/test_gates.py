"""Gates are found and named in cells of every style, and holding one is heard by the state."""

import pytest
import torch
from torch import nn

from autograder.catalogue import fair
from starter.sequences import trace
from starter.sequences.gates import step

WANTED = {
    "gru_cell": {"update gate", "reset gate"},
    "lstm_cell": {"forget gate", "input gate", "output gate"},
    "peephole_lstm_cell": {"forget gate", "input gate", "output gate"},
    "coupled_lstm_cell": {"forget gate", "output gate"},
}
# Styles that say otherwise: a gate that is computed as its complement, or σ by way of tanh.
OTHER = {
    "sigmoid_by_tanh": set(),
    "convention_gate_complement": {"forget gate", "gate 2", "output gate"},
    "complement_as_sigmoid_minus": {"forget gate", "input gate", "output gate"},
    "convention_input_gate_leads": {"input gate", "output gate"},
    "convention_input_gate_leads__fused": {"input gate", "output gate"},
}
CASES = [(exercise, one) for exercise in WANTED for one in fair(exercise)]


@pytest.mark.drawn(check=20)
@pytest.mark.parametrize(
    ("exercise", "submission"), CASES, ids=lambda case: getattr(case, "name", case)
)
def test_every_style_shows_its_gates(exercise, submission):
    torch.manual_seed(0)
    cell = submission.load()(5, 8)
    for parameter in cell.parameters():  # some start from zeros, where no gate differs from another
        nn.init.uniform_(parameter, -0.3, 0.3)
    found = trace(cell, torch.randn(6, 5))
    wanted = WANTED[exercise]
    if (exercise, submission.name) != ("gru_cell", "convention_gate_complement"):
        wanted = OTHER.get(submission.name, wanted)
    assert set(found.gates) == wanted
    assert all(values.shape == (6, 8) for values in found.values.values())
    for gate in found.gates:
        assert 0 <= found.values[gate].min() <= found.values[gate].max() <= 1


class Known(nn.Module):
    """A coupled LSTM whose gates are read off its input."""

    def forward(self, x, state=None):
        _, C = state if state is not None else (torch.zeros(len(x), 2),) * 2
        f, o = torch.sigmoid(x).chunk(2, dim=1)
        C = f * C + (1 - f) * torch.tanh(x[:, :2] + 2)
        return o * torch.tanh(C), C


def test_the_values_are_those_of_the_gates():
    x = torch.randn(5, 4)
    found = trace(Known(), x)
    torch.testing.assert_close(found.values["forget gate"], torch.sigmoid(x[:, :2]))
    torch.testing.assert_close(found.values["output gate"], torch.sigmoid(x[:, 2:]))
    h, C = Known()(x[:1])
    torch.testing.assert_close(found.values["h"][0], h[0])
    torch.testing.assert_close(found.values["C"][0], C[0])


def test_a_gate_that_is_held_open_keeps_the_memory():
    state = torch.randn(1, 2), torch.randn(1, 2)
    _, (_, kept) = step(Known(), torch.randn(1, 4), state, hold={0: 1.0})
    torch.testing.assert_close(kept, state[1])
    _, (silenced, _) = step(Known(), torch.randn(1, 4), state, hold={1: 0.0})
    assert not silenced.any()


def test_a_cell_without_gates_has_its_state_alone():
    assert list(trace(nn.RNNCell(3, 4), torch.randn(5, 3)).values) == ["h"]
