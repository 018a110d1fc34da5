"""Makes challenges: an exercise's oracles evaluated at random inputs, base points and weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import chain

import numpy as np
import torch
from torch import Tensor

from starter.interview.jacobian import by_autograd, to_array
from starter.verdict.cells.challenges import Alteration, Altered, Challenge, Oracle, Point, sample

from .catalogue import EquationSet, accepted, altered, equation_sets
from .equations import Equations

# No two of these are equal, none is in the notebooks, and four biases are fewer than any matrix.
INPUT_SIZE, HIDDEN_SIZE, BATCH = 6, 5, 4
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
    outputs = _base_outputs(sets, fills, inputs)
    alone = [((i,), sets[i].equations) for i in _alike(sets, outputs)]
    several = accepted(exercise, sets, _hidden(sets, outputs))
    oracles = [
        _oracle([sets[i] for i in indices], equations, fills, inputs, tests, seeds[indices[0]])
        for indices, equations in chain(alone, several)
    ]
    return Challenge(
        exercise,
        INPUT_SIZE,
        HIDDEN_SIZE,
        states,
        fills,
        {name: to_array(t) for name, t in inputs.items()},
        {name: to_array(t) for name, t in tests.items()},
        {oracle.name: oracle for oracle in oracles},
        lambda most: _altered(sets, fills, inputs, most),
    )


def _inputs(generator: torch.Generator, states: tuple[str, ...]) -> dict[str, Tensor]:
    """Return x and states of which every second row has a negative sum, and the others not.

    Then, at a base point, what a gate reads has both signs, and ReLU differs from no function. No
    number is near 0, where an entry would show little of its role.
    """
    sizes = {"x": INPUT_SIZE, **dict.fromkeys(states, HIDDEN_SIZE)}
    drawn = {name: _normal(generator, BATCH, size) for name, size in sizes.items()}
    away = {name: t + 0.3 * t.sign() for name, t in drawn.items()}
    signs = torch.tensor([1.0, -1.0]).repeat(BATCH // 2)[:, None]
    return {name: t * t.sum(1, True).sign() * signs for name, t in away.items()}


def _normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _base_outputs(sets: tuple[EquationSet, ...], fills, inputs) -> np.ndarray:
    """Return what all sets give at a base point, `(sets, outputs)`."""
    given, cache = _given(inputs), {}
    rows = [s.equations.base_step(fills["uniform"], *given, cache) for s in sets]
    return np.stack([to_array(_row(row)) for row in rows])


def _alike(sets: tuple[EquationSet, ...], outputs: np.ndarray) -> Iterator[int]:
    """Yield the indices of the sets that their outputs at a base point do not tell apart.

    The right one and conventions are always among them: they are to be told with certainty.
    """
    for i, entry in enumerate(sets):
        if entry.kind != "mistake" or np.isclose(outputs[i], outputs[:i]).all(1).any():
            yield i


def _hidden(sets: tuple[EquationSet, ...], outputs: np.ndarray) -> list[int]:
    """Return the indices of conventions that give at a base point what the right equations do."""
    alike = np.isclose(outputs, outputs[0]).all(1)
    return [i for i, entry in enumerate(sets) if entry.kind == "convention" and alike[i]]


def _altered(sets: tuple[EquationSet, ...], fills, inputs, most: int) -> Altered:
    """Return the outputs of all sets at the base points, alone or several at once as well."""
    given, caches = _given(inputs), {name: {} for name in fills}
    first: dict[bytes, tuple] = {}  # of those that give the same, the first counts
    for indices, equations in altered(sets, most):
        with contextlib.suppress(NameError):  # two that need each other in a circle
            steps = [equations.base_step(f, *given, caches[name]) for name, f in fills.items()]
            row = np.stack([sample(to_array(_row(step))) for step in steps])
            first.setdefault(row.tobytes(), ([i - 1 for i in indices], row))
    members, rows = zip(*first.values())
    outputs = {name: np.stack(part) for name, part in zip(fills, zip(*rows))}
    alterations = tuple(_alteration(entry) for entry in sets[1:])
    width = max(map(len, members))
    padded = [indices + [-1] * (width - len(indices)) for indices in members]
    return Altered(alterations, np.array(padded, np.int16), outputs)


def _alteration(entry: EquationSet) -> Alteration:
    return Alteration(entry.name, entry.kind, entry.code, entry.text, entry.gate)


def _oracle(
    entries: list[EquationSet], equations: Equations, fills, inputs, tests, seed: int
) -> Oracle:
    generator = torch.Generator().manual_seed(seed)
    weights = _normal(generator, equations.count(INPUT_SIZE, HIDDEN_SIZE))
    points = {name: _point(equations, fill, inputs, generator) for name, fill in fills.items()}
    tests = {name: t.clone().requires_grad_() for name, t in tests.items()}
    outputs = _step(equations, weights, tests)
    gradients = _gradients(outputs, tests)
    alterations = tuple(_alteration(one) for one in entries if one.kind != "right")
    return Oracle(
        alterations, equations.blocks, points, to_array(weights), to_array(outputs), gradients
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
    breaks = np.flatnonzero(np.diff(means[order]) > TIE) + 1
    starts, ends = np.append(0, breaks), np.append(breaks, len(order))
    group = np.arange(len(columns))
    for place in np.flatnonzero(ends - starts > 1):  # nearly all stand alone
        near = np.sort(order[starts[place] : ends[place]])
        distance = np.abs(columns[near, None] - columns[near]).max(-1)
        group[near] = near[(distance < TIE).argmax(1)]
    return group


def _resolved(columns: np.ndarray, tied: np.ndarray) -> bool:
    """Say whether entries that tied have signatures of their own now.

    They never do where two gates have one role, as two factors of a product.
    """
    group = _groups(columns)
    return not (np.bincount(group, minlength=len(group))[group] > 1)[tied].any()
