"""Does once, before any submission, what torch and IPython are slow at the first time."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from starter.interview import ask
from starter.questions import Question

from .shell import Shell


class _Cell(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, bias: bool = True):
        super().__init__()
        self.layer = nn.Linear(input_size + hidden_size, hidden_size, bias)

    def forward(self, x, state=None):
        h = x.new_zeros(len(x), self.layer.out_features) if state is None else state
        return self.layer(torch.cat([x, h], 1)).sigmoid().tanh() * (1 - h) + h


class _Network(nn.Sequential):
    def __init__(self, num_classes: int = 4):
        layers = nn.Conv2d(3, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.AvgPool2d(2), nn.Flatten()
        super().__init__(*layers, nn.Dropout(), nn.Linear(2, num_classes))


def warm_up(shell: Shell) -> None:
    """Run an empty cell, and put each kind of question to a small module."""
    shell.run_cell("pass", store_history=False)
    x, h = np.zeros((2, 3)), np.zeros((2, 4))
    for device, dtype in (("cpu", "float64"), ("meta", "float32")):
        options = {"input_size": 3, "hidden_size": 4, "device": device, "dtype": dtype}
        more = {"state": ("h",), "fill": (0.1, 0.0), "jacobian": "autograd"}
        ask(_Cell, Question("cell", options | more, {"x": x, "h": h}))
        more = {"state": ("h",), "inputs_need_grad": True}
        ask(_Cell, Question("cell", options | more, {"x": x, "h": h}))
        ask(_Cell, Question("cell", options, {"x": x}))
    for train in (True, False):
        options = {"input": [2, 3, 6, 6], "train": train, "gradients": train}
        ask(_Network, Question("network", options))
