"""Wrong GRU cells: each cell is named by the code of its one mistake."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% reset_after_product: The reset gate acts after the product: h~ = tanh(W x + r * (U h)).
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
        h_hat = torch.tanh(self.Wh(x) + r * self.Uh(h))
        return (1 - z) * h + z * h_hat


# %% reset_after_product__torch: As in PyTorch and cuDNN, with the bias inside: r * (U h + b).
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, 3 * hidden_size, bias=False)
        self.hh = nn.Linear(hidden_size, 3 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        i_r, i_z, i_n = self.ih(x).chunk(3, 1)
        h_r, h_z, h_n = self.hh(state).chunk(3, 1)
        r = torch.sigmoid(i_r + h_r)
        z = torch.sigmoid(i_z + h_z)
        n = torch.tanh(i_n + r * h_n)
        return (1 - z) * state + z * n


# %% reset_after_product__whole: r multiplies the whole argument: h~ = tanh(r * W [h, x]).
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
        h_tilde = torch.tanh(r * self.W_h(hx))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% reset_gate_forgotten: The candidate reads h without r; the reset gate is never used.
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
        h_tilde = torch.tanh(self.W_h(torch.cat([h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% reset_gate_forgotten__no_layer: There is no reset gate at all.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        h_tilde = torch.tanh(self.W_h(hx))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% reset_on_input: The reset gate acts on x in place of h; its layer is sized to match.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, input_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([h, r * x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% reset_on_input__projected: The reset gate multiplies W x in place of h.
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
        h_hat = torch.tanh(r * self.Wh(x) + self.Uh(h))
        return (1 - z) * h + z * h_hat


# %% sizes_clash__reset_on_input: r * x with r of size H fails unless the sizes agree.
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
        n = torch.tanh(self.candidate(torch.cat((r * x, state), dim=1)))
        return (1 - z) * state + z * n


# %% reset_on_candidate: The reset gate multiplies the candidate after the tanh.
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
        h_tilde = r * torch.tanh(self.W_h(hx))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% wrong_layer_used__gate: The mix uses r in place of z.
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
        h_new = (1 - r) * h + r * h_tilde
        return h_new


# %% update_reads_reset_hidden: The update gate reads [r * h, x] in place of [h, x].
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
        r = self.layers["r"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        z = self.layers["z"](v).sigmoid()
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% state_overwritten_before_use: h is overwritten by r * h, and the mix then uses the reset h.
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
        h = r * h
        h_tilde = torch.tanh(self.W_h(torch.cat([h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% update_gate_forgotten: The candidate is returned; the update gate is never used.
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
        h_new = h_tilde
        return h_new


# %% update_gate_forgotten__sum: h and the candidate are added without a gate.
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
        h = h + h_tilde
        return h


# %% same_gate_on_both: z stands in both places: h' = z * h + z * h~.
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
        return z * h + z * h_hat


# %% complement_on_both: 1 - z stands in both places.
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
        h = (1 - z) * (h + h_tilde)
        return h


# %% complement_left_out: The 1 - z is left out: h' = h + z * h~.
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
        h_new = h + z * h_tilde
        return h_new


# %% complement_left_out__flipped: With the gate flipped, 1 - z is left out: h' = z * h + h~.
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
        return z * state + n


# %% update_gate_tanh: The update gate is squashed with tanh in place of the sigmoid.
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
        z = torch.tanh(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% reset_gate_tanh: The reset gate is squashed with tanh in place of the sigmoid.
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
        r = torch.tanh(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% update_gate_no_activation: The update gate has no sigmoid.
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
        z = self.layers["z"](v)
        r = self.layers["r"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% reset_gate_no_activation: The reset gate has no sigmoid.
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
        r = x @ self.W[1] + state @ self.U[1] + self.b[1]
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[2] + self.b[2])
        return state + z * (new - state)


# %% candidate_sigmoid: The candidate goes through a sigmoid in place of tanh.
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
        h_tilde = torch.sigmoid(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% candidate_sigmoid__fused: A helper puts the sigmoid on all three, the candidate among them.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.ModuleList(
            [nn.Linear(hidden_size + input_size, hidden_size, bias=bias) for _ in range(3)]
        )

    def gate(self, k, h, x):
        return torch.sigmoid(self.W[k](torch.cat([h, x], dim=1)))

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        z = self.gate(0, h, x)
        r = self.gate(1, h, x)
        return (1 - z) * h + z * self.gate(2, r * h, x)


# %% candidate_relu: The candidate goes through ReLU in place of tanh.
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
        h_hat = torch.relu(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% candidate_no_activation: The candidate has no tanh.
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
        n = self.candidate(torch.cat((x, r * state), dim=1))
        return (1 - z) * state + z * n


# %% tanh_on_result: A tanh is put on the new state as well.
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
        return torch.tanh(h)


# %% gate_softmax: The update gate is a softmax over the features in place of a sigmoid.
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
        z = torch.softmax(self.W_z(hx), dim=1)
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% gate_softmax_over_batch: The update gate is a softmax over the batch axis.
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
        z = torch.softmax(self.Wz(x) + self.Uz(h), dim=0)
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% x_left_out_of_gate: The candidate reads r * h only.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(GRUCell, self).__init__()
        self.hidden_size = hidden_size
        self.Wz = nn.Linear(input_size, hidden_size, bias=bias)
        self.Uz = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Wr = nn.Linear(input_size, hidden_size, bias=bias)
        self.Ur = nn.Linear(hidden_size, hidden_size, bias=False)
        self.Uh = nn.Linear(hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if state is None else state
        z = torch.sigmoid(self.Wz(x) + self.Uz(h))
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% h_left_out_of_gate: The reset gate reads x only.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(x))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% one_layer_for_two_gates: The update and the reset gate share one layer.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["gate", "h"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        h = state
        if h is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        v = torch.cat([h, x], dim=-1)
        z = self.layers["gate"](v).sigmoid()
        r = self.layers["gate"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% wrong_layer_used: The reset gate calls the update gate's layer; its own is never used.
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
        r = torch.sigmoid(self.W_z(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% wrong_layer_used__index: The candidate takes the reset gate's hidden weights.
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
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[1] + self.b[2])
        return state + z * (new - state)


# %% matmul_for_elementwise: r @ h in place of the elementwise product.
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
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r @ h))
        return (1 - z) * h + z * h_hat


# %% concat_batch_axis: h and x are concatenated along the batch axis.
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
        hx = torch.cat([h, x], dim=0)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=0)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% batch_mixed__view: view(2, batch, H) in place of view(batch, 2, H) mixes samples and gates.
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
        z, r = gates.view(2, -1, self.hidden_size)
        n = torch.tanh(self.candidate(torch.cat((x, r * state), dim=1)))
        return (1 - z) * state + z * n


# %% batch_averaged: The update gate is averaged over the batch.
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
        z = self.layers["z"](v).sigmoid().mean(dim=0)
        r = self.layers["r"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% scalar_gate: The update gate is one number per sample.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, 1, bias=bias)
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


# %% bias_missing_one_gate: The candidate has no bias although bias=True.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias=bias)
        self.candidate = nn.Linear(input_size + hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        gates = torch.sigmoid(self.gates(torch.cat((x, state), dim=1)))
        z, r = gates.chunk(2, dim=1)
        n = torch.tanh(self.candidate(torch.cat((x, r * state), dim=1)))
        return (1 - z) * state + z * n


# %% bias_missing_all: No gate has a bias although bias=True.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict()
        for name in ["z", "r", "h"]:
            self.layers[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=False)

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


# %% bias_flag_ignored: bias=False still makes biases.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 2 * hidden_size)
        self.candidate = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        gates = torch.sigmoid(self.gates(torch.cat((x, state), dim=1)))
        z, r = gates.chunk(2, dim=1)
        n = torch.tanh(self.candidate(torch.cat((x, r * state), dim=1)))
        return (1 - z) * state + z * n


# %% bias_shared_between_gates: One bias vector of size H serves all three gates.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(3, input_size, hidden_size).uniform_(-k, k))
        self.U = nn.Parameter(torch.empty(3, hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size)) if bias else 0

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z = torch.sigmoid(x @ self.W[0] + state @ self.U[0] + self.b)
        r = torch.sigmoid(x @ self.W[1] + state @ self.U[1] + self.b)
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[2] + self.b)
        return state + z * (new - state)


# %% parameters_made_in_forward: New layers are made at every forward.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.bias = bias

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        n = hx.shape[1]
        W_z = nn.Linear(n, self.hidden_size, bias=self.bias).to(x)
        W_r = nn.Linear(n, self.hidden_size, bias=self.bias).to(x)
        W_h = nn.Linear(n, self.hidden_size, bias=self.bias).to(x)
        z = torch.sigmoid(W_z(hx))
        r = torch.sigmoid(W_r(hx))
        h_tilde = torch.tanh(W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% layers_in_plain_list: The layers sit in a Python list and so never train.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = []
        for _ in range(3):
            self.layers.append(nn.Linear(hidden_size + input_size, hidden_size, bias=bias))

    def forward(self, x, state=None):
        h = x.new_zeros(x.shape[0], self.hidden_size) if state is None else state
        W_z, W_r, W_h = self.layers
        z = torch.sigmoid(W_z(torch.cat([h, x], dim=1)))
        r = torch.sigmoid(W_r(torch.cat([h, x], dim=1)))
        h_tilde = torch.tanh(W_h(torch.cat([r * h, x], dim=1)))
        return (1 - z) * h + z * h_tilde


# %% tensor_not_parameter: The hidden weights are a plain tensor, not a parameter.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)
        self.W = nn.Parameter(torch.empty(3, input_size, hidden_size).uniform_(-k, k))
        self.U = torch.empty(3, hidden_size, hidden_size).uniform_(-k, k)
        self.b = nn.Parameter(torch.zeros(3, hidden_size)) if bias else [0, 0, 0]

    def forward(self, x, state=None):
        if state is None:
            state = x.new_zeros(x.shape[0], self.hidden_size)
        z = torch.sigmoid(x @ self.W[0] + state @ self.U[0] + self.b[0])
        r = torch.sigmoid(x @ self.W[1] + state @ self.U[1] + self.b[1])
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[2] + self.b[2])
        return state + z * (new - state)


# %% gradient_cut: The state is detached, so no gradient flows back through time.
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
        h = h.detach()
        v = torch.cat([h, x], dim=-1)
        z = self.layers["z"](v).sigmoid()
        r = self.layers["r"](v).sigmoid()
        v = torch.cat([r * h, x], dim=-1)
        h_tilde = self.layers["h"](v).tanh()
        h = (1 - z) * h + z * h_tilde
        return h


# %% gradient_cut__data: The candidate reads r * h through .data, so the reset gate never trains.
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
        n = torch.tanh(self.candidate(torch.cat((x, (r * state).data), dim=1)))
        return (1 - z) * state + z * n


# %% gradient_cut__no_grad: The update gate is computed under torch.no_grad.
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
        with torch.no_grad():
            z = torch.sigmoid(self.Wz(x) + self.Uz(h))
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% gradient_cut__new_tensor: The update gate goes through a Python list of numbers.
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
        z = x.new_tensor(torch.sigmoid(self.W_z(hx)).tolist())
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% zeros_without_dtype_device: The zero state has neither dtype nor device of x, so float64 fails.
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
            state = torch.zeros(x.shape[0], self.hidden_size)
        z = torch.sigmoid(x @ self.W[0] + state @ self.U[0] + self.b[0])
        r = torch.sigmoid(x @ self.W[1] + state @ self.U[1] + self.b[1])
        new = torch.tanh(x @ self.W[2] + (r * state) @ self.U[2] + self.b[2])
        return state + z * (new - state)


# %% zeros_without_dtype_device__cat: The zero state has no device; cat hides the dtype.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_z = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_r = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.W_h = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h = torch.zeros(x.shape[0], self.hidden_size)
        else:
            h = state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.W_z(hx))
        r = torch.sigmoid(self.W_r(hx))
        h_tilde = torch.tanh(self.W_h(torch.cat([r * h, x], dim=1)))
        h_new = (1 - z) * h + z * h_tilde
        return h_new


# %% state_changed_in_place: The state handed in is changed in place.
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
        h += z * (h_tilde - h)
        return h


# %% state_changed_in_place__data: The new state is copied into the tensor handed in, through .data.
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
        h.data.copy_(h_new)
        return h_new


# %% state_none_not_handled: The state is used without a check for None.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias=bias)
        self.candidate = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        gates = torch.sigmoid(self.gates(torch.cat((x, state), dim=1)))
        z, r = gates.chunk(2, dim=1)
        n = torch.tanh(self.candidate(torch.cat((x, r * state), dim=1)))
        return (1 - z) * state + z * n


# %% state_ignored: The step always starts from zeros, whatever state it is given.
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
        h = x.new_zeros(x.size(0), self.hidden_size)
        z = torch.sigmoid(self.Wz(x) + self.Uz(h))
        r = torch.sigmoid(self.Wr(x) + self.Ur(h))
        h_hat = torch.tanh(self.Wh(x) + self.Uh(r * h))
        return (1 - z) * h + z * h_hat


# %% builtin_recurrent: Wraps the built-in nn.GRUCell.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.cell = nn.GRUCell(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        return self.cell(x, state)


# %% builtin_recurrent__layer: Runs the built-in nn.GRU over a sequence of one step.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.gru = nn.GRU(input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is not None:
            state = state.unsqueeze(0)
        _, h = self.gru(x.unsqueeze(0), state)
        return h.squeeze(0)


# %% returns_tuple: The result is (h, h) in place of h.
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
        return h_new, h_new


# %% returns_list: The result is a list holding h.
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
        return [h]


# %% extra_output_layer: A linear layer is put on h before it is returned.
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.out = nn.Linear(hidden_size, hidden_size, bias=bias)
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
        return self.out(h_new)
