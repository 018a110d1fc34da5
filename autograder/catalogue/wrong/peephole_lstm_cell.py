"""Wrong peephole LSTM cells that are a program of their own, each with a known mistake."""

import math

import torch
from torch import nn


# %% builtin_recurrent: Feeds [C, x] to a built-in nn.LSTMCell.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.LSTMCell(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        return self.cell(torch.cat([C, x], dim=1), (h, C))
