"""Networks around a cell: one that classifies whole sequences, one that predicts characters."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from .unrolling import State, unroll


class SequenceClassifier(nn.Module):
    """Sequences `(batch, steps, input_size)`, read by a cell, to logits `(batch, num_classes)`.

    Only the h of the last step is read.
    """

    def __init__(self, cell: nn.Module, hidden_size: int, num_classes: int):
        super().__init__()
        self.cell = cell
        self.readout = nn.Linear(hidden_size, num_classes)

    def forward(self, sequences: Tensor) -> Tensor:
        every, _ = unroll(self.cell, sequences)
        return self.readout(every[:, -1])


class CharacterModel(nn.Module):
    """Characters `(batch, steps)`, as numbers, to logits of the next ones, `(batch, size, steps)`.

    `size` is the number of characters in the alphabet; the cell reads each one-hot. The logits
    have the shape that `torch.nn.functional.cross_entropy` takes.
    """

    def __init__(self, cell: nn.Module, hidden_size: int, size: int):
        super().__init__()
        self.cell = cell
        self.size = size
        self.readout = nn.Linear(hidden_size, size)

    def forward(self, characters: Tensor) -> Tensor:
        return self.step(characters)[0].transpose(1, 2)

    def step(self, characters: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Go on from a state: return logits `(batch, steps, size)` and the state reached."""
        every, state = unroll(self.cell, self.one_hot(characters), state)
        return self.readout(every), state

    def one_hot(self, characters: Tensor) -> Tensor:
        """Return what the cell reads, `(batch, steps, size)`."""
        return F.one_hot(characters, self.size).to(self.readout.weight.dtype)


class ReviewClassifier(nn.Module):
    """Reviews `(batch, steps)`, as word numbers padded with 0, to logits `(batch, num_classes)`.

    What is read out is the mean of h over the words of a review, without the padding.
    """

    def __init__(
        self, cell: nn.Module, hidden_size: int, words: int, width: int, num_classes: int = 2
    ):
        super().__init__()
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        self.cell = cell
        self.readout = nn.Linear(hidden_size, num_classes)

    def forward(self, reviews: Tensor) -> Tensor:
        every, _ = unroll(self.cell, self.embedding(reviews))
        words = (reviews > 0)[..., None].to(every.dtype)
        return self.readout((every * words).sum(1) / words.sum(1).clamp(min=1))
