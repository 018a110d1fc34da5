"""Applies a cell step by step to whole sequences, whatever its state looks like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import torch
from torch import Tensor, nn

# One tensor, as of a GRU, or several of which the first is h, as the pair (h, C) of an LSTM.
State: TypeAlias = Tensor | tuple[Tensor, ...]


def states(cell: nn.Module, inputs: Tensor, state: State | None = None) -> Iterator[State]:
    """Yield the state after each step; `inputs` is `(batch, steps, input_size)`."""
    for x in inputs.unbind(dim=1):
        state = cell(x, state)
        yield state


def unroll(cell: nn.Module, inputs: Tensor, state: State | None = None) -> tuple[Tensor, State]:
    """Run a cell over sequences and return h of every step, and the last state.

    `inputs` is `(batch, steps, input_size)`, the first result `(batch, steps, hidden_size)`. The
    state is whatever the cell takes and returns; without one, the cell starts from zeros.
    """
    every = list(states(cell, inputs, state))
    return torch.stack([parts(one)[0] for one in every], dim=1), every[-1]


def parts(state: State) -> tuple[Tensor, ...]:
    """Return the tensors of a state, h first: one of a GRU, two of an LSTM."""
    return (state,) if isinstance(state, Tensor) else tuple(state)


class Unrolled(nn.Module):
    """A cell as a module over whole sequences, with the interface of `unroll`."""

    def __init__(self, cell: nn.Module):
        super().__init__()
        self.cell = cell

    def forward(self, inputs: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        return unroll(self.cell, inputs, state)


class TanhCell(nn.Module):
    """The plain recurrent cell without gates, to compare with: h' = tanh(W [h, x] + b).

    Elman, "Finding structure in time" (1990). `x` is `(batch, input_size)`, the state
    `(batch, hidden_size)`.
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True):
        super().__init__()
        self.size = hidden_size
        self.mix = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x: Tensor, state: Tensor | None = None) -> Tensor:
        before = x.new_zeros(x.shape[0], self.size) if state is None else state
        return torch.tanh(self.mix(torch.cat((before, x), dim=-1)))


def state_gradients(cell: nn.Module, inputs: Tensor) -> Tensor:
    """Return how strongly a loss after the last step depends on the state of each step, `(steps,)`.

    The loss is a random weighting of the last h. Each number is the norm of its derivative with
    respect to a state, all parts and the whole batch together, divided by that of the last step,
    so the curve ends at 1. `inputs` is `(batch, steps, input_size)`.
    """
    state, every = None, []
    for x in inputs.unbind(dim=1):
        # Views keep what a state does to later steps apart from what C does to h in its own.
        every.append(tuple(part.view_as(part) for part in parts(cell(x, state))))
        state = every[-1] if len(every[-1]) > 1 else every[-1][0]
    last = every[-1][0]
    weights = torch.randn(last.shape, generator=torch.Generator().manual_seed(0)).to(last)
    flat = [part for state in every for part in state]
    found = torch.autograd.grad((weights * last).sum(), flat, allow_unused=True)
    norms = torch.stack([last.new_zeros(()) if g is None else g.norm() for g in found])
    by_step = norms.reshape(len(every), -1).norm(dim=1)
    return by_step / by_step[-1]
