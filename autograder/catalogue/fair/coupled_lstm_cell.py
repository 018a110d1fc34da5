"""Right coupled LSTM cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% linear_per_gate: One nn.Linear per gate on the concatenation [h, x].
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_f = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
            C = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C = f * C + (1 - f) * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h = o * torch.tanh(C)
        return h, C


# %% fused_chunk: One layer of 3H outputs, cut with chunk in the order f, g, o.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(input_size + hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.size(0), self.hidden_size),) * 2
        h, c = state
        f, g, o = self.fc(torch.cat((x, h), dim=1)).chunk(3, dim=1)
        f, g, o = f.sigmoid(), g.tanh(), o.sigmoid()
        c = g + f * (c - g)
        return o * c.tanh(), c


# %% fused_split_lerp: Splits two gates off the candidate and mixes with torch.lerp.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.project = nn.Linear(hidden_size + input_size, 3 * hidden_size, bias)

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            h = c = torch.zeros(len(x), n).to(x)
        else:
            h, c = state
        gates, candidate = self.project(torch.cat([h, x], 1)).split([2 * n, n], dim=1)
        o, f = torch.sigmoid(gates).split(n, dim=1)
        c = torch.lerp(torch.tanh(candidate), c, f)
        return o * torch.tanh(c), c


# %% separate_projections: Input and hidden layer per gate, the bias only on the input.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(CoupledLSTMCell, self).__init__()
        self.hidden_size = hidden_size
        self.Wf = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uf = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wc = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uc = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wo = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uo = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            h_prev = x.new_zeros((x.size(0), self.hidden_size))
            c_prev = x.new_zeros((x.size(0), self.hidden_size))
        else:
            h_prev, c_prev = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = 1 - f  # coupled
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = f * c_prev + i * c_hat
        h = o * torch.tanh(c)
        return h, c


# %% complement_as_sigmoid_minus: Writes the write gate 1 - f as sigmoid of minus the argument.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.forget = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.content = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.output = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (
                x.new_zeros(x.shape[0], self.hidden_size),
                x.new_zeros(x.shape[0], self.hidden_size),
            )
        h, C = state
        hx = torch.cat([h, x], dim=1)
        a = self.forget(hx)
        C = torch.sigmoid(a) * C + torch.sigmoid(-a) * torch.tanh(self.content(hx))
        return torch.sigmoid(self.output(hx)) * torch.tanh(C), C


# %% raw_parameters_in_out: Bare parameters in the (in, out) layout, made by a helper.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xf, self.W_hf, self.b_f = self.three(input_size, hidden_size, bias)
        self.W_xc, self.W_hc, self.b_c = self.three(input_size, hidden_size, bias)
        self.W_xo, self.W_ho, self.b_o = self.three(input_size, hidden_size, bias)

    @staticmethod
    def three(n_in, n_out, bias):
        return (
            nn.Parameter(torch.randn(n_in, n_out) * 0.1),
            nn.Parameter(torch.randn(n_out, n_out) * 0.1),
            nn.Parameter(torch.zeros(n_out)) if bias else None,
        )

    def forward(self, x, state=None):
        if state is None:
            H = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            H, C = state
        a_f = torch.mm(x, self.W_xf) + torch.mm(H, self.W_hf)
        a_c = torch.mm(x, self.W_xc) + torch.mm(H, self.W_hc)
        a_o = torch.mm(x, self.W_xo) + torch.mm(H, self.W_ho)
        if self.b_f is not None:
            a_f, a_c, a_o = a_f + self.b_f, a_c + self.b_c, a_o + self.b_o
        f = torch.sigmoid(a_f)
        C = f * C + (1 - f) * torch.tanh(a_c)
        return torch.sigmoid(a_o) * torch.tanh(C), C


# %% f_linear_slicing: PyTorch-like stacked weights with F.linear, cut by slices.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(3 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(3 * hidden_size, hidden_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(3 * hidden_size))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            nn.init.uniform_(weight, -stdv, stdv)

    def forward(self, x, state=None):
        H = self.hidden_size
        if state is None:
            zeros = torch.zeros(x.size(0), H, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        hx, cx = state
        a = F.linear(x, self.weight_ih, self.bias) + F.linear(hx, self.weight_hh)
        f = F.sigmoid(a[:, :H])
        o = F.sigmoid(a[:, H : 2 * H])
        g = F.tanh(a[:, 2 * H :])
        cy = f * cx + (1.0 - f) * g
        hy = o * F.tanh(cy)
        return hy, cy


# %% einsum_stacked_weight: A (3, H, H+I) weight and a (3, H) bias, contracted with einsum.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.empty(3, hidden_size, hidden_size + input_size))
        nn.init.normal_(self.W, std=1 / math.sqrt(hidden_size + input_size))
        self.b = nn.Parameter(torch.zeros(3, hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            h, c = x.new_zeros(2, x.shape[0], self.hidden_size)
        else:
            h, c = state
        a = torch.einsum("gok,bk->bgo", self.W, torch.cat([h, x], dim=1))
        if self.b is not None:
            a = a + self.b
        f, o = a[:, :2].sigmoid().unbind(1)
        c_tilde = a[:, 2].tanh()
        c = c_tilde - f * (c_tilde - c)
        return o * c.tanh(), c


# %% parameter_dict: Weights and biases in two ParameterDicts, read by gate name.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight, self.bias = nn.ParameterDict(), nn.ParameterDict()
        for gate in ("forget", "candidate", "output"):
            w = torch.empty(hidden_size + input_size, hidden_size)
            self.weight[gate] = nn.Parameter(nn.init.xavier_uniform_(w))
            if bias:
                self.bias[gate] = nn.Parameter(torch.zeros(hidden_size))

    def affine(self, gate, v):
        out = v @ self.weight[gate]
        return out + self.bias[gate] if gate in self.bias else out

    def forward(self, x, state=None):
        if state is None:
            state = [x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2)]
        h, c = state
        v = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.affine("forget", v))
        c = f * c + (1 - f) * torch.tanh(self.affine("candidate", v))
        h = torch.sigmoid(self.affine("output", v)) * torch.tanh(c)
        return h, c


# %% module_dict: Layers in an nn.ModuleDict, with all activations taken in one loop.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.net = nn.ModuleDict()
        for name in ["f", "o", "C"]:
            self.net[name] = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h, C = (x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2))
        else:
            h, C = state
        out = {}
        for name, layer in self.net.items():
            a = layer(torch.cat([x, h], dim=1))
            out[name] = torch.tanh(a) if name == "C" else torch.sigmoid(a)
        C = out["f"] * C + (1 - out["f"]) * out["C"]
        return out["o"] * torch.tanh(C), C


# %% setattr_loop: Weights set in a loop with setattr, each bias of shape (1, H).
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        for g in "fco":
            setattr(self, f"W{g}", nn.Parameter(0.1 * torch.randn(hidden_size, input_size)))
            setattr(self, f"U{g}", nn.Parameter(0.1 * torch.randn(hidden_size, hidden_size)))
            b = nn.Parameter(torch.zeros(1, hidden_size)) if bias else None
            self.register_parameter(f"b{g}", b)

    def affine(self, g, x, h):
        W, U, b = (getattr(self, letter + g) for letter in "WUb")
        out = x @ W.T + h @ U.T
        return out if b is None else out + b

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = torch.zeros_like(h)
        else:
            h, C = state
        f = self.affine("f", x, h).sigmoid()
        C = f.mul(C).add((1 - f).mul(self.affine("c", x, h).tanh()))
        o = self.affine("o", x, h).sigmoid()
        return o.mul(C.tanh()), C


# %% folded_bias: A column of ones carries the bias inside one (3H, H+I+1) weight.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias
        columns = hidden_size + input_size + int(bias)
        self.W = nn.Parameter(torch.randn(3 * hidden_size, columns) / math.sqrt(columns))

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        v = torch.cat([h, x], dim=1)
        if self.bias:
            v = torch.cat([v, torch.ones_like(x[:, 0]).unsqueeze(1)], dim=1)
        f, g, o = (v @ self.W.t()).chunk(3, dim=1)
        f = torch.sigmoid(f)
        C = f * C + (1 - f) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(C), C


# %% typed_jit_style: Annotated for TorchScript, with Optional and Tuple types.
from typing import Optional, Tuple

from torch import Tensor


class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, bias: bool = True) -> None:
        super().__init__()
        self.hidden_size: int = hidden_size
        self.x_layer = nn.Linear(input_size, 3 * hidden_size, bias=False)
        self.h_layer = nn.Linear(hidden_size, 3 * hidden_size, bias=bias)

    def forward(
        self, x: Tensor, state: Optional[Tuple[Tensor, Tensor]] = None
    ) -> Tuple[Tensor, Tensor]:
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        a_f, a_c, a_o = (self.x_layer(x) + self.h_layer(h)).chunk(3, dim=1)
        f: Tensor = torch.sigmoid(a_f)
        c_next: Tensor = f * c + (1.0 - f) * torch.tanh(a_c)
        h_next: Tensor = torch.sigmoid(a_o) * torch.tanh(c_next)
        return h_next, c_next


# %% gate_submodule: A Gate module per gate; the forget gate also gives its complement.
class Gate(nn.Module):
    def __init__(self, n_in, n_out, bias):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out, bias=bias)

    def forward(self, v):
        return torch.sigmoid(self.linear(v))


class CoupledGate(Gate):
    def forward(self, v):
        keep = super().forward(v)
        return keep, 1 - keep


class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.memory_gate = CoupledGate(hidden_size + input_size, hidden_size, bias)
        self.output_gate = Gate(hidden_size + input_size, hidden_size, bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias)

    def forward(self, x, state=None):
        if state is None:
            h = c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, c = state
        v = torch.cat([h, x], dim=1)
        keep, write = self.memory_gate(v)
        c = keep * c + write * torch.tanh(self.candidate(v))
        return self.output_gate(v) * torch.tanh(c), c


# %% base_class: A base LSTM asks a method for the input gate; the coupled cell gives 1 - f.
class LSTMBase(nn.Module):
    def __init__(self, input_size, hidden_size, bias, names):
        super().__init__()
        self.hidden_size = hidden_size
        for name in names:
            self.add_module(name, nn.Linear(hidden_size + input_size, hidden_size, bias=bias))

    def input_gate(self, f, hx):
        return torch.sigmoid(self.i(hx))

    def forward(self, x, state=None):
        if state is None:
            shape = x.shape[0], self.hidden_size
            state = x.new_zeros(shape), x.new_zeros(shape)
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.f(hx))
        C = f * C + self.input_gate(f, hx) * torch.tanh(self.g(hx))
        return torch.sigmoid(self.o(hx)) * torch.tanh(C), C


class CoupledLSTMCell(LSTMBase):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__(input_size, hidden_size, bias, names=["f", "g", "o"])

    def input_gate(self, f, hx):
        return 1 - f


# %% baddbmm_addcmul: The three products in one baddbmm, mixed with addcmul.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = hidden_size + input_size
        self.weight = nn.Parameter(torch.empty(3, n, hidden_size).uniform_(-0.1, 0.1))
        self.bias = nn.Parameter(torch.zeros(3, 1, hidden_size)) if bias else None

    def forward(self, x, state=None):
        if state is None:
            h, c = torch.zeros(2, x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, c = state
        v = torch.cat([h, x], dim=1).unsqueeze(0).expand(3, -1, -1)
        a = v.bmm(self.weight) if self.bias is None else torch.baddbmm(self.bias, v, self.weight)
        f, o = torch.special.expit(a[:2])
        g = torch.tanh(a[2])
        c = torch.addcmul(g, f, c - g)
        return o * torch.tanh(c), c


# %% sigmoid_by_hand: Sigmoid through exp, in an nn.Module of its own.
class Sigma(nn.Module):
    def forward(self, a):
        return 1 / (1 + (-a).exp())


class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.sigma = Sigma()
        self.tanh = nn.Tanh()
        self.fc_f = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.fc_c = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.fc_o = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h_prev, c_prev = state
        inp = torch.cat([x, h_prev], dim=1)
        ft = self.sigma(self.fc_f(inp))
        ct = ft * c_prev + (1 - ft) * self.tanh(self.fc_c(inp))
        ot = self.sigma(self.fc_o(inp))
        ht = ot * self.tanh(ct)
        return ht, ct


# %% forget_bias_one: Orthogonal hidden weights and a forget bias of 1, in lists of parameters.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.ParameterList()
        self.U = nn.ParameterList()
        self.b = nn.ParameterList()
        for start in (1.0, 0.0, 0.0):
            self.W.append(nn.init.xavier_uniform_(torch.empty(input_size, hidden_size)))
            self.U.append(nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)))
            if bias:
                self.b.append(torch.full((hidden_size,), start))

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, c = state
        a = [x @ W + h @ U for W, U in zip(self.W, self.U)]
        if len(self.b) > 0:
            a = [u + b for u, b in zip(a, self.b)]
        f, c_tilde, o = torch.sigmoid(a[0]), torch.tanh(a[1]), torch.sigmoid(a[2])
        c = f * c + c_tilde - f * c_tilde
        return o * torch.tanh(c), c


# %% columns_zero_init: Column vectors and all-zero weights, with W transposed on the left.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = hidden_size + input_size
        self.Wf = nn.Parameter(torch.zeros(n, hidden_size))
        self.Wc = nn.Parameter(torch.zeros(n, hidden_size))
        self.Wo = nn.Parameter(torch.zeros(n, hidden_size))
        self.b = nn.Parameter(torch.zeros(3, hidden_size, 1)) if bias else [0, 0, 0]

    def forward(self, x, state=None):
        if state is None:
            h = C = x.new_zeros(self.hidden_size, x.shape[0])
        else:
            h, C = (s.T for s in state)
        v = torch.vstack([h, x.T])
        f = torch.sigmoid(self.Wf.T @ v + self.b[0])
        C_tilde = torch.tanh(self.Wc.T @ v + self.b[1])
        o = torch.sigmoid(self.Wo.T @ v + self.b[2])
        C = f * C + (1 - f) * C_tilde
        h = o * torch.tanh(C)
        return h.T, C.T


# %% view_unbind_helpers: View and unbind, with the zero state and the mixing in helpers.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(hidden_size + input_size, 3 * hidden_size, bias=bias)

    def zero_state(self, x):
        zeros = x.new_zeros(x.shape[0], self.hidden_size)
        return zeros, zeros.clone()

    def mix(self, gate, old, new):
        return gate * old + (1 - gate) * new

    def forward(self, x, state=None):
        h, C = self.zero_state(x) if state is None else state
        out = self.gates(torch.cat([h, x], dim=-1)).view(x.shape[0], 3, self.hidden_size)
        o, g, f = out.unbind(dim=1)
        C = self.mix(torch.sigmoid(f), C, torch.tanh(g))
        return torch.sigmoid(o) * torch.tanh(C), C


# %% own_tensor_in_place: Builds C' with += on a new tensor and keeps the gates for a plot.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_o = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.W_C = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.W_f = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.last_f = self.last_o = None

    def forward(self, x, state=None):
        h, C = state or [x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2)]
        f = torch.sigmoid(self.W_f(torch.cat([x, h], dim=1)))
        o = torch.sigmoid(self.W_o(torch.cat([h, x], dim=1)))
        C_new = f * C
        C_new += (1 - f) * torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        self.last_f, self.last_o = f.detach(), o.detach()
        return o * torch.tanh(C_new), C_new


# %% returns_list: Returns the pair as a list.
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
        return [h_new, C_new]


# %% convention_input_gate_leads: Keeps the input gate and forgets with 1 - i.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
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
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C = (1 - i) * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        return o * torch.tanh(C), C


# %% convention_input_gate_leads__fused: The leading input gate with a fused layer and lerp.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Linear(input_size, 3 * hidden_size, bias=bias)
        self.U = nn.Linear(hidden_size, 3 * hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, c = state
        i, g, o = (self.W(x) + self.U(h)).chunk(3, 1)
        c = torch.lerp(c, g.tanh(), i.sigmoid())
        return o.sigmoid() * c.tanh(), c


# %% convention_two_biases: Input and hidden layers both carry a bias, as in PyTorch.
class CoupledLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, 3 * hidden_size, bias=bias)
        self.hh = nn.Linear(hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.hidden_size)
            state = (zeros, zeros)
        h, c = state
        f, g, o = (self.ih(x) + self.hh(h)).chunk(3, dim=1)
        f = torch.sigmoid(f)
        c = f * c + (1 - f) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, c
