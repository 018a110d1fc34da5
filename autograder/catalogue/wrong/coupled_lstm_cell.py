"""Wrong coupled LSTM cells that are a program of their own, each with a known mistake."""

import math

import torch
from torch import nn


# %% builtin_recurrent: Couples the gates by setting weights inside a built-in nn.LSTMCell.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.LSTMCell(input_size, hidden_size, bias=bias)
        self.couple()

    def couple(self):
        n = self.hidden_size
        with torch.no_grad():
            for p in self.cell.parameters():
                p[:n] = -p[n : 2 * n]  # sigmoid(-a) = 1 - sigmoid(a)

    def forward(self, x, state=None):
        self.couple()
        return self.cell(x, state)
