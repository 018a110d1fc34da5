"""Wrong coupled LSTM cells: each cell is named by the code of its one mistake."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% complement_left_out: The 1 - f is left out: C' = f * C + C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% complement_left_out__fused: The candidate is added whole after the forgetting.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c
        c = c + g
        h = o * torch.tanh(c)
        return h, c


# %% same_gate_on_both: The forget gate stands in both places: C' = f * C + f * C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * (c_prev + c_hat)
        h = o * torch.tanh(c)
        return h, c


# %% complement_on_both: 1 - f stands in both places.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = (1 - f) * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% input_gate_kept: The input gate is still there: this is the plain LSTM.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% input_gate_kept__beside: An input gate is kept beside 1 - f: C' = f * C + (1 - f) * i * C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        i, f, g, o = gates.chunk(4, dim=1)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * i * g
        h = o * torch.tanh(c)
        return h, c


# %% input_gate_kept__averaged: Both f and i are kept and i is mixed with 1 - f.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + (1 - f + i) / 2 * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% complement_taken_of_output_gate: The candidate is gated by 1 - o in place of 1 - f.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - o) * g
        h = o * C.tanh()
        return h, C


# %% complement_before_activation: 1 - a is taken before the sigmoid: i = sigmoid(1 - a).
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        i = torch.sigmoid(1 - f)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% complement_as_minus: The candidate is weighted with -f in place of 1 - f.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + -f * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% forget_gate_tanh: The forget gate is squashed with tanh in place of the sigmoid.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.tanh(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% output_gate_tanh: The output gate is squashed with tanh in place of the sigmoid.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.tanh(o)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% forget_gate_no_activation: The forget gate has no sigmoid.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = self.Wf(x) + self.Uf(h_prev)
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% output_gate_no_activation: The output gate has no sigmoid.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v)
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% candidate_sigmoid: The candidate goes through a sigmoid in place of tanh.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.sigmoid(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% candidate_sigmoid__fused: One sigmoid is taken over all three chunks, the candidate among them.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.sigmoid().chunk(3, dim=1)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% candidate_relu: The candidate goes through ReLU in place of tanh.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = F.relu(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% candidate_no_activation: The candidate has no tanh.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v)
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% gate_softmax: The forget gate is a softmax over the features in place of a sigmoid.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).softmax(dim=-1)
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% gate_softmax_over_batch: The forget gate is a softmax over the batch axis.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = F.softmax(self.W_f(hx), dim=0)
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% cell_sigmoid: The new cell state goes through a sigmoid in place of tanh on its way to h.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.sigmoid(C_new)
        return h_new, C_new


# %% forget_gate_forgotten: The old cell state is kept whole: C' = C + (1 - f) * C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% output_gate_forgotten: h is returned before the output gate: h' = tanh(C').
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        h = torch.tanh(c)
        return h, c


# %% memory_forgotten: The old cell state is lost: C' = (1 - f) * C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% hidden_from_old_cell: h is made from the cell state before its update.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C)
        return h_new, C_new


# %% tanh_forgotten_on_cell: h' = o * C', without the tanh.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * c
        return h, c


# %% tanh_stored_in_cell: The tanh is kept in the stored cell state.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        c = torch.tanh(c)
        h = o * c
        return h, c


# %% output_gate_inside_tanh: The output gate is applied inside the tanh: h' = tanh(o * C').
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = (o * C).tanh()
        return h, C


# %% hidden_in_place_of_cell: The forget gate acts on h: C' = f * h + (1 - f) * C~.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * h + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% cell_in_place_of_hidden: The gates read [C, x] in place of [h, x].
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([C, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% state_overwritten_before_use: h is overwritten before the output gate reads it.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        h = torch.tanh(c)
        o = torch.sigmoid(self.Wo(x) + self.Uo(h))
        h = o * h
        return h, c


# %% cell_returned_before_update: The old cell state is returned with the new h.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c_prev


# %% outputs_swapped: The result is (C, h) in place of (h, C).
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return C_new, h_new


# %% state_unpacked_swapped: The state is unpacked as (C, h).
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        c, h = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% x_left_out_of_gate: The output gate reads h only.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(h))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% h_left_out_of_gate: The forget gate reads x only.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% one_layer_for_two_gates: The forget and the output gate share one layer.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["gate", "cell"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["gate"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["gate"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% wrong_layer_used: The output gate calls the forget gate's layer; its own is never used.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_f(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% wrong_layer_used__slices: The slices overlap: the output gate reads the candidate's columns.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 3 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, n : 2 * n])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% matmul_for_elementwise: The cell update uses matrix products in place of elementwise ones.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f @ C + (1 - f) @ C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% concat_batch_axis: h and x are concatenated along the batch axis.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x])
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% batch_mixed__view: view(3, batch, H) in place of view(batch, 3, H) mixes samples and gates.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.view(3, -1, self.hidden_size)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% batch_averaged: The forget gate is averaged over the batch.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev)).mean(0, keepdim=True)
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% scalar_gate: The forget gate is one number per sample.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, 1, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% bias_missing_one_gate: The candidate has no bias although bias=True.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=False)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% bias_missing_all: No gate has a bias although bias=True.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% bias_missing_all__not_added: The bias is a parameter that forward never adds.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 3 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% bias_flag_ignored: bias=False still makes biases.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% bias_shared_between_gates: One bias vector of size H serves all three gates.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 3 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + torch.cat([self.b] * 3)
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% parameters_made_in_forward: The weights are drawn anew at every forward.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        W = nn.Parameter(0.1 * torch.randn(x.shape[1], 3 * n).to(x))
        U = nn.Parameter(0.1 * torch.randn(n, 3 * n).to(x))
        a = x @ W + h @ U
        if self.bias:
            a = a + nn.Parameter(torch.zeros(3 * n).to(x))
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% layers_in_plain_list: The layers sit in a Python dict and so never train.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = {}
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% tensor_not_parameter: The weights are plain tensors, not parameters.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = torch.empty(input_size, 3 * hidden_size).uniform_(-k, k)
        self.U = torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k)
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% gradient_cut: The new cell state is detached before it is returned.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new.detach()


# %% gradient_cut__data: The forget gate is read through .data.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        f, g, o = gates.chunk(3, dim=1)
        f = torch.sigmoid(f).data
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + (1 - f) * g
        h = o * torch.tanh(c)
        return h, c


# %% gradient_cut__new_tensor: The state is copied with torch.tensor, which drops its gradient.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = torch.tensor(state[0]), torch.tensor(state[1])
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% zeros_without_dtype_device: The zero state has neither dtype nor device of x, so float64 fails.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 3 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (torch.zeros(x.shape[0], n), torch.zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% zeros_without_dtype_device__cat: The zero state has no device; cat hides the dtype.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (torch.zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% input_cast_to_float: x is cast to float32, so the cell fails in float64.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        x = x.float()
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% state_changed_in_place: The cell state handed in is changed in place.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = c_prev.mul_(f).add_(i * c_hat)
        h = o * torch.tanh(c)
        return h, c


# %% state_none_not_handled: The state is unpacked without a check for None.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, C


# %% state_ignored: The step always starts from zeros, whatever state it is given.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 3 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 3 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(3 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        c_tilde = torch.tanh(a[:, n : 2 * n])
        o = torch.sigmoid(a[:, 2 * n :])
        c_new = c_tilde + f * (c - c_tilde)
        return o * torch.tanh(c_new), c_new


# %% initial_state_random: With state=None the step starts from random numbers, not zeros.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = torch.rand(x.size(0), self.hidden_size).to(x)
            c_prev = torch.rand(x.size(0), self.hidden_size).to(x)
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


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


# %% returns_only_hidden: Only h is returned.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h


# %% returns_nested_state: The result is (h, (h, C)), as nn.LSTM gives.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + (1 - f) * g
        h = o * C.tanh()
        return h, (h, C)


# %% extra_output_layer: A linear layer is put on h before it is returned.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, hidden_size)
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return self.fc(h_new), C_new
