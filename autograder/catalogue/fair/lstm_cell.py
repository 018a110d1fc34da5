"""Right LSTM cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% linear_per_gate: One nn.Linear per gate on the concatenation [h, x].
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
        return h_new, C_new


# %% fused_chunk: One layer of 4H outputs, cut with chunk in the order i, f, g, o.
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
        return h, c


# %% module_dict: Layers in an nn.ModuleDict made in a loop, activations as methods.
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
        return h, C


# %% eight_layers: Separate input and hidden layers for each gate, bias only on the input.
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
        return h, c


# %% stacked_parameters: Bare (in, 4H) parameters used with @, the gates cut by slices.
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
        return o * torch.tanh(c_new), c_new


# %% view_unbind: The fused output viewed as (batch, 4, H) and unbound; bias on the h side.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Linear(input_size, 4 * hidden_size, bias=False)
        self.U = nn.Linear(hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h, C = x.new_zeros(2, x.shape[0], self.hidden_size)
        else:
            h, C = state
        a = (self.W(x) + self.U(h)).view(-1, 4, self.hidden_size)
        o, g, f, i = a.unbind(dim=1)
        C = C * f.sigmoid() + g.tanh() * i.sigmoid()
        return C.tanh() * o.sigmoid(), C


# %% raw_parameters_in_out: Bare parameters in the (in, out) layout, as in the d2l book.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True, sigma=0.1):
        super().__init__()
        self.num_hiddens = hidden_size

        def init_weight(*shape):
            return nn.Parameter(torch.randn(*shape) * sigma)

        def triple():
            return (
                init_weight(input_size, hidden_size),
                init_weight(hidden_size, hidden_size),
                nn.Parameter(torch.zeros(hidden_size)) if bias else None,
            )

        self.W_xi, self.W_hi, self.b_i = triple()  # input gate
        self.W_xf, self.W_hf, self.b_f = triple()  # forget gate
        self.W_xo, self.W_ho, self.b_o = triple()  # output gate
        self.W_xc, self.W_hc, self.b_c = triple()  # input node

    def forward(self, x, state=None):
        if state is None:
            H = x.new_zeros(x.shape[0], self.num_hiddens)
            C = x.new_zeros(x.shape[0], self.num_hiddens)
        else:
            H, C = state

        def affine(W, U, b):
            out = torch.matmul(x, W) + torch.matmul(H, U)
            return out if b is None else out + b

        I = torch.sigmoid(affine(self.W_xi, self.W_hi, self.b_i))
        Fg = torch.sigmoid(affine(self.W_xf, self.W_hf, self.b_f))
        O = torch.sigmoid(affine(self.W_xo, self.W_ho, self.b_o))
        C_tilde = torch.tanh(affine(self.W_xc, self.W_hc, self.b_c))
        C = Fg * C + I * C_tilde
        H = O * torch.tanh(C)
        return H, C


# %% einsum_stacked_weight: A (4, H, I+H) weight and a (4, H) bias, contracted with einsum.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight = nn.Parameter(torch.empty(4, hidden_size, input_size + hidden_size))
        for w in self.weight:
            nn.init.xavier_uniform_(w)
        self.bias = nn.Parameter(torch.zeros(4, hidden_size)) if bias else None

    def forward(self, x, state=None):
        h, c = state or 2 * [x.new_zeros(x.shape[0], self.hidden_size)]
        a = torch.einsum("bk,ghk->bgh", torch.cat([x, h], dim=-1), self.weight)
        if self.bias is not None:
            a = a + self.bias
        f, i, o = a[:, :3].sigmoid().unbind(1)
        c = f * c + i * a[:, 3].tanh()
        return o * c.tanh(), c


# %% parameter_dict: Three ParameterDicts, W for x, U for h and b, read by gate name.
class LSTMCell(nn.Module):
    gates = ("forget", "input", "output", "cell")

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        s = hidden_size**-0.5
        self.W = nn.ParameterDict({g: s * torch.randn(hidden_size, input_size) for g in self.gates})
        self.U = nn.ParameterDict(
            {g: s * torch.randn(hidden_size, hidden_size) for g in self.gates}
        )
        self.b = nn.ParameterDict({g: torch.zeros(hidden_size) for g in self.gates if bias})

    def forward(self, x, state=None):
        if state is None:
            state = [x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2)]
        h, c = state
        a = {}
        for g in self.gates:
            a[g] = x @ self.W[g].T + h @ self.U[g].T
            if g in self.b:
                a[g] = a[g] + self.b[g]
        c = torch.sigmoid(a["forget"]) * c + torch.sigmoid(a["input"]) * torch.tanh(a["cell"])
        h = torch.sigmoid(a["output"]) * torch.tanh(c)
        return h, c


# %% setattr_loop: Weights and biases registered in a loop, each bias of shape (1, H).
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.use_bias = bias
        for g in "fico":
            w = nn.Parameter(torch.empty(hidden_size + input_size, hidden_size))
            nn.init.xavier_normal_(w)
            self.register_parameter(f"W_{g}", w)
            if bias:
                start = 1.0 if g == "f" else 0.0
                setattr(self, f"b_{g}", nn.Parameter(torch.full((1, hidden_size), start)))

    def affine(self, g, v):
        out = v @ getattr(self, f"W_{g}")
        if self.use_bias:
            out = out + getattr(self, f"b_{g}")
        return out

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c = torch.zeros_like(h)
        else:
            h, c = state
        v = torch.cat([h, x], dim=1)
        f, i, o = [torch.sigmoid(self.affine(g, v)) for g in "fio"]
        c = f * c + i * torch.tanh(self.affine("c", v))
        return o * torch.tanh(c), c


# %% folded_bias: A column of ones carries the bias inside one (H+I+1, 4H) weight.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias
        rows = hidden_size + input_size + int(bias)
        self.theta = nn.Parameter(torch.randn(rows, 4 * hidden_size) / math.sqrt(rows))

    def forward(self, x, state=None):
        B = x.shape[0]
        if state is None:
            state = (x.new_zeros(B, self.hidden_size), x.new_zeros(B, self.hidden_size))
        h, C = state
        columns = [h, x, x.new_ones(B, 1)] if self.bias else [h, x]
        a = torch.cat(columns, dim=1) @ self.theta
        f, i, g, o = torch.chunk(a, 4, dim=1)
        C = torch.sigmoid(f) * C + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(C), C


# %% gate_submodule: A Gate module per gate, called with h and x.
class Gate(nn.Module):
    def __init__(self, n_in, n_hidden, bias, act=torch.sigmoid):
        super().__init__()
        self.x = nn.Linear(n_in, n_hidden, bias=bias)
        self.h = nn.Linear(n_hidden, n_hidden, bias=False)
        self.act = act

    def forward(self, h, x):
        return self.act(self.x(x) + self.h(h))


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.forget = Gate(input_size, hidden_size, bias)
        self.write = Gate(input_size, hidden_size, bias)
        self.read = Gate(input_size, hidden_size, bias)
        self.content = Gate(input_size, hidden_size, bias, act=torch.tanh)

    def forward(self, x, state=None):
        if state is None:
            zero = x.new_zeros(x.shape[0], self.hidden_size)
            state = zero, zero
        h, memory = state
        memory = self.forget(h, x) * memory + self.write(h, x) * self.content(h, x)
        return self.read(h, x) * torch.tanh(memory), memory


# %% base_class: A base class runs the step; the cell only computes its gates.
class MemoryCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size

    def compute_gates(self, h, x):
        raise NotImplementedError

    def forward(self, x, state=None):
        if state is None:
            state = self.init_state(x)
        h, C = state
        f, i, C_tilde, o = self.compute_gates(h, x)
        C = f * C + i * C_tilde
        return o * torch.tanh(C), C

    def init_state(self, x):
        shape = (x.shape[0], self.hidden_size)
        return x.new_zeros(shape), x.new_zeros(shape)


class LSTMCell(MemoryCell):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__(input_size, hidden_size)
        self.layers = nn.ModuleList(
            [nn.Linear(hidden_size + input_size, hidden_size, bias=bias) for _ in range(4)]
        )

    def compute_gates(self, h, x):
        v = torch.cat([h, x], dim=1)
        f, i, C_tilde, o = [layer(v) for layer in self.layers]
        return f.sigmoid(), i.sigmoid(), C_tilde.tanh(), o.sigmoid()


# %% baddbmm_expit: The four gates in one baddbmm, with expit and addcmul.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = hidden_size + input_size
        self.weight = nn.Parameter(torch.empty(4, n, hidden_size).normal_(0, n**-0.5))
        self.bias = nn.Parameter(torch.zeros(4, 1, hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(
                2, x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device
            ).unbind()
        h, c = state
        v = torch.cat([h, x], dim=1).unsqueeze(0).expand(4, -1, -1)
        if self.bias is None:
            a = v.bmm(self.weight)
        else:
            a = torch.baddbmm(self.bias, v, self.weight)
        f, i, o = torch.special.expit(a[:3])
        c = torch.addcmul(f * c, i, torch.tanh(a[3]))
        return o * torch.tanh(c), c


# %% columns_zero_init: Column vectors, W @ [h; x], zero weights and per-gate (H, 1) biases.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.ParameterList(
            nn.Parameter(torch.zeros(hidden_size, hidden_size + input_size)) for _ in range(4)
        )
        self.b = nn.ParameterList(
            nn.Parameter(torch.zeros(hidden_size, 1)) for _ in range(4 if bias else 0)
        )

    def forward(self, x, state=None):
        if state is None:
            h = C = x.new_zeros(self.hidden_size, x.shape[0])
        else:
            h, C = state[0].t(), state[1].t()
        v = torch.cat([h, x.t()], dim=0)
        a = [W @ v for W in self.W]
        if len(self.b):
            a = [u + b for u, b in zip(a, self.b)]
        C = torch.sigmoid(a[0]) * C + torch.sigmoid(a[1]) * torch.tanh(a[2])
        h = torch.sigmoid(a[3]) * torch.tanh(C)
        return h.t(), C.t()
