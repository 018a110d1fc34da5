"""Makes challenges: an exercise's oracles evaluated at random inputs, base points and weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from starter.challenges import Alteration, Altered, Challenge, Oracle, Point, sample
from starter.interview.jacobian import by_autograd, to_array

from .catalogue import EquationSet, equation_sets, pairs
from .equations import Equations

# No two of these are equal, none is in the notebooks, and four biases are fewer than any matrix.
INPUT_SIZE, HIDDEN_SIZE, BATCH = 6, 5, 8
TIE = 1e-9


def make_challenge(exercise: str, seed: int) -> Challenge:
    """Return a challenge with everything random drawn from the seed."""
    generator = torch.Generator().manual_seed(seed)
    sets = equation_sets(exercise)
    states = ("h", "C")[: len(sets[0].equations.returns)]
    constant = 0.2 + 0.2 * torch.rand(1, generator=generator, dtype=torch.float64).item()
    fills = {"zero_bias": (constant, 0.0), "uniform": (constant, constant)}
    inputs, tests = (_inputs(generator, states) for _ in range(2))
    if "C" in tests:  # a memory is not bounded; small numbers would not show where one clips it
        tests["C"] = 4 * tests["C"]
    seeds = torch.randint(2**31, (len(sets),), generator=generator).tolist()
    seeded = list(zip(sets, seeds))
    return Challenge(
        exercise,
        INPUT_SIZE,
        HIDDEN_SIZE,
        states,
        fills,
        {name: to_array(t) for name, t in inputs.items()},
        {name: to_array(t) for name, t in tests.items()},
        {s.name: _oracle(s, fills, inputs, tests, n) for s, n in _alike(seeded, fills, inputs)},
        lambda most: _altered(sets, fills, inputs, most),
    )


def _inputs(generator: torch.Generator, states: tuple[str, ...]) -> dict[str, Tensor]:
    """Return x and states of which every second row has a negative sum, and the others not.

    Then, at a base point, what a gate reads has both signs, and ReLU differs from no function.
    """
    sizes = {"x": INPUT_SIZE, **dict.fromkeys(states, HIDDEN_SIZE)}
    drawn = {name: _normal(generator, BATCH, size) for name, size in sizes.items()}
    signs = torch.tensor([1.0, -1.0]).repeat(BATCH // 2)[:, None]
    return {name: t * t.sum(1, True).sign() * signs for name, t in drawn.items()}


def _normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _alike(seeded: list, fills, inputs) -> Iterator[tuple[EquationSet, int]]:
    """Yield the sets, with their seeds, that their outputs at a base point do not tell apart.

    The right one and conventions are always among them: they are to be told with certainty.
    """
    given, cache = _given(inputs), {}
    rows = [
        to_array(_row(s.equations.base_step(fills["uniform"], *given, cache))) for s, _ in seeded
    ]
    outputs = np.stack(rows)
    for i, (entry, seed) in enumerate(seeded):
        if entry.kind != "mistake" or np.isclose(outputs[i], outputs[:i]).all(1).any():
            yield entry, seed


def _altered(sets: tuple[EquationSet, ...], fills, inputs, most: int) -> Altered:
    """Return the outputs of all sets at the base points, alone or two at once as well."""
    several = {(i, -1): entry.equations for i, entry in enumerate(sets[1:])}
    if most == 2:
        several |= {(i - 1, j - 1): equations for i, j, equations in pairs(sets)}
    given, caches = _given(inputs), {name: {} for name in fills}
    members, rows = [], []
    for pair, equations in several.items():
        with contextlib.suppress(NameError):  # two that need each other in a circle
            steps = [equations.base_step(f, *given, caches[name]) for name, f in fills.items()]
            rows.append([sample(to_array(_row(step))) for step in steps])
            members.append(pair)
    outputs = {name: np.stack(part) for name, part in zip(fills, zip(*rows))}
    alterations = tuple(_alteration(entry) for entry in sets[1:])
    return Altered(alterations, np.array(members, np.int16), outputs)


def _alteration(entry: EquationSet) -> Alteration:
    return Alteration(entry.name, entry.kind, entry.code, entry.text, entry.gate)


def _oracle(entry: EquationSet, fills, inputs, tests, seed: int) -> Oracle:
    generator = torch.Generator().manual_seed(seed)
    equations = entry.equations
    weights = _normal(generator, equations.count(INPUT_SIZE, HIDDEN_SIZE))
    points = {name: _point(equations, fill, inputs, generator) for name, fill in fills.items()}
    tests = {name: t.clone().requires_grad_() for name, t in tests.items()}
    outputs = _step(equations, weights, tests)
    gradients = _gradients(outputs, tests)
    blocks = equations.blocks
    return Oracle(
        _alteration(entry), blocks, points, to_array(weights), to_array(outputs), gradients
    )


def _given(inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Return x, h and C, zeros for a cell that has none."""
    return inputs["x"], inputs["h"], inputs.get("C", torch.zeros_like(inputs["h"]))


def _step(equations: Equations, weights: Tensor, inputs: dict[str, Tensor]) -> Tensor:
    return _row(equations.step(weights, *_given(inputs)))


def _row(outputs: list[Tensor]) -> Tensor:
    """Return all outputs in one row, h before C."""
    return torch.cat([t.reshape(-1) for t in outputs])


def _gradients(outputs: Tensor, inputs: dict[str, Tensor]) -> dict[str, np.ndarray]:
    weighting = torch.linspace(1, 2, outputs.numel(), dtype=outputs.dtype)
    gradients = torch.autograd.grad(outputs @ weighting, list(inputs.values()), allow_unused=True)
    return {
        name: to_array(g if g is not None else torch.zeros_like(t))
        for (name, t), g in zip(inputs.items(), gradients)
    }


def _base(equations: Equations, fill) -> Tensor:
    """Return the weights at a base point: one number for matrices, another for vectors."""
    return torch.cat(
        [
            torch.full(
                (b.size(INPUT_SIZE, HIDDEN_SIZE),), fill[len(b.axes) == 1], dtype=torch.float64
            )
            for b in equations.blocks
        ]
    )


def _point(equations: Equations, fill, inputs, generator: torch.Generator) -> Point:
    base = _base(equations, fill)
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
    # Signatures that are equal have equal means too: only neighbours in those need be compared.
    means = columns.mean(1)
    order = np.argsort(means)
    group = np.empty(len(columns), np.int64)
    for near in np.split(order, np.flatnonzero(np.diff(means[order]) > TIE) + 1):
        near = np.sort(near)
        distance = np.abs(columns[near, None] - columns[near]).max(-1)
        group[near] = near[(distance < TIE).argmax(1)]
    return group


def _resolved(columns: np.ndarray, tied: np.ndarray) -> bool:
    """Say whether entries that tied have signatures of their own now.

    They never do where two gates have one role, as two factors of a product.
    """
    group = _groups(columns)
    return not (np.bincount(group, minlength=len(group))[group] > 1)[tied].any()
