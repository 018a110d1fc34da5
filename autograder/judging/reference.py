"""Networks computed from their layer tables alone, with weights that a submission is given too."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from starter.interview.numbers import repeated
from starter.manifest import assignments
from starter.networks.tables import Row, expected_rows

NUMBERS = "normal.f32"
# A prime number of pages of memory, so that no row of a matrix begins where a near one does: units
# with equal weights are a thousand apart, and their biases differ.
_PERIOD = 1021 * mmap.PAGESIZE // 4


@cache
def most_numbers() -> int:
    """Return how many numbers the largest network needs, biases included."""
    networks = [e for a in assignments().values() for e in a.exercises if e.kind == "network"]
    return max(sum(row.parameters for row in expected_rows(e.id, 20)) for e in networks)


def write_numbers(folder: Path, seed: int) -> None:
    """Write normally distributed numbers in float32, to be repeated for every network."""
    numbers = np.random.default_rng(seed).standard_normal(_PERIOD, np.float32)
    temporary = folder / f".{NUMBERS}.tmp"
    numbers.tofile(temporary)
    temporary.rename(folder / NUMBERS)


def read_numbers(folder: Path) -> Tensor:
    """Return as many numbers as the largest network needs."""
    return repeated(str(folder / NUMBERS), most_numbers())


def bias_scales(rows: list[Row]) -> Iterator[float]:
    """Yield the size of what reaches each bias of a network whose weights are standard normal.

    Such weights multiply what flows through them by the square root of what each output reads;
    ReLU, pooling and all rows of the tables keep factors, so that no weight need be scaled.
    """
    size = 1.0
    for row in parametric(rows):
        size *= (weight_size(row) / row.output_shape[0] / 2) ** 0.5
        yield size


def parametric(rows: list[Row]) -> list[Row]:
    """Return the rows that have parameters."""
    return [row for row in rows if row.parameters]


def weight_size(row: Row) -> int:
    """Return the number of weights of a row, its biases not counted."""
    return row.parameters - row.output_shape[0]


@torch.no_grad()
def run_table(rows: list[Row], weights: list[tuple[Tensor, Tensor]], images: Tensor) -> np.ndarray:
    """Return the logits `(batch, num_classes)` of a table's network in eval mode.

    `weights` holds a weight and a bias for each row with parameters, in any shape of the right
    number of entries; images are `(batch, channels, height, width)`.
    """
    x, left = images, iter(weights)
    for row in rows:
        x = _STEPS[row.layer](x, row, *(next(left) if row.parameters else ()))
    return x.numpy()


def _convolve(x: Tensor, row: Row, weight: Tensor, bias: Tensor) -> Tensor:
    weight = weight.reshape(row.output_shape[0], x.shape[1], *row.kernel)
    return F.conv2d(x, weight, bias.reshape(-1), row.stride, row.padding, row.dilation)


def _multiply(x: Tensor, row: Row, weight: Tensor, bias: Tensor) -> Tensor:
    # Products of matrices read (in, out), a convolution over the whole map (out, channels, ...).
    weight = weight.t() if weight.dim() == 2 else weight.flatten(1)
    return F.linear(x, weight, bias.reshape(-1))


_STEPS = {
    "Conv2d": _convolve,
    "Linear": _multiply,
    "MaxPool2d": lambda x, row: F.max_pool2d(x, row.kernel, row.stride, row.padding, row.dilation),
    "AvgPool2d": lambda x, row: F.avg_pool2d(x, row.kernel, row.stride, row.padding),
    "ReLU": lambda x, row: F.relu(x),
    "Flatten": lambda x, row: x.flatten(1),
    "Dropout": lambda x, row: x,
}
