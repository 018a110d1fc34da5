"""Right GRU cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% linear_per_gate: One nn.Linear per gate on the concatenation [h, x].
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        return (1 - z) * h + z * h_tilde


# %% fused_gates_chunk: The two gates share one linear layer whose output is cut with chunk.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias)
        self.candidate = nn.Linear(input_size + hidden_size, hidden_size, bias)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        z, r = self.gates(torch.cat((h, x), 1)).sigmoid().chunk(2, 1)
        n = self.candidate(torch.cat((r * h, x), 1)).tanh()
        return h - z * h + z * n


# %% x_before_h: Concatenates [x, h] in that order and names the gates in words.
class GRUCell(nn.Module):
    """GRU cell; the candidate layer is built first."""

    def __init__(self, input_size, hidden_size, bias=True):
        super(GRUCell, self).__init__()
        total = input_size + hidden_size
        self.candidate_layer = nn.Linear(total, hidden_size, bias=bias)
        self.reset_layer = nn.Linear(total, hidden_size, bias=bias)
        self.update_layer = nn.Linear(total, hidden_size, bias=bias)
        self.hidden_size = hidden_size

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros((len(x), self.hidden_size))
        combined = torch.cat([x, state], dim=-1)
        reset = torch.sigmoid(self.reset_layer(combined))
        update = torch.sigmoid(self.update_layer(combined))
        combined_reset = torch.cat([x, reset * state], dim=-1)
        candidate = torch.tanh(self.candidate_layer(combined_reset))
        new_state = update * candidate + (1.0 - update) * state
        return new_state


# %% separate_projections: W x + U h with six layers, the bias only on the input side.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.n_hidden = hidden_size
        self.Wz = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uz = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wr = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ur = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wh = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        h = state
        if h is None:
            h = torch.zeros(x.shape[0], self.n_hidden).to(x)
        z = torch.sigmoid(self.Wz(x) + self.Uz(h))
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        hh = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return torch.lerp(h, hh, z)


# %% raw_parameters_in_out: Weights as bare parameters stored (in, out), used with @.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)

        def weight(rows):
            return nn.Parameter(torch.empty(rows, hidden_size).uniform_(-k, k))

        def offset():
            return nn.Parameter(torch.zeros(hidden_size)) if bias else None

        self.W_xz, self.W_hz, self.b_z = weight(input_size), weight(hidden_size), offset()
        self.W_xr, self.W_hr, self.b_r = weight(input_size), weight(hidden_size), offset()
        self.W_xh, self.W_hh, self.b_h = weight(input_size), weight(hidden_size), offset()

    def forward(self, x, state=None):
        H = state
        if H is None:
            H = x.new_zeros(x.shape[0], self.hidden_size)
        Z = x @ self.W_xz + H @ self.W_hz
        R = x @ self.W_xr + H @ self.W_hr
        if self.b_z is not None:
            Z = Z + self.b_z
            R = R + self.b_r
        Z, R = torch.sigmoid(Z), torch.sigmoid(R)
        H_tilde = x @ self.W_xh + (R * H) @ self.W_hh
        if self.b_h is not None:
            H_tilde = H_tilde + self.b_h
        return Z * torch.tanh(H_tilde) + (1 - Z) * H


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


# %% module_dict: Layers in an nn.ModuleDict built by a comprehension.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict(
            {k: nn.Linear(hidden_size + input_size, hidden_size, bias=bias) for k in "zrh"}
        )

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.shape[0], self.hidden_size, device=x.device, dtype=x.dtype)
        inputs = torch.cat([state, x], dim=1)
        z, r = (torch.sigmoid(self.layers[k](inputs)) for k in "zr")
        candidate = torch.tanh(self.layers["h"](torch.cat([r * state, x], dim=1)))
        return (1 - z) * state + z * candidate


# %% setattr_loop: Parameters made in a loop with register_parameter, read with getattr.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.has_bias = bias
        for name in ["z", "r", "h"]:
            w = torch.empty(input_size, hidden_size)
            u = torch.empty(hidden_size, hidden_size)
            nn.init.xavier_normal_(w)
            nn.init.orthogonal_(u)
            setattr(self, "W_" + name, nn.Parameter(w))
            setattr(self, "U_" + name, nn.Parameter(u))
            b = nn.Parameter(torch.zeros(1, hidden_size)) if bias else None
            self.register_parameter("b_" + name, b)

    def linear(self, name, x, h):
        out = torch.matmul(x, getattr(self, f"W_{name}"))
        out = out + torch.matmul(h, getattr(self, f"U_{name}"))
        if self.has_bias:
            out = out + getattr(self, f"b_{name}")
        return out

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        z = self.linear("z", x, h).sigmoid()
        r = self.linear("r", x, h).sigmoid()
        h_tilde = self.linear("h", x, r.mul(h)).tanh()
        return z.mul(h_tilde).add((1 - z).mul(h))


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


# %% typed_jit_style: Annotated for TorchScript, with Optional state and a typed helper.
from typing import Optional

from torch import Tensor


class GRUCell(nn.Module):
    __constants__ = ["input_size", "hidden_size"]
    input_size: int
    hidden_size: int

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, 3 * hidden_size, bias=bias)
        self.hh = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.hn = nn.Linear(hidden_size, hidden_size, bias=False)

    def initial_state(self, x: Tensor) -> Tensor:
        return torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)

    def forward(self, x: Tensor, state: Optional[Tensor] = None) -> Tensor:
        h: Tensor = self.initial_state(x) if state is None else state
        xr, xz, xn = self.ih(x).split(self.hidden_size, dim=1)
        hr, hz = self.hh(h).split(self.hidden_size, dim=1)
        r: Tensor = torch.sigmoid(xr + hr)
        z: Tensor = torch.sigmoid(xz + hz)
        n: Tensor = torch.tanh(xn + self.hn(r * h))
        return n * z + h * (1 - z)


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


# %% sigmoid_by_hand: Writes the sigmoid as 1 / (1 + exp(-a)) in a helper function.
def sigma(a):
    return 1 / (1 + torch.exp(-a))


class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.linear_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.linear_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros((x.shape[0], self.hidden_size), dtype=x.dtype, device=x.device)
        z_t = sigma(self.linear_z(torch.cat([state, x], dim=1)))
        r_t = sigma(self.linear_r(torch.cat([state, x], dim=1)))
        h_t = torch.tanh(self.linear_h(torch.cat([r_t * state, x], dim=1)))
        return torch.mul(1 - z_t, state) + torch.mul(z_t, h_t)


# %% sigmoid_by_tanh: Uses sigmoid(a) = (1 + tanh(a / 2)) / 2 and zero-initialised biases.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.to_gates = nn.ModuleList(
            nn.Linear(input_size + hidden_size, hidden_size, bias=bias) for _ in range(3)
        )
        self.tanh = nn.Tanh()
        if bias:
            for layer in self.to_gates:
                nn.init.zeros_(layer.bias)

    def gate(self, a):
        return 0.5 * (1 + self.tanh(0.5 * a))

    def forward(self, x, state=None):
        h = state if state is not None else x.new_zeros(x.shape[0], self.hidden_size)
        update, reset, new = self.to_gates
        xh = torch.cat([x, h], dim=1)
        z = self.gate(update(xh))
        xh = torch.cat([x, self.gate(reset(xh)) * h], dim=1)
        return h + z * (self.tanh(new(xh)) - h)


# %% parameter_list: A ParameterList of weights and one of biases, indexed by gate.
class GRUCell(nn.Module):
    UPDATE, RESET, NEW = range(3)

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = hidden_size + input_size
        self.weights = nn.ParameterList(
            [nn.Parameter(torch.randn(n, hidden_size) * 0.05) for _ in range(3)]
        )
        self.biases = nn.ParameterList(
            [nn.Parameter(torch.zeros(hidden_size)) for _ in range(3)] if bias else []
        )

    def net(self, k, h, x):
        v = torch.cat([h, x], dim=1)
        if len(self.biases) > 0:
            return torch.addmm(self.biases[k], v, self.weights[k])
        return torch.mm(v, self.weights[k])

    def forward(self, x, state=None):
        h = state
        if h is None:
            h = torch.zeros_like(x[:, :1]).repeat(1, self.hidden_size)
        z = torch.special.expit(self.net(self.UPDATE, h, x))
        r = torch.special.expit(self.net(self.RESET, h, x))
        h_new = torch.tanh(self.net(self.NEW, r * h, x))
        return (1 - z) * h + z * h_new


# %% orthogonal_update_bias: Orthogonal weights and an update bias of -1 for a long memory.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.input_layer = nn.Linear(input_size, 3 * hidden_size, bias=bias)
        self.hidden_gates = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.hidden_candidate = nn.Linear(hidden_size, hidden_size, bias=False)
        nn.init.orthogonal_(self.hidden_gates.weight)
        nn.init.orthogonal_(self.hidden_candidate.weight)
        if bias:
            nn.init.zeros_(self.input_layer.bias)
            nn.init.constant_(self.input_layer.bias[:hidden_size], -1.0)

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            state = x.new_zeros(x.shape[0], n)
        from_x = self.input_layer(x)
        from_h = self.hidden_gates(state)
        z = torch.sigmoid(from_x[:, :n] + from_h[:, :n])
        r = torch.sigmoid(from_x[:, n : 2 * n] + from_h[:, n:])
        candidate = torch.tanh(from_x[:, 2 * n :] + self.hidden_candidate(r * state))
        return state * (1 - z) + candidate * z


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


# %% transposed_zero_init: Works on column vectors, W @ v.T, from all-zero weights.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.zeros(3, hidden_size, input_size))
        self.U = nn.Parameter(torch.zeros(3, hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(3, hidden_size, 1)) if bias else (0.0, 0.0, 0.0)

    def forward(self, x, state=None):
        x = x.T
        h = x.new_zeros(self.hidden_size, x.shape[1]) if state is None else state.T
        z = torch.sigmoid(self.W[0] @ x + self.U[0] @ h + self.b[0])
        r = torch.sigmoid(self.W[1] @ x + self.U[1] @ h + self.b[1])
        h_tilde = torch.tanh(self.W[2] @ x + self.U[2] @ (r * h) + self.b[2])
        h = (1 - z) * h + z * h_tilde
        return h.T


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


# %% mixed_concat_order: The gates read [h, x], the candidate [x, r * h].
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wr = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.Wz = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        r = torch.sigmoid(self.Wr(torch.cat([h, x], dim=1)))
        z = torch.sigmoid(self.Wz(torch.cat([h, x], dim=1)))
        h_tilde = torch.tanh(self.W(torch.cat([x, r * h], dim=1)))
        h_new = (1 - z) * h
        h_new += z * h_tilde
        return h_new


# %% gate_names_swapped: The layer names of the two gates are swapped; the function is right.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.update_gate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.reset_gate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        hx = torch.cat([state, x], dim=1)
        update = torch.sigmoid(self.update_gate(hx))
        reset = torch.sigmoid(self.reset_gate(hx))
        candidate = torch.tanh(self.candidate(torch.cat([update * state, x], dim=1)))
        return (1 - reset) * state + reset * candidate


# %% keeps_gates_for_plots: Stores detached copies of the gates for a heat map.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_zr = nn.Linear(hidden_size + input_size, 2 * hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.last_gates = {}

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z, r = torch.sigmoid(self.W_zr(torch.cat([state, x], dim=1))).chunk(2, dim=1)
        h_tilde = torch.tanh(self.W_h(torch.cat([r * state, x], dim=1)))
        self.last_gates = {"update": z.detach(), "reset": r.detach()}
        return (1 - z) * state + z * h_tilde


# %% convention_update_gate_flipped: The update gate keeps the old state, as in Cho et al.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        return z * h + (1 - z) * h_tilde


# %% convention_update_gate_flipped__fused: The flipped update gate with fused layers and lerp.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.x2all = nn.Linear(input_size, 3 * hidden_size, bias=bias)
        self.h2gates = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.h2new = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        gates, new = self.x2all(x).split([2 * self.hidden_size, self.hidden_size], dim=1)
        r, z = (gates + self.h2gates(h)).sigmoid().chunk(2, dim=1)
        new = torch.tanh(new + self.h2new(r * h))
        return torch.lerp(new, h, z)


# %% convention_two_biases: Input and hidden layers both carry a bias, as in PyTorch.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_iz = nn.Linear(input_size, hidden_size, bias=bias)
        self.W_hz = nn.Linear(hidden_size, hidden_size, bias=bias)
        self.W_ir = nn.Linear(input_size, hidden_size, bias=bias)
        self.W_hr = nn.Linear(hidden_size, hidden_size, bias=bias)
        self.W_ih = nn.Linear(input_size, hidden_size, bias=bias)
        self.W_hh = nn.Linear(hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z = torch.sigmoid(self.W_iz(x) + self.W_hz(state))
        r = torch.sigmoid(self.W_ir(x) + self.W_hr(state))
        h_tilde = torch.tanh(self.W_ih(x) + self.W_hh(r * state))
        return (1 - z) * state + z * h_tilde


# %% convention_gate_complement: one gate is written as one minus sigma
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = 1 - torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        return (1 - z) * h + z * h_tilde
