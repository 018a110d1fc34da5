"""Wrong peephole LSTM cells: each cell is named by the code of its one mistake."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% peephole_in_candidate: The candidate reads C as well.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([C, h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_in_candidate__separate: The candidate has a peephole layer of its own.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev) + self.Vc(c_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% peephole_output_old_cell: The output gate reads the old C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_output_old_cell__own_layer: The output gate's peephole layer gets the old cell state.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% peephole_in_candidate__one_layer: One layer on [C, h, x] serves all; o too reads the old C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(2 * hidden_size + input_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, c = state
        f, i, g, o = self.linear(torch.cat([c, h, x], dim=1)).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, c


# %% peephole_diagonal: The peephole weights are vectors, multiplied elementwise.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Parameter(torch.randn(hidden_size) * 0.1)
        self.peep_i = nn.Parameter(torch.randn(hidden_size) * 0.1)
        self.peep_o = nn.Parameter(torch.randn(hidden_size) * 0.1)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f * c)
        i = torch.sigmoid(i + self.peep_i * c)
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o * c_new)
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% peephole_diagonal__stacked: A (3, H) parameter holds the peephole weights of the three gates.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.V = nn.Parameter(torch.empty(3, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n] + c * self.V[0])
        i = torch.sigmoid(a[:, n : 2 * n] + c * self.V[1])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        c_new = f * c + i * c_tilde
        o = torch.sigmoid(a[:, 3 * n :] + c_new * self.V[2])
        return o * torch.tanh(c_new), c_new


# %% peephole_missing_forget: The forget gate has no peephole.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_missing_input: The input gate has no peephole.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["input"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](hx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% peephole_missing_output: The output gate has no peephole.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_missing_output__unused: The output gate's peephole layer is made but never used.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o)
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% peephole_missing_all: There are no peepholes: this is the plain LSTM.
class PeepholeLSTMCell(nn.Module):
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
        return h, c


# %% peephole_forget_new_cell: The cell is built in steps; the forget gate reads it half-built.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = i * C_tilde
        f = torch.sigmoid(self.W_f(torch.cat([C_new, h, x], dim=1)))
        C_new = f * C + C_new
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% state_overwritten_before_use: C is multiplied by f before the input gate reads it.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        C = self.layers["forget"](Chx).sigmoid() * C
        i = self.layers["input"](torch.cat([C, hx], dim=-1)).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% peephole_reads_candidate: The output gate reads the candidate in place of the new C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c_hat))
        h = o * torch.tanh(c)
        return h, c


# %% peephole_reads_candidate__all: Every peephole reads the candidate, taken for the cell state.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        f = torch.sigmoid(self.W_f(torch.cat([C_tilde, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C_tilde, h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_tilde, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_reads_tanh_cell: The peepholes read tanh(C) in place of C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(torch.tanh(c)))
        i = torch.sigmoid(i + self.peep_i(torch.tanh(c)))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(torch.tanh(c_new)))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% peephole_reads_hidden: [h, h, x] is concatenated: the peephole reads h, not C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([h, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([h, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% peephole_shared_between_gates: One peephole layer serves all three gates.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep(c))
        i = torch.sigmoid(i + self.peep(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% peephole_after_activation: The forget gate's peephole is added after the sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f) + self.peep_f(c)
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% cell_in_place_of_hidden: The gates read [C, x]: C stands in place of h.
class PeepholeLSTMCell(nn.Module):
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
        f = torch.sigmoid(self.W_f(torch.cat([C, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% forget_gate_tanh: The forget gate is squashed with tanh in place of the sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.tanh(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% input_gate_tanh: The input gate is squashed with tanh in place of the sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.tanh(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% output_gate_tanh: The output gate is squashed with tanh in place of the sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.V = nn.Parameter(torch.empty(3, hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n] + c @ self.V[0])
        i = torch.sigmoid(a[:, n : 2 * n] + c @ self.V[1])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        c_new = f * c + i * c_tilde
        o = torch.tanh(a[:, 3 * n :] + c_new @ self.V[2])
        return o * torch.tanh(c_new), c_new


# %% input_gate_no_activation: The input gate has no sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx)
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% candidate_sigmoid: The candidate goes through a sigmoid in place of tanh.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.sigmoid(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% candidate_sigmoid__fused: The candidate's chunk goes through the sigmoid too.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.sigmoid(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% candidate_relu: The candidate goes through ReLU in place of tanh.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).relu()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% candidate_no_activation: The candidate has no tanh.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = self.Wc(x) + self.Uc(h_prev)
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% gate_softmax: The input gate is a softmax over the features in place of a sigmoid.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.softmax(i + self.peep_i(c), dim=1)
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% forget_gate_forgotten: The old cell state is kept whole: C' = C + i * C~.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% input_gate_forgotten: The candidate is added whole: C' = f * C + C~.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% gates_coupled: There is no input gate of its own: i = 1 - f.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = 1 - f
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% output_gate_forgotten: h is returned before the output gate: h' = tanh(C').
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = torch.tanh(c)
        return h, c


# %% wrong_layer_used__gate: The forget gate stands in both places: C' = f * C + f * C~.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.V = nn.Parameter(torch.empty(3, hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n] + c @ self.V[0])
        i = torch.sigmoid(a[:, n : 2 * n] + c @ self.V[1])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        c_new = f * c + f * c_tilde
        o = torch.sigmoid(a[:, 3 * n :] + c_new @ self.V[2])
        return o * torch.tanh(c_new), c_new


# %% hidden_from_old_cell: h is made from the cell state before its update.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C)
        return h_new, C_new


# %% tanh_forgotten_on_cell: h' = o * C', without the tanh.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C
        return h, C


# %% tanh_stored_in_cell: The tanh is kept in the stored cell state.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        C_new = torch.tanh(C_new)
        h_new = o * C_new
        return h_new, C_new


# %% hidden_in_place_of_cell: The forget gate acts on h: C' = f * h + i * C~.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * h_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% cell_returned_before_update: The old cell state is returned with the new h.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c


# %% outputs_swapped: The result is (C, h) in place of (h, C).
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return C, h


# %% state_unpacked_swapped: The state is unpacked as (C, h).
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            C, h = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% x_left_out_of_gate: The forget gate reads [C, h] only.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% h_left_out_of_gate: The output gate reads [C', x] only.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% one_layer_for_two_gates: The forget and the input gate share one layer.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["gate", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["gate"](Chx).sigmoid()
        i = self.layers["gate"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% wrong_layer_used: The output gate calls the input gate's layer; its own is never used.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_i(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% wrong_layer_used__peephole: The input gate calls the forget gate's peephole layer.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_f(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% matmul_for_elementwise: The cell update uses matrix products in place of elementwise ones.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = torch.matmul(f, C) + torch.matmul(i, g)
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% concat_batch_axis: C, h and x are concatenated along the batch axis.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=0)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=0)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=0)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=0)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% batch_mixed__view: view(4, batch, H) in place of view(batch, 4, H) mixes samples and gates.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).view(4, -1, self.hidden_size)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% batch_mixed__mean_of_cell: The peephole reads the cell state averaged over the batch.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev.mean(0)))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev.mean(0)))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c.mean(0)))
        h = o * torch.tanh(c)
        return h, c


# %% bias_missing_one_gate: The output gate has no bias although bias=True.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% bias_missing_all: No gate has a bias although bias=True.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=False)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% bias_flag_ignored: bias=False still makes biases.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% parameters_made_in_forward: The peephole layers are made anew at every forward.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        n = self.hidden_size
        peep_f, peep_i, peep_o = (nn.Linear(n, n, bias=False).to(x) for _ in range(3))
        f = torch.sigmoid(f + peep_f(c))
        i = torch.sigmoid(i + peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% layers_in_plain_list: The peephole layers sit in a Python list and so never train.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep = [nn.Linear(hidden_size, hidden_size, bias=False) for _ in range(3)]

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep[0](c))
        i = torch.sigmoid(i + self.peep[1](c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep[2](c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% tensor_not_parameter: The peephole weights are a plain tensor, not a parameter.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.V = torch.empty(3, hidden_size, hidden_size).uniform_(-k, k)
        self.b = nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        h, c = state
        a = x @ self.W + h @ self.U
        if self.b is not None:
            a = a + self.b
        f = torch.sigmoid(a[:, :n] + c @ self.V[0])
        i = torch.sigmoid(a[:, n : 2 * n] + c @ self.V[1])
        c_tilde = torch.tanh(a[:, 2 * n : 3 * n])
        c_new = f * c + i * c_tilde
        o = torch.sigmoid(a[:, 3 * n :] + c_new @ self.V[2])
        return o * torch.tanh(c_new), c_new


# %% gradient_cut: The peepholes read a detached cell state.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C.detach(), h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C.detach(), h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new.detach(), h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


# %% gradient_cut__data: The state is unpacked through .data.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state[0].data, state[1].data
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C = f * C + i * g
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% gradient_cut__no_grad: The peepholes are computed under torch.no_grad.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        with torch.no_grad():
            peep_f, peep_i = self.Vf(c_prev), self.Vi(c_prev)
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + peep_f)
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + peep_i)
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% zeros_without_dtype_device: The zero state has neither dtype nor device of x, so float64 fails.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        # forget gate
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vf = nn.Linear(hidden_size, hidden_size, bias=False)
        # input gate
        self.Wi = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ui = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vi = nn.Linear(hidden_size, hidden_size, bias=False)
        # candidate
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        # output gate
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Vo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = torch.zeros(x.size(0), self.hidden_size)
            c_prev = torch.zeros(x.size(0), self.hidden_size)
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev) + self.Vf(c_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev) + self.Vi(c_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        c = f * c_prev + i * c_hat
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev) + self.Vo(c))
        h = o * torch.tanh(c)
        return h, c


# %% state_changed_in_place: The cell state handed in is changed in place.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["forget", "input", "output"]:
            self.layers[name] = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.layers["cell"] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=-1)
        Chx = torch.cat([C, hx], dim=-1)
        f = self.layers["forget"](Chx).sigmoid()
        i = self.layers["input"](Chx).sigmoid()
        g = self.layers["cell"](hx).tanh()
        C.mul_(f).add_(i * g)
        o = self.layers["output"](torch.cat([C, hx], dim=-1)).sigmoid()
        h = o * C.tanh()
        return h, C


# %% state_none_not_handled: The state is unpacked without a check for None.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new, c_new


# %% state_ignored: The cell state handed in is replaced by zeros.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, _ = state
            C = torch.zeros_like(h)
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


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


# %% returns_only_hidden: Only h is returned.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        g = torch.tanh(g)
        c_new = f * c + i * g
        o = torch.sigmoid(o + self.peep_o(c_new))
        h_new = o * torch.tanh(c_new)
        return h_new


# %% returns_nested_state: The result is (h, (h, C)), as nn.LSTM gives.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([C, h, x], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([C, h, x], dim=1)))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, (h_new, C_new)
