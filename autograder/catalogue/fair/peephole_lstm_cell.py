"""Right peephole LSTM cells, as students write them: one function, many styles."""

import math

import torch
from torch import nn
import torch.nn.functional as F


# %% linear_per_gate: One nn.Linear per gate on [C, h, x], [h, x] and [C', h, x].
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
            h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
            C = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, C = state
        Chx = torch.cat([C, h, x], dim=1)
        f = torch.sigmoid(self.W_f(Chx))
        i = torch.sigmoid(self.W_i(Chx))
        C_tilde = torch.tanh(self.W_C(torch.cat([h, x], dim=1)))
        C_new = f * C + i * C_tilde
        o = torch.sigmoid(self.W_o(torch.cat([C_new, h, x], dim=1)))
        h_new = o * torch.tanh(C_new)
        return h_new, C_new


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
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c = x.new_zeros(x.shape[0], self.hidden_size)
        else:
            h, c = state
        f, i, g, o = self.linear(torch.cat([x, h], dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + self.peep_o(c))
        return o * torch.tanh(c), c


# %% separate_projections: W x + U h + V C with a layer each, the bias only on the input.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size

        def from_input():
            return nn.Linear(input_size, hidden_size, bias=bias)

        def from_state():
            return nn.Linear(hidden_size, hidden_size, bias=False)

        self.Wf, self.Uf, self.Vf = from_input(), from_state(), from_state()
        self.Wi, self.Ui, self.Vi = from_input(), from_state(), from_state()
        self.Wc, self.Uc = from_input(), from_state()
        self.Wo, self.Uo, self.Vo = from_input(), from_state(), from_state()

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.shape[0], self.hidden_size).to(x)
            state = (zeros, zeros)
        h, c_old = state
        f = torch.sigmoid(self.Wf(x) + self.Uf(h) + self.Vf(c_old))
        i = torch.sigmoid(self.Wi(x) + self.Ui(h) + self.Vi(c_old))
        c_tilde = torch.tanh(self.Wc(x) + self.Uc(h))
        c_new = f * c_old + i * c_tilde
        o = torch.sigmoid(self.Wo(x) + self.Uo(h) + self.Vo(c_new))
        return o * torch.tanh(c_new), c_new


# %% raw_parameters_in_out: Bare (in, out) weights over the whole concatenation, used with @.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        wide = 2 * hidden_size + input_size
        narrow = hidden_size + input_size
        self.W_f = nn.Parameter(torch.randn(wide, hidden_size) / math.sqrt(wide))
        self.W_i = nn.Parameter(torch.randn(wide, hidden_size) / math.sqrt(wide))
        self.W_C = nn.Parameter(torch.randn(narrow, hidden_size) / math.sqrt(narrow))
        self.W_o = nn.Parameter(torch.randn(wide, hidden_size) / math.sqrt(wide))
        if bias:
            self.b_f = nn.Parameter(torch.zeros(hidden_size))
            self.b_i = nn.Parameter(torch.zeros(hidden_size))
            self.b_C = nn.Parameter(torch.zeros(hidden_size))
            self.b_o = nn.Parameter(torch.zeros(hidden_size))
        else:
            self.b_f = self.b_i = self.b_C = self.b_o = 0

    def forward(self, x, state=None):
        if state is None:
            state = (
                x.new_zeros(x.shape[0], self.hidden_size),
                x.new_zeros(x.shape[0], self.hidden_size),
            )
        h, C = state
        f = torch.sigmoid(torch.cat([C, h, x], 1) @ self.W_f + self.b_f)
        i = torch.sigmoid(torch.cat([C, h, x], 1) @ self.W_i + self.b_i)
        C_tilde = torch.tanh(torch.cat([h, x], 1) @ self.W_C + self.b_C)
        C = f * C + i * C_tilde
        o = torch.sigmoid(torch.cat([C, h, x], 1) @ self.W_o + self.b_o)
        return o * torch.tanh(C), C


# %% f_linear_out_in: PyTorch-like weight_ih and weight_hh, with a weight_ch for the peepholes.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.weight_ch = nn.Parameter(torch.empty(3 * hidden_size, hidden_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(4 * hidden_size))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            nn.init.uniform_(weight, -stdv, stdv)

    def forward(self, x, state=None):
        n = self.hidden_size
        if state is None:
            zeros = torch.zeros(x.size(0), n, dtype=x.dtype, device=x.device)
            hx, cx = zeros, zeros
        else:
            hx, cx = state
        gates = F.linear(x, self.weight_ih, self.bias) + F.linear(hx, self.weight_hh)
        ingate, forgetgate, cellgate, outgate = gates.chunk(4, 1)
        peep_in, peep_forget = F.linear(cx, self.weight_ch[: 2 * n]).chunk(2, 1)
        ingate = torch.sigmoid(ingate + peep_in)
        forgetgate = torch.sigmoid(forgetgate + peep_forget)
        cy = forgetgate * cx + ingate * torch.tanh(cellgate)
        outgate = torch.sigmoid(outgate + F.linear(cy, self.weight_ch[2 * n :]))
        return outgate * torch.tanh(cy), cy


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


# %% module_dict: Layers in an nn.ModuleDict, sized by whether the gate has a peephole.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        has_peephole = {"forget": True, "input": True, "candidate": False, "output": True}
        self.layers = nn.ModuleDict(
            {
                name: nn.Linear(input_size + hidden_size * (2 if peep else 1), hidden_size, bias)
                for name, peep in has_peephole.items()
            }
        )

    def forward(self, x, state=None):
        if state is None:
            state = [x.new_zeros(x.shape[0], self.hidden_size) for _ in range(2)]
        h, C = state
        forget = torch.sigmoid(self.layers["forget"](torch.cat([x, h, C], dim=1)))
        write = torch.sigmoid(self.layers["input"](torch.cat([x, h, C], dim=1)))
        candidate = torch.tanh(self.layers["candidate"](torch.cat([x, h], dim=1)))
        C = forget * C + write * candidate
        output = torch.sigmoid(self.layers["output"](torch.cat([x, h, C], dim=1)))
        return output * torch.tanh(C), C


# %% setattr_loop: Parameters registered in a loop, each bias of shape (1, H).
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.use_bias = bias
        for gate, width in [("f", 2), ("i", 2), ("c", 1), ("o", 2)]:
            weight = torch.empty(hidden_size, width * hidden_size + input_size)
            self.register_parameter("W_" + gate, nn.Parameter(nn.init.xavier_normal_(weight)))
            if bias:
                setattr(self, "b_" + gate, nn.Parameter(torch.zeros(1, hidden_size)))

    def pre(self, gate, *parts):
        out = torch.matmul(torch.cat(parts, dim=1), getattr(self, "W_" + gate).transpose(0, 1))
        if self.use_bias:
            out = out + getattr(self, "b_" + gate)
        return out

    def forward(self, x, state=None):
        if state is None:
            h = x.new_zeros(x.shape[0], self.hidden_size)
            C = torch.zeros_like(h)
        else:
            h, C = state
        f = torch.sigmoid(self.pre("f", C, h, x))
        i = torch.sigmoid(self.pre("i", C, h, x))
        C_next = f * C + i * torch.tanh(self.pre("c", h, x))
        o = torch.sigmoid(self.pre("o", C_next, h, x))
        return o * torch.tanh(C_next), C_next


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


# %% typed_jit_style: Annotated for TorchScript, with Optional and Tuple types.
from typing import Optional, Tuple

from torch import Tensor


class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, bias: bool = True) -> None:
        super().__init__()
        self.hidden_size: int = hidden_size
        self.x_proj = nn.Linear(input_size, 4 * hidden_size, bias=bias)
        self.h_proj = nn.Linear(hidden_size, 4 * hidden_size, bias=False)
        self.c_proj = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.o_proj = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(
        self, x: Tensor, state: Optional[Tuple[Tensor, Tensor]] = None
    ) -> Tuple[Tensor, Tensor]:
        if state is None:
            h = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            c = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h, c = state
        a: Tensor = self.x_proj(x) + self.h_proj(h)
        a_fi, a_c, a_o = a.split([2 * self.hidden_size, self.hidden_size, self.hidden_size], dim=1)
        f, i = torch.sigmoid(a_fi + self.c_proj(c)).chunk(2, dim=1)
        c_next: Tensor = f * c + i * torch.tanh(a_c)
        o: Tensor = torch.sigmoid(a_o + self.o_proj(c_next))
        return o * torch.tanh(c_next), c_next


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


# %% module_list_expit: An nn.ModuleList of four layers, unpacked; uses torch.special.expit.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        hx, Chx = hidden_size + input_size, 2 * hidden_size + input_size
        self.nets = nn.ModuleList(nn.Linear(n, hidden_size, bias) for n in (Chx, Chx, hx, Chx))
        if bias:
            nn.init.ones_(self.nets[0].bias)

    def forward(self, x, state=None):
        h, C = state if state is not None else (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        net_f, net_i, net_C, net_o = self.nets
        f = torch.special.expit(net_f(torch.hstack([C, h, x])))
        i = torch.special.expit(net_i(torch.hstack([C, h, x])))
        C = torch.addcmul(f * C, i, torch.tanh(net_C(torch.hstack([h, x]))))
        o = torch.special.expit(net_o(torch.hstack([C, h, x])))
        return torch.mul(o, torch.tanh(C)), C


# %% addmm_parameter_list: addmm over ParameterLists in the (in, out) layout.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        n = input_size + hidden_size
        rows = [n + hidden_size, n + hidden_size, n + hidden_size, n]  # i, f, o, g
        k = 1 / math.sqrt(hidden_size)
        self.weights = nn.ParameterList([torch.empty(r, hidden_size).uniform_(-k, k) for r in rows])
        if bias:
            self.biases = nn.ParameterList([torch.zeros(hidden_size) for _ in rows])
        else:
            self.biases = None

    def net(self, k, *parts):
        v = torch.cat(parts, dim=-1)
        if self.biases is None:
            return torch.mm(v, self.weights[k])
        return torch.addmm(self.biases[k], v, self.weights[k])

    def forward(self, x, state=None):
        if state is None:
            h = torch.zeros((x.shape[0], self.hidden_size), dtype=x.dtype, device=x.device)
            c = torch.zeros((x.shape[0], self.hidden_size), dtype=x.dtype, device=x.device)
        else:
            h, c = state
        i = torch.sigmoid(self.net(0, x, h, c))
        f = torch.sigmoid(self.net(1, x, h, c))
        g = torch.tanh(self.net(3, x, h))
        c = i * g + f * c
        o = torch.sigmoid(self.net(2, x, h, c))
        return o * torch.tanh(c), c


# %% sigmoid_by_hand: Sigmoid through exp in a helper, old and new state named by time step.
def sigmoid(a):
    return 1 / (1 + torch.exp(-a))


class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super(PeepholeLSTMCell, self).__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        peephole_input = input_size + hidden_size + hidden_size
        self.forget = nn.Linear(peephole_input, hidden_size, bias=bias)
        self.input = nn.Linear(peephole_input, hidden_size, bias=bias)
        self.output = nn.Linear(peephole_input, hidden_size, bias=bias)
        self.cell = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def init_state(self, batch_size, like):
        return (
            like.new_zeros(batch_size, self.hidden_size),
            like.new_zeros(batch_size, self.hidden_size),
        )

    def forward(self, x, state=None):
        if state is None:
            state = self.init_state(x.size(0), like=x)
        (h_tm1, c_tm1) = state
        f_t = sigmoid(self.forget(torch.cat([c_tm1, h_tm1, x], dim=1)))
        i_t = sigmoid(self.input(torch.cat([c_tm1, h_tm1, x], dim=1)))
        c_hat = torch.tanh(self.cell(torch.cat([h_tm1, x], dim=1)))
        c_t = f_t * c_tm1 + i_t * c_hat
        o_t = sigmoid(self.output(torch.cat([c_t, h_tm1, x], dim=1)))
        h_t = o_t * torch.tanh(c_t)
        return (h_t, c_t)


# %% view_unbind_tanh_identity: View and unbind, with the sigmoid written through tanh.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.from_hx = nn.Linear(hidden_size + input_size, 4 * hidden_size, bias=bias)
        self.from_old = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.from_new = nn.Linear(hidden_size, hidden_size, bias=False)
        nn.init.orthogonal_(self.from_old.weight)
        nn.init.orthogonal_(self.from_new.weight)

    @staticmethod
    def squash(a):
        return (torch.tanh(a / 2) + 1) / 2

    def forward(self, x, state=None):
        B, H = x.shape[0], self.hidden_size
        if state is None:
            state = (x.new_zeros(B, H), x.new_zeros(B, H))
        h, C = state
        g, o, i, f = self.from_hx(torch.cat([h, x], dim=1)).view(B, 4, H).unbind(1)
        peep_i, peep_f = self.from_old(C).view(B, 2, H).unbind(1)
        C = self.squash(f + peep_f) * C + self.squash(i + peep_i) * torch.tanh(g)
        h = self.squash(o + self.from_new(C)) * torch.tanh(C)
        return h, C


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


# %% mixed_concat_order: Each gate concatenates C, h and x in an order of its own.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_C = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)
        self.W_o = nn.Linear(input_size + 2 * hidden_size, hidden_size, bias=bias)
        self.W_i = nn.Linear(input_size + 2 * hidden_size, hidden_size, bias=bias)
        self.W_f = nn.Linear(input_size + 2 * hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size),) * 2
        h, C = state
        f = torch.sigmoid(self.W_f(torch.cat([x, h, C], dim=1)))
        i = torch.sigmoid(self.W_i(torch.cat([h, C, x], dim=1)))
        C_new = f * C
        C_new += i * torch.tanh(self.W_C(torch.cat([x, h], dim=1)))
        o = torch.sigmoid(self.W_o(torch.cat([C_new, x, h], dim=1)))
        return o * torch.tanh(C_new), C_new


# %% keeps_gates_for_plots: Stores detached copies of the gates for a heat map.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.hx = nn.Linear(hidden_size + input_size, 4 * hidden_size, bias=bias)
        self.c_before = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.c_after = nn.Linear(hidden_size, hidden_size, bias=False)
        self.record = []

    def forward(self, x, state=None):
        n = self.hidden_size
        h, c = state or (x.new_zeros(x.shape[0], n), x.new_zeros(x.shape[0], n))
        a = self.hx(torch.cat([h, x], dim=1))
        f, i = torch.sigmoid(a[:, : 2 * n] + self.c_before(c)).chunk(2, dim=1)
        c = f * c + i * torch.tanh(a[:, 2 * n : 3 * n])
        o = torch.sigmoid(a[:, 3 * n :] + self.c_after(c))
        self.record = [f.detach(), i.detach(), o.detach()]
        return o * torch.tanh(c), c


# %% returns_list: Returns the pair as a list.
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
        h = o * torch.tanh(c)
        return [h, c]


# %% convention_two_biases: Input and hidden layers both carry a bias, the peepholes none.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, 4 * hidden_size, bias=bias)
        self.hh = nn.Linear(hidden_size, 4 * hidden_size, bias=bias)
        self.ch_f = nn.Linear(hidden_size, hidden_size, bias=False)
        self.ch_i = nn.Linear(hidden_size, hidden_size, bias=False)
        self.ch_o = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.hidden_size)
            state = (zeros, zeros)
        h, c = state
        i, f, g, o = (self.ih(x) + self.hh(h)).chunk(4, dim=1)
        i = torch.sigmoid(i + self.ch_i(c))
        f = torch.sigmoid(f + self.ch_f(c))
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + self.ch_o(c))
        return o * torch.tanh(c), c


# %% convention_two_biases__peepholes: The peephole layers carry a bias too, the function is right.
class PeepholeLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.hidden_size = hidden_size
        self.linear = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=bias)
        self.peep_f = nn.Linear(hidden_size, hidden_size, bias=bias)
        self.peep_i = nn.Linear(hidden_size, hidden_size, bias=bias)
        self.peep_o = nn.Linear(hidden_size, hidden_size, bias=bias)

    def forward(self, x, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.hidden_size)
            state = (zeros, zeros)
        h, c = state
        f, i, g, o = self.linear(torch.cat([x, h], dim=1)).chunk(4, dim=1)
        f = torch.sigmoid(f + self.peep_f(c))
        i = torch.sigmoid(i + self.peep_i(c))
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + self.peep_o(c))
        return o * torch.tanh(c), c
