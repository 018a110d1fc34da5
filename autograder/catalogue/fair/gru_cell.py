"""Right GRU cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% linear_per_gate: One nn.Linear per gate on the concatenation [h, x].
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% module_dict: Layers in an nn.ModuleDict made in a loop, activations as methods.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["z", "r", "h"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = state
        if h is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        v = torch.cat([h, x], dim=-1)
        z = self.layers["z"](v).sigmoid()
        r = self.layers["r"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% separate_projections: W x + U h with six layers, the bias only on the input side.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(GRUCell, self).__init__()
        self.hidden_size = hidden_size
        self.Wz = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uz = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wr = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ur = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wh = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if state is None else state
        z = torch.sigmoid(self.Wz(x) + self.Uz(h))
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% fused_gates_chunk: The two gates share one linear layer on [x, h], cut with chunk.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias=bias)
        self.candidate = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        gates = torch.sigmoid(self.gates(torch.cat((x, state), dim=1)))
        z, r = gates.chunk(2, dim=1)
        n = torch.tanh(self.candidate(torch.cat((x, r * state), dim=1)))
        return (1 - z) * state + z * n


# %% stacked_parameters: Bare (3, in, out) parameters used with @, a gate by index.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(3, input_size, hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(3, hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(3, hidden_size)) if bias else [0, 0, 0]

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z = torch.sigmoid(x @ self.W[0] + state @ self.U[0] + self.b[0])
        r = torch.sigmoid(x @ self.W[1] + state @ self.U[1] + self.b[1])
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[2] + self.b[2])
        return state + z * (new - state)


# %% f_linear_out_in: One (3H, I+H) parameter, sliced by rows and used with F.linear.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight = nn.Parameter(torch.empty(3 * hidden_size, input_size + hidden_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(3 * hidden_size))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for p in self.parameters():
            nn.init.uniform_(p, -bound, bound)

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = x.new_zeros(x.size(0), n)
        b_gates = None if self.bias is None else self.bias[: 2 * n]
        b_cand = None if self.bias is None else self.bias[2 * n :]
        gates = F.linear(torch.cat([x, state], 1), self.weight[: 2 * n], b_gates)
        gates = F.sigmoid(gates)
        r, z = gates[:, :n], gates[:, n:]
        cand = F.tanh(F.linear(torch.cat([x, r * state], 1), self.weight[2 * n :], b_cand))
        return (1 - z) * state + z * cand


# %% einsum_stacked_weight: A (3, H, H+I) weight, contracted with einsum.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(0.1 * torch.randn(3, hidden_size, hidden_size + input_size))
        self.b = nn.Parameter(torch.zeros(3, hidden_size)) if bias else None

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        a = torch.einsum("goi,bi->gbo", self.W[:2], torch.cat([h, x], dim=1))
        if self.b is not None:
            a = a + self.b[:2].unsqueeze(1)
        z, r = torch.sigmoid(a).unbind(0)
        a = torch.einsum("oi,bi->bo", self.W[2], torch.cat([r * h, x], dim=1))
        if self.b is not None:
            a = a + self.b[2]
        return (1 - z) * h + z * a.tanh()


# %% parameter_dict: Weights and biases kept in nn.ParameterDict, read by gate name.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.w = nn.ParameterDict()
        self.b = nn.ParameterDict()
        for g in ("r", "z", "n"):
            self.w[g] = nn.Parameter(torch.empty(hidden_size, hidden_size + input_size))
            nn.init.xavier_uniform_(self.w[g])
            if bias:
                self.b[g] = nn.Parameter(torch.zeros(hidden_size))

    def affine(self, gate, inputs):
        out = inputs @ self.w[gate].t()
        return out + self.b[gate] if gate in self.b else out

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        r = torch.sigmoid(self.affine("r", torch.cat([h, x], 1)))
        z = torch.sigmoid(self.affine("z", torch.cat([h, x], 1)))
        n = torch.tanh(self.affine("n", torch.cat([r * h, x], 1)))
        return h + z * (n - h)


# %% folded_bias: The bias is an extra column of the weight, met by a column of ones.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias
        n_in = hidden_size + input_size + (1 if bias else 0)
        self.Wz = nn.Parameter(torch.randn(hidden_size, n_in) / math.sqrt(n_in))
        self.Wr = nn.Parameter(torch.randn(hidden_size, n_in) / math.sqrt(n_in))
        self.Wh = nn.Parameter(torch.randn(hidden_size, n_in) / math.sqrt(n_in))

    def stack(self, h, x):
        parts = [h, x]
        if self.bias:
            parts.append(torch.ones_like(x[:, :1]))
        return torch.cat(parts, dim=1)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        v = self.stack(h, x)
        z = torch.sigmoid(v @ self.Wz.T)
        r = torch.sigmoid(v @ self.Wr.T)
        h_tilde = torch.tanh(self.stack(r * h, x) @ self.Wh.T)
        return (1 - z) * h + z * h_tilde


# %% gate_submodule: A small Gate module holds one layer and its activation.
class Gate(nn.Module):
    def __init__(self, input_size, hidden_size, activation, bias):
        super().__init__()
        self.linear = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.activation = activation

    def forward(self, h, x):
        return self.activation(self.linear(torch.cat([h, x], dim=1)))


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.update_gate = Gate(input_size, hidden_size, nn.Sigmoid(), bias)
        self.reset_gate = Gate(input_size, hidden_size, nn.Sigmoid(), bias)
        self.candidate = Gate(input_size, hidden_size, nn.Tanh(), bias)

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z = self.update_gate(state, x)
        h_tilde = self.candidate(self.reset_gate(state, x) * state, x)
        return (1 - z) * state + z * h_tilde


# %% base_class: A base class keeps sizes and the zero state, the cell adds the step.
class RecurrentBase(nn.Module):
    def __init__(self, input_size, hidden_size, bias):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias

    def make_gate(self):
        return nn.Linear(self.hidden_size + self.input_size, self.hidden_size, self.bias)

    def zeros(self, x):
        return x.new_zeros(x.shape[0], self.hidden_size)

    def forward(self, x, state=None):
        return self.step(x, self.zeros(x) if state is None else state)


class GRUCell(RecurrentBase):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__(input_size, hidden_size, bias)
        self.z = self.make_gate()
        self.r = self.make_gate()
        self.h = self.make_gate()

    def step(self, x, h):
        z = self.z(torch.cat([h, x], 1)).sigmoid()
        r = self.r(torch.cat([h, x], 1)).sigmoid()
        return (1 - z) * h + z * self.h(torch.cat([r * h, x], 1)).tanh()


# %% baddbmm_batched_gates: Both gates in one baddbmm over a (2, in, out) weight.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = input_size + hidden_size
        self.gate_weight = nn.Parameter(torch.empty(2, n, hidden_size))
        self.cand_weight = nn.Parameter(torch.empty(n, hidden_size))
        nn.init.normal_(self.gate_weight, std=0.1)
        nn.init.normal_(self.cand_weight, std=0.1)
        self.gate_bias = nn.Parameter(torch.zeros(2, 1, hidden_size)) if bias else None
        self.cand_bias = nn.Parameter(torch.zeros(hidden_size)) if bias else None

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        inp = torch.cat((x, h), dim=1)
        inp = inp.expand(2, *inp.shape)
        if self.gate_bias is None:
            gates = torch.bmm(inp, self.gate_weight)
        else:
            gates = torch.baddbmm(self.gate_bias, inp, self.gate_weight)
        r, z = torch.sigmoid(gates)
        cand = torch.cat((x, r * h), dim=1).mm(self.cand_weight)
        if self.cand_bias is not None:
            cand = cand + self.cand_bias
        return torch.addcmul((1 - z) * h, z, cand.tanh())


# %% sequential_gates: Every gate is an nn.Sequential of a linear layer and its activation.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

        def dense(activation):
            return nn.Sequential(
                nn.Linear(input_size + hidden_size, hidden_size, bias=bias), activation
            )

        self.update = dense(nn.Sigmoid())
        self.reset = dense(nn.Sigmoid())
        self.propose = dense(nn.Tanh())

    def forward(self, x, state=None):
        if x.dim() != 2:
            raise ValueError(f"expected x of shape (batch, input_size), got {tuple(x.shape)}")
        if state is None:
            state = x.new_zeros(x.size(0), self.hidden_size)
        keep = 1 - self.update(torch.hstack([x, state]))
        proposal = self.propose(torch.hstack([x, self.reset(torch.hstack([x, state])) * state]))
        return keep * state + (1 - keep) * proposal


# %% step_function: The arithmetic sits in a plain function outside the class.
def gru_step(x, h, Wz, Wr, Wh, bz=None, br=None, bh=None):
    hx = torch.cat([h, x], dim=1)
    z = F.linear(hx, Wz, bz).sigmoid()
    r = F.linear(hx, Wr, br).sigmoid()
    h_tilde = F.linear(torch.cat([r * h, x], dim=1), Wh, bh).tanh()
    return (1 - z) * h + z * h_tilde


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        shape = (hidden_size, hidden_size + input_size)
        self.Wz = nn.Parameter(nn.init.kaiming_uniform_(torch.empty(shape), a=math.sqrt(5)))
        self.Wr = nn.Parameter(nn.init.kaiming_uniform_(torch.empty(shape), a=math.sqrt(5)))
        self.Wh = nn.Parameter(nn.init.kaiming_uniform_(torch.empty(shape), a=math.sqrt(5)))
        self.bz = self.br = self.bh = None
        if bias:
            self.bz = nn.Parameter(torch.zeros(hidden_size))
            self.br = nn.Parameter(torch.zeros(hidden_size))
            self.bh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        return gru_step(x, state, self.Wz, self.Wr, self.Wh, self.bz, self.br, self.bh)
