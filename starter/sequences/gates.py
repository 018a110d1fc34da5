"""Watches the gates inside a cell whose code nobody knows, by the operations that it runs.

A gate is what a logistic function returns. Whatever the style, `torch.sigmoid`, `nn.Sigmoid` or
1/(1 + exp(-a)), it reaches torch as one of a few operations; each of them whose numbers lie between
0 and 1 is a gate, or several where a cell computes them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from .unrolling import State, parts

# The last operation of σ: by its name, of 1/(1 + exp(-a)), and of exp(a)/(1 + exp(a)).
_LOGISTIC = frozenset({"sigmoid", "reciprocal", "div"})


class GateWatch(TorchDispatchMode):
    """Context that keeps the gates of one step of a batch of 1, in the order they are computed.

    `gates` is a list of `(hidden_size,)`. With `hold`, gates are held at a number, by their place
    in the list, and the step goes on with it.
    """

    def __init__(self, hidden_size: int, hold: Mapping[int, float] | None = None):
        super().__init__()
        self.size = hidden_size
        self.hold = hold or {}
        self.gates: list[Tensor] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if func.overloadpacket.__name__.rstrip("_") in _LOGISTIC and self._holds_gates(result):
            # With a batch of 1, any layout of gates is one row after the other.
            for row in result.view(-1, self.size).unbind():
                if len(self.gates) in self.hold:
                    row.fill_(self.hold[len(self.gates)])
                self.gates.append(row.detach().clone())
        return result

    def _holds_gates(self, result: object) -> bool:
        return (
            isinstance(result, Tensor)
            and result.is_floating_point()
            and result.numel() > 0
            and result.numel() % self.size == 0
            and result.is_contiguous()
            and bool(((result >= 0) & (result <= 1)).all())
        )


@torch.no_grad()
def step(
    cell: nn.Module, x: Tensor, state: State, hold: Mapping[int, float] | None = None
) -> tuple[list[Tensor], State]:
    """Take one step and return the gates, each `(hidden_size,)`, and the new state.

    `x` is `(1, input_size)`; `hold` sets gates to a number, by their place in the list.
    """
    watch = GateWatch(parts(state)[0].shape[1], hold)
    with watch:
        state = cell(x, state)
    return watch.gates, state


@dataclass(frozen=True)
class Trace:
    """What a cell did over a sequence: `(steps, hidden_size)` by name of gate or state."""

    values: dict[str, Tensor]

    @property
    def gates(self) -> list[str]:
        """The names of the gates, in the order in which the cell computes them."""
        return [name for name in self.values if name not in ("h", "C")]


@torch.no_grad()
def trace(cell: nn.Module, inputs: Tensor) -> Trace:
    """Run a cell over one sequence, `(steps, input_size)`, and return its gates and states.

    Gates are named by `name_gates`. Where none is found, only the states are in the trace.
    """
    start = parts(cell(inputs[:1]))
    state: State = torch.zeros_like(start[0])
    state = state if len(start) == 1 else tuple(torch.zeros_like(part) for part in start)
    names = [*name_gates(cell, inputs.shape[1], state), *("h", "C")[: len(start)]]
    rows = []
    for x in inputs:
        gates, state = step(cell, x[None], state)
        rows.append(torch.stack([*gates, *(part[0] for part in parts(state))]))
    return Trace(dict(zip(names, torch.stack(rows, dim=1).float().cpu())))


def name_gates(cell: nn.Module, input_size: int, state: State) -> list[str]:
    """Return the names of a cell's gates, found by holding each one shut, then open.

    `state` is one of the cell's own, for its shapes. A gate that behaves as none of the four cells'
    gates is named by its place, as in `gate 2`.
    """
    generator = torch.Generator().manual_seed(0)
    like = parts(state)

    def random(shape) -> Tensor:
        return torch.rand(shape, generator=generator).to(like[0]) + 0.5

    x, filled = random((1, input_size)), tuple(random(part.shape) for part in like)
    empty = tuple(torch.zeros_like(part) for part in like)
    experiments = _Experiments(cell, x, filled, empty)
    count = len(step(cell, x, experiments.state(filled))[0])
    found = [experiments.name(gate) for gate in range(count)]
    return [
        name if name and found.count(name) == 1 else f"gate {i}" for i, name in enumerate(found, 1)
    ]


@dataclass(frozen=True)
class _Experiments:
    """Holds gates of a cell at 0 or 1, from a state with something in it and from an empty one."""

    cell: nn.Module
    x: Tensor
    filled: tuple[Tensor, ...]
    empty: tuple[Tensor, ...]

    def state(self, tensors: tuple[Tensor, ...]) -> State:
        return tensors[0] if len(tensors) == 1 else tensors

    def after(self, start: tuple[Tensor, ...], gate: int, value: float) -> tuple[Tensor, ...]:
        return parts(step(self.cell, self.x, self.state(start), {gate: value})[1])

    def name(self, gate: int) -> str:
        shut, opened = (self.after(self.filled, gate, value) for value in (0.0, 1.0))
        shut_empty, open_empty = (self.after(self.empty, gate, value) for value in (0.0, 1.0))
        memory = self.filled[-1]
        two = len(self.filled) == 2
        if two and not shut[0].any():
            return "output gate"
        if two and not shut_empty[1].any():
            return "input gate"
        if torch.allclose(shut[-1], memory) or torch.allclose(opened[-1], memory):
            return "forget gate" if two else "update gate"
        # What scales the old state makes no difference where that is empty.
        if torch.allclose(shut_empty[-1], open_empty[-1]):
            return "forget gate" if two else "reset gate"
        return ""
