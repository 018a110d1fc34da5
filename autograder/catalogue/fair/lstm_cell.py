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
            h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
            C = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h = o * torch.tanh(C)
        return h, C


# %% fused_chunk: One layer of 4H outputs, cut with chunk in the order i, f, g, o.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.size(0), self.hidden_size),) * 2
        h, c = state
        i, f, g, o = self.linear(torch.cat((x, h), dim=1)).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


# %% fused_split: One sigmoid over the three gates, split from the candidate.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.n = hidden_size
        self.all = nn.Linear(hidden_size + input_size, 4 * hidden_size, bias)

    def forward(self, x, state=None):
        if state is None:
            h = c = torch.zeros(len(x), self.n).to(x)
        else:
            h, c = state
        gates, new = self.all(torch.cat([h, x], 1)).split([3 * self.n, self.n], dim=1)
        f, i, o = gates.sigmoid().split(self.n, dim=1)
        c_new = f * c + i * new.tanh()
        h_new = o * c_new.tanh()
        return (h_new, c_new)


# %% fused_slicing: Two projections of 4H, bias on the input one, cut by slices.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(LSTMCell, self).__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.x2h = nn.Linear(input_size, 4 * hidden_size, bias=bias)
        self.h2h = nn.Linear(hidden_size, 4 * hidden_size, bias=False)
        self.reset_parameters()

    def reset_parameters(self):
        std = 1.0 / math.sqrt(self.hidden_size)
        for w in self.parameters():
            w.data.uniform_(-std, std)

    def forward(self, x, state=None):
        HS = self.hidden_size
        if state is None:
            state = (x.new_zeros(x.shape[0], HS), x.new_zeros(x.shape[0], HS))
        h_t, c_t = state
        gates = self.x2h(x) + self.h2h(h_t)
        i_t = torch.sigmoid(gates[:, :HS])
        f_t = torch.sigmoid(gates[:, HS : HS * 2])
        g_t = torch.tanh(gates[:, HS * 2 : HS * 3])
        o_t = torch.sigmoid(gates[:, HS * 3 :])
        c_t = f_t * c_t + i_t * g_t
        h_t = o_t * torch.tanh(c_t)
        return h_t, c_t


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


# %% eight_layers: Separate input and hidden layers for each gate, bias only on the input.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
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
            h_prev, c_prev = state[0], state[1]
        f = torch.sigmoid(self.Wf(x) + self.Uf(h_prev))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h_prev))
        c_hat = torch.tanh(self.Wc(x) + self.Uc(h_prev))
        o = torch.sigmoid(self.Wo(x) + self.Uo(h_prev))
        c = torch.mul(f, c_prev) + torch.mul(i, c_hat)
        h = torch.mul(o, torch.tanh(c))
        return h, c


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


# %% torch_names_single_bias: PyTorch's names and layout, with F.linear and one bias.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(4 * hidden_size))
        else:
            self.register_parameter("bias", None)
        stdv = 1.0 / math.sqrt(hidden_size)
        for weight in self.parameters():
            nn.init.uniform_(weight, -stdv, stdv)

    def extra_repr(self):
        return f"{self.input_size}, {self.hidden_size}, bias={self.bias is not None}"

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(
                x.size(0), self.hidden_size, dtype=self.weight_hh.dtype, device=x.device
            )
            state = (zeros, zeros)
        hx, cx = state
        gates = F.linear(x, self.weight_ih, self.bias) + F.linear(hx, self.weight_hh)
        ingate, forgetgate, cellgate, outgate = gates.chunk(4, 1)
        ingate = torch.sigmoid(ingate)
        forgetgate = torch.sigmoid(forgetgate)
        cellgate = torch.tanh(cellgate)
        outgate = torch.sigmoid(outgate)
        cy = (forgetgate * cx) + (ingate * cellgate)
        hy = outgate * torch.tanh(cy)
        return hy, cy


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


# %% module_dict_loop: Layers in an nn.ModuleDict; the activations come from a table.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.activation = {"f": F.sigmoid, "i": F.sigmoid, "g": F.tanh, "o": F.sigmoid}
        self.layer = nn.ModuleDict()
        for name in self.activation:
            self.layer[name] = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            h, C = (x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2))
        else:
            h, C = state
        hx = torch.cat((h, x), dim=1)
        g = {name: act(self.layer[name](hx)) for name, act in self.activation.items()}
        C_new = g["f"] * C + g["i"] * g["g"]
        return g["o"] * F.tanh(C_new), C_new


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


# %% typed_jit_style: Annotated for TorchScript, with Optional and Tuple types.
from typing import Optional, Tuple

from torch import Tensor


class LSTMCell(nn.Module):
    hidden_size: int

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.weight_x = nn.Parameter(torch.randn(input_size, 4 * hidden_size) * 0.1)
        self.weight_h = nn.Parameter(torch.randn(hidden_size, 4 * hidden_size) * 0.1)
        self.bias: Optional[Tensor]
        self.register_parameter(
            "bias", nn.Parameter(torch.zeros(4 * hidden_size)) if bias else None
        )

    def forward(
        self, x: Tensor, state: Optional[Tuple[Tensor, Tensor]] = None
    ) -> Tuple[Tensor, Tensor]:
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            h, c = zeros, zeros
        else:
            h, c = state
        gates = torch.mm(x, self.weight_x) + torch.mm(h, self.weight_h)
        bias = self.bias
        if bias is not None:
            gates = gates + bias
        i, f, o, g = gates.chunk(4, 1)
        c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h_new = torch.sigmoid(o) * torch.tanh(c_new)
        return h_new, c_new


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


# %% sigmoid_by_hand: Own sigmoid and tanh activations, written with exp and nn.Tanh.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.fc_forget = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.fc_input = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.fc_cand = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.fc_output = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.tanh = nn.Tanh()

    @staticmethod
    def sigmoid(a):
        return 1.0 / (1.0 + torch.exp(-a))

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        prev_h, prev_c = state
        inp = torch.cat([x, prev_h], axis=1)
        ft = self.sigmoid(self.fc_forget(inp))
        it = self.sigmoid(self.fc_input(inp))
        ct_ = self.tanh(self.fc_cand(inp))
        ot = self.sigmoid(self.fc_output(inp))
        ct = ft * prev_c + it * ct_
        ht = ot * self.tanh(ct)
        return ht, ct


# %% forget_bias_one: Fused layer, orthogonal weights and a forget bias of 1.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.project = nn.Linear(hidden_size + input_size, 4 * hidden_size, bias=bias)
        nn.init.orthogonal_(self.project.weight)
        if bias:
            with torch.no_grad():
                self.project.bias.zero_()
                self.project.bias[:hidden_size].fill_(1.0)

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, C = state
        f, i, g, o = torch.tensor_split(self.project(torch.cat([h, x], dim=1)), 4, dim=1)
        C = C * torch.sigmoid(f) + torch.sigmoid(i) * torch.tanh(g)
        h = torch.tanh(C) * torch.sigmoid(o)
        return h, C


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


# %% two_addmm_strict: addmm twice, with checks on the shapes; takes a list or a tuple.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        k = math.sqrt(1 / hidden_size)
        self.kernel = nn.Parameter(torch.empty(input_size, 4 * hidden_size).uniform_(-k, k))
        self.recurrent = nn.Parameter(torch.empty(hidden_size, 4 * hidden_size).uniform_(-k, k))
        self.bias = nn.Parameter(torch.zeros(1, 4 * hidden_size)) if bias else None

    def forward(self, x, state=None):
        assert x.ndim == 2 and x.shape[1] == self.input_size
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            assert isinstance(state, (list, tuple)) and len(state) == 2
            h, c = state
        a = (
            torch.mm(x, self.kernel)
            if self.bias is None
            else torch.addmm(self.bias, x, self.kernel)
        )
        a = torch.addmm(a, h, self.recurrent)
        i, f, g, o = (a[:, k::4] for k in range(4))  # the gates are interleaved
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


# %% gate_names_swapped: Input and forget layer have each other's name; the function is right.
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
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = torch.sigmoid(self.W_i(hx))
        C = i * C + f * torch.tanh(self.W_C(hx))
        return torch.sigmoid(self.W_o(hx)) * torch.tanh(C), C


# %% own_tensor_in_place: Builds C' with += on a new tensor; the state handed in is untouched.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.x_layers = nn.ModuleList(nn.Linear(input_size, hidden_size, bias) for _ in range(4))
        self.h_layers = nn.ModuleList(nn.Linear(hidden_size, hidden_size, False) for _ in range(4))

    def forward(self, x, state=None):
        if state is None:
            h, C = (x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2))
        else:
            h, C = state
        f, i, g, o = (a(x) + b(h) for a, b in zip(self.x_layers, self.h_layers))
        C_new = torch.sigmoid(f) * C
        C_new += torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(C_new), C_new


# %% keeps_gates_for_plots: Stores detached copies of the gates for a heat map.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size + input_size, 4 * hidden_size, bias=bias)
        self.gates = None

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, c = state
        f, i, o, g = self.fc(torch.cat([h, x], dim=1)).chunk(4, dim=1)
        f, i, o, g = torch.sigmoid(f), torch.sigmoid(i), torch.sigmoid(o), torch.tanh(g)
        c = f * c + i * g
        self.gates = {"f": f.detach(), "i": i.detach(), "o": o.detach(), "c": c.detach()}
        return o * torch.tanh(c), c


# %% returns_list: Returns the pair as a list.
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
        return [h, c]


# %% convention_two_biases: Input and hidden layers both carry a bias, as in PyTorch.
class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, 4 * hidden_size, bias=bias)
        self.hh = nn.Linear(hidden_size, 4 * hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.hidden_size)
            state = (zeros, zeros)
        h, c = state
        i, f, g, o = (self.ih(x) + self.hh(h)).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, c


# %% convention_gate_complement: one gate is written as one minus sigma
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
            h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
            C = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.W_f(hx))
        i = 1 - torch.sigmoid(self.W_i(hx))
        C_tilde = torch.tanh(self.W_C(hx))
        C = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(hx))
        h = o * torch.tanh(C)
        return h, C
