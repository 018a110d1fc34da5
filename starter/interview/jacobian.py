"""Derivatives of a step's outputs with respect to every single parameter entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor


def by_autograd(parameters: Sequence[Tensor], outputs: Sequence[Tensor]) -> np.ndarray:
    """Return d output / d entry through autograd, `(parameter entries, outputs)`.

    Parameters that no gradient reaches have rows of zeros, and so have all where the way back is
    broken, as by a change in place.
    """
    flat = torch.cat([t.reshape(-1) for t in outputs])
    trained = [p for p in parameters if p.requires_grad]
    if not flat.requires_grad or not trained:
        return np.zeros((sum(p.numel() for p in parameters), flat.numel()))
    try:
        gradients = _gradients(flat, trained)
    except RuntimeError:
        gradients = [None] * len(trained)
    by_id = dict(zip(map(id, trained), gradients))
    blocks = []
    for parameter in parameters:
        gradient = by_id.get(id(parameter))
        if gradient is None:
            gradient = torch.zeros(flat.numel(), parameter.numel(), dtype=flat.dtype)
        blocks.append(gradient.reshape(flat.numel(), -1).T)
    return to_array(torch.cat(blocks))


def by_differences(
    parameters: Sequence[Tensor], step: Callable[[], Sequence[Tensor]], h: float = 1e-5
) -> np.ndarray:
    """Return the same by central differences, for code through which no gradient flows."""
    rows = []
    with torch.no_grad():
        for parameter in parameters:
            entries = parameter.view(-1)
            for i in range(entries.numel()):
                kept = entries[i].item()
                sides = []
                for value in (kept + h, kept - h):
                    entries[i] = value
                    sides.append(torch.cat([t.reshape(-1) for t in step()]))
                entries[i] = kept
                rows.append((sides[0] - sides[1]) / (2 * h))
    return to_array(torch.stack(rows)) if rows else np.zeros((0, 0))


def to_array(tensor: Tensor) -> np.ndarray:
    """Return a tensor's numbers as a float64 array of the same shape."""
    return tensor.detach().cpu().numpy().astype(np.float64)


def _gradients(flat: Tensor, trained: list[Tensor]) -> list[Tensor | None]:
    """Return d flat / d parameter, each `(outputs, *parameter.shape)` or None."""
    seeds = torch.eye(flat.numel(), dtype=flat.dtype)
    try:
        return torch.autograd.grad(
            flat, trained, seeds, retain_graph=True, allow_unused=True, is_grads_batched=True
        )
    except RuntimeError:  # an operation without a batched backward: one output at a time
        rows = [
            torch.autograd.grad(flat, trained, seed, retain_graph=True, allow_unused=True)
            for seed in seeds
        ]
        return [None if any(g is None for g in c) else torch.stack(c) for c in zip(*rows)]
