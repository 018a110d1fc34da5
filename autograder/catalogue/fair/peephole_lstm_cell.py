"""Right peephole LSTM cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% peephole_layers: A 4H layer on [x, h], and a bias-free layer for each peephole.
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
        return h_new, c_new


# %% fused_forget_input: Forget and input gate share one layer, cut with chunk.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates_fi = nn.Linear(2 * hidden_size + input_size, 2 * hidden_size, bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias)
        self.gate_o = nn.Linear(2 * hidden_size + input_size, hidden_size, bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.size(0), self.hidden_size),) * 2
        h, c = state
        hx = torch.cat((h, x), 1)
        f, i = self.gates_fi(torch.cat((c, hx), 1)).sigmoid().chunk(2, 1)
        c = f * c + i * self.candidate(hx).tanh()
        o = self.gate_o(torch.cat((c, hx), 1)).sigmoid()
        return o * c.tanh(), c


# %% einsum_stacked_weight: 3-D weights for x and h (four gates) and for C (three gates).
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wx = nn.Parameter(0.1 * torch.randn(4, hidden_size, input_size))
        self.Wh = nn.Parameter(0.1 * torch.randn(4, hidden_size, hidden_size))
        self.Wc = nn.Parameter(0.1 * torch.randn(3, hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4, hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            h, c = x.new_zeros(2, x.shape[0], self.hidden_size)
        else:
            h, c = state
        a = torch.einsum("ghi,bi->gbh", self.Wx, x) + torch.einsum("ghk,bk->gbh", self.Wh, h)
        if self.b is not None:
            a = a + self.b[:, None, :]
        f, i = torch.sigmoid(a[:2] + torch.einsum("ghk,bk->gbh", self.Wc[:2], c))
        c = f * c + i * torch.tanh(a[2])
        o = torch.sigmoid(a[3] + torch.einsum("hk,bk->bh", self.Wc[2], c))
        return o * torch.tanh(c), c


# %% parameter_dict: Weights in an nn.ParameterDict under names such as "xf", "hf", "cf".
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        sizes = {"x": input_size, "h": hidden_size, "c": hidden_size}
        self.p = nn.ParameterDict()
        for gate in "figo":
            for source, n in sizes.items():
                if source + gate == "cg":
                    continue  # the candidate has no peephole
                w = nn.Parameter(torch.empty(n, hidden_size))
                nn.init.xavier_uniform_(w)
                self.p[source + gate] = w
            if bias:
                self.p["b" + gate] = nn.Parameter(torch.zeros(hidden_size))

    def affine(self, gate, **sources):
        total = sum(v @ self.p[name + gate] for name, v in sources.items())
        return total + self.p["b" + gate] if "b" + gate in self.p else total

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, c = state
        f = self.affine("f", x=x, h=h, c=c).sigmoid()
        i = self.affine("i", x=x, h=h, c=c).sigmoid()
        g = self.affine("g", x=x, h=h).tanh()
        c = f * c + i * g
        o = self.affine("o", x=x, h=h, c=c).sigmoid()
        return o * c.tanh(), c


# %% folded_bias: A column of ones carries the bias inside each weight matrix.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias
        n = hidden_size + input_size + (1 if bias else 0)
        self.W_f = nn.Parameter(0.1 * torch.randn(n + hidden_size, hidden_size))
        self.W_i = nn.Parameter(0.1 * torch.randn(n + hidden_size, hidden_size))
        self.W_c = nn.Parameter(0.1 * torch.randn(n, hidden_size))
        self.W_o = nn.Parameter(0.1 * torch.randn(n + hidden_size, hidden_size))

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, c = state
        base = torch.cat([h, x], dim=1)
        if self.bias:
            base = F.pad(base, (0, 1), value=1.0)
        f = torch.sigmoid(torch.cat([base, c], dim=1) @ self.W_f)
        i = torch.sigmoid(torch.cat([base, c], dim=1) @ self.W_i)
        c = f * c + i * torch.tanh(base @ self.W_c)
        o = torch.sigmoid(torch.cat([base, c], dim=1) @ self.W_o)
        return o * torch.tanh(c), c


# %% gate_submodule: A PeepholeGate module concatenates whatever it is called with.
class PeepholeGate(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.fc = nn.Linear(in_features, out_features, bias=bias)

    def forward(self, *inputs):
        return torch.sigmoid(self.fc(torch.cat(inputs, dim=1)))


class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        wide = hidden_size + hidden_size + input_size
        self.forget_gate = PeepholeGate(wide, hidden_size, bias)
        self.input_gate = PeepholeGate(wide, hidden_size, bias)
        self.output_gate = PeepholeGate(wide, hidden_size, bias)
        self.candidate = nn.Sequential(
            nn.Linear(hidden_size + input_size, hidden_size, bias=bias), nn.Tanh()
        )

    def forward(self, x, state=None):
        if state is None:
            h = c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, c = state
        kept = self.forget_gate(c, h, x) * c
        written = self.input_gate(c, h, x) * self.candidate(torch.cat([h, x], dim=1))
        c = kept + written
        return self.output_gate(c, h, x) * torch.tanh(c), c


# %% base_class: Inherits a plain LSTM step and overrides what the gates look at.
class PlainLSTM(nn.Module):
    peephole = False

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = hidden_size + input_size
        m = n + hidden_size if self.peephole else n
        self.f = nn.Linear(m, hidden_size, bias=bias)
        self.i = nn.Linear(m, hidden_size, bias=bias)
        self.o = nn.Linear(m, hidden_size, bias=bias)
        self.g = nn.Linear(n, hidden_size, bias=bias)

    def look(self, C, hx):
        return hx

    def forward(self, x, state=None):
        if state is None:
            state = (
                x.new_zeros(x.shape[0], self.hidden_size),
                x.new_zeros(x.shape[0], self.hidden_size),
            )
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f, i = self.f(self.look(C, hx)).sigmoid(), self.i(self.look(C, hx)).sigmoid()
        C = f * C + i * self.g(hx).tanh()
        o = self.o(self.look(C, hx)).sigmoid()
        return o * C.tanh(), C


class PeepholeLSTMCell(PlainLSTM):
    peephole = True

    def look(self, C, hx):
        return torch.cat([C, hx], dim=1)


# %% stacked_gates_sliced_input: A (3, H, 2H+I) weight; the candidate gets a slice without C.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gate_weight = nn.Parameter(torch.zeros(3, hidden_size, 2 * hidden_size + input_size))
        self.cand_weight = nn.Parameter(torch.zeros(hidden_size, hidden_size + input_size))
        for w in [*self.gate_weight, self.cand_weight]:
            nn.init.xavier_uniform_(w)
        self.bias = nn.Parameter(torch.zeros(4, hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            h, c = (x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2))
        else:
            h, c = state
        b_f, b_i, b_o, b_c = (None,) * 4 if self.bias is None else self.bias
        W_f, W_i, W_o = self.gate_weight
        inputs = torch.cat([c, h, x], dim=1)
        no_peephole = inputs[:, self.hidden_size :]
        f = F.linear(inputs, W_f, b_f).sigmoid()
        i = F.linear(inputs, W_i, b_i).sigmoid()
        c = f * c + i * F.linear(no_peephole, self.cand_weight, b_c).tanh()
        o = F.linear(torch.cat([c, no_peephole], dim=1), W_o, b_o).sigmoid()
        return o * c.tanh(), c
