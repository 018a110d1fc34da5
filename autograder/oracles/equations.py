"""A cell's equations, written as text, made runnable: the oracles by which cells are judged."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import torch
from torch import Tensor

from starter.challenges import Block

FUNCTIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
RETURNS = ("h_new", "C_new")


class Equations:
    """One equation set: its parameters as blocks, and its step.

    `lines` maps each quantity to its right-hand side, in the order of computation. Raises
    ValueError for a line that is no expression.
    """

    def __init__(self, lines: dict[str, str]):
        self.lines = {name: line for name, line in lines.items() if line}
        self.returns = [name for name in RETURNS if name in self.lines]
        self.blocks = tuple(dict.fromkeys(b for line in self.lines.values() for b in _blocks(line)))
        self._code = [
            (name, compile(line, f"<equation of {name}>", "eval"))
            for name, line in self.lines.items()
        ]

    def changed(self, lines: dict[str, str]) -> Equations:
        """Return the equations with some lines replaced, added or (when empty) removed."""
        return Equations({**self.lines, **lines})

    def count(self, input_size: int, hidden_size: int) -> int:
        """Return the number of parameters, biases included."""
        return sum(block.size(input_size, hidden_size) for block in self.blocks)

    def step(self, weights: Tensor, x: Tensor, h: Tensor, C: Tensor) -> list[Tensor]:
        """Return `[h_new]` or `[h_new, C_new]`, each `(batch, hidden_size)`.

        `weights` holds all parameters in one row, in the order of `blocks`; x is
        `(batch, input_size)`, h and C are `(batch, hidden_size)`.
        """
        values = {"x": x, "h": h, "C": C}
        space = {**FUNCTIONS, **self._maps(weights, x.shape[1], h.shape[1])}
        for name, code in self._code:
            values[name] = eval(code, {"__builtins__": {}}, {**space, **values})
        return [values[name] for name in self.returns]

    def _maps(self, weights: Tensor, input_size: int, hidden_size: int) -> dict[str, _Map]:
        maps: dict[str, _Map] = {}
        offset = 0
        for block in self.blocks:
            shape = block.shape(input_size, hidden_size)
            size = block.size(input_size, hidden_size)
            part = weights[offset : offset + size].view(shape)
            maps.setdefault(block.map, _Map()).take(block, part)
            offset += size
        return maps


@dataclass
class _Map:
    """An affine map of some operands, such as W_f(h, x)."""

    parts: tuple = ()
    bias: Tensor | None = None

    def take(self, block: Block, part: Tensor) -> None:
        if block.operand == "bias":
            self.bias = part
        else:
            self.parts += (part,)

    def __call__(self, *operands: Tensor) -> Tensor:
        pairs = zip(self.parts, operands, strict=True)
        total = sum(x @ w.T if w.dim() == 2 else x * w for w, x in pairs)
        return total if self.bias is None else total + self.bias


def _blocks(line: str):
    """Yield the parameter blocks that a line mentions: one per operand, and a bias."""
    for node in ast.walk(ast.parse(line, mode="eval")):
        if not isinstance(node, ast.Call) or node.func.id in FUNCTIONS:
            continue
        name = node.func.id
        for operand in node.args:
            text = ast.unparse(operand)
            width = (
                "I" if "x" in {n.id for n in ast.walk(operand) if isinstance(n, ast.Name)} else "H"
            )
            yield Block(name, text, "H" if name.startswith("d_") else "H" + width)
        if name.startswith(("W_", "U_")):
            yield Block(name, "bias", "H")
