"""A cell's equations, written as text, made runnable: the oracles by which cells are judged."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import NamedTuple

import torch
from torch import Tensor

from starter.verdict.cells.challenges import Block


def _normal(a: Tensor, axis: int) -> Tensor:
    """Return `a` with mean 0 and variance 1 along an axis, as the normalisation layers do."""
    return (a - a.mean(axis, True)) / (a.var(axis, False, keepdim=True) + 1e-5).sqrt()


# The functions that equations may use; all but the first three occur in mistakes alone.
FUNCTIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "hard_sigmoid": lambda a: (a / 6 + 0.5).clamp(0, 1),
    "softmax": lambda a: a.softmax(1),
    "softmax_over_batch": lambda a: a.softmax(0),
    "mean_over_batch": lambda a: a.mean(0, keepdim=True).expand_as(a),
    "layer_norm": lambda a: _normal(a, 1),
    "batch_norm": lambda a: _normal(a, 0),
    "first": lambda a: a[:, :1],
}
RETURNS = ("h", "C")
# First letters of the maps with a bias.
BIASED = "WUb"


class Equations:
    """One equation set: its parameters as blocks, and its step.

    `lines` maps each quantity to its right-hand side, in any order. `h_in` and `C_in` are the state
    handed in, and `h` and `C` the same where no line says otherwise; likewise `h_out` and `C_out`,
    what the step returns, are `h_new` and `C_new`. Raises SyntaxError for a line that is no
    expression.
    """

    def __init__(self, lines: dict[str, str]):
        self.lines = {name: line for name, line in lines.items() if line}
        self.returns = [f"{name}_out" for name in RETURNS if f"{name}_new" in self.lines]
        self.blocks = tuple(dict.fromkeys(b for line in self.lines.values() for b in _blocks(line)))
        defaults = {f"{name}_out": f"{name}_new" for name in RETURNS}
        defaults |= {name: f"{name}_in" for name in RETURNS}
        self._code = {name: _compiled(line) for name, line in (defaults | self.lines).items()}

    def changed(self, lines: dict[str, str]) -> Equations:
        """Return the equations with some lines replaced, added or (when empty) removed."""
        return Equations({**self.lines, **lines})

    def count(self, input_size: int, hidden_size: int) -> int:
        """Return the number of parameters, biases included."""
        return sum(block.size(input_size, hidden_size) for block in self.blocks)

    def step(self, weights: Tensor, x: Tensor, h: Tensor, C: Tensor) -> list[Tensor]:
        """Return `[h_out]` or `[h_out, C_out]`, each `(batch, hidden_size)`.

        `weights` holds all parameters in one row, in the order of `blocks`; x is
        `(batch, input_size)`, h and C are `(batch, hidden_size)`. Raises NameError where lines need
        each other in a circle.
        """
        maps = self._maps(weights, x.shape[1], h.shape[1])
        values = _Values(self._code, maps, {**FUNCTIONS, "x": x, "h_in": h, "C_in": C}, {})
        return [values[name] for name in self.returns]

    def base_step(
        self, fill: tuple[float, float], x: Tensor, h: Tensor, C: Tensor, cache: dict
    ) -> list[Tensor]:
        """Return the step with one number in all matrices and another in all vectors.

        `cache` holds what is computed: many equation sets on the same tensors may share it.
        """
        maps = {block.map: _BaseMap(block.map[0], *fill, h.shape[1]) for block in self.blocks}
        values = _Values(self._code, maps, {**FUNCTIONS, "x": x, "h_in": h, "C_in": C}, cache)
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


class _Values(dict):
    """The quantities of one step, each computed when it is first asked for."""

    def __init__(self, code: dict[str, CodeType], maps: dict, known: dict, cache: dict):
        super().__init__({**known, **maps})
        self.code, self.maps, self.cache = dict(code), maps, cache

    def __missing__(self, name: str) -> Tensor:
        if name not in self.code:
            raise NameError(name)
        code = self.code.pop(name)  # taken out first: what needs itself is not found
        key = (code, *(id(self[n]) for n in code.co_names if n not in self.maps))
        if key not in self.cache:
            self.cache[key] = eval(code, {"__builtins__": {}}, self)
        self[name] = self.cache[key]
        return self[name]


@dataclass
class _Map:
    """An affine map of some operands, such as W_f(h, x); b_f() is a bias alone."""

    parts: tuple = ()
    bias: Tensor | None = None

    def take(self, block: Block, part: Tensor) -> None:
        if block.operand == "bias":
            self.bias = part
        else:
            self.parts += (part,)

    def __call__(self, *operands: Tensor) -> Tensor:
        pairs = zip(self.parts, operands, strict=True)
        terms = [x @ w.T if w.dim() == 2 else x * w for w, x in pairs]
        return sum(terms if self.bias is None else [*terms, self.bias])


class _BaseMap(NamedTuple):
    """An affine map at a base point, where all its entries of a kind are equal."""

    letter: str
    matrix: float
    vector: float
    size: int

    def __call__(self, *operands: Tensor) -> Tensor:
        if self.letter == "d":
            terms = [self.vector * x for x in operands]
        else:
            terms = [self.matrix * x.sum(1, True).expand(-1, self.size) for x in operands]
        return sum(terms) + (self.vector if self.letter in BIASED else 0.0)


@cache
def _compiled(line: str) -> CodeType:
    return compile(line, f"<{line}>", "eval")


@cache
def _blocks(line: str) -> tuple[Block, ...]:
    """Return the parameter blocks that a line mentions: one per operand, and a bias."""
    blocks = []
    for node in ast.walk(ast.parse(line, mode="eval")):
        if not isinstance(node, ast.Call):
            continue
        if not isinstance(node.func, ast.Name):
            raise SyntaxError(f"{ast.unparse(node.func)} is called, which is no plain name")
        if node.func.id in FUNCTIONS:
            continue
        name = node.func.id
        for operand in node.args:
            names = {n.id for n in ast.walk(operand) if isinstance(n, ast.Name)}
            axes = "H" if name.startswith("d_") else "HI" if "x" in names else "HH"
            blocks.append(Block(name, ast.unparse(operand), axes))
        if name[0] in BIASED:
            blocks.append(Block(name, "bias", "H"))
    return tuple(blocks)
