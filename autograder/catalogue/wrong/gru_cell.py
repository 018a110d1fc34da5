"""Wrong GRU cells that are a program of their own, each with a known mistake."""

import math

import torch
from torch import nn


# %% builtin_recurrent: Wraps the built-in nn.GRUCell.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.cell = nn.GRUCell(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        return self.cell(x, state)


# %% builtin_recurrent__layer: Runs the built-in nn.GRU over a sequence of one step.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.gru = nn.GRU(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is not None:
            state = state.unsqueeze(0)
        _, h = self.gru(x.unsqueeze(0), state)
        return h.squeeze(0)
