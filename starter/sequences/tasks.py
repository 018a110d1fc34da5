"""Tasks to learn from sequences: copying a symbol after a delay, and digits read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..bundled import bundled
from ..runtime import grading

Batch = tuple[Tensor, Tensor]
# Sequences that a model reads at once where it does not learn.
_AT_ONCE = 1000


def copying(
    batch: int, steps: int, symbols: int = 4, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Return sequences in which one symbol is marked, the symbols marked, and their delays.

    The sequences, `(batch, steps, symbols + 1)`, hold a random symbol at each step, one-hot, and
    in the last column a 1 where it is marked, which is at one random step. Symbols and delays are
    `(batch,)`; a delay counts the steps from the mark to the end. A simple form of the copying
    problem of Hochreiter and Schmidhuber (1997).
    """
    drawn = torch.randint(symbols, (batch, steps), generator=generator)
    marked = torch.randint(steps, (batch,), generator=generator)
    sequences = torch.cat(
        [F.one_hot(drawn, symbols), F.one_hot(marked, steps)[..., None]], dim=-1
    ).float()
    return sequences, drawn.gather(1, marked[:, None])[:, 0], steps - 1 - marked


def copying_batches(batch: int, steps: int, seed: int = 0) -> Iterator[Batch]:
    """Yield fresh batches of the copying task for ever: sequences and the symbols to recall."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield copying(batch, steps, generator=generator)[:2]


def accuracy_by_delay(
    model: nn.Module, steps: int, groups: int = 9
) -> tuple[list[float], list[float]]:
    """Return the middle delay of each group of delays, and the share of symbols recalled there."""
    sequences, symbols, delays = copying(300 * groups, steps, generator=_seeded(1))
    right = _right(model, sequences, symbols)
    edges = [round(steps * i / groups) for i in range(groups + 1)]
    within = [(delays >= low) & (delays < high) for low, high in pairwise(edges)]
    middles = [(low + high - 1) / 2 for low, high in pairwise(edges)]
    return middles, [right[group].mean().item() for group in within]


def digits() -> tuple[Batch, Batch]:
    """Return training and test set of scikit-learn's handwritten digits, each read row by row.

    Images are sequences of 8 rows with 8 numbers between 0 and 1, `(batch, 8, 8)`, the labels
    0 to 9, `(batch,)`. 1,437 digits train and 360 test; there are a few only while work is graded.
    """
    # scikit-learn's own reader imports all of its statistics, a second, for this one table.
    path = bundled("sklearn", "datasets/data/digits.csv.gz")
    data = torch.from_numpy(np.loadtxt(path, delimiter=",", max_rows=100 if grading() else None))
    data = data[torch.randperm(len(data), generator=_seeded(0))]
    images, labels = data[:, :-1].view(-1, 8, 8).float() / 16, data[:, -1].long()
    end = len(data) * 4 // 5
    return (images[:end], labels[:end]), (images[end:], labels[end:])


def batches(data: Batch, batch: int, seed: int = 0) -> Iterator[Batch]:
    """Yield batches of a data set for ever, shuffled anew in every epoch."""
    generator, (inputs, labels) = _seeded(seed), data
    while True:
        for chosen in torch.randperm(len(labels), generator=generator).split(batch):
            yield inputs[chosen], labels[chosen]


def accuracy(data: Batch) -> Callable[[nn.Module], dict[str, float]]:
    """Return a function that measures a model's accuracy on a data set, as `fit` takes it."""
    return lambda model: {"accuracy": _right(model, *data).mean().item()}


@torch.no_grad()
def _right(model: nn.Module, inputs: Tensor, labels: Tensor) -> Tensor:
    device = next(model.parameters()).device
    found = [model(part.to(device)).argmax(1).cpu() for part in inputs.split(_AT_ONCE)]
    return (torch.cat(found) == labels).float()


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)
