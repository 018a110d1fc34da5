"""Wrong LSTM cells: each cell is named by the code of its one mistake."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% forget_gate_tanh: The forget gate is squashed with tanh in place of the sigmoid.
class LSTMCell(nn.Module):
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
        f = torch.tanh(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% input_gate_tanh: The input gate is squashed with tanh in place of the sigmoid.
class LSTMCell(nn.Module):
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
        i = torch.tanh(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% output_gate_tanh: The output gate is squashed with tanh in place of the sigmoid.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).tanh()
        C = f * C + i * g
        h = o * C.tanh()
        return h, C


# %% forget_gate_no_activation: The forget gate has no sigmoid.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        f = self.Wf(x) + self.Uf(h_prev)
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% output_gate_no_activation: The output gate has no sigmoid.
class LSTMCell(nn.Module):
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
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% candidate_sigmoid: The candidate goes through a sigmoid in place of tanh.
class LSTMCell(nn.Module):
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
        C_tilde = torch.sigmoid(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% candidate_sigmoid__fused: One sigmoid is taken over all four chunks, the candidate among them.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = torch.sigmoid(self.linear(torch.cat((x, h), dim=1)))
        i, f, g, o = gates.chunk(4, dim=1)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% candidate_relu: The candidate goes through ReLU in place of tanh.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c_hat = torch.relu(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% candidate_no_activation: The candidate has no tanh.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = a[:, 2 * n : 3 * n]
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% output_gate_tanh__and_candidate: Sigmoid on g and tanh on o, by chunk order.
class LSTMCell(nn.Module):
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
        i, f, g = torch.sigmoid(gates[:, : 3 * self.hidden_size]).chunk(3, dim=1)
        o = torch.tanh(gates[:, 3 * self.hidden_size :])
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% gate_softmax: The forget gate is a softmax over the features in place of a sigmoid.
class LSTMCell(nn.Module):
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
        f = torch.softmax(self.W_f(hx), dim=1)
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% gate_softmax_over_batch: The input gate is a softmax over the batch axis.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        i = torch.softmax(self.Wi(x) + self.Ui(h_prev), dim=0)
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% gate_hard_sigmoid: All gates use the piecewise linear hard sigmoid.
class LSTMCell(nn.Module):
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
        i = F.hardsigmoid(i)
        f = F.hardsigmoid(f)
        g = torch.tanh(g)
        o = F.hardsigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% cell_sigmoid: The new cell state goes through a sigmoid in place of tanh on its way to h.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * C.sigmoid()
        return h, C


# %% forget_gate_forgotten: The old cell state is kept whole: C' = C + i * C~.
class LSTMCell(nn.Module):
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
        C_new = C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% input_gate_forgotten: The candidate is added whole: C' = f * C + C~.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + c_tilde
        return o * torch.tanh(c_new), c_new


# %% output_gate_forgotten: h is returned before the output gate: h' = tanh(C').
class LSTMCell(nn.Module):
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
        h_new = torch.tanh(C_new)
        return h_new, C_new


# %% output_gate_forgotten__no_layer: There is no output gate at all.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

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
        h_new = torch.tanh(C_new)
        return h_new, C_new


# %% memory_forgotten: The old cell state is lost: C' = i * C~.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = i * g
        h = o * C.tanh()
        return h, C


# %% gates_coupled: There is no input gate of its own: i = 1 - f, the coupled cell.
class LSTMCell(nn.Module):
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
        i = 1 - f
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% wrong_layer_used__gate: The forget gate stands in both places: C' = f * C + f * C~.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f * c_prev + f * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% both_gates_on_cell: Both gates act on the old cell state, none on the candidate.
class LSTMCell(nn.Module):
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
        C_new = f * C * i + C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% both_gates_on_cell__typo: Both terms hold the old cell state: C' = f * C + i * C.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * C
        h = o * C.tanh()
        return h, C


# %% product_for_sum: The two terms are multiplied in place of added.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = (f * c) * (i * c_tilde)
        return o * torch.tanh(c_new), c_new


# %% hidden_from_old_cell: h is made from the cell state before its update.
class LSTMCell(nn.Module):
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
        h_new = o * torch.tanh(C)
        return h_new, C_new


# %% hidden_from_candidate: h is made from the candidate: h' = o * tanh(C~).
class LSTMCell(nn.Module):
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
        h_new = o * torch.tanh(C_tilde)
        return h_new, C_new


# %% tanh_forgotten_on_cell: h' = o * C', without the tanh.
class LSTMCell(nn.Module):
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
        c = f * c + i * g
        h = o * c
        return h, c


# %% tanh_stored_in_cell: The tanh is kept in the stored cell state.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        C = C.tanh()
        h = o * C
        return h, C


# %% output_gate_inside_tanh: The output gate is applied inside the tanh: h' = tanh(o * C').
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f * c_prev + i * c_hat
        h = torch.tanh(o * c)
        return h, c


# %% hidden_in_place_of_cell: The forget gate acts on h: C' = f * h + i * C~.
class LSTMCell(nn.Module):
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
        C_new = f * h + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% cell_in_place_of_hidden: The gates read [C, x] in place of [h, x].
class LSTMCell(nn.Module):
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
        hx = torch.cat([C, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% cell_in_place_of_hidden__one_gate: The output gate alone reads the new C in place of h.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(c))
        h = o * torch.tanh(c)
        return h, c


# %% state_overwritten_before_use: h is overwritten before the output gate reads it.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        C = f * C + i * g
        h = C.tanh()
        o = self.layers["output"](torch.cat([h, x], dim=-1)).sigmoid()
        h = o * h
        return h, C


# %% cell_returned_before_update: The old cell state is returned with the new h.
class LSTMCell(nn.Module):
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
        return h_new, C


# %% outputs_swapped: The result is (C, h) in place of (h, C).
class LSTMCell(nn.Module):
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
        c = f * c + i * g
        h = o * torch.tanh(c)
        return c, h


# %% state_unpacked_swapped: The state is unpacked as (C, h).
class LSTMCell(nn.Module):
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
            C, h = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% hidden_returned_twice: h is returned in the place of the cell state too.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        h_new = o * torch.tanh(c_new)
        return h_new, h_new


# %% x_left_out_of_gate: The forget gate reads h only.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=bias)
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
        f = torch.sigmoid(self.Uf(h_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% h_left_out_of_gate: The candidate reads x only.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(input_size, hidden_size, bias=bias)
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
        C_tilde = torch.tanh(self.W_C(x))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% h_left_out_of_gate__all: No gate reads h, so there is no recurrence through h.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% one_layer_for_two_gates: The forget and the input gate share one layer.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_fi = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_fi(hx))
        i = torch.sigmoid(self.W_fi(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% wrong_layer_used: The output gate calls the input gate's layer; its own is never used.
class LSTMCell(nn.Module):
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
        o = torch.sigmoid(self.W_i(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% wrong_layer_used__slices: The slices overlap: the output gate reads the candidate's columns.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 2 * n : 3 * n])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% matmul_for_elementwise: The cell update uses matrix products in place of elementwise ones.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f @ c_prev + i @ c_hat
        h = o * torch.tanh(c)
        return h, c


# %% concat_batch_axis: h and x are concatenated along the batch axis.
class LSTMCell(nn.Module):
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
        hx = torch.cat([h, x], dim=0)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% batch_mixed__view: view(4, batch, H) in place of view(batch, 4, H) mixes samples and gates.
class LSTMCell(nn.Module):
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
        i, f, g, o = gates.view(4, x.size(0), self.hidden_size)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% batch_averaged: The gates are averaged over the batch.
class LSTMCell(nn.Module):
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
        f = torch.sigmoid(self.W_f(hx)).mean(dim=0)
        i = torch.sigmoid(self.W_i(hx)).mean(dim=0)
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% batch_norm_inside: A batch norm on the new cell state mixes the samples.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        self.norm = nn.BatchNorm1d(hidden_size, affine=False, track_running_stats=False)
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * self.norm(C).tanh()
        return h, C


# %% scalar_gate: The forget gate is one number per sample.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, 1, bias=bias)
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


# %% arguments_swapped: The constructor takes hidden_size before input_size.
class LSTMCell(nn.Module):
    def __init__(self, hidden_size, input_size, bias=True):
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
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% bias_missing_one_gate: The output gate has no bias although bias=True.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=False)

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


# %% bias_missing_all: No gate has a bias although bias=True.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=False)

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
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% bias_missing_all__not_added: The bias is a parameter that forward never adds.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% bias_flag_ignored: bias=False still makes biases.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size)

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


# %% bias_shared_between_gates: One bias vector of size H serves all four gates.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b.repeat(4)
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% bias_after_activation: The forget gate's bias is added after the sigmoid.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=False)
        self.b_f = nn.Parameter(torch.zeros(hidden_size)) if bias else 0
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
        f = torch.sigmoid(self.W_f(hx)) + self.b_f
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% parameters_made_in_forward: New layers are made at every forward.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        v = torch.cat((x, h), dim=1)
        linear = nn.Linear(v.size(1), 4 * self.hidden_size, bias=self.bias).to(x)
        gates = linear(v)
        i, f, g, o = gates.chunk(4, dim=1)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% layers_in_plain_list: The layers sit in a Python list and so never train.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = [nn.Linear(hidden_size + input_size, hidden_size, bias) for _ in range(4)]

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        f, i, g, o = [layer(torch.cat([h, x], dim=1)) for layer in self.layers]
        C = torch.sigmoid(f) * C + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(C)
        return h, C


# %% tensor_not_parameter: The weights are plain tensors, not parameters.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = torch.empty(input_size, 4 * hidden_size).uniform_(-k, k).requires_grad_()
        self.U = torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k).requires_grad_()
        self.b = torch.zeros(4 * hidden_size, requires_grad=True) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% gradient_cut: The state is detached, so no gradient flows back through time.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state[0].detach(), state[1].detach()
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * C.tanh()
        return h, C


# %% gradient_cut__data: The old cell state is read through .data.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f * c_prev.data + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% gradient_cut__no_grad: The gates are computed under torch.no_grad.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        with torch.no_grad():
            gates = self.linear(torch.cat((x, h), dim=1))
        i, f, g, o = gates.chunk(4, dim=1)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% gradient_cut__new_tensor: torch.tensor copies the new cell state without its gradient.
class LSTMCell(nn.Module):
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
        C_new = torch.tensor(f * C + i * C_tilde)
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% dropout_inside: Dropout on the candidate makes the cell random.
class LSTMCell(nn.Module):
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
        C_tilde = F.dropout(torch.tanh(self.W_C(hx)), 0.2)
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% layer_norm_inside: A layer norm is added on the new cell state.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.norm = nn.LayerNorm(hidden_size)
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
        h_new = o * torch.tanh(self.norm(C_new))
        return h_new, C_new


# %% zeros_without_dtype_device: The zero state has neither dtype nor device of x, so float64 fails.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
            h_prev = torch.zeros(x.size(0), self.hidden_size)
            c_prev = torch.zeros(x.size(0), self.hidden_size)
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% zeros_without_dtype_device__cat: The zero state has no device; cat hides the dtype.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        i, f, g, o = gates.chunk(4, dim=1)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


# %% device_fixed: The zero state goes to a device chosen when the cell is loaded.
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (torch.zeros(x.shape[0], self.hidden_size, device=device).to(x.dtype),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * C.tanh()
        return h, C


# %% input_cast_to_float: x is cast to float32, so the cell fails in float64.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        x = x.float()
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n])
        i = torch.sigmoid(a[:, n : 2 * n])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :])
        c_new = f * c + i * c_tilde
        return o * torch.tanh(c_new), c_new


# %% state_changed_in_place: The cell state handed in is changed in place.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C *= f
        C += i * g
        h = o * C.tanh()
        return h, C


# %% state_changed_in_place__copy: The new state is copied into the tensors handed in.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (
                x.new_zeros(x.shape[0], self.hidden_size),
                x.new_zeros(x.shape[0], self.hidden_size),
            )
        h, c = state
        i, f, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h_new = torch.sigmoid(o) * torch.tanh(c_new)
        h[:] = h_new
        c[:] = c_new
        return h_new, c_new


# %% state_none_not_handled: The state is unpacked without a check for None.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% state_ignored: The step always starts from zeros, whatever state it is given.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size)
        C = x.new_zeros(x.shape[0], self.hidden_size)
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% state_kept_in_module: The cell remembers its last state and uses it when state is None.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.h = None
        self.c = None

    def forward(self, x, state=None):
        if state is not None:
            self.h, self.c = state
        elif self.h is None or self.h.shape[0] != x.shape[0]:
            self.h = x.new_zeros(x.shape[0], self.hidden_size)
            self.c = x.new_zeros(x.shape[0], self.hidden_size)
        i, f, g, o = self.linear(torch.cat((x, self.h), dim=1)).chunk(4, dim=1)
        self.c = torch.sigmoid(f) * self.c + torch.sigmoid(i) * torch.tanh(g)
        self.h = torch.sigmoid(o) * torch.tanh(self.c)
        return self.h, self.c


# %% initial_state_random: With state=None the step starts from random numbers, not zeros.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.randn(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        gates = self.linear(torch.cat((x, h), dim=1))
        i, f, g, o = gates.chunk(4, dim=1)
        i = torch.sigmoid(i)
        f = torch.sigmoid(f)
        g = torch.tanh(g)
        o = torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return h, c


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


# %% returns_only_hidden: Only h is returned.
class LSTMCell(nn.Module):
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
        return h_new


# %% returns_nested_state: The result is (h, (h, C)), as nn.LSTM gives.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
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
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, (h, c)


# %% returns_stacked_tensor: h and C come back stacked in one tensor.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * C.tanh()
        return torch.stack([h, C])


# %% returns_extra: The output gate is returned as a third value.
class LSTMCell(nn.Module):
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
        return h_new, C_new, o


# %% extra_output_layer: A linear layer is put on h before it is returned.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.out = nn.Linear(hidden_size, hidden_size, bias=bias)
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
        return self.out(h_new), C_new


# %% cell_relu: The new cell state goes through ReLU in place of tanh on its way to h.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = f * C + i * g
        h = o * C.relu()
        return h, C


# %% unknown_equations__clipped: The new cell state is clipped to lie between -3 and 3.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "cell", "output"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=-1)
        f = self.layers["forget"](v).sigmoid()
        i = self.layers["input"](v).sigmoid()
        g = self.layers["cell"](v).tanh()
        o = self.layers["output"](v).sigmoid()
        C = (f * C + i * g).clamp(-3, 3)
        h = o * C.tanh()
        return h, C
