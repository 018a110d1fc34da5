# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Recurrent cells with gates
#
# <<badge rnn>>
#
# A recurrent cell reads a sequence one element at a time. At each step it takes the next input and
# its own state, and returns a new state: what it wants to remember. You build four such cells from
# their equations: the **GRU**, the **LSTM**, and two relatives of the LSTM, one whose gates look at
# the memory itself and one with a gate less.
#
# The equations follow Christopher Olah,
# [Understanding LSTM Networks](https://colah.github.io/posts/2015-08-Understanding-LSTMs/) (2015).
# It is a good companion to this notebook.

# %% [markdown]
# ## Set up
#
# **On your own machine** there is nothing to do here: `README.md`, beside this notebook, says how
# to install what it needs.
#
# **In Colab** this is a copy that is gone when you close it. First of all choose *File → Save a
# copy in Drive*; next time, open that copy from your Drive. The cell below installs `starter`, the
# package with the checks, and leaves Colab's own PyTorch as it is. If it cannot reach the course's
# repository, upload `starter.zip` to the files on the left and run it again. A GPU is under
# *Runtime → Change runtime type*.

# %%
import subprocess
import sys
from pathlib import Path

if "google.colab" in sys.modules:
    source = "./starter.zip"
    if not Path(source).exists():
        source = "<<repository archive>>"
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, source], capture_output=True, text=True)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        print("starter was not installed:", *errors[-1:])
        print("Upload starter.zip to the files on the left, and run this cell again.")

# %%
import math

import torch
from torch import nn
import torch.nn.functional as F

from starter import check, examine
from starter.figures import draw_cell
from starter.runtime import grading
from starter.training import readiness, training_step

_ = torch.manual_seed(0)

# %% [markdown]
# ## How it works
#
# **Write** your code where a cell says `TODO` and raises `NotImplementedError`. You may add cells
# of your own; what a class needs must stand in its cell or above it.
#
# **Names, layout and style are free**: fused or separate gates, `nn.Linear` or `nn.Parameter`,
# `[h, x]` or `[x, h]`, any order of the gates. Only behaviour counts. The initial values of the
# weights are free too; the checks put in their own.
#
# **Not allowed** are PyTorch's built-in recurrent modules and functions (`nn.GRUCell`, `nn.LSTM`,
# `torch.lstm_cell` and their kin): they are what you build.
#
# **Check** yourself with the cells below each exercise, as often as you like:
#
# | check | what it asks |
# |---|---|
# | shapes | the new state has the shapes the exercise gives |
# | parameters | the number of weights and biases, with one bias vector per gate and candidate |
# | equations | one step from random inputs, states and weights gives the right numbers |
# | robustness | graded later, see below |
#
# A failing check says what it wanted and what it found. If that is not enough,
# `check("lstm_cell.equations", LSTMCell, hint=True)` gives one more hint, and
# `examine("lstm_cell", LSTMCell)` asks all questions of an exercise at once, robustness included,
# and reports. Cells that only explore are skipped while your work is graded; that is what
# `grading()` in them asks.

# %% [markdown]
# ### What the robustness check asks
#
# Its cell is empty in your copy; the questions are no secret. They are these, and no others:
#
# - other sizes than the ones shown here, and a batch of 1;
# - `bias=False`: the cell then has no biases at all;
# - float64: a cell, inputs and state in double precision give a state in double precision;
# - `state=None`, or no state at all, means zeros;
# - the state passed in is not changed in place;
# - a step remembers nothing: the same input and state give the same result, at any time;
# - gradients reach every parameter and every input, the state included;
# - train and eval mode both work, and give the same result;
# - any device: the cell computes where its parameters and inputs are, and makes no tensor on a
#   fixed device (the check uses PyTorch's `meta` device, where tensors have a shape but no
#   values, so `forward` must not make decisions by looking at values);
# - no built-in recurrent module or function;
# - PyTorch's own settings and functions (default dtype, gradient mode, `torch.tanh`, ...) are as
#   before, and no megabytes are printed.

# %% [markdown]
# ## Gates
#
# A gate is a vector of numbers between 0 and 1, multiplied element by element with something that
# may pass or not. The logistic function $\sigma(a) = 1 / (1 + e^{-a})$ makes such numbers: far
# below zero the gate is shut, far above it is open.

# %%
torch.sigmoid(torch.tensor([-5.0, 0.0, 5.0])).round(decimals=2)

# %% [markdown]
# ## The interface
#
# Your cells are used like PyTorch's own: `Cell(input_size, hidden_size, bias=True)` makes one,
# and `cell(x, state)` takes a step. The state of a GRU is one tensor `h`; the state of an LSTM is
# a pair `(h, C)`. PyTorch's cell, for comparison:

# %%
builtin = nn.LSTMCell(input_size=5, hidden_size=3)
inputs = torch.randn(2, 5)  # a batch of 2
state = builtin(inputs)  # the first step: no state yet, so zeros
state = builtin(inputs, state)  # the next step starts where the last one ended
[part.shape for part in state]

# %% [markdown]
# **Notation.** $x$ is the input, $h$ the hidden state, $C$ the memory of an LSTM; a prime marks
# the values after the step. $[a, b]$ joins two vectors end to end, $\odot$ multiplies element by
# element, and a tilde marks a candidate, something new that may be let in. Each $W$ is a matrix
# of weights and each $b$ a bias. A gate that reads $[h, x]$ has, with $H$ for `hidden_size` and
# $I$ for `input_size`,
#
# $$ H \cdot (H + I) + H $$
#
# parameters, the last $H$ of them its bias.

# %% [markdown]
# ## Exercise 1: the GRU
#
# *<<points gru_cell>>*
#
# The gated recurrent unit (Cho et al., 2014) has one state and two gates. The reset gate $r$
# decides how much of the old state the candidate may see; the update gate $z$ blends old and new.
#
# $$
# \begin{aligned}
# z &= \sigma(W_z\,[h, x] + b_z) && \text{update gate} \\
# r &= \sigma(W_r\,[h, x] + b_r) && \text{reset gate} \\
# \tilde h &= \tanh(W_h\,[r \odot h, x] + b_h) && \text{candidate} \\
# h' &= (1 - z) \odot h + z \odot \tilde h && \text{new state}
# \end{aligned}
# $$
#
# <<conventions gru_cell>>

# %%
draw_cell("gru_cell")


# %% solution="gru_cell"
class GRUCell(nn.Module):
    """One step of a gated recurrent unit.

    x:       (batch, input_size)
    state:   h, (batch, hidden_size), or None for zeros
    returns: the new h, (batch, hidden_size)
    """

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        # TODO: make the weights of the two gates and of the candidate, with biases if bias is True.
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.update = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.reset = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        ### END SOLUTION

    def forward(self, x, state=None):
        # TODO: without a state, start from zeros of the same kind as x. Then take the equations
        # from top to bottom, and return the new h.
        ### BEGIN SOLUTION
        h = x.new_zeros(len(x), self.hidden_size) if state is None else state
        hx = torch.cat([h, x], dim=1)
        z = torch.sigmoid(self.update(hx))
        r = torch.sigmoid(self.reset(hx))
        candidate = torch.tanh(self.candidate(torch.cat([r * h, x], dim=1)))
        return (1 - z) * h + z * candidate
        ### END SOLUTION


# %% check="gru_cell.shapes"
check("gru_cell.shapes", GRUCell)

# %% check="gru_cell.parameters"
check("gru_cell.parameters", GRUCell)

# %% check="gru_cell.equations"
check("gru_cell.equations", GRUCell)

# %% check="gru_cell.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("gru_cell.robustness", GRUCell)
### END HIDDEN TESTS

# %% [markdown]
# ### Question: the other way round
#
# *<<points rnn_convention>>*
#
# Cho et al. and PyTorch write $h' = z \odot h + (1 - z) \odot \tilde h$. A friend has trained
# such a GRU, alike in all other respects, and sends you its weights. What must you do to them
# before a cell with the equations of exercise 1 computes the same, and why is that enough?
#
# PyTorch's GRU has a second difference: $\tilde h = \tanh(W x + r \odot (U h + b) + \dots)$. Why
# does no such recipe exist for this one?

# %% [markdown] question="rnn_convention"
# ### BEGIN SOLUTION
# Change the sign of $W_z$ and $b_z$, and of nothing else. Since $\sigma(-a) = 1 - \sigma(a)$, my
# gate then is $1 - z$ wherever the friend's is $z$, and both blends are the same. The two ways of
# writing describe the same family of functions; only the meaning of "open" is exchanged.
#
# In the second case the reset gate acts at another place. Mine scales the units of $h$ *before*
# the matrix mixes them, $U (r \odot h)$; PyTorch's scales the sums *after* the mixing,
# $r \odot (U h + b)$. In mine $r_j$ decides how much all candidates see of unit $j$; in PyTorch's,
# how much the candidate of unit $j$ sees of all units. As $r$ changes with the input, no fixed
# change of the weights turns one into the other in general: it is another family of functions.
# ### END SOLUTION

# %% [markdown]
# ## Exercise 2: the LSTM
#
# *<<points lstm_cell>>*
#
# The long short-term memory (Hochreiter and Schmidhuber, 1997; the forget gate came in 2000)
# keeps two states. $C$ is a memory that is only scaled and added to, so that it can carry
# something over many steps; $h$ is the part of it that the cell shows. Three gates decide what is
# forgotten, what is let in and what is shown.
#
# $$
# \begin{aligned}
# f &= \sigma(W_f\,[h, x] + b_f) && \text{forget gate} \\
# i &= \sigma(W_i\,[h, x] + b_i) && \text{input gate} \\
# \tilde C &= \tanh(W_C\,[h, x] + b_C) && \text{candidate} \\
# C' &= f \odot C + i \odot \tilde C && \text{new memory} \\
# o &= \sigma(W_o\,[h, x] + b_o) && \text{output gate} \\
# h' &= o \odot \tanh(C') && \text{new hidden state}
# \end{aligned}
# $$
#
# <<conventions lstm_cell>>

# %%
draw_cell("lstm_cell")


# %% solution="lstm_cell"
class LSTMCell(nn.Module):
    """One step of a long short-term memory.

    x:       (batch, input_size)
    state:   the pair (h, C), each (batch, hidden_size), or None for zeros
    returns: the new pair (h, C)
    """

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        # TODO: make the weights of the three gates and of the candidate, with biases if bias is
        # True.
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.forget = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.input = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.output = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        ### END SOLUTION

    def forward(self, x, state=None):
        # TODO: without a state, start from zeros of the same kind as x. Then take the equations
        # from top to bottom, and return the new h and C, in this order.
        ### BEGIN SOLUTION
        if state is None:
            state = x.new_zeros(2, len(x), self.hidden_size)
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.forget(hx))
        i = torch.sigmoid(self.input(hx))
        candidate = torch.tanh(self.candidate(hx))
        C = f * C + i * candidate
        o = torch.sigmoid(self.output(hx))
        return o * torch.tanh(C), C
        ### END SOLUTION


# %% check="lstm_cell.shapes"
check("lstm_cell.shapes", LSTMCell)

# %% check="lstm_cell.parameters"
check("lstm_cell.parameters", LSTMCell)

# %% check="lstm_cell.equations"
check("lstm_cell.equations", LSTMCell)

# %% check="lstm_cell.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("lstm_cell.robustness", LSTMCell)
### END HIDDEN TESTS

# %% [markdown]
# ### Question: why two kinds of functions?
#
# *<<points rnn_gates>>*
#
# In all these cells the gates use $\sigma$ and the candidates use $\tanh$. Why? Say what would go
# wrong if a forget gate used $\tanh$, and if a candidate used $\sigma$.

# %% [markdown] question="rnn_gates"
# ### BEGIN SOLUTION
# A gate is a share: how much of something may pass. Shares lie between 0, nothing, and 1, all of
# it, and that is the range of $\sigma$. A candidate is content, a change in either direction, so
# it needs both signs; $\tanh$ lies between −1 and 1 and is centred at 0.
#
# A forget gate with $\tanh$ could be negative. It would then flip the sign of the memory instead of
# fading it, and a memory kept over many steps would change its sign again and again. At a
# pre-activation of 0 it would also erase everything, where $\sigma$ keeps a half.
#
# A candidate with $\sigma$ would never be negative. The LSTM could then only ever add to its
# memory and would have to forget in order to lower it; $C$, and with it $h$, could not become
# negative from a zero start.
# ### END SOLUTION

# %% [markdown]
# ## Exercise 3: the LSTM with peepholes
#
# *<<points peephole_lstm_cell>>*
#
# The gates of an LSTM decide about a memory that they cannot see: $h$ shows it only as far as the
# output gate lets it. Peepholes (Gers and Schmidhuber, 2000) let the gates look at $C$ itself,
# which helps with tasks such as counting and timing.
#
# $$
# \begin{aligned}
# f &= \sigma(W_f\,[C, h, x] + b_f) && \text{forget gate} \\
# i &= \sigma(W_i\,[C, h, x] + b_i) && \text{input gate} \\
# \tilde C &= \tanh(W_C\,[h, x] + b_C) && \text{candidate, no peephole} \\
# C' &= f \odot C + i \odot \tilde C && \text{new memory} \\
# o &= \sigma(W_o\,[C', h, x] + b_o) && \text{output gate, sees the new memory} \\
# h' &= o \odot \tanh(C') && \text{new hidden state}
# \end{aligned}
# $$
#
# <<conventions peephole_lstm_cell>>

# %%
draw_cell("peephole_lstm_cell")


# %% solution="peephole_lstm_cell"
class PeepholeLSTMCell(nn.Module):
    """One step of an LSTM whose gates see the memory.

    x:       (batch, input_size)
    state:   the pair (h, C), each (batch, hidden_size), or None for zeros
    returns: the new pair (h, C)
    """

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        # TODO: make the weights of the three gates and of the candidate, with biases if bias is
        # True. How many numbers does each of them read?
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.forget = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.input = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.output = nn.Linear(2 * hidden_size + input_size, hidden_size, bias=bias)
        ### END SOLUTION

    def forward(self, x, state=None):
        # TODO: as in the LSTM. Watch which gate sees which memory.
        ### BEGIN SOLUTION
        if state is None:
            state = x.new_zeros(2, len(x), self.hidden_size)
        h, C = state
        chx = torch.cat([C, h, x], dim=1)
        f = torch.sigmoid(self.forget(chx))
        i = torch.sigmoid(self.input(chx))
        candidate = torch.tanh(self.candidate(torch.cat([h, x], dim=1)))
        C = f * C + i * candidate
        o = torch.sigmoid(self.output(torch.cat([C, h, x], dim=1)))
        return o * torch.tanh(C), C
        ### END SOLUTION


# %% check="peephole_lstm_cell.shapes"
check("peephole_lstm_cell.shapes", PeepholeLSTMCell)

# %% check="peephole_lstm_cell.parameters"
check("peephole_lstm_cell.parameters", PeepholeLSTMCell)

# %% check="peephole_lstm_cell.equations"
check("peephole_lstm_cell.equations", PeepholeLSTMCell)

# %% check="peephole_lstm_cell.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("peephole_lstm_cell.robustness", PeepholeLSTMCell)
### END HIDDEN TESTS

# %% [markdown]
# ## Exercise 4: the LSTM with coupled gates
#
# *<<points coupled_lstm_cell>>*
#
# Must a cell decide separately what to forget and what to let in? Here one gate does both:
# something new comes in exactly where, and as far as, something old goes. A large comparison
# (Greff et al., 2017) found that this often costs nothing in accuracy.
#
# $$
# \begin{aligned}
# f &= \sigma(W_f\,[h, x] + b_f) && \text{forget gate} \\
# \tilde C &= \tanh(W_C\,[h, x] + b_C) && \text{candidate} \\
# C' &= f \odot C + (1 - f) \odot \tilde C && \text{new memory} \\
# o &= \sigma(W_o\,[h, x] + b_o) && \text{output gate} \\
# h' &= o \odot \tanh(C') && \text{new hidden state}
# \end{aligned}
# $$
#
# <<conventions coupled_lstm_cell>>

# %%
draw_cell("coupled_lstm_cell")


# %% solution="coupled_lstm_cell"
class CoupledLSTMCell(nn.Module):
    """One step of an LSTM with one gate for forgetting and letting in.

    x:       (batch, input_size)
    state:   the pair (h, C), each (batch, hidden_size), or None for zeros
    returns: the new pair (h, C)
    """

    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        # TODO: make the weights of the gates left over and of the candidate, with biases if bias
        # is True.
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.forget = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        self.output = nn.Linear(hidden_size + input_size, hidden_size, bias=bias)
        ### END SOLUTION

    def forward(self, x, state=None):
        # TODO: as in the LSTM, with the coupled equation for the new memory.
        ### BEGIN SOLUTION
        if state is None:
            state = x.new_zeros(2, len(x), self.hidden_size)
        h, C = state
        hx = torch.cat([h, x], dim=1)
        f = torch.sigmoid(self.forget(hx))
        candidate = torch.tanh(self.candidate(hx))
        C = f * C + (1 - f) * candidate
        o = torch.sigmoid(self.output(hx))
        return o * torch.tanh(C), C
        ### END SOLUTION


# %% check="coupled_lstm_cell.shapes"
check("coupled_lstm_cell.shapes", CoupledLSTMCell)

# %% check="coupled_lstm_cell.parameters"
check("coupled_lstm_cell.parameters", CoupledLSTMCell)

# %% check="coupled_lstm_cell.equations"
check("coupled_lstm_cell.equations", CoupledLSTMCell)

# %% check="coupled_lstm_cell.robustness"
# Robustness: graded later with hidden checks; the text above says what they ask.
### BEGIN HIDDEN TESTS
check("coupled_lstm_cell.robustness", CoupledLSTMCell)
### END HIDDEN TESTS

# %% [markdown]
# ### Question: the price of coupling
#
# *<<points rnn_coupled_memory>>*
#
# Both cells start from $C = 0$. Between which bounds can a number in $C$ lie after many steps, in
# the LSTM and in the coupled LSTM? Name something the LSTM can do with its memory that the
# coupled one cannot.

# %% [markdown] question="rnn_coupled_memory"
# ### BEGIN SOLUTION
# In the coupled cell $C'$ is a weighted mean of $C$ and $\tilde C$, with weights $f$ and $1 - f$
# that add up to 1. Since $\tilde C$ lies between −1 and 1 and $C$ starts at 0, $C$ stays between
# −1 and 1 for ever. In the LSTM the two weights are independent: with $f$ and $i$ both near 1
# each step may add up to 1, so that after $n$ steps $C$ can come close to $n$ or $-n$. There is
# no fixed bound.
#
# So the LSTM can count: it adds something at each event and still keeps what was there. The
# coupled cell must give up some of the old to take in anything new. The LSTM can also clear its
# memory without writing ($f$ and $i$ near 0) whatever the candidate is, while the coupled cell,
# when it forgets, always takes the candidate instead.
# ### END SOLUTION

# %% [markdown]
# ## The four cells side by side
#
# How many parameters does each cell have with `input_size=128` and `hidden_size=100`? Before you
# run this, work out the count of the GRU by hand from the formula above. Then find the pair of
# cells with the same count, and tell yourself why.

# %%
cells = [] if grading() else [GRUCell, LSTMCell, PeepholeLSTMCell, CoupledLSTMCell]
for Cell in cells:
    if readiness(Cell) == "ready":
        count = sum(p.numel() for p in Cell(input_size=128, hidden_size=100).parameters())
        print(f"{Cell.__name__}: {count:,} parameters")
    else:
        print(f"{Cell.__name__}: {readiness(Cell)}")

# %% [markdown]
# ## What comes next: one training step
#
# A cell becomes a network when it is applied again and again, always with the same weights, and
# something reads the last state. Here is one that works with each of your cells:


# %%
class SequenceClassifier(nn.Module):
    """Sequences (batch, steps, input_size), read by a cell, to scores (batch, num_classes)."""

    def __init__(self, cell, hidden_size, num_classes):
        super().__init__()
        self.cell = cell
        self.readout = nn.Linear(hidden_size, num_classes)

    def forward(self, sequences):
        state = None
        for x in sequences.unbind(dim=1):
            state = self.cell(x, state)
        h = state if isinstance(state, torch.Tensor) else state[0]
        return self.readout(h)


# %% [markdown]
# The task is a small test of memory: does a sequence of random numbers *begin* with a positive
# one? The network answers only after the last step, so the cell has to carry the answer through
# all the others. We take a single step of gradient descent. Afterwards the loss on these
# sequences should be lower than before.

# %%
torch.manual_seed(0)
sequences = torch.randn(32, 8, 3)
labels = (sequences[:, 0, 0] > 0).long()


def one_step(Cell):
    if readiness(Cell) != "ready":
        return readiness(Cell)
    torch.manual_seed(0)
    model = SequenceClassifier(Cell(input_size=3, hidden_size=16), hidden_size=16, num_classes=2)
    before, after = training_step(model, sequences, labels)
    return f"loss went down: {'yes' if after < before else 'no'}"


for Cell in cells:
    print(f"{Cell.__name__}: {one_step(Cell)}")

# %% [markdown]
# From here on it is many steps and real sequences.

# %% [markdown]
# ## Hand in
#
# Write your name and student id below, save the notebook (Ctrl+S, or ⌘S on a Mac), and run the
# cell. It looks whether all graded cells are there, says how far you are, and writes the one file
# to hand in, `rnn_STUDENTID.ipynb`. Pack as often as you like: the last file counts.

# %%
from starter.packing import pack

name = ""
student_id = ""

pack("rnn", name, student_id)
