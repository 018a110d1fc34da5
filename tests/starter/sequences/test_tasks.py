"""The tasks ask what they say, and answers are counted right."""

import itertools

import torch
from sklearn.datasets import load_digits
from torch import nn

from starter.sequences import (
    SequenceClassifier,
    TanhCell,
    accuracy,
    accuracy_by_delay,
    batches,
    copying,
    copying_batches,
    digits,
)


def test_the_answer_is_the_marked_symbol():
    sequences, symbols, delays = copying(50, 9, symbols=3)
    assert sequences.shape == (50, 9, 4)
    assert (sequences.sum(dim=(1, 2)) == 10).all()  # a symbol at each step, and one mark
    for sequence, symbol, delay in zip(sequences, symbols, delays):
        step = 8 - int(delay)
        assert sequence[step].tolist() == [*(float(i == symbol) for i in range(3)), 1.0]
    assert set(delays.tolist()) <= set(range(9))


def test_batches_of_the_task_differ_and_come_again_with_the_seed():
    (first, _), (second, _) = itertools.islice(copying_batches(4, 6), 2)
    (again, _), (other, _) = next(copying_batches(4, 6)), next(copying_batches(4, 6, seed=1))
    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert not torch.equal(first, other)


class Answer(nn.Module):
    """Finds the marked symbol by looking, if the mark is among the last `reach` steps."""

    def __init__(self, reach):
        super().__init__()
        self.reach = nn.Parameter(torch.tensor(float(reach)))

    def forward(self, sequences):
        sequences = sequences[:, -int(self.reach) :]
        return (sequences[..., :-1] * sequences[..., -1:]).sum(dim=1)


def test_accuracy_is_told_by_delay():
    delays, shares = accuracy_by_delay(Answer(reach=8), steps=16, groups=4)
    assert delays == [1.5, 5.5, 9.5, 13.5]
    assert shares[:2] == [1.0, 1.0]
    assert max(shares[2:]) < 0.4  # a blind guess
    whole = copying(200, 16)[:2]
    assert accuracy(whole)(Answer(reach=16)) == {"accuracy": 1.0}


def test_digits_are_sequences_of_rows():
    (images, labels), (others, _) = digits()
    assert images.shape == (1437, 8, 8)
    assert others.shape == (360, 8, 8)
    assert images.min() == 0
    assert images.max() == 1
    assert labels.bincount().min() > 100
    assert SequenceClassifier(TanhCell(8, 5), 5, 10)(images[:3]).shape == (3, 10)


def test_digits_are_scikit_learns():
    bundled = load_digits()
    images, labels = (torch.cat(parts) for parts in zip(*digits()))
    wanted = torch.tensor(bundled.images, dtype=torch.float32) / 16
    assert torch.equal(images.sum(0), wanted.sum(0))
    for digit in range(10):
        assert torch.equal(images[labels == digit].sum(0), wanted[bundled.target == digit].sum(0))


def test_a_few_digits_are_enough_while_work_is_graded(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    (images, labels), (others, _) = digits()
    assert (images.shape, labels.shape, others.shape) == ((80, 8, 8), (80,), (20, 8, 8))


def test_an_epoch_has_every_example_once_in_a_new_order():
    data = torch.arange(10), torch.arange(10)
    found = list(itertools.islice(batches(data, 4), 6))
    epochs = [torch.cat([labels for _, labels in found[i : i + 3]]) for i in (0, 3)]
    assert all(sorted(epoch.tolist()) == list(range(10)) for epoch in epochs)
    assert not torch.equal(*epochs)
