"""What networks cost, by hand and by PyTorch's own counter."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from starter.grids import Grid
from starter.history import History
from starter.networks.comparison import compare
from starter.networks.costs import activation_bytes, multiply_adds, parameter_bytes
from starter.networks.recording import record_copy
from starter.networks.tables import expected_rows

CONVOLUTIONS = 34_848 * 55**2 + 614_400 * 27**2 + (884_736 + 1_327_104 + 884_736) * 13**2
LINEAR = 9216 * 4096 + 4096 * 4096 + 4096 * 4


def test_alexnet_by_hand():
    rows = expected_rows("alexnet")
    assert multiply_adds(rows) == CONVOLUTIONS + LINEAR == 1_131_176_480
    assert parameter_bytes(rows) == 4 * 58_297_732
    assert parameter_bytes(rows, copies=4) == 16 * 58_297_732
    first = rows[:3]
    assert activation_bytes(first, 2) == 4 * 2 * 96 * (55 * 55 + 55 * 55 + 27 * 27)
    assert activation_bytes(rows[13:14], 2) == 0  # Flatten


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2d(3, 6, 3, stride=2), nn.ReLU(), nn.Conv2d(6, 4, 3, groups=2, bias=False)],
        [nn.Conv2d(3, 5, (3, 2), dilation=2), nn.AvgPool2d(2), nn.Flatten(), nn.LazyLinear(7)],
    ],
)
def test_multiply_adds_are_half_of_what_torch_counts_as_operations(layers):
    model, inputs = nn.Sequential(*layers), torch.zeros(1, 3, 21, 21)
    model(inputs)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(inputs)
    assert 2 * multiply_adds(record_copy(model, (3, 21, 21))) == counter.get_total_flops()


def test_networks_stand_side_by_side(network_of):
    models = {"big": network_of(expected_rows("alexnet")), "small": nn.Conv2d(3, 2, 5)}
    trained = History("big", [1.0, 0.5, 0.4], [0.1, 0.2, 9.0], {"accuracy": [(3, 0.5)]})
    grid = compare(models, [trained, History("other")], batch=16)
    big, small = grid.lines
    assert big[:3] == ("big", "58,297,732", "1,131 million")
    assert big[4:] == ("200 ms", "50%")
    assert small[1] == "152"
    assert small[4:] == ("–", "–")
    assert "batch of 16" in grid.note
    memory = (16 * 58_297_732 + activation_bytes(expected_rows("alexnet"), 16)) / 1e6
    assert big[3] == f"{memory:,.0f} MB"


def test_a_grid_says_the_same_in_text_and_html():
    grid = Grid(("a", "b"), [("1", "<2>")], "note")
    assert str(grid).splitlines() == ["a  b", "─  ───", "1  <2>", "note"]
    assert "<td>&lt;2&gt;</td>" in grid._repr_html_()
    assert "note" in grid._repr_html_()
    assert str(compare({})).startswith("network")
