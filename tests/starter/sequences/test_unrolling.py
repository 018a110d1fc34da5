"""Any cell runs over sequences, and gradients through its steps are what autograd says."""

import pytest
import torch
from torch import nn

from starter.sequences import TanhCell, Unrolled, state_gradients, unroll

CELLS = {"GRU": (nn.GRUCell, nn.GRU), "LSTM": (nn.LSTMCell, nn.LSTM), "tanh": (nn.RNNCell, nn.RNN)}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_unrolled_is_the_layer(name):
    torch.manual_seed(0)
    cell_class, layer_class = CELLS[name]
    cell, layer = cell_class(3, 4), layer_class(3, 4, batch_first=True)
    for one, other in zip(cell.parameters(), layer.parameters()):
        other.data.copy_(one.data)
    inputs = torch.randn(2, 6, 3)
    every, state = unroll(cell, inputs)
    wanted, wanted_state = layer(inputs)
    torch.testing.assert_close(every, wanted)
    if name == "LSTM":
        torch.testing.assert_close(state, tuple(part[0] for part in wanted_state))
    else:
        torch.testing.assert_close(state, wanted_state[0])


@pytest.mark.parametrize("cell", [nn.GRUCell(3, 4), nn.LSTMCell(3, 4), TanhCell(3, 4)])
def test_going_on_from_a_state_is_as_going_through(cell):
    inputs = torch.randn(2, 6, 3)
    whole, _ = unroll(cell, inputs)
    _, state = unroll(cell, inputs[:, :4])
    rest, _ = Unrolled(cell)(inputs[:, 4:], state)
    torch.testing.assert_close(rest, whole[:, 4:])


def test_the_plain_cell_is_elmans():
    cell, builtin = TanhCell(3, 4), nn.RNNCell(3, 4)
    with torch.no_grad():
        cell.mix.weight.copy_(torch.cat([builtin.weight_hh, builtin.weight_ih], dim=1))
        cell.mix.bias.copy_(builtin.bias_hh + builtin.bias_ih)
    x, h = torch.randn(2, 3), torch.randn(2, 4)
    torch.testing.assert_close(cell(x, h), builtin(x, h))
    assert TanhCell(3, 4, bias=False).mix.bias is None


class Decay(nn.Module):
    """Keeps a fixed share of its state, so that its gradients are known."""

    def forward(self, x, state=None):
        _, C = state if state is not None else (torch.zeros_like(x),) * 2
        C = 0.5 * C + x
        return C * 1.0, C


def test_gradients_fade_as_the_cell_forgets():
    inputs = torch.randn(2, 5, 3, requires_grad=True)
    found = state_gradients(Decay(), inputs)
    # Earlier steps reach the end through C alone; at the last one h alone is read.
    assert found[-1] == 1
    torch.testing.assert_close(found[:-1], torch.tensor([0.0625, 0.125, 0.25, 0.5]))
