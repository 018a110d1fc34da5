"""What a network costs, by arithmetic on its rows: multiply-adds and memory."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from .tables import Row

_BYTES = 4  # of a number in float32


def multiply_adds(rows: Sequence[Row]) -> int:
    """Return how many multiplications, each with an addition, one input takes.

    A weight of a convolution is used once at every position of its output, a weight of a linear
    layer once. Biases, poolings and activations are left out, as is usual.
    """
    return sum(_weights(row) * prod(row.output_shape[1:]) for row in rows)


def parameter_bytes(rows: Sequence[Row], copies: int = 1) -> int:
    """Return the bytes of all parameters, `copies` times: gradients take one more, Adam two."""
    return _BYTES * copies * sum(row.parameters for row in rows)


def activation_bytes(rows: Sequence[Row], batch: int) -> int:
    """Return the bytes of what all layers put out for a batch, which training must keep.

    Flattening copies nothing. What is computed in place needs less.
    """
    return _BYTES * batch * sum(prod(row.output_shape) for row in rows if row.layer != "Flatten")


def _weights(row: Row) -> int:
    """Return the number of parameters of a convolution or linear layer, biases aside."""
    if row.layer not in ("Conv2d", "Linear"):
        return 0
    return row.parameters - ("bias=False" not in row.note) * row.output_shape[0]
