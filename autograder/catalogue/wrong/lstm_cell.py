"""Wrong LSTM cells that are a program of their own, each with a known mistake."""

import math

import torch
from torch import nn


# %% builtin_recurrent: Wraps the built-in nn.LSTMCell.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.cell = nn.LSTMCell(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        return self.cell(x, state)


# %% builtin_recurrent__subclass: Inherits from the built-in nn.LSTMCell.
class LSTMCell(nn.LSTMCell):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h, C = super().forward(x, state)
        return h, C


# %% builtin_recurrent__functional: Own weights, but the step is torch.lstm_cell.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.randn(4 * hidden_size, input_size) / math.sqrt(hidden_size))
        self.U = nn.Parameter(torch.randn(4 * hidden_size, hidden_size) / math.sqrt(hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        zeros = None if self.b is None else torch.zeros_like(self.b)
        return torch.lstm_cell(x, state, self.W, self.U, self.b, zeros)
