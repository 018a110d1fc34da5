"""Makes challenges: an exercise's oracles evaluated at random inputs, base points and weights."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from starter.challenges import Challenge, Oracle, Point
from starter.interview.jacobian import by_autograd, to_array

from .catalogue import EquationSet, equation_sets
from .equations import Equations

# No two of these are equal, none is in the notebooks, and four biases are fewer than any matrix.
INPUT_SIZE, HIDDEN_SIZE, BATCH = 6, 5, 6
TIE = 1e-9


def make_challenge(exercise: str, seed: int) -> Challenge:
    """Return a challenge with everything random drawn from the seed."""
    generator = torch.Generator().manual_seed(seed)
    sets = equation_sets(exercise)
    states = ("h", "C")[: len(sets[0].equations.returns)]
    constant = 0.2 + 0.2 * torch.rand(1, generator=generator, dtype=torch.float64).item()
    fills = {"zero_bias": (constant, 0.0), "uniform": (constant, constant)}
    inputs, tests = (_inputs(generator, states) for _ in range(2))
    seeds = torch.randint(2**31, (len(sets),), generator=generator).tolist()
    return Challenge(
        exercise,
        INPUT_SIZE,
        HIDDEN_SIZE,
        states,
        fills,
        {name: to_array(t) for name, t in inputs.items()},
        {name: to_array(t) for name, t in tests.items()},
        {s.code: _oracle(s, fills, inputs, tests, n) for s, n in zip(sets, seeds)},
    )


def _inputs(generator: torch.Generator, states: tuple[str, ...]) -> dict[str, Tensor]:
    sizes = {"x": INPUT_SIZE, **dict.fromkeys(states, HIDDEN_SIZE)}
    return {name: _normal(generator, BATCH, size) for name, size in sizes.items()}


def _normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _oracle(entry: EquationSet, fills, inputs, tests, seed: int) -> Oracle:
    generator = torch.Generator().manual_seed(seed)
    equations = entry.equations
    weights = 0.5 * _normal(generator, equations.count(INPUT_SIZE, HIDDEN_SIZE))
    # A mistake in a cell with its biases folded into its matrices is too rare to carry numbers for.
    names = list(fills) if entry.kind != "mistake" else ["zero_bias"]
    points = {name: _point(equations, fills[name], inputs, generator) for name in names}
    tests = {name: t.clone().requires_grad_() for name, t in tests.items()}
    outputs = _step(equations, weights, tests)
    without = _step(equations, torch.where(_biases(equations), 0.0, weights), tests)
    return Oracle(
        entry.code,
        entry.kind,
        equations.blocks,
        points,
        to_array(weights),
        to_array(outputs),
        to_array(without),
        _gradients(outputs, tests),
    )


def _step(equations: Equations, weights: Tensor, inputs: dict[str, Tensor]) -> Tensor:
    """Return all outputs in one row, h before C."""
    state = inputs.get("C", torch.zeros_like(inputs["h"]))
    return torch.cat(
        [t.reshape(-1) for t in equations.step(weights, inputs["x"], inputs["h"], state)]
    )


def _gradients(outputs: Tensor, inputs: dict[str, Tensor]) -> dict[str, np.ndarray]:
    weighting = torch.linspace(1, 2, outputs.numel(), dtype=outputs.dtype)
    gradients = torch.autograd.grad(outputs @ weighting, list(inputs.values()), allow_unused=True)
    return {
        name: to_array(g if g is not None else torch.zeros_like(t))
        for (name, t), g in zip(inputs.items(), gradients)
    }


def _biases(equations: Equations) -> Tensor:
    """Return which entries are vector-like, `(entries,)`."""
    return torch.cat(
        [
            torch.full((b.size(INPUT_SIZE, HIDDEN_SIZE),), b.operand == "bias")
            for b in equations.blocks
        ]
    )


def _vectors(equations: Equations) -> Tensor:
    return torch.cat(
        [torch.full((b.size(INPUT_SIZE, HIDDEN_SIZE),), len(b.axes) == 1) for b in equations.blocks]
    )


def _point(equations: Equations, fill, inputs, generator: torch.Generator) -> Point:
    matrix, vector = (torch.tensor(value, dtype=torch.float64) for value in fill)
    base = torch.where(_vectors(equations), vector, matrix)
    outputs, columns = _signatures(equations, base, inputs)
    group = _groups(columns)
    tied = np.bincount(group, minlength=len(group))[group] > 1
    tied &= np.abs(columns).max(1) > TIE
    if not tied.any():
        return Point(outputs, columns, group)
    second = 0.5 * _normal(generator, len(group))
    second[torch.tensor(tied)] = base[torch.tensor(tied)]
    _, second_columns = _signatures(equations, second, inputs)
    if not _resolved(second_columns, tied):
        return Point(outputs, columns, group)
    return Point(outputs, columns, group, np.where(tied, np.nan, to_array(second)), second_columns)


def _signatures(equations: Equations, weights: Tensor, inputs) -> tuple[np.ndarray, np.ndarray]:
    weights = weights.clone().requires_grad_()
    outputs = _step(equations, weights, inputs)
    return to_array(outputs), by_autograd([weights], [outputs])


def _groups(columns: np.ndarray) -> np.ndarray:
    """Return for each entry the index of the first entry with the same signature."""
    distance = np.abs(columns[:, None] - columns[None]).max(-1)
    return (distance < TIE).argmax(1)


def _resolved(columns: np.ndarray, tied: np.ndarray) -> bool:
    """Say whether entries that tied have signatures of their own now.

    They never do where two gates have one role, as two factors of a product.
    """
    group = _groups(columns)
    return not (np.bincount(group, minlength=len(group))[group] > 1)[tied].any()
